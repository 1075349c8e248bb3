"""The register of speakers with decisions made by hand, corrections of quotations, and regions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# A migration is a record of what was done, so it names its types itself instead of importing today's schema.
IDENTIFIER = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        _upgrade_sqlite()
    else:
        _upgrade_postgresql()
    op.create_index("ix_quotations_name_id", "quotations", ["name_id"])
    # Until now the id of a speaker was the slug of the name.
    op.execute("UPDATE quotations SET name_id = speaker_id")
    op.create_table(
        "speaker_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("members", sa.JSON(), nullable=False, comment="[document id, name id] of those whom it is about"),
        sa.Column("others", sa.JSON(), nullable=False, comment="the same of the other side of a split"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_speaker_decisions"),
    )
    op.create_table(
        "corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", IDENTIFIER, nullable=False),
        sa.Column("quotation_id", IDENTIFIER, nullable=False),
        sa.Column("text", sa.Text(), nullable=False, comment="the words, to find the quotation under another id"),
        sa.Column("wrong", sa.Boolean(), nullable=False, comment="it is no quotation at all"),
        sa.Column("fields", sa.JSON(), nullable=False, comment="what is right: speaker, role, affiliation, official, kind"),
        sa.Column("before", sa.JSON(), nullable=False, comment="what had been recorded in their place"),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_corrections_document_id_documents"),
        sa.PrimaryKeyConstraint("id", name="pk_corrections"),
    )
    op.create_index("ix_corrections_document_id", "corrections", ["document_id"])


def _upgrade_sqlite() -> None:
    # SQLite can add columns in place, a reference included; Alembic's batch mode would copy a table to which others refer.
    op.execute("ALTER TABLE speakers ADD COLUMN kind TEXT")
    op.execute(
        "ALTER TABLE speakers ADD COLUMN merged_into TEXT CONSTRAINT fk_speakers_merged_into_speakers REFERENCES speakers (id)"
    )
    op.execute("ALTER TABLE quotations ADD COLUMN name_id TEXT")
    op.execute("ALTER TABLE quotations ADD COLUMN region TEXT")


def _upgrade_postgresql() -> None:
    op.alter_column(
        "speakers",
        "name",
        existing_type=sa.Text(),
        existing_nullable=False,
        comment="the full name; until it is settled, the spelling recorded first",
        existing_comment="the spelling recorded first",
    )
    op.add_column(
        "speakers",
        sa.Column("kind", sa.Text(), comment="person or institution; none until the register has settled the identity"),
    )
    op.add_column("speakers", sa.Column("merged_into", IDENTIFIER, comment="the identity that took this one in"))
    op.create_foreign_key("fk_speakers_merged_into_speakers", "speakers", "speakers", ["merged_into"], ["id"])
    op.add_column("quotations", sa.Column("name_id", IDENTIFIER, comment="slug of that name: one person within a document"))
    op.add_column("quotations", sa.Column("region", IDENTIFIER, comment="id of a region in corpus/regions.tsv"))


def downgrade() -> None:
    raise NotImplementedError("the store only goes forward: restore a backup to go back")
