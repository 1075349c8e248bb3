"""One committed generation of the index, opened: query -> all matches, in order, with counts."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import ConfigurationError
from corpus.records import QuotationView
from corpus.settings import Settings
from indexer.encoders.base import Vectors
from indexer.topics import TopicSet
from search import manifest, ranking
from search.cache import Cache
from search.catalogue import Catalogue
from search.columns import Mask
from search.duplicate_groups import Groups
from search.duplicate_versions import Versions
from search.echo import Held, Label, understood
from search.echo_words import LANGUAGES
from search.engines import AUTO, engine_kind
from search.engines.scoring import Scorer
from search.expressions import Note, Reading
from search.fusion import FEEDBACK, fuse, preferred, refined
from search.highlight import Marker, marker
from search.language import read
from search.query import Mode, Order, Query
from search.query_side import Background, QuerySide
from search.results import FacetValue
from search.segments import Rows, damaged, opened
from search.spelling import Speller
from search.vectors import VectorIndex

_log = logging.getLogger(__name__)

CACHED_BYTES = 96_000_000
"""Of matches kept for paging and export: at a million quotations 12 of the largest queries (8 MB), or thousands of others."""

FACETS_BYTES = 200_000  # of the counts of one query: up to a hundred values of each facet

OVERFETCH = 4
"""How many times the results wanted are put in order, since those of one group are one result; as often as needed."""

DECIMALS = 5
"""Of a score when it orders: equal texts tie although a float32 product differs in its last places from row to row."""

QueryVector = Callable[[str], Vectors]
Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """One match: its row and scores; a leg's score is None where it did not see the quotation."""

    row: int
    score: float
    keyword: float | None
    semantic: float | None


@dataclass(frozen=True, slots=True)
class Words:
    """What to mark in the matches, and what to say of the query: how it was understood (by language), read and spelt."""

    marker: Marker
    understood: Mapping[str, str]
    notes: tuple[Note, ...] = ()
    suggestion: str | None = None


class Found:
    """All matches of a query, whatever page of them is asked for."""

    def __init__(
        self,
        catalogue: Catalogue,
        query: Query,
        rows: Rows,
        legs: tuple[Scores, Scores | None, Scores | None],
        words: Words,
        versions: Versions,
    ) -> None:
        """Take the rows and, for each of them, the score that orders, and the scores of the legs that took part."""
        self._catalogue = catalogue
        self._query = query
        self._rows = rows
        self._scores, self._keyword, self._semantic = legs
        self.words = words
        self._versions = versions

    @property
    def total(self) -> int:
        """How many quotations match."""
        return len(self._rows)

    @property
    def rows(self) -> Rows:
        """The rows that match, in rising order."""
        return self._rows

    @cached_property
    def facets(self) -> Mapping[str, tuple[FacetValue, ...]]:
        """Counts over all matches."""
        return self._catalogue.facets.count(self._rows, self._query.filters)

    @property
    def nbytes(self) -> int:
        """How much memory the matches take, about."""
        legs = (self._rows, self._scores, self._keyword, self._semantic)
        return sum(leg.nbytes for leg in legs if leg is not None) + FACETS_BYTES

    def _keys(self) -> tuple[NDArray[Any], ...]:
        """Return what orders the matches. Ties go by date, then by id, so that no rebuild changes the order."""
        day = self._catalogue.columns.numbers["day"][self._rows]
        ties = self._catalogue.keys[self._rows]
        scores = -np.round(self._scores, DECIMALS)
        match self._query.order:
            case Order.NEWEST:
                return -day, scores, ties
            case Order.OLDEST:
                return np.where(day == 0, np.iinfo(np.int32).max, day), scores, ties
            case _:
                return scores, -day, ties

    def _first(self, count: int | None) -> Rows:
        """Return the places of the first results in the arrays above, `count` or more of them (None: all)."""
        keys = self._keys()
        if not self._query.grouped:
            return ranking.first(keys, count)
        tried = None if count is None else OVERFETCH * count
        while True:
            order = ranking.first(keys, tried)
            best = order[self._versions.first_of_each(self._rows[order])]
            if tried is None or count is None or len(best) >= count or len(order) == self.total:
                return best
            tried *= OVERFETCH

    @cached_property
    def groups(self) -> int:
        """How many quotations match when those of the same words count once."""
        return self._versions.groups(self._rows)

    def page(self, offset: int, limit: int | None) -> list[Scored]:
        """Return the matches (of a grouped query: the best of each group) from `offset` on, `limit` of them (None: all)."""
        end = None if limit is None else offset + limit
        chosen = self._first(end)[offset:end].tolist()
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


@dataclass(frozen=True, slots=True)
class _Legs:
    """Which rows match; for each of them the score that orders, and each leg's own (None: the leg took no part).

    `held` says what a match must hold.
    """

    rows: Rows
    score: Scores
    keyword: Scores | None
    semantic: Scores | None
    held: Held


def _chosen(mask: Mask, allowed: Mask | None) -> Rows:
    return np.flatnonzero(mask if allowed is None else mask & allowed)


def _seen(scores: Scores) -> Scores:
    """Return the scores of the words, none where they saw nothing."""
    seen: Scores = np.where(scores > 0, scores, np.float32(np.nan))
    return seen


class Generation:
    """Reads one generation; safe to share between threads. Vectors are opened by the first query that needs them."""

    def __init__(self, settings: Settings, encoder_fingerprint: str) -> None:
        """Open the committed generation.

        Raises IndexUnavailable when there is none or it is damaged, IndexMismatch when it was built otherwise.
        """
        folder = settings.index_path
        self._manifest = manifest.read(folder)
        manifest.check_encoder(self._manifest, folder, encoder_fingerprint)
        manifest.check_words(self._manifest, folder, None if settings.engine == AUTO else settings.engine)
        self._deviations = settings.semantic_floor
        self._query_side = QuerySide.of(encoder_fingerprint)
        self._folder = folder
        self._topics_path = settings.topics_path
        parts = [(folder / item.name, manifest.live_rows(folder, item)) for item in self._manifest.segments]
        segments = [(opened(place), live) for place, live in parts]
        self.catalogue = Catalogue(segments)
        self._engine = engine_kind(self._manifest.engine).open([segment for segment, _ in segments])
        self.scorer = Scorer(self._engine, self.catalogue)
        written = self._manifest.groups
        self.versions = Versions(Groups.read(folder / written) if written else Groups.none(), self.catalogue)
        self._found: Cache[Query, Found] = Cache(CACHED_BYTES, lambda found: found.nbytes)
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
        if not query.text:
            return self._browse(query)
        reading = read(query.text)
        legs = self._legs(query, reading, query_vector)
        return Found(
            self.catalogue,
            query,
            legs.rows,
            (legs.score, legs.keyword, legs.semantic),
            Words(
                marker(reading.words),
                self._echo(query, reading, legs.held),
                reading.notes,
                self._speller.suggestion(query.text, reading),
            ),
            self.versions,
        )

    def _browse(self, query: Query) -> Found:
        """Return everything that the filters let through, newest first where no order is asked for."""
        allowed = self.catalogue.filtered(query.filters)
        rows = np.arange(len(self.catalogue)) if allowed is None else np.flatnonzero(allowed)
        ordered = replace(query, order=Order.NEWEST) if query.order is Order.RELEVANCE else query
        words = Words(marker(None), self._echo(query, Reading(), Held(None, None)))
        return Found(self.catalogue, ordered, rows, (np.zeros(len(rows), dtype=np.float32), None, None), words, self.versions)

    def _legs(self, query: Query, reading: Reading, query_vector: QueryVector) -> _Legs:
        """Return which rows match, and for every row the scores.

        Words that are merely listed may be met by meaning; what is demanded holds in every mode.
        """
        size = len(self.catalogue)
        if reading.words is None:
            return _Legs(np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.float32), None, None, Held(None, None))
        by_words = self.scorer.match(reading.words)
        allowed = self.catalogue.filtered(query.filters)
        if query.mode is Mode.KEYWORD or not reading.meaning:
            rows = _chosen(by_words.mask, allowed)
            score = preferred(by_words.scores[rows], by_words.full, self._confidence[rows])
            return _Legs(rows, score, _seen(by_words.scores[rows]), None, Held(by_words.minimum, None))
        vector = query_vector(reading.meaning)
        if self._query_side:
            vector = self._query_side.turned(vector)
        similarities, background = self.compared(vector)
        demanded: Mask = np.ones(size, dtype=bool) if reading.demands is None else self.scorer.match(reading.demands).mask
        floor = background.floor(self._deviations) if reading.listed else None
        near = demanded if floor is None else demanded & (similarities >= floor)
        first = fuse(by_words.scores, by_words.full, similarities, background)
        closeness, its_background = self.compared(self._refined(vector, first))
        if query.mode is Mode.SEMANTIC:
            rows = _chosen(near, allowed)
            return _Legs(rows, closeness[rows], None, similarities[rows], Held(None, floor))
        rows = _chosen(by_words.mask | near, allowed)
        score = fuse(by_words.scores[rows], by_words.full, closeness[rows], its_background)
        score = preferred(score, 1.0, self._confidence[rows])
        return _Legs(rows, score, _seen(by_words.scores[rows]), similarities[rows], Held(by_words.minimum, floor))

    @cached_property
    def _confidence(self) -> Scores:
        """How certainly the speaker of each row is known, 0 to 1."""
        columns = self.catalogue.columns
        certainty = columns.numbers["confidence"] * (columns.codes["speaker"] >= 0)
        confidence: Scores = certainty.astype(np.float32) / np.float32(1000)
        return confidence

    def compared(self, vector: Vectors) -> tuple[Scores, Background]:
        """Return the similarity of every row, and the similarity that says nothing."""
        similarities = self._similarities(vector)
        known = self._query_side.background(vector) if self._query_side else None
        return similarities, Background.of(similarities, known)

    def _refined(self, vector: Vectors, scores: Scores) -> Vectors:
        """Return the query's vector, moved towards those of the rows that score best."""
        best = np.argpartition(-scores, FEEDBACK)[:FEEDBACK] if len(scores) > FEEDBACK else np.arange(len(scores))
        best = best[np.argsort(self.catalogue.keys[best])]  # the same sum in every generation
        return refined(vector, self.vectors(best))

    def vectors(self, rows: Rows) -> Vectors:
        """Return the vectors of rows, shape (rows, dimensions)."""
        return self._vectors.vectors(rows if self._vector_rows is None else self._vector_rows[rows])

    def _echo(self, query: Query, reading: Reading, held: Held) -> dict[str, str]:
        return {language: understood(query, reading, held, self._label(language), language) for language in LANGUAGES}

    def _label(self, language: str) -> Label:
        """Return what gives what to show for a column's value: a topic's name in a language, anything else's label."""

        def label(column: str, value: str) -> str:
            if column == "topic":
                return self._topic_names[language].get(value, value)
            return self.catalogue.label(column, value)

        return label

    @cached_property
    def _topic_names(self) -> Mapping[str, Mapping[str, str]]:
        try:
            topics = TopicSet.load(self._topics_path).topics
        except ConfigurationError as error:  # no reason to answer nothing: ids name topics, too
            _log.warning("topics are named by their ids: %s", error)
            topics = ()
        return {language: {topic.id: topic.name.in_language(language) for topic in topics} for language in LANGUAGES}

    @cached_property
    def _speller(self) -> Speller:
        return Speller(self._engine.beginning, self.scorer)

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
        ours, theirs = self.catalogue.keys, self._vectors.keys
        if np.array_equal(ours, theirs):
            return None
        order, their_order = self.catalogue.key_order, np.argsort(theirs)
        if not np.array_equal(ours[order], theirs[their_order]):
            raise damaged(self._folder / manifest.VECTORS, "cards and vectors are of different quotations")
        rows = np.empty(len(ours), dtype=np.intp)
        rows[order] = their_order
        return rows
