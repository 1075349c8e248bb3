"""The journal of runs: which command wrote, when, how much, and what it could not use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from corpus.errors import InputRejected, NotFound
from corpus.store.projection import storable_text
from corpus.store.records import Rejection, Run
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
    rejected = sa.select(sa.func.count()).where(rejections.c.run_id == runs.c.id).scalar_subquery()
    query = sa.select(runs, rejected.label("rejected")).order_by(runs.c.id.desc()).limit(number)
    return [
        Run(
            id=row.id,
            command=row.command,
            started_at=row.started_at,
            finished_at=row.finished_at,
            counts=row.counts,
            rejected=row.rejected,
        )
        for row in connection.execute(query)
    ]


def rejections_of(connection: sa.Connection, run_id: int) -> list[Rejection]:
    """Return what a run could not use, in the order in which it was noted."""
    query = sa.select(*rejections.c["location", "reason"]).where(rejections.c.run_id == run_id).order_by(rejections.c.id)
    return [Rejection(location=location, reason=reason) for location, reason in connection.execute(query)]
