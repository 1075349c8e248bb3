"""The register of speakers in tables: whose mention is whose, under which name, and what people decided about it."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import sqlalchemy as sa

from corpus.errors import InputRejected, NotFound
from corpus.records import AnnotatedDocument, QuotationView
from corpus.store import projection, reading
from corpus.store.corrections import revocation_of, revocation_row
from corpus.store.projection import Row, storable_text
from corpus.store.records import DecisionAction, Identity, Mention, SpeakerDecision, SpeakerKind
from corpus.store.schema import documents, properties, quotations, speaker_decisions, speakers

Key = tuple[str, str]
"""A speaker of one document: document id and name id."""

SETTLED = "settled"
"""Name of the property that holds up to which change the register has been brought."""


class _Bearer(NamedTuple):
    identity: str | None
    name: str | None
    kind: str | None


def mentions(connection: sa.Connection, speaker_id: str | None = None) -> list[Mention]:
    """Return what all documents say of their speakers, in stable order; of one identity if its id is given."""
    columns = [
        *quotations.c["document_id", "name_id", "speaker", "role", "affiliation", "official"],
        *documents.c["date", "source"],
        *quotations.c["region", "speaker_id"],
    ]
    query = (
        sa.select(*columns, sa.func.count())
        .join_from(quotations, documents, quotations.c.document_id == documents.c.id)
        .where(quotations.c.name_id.is_not(None))
        .group_by(*columns)
    )
    if speaker_id is not None:
        query = query.where(quotations.c.speaker_id == storable_text(speaker_id))
    found = [
        Mention(
            document_id=document_id,
            name_id=name_id,
            name=name,
            role=role,
            affiliation=affiliation,
            official=official,
            date=date,
            source=source,
            place=place,
            speaker_id=identity,
            quotations=count,
        )
        for document_id, name_id, name, role, affiliation, official, date, source, place, identity, count in connection.execute(
            query
        )
    ]
    return sorted(found, key=lambda each: (each.key, each.name, each.role or "", each.affiliation or "", each.place or ""))


def known(connection: sa.Connection, annotated: Sequence[AnnotatedDocument]) -> dict[Key, tuple[str | None, str | None]]:
    """Return identity and name for speakers of these documents as far as they are settled.

    One who was settled in the document stays so. A new one is taken for the bearer of the name where all other documents
    agree on who that is; where they don't, the register will tell.
    """
    wanted: dict[Key, None] = {}
    for each in annotated:
        for quotation in each.quotations:
            name = projection.name_id(quotation)
            if name is not None:
                wanted[each.document.id, name] = None
    bearers: defaultdict[object, set[_Bearer]] = defaultdict(set)
    joined = quotations.outerjoin(speakers, speakers.c.id == quotations.c.speaker_id)
    bearer = (quotations.c.speaker_id, speakers.c.name, speakers.c.kind)
    for chunk in reading.chunks({name for _, name in wanted}):
        query = sa.select(quotations.c.name_id, *bearer).select_from(joined).where(quotations.c.name_id.in_(chunk)).distinct()
        for row in connection.execute(query):
            bearers[row.name_id].add(_Bearer(row.speaker_id, row.name, row.kind))
    own: defaultdict[object, set[_Bearer]] = defaultdict(set)
    for chunk in reading.chunks({document for document, _ in wanted}):
        columns = sa.select(*quotations.c["document_id", "name_id"], *bearer).select_from(joined)
        named = quotations.c.document_id.in_(chunk) & quotations.c.name_id.is_not(None)
        for held in connection.execute(columns.where(named).distinct()):
            own[held.document_id, held.name_id].add(_Bearer(held.speaker_id, held.name, held.kind))
    result: dict[Key, tuple[str | None, str | None]] = {}
    for key in wanted:
        candidates = own.get(key) or bearers.get(key[1], set())
        if len(candidates) == 1:
            (only,) = candidates
            if only.identity is None or only.kind is not None:
                result[key] = (only.identity, only.name)
    return result


def identified(annotated: AnnotatedDocument, settled: Mapping[Key, tuple[str | None, str | None]]) -> tuple[QuotationView, ...]:
    """Return the views of a document's quotations with the identities that are settled."""
    views = []
    for quotation in annotated.quotations:
        view = projection.view_of(annotated.document, quotation)
        key = (annotated.document.id, projection.name_id(quotation) or "")
        if key in settled:
            identity, name = settled[key]
            view = replace(view, speaker_id=identity, speaker=name if identity is not None else view.speaker)
        views.append(view)
    return tuple(views)


def settle(connection: sa.Connection, identities: Iterable[Identity], nobody: Iterable[Key]) -> dict[str, bool]:
    """Write who is who; return the quotations whose view changes by it, for the change log.

    `nobody` are mentions whose name is none. Mentions that are not recorded any more are passed over, those that came
    meanwhile stay as they are until the next time.
    """
    everyone = sorted(identities, key=lambda each: each.id)
    wanted: dict[Key, str | None] = dict.fromkeys(nobody)
    wanted |= {key: each.id for each in everyone for key in each.members}
    present = {
        (document_id, name_id): identity
        for document_id, name_id, identity in connection.execute(
            sa.select(*quotations.c["document_id", "name_id", "speaker_id"]).where(quotations.c.name_id.is_not(None)).distinct()
        )
    }
    moved = {key: wanted[key] for key, identity in present.items() if key in wanted and wanted[key] != identity}
    new, other = _identity_rows(connection, everyone)
    if not (moved or new or other):
        return {}
    before = _shown(connection)
    if new:
        connection.execute(sa.insert(speakers), new)
    if other:
        connection.execute(
            sa.update(speakers).where(speakers.c.id == sa.bindparam("key")), [row | {"key": row["id"]} for row in other]
        )
    if moved:
        connection.execute(
            sa.update(quotations)
            .where(quotations.c.document_id == sa.bindparam("document"), quotations.c.name_id == sa.bindparam("name"))
            .values(speaker_id=sa.bindparam("identity")),
            [{"document": document, "name": name, "identity": identity} for (document, name), identity in moved.items()],
        )
    _redirect(connection, present | moved, {key: present[key] for key in moved}, {each.id for each in everyone})
    after = _shown(connection)
    return {key: False for key in after if before.get(key) != after[key]}


def note_settled(connection: sa.Connection, position: int) -> None:
    """Keep up to which change the register has been brought."""
    connection.execute(sa.delete(properties).where(properties.c.name == SETTLED))
    connection.execute(sa.insert(properties).values(name=SETTLED, value=str(position)))


def settled_position(connection: sa.Connection) -> int:
    """Return up to which change the register has been brought; 0 where it never was."""
    return int(connection.execute(sa.select(properties.c.value).where(properties.c.name == SETTLED)).scalar() or 0)


def decisions(connection: sa.Connection) -> list[SpeakerDecision]:
    """Return what people decided about identities, what was taken back too, in that order."""
    return [
        SpeakerDecision(
            action=DecisionAction(row.action),
            members=frozenset(map(tuple, row.members)),
            others=frozenset(map(tuple, row.others)),
            name=row.name,
            who=row.who,
            why=row.why,
            made_at=row.made_at,
            number=row.id,
            revoked=revocation_of(row),
        )
        for row in connection.execute(sa.select(speaker_decisions).order_by(speaker_decisions.c.id))
    ]


def decide(connection: sa.Connection, decision: SpeakerDecision, now: dt.datetime) -> None:
    """Keep a decision."""
    row = {
        "action": decision.action.value,
        "members": sorted(map(list, decision.members)),
        "others": sorted(map(list, decision.others)),
        "name": storable_text(decision.name),
        "who": storable_text(decision.who),
        "why": storable_text(decision.why),
        "made_at": now,
    }
    connection.execute(sa.insert(speaker_decisions).values(row))


def revoke(connection: sa.Connection, number: int, who: str, why: str, now: dt.datetime) -> None:
    """Take a decision back. Raises NotFound, InputRejected for one that was taken back already."""
    where = speaker_decisions.c.id == number
    row = connection.execute(sa.select(speaker_decisions).where(where)).one_or_none()
    if row is None:
        raise NotFound(f"there is no decision {number}: `kutipan speakers decisions` lists them with their numbers")
    if row.revoked_at is not None:
        raise InputRejected("decision", f"{number} was taken back already, by {row.revoked_by or 'somebody'}: nothing to undo")
    connection.execute(sa.update(speaker_decisions).where(where).values(revocation_row(who, why, now)))


def redirects(connection: sa.Connection) -> dict[str, str]:
    """Return the ids that lead on to another identity, with that one's."""
    query = sa.select(*speakers.c["id", "merged_into"]).where(speakers.c.merged_into.is_not(None))
    return {row.id: row.merged_into for row in connection.execute(query)}


def current_id(connection: sa.Connection, speaker_id: str) -> str:
    """Return the id under which an identity goes now, which may have been merged into another; raise NotFound."""
    key = storable_text(speaker_id)
    seen: set[str] = set()
    while key not in seen:
        seen.add(key)
        row = connection.execute(sa.select(speakers.c.merged_into).where(speakers.c.id == key)).one_or_none()
        if row is None:
            raise NotFound(f"there is no speaker {speaker_id!r} in the store")
        if row.merged_into is None:
            break
        key = row.merged_into
    return key


def kinds(connection: sa.Connection, speaker_ids: Iterable[str]) -> dict[str, SpeakerKind | None]:
    """Return what each of these identities is, None for one that is not settled; unknown ids are left out."""
    query = sa.select(*speakers.c["id", "kind"])
    found: dict[str, SpeakerKind | None] = {}
    for chunk in reading.chunks({storable_text(each) for each in speaker_ids}):
        for key, kind in connection.execute(query.where(speakers.c.id.in_(chunk))):
            found[key] = SpeakerKind(kind) if kind else None
    return found


def taken_ids(connection: sa.Connection) -> set[str]:
    """Return the ids of settled identities and those that lead on to one."""
    query = sa.select(speakers.c.id).where(speakers.c.kind.is_not(None) | speakers.c.merged_into.is_not(None))
    return set(connection.execute(query).scalars())


def _shown(connection: sa.Connection) -> dict[str, tuple[str | None, str]]:
    """Return which identity and name each quotation with a named speaker shows, in the order of the quotations' ids."""
    query = (
        sa.select(*quotations.c["id", "speaker_id"], reading.SHOWN_NAME)
        .outerjoin_from(quotations, speakers, speakers.c.id == quotations.c.speaker_id)
        .where(quotations.c.name_id.is_not(None))
        .order_by(quotations.c.id)
    )
    return {row[0]: (row[1], row[2]) for row in connection.execute(query)}


def _identity_rows(connection: sa.Connection, everyone: Sequence[Identity]) -> tuple[list[Row], list[Row]]:
    """Return the rows of identities that are new, and of those of which something differs."""
    before = {row.id: dict(row._mapping) for row in connection.execute(sa.select(speakers))}
    rows: list[Row] = [{"id": each.id, "name": each.name, "kind": each.kind.value, "merged_into": None} for each in everyone]
    return [row for row in rows if row["id"] not in before], [row for row in rows if before.get(row["id"], row) != row]


def _redirect(
    connection: sa.Connection, now: Mapping[Key, str | None], left: Mapping[Key, str | None], settled: set[str]
) -> None:
    """Let the ids of identities that have lost all their mentions lead to where most of them went."""
    in_use = set(now.values()) | settled
    went: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for key, identity in left.items():
        target = now[key]
        if identity is not None and identity not in in_use and target is not None:
            went[identity][target] += 1
    rows = [
        {"key": identity, "merged_into": max(targets.items(), key=lambda item: (item[1], item[0]))[0], "kind": None}
        for identity, targets in went.items()
    ]
    if rows:
        connection.execute(sa.update(speakers).where(speakers.c.id == sa.bindparam("key")), rows)
