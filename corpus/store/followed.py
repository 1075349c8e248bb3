"""Sources that are followed: how far each was read, what came of it, and what is known of their pages."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from corpus.errors import NotFound
from corpus.store.projection import storable_text
from corpus.store.reading import chunks
from corpus.store.records import FollowedSource, PageState
from corpus.store.schema import followed, pages


def start(connection: sa.Connection, name: str, kind: str, url: str, now: dt.datetime) -> FollowedSource:
    """Note that a round begins; return what is known of the source. One of another kind or address begins anew."""
    row = connection.execute(sa.select(followed).where(followed.c.name == name)).one_or_none()
    if row is None:
        empty: dict[str, int] = {}
        values = {"name": name, "kind": kind, "url": url, "cursor": {}, "counts": empty, "totals": empty, "started_at": now}
        connection.execute(sa.insert(followed).values(values))
    else:
        moved = {} if (row.kind, row.url) == (kind, url) else {"kind": kind, "url": url, "cursor": {}}
        connection.execute(sa.update(followed).where(followed.c.name == name).values(started_at=now, **moved))
    return _one(connection, name)


def finish(connection: sa.Connection, name: str, error: str | None, counts: Mapping[str, int], now: dt.datetime) -> None:
    """Note how a round ended: `error` says why it failed, None that it did not."""
    before = _one(connection, name)
    values = {
        "finished_at": now,
        "error": None if error is None else storable_text(error),
        "counts": dict(counts),
        "totals": dict(Counter(before.totals) + Counter(counts)),
    }
    if error is None:
        values["succeeded_at"] = now
    connection.execute(sa.update(followed).where(followed.c.name == name).values(values))


def remember(connection: sa.Connection, name: str, cursor: Mapping[str, str] | None, states: Iterable[PageState]) -> None:
    """Keep how far the source was read (None: as before) and what is known now of its pages."""
    if cursor is not None:
        connection.execute(sa.update(followed).where(followed.c.name == name).values(cursor=dict(cursor)))
    rows = {state.url: _row(name, state) for state in states}
    for chunk in chunks(rows):
        connection.execute(sa.delete(pages).where(pages.c.source == name, pages.c.url.in_(chunk)))
        connection.execute(sa.insert(pages), [rows[url] for url in chunk])


def everything(connection: sa.Connection) -> list[FollowedSource]:
    """Return all sources that were ever followed, by name."""
    return [_source(row) for row in connection.execute(sa.select(followed).order_by(followed.c.name))]


def known_pages(connection: sa.Connection, name: str, urls: Iterable[str]) -> dict[str, PageState]:
    """Return what is known of pages, by URL; unknown ones are left out."""
    query = sa.select(pages).where(pages.c.source == name)
    return {
        row.url: _page(row)
        for chunk in chunks(map(storable_text, urls))
        for row in connection.execute(query.where(pages.c.url.in_(chunk)))
    }


def due_pages(connection: sa.Connection, name: str, now: dt.datetime, limit: int) -> list[PageState]:
    """Return pages that are to be looked at again by now, the longest due first."""
    query = sa.select(pages).where(pages.c.source == name, pages.c.check_at <= now)
    return [_page(row) for row in connection.execute(query.order_by(pages.c.check_at, pages.c.url).limit(limit))]


def pages_of(connection: sa.Connection, document_id: str) -> list[PageState]:
    """Return the pages on which a document was found."""
    query = sa.select(pages).where(pages.c.document_id == storable_text(document_id)).order_by(pages.c.first_seen, pages.c.url)
    return [_page(row) for row in connection.execute(query)]


def _one(connection: sa.Connection, name: str) -> FollowedSource:
    row = connection.execute(sa.select(followed).where(followed.c.name == name)).one_or_none()
    if row is None:
        raise NotFound(f"no source called {name!r} has been followed")
    return _source(row)


def _source(row: sa.Row[tuple[object, ...]]) -> FollowedSource:
    names = ("name", "kind", "url", "cursor", "started_at", "finished_at", "succeeded_at", "error", "counts", "totals")
    return FollowedSource(**{name: getattr(row, name) for name in names})


_PAGE = tuple(column.name for column in pages.columns if column.name != "source")


def _page(row: sa.Row[tuple[object, ...]]) -> PageState:
    return PageState(**{name: getattr(row, name) for name in _PAGE})


def _row(name: str, state: PageState) -> dict[str, object]:
    values = {key: getattr(state, key) for key in _PAGE}
    return {"source": name, **{key: storable_text(value) if isinstance(value, str) else value for key, value in values.items()}}
