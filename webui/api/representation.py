"""Records -> JSON: the same field names as in the records, the page and the command line."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from corpus.records import Event, QuotationView, Span
from search.query import Filters, Query, Updates
from search.results import FacetValue, Group, Hit, IndexState, ResultPage
from webui.ports import TopicText
from webui.wording import fragment_link

Json = dict[str, Any]


def span(value: Span) -> Json:
    """Return a span as an object."""
    return {"start": value.start, "end": value.end}


def _day(value: dt.date | None) -> str | None:
    return value.isoformat() if value else None


def _event(value: Event | None) -> Json | None:
    if value is None:
        return None
    return {"name": value.name, "type": value.type, "place": value.place, "date": _day(value.date)}


def quotation(view: QuotationView, *, self_address: str | None = None, page_address: str | None = None) -> Json:
    """Return a quotation with its links."""
    return {
        "id": view.id,
        "document_id": view.document_id,
        "kind": view.kind.value,
        "text": view.text,
        "span": span(view.span),
        "cue": view.cue,
        "speaker_id": view.speaker_id,
        "speaker": view.speaker,
        "role": view.role,
        "affiliation": view.affiliation,
        "official": view.official,
        "speaker_reason": view.speaker_reason,
        "confidence": view.confidence,
        "rule": view.rule,
        "region": view.region,
        "date": _day(view.date),
        "title": view.title,
        "source": view.source,
        "url": view.url,
        "dateline": view.dateline,
        "event": _event(view.event),
        "topics": [
            {"topic": t.topic, "stance": t.stance.value, "probability": t.probability, "method": t.method} for t in view.topics
        ],
        "context": view.context,
        "links": {"self": self_address, "page": page_address, "source": fragment_link(view.url, view.text)},
    }


def group(value: Group | None) -> Json | None:
    """Return where else the same words stand."""
    if value is None:
        return None
    return {
        "id": value.id,
        "size": value.size,
        "documents": value.documents,
        "sources": value.sources,
        "speakers": list(value.speakers),
        "first": _day(value.first),
    }


def result(hit: Hit, links: Callable[[str], tuple[str, str]], *, scores: bool = False) -> Json:
    """Return a hit; `links` gives the addresses of a quotation's JSON and page by id, `scores` asks for those of each leg."""
    self_address, page_address = links(hit.quotation.id)
    return {
        **quotation(hit.quotation, self_address=self_address, page_address=page_address),
        "score": hit.score,
        "scores": dict(hit.scores) if scores else None,
        "marks": [span(mark) for mark in hit.marks],
        "group": group(hit.group),
    }


def query(value: Query) -> Json:
    """Return a query as it was read."""
    filters: Json = {}
    for name in Filters.__dataclass_fields__:
        chosen = getattr(value.filters, name)
        if isinstance(chosen, Updates):
            filters[name] = chosen.since.isoformat()
        else:
            filters[name] = list(chosen) if isinstance(chosen, tuple) else _day(chosen)
    return {
        "q": value.text,
        "mode": value.mode.value,
        "order": value.order.value,
        "group": int(value.grouped),
        "filters": filters,
    }


def facet(values: Iterable[FacetValue]) -> list[Json]:
    """Return the values of a facet."""
    return [{"value": value.value, "label": value.label, "count": value.count} for value in values]


def index(state: IndexState | None) -> Json | None:
    """Return which index answered."""
    if state is None:
        return None
    return {
        "quotations": state.quotations,
        "position": state.position,
        "committed_at": state.committed_at.isoformat(),
        "encoder": state.encoder,
        "pipeline_version": state.pipeline_version,
    }


def page(
    found: ResultPage,
    links: Callable[[str], tuple[str, str]],
    page_links: Json,
    next_cursor: str | None = None,
    *,
    scores: bool = False,
) -> Json:
    """Return one page of results."""
    return {
        "query": query(found.query),
        "understood": found.understood,
        "understood_en": found.understood_en,
        "notes": list(found.notes),
        "notes_en": list(found.notes_en),
        "suggestion": found.suggestion,
        "total": found.total,
        "groups": found.groups,
        "limit": found.query.limit,
        "offset": found.query.offset,
        "next_cursor": next_cursor,
        "results": [result(hit, links, scores=scores) for hit in found.hits],
        "facets": {name: facet(values) for name, values in found.facets.items()},
        "index": index(found.index),
        "links": page_links,
    }


def topic(value: TopicText) -> Json:
    """Return a topic with its target proposition."""
    return {"id": value.id, "name": dict(value.name), "target": dict(value.target)}
