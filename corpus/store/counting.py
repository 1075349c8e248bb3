"""How much the store holds, and who is quoted how often."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from corpus.records import QuotationKind, Stance
from corpus.store import identities, reading
from corpus.store.records import Speaker, SpeakerKind, StoreCounts
from corpus.store.schema import document_revisions, documents, quotation_topics, quotations, speakers, withdrawals


def counts(connection: sa.Connection) -> StoreCounts:
    """Return how much the store holds."""
    number = sa.func.count()
    first, last = connection.execute(sa.select(sa.func.min(documents.c.date), sa.func.max(documents.c.date))).one()
    attributed = sa.or_(quotations.c.speaker.is_not(None), quotations.c.role.is_not(None))
    quoted = sa.func.count(quotations.c.speaker_id.distinct())
    stances = connection.execute(
        sa.select(quotation_topics.c.topic, quotation_topics.c.stance, number).group_by("topic", "stance").order_by("topic")
    )
    return StoreCounts(
        documents=_scalar(connection, sa.select(number).select_from(documents)),
        revisions=_scalar(connection, sa.select(number).select_from(document_revisions)),
        quotations=_scalar(connection, sa.select(number).select_from(quotations)),
        withdrawn=_scalar(connection, sa.select(number).select_from(withdrawals)),
        speakers=_scalar(connection, sa.select(quoted)),
        attributed=_scalar(connection, sa.select(number).select_from(quotations).where(attributed)),
        kinds={QuotationKind(kind): count for kind, count in _group(connection, quotations.c.kind)},
        sources=dict(_group(connection, documents.c.source)),
        topics={(topic, Stance(stance)): count for topic, stance, count in stances},
        pipeline_versions=dict(_group(connection, documents.c.pipeline_version)),
        first_date=first,
        last_date=last,
        position=reading.position(connection),
    )


def all_speakers(connection: sa.Connection) -> list[Speaker]:
    """Return everybody who is quoted, the most quoted first."""
    query = (
        sa.select(quotations.c.speaker_id, quotations.c.speaker, speakers.c.name, speakers.c.kind, sa.func.count())
        .join_from(quotations, speakers, speakers.c.id == quotations.c.speaker_id)
        .group_by(quotations.c.speaker_id, quotations.c.speaker, speakers.c.name, speakers.c.kind)
    )
    spellings: dict[str, list[tuple[int, str]]] = {}
    settled: dict[str, tuple[str, str | None]] = {}
    for key, spelling, name, kind, count in connection.execute(query):
        spellings.setdefault(key, []).append((count, spelling))
        settled[key] = (name, kind)
    found = [_speaker(key, *settled[key], names) for key, names in spellings.items()]
    return sorted(found, key=lambda speaker: (-speaker.quotations, speaker.id))


def speaker(connection: sa.Connection, speaker_id: str) -> Speaker:
    """Return a speaker, who may be quoted no more or have been merged into another; raise NotFound."""
    key = identities.current_id(connection, speaker_id)
    name, kind = connection.execute(sa.select(*speakers.c["name", "kind"]).where(speakers.c.id == key)).one()
    query = sa.select(sa.func.count(), quotations.c.speaker).where(quotations.c.speaker_id == key)
    rows = connection.execute(query.group_by(quotations.c.speaker))
    return _speaker(key, name, kind, [(count, spelling) for count, spelling in rows])


def _speaker(key: str, name: str, kind: str | None, spellings: list[tuple[int, str]]) -> Speaker:
    if kind is None and spellings:
        # Of equally frequent spellings the last one by code points: "Sari Dewi" rather than "SARI DEWI".
        name = max(spellings)[1]
    number = sum(count for count, _ in spellings)
    return Speaker(id=key, name=name, quotations=number, kind=SpeakerKind(kind) if kind else None)


def _group(connection: sa.Connection, column: sa.Column[Any]) -> list[tuple[Any, int]]:
    number = sa.func.count().label("number")
    rows = connection.execute(sa.select(column, number).group_by(column).order_by(number.desc(), column))
    return [(value, count) for value, count in rows]


def _scalar(connection: sa.Connection, query: sa.Select[Any]) -> int:
    return int(connection.execute(query).scalar_one())
