"""The records of a dump -> an empty store, in one transaction: all of them or none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from corpus.errors import InputRejected, StoreError
from corpus.store import contents, schema
from corpus.store.dump_form import KINDS, PARTS, TOPICS, Record, decoded, row
from corpus.store.projection import Row

RECORDS_AT_ONCE = 100


def load(connection: sa.Connection, located: Iterable[tuple[str, Record]]) -> int:
    """Write records, each given with the place where a person finds it; return their number.

    Raises StoreError where the store is not empty, InputRejected for a record that cannot be read or contradicts another.
    """
    _check_empty(connection)
    waiting = _Waiting(connection)
    location, number = "the dump", 0
    try:
        for location, given in located:
            try:
                waiting.take(given)
                number += 1
            except ValueError as error:
                raise InputRejected(location, f"{error}; the dump is damaged, or made by a newer Kutipan") from error
        waiting.flush()
    except sa.exc.IntegrityError as error:
        raise InputRejected(
            location, f"contradicts another record near it ({error.orig}); the dump is damaged, or was changed by hand"
        ) from error
    _count_on(connection)
    return number


class _Waiting:
    """Rows that are not written yet, by table."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._rows: defaultdict[sa.Table, list[Row]] = defaultdict(list)
        self._records = 0

    def take(self, given: Mapping[str, Any]) -> None:
        """Write a record, or keep it until there are many; raise ValueError for one that cannot be read."""
        fields = dict(given)
        kind = fields.pop("type", None)
        match kind:
            case "store":
                identity = sa.update(schema.properties).where(schema.properties.c.name == "identity")
                self._connection.execute(identity.values(value=_text(fields, "identity")))
            case "redirect":
                self.flush()
                target = sa.update(schema.speakers).where(schema.speakers.c.id == _text(fields, "id"))
                if self._connection.execute(target.values(merged_into=_text(fields, "to"))).rowcount == 0:
                    raise ValueError(f"leads on from a speaker {fields['id']!r} that the dump does not have")
            case "content":
                data = decoded(fields.get("bytes"))
                if contents.key_of(data) != fields.get("hash"):
                    raise ValueError("holds bytes whose SHA-256 is another one than its hash says")
                contents.keep(self._connection, [data])
            case "document":
                self._take_document(fields)
            case str() if kind in KINDS:
                self._rows[KINDS[kind]].append(row(KINDS[kind], fields))
            case _:
                raise ValueError(f"is of a type {kind!r} that this format does not know")
        self._records += 1
        if self._records >= RECORDS_AT_ONCE:
            self.flush()

    def flush(self) -> None:
        """Write what waits, each table after those to which it refers."""
        for table in schema.metadata.sorted_tables:
            if rows := self._rows.pop(table, None):
                self._connection.execute(sa.insert(table), rows)
        self._records = 0

    def _take_document(self, fields: Record) -> None:
        parts = {name: fields.pop(name, ()) for name in PARTS}
        document = row(schema.documents, fields)
        self._rows[schema.documents].append(document)
        for name, (table, owner) in PARTS.items():
            for part in parts[name]:
                topics = part.pop("topics", ()) if name == "quotations" else ()
                self._rows[table].append(row(table, part, {owner: document["id"]}))
                self._rows[TOPICS[0]] += [row(TOPICS[0], topic, {TOPICS[1]: part["id"]}) for topic in topics]


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str):
        raise ValueError(f"has no field {name!r}")
    return value


def _check_empty(connection: sa.Connection) -> None:
    for table in (*KINDS.values(), schema.quotations):
        if connection.execute(sa.select(sa.literal(1)).select_from(table).limit(1)).first() is not None:
            raise StoreError(
                f"the store already holds {table.name}: a dump is loaded into an empty one; name another data folder (--data)"
            )


def _count_on(connection: sa.Connection) -> None:
    """Let the numbers that the database gives by itself go on after those that were loaded."""
    if connection.dialect.name != "postgresql":
        return  # SQLite takes the highest and one more
    for table in (schema.corrections, schema.reports, schema.speaker_decisions, schema.runs, schema.rejections):
        highest = connection.execute(sa.select(sa.func.max(table.c.id))).scalar()
        if highest is not None:
            sequence = sa.func.pg_get_serial_sequence(table.name, "id")
            connection.execute(sa.select(sa.func.setval(sequence, highest)))
