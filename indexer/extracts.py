"""Articles or quotations in, one JSON-ready object each out: the pipeline by itself, without store or index.

Offsets point into the article as it was given: cleaning is undone for each span.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from corpus.cleaning import clean
from corpus.errors import InputRejected
from corpus.records import AnnotatedDocument, Document, Event, Quotation, RawDocument
from indexer.annotate import Labeller
from indexer.pipeline import batches, prepared_or_rejected
from indexer.workers import Annotators


def extract(
    items: Iterable[RawDocument | InputRejected], labeller: Labeller, workers: int = 1
) -> Iterator[dict[str, Any] | InputRejected]:
    """Yield the record of each article's quotations, or its rejection, in the order given."""
    with Annotators(labeller, workers) as annotators:
        for batch in batches(items):
            prepared = [prepared_or_rejected(item) for item in batch]
            annotated = annotators.annotate([item for item in prepared if isinstance(item, Document)])
            for item in prepared:
                result = item if isinstance(item, InputRejected) else next(annotated)
                yield result if isinstance(result, InputRejected) else article_record(result)


def label(items: Iterable[RawDocument | InputRejected], labeller: Labeller) -> Iterator[dict[str, Any] | InputRejected]:
    """Yield the topics and stances of each quotation, or its rejection, in the order given."""
    for item in items:
        if isinstance(item, InputRejected):
            yield item
        else:
            labels = labeller.labels(item.text, speaker=item.speaker)
            yield {"id": item.id, "topics": {each.topic: each.stance.value for each in labels}}


def article_record(annotated: AnnotatedDocument) -> dict[str, Any]:
    """Return one article's quotations and event, offsets pointing into the raw text."""
    return {
        "id": annotated.document.id,
        "quotes": quotation_records(annotated.document, annotated.quotations),
        "event": event_record(annotated.event),
    }


def quotation_records(document: Document, quotations: Iterable[Quotation]) -> list[dict[str, Any]]:
    """Return the quotations of a document with spans and text as they stand in its raw text."""
    cleaned = clean(document.raw)
    records = []
    for quotation in quotations:
        span = cleaned.raw_span(quotation.span)
        records.append(
            {
                "kind": quotation.kind.value,
                "text": span.of(document.raw),
                "start": span.start,
                "end": span.end,
                "cue": quotation.cue,
                "speaker": quotation.attribution.speaker,
                "speaker_role": quotation.attribution.role,
                "speaker_affiliation": quotation.attribution.affiliation,
                "official": quotation.attribution.official,
                "confidence": round(quotation.attribution.confidence, 3),
            }
        )
    return records


def event_record(event: Event | None) -> dict[str, Any]:
    """Return an event's name, place and ISO date; null for what is unknown."""
    event = event or Event()
    return {"name": event.name, "place": event.place, "date": event.date.isoformat() if event.date else None}
