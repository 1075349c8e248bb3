"""Rows -> records: documents, quotations as readers see them, and the change log. Each function reads on one connection."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any, TypeVar

import sqlalchemy as sa

from corpus.errors import NotFound
from corpus.records import (
    AnnotatedDocument,
    Attribution,
    Document,
    Event,
    Quotation,
    QuotationKind,
    QuotationView,
    Span,
    Stance,
    TopicStance,
)
from corpus.store.projection import storable_text
from corpus.store.records import Change, DocumentState, Revision, Withdrawal, WithdrawalReason
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

Item = TypeVar("Item")

MOST_KEYS = 500
"""Ids in one IN list, well below the 32,766 parameters that SQLite takes."""

VIEW_PAGE = 1000
"""Quotations read at a time when all are wanted."""

DOCUMENT_PAGE = 100
"""Documents read at a time when all are wanted: fewer, since one may have 50 MB."""

CORRECTED = "corrected"
"""The rule of attributions that a person has put right."""

# An identity that is not settled has no name of its own yet.
SHOWN_NAME = sa.case((speakers.c.kind.is_not(None), speakers.c.name), else_=quotations.c.speaker).label("speaker")

_VIEWS = (
    sa.select(
        *quotations.c["id", "document_id", "kind", "start", "end", "text", "cue"],
        quotations.c.speaker_id,
        SHOWN_NAME,
        *quotations.c["role", "affiliation", "official", "speaker_reason", "speaker_confidence", "speaker_rule", "region"],
        *quotations.c["event", "context"],
        *documents.c["date", "title", "source", "url", "dateline"],
        events.c.name.label("event_name"),
        events.c.type.label("event_type"),
        events.c.place.label("event_place"),
        events.c.date.label("event_date"),
    )
    .join_from(quotations, documents, quotations.c.document_id == documents.c.id)
    .outerjoin(speakers, speakers.c.id == quotations.c.speaker_id)
    .outerjoin(events, (events.c.document_id == quotations.c.document_id) & (events.c.ordinal == quotations.c.event))
)


def chunks(items: Iterable[Item], size: int = MOST_KEYS) -> Iterator[list[Item]]:
    """Yield the items in lists of at most `size`."""
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk


def states(connection: sa.Connection, document_ids: Iterable[str]) -> dict[str, DocumentState]:
    """Return the states of those documents that are stored."""
    query = sa.select(*documents.c["id", "content_hash", "pipeline_version", "revision"])
    return {
        identifier: DocumentState(content_hash=content_hash, pipeline_version=version, revision=revision)
        for chunk in chunks(map(storable_text, document_ids))
        for identifier, content_hash, version, revision in connection.execute(query.where(documents.c.id.in_(chunk)))
    }


def document(connection: sa.Connection, document_id: str) -> Document:
    """Return a document in its present revision; raise NotFound."""
    row = connection.execute(sa.select(documents).where(documents.c.id == storable_text(document_id))).one_or_none()
    if row is None:
        raise NotFound(f"there is no document {document_id!r} in the store")
    return _document(row.id, row)


def documents_after(connection: sa.Connection, document_id: str, limit: int = DOCUMENT_PAGE) -> list[Document]:
    """Return the next documents by id, in order; the empty id comes before all."""
    query = sa.select(documents).where(documents.c.id > document_id).order_by(documents.c.id).limit(limit)
    return [_document(row.id, row) for row in connection.execute(query)]


def revisions(connection: sa.Connection, document_id: str) -> list[Revision]:
    """Return all published versions of a document, the present one last; raise NotFound."""
    key = storable_text(document_id)
    earlier = sa.select(document_revisions).where(document_revisions.c.document_id == key)
    found = [
        _revision(row.document_id, row, row.superseded_at)
        for row in connection.execute(earlier.order_by(document_revisions.c.revision))
    ]
    present = connection.execute(sa.select(documents).where(documents.c.id == key)).one_or_none()
    if present is None:
        raise NotFound(f"there is no document {document_id!r} in the store")
    return [*found, _revision(present.id, present, None)]


def annotated(connection: sa.Connection, document_id: str) -> AnnotatedDocument:
    """Return a document with all that was found in it, as it was put; raise NotFound."""
    key = storable_text(document_id)
    row = connection.execute(sa.select(documents).where(documents.c.id == key)).one_or_none()
    if row is None:
        raise NotFound(f"there is no document {document_id!r} in the store")
    occasions = {
        found.ordinal: (found.main, Event(name=found.name, type=found.type, place=found.place, date=found.date))
        for found in connection.execute(sa.select(events).where(events.c.document_id == key))
    }
    rows = connection.execute(sa.select(quotations).where(quotations.c.document_id == key).order_by(quotations.c.ordinal)).all()
    labels = topics(connection, [found.id for found in rows])
    return AnnotatedDocument(
        document=_document(row.id, row),
        quotations=tuple(
            _quotation(found, None if found.event is None else occasions[found.event][1], labels.get(found.id, ()))
            for found in rows
        ),
        event=next((event for main, event in occasions.values() if main), None),
        pipeline_version=row.pipeline_version,
    )


def views(connection: sa.Connection, quotation_ids: Iterable[str]) -> dict[str, QuotationView]:
    """Return those of the quotations that are recorded now, in the order of the ids."""
    wanted = list(dict.fromkeys(map(storable_text, quotation_ids)))
    found = {view.id: view for chunk in chunks(wanted) for view in _read(connection, _VIEWS.where(quotations.c.id.in_(chunk)))}
    return {identifier: found[identifier] for identifier in wanted if identifier in found}


def views_of_documents(connection: sa.Connection, document_ids: Iterable[str]) -> list[QuotationView]:
    """Return the quotations of these documents in the order in which they stand there."""
    query = _VIEWS.order_by(quotations.c.document_id, quotations.c.ordinal)
    return [
        view
        for chunk in chunks(map(storable_text, document_ids))
        for view in _read(connection, query.where(quotations.c.document_id.in_(chunk)))
    ]


def doubtful(connection: sa.Connection, below: float, limit: int) -> list[QuotationView]:
    """Return uncorrected quotations whose attribution is less certain than `below`, the least certain first."""
    uncertain = (quotations.c.speaker_confidence < below) & (quotations.c.speaker_rule != CORRECTED)
    return _read(connection, _VIEWS.where(uncertain).order_by(quotations.c.speaker_confidence, quotations.c.id).limit(limit))


def all_views(connection: sa.Connection) -> Iterator[QuotationView]:
    """Yield every quotation, by document id and place in the document."""
    query = _VIEWS.order_by(quotations.c.document_id, quotations.c.ordinal).limit(VIEW_PAGE)
    place = sa.tuple_(quotations.c.document_id, quotations.c.ordinal)
    page = _read(connection, query)
    while page:
        yield from page
        last = connection.execute(sa.select(*quotations.c["document_id", "ordinal"]).where(quotations.c.id == page[-1].id))
        page = _read(connection, query.where(place > sa.tuple_(*last.one())))


def withdrawal(connection: sa.Connection, quotation_id: str) -> Withdrawal | None:
    """Return what is left of a quotation that is recorded no more; None where there was none, or where it is back."""
    query = sa.select(withdrawals).where(withdrawals.c.quotation_id == storable_text(quotation_id))
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    return Withdrawal(
        quotation_id=row.quotation_id,
        document_id=row.document_id,
        revision=row.revision,
        kind=QuotationKind(row.kind),
        text=row.text,
        speaker=row.speaker,
        reason=WithdrawalReason(row.reason),
        withdrawn_at=row.withdrawn_at,
    )


def position(connection: sa.Connection) -> int:
    """Return the position of the last change; 0 before the first."""
    return connection.execute(sa.select(sa.func.max(changes.c.position))).scalar() or 0


def changes_since(connection: sa.Connection, after: int, limit: int) -> list[Change]:
    """Return the next changes after a position, in order, leaving out those that a later one has superseded.

    The very last change is never superseded, so a follower that reads on until nothing comes ends at `position`.
    """
    later = changes.alias("later")
    superseded = sa.exists().where(later.c.quotation_id == changes.c.quotation_id, later.c.position > changes.c.position)
    query = (
        sa.select(*changes.c["position", "quotation_id"])
        .where(changes.c.position > after, ~superseded)
        .order_by(changes.c.position)
        .limit(limit)
    )
    rows = connection.execute(query).all()
    present = views(connection, [row.quotation_id for row in rows])
    return [Change(position=at, quotation_id=key, view=present.get(key)) for at, key in rows]


def topics(connection: sa.Connection, quotation_ids: Sequence[str]) -> dict[str, tuple[TopicStance, ...]]:
    """Return the labels, sorted by topic, of those quotations that have any."""
    query = sa.select(*quotation_topics.c["quotation_id", "topic", "stance", "probability", "method"])
    labels: defaultdict[str, list[TopicStance]] = defaultdict(list)
    for chunk in chunks(quotation_ids):
        rows = connection.execute(query.where(quotation_topics.c.quotation_id.in_(chunk)))
        for key, topic, stance, probability, method in rows:
            labels[key].append(TopicStance(topic=topic, stance=Stance(stance), probability=probability, method=method))
    return {key: tuple(sorted(found, key=lambda label: label.topic)) for key, found in labels.items()}


def _read(connection: sa.Connection, query: sa.Select[Any]) -> list[QuotationView]:
    rows = connection.execute(query).all()
    labels = topics(connection, [row[0] for row in rows])
    return [_view(row, labels.get(row[0], ())) for row in rows]


def _view(row: Sequence[Any], labels: tuple[TopicStance, ...]) -> QuotationView:
    # In the order of _VIEWS. Unpacking is several times faster than 25 attributes, and an index reads every row.
    key, document_id, kind, start, end, text, cue, *attributed = row
    speaker_id, speaker, role, affiliation, official, reason, confidence, rule, region, event, context, *published = attributed
    date, title, source, url, dateline, event_name, event_type, event_place, event_date = published
    return QuotationView(
        id=key,
        document_id=document_id,
        kind=QuotationKind(kind),
        text=text,
        span=Span(start, end),
        cue=cue,
        speaker_id=speaker_id,
        speaker=speaker,
        role=role,
        affiliation=affiliation,
        official=official,
        speaker_reason=reason,
        confidence=confidence,
        rule=rule,
        region=region,
        date=date,
        title=title,
        source=source,
        url=url,
        dateline=dateline,
        event=None if event is None else Event(name=event_name, type=event_type, place=event_place, date=event_date),
        topics=labels,
        context=context,
    )


def _document(identifier: str, row: sa.Row[Any]) -> Document:
    return Document(
        id=identifier,
        text=row.text,
        raw=row.raw,
        content_hash=row.content_hash,
        title=row.title,
        date=row.date,
        dateline=row.dateline,
        source=row.source,
        url=row.url,
        fetched_at=row.fetched_at,
        media_type=row.media_type,
        revision=row.revision,
    )


def _revision(identifier: str, row: sa.Row[Any], superseded_at: Any) -> Revision:
    return Revision(
        document=_document(identifier, row),
        pipeline_version=row.pipeline_version,
        stored_at=row.revised_at,
        superseded_at=superseded_at,
    )


def _quotation(row: sa.Row[Any], event: Event | None, labels: tuple[TopicStance, ...]) -> Quotation:
    return Quotation(
        id=row.id,
        document_id=row.document_id,
        kind=QuotationKind(row.kind),
        span=Span(row.start, row.end),
        text=row.text,
        cue=row.cue,
        cue_span=None if row.cue_start is None else Span(row.cue_start, row.cue_end),
        attribution=Attribution(
            speaker=row.speaker,
            role=row.role,
            affiliation=row.affiliation,
            official=row.official,
            confidence=row.speaker_confidence,
            rule=row.speaker_rule,
            reason=row.speaker_reason,
        ),
        event=event,
        topics=labels,
        confidence=row.confidence,
        rule=row.rule,
    )
