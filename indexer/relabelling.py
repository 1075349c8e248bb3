"""Stored quotations + a topics file -> the same quotations under its topics: nothing is extracted, nothing embedded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from corpus.records import TopicStance
from corpus.store import Store
from indexer.annotate import Labeller, code_version
from indexer.pipeline import batches

DOCUMENTS_AT_ONCE = 100
"""Documents labelled in one transaction: under a second of work, so that Ctrl-C loses little."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class RelabelReport:
    """What labelling anew did: quotations that were labelled, and those whose topics or stances changed."""

    quotations: int
    relabelled: int


def relabel(store: Store, labeller: Labeller, *, progress: Progress = lambda done, total: None) -> RelabelReport:
    """Give every stored quotation the topics and stances that a labeller gives it.

    The labels are those that extraction would give; documents that the present code annotated count as annotated under these
    topics afterwards, so that the next ingest leaves them alone. `progress` is called with (done, total) documents. Stopped at
    any point, every quotation has its old or its new labels, and the same call goes on.
    """
    total, done, quotations, changed = store.counts().documents, 0, 0, 0
    for documents in batches((document.id for document in store.documents()), DOCUMENTS_AT_ONCE):
        labels = [label for identifier in documents for label in _labels(store, identifier, labeller)]
        changed += store.relabel(labels)
        quotations += len(labels)
        done += len(documents)
        progress(done, max(done, total))
    store.restamp(f"{code_version()}-", labeller.version)
    return RelabelReport(quotations, changed)


def _labels(store: Store, document_id: str, labeller: Labeller) -> Iterator[tuple[str, tuple[TopicStance, ...]]]:
    annotated = store.annotated(document_id)
    for quotation in annotated.quotations:
        yield quotation.id, labeller.label(quotation, annotated.document).topics
