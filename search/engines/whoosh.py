"""Words by Whoosh (whoosh3): it keeps the vocabulary, the postings and the positions of each segment on disk.

A term's postings are decoded once through Whoosh's public readers (0.3 ms for a term in 300 of 60,000 quotations, 15 ms for
one in 30,000) and kept as arrays; `search.engines.scoring` evaluates on those. Whoosh's own scorer took 150 ms and more
for common words. One segment is one Whoosh index written by one commit, so its document numbers are the segment's rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock
from typing import Any

import numpy as np
from whoosh import index
from whoosh.analysis.tokenizers import IDTokenizer
from whoosh.fields import FieldType, Schema
from whoosh.formats import Frequency, Positions
from whoosh.reading import TermNotFound

from corpus.errors import IndexUnavailable
from corpus.records import QuotationView
from search.analysis import stem, terms
from search.cache import Cache
from search.catalogue import Catalogue
from search.columns import Mask, about
from search.engines.base import Matches
from search.engines.scoring import Postings, Scorer
from search.expressions import Expression
from search.segments import Rows, damaged

FOLDER = "words"
POOL_MB = 128  # postings sorted in memory before they are spilled: 60,000 quotations need 90 MB
MAX_DECODED = 4_000  # terms whose postings are kept as arrays

_EMPTY = Postings(np.zeros(0, dtype=np.intp), np.zeros(0, dtype=np.float32))


def schema() -> Schema:
    """Return the fields of a segment. Values are lists of words, cut and stemmed by `search.analysis`, not by Whoosh."""
    plain: Any = IDTokenizer()
    return Schema(
        text=FieldType(Positions(), plain),
        stem=FieldType(Frequency(), plain),
        about=FieldType(Frequency(), plain),
    )


class WhooshKind:
    """How Whoosh segments are written and read."""

    name = "whoosh"

    def segment_writer(self, folder: Path) -> WhooshSegmentWriter:
        """Start a segment in an existing folder."""
        return WhooshSegmentWriter(folder)

    def open(self, segments: Sequence[tuple[Path, Mask | None]], catalogue: Catalogue) -> WhooshEngine:
        """Open segments with the rows of each that count (None: all)."""
        return WhooshEngine(segments, catalogue)


class WhooshSegmentWriter:
    """Writes the words of one segment."""

    def __init__(self, folder: Path) -> None:
        (folder / FOLDER).mkdir()
        self._writer: Any = index.create_in(str(folder / FOLDER), schema()).writer(limitmb=POOL_MB)

    def add(self, view: QuotationView) -> None:
        """Append one quotation."""
        words = terms(view.text)
        self._writer.add_document(
            text=words, stem=[stem(word) for word in words], about=[stem(word) for word in terms(about(view))]
        )

    def finish(self) -> None:
        """Write the segment."""
        self._writer.commit()

    def close(self) -> None:
        """Give up an unfinished segment."""
        if not self._writer.is_closed:
            self._writer.cancel()


class WhooshEngine:
    """Searches the words of one generation."""

    def __init__(self, segments: Sequence[tuple[Path, Mask | None]], catalogue: Catalogue) -> None:
        self._parts: list[tuple[Any, Rows | None, int]] = []
        self._lock = RLock()  # Whoosh's readers seek in shared files
        self._decoded: Cache[tuple[str, str], Postings] = Cache(MAX_DECODED)
        start = 0
        for folder, live in segments:
            with _reading(folder):
                reader = index.open_dir(str(folder / FOLDER)).reader()  # type: ignore[no-untyped-call]
                size = reader.doc_count_all()
                if live is not None and len(live) != size:
                    raise damaged(folder, f"{size} quotations have words, {len(live)} have cards")
            places = None if live is None else np.where(live, np.cumsum(live) - 1, -1)
            self._parts.append((reader, places, start))
            start += size if live is None else int(np.count_nonzero(live))
        if start != len(catalogue):
            raise IndexUnavailable(
                f"{start} quotations have words, {len(catalogue)} have cards: rebuild with `kutipan index --rebuild`"
            )
        self._scorer = Scorer(self, catalogue)

    def match(self, expression: Expression) -> Matches:
        """Return what matches an expression."""
        return self._scorer.match(expression)

    def close(self) -> None:
        """Release the files."""
        with self._lock:
            for reader, _, _ in self._parts:
                reader.close()

    def postings(self, field: str, term: str) -> Postings:
        """Return a term's postings; empty when no row holds it."""
        return self._decoded.get((field, term), lambda: self._decode(field, term))

    def beginning(self, prefix: str) -> list[str]:
        """Return the words of the texts that begin so."""
        with self._lock, _reading(Path(FOLDER)):
            found = [word for reader, _, _ in self._parts for word in reader.expand_prefix("text", prefix)]
            return sorted({bytes(word).decode() for word in found})

    def phrase(self, terms: Sequence[str], slop: int, candidates: Rows) -> Rows:
        """Return which candidates hold these words in order, each at most `slop` places after the one before."""
        found = []
        with self._lock, _reading(Path(FOLDER)):
            for reader, places, start in self._parts:
                size = reader.doc_count_all()
                if places is None:
                    inside = candidates[(candidates >= start) & (candidates < start + size)] - start
                    found.append(_in_order(reader, terms, slop, inside) + start)
                else:
                    live = np.flatnonzero(places >= 0)
                    inside = candidates[(candidates >= start) & (candidates < start + len(live))] - start
                    found.append(places[_in_order(reader, terms, slop, live[inside])] + start)
        return np.concatenate(found) if found else candidates[:0]

    def _decode(self, field: str, term: str) -> Postings:
        rows_found: list[Rows] = []
        counts_found = []
        with self._lock, _reading(Path(FOLDER)):
            for reader, places, start in self._parts:
                rows, counts = _postings(reader, field, term)
                if len(rows) and (rows[0] < 0 or rows[-1] >= reader.doc_count_all() or (np.diff(rows) <= 0).any()):
                    raise damaged(Path(FOLDER), f"the postings of {term!r} are out of order")
                if places is not None:
                    moved = places[rows]
                    rows, counts = moved[moved >= 0], counts[moved >= 0]
                rows_found.append(rows + start)
                counts_found.append(counts)
        if not rows_found:
            return _EMPTY
        return Postings(np.concatenate(rows_found), np.concatenate(counts_found))


def _postings(reader: Any, field: str, term: str) -> tuple[Rows, Any]:
    try:
        matcher = reader.postings(field, term)
    except TermNotFound:
        return _EMPTY.rows, _EMPTY.counts
    rows: list[int] = []
    counts: list[float] = []
    while matcher.is_active():
        rows.append(matcher.id())
        counts.append(matcher.weight())
        matcher.next()
    return np.asarray(rows, dtype=np.intp), np.asarray(counts, dtype=np.float32)


def _in_order(reader: Any, terms: Sequence[str], slop: int, candidates: Rows) -> Rows:
    """Return the candidates (the reader's numbers, in order) that hold the terms in order."""
    if not len(candidates):
        return candidates
    try:
        matchers = {term: reader.postings("text", term) for term in set(terms)}
    except TermNotFound:
        return candidates[:0]
    found = []
    for row in candidates.tolist():
        positions = {}
        for term, matcher in matchers.items():
            matcher.skip_to(row)
            positions[term] = matcher.value_as("positions")
        ends = set(positions[terms[0]])
        for term in terms[1:]:
            ends = {place for place in positions[term] if any(place - step in ends for step in range(1, slop + 1))}
            if not ends:
                break
        if ends:
            found.append(row)
    return np.asarray(found, dtype=np.intp)


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Turn whatever Whoosh raises over damaged files into IndexUnavailable: it unpickles them, which can raise anything."""
    try:
        yield
    except IndexUnavailable:
        raise
    except Exception as error:
        raise damaged(path, error) from error
