"""The facade of the system of record: open, put, read. Every method is one transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import TracebackType
from typing import Self

import sqlalchemy as sa

from corpus.errors import InputRejected, NotFound
from corpus.records import AnnotatedDocument, Document, QuotationView, TopicStance
from corpus.store import (
    contents,
    corrections,
    counting,
    coverage,
    dumping,
    followed,
    identities,
    journal,
    loading,
    opening,
    projection,
    reading,
    writing,
)
from corpus.store.desk import Desk
from corpus.store.dump_form import Record
from corpus.store.records import (
    Change,
    Correction,
    Coverage,
    DocumentState,
    FollowedSource,
    Identity,
    Mention,
    Outcome,
    PageState,
    Rejection,
    Revision,
    Run,
    Speaker,
    SpeakerDecision,
    SpeakerKind,
    StoreCounts,
    Withdrawal,
)
from corpus.store.schema import properties


class Store(Desk):
    """The system of record. One object can be used from many threads, and from the processes forked after it was opened.

    Faults of the database come as StoreError with a sentence for a person. Ids that are not stored raise NotFound.
    """

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        postgresql = engine.dialect.name == "postgresql"
        # Reading is of one moment, also over several statements. A writer must see what was committed while it waited for
        # its lock, which a snapshot taken before would hide. SQLite's transactions do both by themselves.
        self._to_read = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True} if postgresql else {}
        self._to_write = {opening.WRITING: True} | ({"isolation_level": "READ COMMITTED"} if postgresql else {})

    @classmethod
    def open(cls, url: str, *, create: bool = True) -> Store:
        """Open the store at an SQLAlchemy URL, sqlite:///FILE or postgresql://USER@HOST/DATABASE.

        An older schema is migrated forward. Raises StoreError where the store cannot be used, or where there is none and
        `create` is false; StoreVersionError where a newer Kutipan wrote it.
        """
        return cls(opening.open_engine(url, create=create))

    def close(self) -> None:
        """Give back all connections."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    # Writing

    def put(self, annotated: AnnotatedDocument) -> Outcome:
        """Write one document with all that was found in it."""
        return self.put_many([annotated])[0]

    def put_many(self, annotated: Iterable[AnnotatedDocument]) -> list[Outcome]:
        """Write documents in their order, in one transaction: all of them or none.

        A document with the stored content hash and pipeline version is left alone. With another content hash it becomes
        a new revision (whatever its `revision` says). What was found in it replaces what had been found before, and every
        quotation that differs, appears or goes gives a line in the change log. Raises InputRejected, with nothing
        written, where an id cannot be kept or a quotation's id belongs to another document.
        """
        # Drawn before the lock is taken: the caller's iterable may be a pipeline that takes its time.
        batch = [projection.storable(document) for document in annotated]
        if not batch:
            return []
        with self._writing() as connection:
            return writing.put_many(connection, batch, _now())

    def relabel(self, labels: Iterable[tuple[str, tuple[TopicStance, ...]]]) -> int:
        """Replace the topics of quotations by id, in one transaction; return how many really changed.

        Ids that are not recorded (any more) are passed over: the store may change while a model labels.
        """
        wanted = dict(labels)
        with self._writing() as connection:
            return writing.relabel(connection, wanted, _now())

    def restamp(self, beginning: str, version: str) -> int:
        """Say of documents whose pipeline version has this beginning that another one annotated them; return how many.

        For a version that differs in what was just done over again, such as the topics.
        """
        with self._writing() as connection:
            return writing.restamp(connection, beginning, version)

    def correct(
        self,
        quotation_id: str,
        fields: Mapping[str, str | bool | None] | None = None,
        *,
        who: str,
        why: str = "",
        wrong: bool = False,
    ) -> None:
        """Put a quotation right: speaker, role, affiliation, official, kind by name; or say that it is none (`wrong`).

        The correction is kept with who, when and why, and wins over every later version of the pipeline. Raises NotFound
        for a quotation that is not recorded, InputRejected for what cannot be corrected so.
        """
        with self._writing() as connection:
            writing.correct(connection, quotation_id, fields or {}, who, why, _now(), wrong)

    def revoke_correction(self, number: int, *, who: str, why: str = "") -> Correction:
        """Take a correction back, which stays in the history, and return it.

        What the pipeline finds in its place is not stored: the document counts as unread until it is put again
        (`indexer.rereading`). Raises NotFound, InputRejected for one that was taken back already.
        """
        with self._writing() as connection:
            return corrections.revoke(connection, number, who, why, _now())

    def corrections(self) -> list[Correction]:
        """Return every correction, those taken back too, the newest first."""
        with self._reading() as connection:
            return corrections.all_of(connection)

    def doubtful(self, below: float, limit: int = 100) -> list[QuotationView]:
        """Return quotations whose attribution is less certain than `below`, uncorrected, the least certain first."""
        with self._reading() as connection:
            return reading.doubtful(connection, below, limit)

    # Documents

    def state_of(self, document_ids: Iterable[str]) -> Mapping[str, DocumentState]:
        """Return the states of those documents that are stored: whom to skip before annotating."""
        with self._reading() as connection:
            return reading.states(connection, document_ids)

    def document(self, document_id: str) -> Document:
        """Return a document in its present revision."""
        with self._reading() as connection:
            return reading.document(connection, document_id)

    def annotated(self, document_id: str) -> AnnotatedDocument:
        """Return a document with all that was found in it, as it was put (topics sorted)."""
        with self._reading() as connection:
            return reading.annotated(connection, document_id)

    def revisions(self, document_id: str) -> list[Revision]:
        """Return all published versions of a document, raw text included, the present one last."""
        with self._reading() as connection:
            return reading.revisions(connection, document_id)

    def documents(self) -> Iterator[Document]:
        """Yield all documents by id. The store may be written meanwhile: no transaction stays open between pages."""
        last = ""
        while True:
            with self._reading() as connection:
                page = reading.documents_after(connection, last)
            if not page:
                return
            yield from page
            last = page[-1].id

    def content(self, document_id: str, revision: int | None = None) -> bytes | None:
        """Return what was published as a document's revision, byte for byte (None: the present one).

        None where only text was given, which `revisions` has as `raw`.
        """
        with self._reading() as connection:
            return contents.of_document(connection, document_id, revision)

    # Sources that are followed

    def start_round(self, name: str, kind: str, url: str) -> FollowedSource:
        """Note that a round through a followed source begins; return what is known of it."""
        with self._writing() as connection:
            return followed.start(connection, name, kind, url, _now())

    def finish_round(self, name: str, counts: Mapping[str, int], error: str | None = None) -> None:
        """Note what a round brought, and why it failed if it did."""
        with self._writing() as connection:
            followed.finish(connection, name, error, counts, _now())

    def remember(self, name: str, cursor: Mapping[str, str] | None, states: Iterable[PageState]) -> None:
        """Keep how far a followed source was read (None: as before), and what is known now of its pages."""
        known = list(states)
        with self._writing() as connection:
            followed.remember(connection, name, cursor, known)

    def followed(self) -> list[FollowedSource]:
        """Return all sources that were ever followed, by name."""
        with self._reading() as connection:
            return followed.everything(connection)

    def known_pages(self, name: str, urls: Iterable[str]) -> Mapping[str, PageState]:
        """Return what is known of a source's pages, by URL; unknown ones are left out."""
        with self._reading() as connection:
            return followed.known_pages(connection, name, urls)

    def due_pages(self, name: str, limit: int = 1000) -> list[PageState]:
        """Return a source's pages that are to be looked at again by now, the longest due first."""
        with self._reading() as connection:
            return followed.due_pages(connection, name, _now(), limit)

    def pages_of(self, document_id: str) -> list[PageState]:
        """Return the pages on which a document was found."""
        with self._reading() as connection:
            return followed.pages_of(connection, document_id)

    # Quotations

    def quotation(self, quotation_id: str) -> QuotationView:
        """Return a quotation; where it was withdrawn, `withdrawal` says why."""
        with self._reading() as connection:
            found = reading.views(connection, [quotation_id])
            if not found:
                gone = reading.withdrawal(connection, quotation_id)
                raise NotFound(f"quotation {quotation_id!r} {'was withdrawn' if gone else 'is not in the store'}")
        return next(iter(found.values()))

    def withdrawal(self, quotation_id: str) -> Withdrawal | None:
        """Return what is left of a quotation that was recorded once and is not now (HTTP 410), else None."""
        with self._reading() as connection:
            return reading.withdrawal(connection, quotation_id)

    def views(self, quotation_ids: Iterable[str]) -> Mapping[str, QuotationView]:
        """Return the quotations of these ids, in their order; unknown ids are left out."""
        with self._reading() as connection:
            return reading.views(connection, quotation_ids)

    def quotations_of(self, document_id: str) -> list[QuotationView]:
        """Return a document's quotations in the order in which they stand there; empty for an unknown document."""
        with self._reading() as connection:
            return reading.views_of_documents(connection, [document_id])

    def all_views(self) -> Iterator[QuotationView]:
        """Yield every quotation, by document id and place in it, as of the moment of the first."""
        with self._reading() as connection:
            yield from reading.all_views(connection)

    # Speakers and numbers

    def speakers(self) -> list[Speaker]:
        """Return everybody who is quoted, the most quoted first."""
        with self._reading() as connection:
            return counting.all_speakers(connection)

    def speaker(self, speaker_id: str) -> Speaker:
        """Return a speaker by id, also by one that was merged; one whose quotations were all withdrawn has none."""
        with self._reading() as connection:
            return counting.speaker(connection, speaker_id)

    def speaker_kinds(self, speaker_ids: Iterable[str]) -> Mapping[str, SpeakerKind | None]:
        """Return what each of these speakers is, None for one that is not settled; unknown ids are left out."""
        with self._reading() as connection:
            return identities.kinds(connection, speaker_ids)

    def mentions(self, speaker_id: str | None = None) -> list[Mention]:
        """Return what all documents say of their speakers, or of one identity: name, office, date, place."""
        with self._reading() as connection:
            key = None if speaker_id is None else identities.current_id(connection, speaker_id)
            return identities.mentions(connection, key)

    def settle(self, found: Iterable[Identity], nobody: Iterable[tuple[str, str]] = (), *, as_of: int | None = None) -> int:
        """Write who is who, in one transaction; return how many quotations show another speaker than before.

        `nobody` are mentions (document id, name id) whose name is none. Ids that lost all mentions lead on to where these
        went. `as_of` is the position at which the mentions were read: see `settled`.
        """
        known, nameless = list(found), list(nobody)
        with self._writing() as connection:
            before = reading.position(connection)
            changed = identities.settle(connection, known, nameless)
            writing.record_changes(connection, changed, _now())
            if as_of is not None:
                # What another process wrote since the mentions were read is not settled yet.
                identities.note_settled(connection, reading.position(connection) if before == as_of else as_of)
            return len(changed)

    @property
    def settled(self) -> bool:
        """Whether the register has seen all changes: a process that was killed may have left some behind."""
        with self._reading() as connection:
            return identities.settled_position(connection) >= reading.position(connection)

    def speaker_ids(self) -> set[str]:
        """Return every id that leads to an identity, settled or merged into another: ids that no new one may get."""
        with self._reading() as connection:
            return identities.taken_ids(connection)

    def decide(self, decision: SpeakerDecision) -> None:
        """Keep what a person decided about identities, as of now."""
        with self._writing() as connection:
            identities.decide(connection, decision, _now())

    def revoke_decision(self, number: int, *, who: str, why: str = "") -> None:
        """Take a decision back, which stays in the history. Raises NotFound, InputRejected for one taken back already."""
        with self._writing() as connection:
            identities.revoke(connection, number, who, why, _now())

    def redirects(self) -> dict[str, str]:
        """Return the ids that were merged into another identity, with that one's."""
        with self._reading() as connection:
            return identities.redirects(connection)

    def decisions(self) -> list[SpeakerDecision]:
        """Return what people decided about identities, what was taken back too, in that order."""
        with self._reading() as connection:
            return identities.decisions(connection)

    def counts(self) -> StoreCounts:
        """Return how much the store holds."""
        with self._reading() as connection:
            return counting.counts(connection)

    # What an index follows

    @property
    def identity(self) -> str:
        """A random name given at creation: positions of two stores cannot be compared."""
        with self._reading() as connection:
            query = sa.select(properties.c.value).where(properties.c.name == "identity")
            return str(connection.execute(query).scalar_one())

    @property
    def position(self) -> int:
        """Position of the last change; 0 in a new store."""
        with self._reading() as connection:
            return reading.position(connection)

    def changes_since(self, position: int, limit: int = 1000) -> Sequence[Change]:
        """Return the next changes after `position` (0: from the start), at most one for each quotation: its last.

        Go on from the last one's position until nothing comes.
        """
        with self._reading() as connection:
            return reading.changes_since(connection, position, limit)

    # The journal of runs

    def start_run(self, command: str) -> int:
        """Note that a command begins; return the run's id."""
        with self._writing() as connection:
            return journal.start(connection, command, _now())

    def reject(self, run: int, *rejected: InputRejected) -> None:
        """Note inputs that the run cannot use."""
        with self._writing() as connection:
            journal.reject(connection, run, rejected)

    def finish_run(self, run: int, counts: Mapping[str, int]) -> None:
        """Note that the run has ended, and what it did."""
        with self._writing() as connection:
            journal.finish(connection, run, counts, _now())

    def last_runs(self, number: int = 10) -> list[Run]:
        """Return the last runs, the newest first."""
        with self._reading() as connection:
            return journal.last(connection, number)

    def coverage(self) -> Mapping[str | None, Coverage]:
        """Return in which months each source published, by the name that its documents give it."""
        with self._reading() as connection:
            return coverage.by_source(connection)

    def followed_coverage(self) -> Mapping[str | None, Coverage]:
        """Return in which months each followed source published, by its name in the plan; folders have no pages."""
        with self._reading() as connection:
            return coverage.by_followed(connection)

    def rejections(self, run: int) -> list[Rejection]:
        """Return what a run could not use, in its order."""
        with self._reading() as connection:
            return journal.rejections_of(connection, run)

    # The whole of it

    def dump(self) -> Iterator[Record]:
        """Yield everything as records of a dump (`corpus.keeping.dumps`), as of one moment, in flat memory."""
        with self._reading() as connection:
            yield from dumping.records(connection)

    def load(self, located: Iterable[tuple[str, Record]]) -> int:
        """Write the records of a dump, each with its place, into this store, which has to be empty; return their number.

        All are written or none. Raises StoreError where the store is not empty, InputRejected for what cannot be loaded.
        """
        with self._writing() as connection:
            return loading.load(connection, located)

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        with self._engine.connect().execution_options(**self._to_read) as connection, connection.begin():
            yield connection

    @contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        with self._engine.connect().execution_options(**self._to_write) as connection, connection.begin():
            opening.lock_for_writing(connection)
            yield connection


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
