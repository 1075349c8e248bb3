"""Engines with files in the index folder: one part for each immutable segment, joined into one engine.

A part stays open, with what it has decoded, as long as any generation uses it: after a commit only new segments are read.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol
from weakref import WeakValueDictionary

import numpy as np

from corpus.records import QuotationView
from search.engines.base import Engine, Postings, SegmentWriter, Words
from search.engines.common import Common, CommonWriter
from search.segments import Numbers, SegmentCards, identity_of

DECODED_BYTES = 8_000_000
"""Of postings kept by each part, 12 for each: what is rare costs little to keep, and what is common is not decoded."""


def cost(postings: Postings) -> int:
    """Return the bytes that kept postings take."""
    return postings.numbers.nbytes + postings.counts.nbytes + 300  # the objects around them


class Part(Protocol):
    """Reads the words of one segment; the methods are those of `Engine`."""

    def postings(self, field: str, term: str) -> Postings:
        """Return the postings of a term."""

    def beginning(self, prefix: str) -> Sequence[str]:
        """Return the words of "text" that begin so."""

    def phrase(self, terms: Sequence[str], slop: int, candidates: Numbers) -> Numbers:
        """Return which quotations of the segment hold the phrase; `candidates` are all of this segment."""


class PartWriter(Protocol):
    """Writes the words of one segment; the methods are those of `SegmentWriter`."""

    def add(self, number: int, words: Words) -> None:
        """Append the words of one quotation."""

    def finish(self) -> None:
        """Write everything."""

    def close(self) -> None:
        """Give up what is unfinished."""


class SegmentedKind:
    """An engine kind made of a way to write and a way to read the words of one segment."""

    def __init__(self, name: str, write: Callable[[Path], PartWriter], read: Callable[[SegmentCards], Part]) -> None:
        self._name = name
        self._write = write
        self._read = read
        self._open: WeakValueDictionary[tuple[str, int, int], _Shared] = WeakValueDictionary()

    @property
    def name(self) -> str:
        """Name by which settings choose it."""
        return self._name

    def segment_writer(self, folder: Path) -> SegmentWriter:
        """Start a segment in an existing folder."""
        return _Writer(folder, self._write(folder))

    def open(self, segments: Sequence[SegmentCards]) -> Engine:
        """Open the words of finished segments."""
        return SegmentedEngine([self._part(cards) for cards in segments])

    def _part(self, cards: SegmentCards) -> _Shared:
        identity = identity_of(cards.folder)
        part = self._open.get(identity)
        if part is None:
            part = self._open[identity] = _Shared(cards, self._read(cards))
        return part


class _Writer:
    def __init__(self, folder: Path, words: PartWriter) -> None:
        self._folder = folder
        self._words = words
        self._common = CommonWriter()

    def add(self, number: int, view: QuotationView) -> None:
        words = Words.of(view)
        self._words.add(number, words)
        self._common.add(words)

    def finish(self) -> None:
        self._words.finish()
        self._common.write(self._folder)

    def close(self) -> None:
        self._words.close()


class _Shared:
    """A part with the postings of its common words."""

    def __init__(self, cards: SegmentCards, part: Part) -> None:
        self.numbers = cards.numbers
        self.words = part
        self._common = Common(cards.folder)

    def postings(self, field: str, term: str) -> Postings:
        found = self._common.find(field, term)
        if found is None:
            return self.words.postings(field, term)
        rows, counts = found
        return Postings(self.numbers.take(rows), counts.astype(np.float32))


class SegmentedEngine:
    """Searches the words of several segments."""

    def __init__(self, parts: Sequence[_Shared]) -> None:
        self._parts = list(parts)

    def postings(self, field: str, term: str) -> Postings:
        """Return the postings of a term."""
        found = [part.postings(field, term) for part in self._parts]
        if not found:
            return Postings.none()
        return Postings(np.concatenate([item.numbers for item in found]), np.concatenate([item.counts for item in found]))

    def beginning(self, prefix: str) -> list[str]:
        """Return the words of the texts that begin so."""
        return sorted({word for part in self._parts for word in part.words.beginning(prefix)})

    def phrase(self, terms: Sequence[str], slop: int, candidates: Numbers) -> Numbers:
        """Return which quotations hold these words in order, each at most `slop` places after the one before."""
        found = [
            part.words.phrase(terms, slop, inside) for part in self._parts if len(inside := _held_by(part.numbers, candidates))
        ]
        return np.concatenate(found) if found else candidates[:0]

    def close(self) -> None:
        """Let go of the parts; their files are closed with the last generation that uses them."""
        self._parts = []


def _held_by(numbers: Numbers, candidates: Numbers) -> Numbers:
    """Return which candidates are among a segment's numbers; both rise, and segments mostly follow each other."""
    if not len(numbers):
        return candidates[:0]
    start, end = np.searchsorted(candidates, [numbers[0], numbers[-1] + 1])
    near = candidates[start:end]
    return near[np.isin(near, numbers, assume_unique=True)] if len(near) else near
