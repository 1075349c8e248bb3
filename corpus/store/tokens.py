"""Tokens by which programs write through the web. Only their digests are kept: who reads the store cannot use them.

A token is 256 random bits, so that one round of SHA-256 hides it as well as a slow hash would hide a password.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable

import sqlalchemy as sa

from corpus.errors import InputRejected, NotFound
from corpus.store.projection import storable_text
from corpus.store.records import Scope, Token
from corpus.store.schema import tokens

PREFIX = "kutipan_"
"""By which people, and programs that look for leaked secrets, know one when they see it."""

LONGEST_NAME = 100


def create(
    connection: sa.Connection, name: str, scopes: Iterable[Scope], expires_at: dt.datetime | None, now: dt.datetime
) -> tuple[Token, str]:
    """Make a token; return what is kept, and the token itself, which cannot be had again."""
    told = " ".join(storable_text(name).split())
    if not 0 < len(told) <= LONGEST_NAME:
        raise InputRejected("token", f"its name says whose it is: give 1 to {LONGEST_NAME} characters")
    if expires_at is not None and expires_at <= now:
        raise InputRejected("token", f"it would have expired on {expires_at:%Y-%m-%d}: give a later day")
    secret = PREFIX + secrets.token_urlsafe(32)
    values = {
        "name": told,
        "digest": digest(secret),
        "scopes": sorted(set(scopes)),
        "created_at": now,
        "expires_at": expires_at,
    }
    key = connection.execute(sa.insert(tokens).values(values)).inserted_primary_key
    assert key is not None
    return one(connection, int(key[0])), secret


def one(connection: sa.Connection, number: int) -> Token:
    """Return a token by number; raise NotFound."""
    row = connection.execute(sa.select(tokens).where(tokens.c.id == number)).one_or_none()
    if row is None:
        raise NotFound(f"there is no token {number}: `kutipan token list` shows those that there are")
    return _token(row)


def everything(connection: sa.Connection) -> list[Token]:
    """Return all tokens, revoked ones too, the oldest first."""
    return [_token(row) for row in connection.execute(sa.select(tokens).order_by(tokens.c.id))]


def holder(connection: sa.Connection, secret: str, now: dt.datetime) -> Token | None:
    """Return the token that somebody shows; None when it is none, has expired or was revoked."""
    row = connection.execute(sa.select(tokens).where(tokens.c.digest == digest(secret))).one_or_none()
    if row is None or row.revoked_at is not None or (row.expires_at is not None and row.expires_at <= now):
        return None
    return _token(row)


def used(connection: sa.Connection, number: int, day: dt.date) -> None:
    """Note the day on which a token was shown."""
    connection.execute(sa.update(tokens).where(tokens.c.id == number).values(used_on=day))


def revoke(connection: sa.Connection, number: int, now: dt.datetime) -> Token:
    """End a token; raise NotFound, InputRejected for one that has ended."""
    if one(connection, number).revoked_at is not None:
        raise InputRejected("token", f"token {number} was revoked before")
    connection.execute(sa.update(tokens).where(tokens.c.id == number).values(revoked_at=now))
    return one(connection, number)


def digest(secret: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def _token(row: sa.Row[tuple[object, ...]]) -> Token:
    return Token(
        number=row.id,
        name=row.name,
        scopes=frozenset(Scope(scope) for scope in row.scopes),
        created_at=row.created_at,
        expires_at=row.expires_at,
        used_on=row.used_on,
        revoked_at=row.revoked_at,
    )
