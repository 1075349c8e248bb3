"""The whole store -> the records of a dump, one after the other, as of one moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa

from corpus.store import schema
from corpus.store.dump_form import KINDS, PARTS, TOPICS, Record, record
from corpus.store.reading import chunks

DOCUMENTS_AT_ONCE = 20  # with all that belongs to them: one alone may have 50 MB
ROWS_AT_ONCE = 500


def records(connection: sa.Connection) -> Iterator[Record]:
    """Yield everything that the store holds, each thing after those to which it refers."""
    identity = connection.execute(sa.select(schema.properties.c.value).where(schema.properties.c.name == "identity"))
    yield {"type": "store", "identity": identity.scalar_one()}
    for kind, table in KINDS.items():
        if table is schema.documents:
            yield from _redirects(connection)
            yield from _documents(connection)
        else:
            # What was published comes one by one: a file may have 100 MB.
            size = 1 if table is schema.contents else ROWS_AT_ONCE
            for row in _rows(connection, sa.select(table).order_by(*table.primary_key.columns), size):
                yield {"type": kind, **record(table, row._asdict())}


def _redirects(connection: sa.Connection) -> Iterator[Record]:
    query = sa.select(*schema.speakers.c["id", "merged_into"]).where(schema.speakers.c.merged_into.is_not(None))
    for row in _rows(connection, query.order_by(schema.speakers.c.id), ROWS_AT_ONCE):
        yield {"type": "redirect", "id": row.id, "to": row.merged_into}


def _documents(connection: sa.Connection) -> Iterator[Record]:
    table = schema.documents
    query = sa.select(table).order_by(table.c.id).limit(DOCUMENTS_AT_ONCE)
    page = connection.execute(query).all()
    while page:
        identifiers = [row.id for row in page]
        parts = {field: _parts(connection, *PARTS[field], identifiers) for field in PARTS}
        quotations = [each["id"] for found in parts["quotations"].values() for each in found]
        topics = _parts(connection, *TOPICS, quotations)
        for row in page:
            inside: dict[str, list[Record]] = {field: parts[field][row.id] for field in PARTS}
            inside["quotations"] = [
                each | ({"topics": topics[each["id"]]} if each["id"] in topics else {}) for each in inside["quotations"]
            ]
            yield {"type": "document", **record(table, row._asdict()), **{name: some for name, some in inside.items() if some}}
        page = connection.execute(query.where(table.c.id > page[-1].id)).all()


def _parts(connection: sa.Connection, table: sa.Table, owner: str, owners: Sequence[str]) -> defaultdict[str, list[Record]]:
    """Return the rows that belong to these owners, in order, by owner."""
    found: defaultdict[str, list[Record]] = defaultdict(list)
    order = "ordinal" if "ordinal" in table.c else table.primary_key.columns.keys()[-1]
    for chunk in chunks(owners):
        query = sa.select(table).where(table.c[owner].in_(chunk)).order_by(table.c[owner], table.c[order])
        for row in connection.execute(query):
            found[row._mapping[owner]].append(record(table, row._asdict(), owner))
    return found


def _rows(connection: sa.Connection, query: sa.Select[Any], size: int) -> Iterator[sa.Row[Any]]:
    """Yield rows without holding more than a few of them."""
    yield from connection.execute(query.execution_options(yield_per=size))
