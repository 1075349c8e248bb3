"""Corrections and decisions about speakers can be taken back, and history keeps both."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    for table in ("speaker_decisions", "corrections"):
        op.add_column(table, sa.Column("revoked_at", MOMENT, comment="none while it holds"))
        op.add_column(table, sa.Column("revoked_by", sa.Text()))
        op.add_column(table, sa.Column("revoked_why", sa.Text()))


def downgrade() -> None:
    raise NotImplementedError("the store only goes forward: restore a backup to go back")
