"""The facade: open, search, done. Query -> ResultPage from the newest committed generation of the index."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import TypeVar

from corpus.errors import IndexUnavailable
from corpus.records import QuotationView
from corpus.settings import Settings
from indexer.encoders.base import Encoder, Vectors
from search import manifest
from search.cache import Cache
from search.generation import Found, Generation, Scored
from search.matches import Matches
from search.query import Query
from search.results import Export, Hit, IndexState, ResultPage
from search.verify import Verification, verify
from search.wordings import counted
from search.writer import index_writer

__all__ = ["SearchService", "index_writer"]

Answer = TypeVar("Answer")

MAX_QUERY_VECTORS = 256
"""Query vectors kept: paging, filtering and the other mode of the same words cost no second embedding."""

BACKGROUND = 3_000
"""Quotations whose words stand for the language at large: 0.2 s, once a generation, and only when words are compared."""

ATTEMPTS = 5
"""How often a generation is opened anew when a writer commits twice while it is being opened."""


class SearchService:
    """Answers queries; safe to share between threads. It sees a new generation at the next query after its commit."""

    def __init__(self, settings: Settings, encoder: Encoder) -> None:
        self._settings = settings
        self._encoder = encoder
        self._lock = Lock()
        self._open: tuple[_Stamp, Generation] | None = None
        self._background: tuple[Generation, Mapping[str, int]] | None = None
        self._whole: tuple[Generation, Matches] | None = None
        self._vectors: Cache[str, Vectors] = Cache(MAX_QUERY_VECTORS)

    @classmethod
    def open(cls, settings: Settings, encoder: Encoder) -> SearchService:
        """Open the index of `settings`. A missing one is no error yet: queries raise IndexUnavailable until it is built.

        Raises IndexMismatch when the index was built with another encoder, engine or version, IndexUnavailable when it is
        damaged. The encoder's weights are not touched before the first query that asks for meaning.
        """
        service = cls(settings, encoder)
        if service._manifest_path.exists():
            service.refresh()
        return service

    @property
    def state(self) -> IndexState:
        """Which index answers now. Raises IndexUnavailable when none does."""
        return self._generation().state

    def refresh(self) -> bool:
        """See a newer committed generation; return whether there was one. Every query does this by itself."""
        before = self._open
        self._generation()
        return self._open is not before

    def search(self, query: Query) -> ResultPage:
        """Return one page of results.

        Raises InvalidQuery for the impossible, IndexUnavailable when there is no index, EncoderError when its model fails.
        """
        generation, found = self._found(query)
        return ResultPage(
            query=query,
            total=found.total,
            hits=tuple(_hit(generation, found, item) for item in found.page(query.offset, query.limit)),
            facets=found.facets,
            understood=found.words.understood["id"],
            understood_en=found.words.understood["en"],
            notes=tuple(note.indonesian for note in found.words.notes),
            notes_en=tuple(note.english for note in found.words.notes),
            suggestion=found.words.suggestion,
            index=generation.state,
            groups=found.groups,
        )

    def export(self, query: Query) -> Export:
        """Return every match, as many as a page's total, all of one generation; those of the same words one by one."""
        query = replace(query, grouped=False, limit=Query().limit, offset=0)
        generation, found = self._found(query)
        rows = (generation.card(item.row) for item in found.page(0, None))
        return Export(query=query, total=found.total, index=generation.state, quotations=rows)

    def matches(self, query: Query) -> Matches:
        """Return all matches of a query, to be counted in other ways than a page's facets are. Raises as `search` does."""
        generation = self._generation()
        known = self._whole
        if query == Query() and known is not None and known[0] is generation:
            return known[1]  # asked for by nearly every page of counts; the names of 100,000 speakers are listed once
        generation, found = self._found(query)
        matches = Matches(
            generation.catalogue.columns, found.rows, generation.card, generation.versions.first_of_each, generation.state
        )
        if query == Query():
            self._whole = (generation, matches)
        return matches

    def background(self) -> Mapping[str, int]:
        """Return how many of a sample of all quotations hold each word: what is expected of anybody (search/wordings.py)."""
        generation = self._generation()
        known = self._background
        if known is None or known[0] is not generation:
            # One assignment of one pair: threads may count twice, but never read a half-written memory.
            known = (generation, counted(view.text for view in self.matches(Query()).sample(BACKGROUND)))
            self._background = known
        return known[1]

    def group(self, quotation_id: str) -> tuple[QuotationView, ...]:
        """Return all quotations of the same words, the first published first; of one that stands alone, itself.

        Empty for an id that the index does not hold. Raises IndexUnavailable when there is no index.
        """
        generation = self._generation()
        row = int(generation.catalogue.rows([quotation_id])[0])
        return () if row < 0 else tuple(generation.card(each) for each in generation.versions.members(row).tolist())

    def verify(self, text: str, speaker: str | None = None, *, without: frozenset[str] = frozenset()) -> Verification:
        """Return whether an alleged quotation is real, with the closest ones; `without` are ids to be looked past.

        Raises InvalidQuery for one too long or too short, IndexUnavailable when there is no index.
        """
        return self._asked(
            lambda generation: replace(
                verify(text, speaker, generation.catalogue, generation.versions, without=without), index=generation.state
            )
        )

    def close(self) -> None:
        """Release the files of the index."""
        with self._lock:
            if self._open:
                self._open[1].close()
                self._open = None

    @property
    def _manifest_path(self) -> Path:
        return self._settings.index_path / manifest.NAME

    def _query_vector(self, text: str) -> Vectors:
        return self._vectors.get(text, lambda: self._encoder.query(text))

    def _found(self, query: Query) -> tuple[Generation, Found]:
        return self._asked(lambda generation: (generation, generation.find(query, self._query_vector)))

    def _asked(self, ask: Callable[[Generation], Answer]) -> Answer:
        """Ask the newest generation, and the one after it when it has lost files.

        Vectors and what tells equal words are opened when they are first needed, and a writer that has committed twice since
        has deleted those of the generation.
        """
        for attempt in range(1, ATTEMPTS + 1):
            generation = self._generation()
            try:
                return ask(generation)
            except IndexUnavailable:
                if attempt == ATTEMPTS or self._generation() is generation:
                    raise
        raise AssertionError("the last attempt returns or raises")

    def _generation(self) -> Generation:
        stamp = _stamp(self._manifest_path)
        current = self._open
        if current and current[0] == stamp:
            return current[1]
        with self._lock:
            for attempt in range(1, ATTEMPTS + 1):
                stamp = _stamp(self._manifest_path)
                if self._open and self._open[0] == stamp:
                    return self._open[1]
                try:
                    generation = Generation(self._settings, self._encoder.fingerprint)
                except IndexUnavailable:
                    # A writer that has committed since may have deleted what the manifest named.
                    if attempt == ATTEMPTS or _stamp(self._manifest_path) == stamp:
                        raise
                    continue
                # The old generation is not closed: other threads may be reading it. It goes with its last reader.
                self._open = (stamp, generation)
                self._whole = self._background = None  # what was counted in the old one would keep it
                return generation
        raise AssertionError("the last attempt returns or raises")


_Stamp = tuple[int, int, int]


def _stamp(path: Path) -> _Stamp:
    """Return what changes when a file is replaced."""
    try:
        status = path.stat()
    except OSError:
        return (0, 0, 0)
    return (status.st_ino, status.st_mtime_ns, status.st_size)


def _hit(generation: Generation, found: Found, item: Scored) -> Hit:
    view = generation.card(item.row)
    scores = {"keyword": item.keyword, "semantic": item.semantic}
    return Hit(
        quotation=view,
        score=item.score,
        scores={leg: score for leg, score in scores.items() if score is not None},
        marks=found.words.marker.marks(view.text),
        group=generation.versions.group(item.row),
    )
