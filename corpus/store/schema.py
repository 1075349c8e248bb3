"""The tables of the system of record. `migrations/` creates them; a test proves that both say the same.

contents ◄── documents               what was published, byte for byte, where the words had to be taken out of it
documents ──┬── document_revisions   every earlier published version, raw text kept
            ├── events               the occasions that the document tells of
            ├── quotations ──┬── quotation_topics
            │                └── speakers             identities: one a person or institution
            ├── corrections          what a person knows better; wins over the pipeline
            ├── reports              what readers say is wrong; one that is accepted becomes a correction
            └── withdrawals          quotations that were public once
followed ── pages                    sources that are followed, how far each was read, and what is known of their pages
speaker_decisions                    what a person said of identities: merge, split, rename
changes                              what an index has to follow, in commit order
runs ── rejections                   what was done, and what could not be
properties                           the store's own identity
tokens, subscriptions                who may write through the web, and who is told by mail; in no dump, as they are private
"""

from __future__ import annotations

import datetime as dt
import zlib
from typing import Any

import sqlalchemy as sa

SCHEMA_REVISION = "0006"
"""The newest migration. Kept here too, so that opening a store that is up to date need not import Alembic."""

VERSION_TABLE = "kutipan_schema"
"""Where Alembic keeps the schema's revision: a name of our own, since a PostgreSQL database may be shared with others."""


class UtcDateTime(sa.TypeDecorator[dt.datetime]):
    """A moment, stored in UTC and read back with its time zone; a moment without one is taken as UTC."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        """Return the moment in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: sa.Dialect) -> dt.datetime | None:
        """Return the moment with its time zone, which SQLite does not keep."""
        return self.process_bind_param(value, dialect)


class CompressedText(sa.TypeDecorator[str]):
    """Any text at all, deflated: raw input may hold NUL and lone surrogates, which database text cannot.

    Level 6 halves the 32 MB of the real corpus in about a second and a half; it is read only by people who ask for it.
    """

    impl = sa.LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> bytes | None:
        """Return the deflated UTF-8 bytes."""
        return None if value is None else zlib.compress(value.encode("utf-8", "surrogatepass"), 6)

    def process_result_value(self, value: bytes | None, dialect: sa.Dialect) -> str | None:
        """Return the text."""
        return None if value is None else zlib.decompress(value).decode("utf-8", "surrogatepass")


Identifier = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
"""Ids sort by their code points on both servers, so that "in stable order" is the same order."""

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _content_columns() -> list[sa.Column[Any]]:
    """Columns that a document and each of its earlier revisions share."""
    return [
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("content_hash", sa.Text, nullable=False),
        sa.Column("title", sa.Text),
        sa.Column("date", sa.Date),
        sa.Column("dateline", sa.Text),
        sa.Column("source", sa.Text),
        sa.Column("url", sa.Text),
        sa.Column("fetched_at", UtcDateTime),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("raw", CompressedText, nullable=False),
        sa.Column("pipeline_version", sa.Text, nullable=False),
        sa.Column("content", Identifier, sa.ForeignKey("contents.hash"), comment="what was published, byte for byte"),
    ]


contents = sa.Table(
    "contents",
    metadata,
    sa.Column("hash", Identifier, primary_key=True, comment="SHA-256 (hex) of the bytes"),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("data", sa.LargeBinary, nullable=False, comment="deflated"),
)


def _revocation_columns() -> list[sa.Column[Any]]:
    """Columns of what a person can take back; it stays in the table, so that history tells of it."""
    return [
        sa.Column("revoked_at", UtcDateTime, comment="none while it holds"),
        sa.Column("revoked_by", sa.Text),
        sa.Column("revoked_why", sa.Text),
    ]


documents = sa.Table(
    "documents",
    metadata,
    sa.Column("id", Identifier, primary_key=True),
    *_content_columns(),
    sa.Column("first_seen", UtcDateTime, nullable=False),
    sa.Column("revised_at", UtcDateTime, nullable=False, comment="when the present revision was first stored"),
    sa.Column("updated_at", UtcDateTime, nullable=False),
)

document_revisions = sa.Table(
    "document_revisions",
    metadata,
    sa.Column("document_id", Identifier, sa.ForeignKey("documents.id"), primary_key=True),
    *(column for column in _content_columns() if column.name != "revision"),
    sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("revised_at", UtcDateTime, nullable=False),
    sa.Column("superseded_at", UtcDateTime, nullable=False),
)

events = sa.Table(
    "events",
    metadata,
    sa.Column("document_id", Identifier, sa.ForeignKey("documents.id"), primary_key=True),
    sa.Column("ordinal", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("main", sa.Boolean, nullable=False),
    sa.Column("name", sa.Text),
    sa.Column("type", sa.Text),
    sa.Column("place", sa.Text),
    sa.Column("date", sa.Date),
)

speakers = sa.Table(
    "speakers",
    metadata,
    sa.Column("id", Identifier, primary_key=True),
    sa.Column("name", sa.Text, nullable=False, comment="the full name; until it is settled, the spelling recorded first"),
    sa.Column("kind", sa.Text, comment="person or institution; none until the register has settled the identity"),
    sa.Column("merged_into", Identifier, sa.ForeignKey("speakers.id"), comment="the identity that took this one in"),
)

speaker_decisions = sa.Table(
    "speaker_decisions",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("action", sa.Text, nullable=False),
    sa.Column("members", sa.JSON, nullable=False, comment="[document id, name id] of those whom it is about"),
    sa.Column("others", sa.JSON, nullable=False, comment="the same of the other side of a split"),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("made_at", UtcDateTime, nullable=False),
    *_revocation_columns(),
)

quotations = sa.Table(
    "quotations",
    metadata,
    sa.Column("id", Identifier, primary_key=True),
    sa.Column("document_id", Identifier, sa.ForeignKey("documents.id"), nullable=False),
    sa.Column("ordinal", sa.Integer, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("start", sa.Integer, nullable=False),
    sa.Column("end", sa.Integer, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("cue", sa.Text),
    sa.Column("cue_start", sa.Integer),
    sa.Column("cue_end", sa.Integer),
    sa.Column("speaker_id", Identifier, sa.ForeignKey("speakers.id"), index=True),
    sa.Column("speaker", sa.Text, comment="the name as this document gives it"),
    sa.Column("name_id", Identifier, index=True, comment="slug of that name: one person within a document"),
    sa.Column("region", Identifier, comment="id of a region in corpus/regions.tsv"),
    sa.Column("role", sa.Text),
    sa.Column("affiliation", sa.Text),
    sa.Column("official", sa.Boolean, nullable=False),
    sa.Column("speaker_confidence", sa.Double, nullable=False),
    sa.Column("speaker_rule", sa.Text, nullable=False),
    sa.Column("speaker_reason", sa.Text),
    sa.Column("confidence", sa.Double, nullable=False),
    sa.Column("rule", sa.Text, nullable=False),
    sa.Column("event", sa.Integer, comment="ordinal of the document's event at which it was said"),
    sa.Column("context", sa.Text, nullable=False),
    sa.UniqueConstraint("document_id", "ordinal"),
    sa.ForeignKeyConstraint(["document_id", "event"], ["events.document_id", "events.ordinal"]),
)

quotation_topics = sa.Table(
    "quotation_topics",
    metadata,
    sa.Column("quotation_id", Identifier, sa.ForeignKey("quotations.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("topic", Identifier, primary_key=True),
    sa.Column("stance", sa.Text, nullable=False),
    sa.Column("probability", sa.Double, nullable=False),
    sa.Column("method", sa.Text, nullable=False),
)

corrections = sa.Table(
    "corrections",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("document_id", Identifier, sa.ForeignKey("documents.id"), nullable=False, index=True),
    sa.Column("quotation_id", Identifier, nullable=False),
    sa.Column("text", sa.Text, nullable=False, comment="the words, to find the quotation under another id"),
    sa.Column("wrong", sa.Boolean, nullable=False, comment="it is no quotation at all"),
    sa.Column("fields", sa.JSON, nullable=False, comment="what is right: speaker, role, affiliation, official, kind"),
    sa.Column("before", sa.JSON, nullable=False, comment="what had been recorded in their place"),
    sa.Column("who", sa.Text, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("made_at", UtcDateTime, nullable=False),
    *_revocation_columns(),
)

reports = sa.Table(
    "reports",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("document_id", Identifier, sa.ForeignKey("documents.id"), nullable=False),
    sa.Column("quotation_id", Identifier, nullable=False),
    sa.Column("fault", sa.Text, nullable=False, comment="speaker, role, words, not-a-quotation or other"),
    sa.Column("fields", sa.JSON, nullable=False, comment="what the reader says is right: speaker, role"),
    sa.Column("message", sa.Text, nullable=False),
    sa.Column("made_at", UtcDateTime, nullable=False),
    sa.Column("state", sa.Text, nullable=False, index=True, comment="open, accepted or rejected"),
    sa.Column("decided_at", UtcDateTime),
    sa.Column("decided_by", sa.Text),
    sa.Column("decided_why", sa.Text),
)

tokens = sa.Table(
    "tokens",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False, comment="whose it is"),
    sa.Column("digest", Identifier, nullable=False, unique=True, comment="SHA-256 (hex); the token itself is not kept"),
    sa.Column("scopes", sa.JSON, nullable=False),
    sa.Column("created_at", UtcDateTime, nullable=False),
    sa.Column("expires_at", UtcDateTime),
    sa.Column("used_on", sa.Date, comment="the last day on which it was shown"),
    sa.Column("revoked_at", UtcDateTime),
)

subscriptions = sa.Table(
    "subscriptions",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("email", Identifier, nullable=False, index=True),
    sa.Column("query", sa.Text, nullable=False, comment="parameters of a search, as an address has them"),
    sa.Column("frequency", sa.Text, nullable=False, comment="daily or weekly"),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("asked_at", UtcDateTime, nullable=False),
    sa.Column("confirmed_at", UtcDateTime, comment="none until the address's owner has said yes"),
    sa.Column("position", sa.BigInteger, nullable=False, comment="of the change log up to which was told"),
    sa.Column("sent_at", UtcDateTime, comment="of the last digest"),
    sa.Column("failures", sa.Integer, nullable=False, comment="refusals in a row by the address's server"),
)

withdrawals = sa.Table(
    "withdrawals",
    metadata,
    sa.Column("quotation_id", Identifier, primary_key=True),
    sa.Column("document_id", Identifier, sa.ForeignKey("documents.id"), nullable=False),
    sa.Column("revision", sa.Integer, nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("text", sa.Text, nullable=False),
    sa.Column("speaker", sa.Text),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("withdrawn_at", UtcDateTime, nullable=False),
)

changes = sa.Table(
    "changes",
    metadata,
    # Given by the writer under its lock, not by a sequence: see `writing.record_changes`.
    sa.Column("position", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=False),
    sa.Column("quotation_id", Identifier, nullable=False),
    sa.Column("withdrawn", sa.Boolean, nullable=False),
    sa.Column("changed_at", UtcDateTime, nullable=False),
    sa.Index(None, "quotation_id", "position"),
)

followed = sa.Table(
    "followed",
    metadata,
    sa.Column("name", Identifier, primary_key=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("url", sa.Text, nullable=False),
    sa.Column("cursor", sa.JSON, nullable=False, comment="how far the source has been read, in its own words"),
    sa.Column("started_at", UtcDateTime),
    sa.Column("finished_at", UtcDateTime),
    sa.Column("succeeded_at", UtcDateTime),
    sa.Column("error", sa.Text, comment="why the last round failed; none when it did not"),
    sa.Column("counts", sa.JSON, nullable=False, comment="outcomes of the last round"),
    sa.Column("totals", sa.JSON, nullable=False, comment="outcomes of all rounds"),
)

pages = sa.Table(
    "pages",
    metadata,
    sa.Column("source", Identifier, sa.ForeignKey("followed.name"), primary_key=True),
    sa.Column("url", Identifier, primary_key=True),
    sa.Column("document_id", Identifier, index=True, comment="none where it gave no document"),
    sa.Column("state", sa.Text, comment="the source's own mark of the state that was read"),
    sa.Column("title", sa.Text, comment="what the source says where the page says nothing"),
    sa.Column("date", sa.Date),
    sa.Column("etag", sa.Text),
    sa.Column("last_modified", sa.Text),
    sa.Column("first_seen", UtcDateTime, nullable=False),
    sa.Column("checked_at", UtcDateTime, nullable=False),
    sa.Column("check_at", UtcDateTime, comment="when to look again; none: only when the source says that it changed"),
    sa.Column("gone_at", UtcDateTime, comment="since when it cannot be had any more"),
    sa.Index(None, "source", "check_at"),
)

runs = sa.Table(
    "runs",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("command", sa.Text, nullable=False),
    sa.Column("started_at", UtcDateTime, nullable=False),
    sa.Column("finished_at", UtcDateTime),
    sa.Column("counts", sa.JSON, nullable=False),
)

rejections = sa.Table(
    "rejections",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("run_id", sa.Integer, sa.ForeignKey("runs.id"), nullable=False, index=True),
    sa.Column("location", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
)

properties = sa.Table(
    "properties",
    metadata,
    sa.Column("name", Identifier, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)
