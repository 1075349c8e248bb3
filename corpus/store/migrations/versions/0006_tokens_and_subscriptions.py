"""Who may write through the web, and who wants to be told by mail."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

IDENTIFIER = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "tokens",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="whose it is"),
        sa.Column("digest", IDENTIFIER, nullable=False, comment="SHA-256 (hex); the token itself is not kept"),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT),
        sa.Column("used_on", sa.Date(), comment="the last day on which it was shown"),
        sa.Column("revoked_at", MOMENT),
        sa.PrimaryKeyConstraint("id", name="pk_tokens"),
        sa.UniqueConstraint("digest", name="uq_tokens_digest"),
    )
    op.create_table(
        "subscriptions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", IDENTIFIER, nullable=False),
        sa.Column("query", sa.Text(), nullable=False, comment="parameters of a search, as an address has them"),
        sa.Column("frequency", sa.Text(), nullable=False, comment="daily or weekly"),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("confirmed_at", MOMENT, comment="none until the address's owner has said yes"),
        sa.Column("position", sa.BigInteger(), nullable=False, comment="of the change log up to which was told"),
        sa.Column("sent_at", MOMENT, comment="of the last digest"),
        sa.Column("failures", sa.Integer(), nullable=False, comment="refusals in a row by the address's server"),
        sa.PrimaryKeyConstraint("id", name="pk_subscriptions"),
    )
    op.create_index("ix_subscriptions_email", "subscriptions", ["email"])


def downgrade() -> None:
    raise NotImplementedError("the store only goes forward: restore a backup to go back")
