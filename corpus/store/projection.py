"""AnnotatedDocument -> the views that readers see and the rows that tables keep. Pure: no database here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from typing import Any

from corpus import placing
from corpus.errors import InputRejected
from corpus.records import AnnotatedDocument, Document, Event, Quotation, QuotationView, Span, TopicStance, speaker_id

Row = dict[str, Any]

CONTEXT_REACH = 200
"""Characters of context on either side: a sentence of Indonesian news has some 150."""

LONGEST_ID = 500
"""Characters of a document or quotation id. PostgreSQL indexes keys up to 2,704 bytes; UTF-8 takes four a character."""


def context_around(text: str, span: Span, reach: int = CONTEXT_REACH) -> str:
    """Return the span with about `reach` characters on either side, cut at white space, as it stands in `text`."""
    start, end = max(0, span.start - reach), min(len(text), span.end + reach)
    if start > 0 and not text[start - 1].isspace():
        start = next((at for at in range(start, span.start) if text[at].isspace()), start)
    if end < len(text) and not text[end].isspace():
        end = next((at for at in range(end, span.end, -1) if text[at - 1].isspace()), end)
    return text[start:end].strip()


def view_of(document: Document, quotation: Quotation) -> QuotationView:
    """Return what readers see of a quotation of this document. `confidence` is that of the attribution.

    The speaker is the name alone: which identity bears it is the register's to say.
    """
    attribution = quotation.attribution
    return QuotationView(
        id=quotation.id,
        document_id=document.id,
        kind=quotation.kind,
        text=quotation.text,
        span=quotation.span,
        cue=quotation.cue,
        speaker_id=speaker_id(attribution.speaker) if attribution.speaker else None,
        speaker=attribution.speaker,
        role=attribution.role,
        affiliation=attribution.affiliation,
        official=attribution.official,
        speaker_reason=attribution.reason,
        confidence=attribution.confidence,
        rule=attribution.rule,
        region=placing.region_of(
            speaker=attribution.speaker,
            role=attribution.role,
            affiliation=attribution.affiliation,
            place=quotation.event.place if quotation.event else None,
            dateline=document.dateline,
            source=document.source,
            text=document.text,
        ),
        date=document.date,
        title=document.title,
        source=document.source,
        url=document.url,
        dateline=document.dateline,
        event=quotation.event,
        topics=in_order(quotation.topics),
        context=context_around(document.text, quotation.span),
    )


def name_id(quotation: Quotation) -> str | None:
    """Return under which id a document's quotations of one speaker belong together, before anybody knows who that is."""
    return speaker_id(quotation.attribution.speaker) if quotation.attribution.speaker else None


def in_order(topics: Sequence[TopicStance]) -> tuple[TopicStance, ...]:
    """Return one label a topic (the first given), sorted by topic: the order in which the store keeps them."""
    first = {label.topic: label for label in reversed(topics)}
    return tuple(first[topic] for topic in sorted(first))


def storable(annotated: AnnotatedDocument) -> AnnotatedDocument:
    """Return the document as a database can hold it.

    NUL and lone surrogates, which database text cannot hold, become U+FFFD one for one, so that every span still points
    to its words; the raw text keeps them. Raises InputRejected for ids that cannot be kept or that occur twice.
    """
    document = annotated.document
    _check_ids(annotated)
    if all(map(is_storable, (document.text, document.title, document.source, document.url, document.dateline))) and all(
        map(is_storable, (document.id, *(quotation.text for quotation in annotated.quotations)))
    ):
        return annotated
    clean: AnnotatedDocument = _map_text(annotated)
    return replace(clean, document=replace(clean.document, raw=document.raw))


def is_storable(text: str | None) -> bool:
    """Say whether database text can hold these characters."""
    if not text:
        return True
    # A strict encoder is the fastest search for surrogates that Python has: 1 GB/s.
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\x00" not in text


def storable_text(text: str) -> str:
    """Return the text with U+FFFD in place of each character that database text cannot hold."""
    if is_storable(text):
        return text
    return "".join("\ufffd" if character == "\x00" or "\ud800" <= character <= "\udfff" else character for character in text)


def _map_text(value: Any) -> Any:
    if isinstance(value, str) and not isinstance(value, Enum):
        return storable_text(value)
    if isinstance(value, tuple):
        return tuple(_map_text(item) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{item.name: _map_text(getattr(value, item.name)) for item in fields(value)})
    return value


def _check_ids(annotated: AnnotatedDocument) -> None:
    document = annotated.document
    seen: set[str] = set()
    for name, identifier in [("document", document.id), *(("quotation", quotation.id) for quotation in annotated.quotations)]:
        if not identifier or len(identifier) > LONGEST_ID:
            problem = f"has {len(identifier):,} characters" if identifier else "is empty"
            raise InputRejected(place(document), f"its {name} id {problem}: give one of 1 to {LONGEST_ID} characters")
    for quotation in annotated.quotations:
        if quotation.id in seen:
            raise InputRejected(place(document), f"two of its quotations have the id {quotation.id}: ids must be unique")
        seen.add(quotation.id)


def place(document: Document) -> str:
    """Return where a person would look for the document."""
    return document.url or document.id[:LONGEST_ID] or "a document without an id"


def events_of(annotated: AnnotatedDocument) -> list[Event]:
    """Return the document's events, each once, the main one first."""
    occasions = [annotated.event, *(quotation.event for quotation in annotated.quotations)]
    return list(dict.fromkeys(event for event in occasions if event is not None))


def event_rows(annotated: AnnotatedDocument) -> list[Row]:
    """Return the rows of `events`."""
    return [
        {
            "document_id": annotated.document.id,
            "ordinal": ordinal,
            "main": event == annotated.event,
            "name": event.name,
            "type": event.type,
            "place": event.place,
            "date": event.date,
        }
        for ordinal, event in enumerate(events_of(annotated))
    ]


def document_row(annotated: AnnotatedDocument) -> Row:
    """Return the row of `documents` but for the revision and the times, which the store knows."""
    document = annotated.document
    return {
        "id": document.id,
        "content_hash": document.content_hash,
        "title": document.title,
        "date": document.date,
        "dateline": document.dateline,
        "source": document.source,
        "url": document.url,
        "fetched_at": document.fetched_at,
        "media_type": document.media_type,
        "text": document.text,
        "raw": document.raw,
        "pipeline_version": annotated.pipeline_version,
    }


def quotation_rows(annotated: AnnotatedDocument, views: Sequence[QuotationView]) -> list[Row]:
    """Return the rows of `quotations`; `views` are those of the document's quotations, in the same order."""
    ordinals = {event: ordinal for ordinal, event in enumerate(events_of(annotated))}
    return [
        {
            "id": view.id,
            "document_id": view.document_id,
            "ordinal": ordinal,
            "kind": view.kind.value,
            "start": view.span.start,
            "end": view.span.end,
            "text": view.text,
            "cue": view.cue,
            "cue_start": quotation.cue_span.start if quotation.cue_span else None,
            "cue_end": quotation.cue_span.end if quotation.cue_span else None,
            "speaker_id": view.speaker_id,
            "speaker": quotation.attribution.speaker,
            "name_id": name_id(quotation),
            "region": view.region,
            "role": view.role,
            "affiliation": view.affiliation,
            "official": view.official,
            "speaker_confidence": quotation.attribution.confidence,
            "speaker_rule": quotation.attribution.rule,
            "speaker_reason": view.speaker_reason,
            "confidence": quotation.confidence,
            "rule": quotation.rule,
            "event": ordinals[quotation.event] if quotation.event is not None else None,
            # Stored rather than cut when read: an index of a million quotations is rebuilt without touching one document,
            # and a 50 MB article is never loaded to show one line.
            "context": view.context,
        }
        for ordinal, (quotation, view) in enumerate(zip(annotated.quotations, views, strict=True))
    ]


def topic_rows(quotation_id: str, topics: Sequence[TopicStance]) -> list[Row]:
    """Return the rows of `quotation_topics`."""
    return [
        {
            "quotation_id": quotation_id,
            "topic": label.topic,
            "stance": label.stance.value,
            "probability": label.probability,
            "method": label.method,
        }
        for label in topics
    ]
