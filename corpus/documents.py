"""RawDocument -> Document: cleaned, with its title, date, dateline, id and content hash."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass

from corpus import datelines, dating
from corpus.cleaning import Cleaned, clean, without
from corpus.errors import InputRejected
from corpus.records import Document, RawDocument, Span
from corpus.sources.identity import document_id

_LONGEST_TITLE = 160
_SHORTEST_TITLE = 3
"""Characters and words of a title: the longest of 11,661 real ones has 154 characters."""

_SITE_NAME = 60
"""Characters that may stand before a repeated title: the name of the site."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document and the way from its text back to the raw one: `cleaned.raw_span`."""

    document: Document
    cleaned: Cleaned


def prepare(raw: RawDocument) -> Document:
    """Return the document of a raw one.

    Raises InputRejected when cleaning leaves nothing of it.
    """
    return trace(raw).document


def trace(raw: RawDocument) -> Prepared:
    """Return the document of a raw one together with the mapping of its text to the raw text.

    The title is the source's; else the first line, where it looks like one. It isn't part of the text. The date is the
    source's; else the one that the text gives as its own (`dating.stated`).
    Raises InputRejected when cleaning leaves nothing.
    """
    cleaned = clean(raw.text)
    title = raw.title
    if title is None:
        title, cleaned = _first_line(cleaned)
    else:
        cleaned = _without_title(cleaned, title)
    if not cleaned.text:
        raise InputRejected(
            raw.location, "holds nothing but captions, credits and links; give the page of the statement itself"
        )
    dateline = datelines.find(cleaned.text)
    document = Document(
        id=document_id(raw),
        text=cleaned.text,
        raw=raw.text,
        content_hash=content_hash(raw),
        title=title,
        date=raw.date or dating.stated(cleaned.text, (raw.fetched_at or dt.datetime.now(dt.UTC)).date()),
        dateline=dateline.place if dateline is not None else None,
        source=raw.source,
        url=raw.url,
        fetched_at=raw.fetched_at,
        media_type=raw.media_type,
        content=raw.content,
    )
    return Prepared(document, cleaned)


def as_given(raw: RawDocument) -> Document:
    """Return a document whose text is the raw text to the letter: for quotations that were extracted elsewhere."""
    return Document(
        id=document_id(raw),
        text=raw.text,
        raw=raw.text,
        content_hash=content_hash(raw),
        title=raw.title,
        date=raw.date,
        source=raw.source,
        url=raw.url,
        fetched_at=raw.fetched_at,
        media_type=raw.media_type,
        content=raw.content,
    )


def content_hash(raw: RawDocument) -> str:
    """Return the SHA-256 (hex) of what was published: raw text, title, date, source and URL."""
    fields = (raw.text, raw.title, raw.date.isoformat() if raw.date else None, raw.source, raw.url)
    # The lengths keep ("ab", "c") and ("a", "bc") apart.
    key = "".join(f"{len(field or '')}:{field or ''};" for field in fields)
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def _first_line(cleaned: Cleaned) -> tuple[str | None, Cleaned]:
    line, found, rest = cleaned.text.partition("\n")
    if not found or not rest.strip() or not _looks_like_title(line):
        return None, cleaned
    start = len(cleaned.text) - len(rest.lstrip())
    return line.strip(), without(cleaned, [Span(0, start)])


def _looks_like_title(line: str) -> bool:
    words = line.split()
    return (
        len(words) >= _SHORTEST_TITLE
        and len(line) <= _LONGEST_TITLE
        and line[:1] not in "\"“'‘-•*"
        and line[:1].upper() == line[:1]
        and line.rstrip()[-1] not in ".,;:"
        and datelines.find(line) is None
        and (capitals := sum(word[:1].isupper() or word[:1].isdigit() for word in words)) * 2 >= len(words)
        and capitals > 1
    )


def _without_title(cleaned: Cleaned, title: str) -> Cleaned:
    """Return the text without a title that the page repeats at its start, after the name of the site at most."""
    if len(title.split()) <= _SHORTEST_TITLE:
        return cleaned
    limit = _SITE_NAME + 2 * len(title) + 4
    if " ".join(title.split()) not in " ".join(cleaned.text[:limit].split()):
        return cleaned  # most titles: compiling a pattern for each took 5 % of an extraction's time
    words = re.compile(r"\s+".join(map(re.escape, title.split())) + r"\s*(\n|(?<=\s)(?=[\"“A-Z]))")
    match = words.search(cleaned.text, 0, limit)
    if match is None or match.start() > _SITE_NAME or re.search(r"[.!?\n]", cleaned.text[: match.start()].strip()):
        return cleaned
    end = len(cleaned.text) - len(cleaned.text[match.end() :].lstrip())
    return without(cleaned, [Span(0, end)]) if end < len(cleaned.text) else cleaned
