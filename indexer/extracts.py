"""Articles or quotations in, one JSON-ready object each out: the pipeline by itself, without store or index.

Offsets point into the article as it was given: cleaning is undone for each span.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from corpus.cleaning import Cleaned
from corpus.documents import Prepared, trace
from corpus.errors import InputRejected
from corpus.records import AnnotatedDocument, Event, Quotation, RawDocument
from indexer.annotate import Labeller
from indexer.pipeline import batches
from indexer.workers import Annotators


def extract(items: Iterable[RawDocument | InputRejected], workers: int = 1) -> Iterator[dict[str, Any] | InputRejected]:
    """Yield the record of each article's quotations, or its rejection, in the order given."""
    with Annotators(None, workers) as annotators:
        for batch in batches(items):
            traced = [_traced(item) for item in batch]
            annotated = annotators.annotate([item.document for item in traced if isinstance(item, Prepared)])
            for item in traced:
                if isinstance(item, InputRejected):
                    yield item
                else:
                    result = next(annotated)
                    yield result if isinstance(result, InputRejected) else article_record(result, item.cleaned)


def _traced(item: RawDocument | InputRejected) -> Prepared | InputRejected:
    if isinstance(item, InputRejected):
        return item
    try:
        return trace(item)
    except InputRejected as rejection:
        return rejection


def label(items: Iterable[RawDocument | InputRejected], labeller: Labeller) -> Iterator[dict[str, Any] | InputRejected]:
    """Yield the topics and stances of each quotation, or its rejection, in the order given."""
    for item in items:
        if isinstance(item, InputRejected):
            yield item
        else:
            labels = labeller.labels(item.text, speaker=item.speaker)
            yield {"id": item.id, "topics": {each.topic: each.stance.value for each in labels}}


def article_record(annotated: AnnotatedDocument, cleaned: Cleaned) -> dict[str, Any]:
    """Return one article's quotations and event; `cleaned` leads from its text back to the text as given."""
    return {
        "id": annotated.document.id,
        "quotes": [quotation_record(quotation, annotated.document.raw, cleaned) for quotation in annotated.quotations],
        "event": event_record(annotated.event),
    }


def quotation_record(quotation: Quotation, raw: str, cleaned: Cleaned) -> dict[str, Any]:
    """Return a quotation with its text and offsets as they stand in the raw text."""
    span = cleaned.raw_span(quotation.span)
    attribution = quotation.attribution
    return {
        "kind": quotation.kind.value,
        "text": span.of(raw),
        "start": span.start,
        "end": span.end,
        "cue": quotation.cue,
        "speaker": attribution.speaker,
        "speaker_role": attribution.role,
        "speaker_affiliation": attribution.affiliation,
        "official": attribution.official,
        "confidence": round(attribution.confidence, 3),
    }


def event_record(event: Event | None) -> dict[str, Any]:
    """Return an event's name, place and ISO date; null for what is unknown."""
    event = event or Event()
    return {"name": event.name, "place": event.place, "date": event.date.isoformat() if event.date else None}
