"""The shingles of one segment on disk: which quotations hold a pair of words, and which pairs a quotation holds.

| file | what |
| --- | --- |
| `shingles.npy` | uint64, ascending: the shingle in the upper half, the row in the lower: the rows of a shingle lie together |
| `row_shingles.npy` | uint32: the shingles of row 0, then of row 1 … |
| `shingle_counts.npy` | int32: how many shingles each row has |
| `wordings.npy` | uint64: equal where two rows are the same words, to be grouped without looking further |
| `figures.npy` | uint64: a set of 64 places, in which each number of the row has one |
| `voices.npy` | uint64: equal where two rows have the same speaker; 0 where none is known |
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from corpus.records import QuotationView
from search.arrays import mapped
from search.shingles import Hashes, digest, forms, shingles

Places = NDArray[np.int64]
Numbers = NDArray[np.uint64]

ROW_BITS = np.uint64(32)
LAST_ROW = np.uint64(0xFFFFFFFF)

TELLING = 8
"""Shingles from which the same words are the same quotation whoever is named: shorter ones ("terima kasih atas
kehadirannya") are said by many, and are the same only from the same speaker."""


class ShinglesWriter:
    """Collects the shingles of a new segment, in row order."""

    def __init__(self) -> None:
        self._shingles: list[Hashes] = []
        self._wordings: list[int] = []
        self._voices: list[int] = []
        self._numbers: list[int] = []

    def add(self, view: QuotationView) -> None:
        """Append one quotation."""
        words = forms(view.text)
        found = shingles(words)
        self._shingles.append(found)
        self._wordings.append(wording(words, len(found), view))
        self._numbers.append(numbers(words))
        self._voices.append(voice(view))

    def write(self, folder: Path) -> None:
        """Write everything into a folder."""
        counts = np.asarray([len(item) for item in self._shingles], dtype=np.int32)
        flat = np.concatenate(self._shingles) if self._shingles else np.zeros(0, dtype=np.uint32)
        rows = np.repeat(np.arange(len(counts), dtype=np.uint64), counts)
        np.save(folder / "shingles.npy", np.sort((flat.astype(np.uint64) << ROW_BITS) | rows))
        np.save(folder / "row_shingles.npy", flat)
        np.save(folder / "shingle_counts.npy", counts)
        np.save(folder / "wordings.npy", np.asarray(self._wordings, dtype=np.uint64))
        np.save(folder / "figures.npy", np.asarray(self._numbers, dtype=np.uint64))
        np.save(folder / "voices.npy", np.asarray(self._voices, dtype=np.uint64))


def wording(words: list[str], count: int, view: QuotationView) -> int:
    """Return a number that is equal for quotations of the same words that count as one."""
    if count >= TELLING:
        return digest("long", *words)
    return digest("short", view.speaker_id or "", "" if view.speaker_id else view.id, *words)


def voice(view: QuotationView) -> int:
    """Return a number that is equal for quotations of the same speaker; 0 where none is known."""
    return digest(view.speaker_id) if view.speaker_id and view.speaker != "" else 0


def numbers(words: list[str]) -> int:
    """Return the numbers among words as a set of 64 places; zeros before a number (06) do not count."""
    found = 0
    for word in words:
        if any(character.isdigit() for character in word):
            found |= 1 << crc32(word.lstrip("0").encode("utf-8", "surrogatepass")) % 64
    return found


class SegmentShingles:
    """Reads what `ShinglesWriter` wrote, memory-mapped."""

    def __init__(self, folder: Path) -> None:
        """Open the files. Raises OSError or ValueError when they are damaged."""
        self._postings: Numbers = mapped(folder / "shingles.npy")
        self._flat: Hashes = mapped(folder / "row_shingles.npy")
        self.counts: NDArray[np.int32] = mapped(folder / "shingle_counts.npy")
        self.wordings: Numbers = mapped(folder / "wordings.npy")
        self.numbers: Numbers = mapped(folder / "figures.npy")
        self.voices: Numbers = mapped(folder / "voices.npy")
        if len(self._postings) != len(self._flat) or len(self.counts) != len(self.wordings):
            raise ValueError("shingles of another number of quotations")

    @cached_property
    def _starts(self) -> Places:
        return np.concatenate([[0], np.cumsum(self.counts, dtype=np.int64)])

    def ranges(self, hashes: Hashes) -> tuple[Places, Places]:
        """Return where the rows of each shingle begin, and how many they are."""
        low = hashes.astype(np.uint64) << ROW_BITS
        first = np.searchsorted(self._postings, low)
        return first, np.searchsorted(self._postings, low | LAST_ROW, "right") - first

    def rows(self, first: Places, lengths: Places) -> Places:
        """Return the rows of ranges that `ranges` gave, one after the other."""
        return (self._postings[spread(first, lengths)] & LAST_ROW).astype(np.int64)

    def of_rows(self, rows: Places) -> Hashes:
        """Return the shingles of rows, one after the other; `counts[rows]` says how many each has."""
        return self._flat[spread(self._starts[rows], self.counts[rows].astype(np.int64))]


def spread(first: Places, lengths: Places) -> Places:
    """Return the places of ranges, one after the other: (3, 2), (7, 1) gives 3 4 7."""
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    places: Places = np.arange(total, dtype=np.int64) + np.repeat(first - (ends - lengths), lengths)
    return places
