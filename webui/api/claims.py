"""Both sides of a claim -> JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from indexer.entailment.base import LABELS
from search.claims import ClaimPage, Column, Judged
from search.query import Query
from webui.api import representation

Json = dict[str, Any]
Links = Callable[[str], tuple[str, str]]


def page(found: ClaimPage, links: Links, page_links: Json) -> Json:
    """Return both sides of a claim; `links` gives the addresses of a quotation's JSON and page by id."""
    asked = representation.query(Query(filters=found.query.filters))
    return {
        "query": {
            "claim": found.query.claim,
            "depth": found.query.depth,
            "why": found.query.why,
            "filters": asked["filters"],
        },
        "model": found.model,
        "found": found.found,
        "judged": found.judged,
        "open": found.open,
        "supporting": column(found.supporting, links),
        "opposing": column(found.opposing, links),
        "uncertain": column(found.uncertain, links),
        "index": representation.index(found.index),
        "links": page_links,
    }


def column(side: Column, links: Links) -> Json:
    """Return the quotations of one side, likeliest first, and how many each speaker and each month has."""
    return {
        "total": len(side.quotations),
        "quotations": [judgement(item, links) for item in side.quotations],
        "by_speaker": [
            {"speaker_id": voice.speaker_id, "speaker": voice.speaker, "count": len(voice.quotations)}
            for voice in side.by_speaker
        ],
        "by_month": [{"month": month, "count": count} for month, count in side.months],
    }


def judgement(item: Judged, links: Links) -> Json:
    """Return a quotation with the side that it takes on the claim."""
    self_address, page_address = links(item.quotation.id)
    return {
        **representation.quotation(item.quotation, self_address=self_address, page_address=page_address),
        "stance": item.side.stance.value,
        "probability": round(item.side.probability, 4),
        "uncertain": item.side.uncertain,
        "nearness": item.nearness,
        "words": [representation.span(word) for word in item.words],
        "probabilities": {label.value: value for label, value in zip(LABELS, item.probabilities, strict=True)},
    }
