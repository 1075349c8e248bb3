"""The fields that a source states about a document, checked: `id, title, date, source, url, fetched_at, speaker`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, TypedDict

from corpus import dates
from corpus.sources.base import storable

ID_LIMIT = 200
"""Most characters of an id: it becomes part of an address."""


class FieldError(ValueError):
    """A field is of the wrong kind; the message continues a sentence whose subject is the record."""


class DocumentFields(TypedDict):
    """Keyword arguments of RawDocument that sources may state."""

    id: str | None
    title: str | None
    date: dt.date | None
    source: str | None
    url: str | None
    fetched_at: dt.datetime | None
    speaker: str | None


def document_fields(record: Mapping[str, Any]) -> DocumentFields:
    """Return the stated fields of a record; absent, null and blank ones are None. Raises FieldError."""
    identifier = record.get("id")
    if isinstance(identifier, int) and not isinstance(identifier, bool):
        identifier = str(identifier)
    identifier = _words("id", identifier)
    if identifier is not None and len(identifier) > ID_LIMIT:
        raise FieldError(f"has an id of {len(identifier):,} characters; give one of at most {ID_LIMIT}")
    return DocumentFields(
        id=identifier,
        title=_words("title", record.get("title")),
        date=_date(record.get("date")),
        source=_words("source", record.get("source")),
        url=_words("url", record.get("url")),
        fetched_at=_moment(record.get("fetched_at")),
        speaker=_words("speaker", record.get("speaker")),
    )


def _words(name: str, value: Any) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise FieldError(f"has a {name} that is {kind(value)}; give text, or null")
    return storable(value).strip() or None


def _date(value: Any) -> dt.date | None:
    if isinstance(value, dt.datetime):  # YAML reads dates by itself
        return value.date()
    if value is None or isinstance(value, dt.date):
        return value
    if not isinstance(value, str):
        raise FieldError(f"has a date that is {kind(value)}; give YYYY-MM-DD, or null")
    if not value.strip():
        return None
    found = dates.parse(value)
    if found is None:
        raise FieldError(f"has the date {value[:40]!r}, which is none; give YYYY-MM-DD, or null")
    return found


def _moment(value: Any) -> dt.datetime | None:
    if isinstance(value, dt.datetime):
        return value if value.tzinfo else value.replace(tzinfo=dt.UTC)
    text = _words("fetched_at", value)
    if text is None:
        return None
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise FieldError(f"has the fetched_at {text[:40]!r}, which is no moment; give 2023-03-01T13:32:55+07:00") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)


def kind(value: Any) -> str:
    """Return what a JSON value is, in a reader's words ("a list")."""
    if value is None:
        return "null"
    names = {bool: "true or false", int: "a number", float: "a number", str: "text", list: "a list", dict: "an object"}
    return names.get(type(value), type(value).__name__)
