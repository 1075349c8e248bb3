"""The first schema: documents with revisions, events, quotations, speakers, topics, withdrawals, the change log, runs."""

from __future__ import annotations

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# A migration is a record of what was done, so it names its types itself instead of importing today's schema.
IDENTIFIER = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "changes",
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("quotation_id", IDENTIFIER, nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("position", name="pk_changes"),
    )
    op.create_index("ix_changes_quotation_id_position", "changes", ["quotation_id", "position"])
    op.create_table(
        "documents",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("title", sa.Text()),
        sa.Column("date", sa.Date()),
        sa.Column("dateline", sa.Text()),
        sa.Column("source", sa.Text()),
        sa.Column("url", sa.Text()),
        sa.Column("fetched_at", MOMENT),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("pipeline_version", sa.Text(), nullable=False),
        sa.Column("first_seen", MOMENT, nullable=False),
        sa.Column("revised_at", MOMENT, nullable=False, comment="when the present revision was first stored"),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_documents"),
    )
    op.create_table(
        "properties",
        sa.Column("name", IDENTIFIER, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_properties"),
    )
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("started_at", MOMENT, nullable=False),
        sa.Column("finished_at", MOMENT),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
    )
    op.create_table(
        "speakers",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("name", sa.Text(), nullable=False, comment="the spelling recorded first"),
        sa.PrimaryKeyConstraint("id", name="pk_speakers"),
    )
    op.create_table(
        "document_revisions",
        sa.Column("document_id", IDENTIFIER, nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("title", sa.Text()),
        sa.Column("date", sa.Date()),
        sa.Column("dateline", sa.Text()),
        sa.Column("source", sa.Text()),
        sa.Column("url", sa.Text()),
        sa.Column("fetched_at", MOMENT),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("pipeline_version", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revised_at", MOMENT, nullable=False),
        sa.Column("superseded_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_document_revisions_document_id_documents"),
        sa.PrimaryKeyConstraint("document_id", "revision", name="pk_document_revisions"),
    )
    op.create_table(
        "events",
        sa.Column("document_id", IDENTIFIER, nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("main", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text()),
        sa.Column("type", sa.Text()),
        sa.Column("place", sa.Text()),
        sa.Column("date", sa.Date()),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_events_document_id_documents"),
        sa.PrimaryKeyConstraint("document_id", "ordinal", name="pk_events"),
    )
    op.create_table(
        "rejections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_rejections_run_id_runs"),
        sa.PrimaryKeyConstraint("id", name="pk_rejections"),
    )
    op.create_index("ix_rejections_run_id", "rejections", ["run_id"])
    op.create_table(
        "withdrawals",
        sa.Column("quotation_id", IDENTIFIER, nullable=False),
        sa.Column("document_id", IDENTIFIER, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("speaker", sa.Text()),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_withdrawals_document_id_documents"),
        sa.PrimaryKeyConstraint("quotation_id", name="pk_withdrawals"),
    )
    op.create_table(
        "quotations",
        sa.Column("id", IDENTIFIER, nullable=False),
        sa.Column("document_id", IDENTIFIER, nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("cue", sa.Text()),
        sa.Column("cue_start", sa.Integer()),
        sa.Column("cue_end", sa.Integer()),
        sa.Column("speaker_id", IDENTIFIER),
        sa.Column("speaker", sa.Text(), comment="the name as this document gives it"),
        sa.Column("role", sa.Text()),
        sa.Column("affiliation", sa.Text()),
        sa.Column("official", sa.Boolean(), nullable=False),
        sa.Column("speaker_confidence", sa.Double(), nullable=False),
        sa.Column("speaker_rule", sa.Text(), nullable=False),
        sa.Column("speaker_reason", sa.Text()),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("event", sa.Integer(), comment="ordinal of the document's event at which it was said"),
        sa.Column("context", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id", "event"], ["events.document_id", "events.ordinal"], name="fk_quotations_document_id_event_events"
        ),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name="fk_quotations_document_id_documents"),
        sa.ForeignKeyConstraint(["speaker_id"], ["speakers.id"], name="fk_quotations_speaker_id_speakers"),
        sa.PrimaryKeyConstraint("id", name="pk_quotations"),
        sa.UniqueConstraint("document_id", "ordinal", name="uq_quotations_document_id_ordinal"),
    )
    op.create_index("ix_quotations_speaker_id", "quotations", ["speaker_id"])
    op.create_table(
        "quotation_topics",
        sa.Column("quotation_id", IDENTIFIER, nullable=False),
        sa.Column("topic", IDENTIFIER, nullable=False),
        sa.Column("stance", sa.Text(), nullable=False),
        sa.Column("probability", sa.Double(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["quotation_id"], ["quotations.id"], name="fk_quotation_topics_quotation_id_quotations", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("quotation_id", "topic", name="pk_quotation_topics"),
    )
    op.bulk_insert(
        sa.table("properties", sa.column("name", sa.Text), sa.column("value", sa.Text)),
        [{"name": "identity", "value": uuid.uuid4().hex}],
    )


def downgrade() -> None:
    raise NotImplementedError("the store only goes forward: restore a backup to go back")
