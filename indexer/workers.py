"""Documents -> annotated documents on several cores, in order; one document that fails is rejected, never fatal."""

from __future__ import annotations

import multiprocessing
import os
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import Self

from corpus.errors import InputRejected, WorkerLost
from corpus.records import AnnotatedDocument, Document
from indexer.annotate import Labeller, annotate

# Documents that one process takes at a time: large enough to hide the cost of sending them there.
CHUNK = 25


def worker_count(asked: int) -> int:
    """Return the number of processes to use: as asked, or one per available core for 0."""
    return asked or len(os.sched_getaffinity(0))


class Annotators:
    """One or several processes that annotate documents; a context manager that ends them."""

    def __init__(self, labeller: Labeller | None, workers: int = 1) -> None:
        self._labeller = labeller
        self._pool: ProcessPoolExecutor | None = None
        if workers > 1:
            # spawn: a forked child would inherit the parent's database connections and threads. The labeller goes to each
            # process once: sent along with every chunk, each copy would stay in the caches that it fills.
            spawn = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(workers, spawn, initializer=_start_worker, initargs=(labeller,))

    def annotate(self, documents: Sequence[Document]) -> Iterator[AnnotatedDocument | InputRejected]:
        """Yield one result a document, in the order given."""
        return (result for result, _ in self.timed(documents))

    def timed(self, documents: Sequence[Document]) -> Iterator[tuple[AnnotatedDocument | InputRejected, float]]:
        """Yield one result a document, in the order given, with the seconds that its process took for it."""
        if self._pool is None:
            return (_timed(document, self._labeller) for document in documents)
        return self._from_pool(self._pool, documents)

    def _from_pool(
        self, pool: ProcessPoolExecutor, documents: Sequence[Document]
    ) -> Iterator[tuple[AnnotatedDocument | InputRejected, float]]:
        try:
            yield from pool.map(_work, documents, chunksize=CHUNK)
        except BrokenProcessPool:
            raise WorkerLost(
                "a worker process was ended from outside, most often for lack of memory; what was finished is stored: "
                "run the same command again, with --workers 1 if memory is short"
            ) from None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


_workers_labeller: Labeller | None


def _start_worker(labeller: Labeller | None) -> None:
    global _workers_labeller
    _workers_labeller = labeller


def _work(document: Document) -> tuple[AnnotatedDocument | InputRejected, float]:
    return _timed(document, _workers_labeller)


def _timed(document: Document, labeller: Labeller | None) -> tuple[AnnotatedDocument | InputRejected, float]:
    began = time.perf_counter()
    return annotate_or_reject(document, labeller), time.perf_counter() - began


def annotate_or_reject(document: Document, labeller: Labeller | None) -> AnnotatedDocument | InputRejected:
    """Annotate a document; a fault of the pipeline itself becomes a rejection that asks for a report."""
    try:
        return annotate(document, labeller)
    except Exception as fault:
        reason = f"the pipeline failed on this document ({type(fault).__name__}: {fault}); please report it with the text"
        return InputRejected(document.url or document.id, reason)
