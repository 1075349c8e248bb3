"""Documents -> annotated documents on several cores, in order; one document that fails is rejected, never fatal."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from types import TracebackType
from typing import Self

from corpus.errors import InputRejected
from corpus.records import AnnotatedDocument, Document
from indexer.annotate import Labeller, annotate

# Documents that one process takes at a time: large enough to hide the cost of sending them there.
CHUNK = 25


def worker_count(asked: int) -> int:
    """Return the number of processes to use: as asked, or one per available core for 0."""
    return asked or len(os.sched_getaffinity(0))


class Annotators:
    """One or several processes that annotate documents; a context manager that ends them."""

    def __init__(self, labeller: Labeller, workers: int = 1) -> None:
        self._annotate = partial(annotate_or_reject, labeller=labeller)
        self._pool: ProcessPoolExecutor | None = None
        if workers > 1:
            # spawn: a forked child would inherit the parent's database connections and threads.
            self._pool = ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"))

    def annotate(self, documents: Sequence[Document]) -> Iterator[AnnotatedDocument | InputRejected]:
        """Yield one result a document, in the order given."""
        if self._pool is None:
            return map(self._annotate, documents)
        return self._pool.map(self._annotate, documents, chunksize=CHUNK)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


def annotate_or_reject(document: Document, labeller: Labeller) -> AnnotatedDocument | InputRejected:
    """Annotate a document; a fault of the pipeline itself becomes a rejection that asks for a report."""
    try:
        return annotate(document, labeller)
    except Exception as fault:
        reason = f"the pipeline failed on this document ({type(fault).__name__}: {fault}); please report it with the text"
        return InputRejected(document.url or document.id, reason)
