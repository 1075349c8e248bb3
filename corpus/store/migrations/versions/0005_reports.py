"""What readers report of quotations, until a person decides."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

IDENTIFIER = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", IDENTIFIER, nullable=False),
        sa.Column("quotation_id", IDENTIFIER, nullable=False),
        sa.Column("fault", sa.Text(), nullable=False, comment="speaker, role, words, not-a-quotation or other"),
        sa.Column("fields", sa.JSON(), nullable=False, comment="what the reader says is right: speaker, role"),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("state", sa.Text(), nullable=False, comment="open, accepted or rejected"),
        sa.Column("decided_at", MOMENT),
        sa.Column("decided_by", sa.Text()),
        sa.Column("decided_why", sa.Text()),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_reports_document_id_documents"),
        sa.PrimaryKeyConstraint("id", name="pk_reports"),
    )
    op.create_index("ix_reports_state", "reports", ["state"])


def downgrade() -> None:
    raise NotImplementedError("the store only goes forward: restore a backup to go back")
