"""The change log read by time: what is new since when, and when a quotation changed last; and the list of all quotations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import sqlalchemy as sa

from corpus.store.projection import storable_text
from corpus.store.reading import chunks
from corpus.store.schema import changes, quotations


def changed_since(connection: sa.Connection, moment: dt.datetime, until: int) -> frozenset[str]:
    """Return the quotations that were recorded, changed or withdrawn at or after a moment, up to a position of the log."""
    # Positions rise with time, so that the moment becomes a position, and the log is read by its key.
    first = sa.select(sa.func.min(changes.c.position)).where(changes.c.changed_at >= moment).scalar_subquery()
    query = sa.select(changes.c.quotation_id).where(changes.c.position >= first, changes.c.position <= until).distinct()
    return frozenset(connection.execute(query).scalars())


def recorded_between(connection: sa.Connection, after: int, until: int) -> frozenset[str]:
    """Return the quotations that the log names for the first time after one position and not after the other."""
    earlier = changes.alias("earlier")
    known = sa.exists().where(earlier.c.quotation_id == changes.c.quotation_id, earlier.c.position <= after)
    query = sa.select(changes.c.quotation_id).where(changes.c.position > after, changes.c.position <= until, ~known).distinct()
    return frozenset(connection.execute(query).scalars())


def changed_at(connection: sa.Connection, quotation_ids: Iterable[str]) -> dict[str, dt.datetime]:
    """Return when each of these quotations was recorded or changed last; unknown ids are left out."""
    found: dict[str, dt.datetime] = {}
    moment = sa.func.max(changes.c.changed_at, type_=changes.c.changed_at.type)
    for chunk in chunks(map(storable_text, quotation_ids)):
        query = sa.select(changes.c.quotation_id, moment).where(changes.c.quotation_id.in_(chunk))
        found.update((key, at) for key, at in connection.execute(query.group_by(changes.c.quotation_id)))
    return found


def quotation_count(connection: sa.Connection) -> int:
    """Return how many quotations there are."""
    return connection.execute(sa.select(sa.func.count()).select_from(quotations)).scalar_one()


def quotation_ids(connection: sa.Connection, offset: int, limit: int) -> list[str]:
    """Return a slice of the ids of all quotations, in order."""
    query = sa.select(quotations.c.id).order_by(quotations.c.id).offset(offset).limit(limit)
    return list(connection.execute(query).scalars())
