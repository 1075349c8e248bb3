"""What a search returns: one record for page, JSON, CSV and terminal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from corpus.records import QuotationView, Span
from search.query import Query


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One matching quotation.

    `score` orders the results of one query and means nothing across queries. `scores` gives each leg's own score
    ("keyword": BM25F, "semantic": cosine similarity) where the leg saw the quotation. `marks` are the spans of
    `quotation.text` that match the words of the query.
    """

    quotation: QuotationView
    score: float
    scores: Mapping[str, float] = field(default_factory=dict)
    marks: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetValue:
    """One value of a facet: what to filter by, what to show, and in how many of all matches it occurs."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexState:
    """Which index answered: its size, the store position it holds, when it was committed, and the encoder it was built with."""

    quotations: int
    position: int
    committed_at: dt.datetime
    encoder: str
    pipeline_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultPage:
    """One page of results. `total` and `facets` count all matches, the same on every page of the query.

    `understood` says in words what was searched for; `notes` say what was read differently than typed.
    Facets: speaker, role, affiliation, region, topic, stance, source, event, kind, month ("2023-03").
    """

    query: Query
    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetValue, ...]]
    understood: str
    notes: tuple[str, ...] = ()
    index: IndexState | None = None
