"""One committed generation of the index, opened: query -> all matches, in order, with counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.records import QuotationView
from corpus.settings import Settings
from indexer.encoders.base import Vectors
from search import facets, manifest
from search.cache import Cache
from search.catalogue import Catalogue, Rows, SegmentCards, damaged
from search.columns import Mask
from search.echo import understood
from search.engines import Matches, engine_kind
from search.fusion import fuse
from search.highlight import Marker, marker
from search.language import Reading, read
from search.query import Filters, Mode, Order, Query
from search.results import FacetValue
from search.vectors import VectorIndex

MAX_CACHED = 24
"""Queries whose matches are kept for paging and export: at most 0.5 MB each at 60,000 quotations."""

QueryVector = Callable[[str], Vectors]
Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """One match: its row and scores; a leg's score is None where it did not see the quotation."""

    row: int
    score: float
    keyword: float | None
    semantic: float | None


class Found:
    """All matches of a query, whatever page of them is asked for."""

    def __init__(
        self,
        catalogue: Catalogue,
        query: Query,
        rows: Rows,
        legs: tuple[Scores, Scores | None, Scores | None],
        words: tuple[Marker, str, tuple[str, ...]],
    ) -> None:
        """Take the rows and, for each of them, the score that orders, and the scores of the legs that took part."""
        self._catalogue = catalogue
        self._query = query
        self._rows = rows
        self._scores, self._keyword, self._semantic = legs
        self.marker, self.understood, self.notes = words

    @property
    def total(self) -> int:
        """How many quotations match."""
        return len(self._rows)

    @cached_property
    def facets(self) -> Mapping[str, tuple[FacetValue, ...]]:
        """Counts over all matches."""
        return facets.count(self._catalogue.columns, self._rows, self._query.filters)

    @cached_property
    def _order(self) -> Rows:
        """Places in the arrays above, best first. Ties go by date, then by id, so that no rebuild changes the order."""
        day = self._catalogue.columns.numbers["day"][self._rows]
        ties = self._catalogue.keys[self._rows]
        scores = -self._scores
        match self._query.order:
            case Order.NEWEST:
                keys: tuple[NDArray[Any], ...] = (ties, scores, -day)
            case Order.OLDEST:
                keys = (ties, scores, np.where(day == 0, np.iinfo(np.int32).max, day))
            case _:
                keys = (ties, -day, scores)
        return np.lexsort(keys)

    def page(self, offset: int, limit: int | None) -> list[Scored]:
        """Return the matches from `offset` on, `limit` of them (None: all)."""
        chosen = self._order[offset : None if limit is None else offset + limit].tolist()
        return [
            Scored(
                row=int(self._rows[place]),
                score=float(self._scores[place]),
                keyword=_given(self._keyword, place),
                semantic=_given(self._semantic, place),
            )
            for place in chosen
        ]


def _given(scores: Scores | None, place: int) -> float | None:
    if scores is None or np.isnan(scores[place]):
        return None
    return float(scores[place])


class Generation:
    """Reads one generation; safe to share between threads. Vectors are opened by the first query that needs them."""

    def __init__(self, settings: Settings, encoder_fingerprint: str) -> None:
        """Open the committed generation.

        Raises IndexUnavailable when there is none or it is damaged, IndexMismatch when it was built otherwise.
        """
        folder = settings.index_path
        self._manifest = manifest.read(folder)
        manifest.check(self._manifest, folder, engine=settings.engine, encoder=encoder_fingerprint)
        self._floor = settings.semantic_floor
        self._folder = folder
        parts = [(folder / item.name, manifest.live_rows(folder, item)) for item in self._manifest.segments]
        self.catalogue = Catalogue([(SegmentCards(place), live) for place, live in parts])
        self._engine = engine_kind(settings.engine).open(parts, self.catalogue)
        self._found: Cache[Query, Found] = Cache(MAX_CACHED)
        self.state = self._manifest.state

    def close(self) -> None:
        """Release the files."""
        self._engine.close()

    def card(self, row: int) -> QuotationView:
        """Return the quotation of a row."""
        return self.catalogue.card(row)

    def find(self, query: Query, query_vector: QueryVector) -> Found:
        """Return all matches of a query; `query_vector` is called when the query asks for meaning."""
        plain = replace(query, limit=1, offset=0)
        return self._found.get(plain, lambda: self._find(plain, query_vector))

    def _find(self, query: Query, query_vector: QueryVector) -> Found:
        reading = read(query.text) if query.text else Reading()
        allowed = self._allowed(query.filters)
        words = (marker(reading.words), understood(query, reading, self._floor, self.catalogue.label), reading.notes)
        if not query.text:
            rows = np.arange(len(self.catalogue)) if allowed is None else np.flatnonzero(allowed)
            order = Order.NEWEST if query.order is Order.RELEVANCE else query.order
            return Found(
                self.catalogue, replace(query, order=order), rows, (np.zeros(len(rows), dtype=np.float32), None, None), words
            )
        mask, legs = self._legs(query, reading, query_vector)
        rows = np.flatnonzero(mask if allowed is None else mask & allowed)
        score, keyword, semantic = (None if leg is None else leg[rows] for leg in legs)
        assert score is not None
        return Found(self.catalogue, query, rows, (score, keyword, semantic), words)

    def _legs(
        self, query: Query, reading: Reading, query_vector: QueryVector
    ) -> tuple[Mask, tuple[Scores, Scores | None, Scores | None]]:
        """Return which rows match, and for every row the score that orders and the scores of both legs.

        Words that are merely listed may be met by meaning; what is demanded holds in every mode.
        """
        size = len(self.catalogue)
        nothing = Matches(np.zeros(size, dtype=bool), np.zeros(size, dtype=np.float32))
        by_words = self._engine.match(reading.words) if reading.words else nothing
        keyword: Scores = np.where(by_words.scores > 0, by_words.scores, np.float32(np.nan))
        if query.mode is Mode.KEYWORD or not reading.meaning or reading.words is None:
            return by_words.mask, (by_words.scores, keyword, None)
        similarities = self._similarities(query_vector(reading.meaning))
        near = similarities >= self._floor if reading.listed else np.ones(size, dtype=bool)
        demanded = self._engine.match(reading.demands).mask if reading.demands else np.ones(size, dtype=bool)
        if query.mode is Mode.SEMANTIC:
            return near & demanded, (similarities, None, similarities)
        return by_words.mask | (near & demanded), (fuse(by_words.scores, similarities), keyword, similarities)

    def _similarities(self, vector: Vectors) -> Scores:
        """Return the cosine similarity of every row."""
        similarities = self._vectors.similarities(vector)
        return similarities if self._vector_rows is None else similarities[self._vector_rows]

    @cached_property
    def _vectors(self) -> VectorIndex:
        return VectorIndex.open(self._folder / manifest.VECTORS, str(self._manifest.generation))

    @cached_property
    def _vector_rows(self) -> Rows | None:
        """The vector's row of each catalogue row; None: the same."""
        places = self.catalogue.rows(self._vectors.ids)
        if len(places) != len(self.catalogue) or (places < 0).any():
            raise damaged(self._folder / manifest.VECTORS, "cards and vectors are of different quotations")
        if np.array_equal(places, np.arange(len(places))):
            return None
        rows = np.empty(len(places), dtype=np.intp)
        rows[places] = np.arange(len(places))
        return rows

    def _allowed(self, filters: Filters) -> Mask | None:
        return self.catalogue.filtered(filters)

