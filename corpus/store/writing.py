"""Annotated documents -> rows, and a line in the change log for every quotation that really changed.

All functions write within the transaction of the connection that they are given, after `opening.lock_for_writing`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from corpus.errors import InputRejected, NotFound
from corpus.records import AnnotatedDocument, QuotationView, TopicStance
from corpus.store import contents, corrections, identities, projection, reading
from corpus.store.projection import Row
from corpus.store.records import DocumentState, Outcome, WithdrawalReason
from corpus.store.schema import (
    changes,
    document_revisions,
    documents,
    events,
    quotation_topics,
    quotations,
    speakers,
    withdrawals,
)


def put_many(connection: sa.Connection, batch: Sequence[AnnotatedDocument], now: dt.datetime) -> list[Outcome]:
    """Write storable documents in their order, all or none; raise InputRejected for a quotation id of another document."""
    return [outcome for layer in _layers(batch) for outcome in _put_layer(connection, layer, now)]


def relabel(connection: sa.Connection, labels: Mapping[str, tuple[TopicStance, ...]], now: dt.datetime) -> int:
    """Replace the topics of quotations, passing over ids that are not recorded; return how many really changed."""
    changed: dict[str, tuple[TopicStance, ...]] = {}
    for chunk in reading.chunks(labels):
        present = set(connection.execute(sa.select(quotations.c.id).where(quotations.c.id.in_(chunk))).scalars())
        before = reading.topics(connection, chunk)
        for key in chunk:
            after = projection.in_order(labels[key])
            if key in present and before.get(key, ()) != after:
                changed[key] = after
    for chunk in reading.chunks(changed):
        connection.execute(sa.delete(quotation_topics).where(quotation_topics.c.quotation_id.in_(chunk)))
    _insert(connection, quotation_topics, [row for key, after in changed.items() for row in projection.topic_rows(key, after)])
    record_changes(connection, dict.fromkeys(changed, False), now)
    return len(changed)


def restamp(connection: sa.Connection, beginning: str, version: str) -> int:
    """Give documents whose pipeline version has this beginning another one; return how many."""
    stamped = documents.c.pipeline_version
    chosen = sa.update(documents).where(stamped.startswith(beginning, autoescape=True), stamped != version)
    return connection.execute(chosen.values(pipeline_version=version)).rowcount


def record_changes(connection: sa.Connection, changed: Mapping[str, bool], now: dt.datetime) -> None:
    """Append to the change log: quotation id -> whether it was withdrawn."""
    # Positions are counted here, under the writers' lock, and not taken from a sequence: see `opening.lock_for_writing`.
    last = reading.position(connection)
    _insert(
        connection,
        changes,
        [
            {"position": at, "quotation_id": key, "withdrawn": withdrawn, "changed_at": now}
            for at, (key, withdrawn) in enumerate(changed.items(), last + 1)
        ],
    )


def _layers(batch: Sequence[AnnotatedDocument]) -> Iterable[list[AnnotatedDocument]]:
    """Cut a batch where a document comes again, so that within a layer every document is written once."""
    layer: dict[str, AnnotatedDocument] = {}
    for annotated in batch:
        if annotated.document.id in layer:
            yield list(layer.values())
            layer = {}
        layer[annotated.document.id] = annotated
    if layer:
        yield list(layer.values())


@dataclass(frozen=True, slots=True)
class _Write:
    """One document that has to be written, beside what was stored of it."""

    outcome: Outcome
    annotated: AnnotatedDocument
    views: tuple[QuotationView, ...]
    before: DocumentState | None
    wrong: frozenset[str] = frozenset()

    @property
    def id(self) -> str:
        return self.annotated.document.id


def correct(
    connection: sa.Connection, quotation_id: str, fields: corrections.Fields, who: str, why: str, now: dt.datetime, wrong: bool
) -> None:
    """Keep a correction of a quotation and put it in place at once; raise NotFound or InputRejected."""
    owner = connection.execute(
        sa.select(quotations.c.document_id).where(quotations.c.id == projection.storable_text(quotation_id))
    ).scalar()
    if owner is None:
        raise NotFound(f"quotation {quotation_id!r} is not in the store, so it cannot be corrected")
    annotated = reading.annotated(connection, owner)
    quotation = next(each for each in annotated.quotations if each.id == quotation_id)
    kept = corrections.checked(fields, wrong)
    corrections.note(connection, quotation, kept, wrong=wrong, who=who, why=why, now=now)
    state = reading.states(connection, [owner])
    _write_layer(connection, [(annotated, Outcome.REANNOTATED)], state, now)


def _put_layer(connection: sa.Connection, layer: Sequence[AnnotatedDocument], now: dt.datetime) -> list[Outcome]:
    stored = reading.states(connection, [annotated.document.id for annotated in layer])
    outcomes = [_outcome(annotated, stored.get(annotated.document.id)) for annotated in layer]
    fresh = [pair for pair in zip(layer, outcomes, strict=True) if pair[1] is not Outcome.UNCHANGED]
    if fresh:
        _write_layer(connection, fresh, stored, now)
    return outcomes


def _write_layer(
    connection: sa.Connection,
    layer: Sequence[tuple[AnnotatedDocument, Outcome]],
    stored: Mapping[str, DocumentState],
    now: dt.datetime,
) -> None:
    annotated, wrong = corrections.corrected(connection, [annotated for annotated, _ in layer])
    settled = identities.known(connection, annotated)
    writes = [
        _Write(outcome, each, identities.identified(each, settled), stored.get(each.document.id), frozenset(wrong))
        for each, (_, outcome) in zip(annotated, layer, strict=True)
    ]
    rewritten = [write.id for write in writes if write.before]
    before = {view.id: view for view in reading.views_of_documents(connection, rewritten)}
    _archive(connection, [write.id for write in writes if write.outcome is Outcome.REVISED], now)
    _clear(connection, rewritten)
    _refuse_taken_ids(connection, writes)
    _write_documents(connection, writes, now)
    _write_quotations(connection, writes)
    _log(connection, writes, before, now)


def _outcome(annotated: AnnotatedDocument, stored: DocumentState | None) -> Outcome:
    if stored is None:
        return Outcome.ADDED
    if stored.content_hash != annotated.document.content_hash:
        return Outcome.REVISED
    return Outcome.UNCHANGED if stored.pipeline_version == annotated.pipeline_version else Outcome.REANNOTATED


def _archive(connection: sa.Connection, document_ids: Sequence[str], now: dt.datetime) -> None:
    """Keep the versions that are about to be replaced."""
    names = [column.name for column in document_revisions.c if column.name not in {"document_id", "superseded_at"}]
    for chunk in reading.chunks(document_ids):
        present = sa.select(
            documents.c.id, sa.literal(now, document_revisions.c.superseded_at.type), *(documents.c[name] for name in names)
        )
        connection.execute(
            sa.insert(document_revisions).from_select(
                ["document_id", "superseded_at", *names], present.where(documents.c.id.in_(chunk))
            )
        )


def _clear(connection: sa.Connection, document_ids: Sequence[str]) -> None:
    """Remove what was derived from these documents; topics go with their quotations."""
    for chunk in reading.chunks(document_ids):
        connection.execute(sa.delete(quotations).where(quotations.c.document_id.in_(chunk)))
        connection.execute(sa.delete(events).where(events.c.document_id.in_(chunk)))


def _refuse_taken_ids(connection: sa.Connection, writes: Sequence[_Write]) -> None:
    owners: dict[str, str] = {}
    for chunk in reading.chunks(view.id for write in writes for view in write.views):
        query = sa.select(*quotations.c["id", "document_id"]).where(quotations.c.id.in_(chunk))
        owners.update((key, owner) for key, owner in connection.execute(query))
    for write in writes:
        for view in write.views:
            owner = owners.setdefault(view.id, write.id)
            if owner != write.id:
                raise InputRejected(
                    projection.place(write.annotated.document),
                    f"its quotation id {view.id} belongs to document {owner!r} already: give each quotation an id of its own",
                )


def _write_documents(connection: sa.Connection, writes: Sequence[_Write], now: dt.datetime) -> None:
    added: list[Row] = []
    revised: list[Row] = []
    reannotated: list[Row] = []
    published = [write.annotated.document.content for write in writes if write.outcome is not Outcome.REANNOTATED]
    contents.keep(connection, [data for data in published if data is not None])
    for write in writes:
        row = projection.document_row(write.annotated) | {"updated_at": now}
        data = write.annotated.document.content
        content = {"content": None if data is None else contents.key_of(data)}
        if write.before is None:
            added.append(row | content | {"revision": 1, "first_seen": now, "revised_at": now})
        elif write.outcome is Outcome.REVISED:
            revised.append(row | content | {"revision": write.before.revision + 1, "revised_at": now})
        else:
            reannotated.append(row)
    _insert(connection, documents, added)
    for rows in (revised, reannotated):
        if rows:
            # A bound parameter may not be called like a column that is set.
            connection.execute(
                sa.update(documents).where(documents.c.id == sa.bindparam("key")),
                [row | {"key": row["id"]} for row in rows],
            )
    _insert(connection, events, [row for write in writes for row in projection.event_rows(write.annotated)])


def _write_quotations(connection: sa.Connection, writes: Sequence[_Write]) -> None:
    names = {view.speaker_id: view.speaker for write in reversed(writes) for view in reversed(write.views) if view.speaker_id}
    known: set[str] = set()
    for chunk in reading.chunks(names):
        known.update(connection.execute(sa.select(speakers.c.id).where(speakers.c.id.in_(chunk))).scalars())
    _insert(connection, speakers, [{"id": key, "name": name} for key, name in names.items() if key not in known])
    _insert(
        connection,
        quotations,
        [row for write in writes for row in projection.quotation_rows(write.annotated, write.views)],
    )
    _insert(
        connection,
        quotation_topics,
        [row for write in writes for view in write.views for row in projection.topic_rows(view.id, view.topics)],
    )


def _log(connection: sa.Connection, writes: Sequence[_Write], before: Mapping[str, QuotationView], now: dt.datetime) -> None:
    after = {view.id: view for write in writes for view in write.views}
    gone = [view for key, view in before.items() if key not in after]
    causes = {write.id: write for write in writes}
    for chunk in reading.chunks(after):
        connection.execute(sa.delete(withdrawals).where(withdrawals.c.quotation_id.in_(chunk)))
    _insert(connection, withdrawals, [_withdrawal_row(view, causes[view.document_id], now) for view in gone])
    changed = {view.id: True for view in gone}
    changed |= {key: False for key, view in after.items() if before.get(key) != view}
    record_changes(connection, changed, now)


def _withdrawal_row(view: QuotationView, cause: _Write, now: dt.datetime) -> Row:
    reason = WithdrawalReason.REVISED if cause.outcome is Outcome.REVISED else WithdrawalReason.REANNOTATED
    if view.id in cause.wrong:
        reason = WithdrawalReason.CORRECTED
    return {
        "quotation_id": view.id,
        "document_id": view.document_id,
        "revision": cause.before.revision if cause.before else 1,
        "kind": view.kind.value,
        "text": view.text,
        "speaker": view.speaker,
        "reason": reason.value,
        "withdrawn_at": now,
    }


def _insert(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        connection.execute(sa.insert(table), list(rows))
