"""One row of a table <-> one JSON object of a dump. docs/dump-format.md describes every field; a test compares the two.

A dump's form has a version of its own (`FORMAT`), not the schema's: it has to be readable when this software is not.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import zlib
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from corpus.store import schema
from corpus.store.projection import Row
from corpus.store.schema import CompressedText, UtcDateTime

FORMAT = 1
"""Raise it with every change after which an older reader would lose or misread something."""

Record = dict[str, Any]

KINDS: Mapping[str, sa.Table] = {
    "content": schema.contents,
    "speaker": schema.speakers,
    "document": schema.documents,
    "withdrawal": schema.withdrawals,
    "correction": schema.corrections,
    "report": schema.reports,
    "decision": schema.speaker_decisions,
    "source": schema.followed,
    "page": schema.pages,
    "run": schema.runs,
    "rejection": schema.rejections,
    "change": schema.changes,
}
"""What a line can be, beside "store" and "redirect", which are no whole row of a table; in the order of a dump."""

PARTS: Mapping[str, tuple[sa.Table, str]] = {
    "revisions": (schema.document_revisions, "document_id"),
    "events": (schema.events, "document_id"),
    "quotations": (schema.quotations, "document_id"),
}
"""What stands inside a document's line: field -> table, and the column that the document's id stands for."""

TOPICS = (schema.quotation_topics, "quotation_id")
"""What stands inside a quotation, under "topics"."""

_ELSEWHERE: Mapping[sa.Table, frozenset[str]] = {
    schema.contents: frozenset({"data", "size"}),  # "bytes" says both
    schema.speakers: frozenset({"merged_into"}),  # a line of its own, "redirect", when all speakers are there
}


def fields(table: sa.Table, owner: str | None = None) -> list[sa.Column[Any]]:
    """Return the columns that stand in a line under their own names; `owner` is the one that the enclosing object says."""
    left_out = _ELSEWHERE.get(table, frozenset())
    return [column for column in table.columns if column.name not in left_out and column.name != owner]


def record(table: sa.Table, row: Mapping[str, Any], owner: str | None = None) -> Record:
    """Return a row as JSON takes it; what is null is left out."""
    values = {column.name: _out(row[column.name]) for column in fields(table, owner)}
    if table is schema.contents:
        values["bytes"] = base64.b64encode(zlib.decompress(row["data"])).decode("ascii")
    return {name: value for name, value in values.items() if value is not None}


def row(table: sa.Table, given: Mapping[str, Any], owner: Mapping[str, str] | None = None) -> Row:
    """Return the row that an object of a dump stands for; `owner` is the column that the enclosing object says.

    Raises ValueError for a field that does not exist, is missing, or has another type.
    """
    columns = {column.name: column for column in fields(table, next(iter(owner or ()), None))}
    unknown = sorted(set(given) - set(columns))
    if unknown:
        raise ValueError(f"has a field {unknown[0]!r} that format {FORMAT} does not know")
    result: Row = dict(owner or {})
    for name, column in columns.items():
        value = given.get(name)
        if value is None:
            if not column.nullable:
                raise ValueError(f"has no field {name!r}")
            result[name] = None
            continue
        try:
            result[name] = _in(column, value)
        except (TypeError, ValueError) as error:
            raise ValueError(f"has {value!r:.60} as {name!r} ({error})") from error
    return result


def decoded(given: object) -> bytes:
    """Return the bytes that a field in base64 stands for; raise ValueError."""
    if not isinstance(given, str):
        raise ValueError("base64 is a string")
    try:
        return base64.b64decode(given, validate=True)
    except binascii.Error as error:
        raise ValueError(f"not base64: {error}") from error


def _out(value: Any) -> Any:
    if isinstance(value, dt.date):  # a moment, too
        return value.isoformat()
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:
            # Only raw text: what was given as text with a broken encoding holds lone surrogates, which are no Unicode text.
            return {"base64": base64.b64encode(value.encode("utf-8", "surrogatepass")).decode("ascii")}
    return value


def _in(column: sa.Column[Any], value: Any) -> Any:
    kind = column.type
    if isinstance(kind, UtcDateTime):
        moment = dt.datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError("a moment needs its offset from UTC")
        return moment
    if isinstance(kind, sa.Date):
        return dt.date.fromisoformat(value)
    if isinstance(kind, CompressedText) and isinstance(value, dict):
        return decoded(value.get("base64")).decode("utf-8", "surrogatepass")
    if isinstance(kind, sa.JSON):
        if not isinstance(value, dict | list):
            raise TypeError("not an object or a list")
        return value
    wanted = _wanted(kind)
    # JSON has no whole numbers of its own: 1 may come back from another program as 1.0, but true is no number.
    if not isinstance(value, wanted) or (isinstance(value, bool) and wanted is not bool):
        raise TypeError(f"not of type {getattr(wanted, '__name__', 'number')}")
    return value


def _wanted(kind: sa.types.TypeEngine[Any]) -> Any:
    if isinstance(kind, sa.Boolean):
        return bool
    if isinstance(kind, sa.Double):
        return (int, float)
    if isinstance(kind, sa.Integer):
        return int
    return str
