"""What a search returns: one record for page, JSON, CSV and terminal."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from corpus.records import QuotationView, Span
from search.query import Query


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The same words in several places, over the whole index and not the matches alone.

    `id` is the quotation that was published first (undated ones last), on the day `first`; `size` counts quotations,
    `documents` and `sources` where they stand. `speakers` are the people named, the most often named first: more than one
    means that the words are attributed differently.
    """

    id: str
    size: int
    documents: int
    sources: int
    speakers: tuple[str, ...] = ()
    first: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One matching quotation.

    `score` orders the results of one query and means nothing across queries. `scores` gives each leg's own score
    ("keyword": BM25F, "semantic": cosine similarity) where the leg saw the quotation. `marks` are the spans of
    `quotation.text` that match the words of the query. `group` tells where else the same words stand; None: nowhere.
    """

    quotation: QuotationView
    score: float
    scores: Mapping[str, float] = field(default_factory=dict)
    marks: tuple[Span, ...] = ()
    group: Group | None = None


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
class Export:
    """All matches of a query, of one generation of the index, those of the same words one by one; they are read once."""

    query: Query
    total: int
    index: IndexState
    quotations: Iterator[QuotationView]

    def __iter__(self) -> Iterator[QuotationView]:
        return self.quotations

    def __next__(self) -> QuotationView:
        return next(self.quotations)


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultPage:
    """One page of results. `total` and `facets` count all matching quotations, the same on every page of the query.

    `groups` counts the matches when those of the same words count once (None: not counted). A grouped query shows the best
    match of each group and pages through the groups; `total` and `facets` are of quotations all the same, so that they agree
    with each other and with an export.

    `understood` says in words what was searched for; `notes` say what was read differently than typed: in Indonesian, and
    under `_en` in English. `suggestion` is the query text with words put right that no quotation holds; None: all is well.
    Facets: speaker, role, affiliation, region, topic, stance, source, event, kind, month ("2023-03").
    """

    query: Query
    total: int
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[FacetValue, ...]]
    understood: str
    understood_en: str = ""
    notes: tuple[str, ...] = ()
    notes_en: tuple[str, ...] = ()
    suggestion: str | None = None
    index: IndexState | None = None
    groups: int | None = None

    @property
    def shown(self) -> int:
        """How many results all pages of the query show together."""
        return self.groups if self.query.grouped and self.groups is not None else self.total
