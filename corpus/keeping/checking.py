"""A store -> what is wrong with it. Nothing is changed here, and nothing is taken for granted: the file may be anything."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from corpus.errors import StoreError, StoreVersionError
from corpus.keeping.findings import Finding, Repair, Severity
from corpus.store import opening, schema
from corpus.store.schema import SCHEMA_REVISION, VERSION_TABLE

PROBLEMS_SHOWN = 5
"""Of one kind: a page of damage says no more than its beginning."""

STALE_AFTER = dt.timedelta(days=1)
"""A run that began longer ago and never ended was killed: the longest measured run took an hour."""

PATIENCE = 5.0
"""Seconds to wait for a lock: whoever asks for a diagnosis wants to hear that the store is locked."""

RESTORE = "restore a backup (`kutipan restore`), or ingest the sources again into a new data folder"

_REINDEXABLE = ("missing from index", "wrong # of entries in index", "non-unique entry in index", "row not found in index")


def connect(path: Path) -> sqlite3.Connection:
    """Open an SQLite file for reading alone."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=PATIENCE)


def damage(path: Path) -> list[str]:
    """Return what SQLite's own check says is wrong with a store's file; nothing for a sound one."""
    try:
        with closing(connect(path)) as connection:
            said = [row[0] for row in connection.execute(f"PRAGMA integrity_check({PROBLEMS_SHOWN})")]
            problems = [line for line in said if line != "ok"]
            if not problems:
                dangling = connection.execute("PRAGMA foreign_key_check").fetchmany(PROBLEMS_SHOWN)
                problems = [f"row {row[1]} of {row[0]} refers to a row of {row[2]} that is not there" for row in dangling]
            tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    except sqlite3.Error as error:
        return [str(error)]
    if not problems and VERSION_TABLE not in tables:
        return ["it is an SQLite database of another program"]
    return problems


def store(url: str) -> Iterator[Finding]:
    """Yield what is wrong with the store at an SQLAlchemy URL, from the file up to the records in it."""
    file = opening.file_of(url)
    if file is not None:
        found = list(_file(file))
        yield from found
        if any(finding.severity is Severity.FAULT for finding in found):
            return
    try:
        # Nothing is created or migrated: a diagnosis must not change the patient.
        engine = opening.engine_to_look(url)
    except StoreVersionError as error:
        yield fault(url, str(error), "install the newer Kutipan that wrote it")
        return
    except StoreError as error:
        yield fault(url, str(error), "correct the URL of the store, or start its server")
        return
    try:
        with engine.connect() as connection:
            yield from _records(connection, str(file or engine.url.render_as_string(hide_password=True)))
    except (StoreError, sa.exc.SQLAlchemyError) as error:
        yield fault(str(file or url), f"cannot be read ({error})", RESTORE)
    finally:
        engine.dispose()


def fault(where: str, problem: str, advice: str, repair: Repair | None = None) -> Finding:
    """Return a fault of the store."""
    return Finding(part="store", severity=Severity.FAULT, where=where, problem=problem, advice=advice, repair=repair)


def _file(path: Path) -> Iterator[Finding]:
    where = str(path)
    if not path.exists():
        yield fault(where, "there is no store", "ingest something, restore a backup, or name the right data folder (--data)")
        return
    for allowed, meaning in ((os.R_OK, "read"), (os.W_OK, "written")):
        if not os.access(path, allowed):
            yield fault(where, f"may not be {meaning} by this user", "give yourself permission to read and write it")
            return
    if not os.access(path.parent, os.W_OK | os.X_OK):
        yield fault(str(path.parent), "may not be written by this user", "SQLite keeps files beside the store: give permission")
        return
    problems = damage(path)
    if not problems:
        return
    if any("locked" in problem for problem in problems):
        advice = "let the process that writes finish, or end it, and look again"
        yield Finding(
            part="store", severity=Severity.WARNING, where=where, problem="is locked by another process", advice=advice
        )
        return
    reindexable = all(any(known in problem for known in _REINDEXABLE) for problem in problems)
    for problem in problems:
        if reindexable:
            advice = "its records are whole: `kutipan doctor --repair` makes the lookup indexes anew"
            yield fault(where, problem, advice, Repair.STORE_INDEXES)
        else:
            yield fault(where, f"is damaged ({problem})", f"this cannot be repaired: {RESTORE}")


def _records(connection: sa.Connection, where: str) -> Iterator[Finding]:
    revision = connection.execute(sa.text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()
    if revision != SCHEMA_REVISION:
        yield Finding(
            part="store",
            severity=Severity.NOTE,
            where=where,
            problem=f"has schema {revision}, this version uses {SCHEMA_REVISION}",
            advice="back it up; the next command that opens it brings it forward",
        )
        return
    yield from _change_log(connection, where)
    yield from _contents(connection, where)
    yield from _documents(connection, where)
    yield from _runs(connection, where)


def _change_log(connection: sa.Connection, where: str) -> Iterator[Finding]:
    position = schema.changes.c.position
    number, first, last = connection.execute(sa.select(sa.func.count(), sa.func.min(position), sa.func.max(position))).one()
    if number and (first, last) != (1, number):
        yield fault(
            where,
            f"its change log has {number:,} lines between {first:,} and {last:,}: some are missing",
            f"rebuild the index; {RESTORE} if quotations are missing",
            Repair.INDEX,
        )
    logged = sa.select(schema.changes.c.quotation_id)
    silent = _count(connection, sa.select(schema.quotations.c.id).where(schema.quotations.c.id.not_in(logged)))
    if silent:
        yield fault(where, f"{silent:,} quotations are not in the change log, so no index will hold them", RESTORE)


def _contents(connection: sa.Connection, where: str) -> Iterator[Finding]:
    table = schema.contents
    wrong = []
    for row in connection.execute(sa.select(table).execution_options(yield_per=1)):
        try:
            data = zlib.decompress(row.data)
        except zlib.error:
            wrong.append(row.hash)
        else:
            if hashlib.sha256(data).hexdigest() != row.hash or len(data) != row.size:
                wrong.append(row.hash)
    for key in wrong[:PROBLEMS_SHOWN]:
        yield fault(
            where,
            f"the published bytes {key[:16]}… are not those that were stored",
            f"the text is whole; for the bytes {RESTORE}",
        )
    used = sa.union(
        sa.select(schema.documents.c.content).where(schema.documents.c.content.is_not(None)),
        sa.select(schema.document_revisions.c.content).where(schema.document_revisions.c.content.is_not(None)),
    )
    unused = _count(connection, sa.select(table.c.hash).where(table.c.hash.not_in(used)))
    if unused:
        yield Finding(
            part="store",
            severity=Severity.NOTE,
            where=where,
            problem=f"{unused:,} published files belong to no document",
            advice="nothing to do: they take room and nothing else",
        )


def _documents(connection: sa.Connection, where: str) -> Iterator[Finding]:
    """Look whether every quotation still is what its document says: spans that slice back, raw texts that can be read."""
    documents, quotations = schema.documents, schema.quotations
    wrong = 0
    last = ""
    query = sa.select(documents.c.id, documents.c.text, documents.c.raw).order_by(documents.c.id).limit(100)
    while True:
        try:
            page = connection.execute(query.where(documents.c.id > last)).all()
        except (zlib.error, UnicodeDecodeError):
            yield fault(where, "a document's raw text cannot be unpacked", RESTORE)
            return
        if not page:
            break
        texts = {row.id: row.text for row in page}
        spans = sa.select(*quotations.c["document_id", "start", "end", "text"])
        for row in connection.execute(spans.where(quotations.c.document_id.in_(texts))):
            wrong += texts[row.document_id][row.start : row.end] != row.text
        last = page[-1].id
    if wrong:
        yield fault(where, f"{wrong:,} quotations are not the words at their place in their document", RESTORE)


def _runs(connection: sa.Connection, where: str) -> Iterator[Finding]:
    table = schema.runs
    old = dt.datetime.now(dt.UTC) - STALE_AFTER
    query = sa.select(table).where(table.c.finished_at.is_(None), table.c.started_at < old).order_by(table.c.id.desc())
    for row in connection.execute(query.limit(PROBLEMS_SHOWN)):
        yield Finding(
            part="store",
            severity=Severity.NOTE,
            where=where,
            problem=f"run {row.id} ({row.command}) of {row.started_at:%Y-%m-%d} never finished: it was killed",
            advice="run the same command again if nobody has: what is stored is skipped",
        )


def _count(connection: sa.Connection, query: Any) -> int:
    return int(connection.execute(sa.select(sa.func.count()).select_from(query.subquery())).scalar_one())
