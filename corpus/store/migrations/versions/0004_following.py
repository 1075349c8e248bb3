"""What is followed, the pages seen there, and what was published, byte for byte."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

IDENTIFIER = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "contents",
        sa.Column("hash", IDENTIFIER, nullable=False, comment="SHA-256 (hex) of the bytes"),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False, comment="deflated"),
        sa.PrimaryKeyConstraint("hash", name="pk_contents"),
    )
    for table in ("documents", "document_revisions"):
        name = f"fk_{table}_content_contents"
        if op.get_bind().dialect.name == "sqlite":
            op.execute(f"ALTER TABLE {table} ADD COLUMN content TEXT CONSTRAINT {name} REFERENCES contents (hash)")
        else:
            op.add_column(table, sa.Column("content", IDENTIFIER, comment="what was published, byte for byte"))
            op.create_foreign_key(name, table, "contents", ["content"], ["hash"])
    op.create_table(
        "followed",
        sa.Column("name", IDENTIFIER, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("cursor", sa.JSON(), nullable=False, comment="how far the source has been read, in its own words"),
        sa.Column("started_at", MOMENT),
        sa.Column("finished_at", MOMENT),
        sa.Column("succeeded_at", MOMENT),
        sa.Column("error", sa.Text(), comment="why the last round failed; none when it did not"),
        sa.Column("counts", sa.JSON(), nullable=False, comment="outcomes of the last round"),
        sa.Column("totals", sa.JSON(), nullable=False, comment="outcomes of all rounds"),
        sa.PrimaryKeyConstraint("name", name="pk_followed"),
    )
    op.create_table(
        "pages",
        sa.Column("source", IDENTIFIER, nullable=False),
        sa.Column("url", IDENTIFIER, nullable=False),
        sa.Column("document_id", IDENTIFIER, comment="none where it gave no document"),
        sa.Column("state", sa.Text(), comment="the source's own mark of the state that was read"),
        sa.Column("title", sa.Text(), comment="what the source says where the page says nothing"),
        sa.Column("date", sa.Date()),
        sa.Column("etag", sa.Text()),
        sa.Column("last_modified", sa.Text()),
        sa.Column("first_seen", MOMENT, nullable=False),
        sa.Column("checked_at", MOMENT, nullable=False),
        sa.Column("check_at", MOMENT, comment="when to look again; none: only when the source says that it changed"),
        sa.Column("gone_at", MOMENT, comment="since when it cannot be had any more"),
        sa.ForeignKeyConstraint(["source"], ["followed.name"], name="fk_pages_source_followed"),
        sa.PrimaryKeyConstraint("source", "url", name="pk_pages"),
    )
    op.create_index("ix_pages_source_check_at", "pages", ["source", "check_at"])
    op.create_index("ix_pages_document_id", "pages", ["document_id"])


def downgrade() -> None:
    raise NotImplementedError("the store only goes forward: restore a backup to go back")
