"""Files of a generation of vectors: manifest, segments, and how they are read and written.

A vector is kept as whole numbers from -127 to 127 and one scale: a quarter of float32. It depends on the vector alone, so that
equal vectors stay equal wherever they lie, and merging copies them as they are.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexMismatch, IndexUnavailable
from search.arrays import mapped

FORMAT = 3

Vectors = NDArray[np.float32]
Codes = NDArray[np.int8]
Rows = NDArray[np.intp]

Keys = NDArray[np.uint64]
"""A number of each quotation, which depends on its id alone (search.segments.key): an id in eight bytes."""

SEGMENT_FILE = re.compile(r"(segment-(\d+))\.(?:npy|keys\.npy|scales\.npy|digests)")

NO_KEYS: Keys = np.zeros(0, dtype=np.uint64)

LARGEST_CODE = 127


@dataclass(eq=False)
class Segment:
    """Immutable files of vectors; `keys` says whose each row is, `dead` which are deleted or replaced in this generation."""

    name: str
    keys: Keys
    dead: set[int] = field(default_factory=set)

    @property
    def alive(self) -> int:
        """Number of rows that count."""
        return len(self.keys) - len(self.dead)

    def live_rows(self) -> Rows:
        """Return the rows that count, in order."""
        keep = np.ones(len(self.keys), dtype=bool)
        keep[list(self.dead)] = False
        return np.flatnonzero(keep)

    def holding(self, wanted: Keys) -> Rows:
        """Return the rows of those keys that it holds, dead ones included."""
        places = np.searchsorted(self.keys, wanted, sorter=self._order)
        inside = places < len(self.keys)
        rows = self._order[places[inside]]
        held: Rows = rows[self.keys[rows] == wanted[inside]]
        return held

    @cached_property
    def _order(self) -> Rows:
        return np.argsort(self.keys)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation consists of."""

    dimensions: int
    segments: list[Segment]


def latest(folder: Path) -> str | None:
    """Return the generation written last; None in an empty folder."""
    try:
        return (folder / "latest").read_text(encoding="utf-8").strip() or None
    except FileNotFoundError:
        return None


def read_manifest(folder: Path, generation: str, *, keys: bool = True) -> Manifest:
    """Read a generation; without `keys`, its segments have names and marks only."""
    manifest = _read_json(folder / f"{generation}.json")
    try:
        if manifest["format"] != FORMAT:
            raise IndexMismatch(
                f"the vectors in {folder} have format {manifest['format']}, this version of Kutipan reads {FORMAT}: "
                "run `kutipan index --rebuild`"
            )
        segments = [
            Segment(
                item["name"],
                _read_array(folder / f"{item['name']}.keys.npy", (item["rows"],), np.dtype(np.uint64)) if keys else NO_KEYS,
                set(item["dead"]),
            )
            for item in manifest["segments"]
        ]
        return Manifest(manifest["dimensions"], segments)
    except (KeyError, TypeError) as error:
        raise _damaged(folder / f"{generation}.json", f"{error!r}") from error


@dataclass(frozen=True, slots=True)
class Compact:
    """Vectors as `codes`, shape (rows, dimensions), times `scales`, shape (rows,)."""

    codes: Codes
    scales: Vectors

    def __len__(self) -> int:
        return len(self.codes)

    @classmethod
    def of(cls, vectors: Vectors) -> Compact:
        """Round float32 vectors, shape (rows, dimensions): each component by half a 127th of the vector's largest at most."""
        scales = np.abs(vectors).max(axis=1, initial=0.0).astype(np.float32) / np.float32(LARGEST_CODE)
        scales[scales == 0] = 1
        return cls(np.rint(vectors / scales[:, None]).astype(np.int8), scales)

    def rows(self, chosen: Rows | slice) -> Compact:
        """Return some of the rows."""
        return Compact(self.codes[chosen], self.scales[chosen])

    def vectors(self) -> Vectors:
        """Return the vectors as float32."""
        vectors: Vectors = self.codes * self.scales[:, None]
        return vectors


def read_vectors(folder: Path, segment: Segment, dimensions: int) -> Compact:
    """Open a segment's vectors, memory-mapped; IndexUnavailable when they are missing or damaged."""
    rows = len(segment.keys)
    codes = _read_array(folder / f"{segment.name}.npy", (rows, dimensions), np.dtype(np.int8))
    return Compact(codes, _read_array(folder / f"{segment.name}.scales.npy", (rows,), np.dtype(np.float32)))


def _read_array(path: Path, shape: tuple[int, ...], kind: np.dtype[Any]) -> NDArray[Any]:
    try:
        array = mapped(path)
    except (OSError, ValueError, EOFError) as error:
        raise _damaged(path, str(error)) from error
    if array.shape != shape or array.dtype != kind:
        raise _damaged(path, f"it holds {array.dtype} of shape {array.shape}")
    return array


def _read_json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _damaged(path, str(error)) from error


def _damaged(path: Path, reason: str) -> IndexUnavailable:
    return IndexUnavailable(f"{path} cannot be read ({reason}): run `kutipan index --rebuild`")


def next_number(folder: Path) -> int:
    """Return a number that no segment in the folder has."""
    numbers = [int(match.group(2)) for path in folder.iterdir() if (match := SEGMENT_FILE.match(path.name))]
    return max(numbers, default=0) + 1


def write_text(path: Path, text: str) -> None:
    """Write a small file durably: it appears complete or not at all."""
    temporary = path.with_name(f"{path.name}.tmp")
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
