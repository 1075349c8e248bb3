"""The semantic leg: unit vectors of one committed generation, and the exact cosine similarity of a query to all of them.

A generation is a small manifest (`<generation>.json`) that names immutable segments and the rows of each that no longer
count. A segment is a matrix (`segment-N.npy`) and the keys of its rows (`segment-N.keys.npy`). New vectors go to new segments,
deleted ones are only marked, and both are merged away when they are many; so a small change costs a small write, and a
reader keeps its generation for as long as it likes. Keys are numbers mapped into memory, as those of the catalogue are, with
its assumption that no two ids share one: to read a million ids and look each up took a second of every commit.

Vectors are int8 with a scale each, memory-mapped: shared by all processes that serve, and multiplied as they lie by SimSIMD,
whose products are whole numbers and so the same wherever a row lies. Processor time for 1,000,000 x 384, one core: 13 ms;
float32 in numpy 51 (and 1.5 GB), bfloat16 in torch 55, int8 in torch 97, int8 converted by numpy 1,200; usearch's exact search
46, which gives the best alone. On 54,521 real quotations the error of a cosine is 0.0004, a fiftieth of the deviation of a
query's similarities.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import numpy as np
import simsimd
from numpy.typing import NDArray

from corpus.errors import IndexMismatch, IndexUnavailable
from search import digests, merging
from search.segments import key
from search.vector_files import (
    FORMAT,
    NO_KEYS,
    SEGMENT_FILE,
    Compact,
    Keys,
    Rows,
    Segment,
    latest,
    next_number,
    read_manifest,
    read_vectors,
    write_text,
)

FLUSH_ROWS = 16_384  # vectors kept in memory before they become a segment: 6 MB at 384 dimensions
MAX_DEAD_SHARE = 0.25  # of a segment's rows, which are multiplied in vain: beyond it the segment is rewritten
COPY_ROWS = 8_192  # rows moved at a time by a merge, so that memory stays small


class VectorIndex:
    """Reads one generation. Row `i` belongs to the quotation with the key `keys[i]`; deleted rows are not among them."""

    def __init__(self, segments: Sequence[tuple[Segment, Compact]], dimensions: int) -> None:
        self.dimensions = dimensions
        self._parts = [(vectors, segment.live_rows() if segment.dead else None) for segment, vectors in segments]
        self._ends = np.cumsum([0, *(segment.alive for segment, _ in segments)])
        self.keys: Keys = np.concatenate(
            [NO_KEYS, *(segment.keys[segment.live_rows()] if segment.dead else segment.keys for segment, _ in segments)]
        )

    @classmethod
    def open(cls, folder: Path, generation: str | None = None) -> VectorIndex:
        """Open a generation (None: the one written last).

        Raises IndexUnavailable when it is missing or damaged, IndexMismatch when another version of Kutipan wrote it.
        """
        generation = generation or latest(folder)
        if generation is None:
            raise IndexUnavailable(f"{folder} holds no vectors: run `kutipan index`")
        manifest = read_manifest(folder, generation)
        segments = [(segment, read_vectors(folder, segment, manifest.dimensions)) for segment in manifest.segments]
        return cls(segments, manifest.dimensions)

    def __len__(self) -> int:
        return len(self.keys)

    def similarities(self, query_vector: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the cosine similarity of a unit vector, shape (dimensions,), to every row: float32, shape (len(self),)."""
        query = Compact.of(self._checked(query_vector)[None, :])
        similarities = np.empty(len(self), dtype=np.float32)
        start = 0
        for vectors, live in self._parts:
            products = np.asarray(simsimd.cdist(query.codes, vectors.codes, metric="dot", out_dtype="float32"))[0]
            scores = products * (vectors.scales * query.scales)
            end = start + (len(scores) if live is None else len(live))
            similarities[start:end] = scores if live is None else scores[live]
            start = end
        return similarities

    def vectors(self, rows: Rows) -> NDArray[np.float32]:
        """Return the vectors of some rows, shape (len(rows), dimensions)."""
        found = np.empty((len(rows), self.dimensions), dtype=np.float32)
        homes = np.searchsorted(self._ends, rows, "right") - 1
        for home in np.unique(homes).tolist():
            vectors, live = self._parts[home]
            mine = np.flatnonzero(homes == home)
            places = rows[mine] - self._ends[home]
            found[mine] = vectors.rows(places if live is None else live[places]).vectors()
        return found

    def _checked(self, vector: NDArray[np.float32]) -> NDArray[np.float32]:
        if vector.shape != (self.dimensions,):
            raise IndexMismatch(
                f"the query vector has shape {vector.shape}, the index holds vectors of {self.dimensions} dimensions: "
                "search with the encoder that built it, or run `kutipan index --rebuild`"
            )
        return np.ascontiguousarray(vector, dtype=np.float32)


class VectorIndexWriter:
    """Writes the next generation. Readers see nothing of it before `write`; the caller holds the index's lock.

    It continues from `generation` (None: the one written last; none at all: empty). `fresh=True` starts empty.
    """

    def __init__(self, folder: Path, dimensions: int, generation: str | None = None, *, fresh: bool = False) -> None:
        self._folder = folder
        self._dimensions = dimensions
        self._segments: list[Segment] = []
        self._pending: dict[int, NDArray[np.float32]] = {}  # by key
        folder.mkdir(parents=True, exist_ok=True)
        generation = None if fresh else generation or latest(folder)
        if generation is not None:
            manifest = read_manifest(folder, generation)
            if manifest.dimensions != dimensions:
                raise IndexMismatch(
                    f"{folder} holds vectors of {manifest.dimensions} dimensions, the encoder gives {dimensions}: "
                    "run `kutipan index --rebuild`"
                )
            self._segments = manifest.segments

    def __len__(self) -> int:
        return sum(segment.alive for segment in self._segments) + len(self._pending)

    def add(self, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Add or replace vectors: float32, shape (len(ids), dimensions), rows of length 1; of equal ids the last one counts."""
        if vectors.shape != (len(ids), self._dimensions):
            raise IndexMismatch(f"{len(ids)} ids need vectors of shape {(len(ids), self._dimensions)}, not {vectors.shape}")
        keys = [key(item) for item in ids]
        self._forget(keys)
        for one, vector in zip(keys, vectors, strict=True):
            self._pending[one] = np.array(vector, dtype=np.float32)
        if len(self._pending) >= FLUSH_ROWS:
            self._flush()

    def delete(self, ids: Iterable[str]) -> None:
        """Delete vectors; unknown ids are ignored."""
        self._forget([key(item) for item in ids])

    def write(self, generation: str) -> None:
        """Write everything added so far as a generation, durably: its manifest appears at once or not at all.

        Generations are named by the caller, like files, and never twice.
        """
        self._flush()
        self._merge()
        manifest = {
            "format": FORMAT,
            "dimensions": self._dimensions,
            "segments": [
                {"name": segment.name, "rows": len(segment.keys), "dead": sorted(segment.dead)} for segment in self._segments
            ],
        }
        write_text(self._folder / f"{generation}.json", json.dumps(manifest))
        write_text(self._folder / "latest", generation)

    def prune(self, keep: Iterable[str]) -> None:
        """Delete the files that none of the generations in `keep` uses. Readers that have them open are not disturbed."""
        kept = set(keep)
        used = {segment.name for segment in self._segments}
        for generation in kept:
            used.update(segment.name for segment in read_manifest(self._folder, generation, keys=False).segments)
        for path in self._folder.iterdir():
            segment = SEGMENT_FILE.fullmatch(path.name)
            stale = segment.group(1) not in used if segment else path.suffix == ".json" and path.stem not in kept
            if stale:
                path.unlink(missing_ok=True)

    def _forget(self, keys: Sequence[int]) -> None:
        for one in keys:
            self._pending.pop(one, None)
        wanted: Keys = np.asarray(keys, dtype=np.uint64)
        for segment in self._segments:
            segment.dead.update(segment.holding(wanted).tolist())

    def _flush(self) -> None:
        if not self._pending:
            return
        keys: Keys = np.fromiter(self._pending, dtype=np.uint64, count=len(self._pending))
        self._segments.append(self._write_segment(keys, iter([Compact.of(np.stack(list(self._pending.values())))])))
        self._pending.clear()

    def _merge(self) -> None:
        """Rewrite segments with many dead rows, and merge those of like size when they are many."""
        self._segments = [segment for segment in self._segments if segment.alive]
        for sparse in [segment for segment in self._segments if len(segment.dead) > MAX_DEAD_SHARE * len(segment.keys)]:
            self._rewrite([sparse])
        while crowded := merging.crowded([segment.alive for segment in self._segments]):
            self._rewrite([self._segments[place] for place in crowded])

    def _rewrite(self, segments: list[Segment]) -> None:
        """Replace segments by one that holds their live rows."""
        keys = np.concatenate([segment.keys[segment.live_rows()] for segment in segments])
        merged = self._write_segment(keys, self._live_vectors(segments))
        self._segments = [segment for segment in self._segments if segment not in segments] + [merged]

    def _live_vectors(self, segments: list[Segment]) -> Iterator[Compact]:
        for segment in segments:
            vectors = read_vectors(self._folder, segment, self._dimensions)
            live = segment.live_rows()
            for start in range(0, len(live), COPY_ROWS):
                yield vectors.rows(live[start : start + COPY_ROWS])

    def _write_segment(self, keys: Keys, blocks: Iterator[Compact]) -> Segment:
        name = f"segment-{next_number(self._folder)}"
        scales = []
        with self._durable(f"{name}.npy") as file:
            header = {"descr": "|i1", "fortran_order": False, "shape": (len(keys), self._dimensions)}
            np.lib.format.write_array_header_1_0(file, header)
            for block in blocks:
                file.write(np.ascontiguousarray(block.codes).data)
                scales.append(block.scales)
        with self._durable(f"{name}.scales.npy") as file:
            np.save(file, np.concatenate(scales))
        with self._durable(f"{name}.keys.npy") as file:
            np.save(file, keys)
        written = (self._folder / f"{name}.{kind}" for kind in ("npy", "scales.npy", "keys.npy"))
        digests.write(self._folder / f"{name}.digests", written)
        return Segment(name, keys)

    @contextmanager
    def _durable(self, name: str) -> Iterator[IO[bytes]]:
        """Open a file that appears complete or not at all."""
        temporary = self._folder / f"{name}.tmp"
        with temporary.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self._folder / name)
