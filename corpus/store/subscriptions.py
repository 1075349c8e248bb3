"""Who wants to be told of what, by mail. Nothing is sent before an address's owner has said yes; who leaves is forgotten."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from collections.abc import Iterable

import sqlalchemy as sa

from corpus.errors import InputRejected, NotFound
from corpus.store.projection import storable_text
from corpus.store.records import Frequency, Subscription
from corpus.store.schema import properties, subscriptions

LONGEST_ADDRESS = 254
"""Characters of an address (RFC 5321)."""

LONGEST_QUERY = 4_000
"""Characters of a query with all its filters, as an address has them."""

MOST_WAITING = 3
"""Letters that ask an address for its yes, in a week: a stranger must not fill somebody's mailbox through us."""

PATIENCE = dt.timedelta(days=7)
"""Until who has not said yes is forgotten."""

MOST_OF_ONE = 50
"""Subscriptions of one address."""

# One mailbox: no list, no name, no comment, no quoted part, nothing that ends a header.
_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)


def address(text: str) -> str:
    """Return a mail address in the form in which it is kept. Raises InputRejected for what is not one."""
    found = text.strip()
    local, _, domain = found.rpartition("@")
    bare = local.startswith(".") or local.endswith(".") or ".." in local
    if len(found) > LONGEST_ADDRESS or not _ADDRESS.fullmatch(found) or bare:
        raise InputRejected("address", f"{found[:80]!r} is not a mail address: give one such as nama@contoh.id")
    return f"{local}@{domain.lower()}"


def ask(
    connection: sa.Connection, email: str, query: str, frequency: Frequency, language: str, now: dt.datetime
) -> Subscription | None:
    """Note that an address is to be asked whether it wants to be told of a query; None where it should not be asked.

    It should not when it is told already, has been asked often enough, or is told of very much.
    Raises InputRejected for what is not an address, or too long a query.
    """
    email, query = address(email), storable_text(query)
    if len(query) > LONGEST_QUERY:
        raise InputRejected("subscription", f"the query has {len(query):,} characters: give at most {LONGEST_QUERY:,}")
    forget_unconfirmed(connection, now)
    known = _of(connection, subscriptions.c.email == email)
    waiting = [each for each in known if each.confirmed_at is None]
    told = [each for each in known if each.confirmed_at and (each.query, each.language) == (query, language)]
    if len(waiting) >= MOST_WAITING or len(known) >= MOST_OF_ONE or any(each.frequency is frequency for each in told):
        return None
    values = {
        "email": email,
        "query": query,
        "frequency": frequency.value,
        "language": language,
        "asked_at": now,
        "position": 0,
        "failures": 0,
    }
    key = connection.execute(sa.insert(subscriptions).values(values)).inserted_primary_key
    assert key is not None
    return one(connection, int(key[0]))


def one(connection: sa.Connection, number: int) -> Subscription:
    """Return a subscription; raise NotFound for one that was ended, or forgotten."""
    found = _of(connection, subscriptions.c.id == number)
    if not found:
        raise NotFound(f"there is no subscription {number} (any more)")
    return found[0]


def confirm(connection: sa.Connection, number: int, position: int, now: dt.datetime) -> Subscription:
    """Note an address's yes: it is told of what is recorded after `position`. Saying yes again changes nothing."""
    if one(connection, number).confirmed_at is None:
        values = {"confirmed_at": now, "position": position}
        connection.execute(sa.update(subscriptions).where(subscriptions.c.id == number).values(values))
    return one(connection, number)


def end(connection: sa.Connection, number: int) -> None:
    """Forget a subscription, and with it the address; one that was forgotten before is no error."""
    connection.execute(sa.delete(subscriptions).where(subscriptions.c.id == number))


def due(connection: sa.Connection, waits: dict[Frequency, dt.timedelta], now: dt.datetime) -> list[Subscription]:
    """Return the confirmed subscriptions whose last digest (or yes) is long enough ago, in order of their numbers."""
    last = sa.func.coalesce(subscriptions.c.sent_at, subscriptions.c.confirmed_at)
    late = [(subscriptions.c.frequency == kind.value) & (last <= now - wait) for kind, wait in waits.items()]
    return _of(connection, subscriptions.c.confirmed_at.is_not(None) & sa.or_(*late)) if late else []


def told(connection: sa.Connection, number: int, position: int, sent_at: dt.datetime | None) -> None:
    """Note that everything up to a position was told, or was nothing to tell (then `sent_at` is None)."""
    values: dict[str, object] = {"position": position, "failures": 0}
    if sent_at is not None:
        values["sent_at"] = sent_at
    connection.execute(sa.update(subscriptions).where(subscriptions.c.id == number).values(values))


def failed(connection: sa.Connection, number: int) -> int:
    """Note that the address was refused for good; return how often in a row."""
    counted = {"failures": subscriptions.c.failures + 1}
    connection.execute(sa.update(subscriptions).where(subscriptions.c.id == number).values(counted))
    return one(connection, number).failures


def forget_unconfirmed(connection: sa.Connection, now: dt.datetime) -> None:
    """Forget who has not said yes in time."""
    stale = subscriptions.c.confirmed_at.is_(None) & (subscriptions.c.asked_at < now - PATIENCE)
    connection.execute(sa.delete(subscriptions).where(stale))


def known_secret(connection: sa.Connection) -> str | None:
    """Return the key by which links in letters are signed; None before it was first asked for."""
    query = sa.select(properties.c.value).where(properties.c.name == "letter-key")
    return connection.execute(query).scalar_one_or_none()


def secret(connection: sa.Connection) -> str:
    """Return that key, drawn if there is none yet."""
    known = known_secret(connection)
    if known is None:
        known = secrets.token_urlsafe(32)
        connection.execute(sa.insert(properties).values(name="letter-key", value=known))
    return known


def _of(connection: sa.Connection, *where: sa.ColumnElement[bool]) -> list[Subscription]:
    rows: Iterable[sa.Row[tuple[object, ...]]] = connection.execute(
        sa.select(subscriptions).where(*where).order_by(subscriptions.c.id)
    )
    return [
        Subscription(
            number=row.id,
            email=row.email,
            query=row.query,
            frequency=Frequency(row.frequency),
            language=row.language,
            asked_at=row.asked_at,
            confirmed_at=row.confirmed_at,
            position=row.position,
            sent_at=row.sent_at,
            failures=row.failures,
        )
        for row in rows
    ]
