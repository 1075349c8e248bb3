"""The store's change log -> a search index that is up to date, in steps that can be interrupted anywhere.

A quotation is embedded by its own words alone: they are what a search is to find, and the sentences around them are often
about something else.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np

from corpus.errors import IndexMismatch
from corpus.records import QuotationView
from corpus.store import Change
from indexer.changes import ChangeBatch, IndexWriter
from indexer.encoders import CachedEncoder, Encoder, VectorCache, Vectors

CHANGES_AT_ONCE = 4_096  # read, sorted by length and applied together: 15 MB of views and vectors
TEXTS_AT_ONCE = 256  # embedded between two signs of life, a few seconds of work; what is cached by then survives a kill
# Changes; a segment of words in the making grows in memory, and an interrupted build begins at the last commit.
COMMIT_EVERY = 16_384

Progress = Callable[[int, int], None]


class ChangeLog(Protocol):
    """What this module needs of the store."""

    @property
    def position(self) -> int:
        """Position of the last change; 0 in a new store."""

    def changes_since(self, position: int, limit: int = 1000) -> Sequence[Change]:
        """Return the next changes after `position`, at most one for each quotation: its last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildReport:
    """What bringing an index up to date did. `cached` and `embedded` count texts; `position` is the index's now."""

    indexed: int
    removed: int
    cached: int
    embedded: int
    position: int
    seconds: float

    def counts(self) -> dict[str, float]:
        """Return what to print, by its name."""
        return {
            "indexed": self.indexed,
            "removed": self.removed,
            "cached": self.cached,
            "embedded": self.embedded,
            "seconds": round(self.seconds, 1),
        }


def bring_up_to_date(
    store: ChangeLog, writer: IndexWriter, encoder: Encoder, cache_path: Path, *, progress: Progress = lambda done, total: None
) -> BuildReport:
    """Apply all changes that the index does not hold yet, commit them and close the writer.

    `progress` is called with (done, total) positions of the change log. Stopped at any point, the index stays at its last
    commit, the vectors computed so far stay in the cache, and the next call goes on from there. Raises IndexMismatch for an
    index of another store, and EncoderError, StoreError and IndexUnavailable as they come.
    """
    began = time.perf_counter()
    start = committed = writer.position
    end = store.position
    indexed = removed = 0
    try:
        if start > end:
            raise IndexMismatch(
                f"the index holds change {start:,}, the store ends at {end:,}: it was built from another store; "
                "run `kutipan index --rebuild`"
            )
        with VectorCache(cache_path) as cache:
            cached = CachedEncoder(encoder, cache)
            for changes in _batches(store, start):
                upserts = [change.view for change in changes if change.view is not None]
                deletes = [change.quotation_id for change in changes if change.view is None]
                position = changes[-1].position
                end = max(end, position)  # somebody may be ingesting meanwhile
                vectors = _embed(
                    upserts, cached, _stretch(progress, changes[0].position - 1 - start, position - start, end - start)
                )
                writer.apply(ChangeBatch(upserts=upserts, vectors=vectors, deletes=deletes, position=position))
                indexed += len(upserts)
                removed += len(deletes)
                progress(position - start, end - start)
                if position - committed >= COMMIT_EVERY:
                    writer.commit()
                    committed = position
        # A new index is committed even when it is empty: then searching it finds nothing, instead of no index.
        if indexed or removed or start == 0:
            writer.commit()
        return BuildReport(
            indexed=indexed,
            removed=removed,
            cached=cached.hits,
            embedded=cached.misses,
            position=writer.position,
            seconds=time.perf_counter() - began,
        )
    finally:
        writer.close()


def _batches(store: ChangeLog, position: int) -> Iterator[Sequence[Change]]:
    while changes := store.changes_since(position, CHANGES_AT_ONCE):
        yield changes
        position = changes[-1].position


def _embed(views: Sequence[QuotationView], encoder: CachedEncoder, progress: Progress) -> Vectors:
    """Return the vectors of quotations, in their order; texts of like length are embedded together, to pad them little."""
    vectors = np.zeros((len(views), encoder.dimensions), dtype=np.float32)
    order = sorted(range(len(views)), key=lambda row: len(views[row].text))
    for start in range(0, len(order), TEXTS_AT_ONCE):
        rows = order[start : start + TEXTS_AT_ONCE]
        vectors[rows] = encoder.passages([views[row].text for row in rows])
        progress(start + len(rows), len(order))
    return vectors


def _stretch(progress: Progress, start: int, end: int, total: int) -> Progress:
    """Return a progress callback for a part of the work, which lies between `start` and `end` of the whole."""
    return lambda done, parts: progress(start + (end - start) * done // parts, total)
