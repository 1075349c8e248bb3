"""What flows between the stages: frozen records, no behaviour beyond checking and slicing.

RawDocument -> Document -> Quotation (+ Attribution, Event, TopicStance) -> QuotationView -> index, page, JSON
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from dataclasses import dataclass, field
from enum import StrEnum


class QuotationKind(StrEnum):
    """How the words are given: between marks, in the reporter's syntax, or in the reporter's syntax with a quoted fragment."""

    DIRECT = "direct"
    INDIRECT = "indirect"
    MIXED = "mixed"


class Stance(StrEnum):
    """The side a quotation takes towards a target proposition (SemEval-2016 task 6 labels)."""

    FAVOR = "FAVOR"
    AGAINST = "AGAINST"
    NONE = "NONE"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range of character offsets, `start <= end`, into one named text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}..{self.end}")

    def of(self, text: str) -> str:
        """Return the characters of `text` that the span covers."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True, kw_only=True)
class RawDocument:
    """One document as a source gave it, before cleaning.

    `location` says where a person finds it (`path`, `path:line`, URL). `id`, `title`, `date` and the rest are what the
    source itself states; None where it does not. `speaker` is stated only by a source of quotations that were extracted
    elsewhere. `content` is what was published, byte for byte, where the words had to be taken out of it (a page, a PDF);
    None where `text` is all that there was.
    """

    location: str
    text: str
    id: str | None = None
    title: str | None = None
    date: dt.date | None = None
    source: str | None = None
    url: str | None = None
    fetched_at: dt.datetime | None = None
    media_type: str = "text/plain"
    speaker: str | None = None
    content: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A statement or article, cleaned and dated. All spans of its quotations point into `text`.

    `raw` is the text as the source gave it; `content_hash` is the SHA-256 (hex) of what was published (raw text, title,
    date, source and URL), so that an unchanged document is recognised. `dateline` is the place that opens a release
    ("PALANGKA RAYA"). `revision` counts from 1. `content` is what was published, byte for byte, on the way into the store;
    it is not read back with the document (`Store.content`).
    """

    id: str
    text: str
    raw: str
    content_hash: str
    title: str | None = None
    date: dt.date | None = None
    dateline: str | None = None
    source: str | None = None
    url: str | None = None
    fetched_at: dt.datetime | None = None
    media_type: str = "text/plain"
    revision: int = 1
    content: bytes | None = field(default=None, repr=False, compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """The occasion at which words were said: "rapat koordinasi (Rakor) …", "Aula Eka Hapakat", 2023-03-01."""

    name: str | None = None
    type: str | None = None
    place: str | None = None
    date: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Who said it, as the document gives it.

    `speaker` is the person's fullest own name in the document without titles, ranks and degrees, or an institution's
    name; None when unknown, and then `reason` says why. `official`: the speaker is known to hold an office or to speak
    for an institution. `rule` names what decided; `confidence` (0..1) is the estimated probability that it is right.
    """

    speaker: str | None = None
    role: str | None = None
    affiliation: str | None = None
    official: bool = False
    confidence: float = 0.0
    rule: str = "none"
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicStance:
    """The side that a quotation takes on one topic, with the probability (0..1) of that label and what decided it."""

    topic: str
    stance: Stance
    probability: float = 1.0
    method: str = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation:
    """One attributed piece of speech in a document.

    `span` and `cue_span` are character offsets into the document's `text`; `span.of(document.text) == text`.
    `confidence` (0..1) is that of the quotation's being one with these bounds; the speaker's own is in `attribution`.
    """

    id: str
    document_id: str
    kind: QuotationKind
    span: Span
    text: str
    cue: str | None = None
    cue_span: Span | None = None
    attribution: Attribution = field(default_factory=Attribution)
    event: Event | None = None
    topics: tuple[TopicStance, ...] = ()
    confidence: float = 1.0
    rule: str = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotatedDocument:
    """A document with everything that the pipeline found in it. `event` is the document's main one."""

    document: Document
    quotations: tuple[Quotation, ...] = ()
    event: Event | None = None
    pipeline_version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotationView:
    """A quotation with all that a reader needs beside it, joined from document, speaker, event and topics.

    The store makes it, the index keeps it, pages, JSON, CSV and feeds show it. `context` is the text around the
    quotation (about a sentence on either side) in which meaning and topic are easier to see.

    `speaker_id` is the identity in the register of speakers, None for what is nobody's name; `speaker` is that identity's
    name, once it is settled. `region` is a region's id (`corpus.regions`). `rule` decided the speaker: "corrected" where a
    person did.
    """

    id: str
    document_id: str
    kind: QuotationKind
    text: str
    span: Span
    cue: str | None = None
    speaker_id: str | None = None
    speaker: str | None = None
    role: str | None = None
    affiliation: str | None = None
    official: bool = False
    speaker_reason: str | None = None
    confidence: float = 0.0
    rule: str = "none"
    region: str | None = None
    date: dt.date | None = None
    title: str | None = None
    source: str | None = None
    url: str | None = None
    dateline: str | None = None
    event: Event | None = None
    topics: tuple[TopicStance, ...] = ()
    context: str = ""


def text_digest(text: str) -> str:
    """Return the SHA-256 (hex) of a text: the key of vectors and judgements that depend on the text alone."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def quotation_id(document_id: str, text: str, occurrence: int = 0) -> str:
    """Return the permanent id (16 hex digits) of a quotation.

    It depends on the document's id and on the words (case, white space and marks aside), so that it survives a rebuild and
    a better pipeline. `occurrence` counts equal texts within one document from 0.
    """
    words = " ".join(re.findall(r"\w+", text.lower()))
    key = f"{document_id}\x1f{words}\x1f{occurrence}"
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def speaker_id(name: str) -> str:
    """Return the id (a readable slug) under which a speaker's name is recorded, case and punctuation aside."""
    slug = "-".join(re.findall(r"\w+", name.lower()))
    return slug[:80] or "tanpa-nama"
