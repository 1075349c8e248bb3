"""The postings of a segment's common words as plain arrays on disk, mapped into memory: read without decoding.

Handing one posting from an engine to numpy costs 0.3 to 0.8 µs whatever the engine (Whoosh decodes in Python, tantivy's
binding makes two objects of each), half a second for a word in most of a million quotations. Common words are few, so
their postings are kept beside the engine's: 5 bytes each.
"""

from __future__ import annotations

import json
from array import array
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.arrays import mapped
from search.engines.base import FIELDS, Words
from search.segments import reading

COMMON = 256
"""Quotations of a segment that must hold a word for it to be common: the engines hand over fewer postings in 0.2 ms."""

MOST_COUNTED = 255  # occurrences in one quotation; saturated weights are the same beyond

_TERMS, _ROWS, _COUNTS = "common.json", "common-rows.npy", "common-counts.npy"


class CommonWriter:
    """Collects the words of a segment's quotations, in row order: 4 bytes a running word until it is written."""

    def __init__(self) -> None:
        self._codes: dict[str, dict[str, int]] = {field: {} for field in FIELDS}
        self._words = {field: array("i") for field in FIELDS}
        self._lengths = {field: array("i") for field in FIELDS}

    def add(self, words: Words) -> None:
        """Append one quotation."""
        for field in FIELDS:
            codes = self._codes[field]
            found: list[str] = getattr(words, field)
            self._words[field].extend([codes.setdefault(word, len(codes)) for word in found])
            self._lengths[field].append(len(found))

    def write(self, folder: Path) -> None:
        """Write the postings of the common words into a folder."""
        listed: list[tuple[str, str, int]] = []
        rows: list[NDArray[np.int32]] = [np.zeros(0, dtype=np.int32)]
        counts: list[NDArray[np.uint8]] = [np.zeros(0, dtype=np.uint8)]
        for field in FIELDS:
            names = list(self._codes[field])
            for code, found_rows, found_counts in _inverted(self._words[field], self._lengths[field]):
                listed.append((field, names[code], len(found_rows)))
                rows.append(found_rows)
                counts.append(found_counts)
        np.save(folder / _ROWS, np.concatenate(rows))
        np.save(folder / _COUNTS, np.concatenate(counts))
        (folder / _TERMS).write_text(json.dumps(listed), encoding="ascii")


def _inverted(words: array[int], lengths: array[int]) -> list[tuple[int, NDArray[np.int32], NDArray[np.uint8]]]:
    """Return code, rows and counts of each common word."""
    codes = np.frombuffer(words, dtype=np.int32) if words else np.zeros(0, dtype=np.int32)
    frequent = np.bincount(codes) >= COMMON
    keep = frequent[codes] if len(codes) else np.zeros(0, dtype=bool)
    rows = np.repeat(np.arange(len(lengths), dtype=np.int64), np.frombuffer(lengths, dtype=np.int32))[keep] if words else keep
    held, counts = np.unique(codes[keep].astype(np.int64) * max(1, len(lengths)) + rows, return_counts=True)
    found_codes, found_rows = np.divmod(held, max(1, len(lengths)))
    starts = np.flatnonzero(np.diff(found_codes, prepend=-1))
    return [
        (
            int(found_codes[start]),
            found_rows[start:end].astype(np.int32),
            np.minimum(counts[start:end], MOST_COUNTED).astype(np.uint8),
        )
        for start, end in zip(starts.tolist(), [*starts[1:].tolist(), len(held)], strict=False)
        if end - start >= COMMON
    ]


@dataclass(frozen=True, slots=True)
class _Place:
    start: int
    end: int


class Common:
    """Reads what `CommonWriter` wrote."""

    def __init__(self, folder: Path) -> None:
        with reading(folder / _TERMS):
            self._rows: NDArray[np.int32] = mapped(folder / _ROWS)
            self._counts: NDArray[np.uint8] = mapped(folder / _COUNTS)
            self._places: dict[tuple[str, str], _Place] = {}
            end = 0
            for field, term, held in json.loads((folder / _TERMS).read_text(encoding="ascii")):
                self._places[field, term] = _Place(end, end + held)
                end += held
            if not len(self._rows) == len(self._counts) == end:
                raise ValueError(f"{end} postings are listed, {len(self._rows)} are there")

    def find(self, field: str, term: str) -> tuple[NDArray[np.int32], NDArray[np.uint8]] | None:
        """Return the segment's rows that hold a term, and how often; None: the word is not common."""
        place = self._places.get((field, term))
        return None if place is None else (self._rows[place.start : place.end], self._counts[place.start : place.end])
