"""The stages in order: what a source gives -> Document -> annotated document -> store.

source ──► prepare ──► extract ──► event ──► topics, stance ──► store ──► register of speakers
           corpus/     quotations  events    topics, stance     corpus/store   register
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any, TypeVar

from corpus import logs
from corpus.documents import as_given, content_hash, prepare
from corpus.errors import InputRejected
from corpus.records import AnnotatedDocument, Document, RawDocument
from corpus.sources import document_id
from corpus.store import DocumentState, Outcome, Reason, Store
from corpus.store.reasons import grouped
from indexer import register
from indexer.annotate import Labeller, annotate_imported
from indexer.workers import Annotators

T = TypeVar("T")

# Documents that go into one transaction: large enough that commits cost nothing, small enough that Ctrl-C loses a second.
BATCH = 200


SAID = {
    Outcome.ADDED: "new",
    Outcome.REVISED: "updated",
    Outcome.UNCHANGED: "unchanged",
    Outcome.REANNOTATED: "reannotated",
}
"""What the line of a document calls its outcome."""


@dataclass(frozen=True, slots=True)
class Known:
    """A document that the store holds as it is."""

    id: str
    source: str | None


Result = tuple[AnnotatedDocument | InputRejected | Known, float]
"""What reading one input came to, and the seconds that finding its quotations took."""


@dataclass(slots=True)
class IngestReport:
    """What became of a run's input: outcomes by document, everything rejected, quotations found in what was annotated.

    `sources` counts outcomes by the source that documents name.
    Of a followed source also what its pages came to that gave no document (`pages`), and why the source failed (`error`).
    """

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    rejected: list[InputRejected] = field(default_factory=list)
    quotations: int = 0
    sources: Counter[tuple[str | None, Outcome]] = field(default_factory=Counter)
    pages: Counter[str] = field(default_factory=Counter)
    error: str | None = None

    def counts(self) -> dict[str, int]:
        """Return the figures of the run by name, for the store's record of it and for JSON."""
        by_outcome = {outcome.value: self.outcomes[outcome] for outcome in Outcome}
        return {**by_outcome, "rejected": len(self.rejected), "quotations": self.quotations}

    def reasons(self) -> tuple[Reason, ...]:
        """Return why inputs were rejected, the most frequent reason first."""
        return grouped((each.location, each.reason, 1) for each in self.rejected)

    def as_fields(self) -> dict[str, Any]:
        """Return what came in by source, and what did not by reason, as JSON takes it."""
        came: dict[str, dict[str, int]] = {}
        for (source, outcome), number in self.sources.items():
            came.setdefault(source or "", {})[outcome.value] = number
        return {"sources": came, "reasons": [asdict(reason) for reason in self.reasons()]}


def ingest(
    items: Iterable[RawDocument | InputRejected],
    store: Store,
    labeller: Labeller,
    *,
    workers: int = 1,
    command: str = "ingest",
    batch: int = BATCH,
    on_batch: Callable[[IngestReport], None] = lambda report: None,
) -> IngestReport:
    """Bring documents into the store; one that is unchanged since an earlier run costs a look at its hash.

    Every batch is one transaction, so an interrupted run keeps what it has finished; `on_batch` is called after each. What
    is rejected is recorded in the store with the run, under the name of the command.
    """
    with Annotators(labeller, workers) as annotators:

        def annotate(some: list[RawDocument | InputRejected]) -> Iterator[Result]:
            given = [(document_id(item), item) for item in some if isinstance(item, RawDocument)]
            yield from ((item, 0.0) for item in some if isinstance(item, InputRejected))
            known = store.state_of([identifier for identifier, _ in given])
            fresh = []
            for identifier, raw in given:
                if is_current(raw, known.get(identifier), labeller.version):
                    yield Known(identifier, raw.source), 0.0
                elif isinstance(document := prepared_or_rejected(raw), InputRejected):
                    yield document, 0.0
                else:
                    fresh.append(document)
            yield from annotators.timed(fresh)

        return record(map(annotate, batches(items, batch)), store, command, on_batch)


def import_quotations(
    items: Iterable[RawDocument | InputRejected],
    store: Store,
    labeller: Labeller,
    *,
    on_batch: Callable[[IngestReport], None] = lambda report: None,
) -> IngestReport:
    """Bring quotations that were extracted elsewhere into the store, each a document of its own; ids are kept."""

    def annotate(batch: list[RawDocument | InputRejected]) -> Iterator[Result]:
        known = store.state_of([document_id(item) for item in batch if isinstance(item, RawDocument)])
        for item in batch:
            if isinstance(item, InputRejected):
                yield item, 0.0
            elif is_current(item, known.get(document_id(item)), labeller.version):
                yield Known(document_id(item), item.source), 0.0
            else:
                began = time.perf_counter()
                yield annotate_imported(as_given(item), item.speaker, labeller), time.perf_counter() - began

    return record(map(annotate, batches(items)), store, "import-quotations", on_batch)


def is_current(raw: RawDocument, state: DocumentState | None, version: str) -> bool:
    """Tell whether the store holds what was published, annotated by this version of the pipeline; nothing is cleaned for it."""
    return state is not None and (state.content_hash, state.pipeline_version) == (content_hash(raw), version)


def record(
    annotated_batches: Iterable[Iterable[Result]],
    store: Store,
    command: str,
    on_batch: Callable[[IngestReport], None] = lambda report: None,
) -> IngestReport:
    """Write batches of results to the store, a transaction each, as one run of `command`; then settle who is who."""
    report = IngestReport()
    run = store.start_run(command)
    logs.event("run started", run=run, command=command)

    def reject(rejection: InputRejected) -> None:
        report.rejected.append(rejection)
        store.reject(run, rejection)
        said = {"location": rejection.location, "reason": rejection.reason}
        logs.event("document", run=run, id=None, source=None, outcome="rejected", **said)

    def count(outcome: Outcome, identifier: str, source: str | None, quotations: int | None, seconds: float) -> None:
        report.outcomes[outcome] += 1
        report.sources[source, outcome] += 1
        said = {"outcome": SAID[outcome], "quotations": quotations, "ms": round(seconds * 1000, 1)}
        logs.event("document", run=run, id=identifier, source=source, **said)

    try:
        for batch in annotated_batches:
            annotated: list[AnnotatedDocument] = []
            times: list[float] = []
            for result, seconds in batch:
                match result:
                    case InputRejected():
                        reject(result)
                    case Known():
                        count(Outcome.UNCHANGED, result.id, result.source, None, seconds)
                    case AnnotatedDocument():
                        annotated.append(result)
                        times.append(seconds)
            for document, seconds, written in zip(annotated, times, write(annotated, store), strict=True):
                if isinstance(written, InputRejected):
                    reject(written)
                else:
                    kept = document.document
                    count(written, kept.id, kept.source, len(document.quotations), seconds)
            report.quotations += sum(len(document.quotations) for document in annotated)
            on_batch(report)
        # Also when this run wrote nothing: an earlier one may have been killed between its last batch and this.
        if not store.settled:
            register.resolve(store)
    finally:
        store.finish_run(run, report.counts())
        logs.event("run finished", run=run, command=command, counts=report.counts(), **report.as_fields())
    return report


def write(annotated: list[AnnotatedDocument], store: Store) -> list[Outcome | InputRejected]:
    """Write a batch in one transaction; where the store refuses one document of it, each in its own."""
    try:
        return list(store.put_many(annotated))
    except InputRejected:
        results: list[Outcome | InputRejected] = []
        for document in annotated:
            try:
                results.append(store.put(document))
            except InputRejected as rejection:
                results.append(rejection)
        return results


def prepared_or_rejected(raw: RawDocument) -> Document | InputRejected:
    """Clean and date a document, or say why it cannot be used."""
    try:
        return prepare(raw)
    except InputRejected as rejection:
        return rejection


def batches(items: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """Cut a stream into lists of `size` items, the last one shorter."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
