"""Changes of the store -> the next generation of the index: new segments, marks on dead rows, one atomic commit."""

from __future__ import annotations

import datetime as dt
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from heapq import merge
from operator import itemgetter

import numpy as np
from whoosh.util.filelock import FileLock

from corpus.errors import IndexUnavailable
from corpus.records import QuotationView
from corpus.settings import Settings
from indexer.changes import ChangeBatch, IndexWriter
from search import manifest as manifests
from search import merging
from search.duplicate_groups import Groups, updated
from search.engines import AUTO, choose
from search.live_segments import LiveSegment, PendingSegment
from search.manifest import Manifest, Segment
from search.segments import CardsWriter, SegmentCards
from search.vectors import VectorIndexWriter

PATIENCE = 900.0
"""Seconds for which a command that a person started waits for another writer of the index: embedding some ten thousand new
quotations takes that long."""

_LOOK_AGAIN = 0.2  # seconds

MAX_DEAD_SHARE = 0.3  # of a segment's rows, beyond which it is rewritten without them

Notify = Callable[[str], None]


def index_writer(
    settings: Settings,
    encoder_fingerprint: str,
    dimensions: int,
    pipeline_version: str,
    *,
    rebuild: bool = False,
    notify: Notify = lambda message: None,
    patience: float = 0.0,
) -> IndexWriter:
    """Open the index of `settings` for writing; `rebuild` starts from nothing (readers keep the old one until `commit`).

    An index that an earlier version wrote is rebuilt from position 0. One of another engine or analysis of words is
    rewritten from its own cards before this returns. Another process that writes it is waited for, `patience` seconds at
    most. `notify` is told, in a sentence, when any of these happens.
    Raises IndexUnavailable when another process still writes it or it is damaged, IndexMismatch when it was built with
    another encoder, or by a later version.
    """
    encoder = (encoder_fingerprint, dimensions)
    return GenerationWriter(settings, encoder, pipeline_version, rebuild=rebuild, notify=notify, patience=patience)


class GenerationWriter:
    """The one writer of an index; `indexer.changes.IndexWriter` says what it promises."""

    def __init__(
        self,
        settings: Settings,
        encoder: tuple[str, int],
        pipeline_version: str,
        *,
        rebuild: bool,
        notify: Notify,
        patience: float,
    ) -> None:
        self._folder = settings.index_path
        self._asked = settings.engine
        self._engine = choose(self._asked, 0)
        self._encoder, self._dimensions = encoder
        self._notify = notify
        self._pipeline_version = pipeline_version
        # An operating system's lock goes with its process, however that ends; the file itself means nothing.
        self._lock = FileLock(str(self._folder / "lock"))
        with self._writing():
            self._folder.mkdir(parents=True, exist_ok=True)
            self._take(patience)
            try:
                self._begin(rebuild)
            except BaseException:
                self._lock.release()
                raise

    def _take(self, patience: float) -> None:
        """Take the lock. Its holder may commit meanwhile, so that nothing of the index is read before."""
        if self._lock.acquire():
            return
        if patience:
            self._notify(f"another process is writing to {self._folder}: waiting until it has finished")
        until = time.monotonic() + patience
        while time.monotonic() < until:
            time.sleep(_LOOK_AGAIN)
            if self._lock.acquire():
                return
        raise IndexUnavailable(f"another process is writing to {self._folder}: wait until it has finished")

    def _begin(self, rebuild: bool) -> None:
        committed: Manifest | None = None
        older = manifests.written_by_earlier_version(self._folder)
        if older and not rebuild:
            rebuild = True
            self._notify(f"{self._folder} was written by an earlier version of Kutipan: the index is built anew from the store")
        with suppress(IndexUnavailable) if rebuild else _nothing():
            if (self._folder / manifests.NAME).exists():
                committed = manifests.read(self._folder)
        if committed and not rebuild:
            manifests.check_encoder(committed, self._folder, self._encoder, self._dimensions)
        self._generation = committed.generation if committed else self._highest_number()
        self._kept = [] if rebuild or committed is None else [committed]
        self._segments = [] if rebuild or committed is None else [self._open(item) for item in committed.segments]
        self._position = 0 if rebuild or committed is None else committed.position
        self._next_position = self._position
        self._vectors = VectorIndexWriter(
            self._folder / manifests.VECTORS,
            self._dimensions,
            str(committed.generation) if self._kept and committed else None,
            fresh=not self._kept,
        )
        # An index of an earlier version has no groups yet: then everything counts as touched.
        written = self._kept[0].groups if self._kept else None
        self._groups = Groups.read(self._folder / written) if written else Groups.none()
        self._touched: set[str] | None = set() if written else None
        self._pending: PendingSegment | None = None
        self._number = self._highest_number()
        self._next_number = committed.next_number if self._kept and committed else 0
        if self._kept:
            self._bring_words_up_to_date(self._kept[0])

    def _bring_words_up_to_date(self, committed: Manifest) -> None:
        """Rewrite the words of an index whose engine or analysis is another one now; cards hold all that this needs."""
        self._engine = choose(self._asked, self._live, committed.engine)
        analysis = manifests.analysis_version()
        if (committed.engine, committed.analysis) == (self._engine.name, analysis):
            return
        if committed.engine != self._engine.name:
            reason = f"built with the engine {committed.engine!r}, and {self._engine.name!r} is {self._wanted}"
        else:
            reason = f"built with {committed.analysis}, and words are analysed with {analysis} now"
        self._notify(f"{self._folder} was {reason}: the words of its {self._live:,} quotations are rewritten")
        with self._writing():
            self._rewrite(list(self._segments))
            self._publish()

    @property
    def _wanted(self) -> str:
        return "chosen from this size on" if self._asked == AUTO else "asked for now"

    @property
    def _live(self) -> int:
        return sum(segment.live for segment in self._segments) + (self._pending.size if self._pending else 0)

    @property
    def position(self) -> int:
        """Change-log position of what is committed; 0 for a new index."""
        return self._position

    def apply(self, batch: ChangeBatch) -> None:
        """Add, replace and delete quotations. Raises IndexUnavailable when the disk refuses."""
        with self._writing():
            self._bury([*batch.deletes, *(view.id for view in batch.upserts)])
            if self._touched is not None:
                self._touched.update(batch.deletes, (view.id for view in batch.upserts))
            self._vectors.delete(batch.deletes)
            if batch.upserts:
                self._vectors.add([view.id for view in batch.upserts], batch.vectors)
                self._add(enumerate(batch.upserts, self._next_number))
                self._next_number += len(batch.upserts)
            self._next_position = batch.position

    def commit(self) -> None:
        """Make all applied batches visible at once, durably. Raises IndexUnavailable when the disk refuses.

        Merging comes after, as a generation of its own with the same quotations: what is new need not wait for it.
        """
        with self._writing():
            self._finish_pending()
            self._outgrow()
            self._publish()
            if self._merge():
                self._publish()

    def _outgrow(self) -> None:
        """Change the engine when the corpus has become too large for the one it has."""
        engine = choose(self._asked, self._live, self._engine.name)
        if engine is self._engine:
            return
        self._engine = engine
        self._notify(f"{self._folder} holds {self._live:,} quotations by now: their words are rewritten for {engine.name}")
        self._rewrite(list(self._segments))

    def _publish(self) -> None:
        """Write the next generation: all segments as they are now."""
        generation = self._generation + 1
        self._vectors.write(str(generation))
        self._group(generation)
        committed = Manifest(
            generation=generation,
            engine=self._engine.name,
            encoder=self._encoder,
            dimensions=self._dimensions,
            pipeline_version=self._pipeline_version,
            position=self._next_position,
            committed_at=dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            segments=tuple(segment.record(generation) for segment in self._segments),
            analysis=manifests.analysis_version(),
            next_number=self._next_number,
            groups=f"groups-{generation}.npy",
        )
        manifests.write(self._folder, committed)
        self._generation = generation
        self._position = self._next_position
        self._touched = set()
        # The generation before stays, for readers that have read its manifest but not yet opened its files.
        self._kept = [*self._kept, committed][-2:]
        self._prune()

    def close(self) -> None:
        """Give up what is not committed and release the lock."""
        if self._pending:
            self._pending.abandon()
            self._pending = None
        if self._lock.fd is not None:
            self._lock.release()

    def _open(self, record: Segment) -> LiveSegment:
        live = manifests.live_rows(self._folder, record)
        dead = set() if live is None else set(np.flatnonzero(~live).tolist())
        return LiveSegment(SegmentCards(self._folder / record.name), dead, record)

    def _add(self, views: Iterable[tuple[int, QuotationView]]) -> None:
        for number, view in views:
            if self._pending is None:
                self._number += 1
                folder = self._folder / f"segment-{self._number}"
                folder.mkdir()
                self._pending = PendingSegment(folder, CardsWriter(folder), self._engine.segment_writer(folder))
            self._pending.add(number, view)
            if self._pending.size >= merging.LARGEST:
                self._finish_pending()

    def _bury(self, ids: list[str]) -> None:
        for segment in self._segments:
            segment.dead.update(segment.cards.holding(ids))
        if self._pending:
            self._pending.bury(ids)

    def _finish_pending(self) -> None:
        if self._pending:
            pending, self._pending = self._pending, None
            try:
                self._segments.append(pending.finish())
            except BaseException:
                pending.abandon()
                raise

    def _group(self, generation: int) -> None:
        segments = [(segment.cards, segment.dead) for segment in self._segments]
        self._groups = updated(self._groups, segments, self._touched)
        path = self._folder / f"groups-{generation}.npy"
        self._groups.write(path)
        manifests.sync(path)

    def _merge(self) -> bool:
        """Rewrite segments with many dead rows, and merge those of like size when they are many; tell whether any were."""
        before = list(self._segments)
        self._rewrite([segment for segment in self._segments if len(segment.dead) > MAX_DEAD_SHARE * len(segment.cards)])
        while crowded := merging.crowded([segment.live for segment in self._segments]):
            self._rewrite([self._segments[place] for place in crowded])
        return self._segments != before

    def _rewrite(self, segments: list[LiveSegment]) -> None:
        """Replace segments by one that holds their live quotations."""
        if not segments:
            return
        self._segments = [segment for segment in self._segments if segment not in segments]
        if any(segment.live for segment in segments):
            self._add(merge(*(segment.views() for segment in segments), key=itemgetter(0)))
            self._finish_pending()

    def _prune(self) -> None:
        """Delete what no kept generation uses. Readers that have it open are not disturbed."""
        used = {segment.name for kept in self._kept for segment in kept.segments}
        marks = {f"{segment.name}/{segment.dead}" for kept in self._kept for segment in kept.segments}
        for folder in self._folder.glob("segment-*"):
            if folder.name not in used:
                shutil.rmtree(folder, ignore_errors=True)
                continue
            for path in folder.glob("dead-*"):
                if f"{folder.name}/{path.name}" not in marks:
                    path.unlink(missing_ok=True)
        for path in self._folder.glob("groups-*.npy"):
            if path.name not in {kept.groups for kept in self._kept}:
                path.unlink(missing_ok=True)
        self._vectors.prune(str(kept.generation) for kept in self._kept)

    def _highest_number(self) -> int:
        numbers = (path.name.rpartition("-")[2] for path in self._folder.glob("segment-*"))
        generations = (path.stem for path in (self._folder / manifests.VECTORS).glob("*.json"))
        return max((int(number) for number in (*numbers, *generations) if number.isdecimal()), default=0)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise IndexUnavailable(
                f"{self._folder} cannot be written ({error.strerror or error}): what was committed before is unharmed; "
                "make room or repair the folder, then run `kutipan index` again"
            ) from error


@contextmanager
def _nothing() -> Iterator[None]:
    yield
