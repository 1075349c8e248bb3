"""What is killed: a folder is ingested and indexed, as the commands do it, in small steps, and says how far it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from itertools import chain
from pathlib import Path

from corpus.errors import InputRejected
from corpus.records import AnnotatedDocument, RawDocument
from corpus.settings import Settings
from corpus.sources import open_sources
from corpus.store import Store
from indexer import build, pipeline, workers
from indexer.annotate import Labeller, annotate
from indexer.changes import ChangeBatch, IndexWriter
from indexer.encoders import Encoder
from search.service import index_writer

# Smaller than the commands', so that a few hundred documents pass through as many steps as a large corpus does.
DOCUMENTS = 50  # in a transaction
CHANGES = 250  # read at once
COMMIT = 500  # changes between two commits of the index


class Stage(StrEnum):
    """How far the work is."""

    OPENING = "opening the store"
    INGESTING = "ingesting"
    SETTLING = "settling who is who"
    BEGINNING = "opening the index"
    APPLYING = "writing the index"
    COMMITTING = "committing the index"
    DONE = "done"


Say = Callable[[Stage], None]
Read = Mapping[str, AnnotatedDocument]


def read_all(corpora: Iterable[Path], labeller: Labeller) -> Read:
    """Return what the pipeline finds in the documents of folders, by the hash of what was published.

    Finding quotations takes half of the time of a run and touches no disk. It is done once, so that the runs can be many.
    """
    found: dict[str, AnnotatedDocument] = {}
    for raw in chain.from_iterable(open_sources([corpus]) for corpus in corpora):  # together, they give an id once
        document = raw if isinstance(raw, InputRejected) else pipeline.prepared_or_rejected(raw)
        if not isinstance(document, InputRejected) and document.content_hash not in found:
            found[document.content_hash] = annotate(document, labeller)
    return found


def ingest_and_index(settings: Settings, corpus: Path, labeller: Labeller, encoder: Encoder, read: Read, say: Say) -> None:
    """Bring a folder into store and index. Raises what the commands' parts raise."""
    # The process has no other work.
    build.CHANGES_AT_ONCE, build.COMMIT_EVERY = CHANGES, COMMIT
    workers.annotate_or_reject = lambda document, labeller: read[document.content_hash]
    say(Stage.OPENING)
    with Store.open(settings.store_address) as store:
        say(Stage.INGESTING)
        source = Source(corpus)
        pipeline.ingest(
            source, store, labeller, batch=DOCUMENTS, on_batch=lambda report: say(Stage.SETTLING) if source.over else None
        )
        say(Stage.BEGINNING)
        writer = index_writer(settings, encoder.fingerprint, encoder.dimensions, labeller.version)
        say(Stage.APPLYING)
        build.bring_up_to_date(store, Telling(writer, say), encoder, settings.vector_cache_path)
    say(Stage.DONE)


class Source:
    """A folder's documents; `over` tells whether the last one was given."""

    def __init__(self, folder: Path) -> None:
        self._items = list(open_sources([folder]))
        self.over = False

    def __iter__(self) -> Iterator[RawDocument | InputRejected]:
        """Yield each document, or what is wrong with it."""
        yield from self._items[:-1]
        self.over = True
        yield from self._items[-1:]


class Telling:
    """A writer that says when it commits."""

    def __init__(self, writer: IndexWriter, say: Say) -> None:
        self._writer = writer
        self._say = say

    @property
    def position(self) -> int:
        """Change-log position of what is committed."""
        return self._writer.position

    def apply(self, batch: ChangeBatch) -> None:
        """Add, replace and delete quotations."""
        self._writer.apply(batch)

    def commit(self) -> None:
        """Make all applied batches visible."""
        self._say(Stage.COMMITTING)
        self._writer.commit()
        self._say(Stage.APPLYING)

    def close(self) -> None:
        """Give up what is not committed."""
        self._writer.close()
