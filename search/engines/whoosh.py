"""Words by Whoosh (whoosh3): it keeps the vocabulary, the postings and the positions of a segment on disk, all in Python.

A term's postings are decoded through Whoosh's public readers (0.5 µs each); `search.engines.scoring` evaluates on arrays.
Whoosh's own scorer took 150 ms and more for common words. One segment is one Whoosh index written by one commit, so its
document numbers are the segment's rows.
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
from search.cache import Cache
from search.engines.base import Postings, Words
from search.engines.segmented import DECODED_BYTES, SegmentedKind, cost
from search.segments import Numbers, Rows, SegmentCards, damaged

FOLDER = "words"
POOL_MB = 128  # postings sorted in memory before they are spilled: 60,000 quotations need 90 MB


def schema() -> Schema:
    """Return the fields of a segment. Values are lists of words, cut and stemmed by `search.analysis`, not by Whoosh."""
    plain: Any = IDTokenizer()
    return Schema(
        text=FieldType(Positions(), plain),
        stem=FieldType(Frequency(), plain),
        about=FieldType(Frequency(), plain),
    )


class WhooshWriter:
    """Writes the words of one segment."""

    def __init__(self, folder: Path) -> None:
        (folder / FOLDER).mkdir()
        self._writer: Any = index.create_in(str(folder / FOLDER), schema()).writer(limitmb=POOL_MB)

    def add(self, number: int, words: Words) -> None:
        """Append the words of one quotation; Whoosh numbers it by its row."""
        self._writer.add_document(text=words.text, stem=words.stem, about=words.about)

    def finish(self) -> None:
        """Write the segment."""
        self._writer.commit()

    def close(self) -> None:
        """Give up an unfinished segment."""
        if not self._writer.is_closed:
            self._writer.cancel()


class WhooshPart:
    """Searches the words of one segment."""

    def __init__(self, cards: SegmentCards) -> None:
        self._numbers = cards.numbers
        self._folder = cards.folder / FOLDER
        self._lock = RLock()  # Whoosh's readers seek in shared files
        self._decoded: Cache[tuple[str, str], Postings] = Cache(DECODED_BYTES, cost)
        with _reading(self._folder):
            self._reader: Any = index.open_dir(str(self._folder)).reader()  # type: ignore[no-untyped-call]
            size = self._reader.doc_count_all()
            if size != len(cards):
                raise damaged(self._folder, f"{size} quotations have words, {len(cards)} have cards")

    def postings(self, field: str, term: str) -> Postings:
        """Return the postings of a term."""
        return self._decoded.get((field, term), lambda: self._decode(field, term))

    def beginning(self, prefix: str) -> list[str]:
        """Return the words of "text" that begin so."""
        with self._lock, _reading(self._folder):
            return [bytes(word).decode() for word in self._reader.expand_prefix("text", prefix)]

    def phrase(self, terms: Sequence[str], slop: int, candidates: Numbers) -> Numbers:
        """Return which candidates hold these words in order, each at most `slop` places after the one before."""
        rows = np.searchsorted(self._numbers, candidates)
        with self._lock, _reading(self._folder):
            return self._numbers[_in_order(self._reader, terms, slop, rows)]

    def _decode(self, field: str, term: str) -> Postings:
        with self._lock, _reading(self._folder):
            rows, counts = _postings(self._reader, field, term)
        if len(rows) and (rows[0] < 0 or rows[-1] >= len(self._numbers) or (np.diff(rows) <= 0).any()):
            raise damaged(self._folder, f"the postings of {term!r} are out of order")
        return Postings(self._numbers[rows], counts)


WHOOSH = SegmentedKind("whoosh", WhooshWriter, WhooshPart)


def _postings(reader: Any, field: str, term: str) -> tuple[Rows, Any]:
    rows: list[int] = []
    counts: list[float] = []
    try:
        matcher = reader.postings(field, term)
    except TermNotFound:
        matcher = None
    while matcher is not None and matcher.is_active():
        rows.append(matcher.id())
        counts.append(matcher.weight())
        matcher.next()
    return np.asarray(rows, dtype=np.intp), np.asarray(counts, dtype=np.float32)


def _in_order(reader: Any, terms: Sequence[str], slop: int, candidates: Rows) -> Rows:
    """Return the candidates (the reader's numbers, in order) that hold the terms in order."""
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
