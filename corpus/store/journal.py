"""The journal of runs: which command wrote, when, how much, and what it could not use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa

from corpus.errors import InputRejected, NotFound
from corpus.store.projection import storable_text
from corpus.store.reasons import grouped
from corpus.store.records import Reason, Rejection, Run
from corpus.store.schema import rejections, runs


def start(connection: sa.Connection, command: str, now: dt.datetime) -> int:
    """Open a run; return its id."""
    row = {"command": storable_text(command), "started_at": now, "counts": {}}
    key = connection.execute(sa.insert(runs).values(row)).inserted_primary_key
    assert key is not None
    return int(key[0])


def reject(connection: sa.Connection, run_id: int, rejected: Iterable[InputRejected]) -> None:
    """Note inputs that the run could not use."""
    rows = [
        {"run_id": run_id, "location": storable_text(error.location), "reason": storable_text(error.reason)}
        for error in rejected
    ]
    if rows:
        connection.execute(sa.insert(rejections), rows)


def finish(connection: sa.Connection, run_id: int, counts: Mapping[str, int], now: dt.datetime) -> None:
    """Close a run; raise NotFound."""
    query = sa.update(runs).where(runs.c.id == run_id).values(finished_at=now, counts=dict(counts))
    if connection.execute(query).rowcount == 0:
        raise NotFound(f"there is no run {run_id} in the store")


def last(connection: sa.Connection, number: int) -> list[Run]:
    """Return the last runs, the newest first."""
    found = list(connection.execute(sa.select(runs).order_by(runs.c.id.desc()).limit(number)))
    reasons = _reasons(connection, [row.id for row in found])
    return [
        Run(
            id=row.id,
            command=row.command,
            started_at=row.started_at,
            finished_at=row.finished_at,
            counts=row.counts,
            rejected=sum(reason.number for reason in reasons.get(row.id, ())),
            reasons=reasons.get(row.id, ()),
        )
        for row in found
    ]


def _reasons(connection: sa.Connection, run_ids: Sequence[int]) -> dict[int, tuple[Reason, ...]]:
    columns = rejections.c
    first = sa.func.min(columns.id)
    query = sa.select(columns.run_id, columns.reason, sa.func.count(), sa.func.min(columns.location))
    query = query.where(columns.run_id.in_(run_ids)).group_by(columns.run_id, columns.reason).order_by(first)
    found: dict[int, list[tuple[str, str, int]]] = {}
    for run_id, reason, number, location in connection.execute(query):
        found.setdefault(run_id, []).append((location, reason, number))
    return {run_id: grouped(some) for run_id, some in found.items()}


def rejections_of(connection: sa.Connection, run_id: int) -> list[Rejection]:
    """Return what a run could not use, in the order in which it was noted."""
    query = sa.select(*rejections.c["location", "reason"]).where(rejections.c.run_id == run_id).order_by(rejections.c.id)
    return [Rejection(location=location, reason=reason) for location, reason in connection.execute(query)]
