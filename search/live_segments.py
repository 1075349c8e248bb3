"""Segments in the hands of a writer: one that grows, and finished ones whose rows die."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np

from corpus.errors import IndexUnavailable
from corpus.records import QuotationView
from search import digests
from search import manifest as manifests
from search.engines import SegmentWriter
from search.manifest import Segment
from search.segments import CardsWriter, SegmentCards


class LiveSegment:
    """A finished segment, and which of its rows are dead by now."""

    def __init__(self, cards: SegmentCards, dead: set[int], record: Segment | None) -> None:
        self.cards = cards
        self.dead = dead
        self._record = record
        self._recorded_dead = len(dead) if record else 0
        self._bytes = record.bytes if record else manifests.sizes(cards.folder)

    @property
    def live(self) -> int:
        """How many of its quotations are not dead."""
        return len(self.cards) - len(self.dead)

    def views(self) -> Iterator[tuple[int, QuotationView]]:
        """Yield the quotations that are not dead with their numbers, in order of these."""
        numbers = self.cards.numbers.tolist()
        return ((numbers[row], self.cards.card(row)) for row in range(len(self.cards)) if row not in self.dead)

    def record(self, generation: int) -> Segment:
        """Describe the segment for a manifest; its dead rows are written when there are more than before."""
        if self._record is None or len(self.dead) != self._recorded_dead:
            mark = None
            if self.dead:
                mark = f"dead-{generation}.npy"
                np.save(self.cards.folder / mark, np.asarray(sorted(self.dead), dtype=np.int64))
                manifests.sync(self.cards.folder / mark)
                manifests.sync(self.cards.folder)
            self._record = Segment(
                name=self.cards.folder.name, rows=len(self.cards), live=self.live, dead=mark, bytes=self._bytes
            )
            self._recorded_dead = len(self.dead)
        return self._record


class PendingSegment:
    """The segment that is being written."""

    def __init__(self, folder: Path, cards: CardsWriter, words: SegmentWriter) -> None:
        self._folder = folder
        self._cards = cards
        self._words = words
        self._row: dict[str, int] = {}
        self._dead: set[int] = set()
        self.size = 0

    def add(self, number: int, view: QuotationView) -> None:
        """Append one quotation; it takes the place of one with the same id. Numbers rise."""
        self.bury([view.id])
        self._cards.add(number, view)
        self._words.add(number, view)
        self._row[view.id] = self.size
        self.size += 1

    def bury(self, ids: Iterable[str]) -> None:
        """Mark quotations as dead; unknown ids are ignored."""
        for quotation_id in ids:
            row = self._row.pop(quotation_id, None)
            if row is not None:
                self._dead.add(row)

    def finish(self) -> LiveSegment:
        """Write everything, durably."""
        self._words.finish()
        self._cards.finish()
        digests.write(self._folder / digests.NAME, (self._folder / name for name in manifests.sizes(self._folder)))
        for path in self._folder.rglob("*"):
            manifests.sync(path)
        manifests.sync(self._folder)
        return LiveSegment(SegmentCards(self._folder), self._dead, None)

    def abandon(self) -> None:
        """Give up and delete what is written."""
        for part in (self._words, self._cards):
            with suppress(OSError, IndexUnavailable):  # a full disk takes what is left to write no more than the rest
                part.close()
        shutil.rmtree(self._folder, ignore_errors=True)
