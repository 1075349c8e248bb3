"""A store -> what is wrong with it, from the file up to the records in it. Nothing is created, migrated or changed."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import shutil
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from corpus.errors import StoreError, StoreVersionError
from corpus.keeping import checking
from corpus.keeping.findings import Finding, Repair, Severity
from corpus.store import opening, schema
from corpus.store.schema import SCHEMA_REVISION, VERSION_TABLE

PROBLEMS_SHOWN = 5
"""Of one kind: a page of damage says no more than its beginning."""

STALE_AFTER = dt.timedelta(days=1)
"""A run that began longer ago and never ended was killed: the longest one measured took an hour."""

SPARE_BYTES = 500_000_000
"""Free disk below which to warn, beside room for one more index: unpacked models take 260 MB, a batch of work some more."""

DOCUMENTS_AT_ONCE = 100

RESTORE = "restore a backup (`kutipan restore`), or ingest the sources again into a new data folder"

_REINDEXABLE = ("missing from index", "wrong # of entries in index", "non-unique entry in index")


def folder(data: Path, index: Path) -> Iterator[Finding]:
    """Yield what hinders working in a data folder: permissions, and a disk that is nearly full."""
    if not data.is_dir():
        yield _found(Severity.FAULT, "folder", data, "is no folder", "name the right data folder (--data), or ingest something")
        return
    for place in (data, index):
        if place.is_dir() and not os.access(place, os.R_OK | os.W_OK | os.X_OK):
            advice = "give yourself permission to read and write it, or run as the user to whom it belongs"
            yield _found(Severity.FAULT, "folder", place, "may not be written by this user", advice)
    held = sum(path.stat().st_size for path in index.rglob("*") if path.is_file()) if index.is_dir() else 0
    free, wanted = shutil.disk_usage(data).free, held + SPARE_BYTES
    if free < wanted:
        problem = f"has {free / 1e6:,.0f} MB free; rebuilding the index takes up to {wanted / 1e6:,.0f} MB"
        yield _found(Severity.WARNING, "disk", data, problem, "free some space before it is needed")


def store(url: str) -> Iterator[Finding]:
    """Yield what is wrong with the store at an SQLAlchemy URL."""
    file = opening.file_of(url)
    if file is not None:
        hindered = False
        for finding in _file(file):
            hindered = hindered or finding.severity is not Severity.NOTE
            yield finding
        if hindered:
            return
    where = str(file) if file else sa.make_url(url).render_as_string(hide_password=True)
    try:
        engine = opening.engine_to_look(url)
    except StoreVersionError as error:
        yield _fault(where, str(error), "install the newer Kutipan that wrote it")
        return
    except StoreError as error:
        yield _fault(where, str(error), "correct the URL of the store, or start its server")
        return
    try:
        with engine.connect() as connection:
            yield from _records(connection, where)
    except (StoreError, sa.exc.SQLAlchemyError) as error:
        yield _fault(where, f"cannot be read ({error})", RESTORE)
    finally:
        engine.dispose()


def reindex(url: str) -> None:
    """Make the lookup indexes inside an SQLite store anew: they repeat what its tables hold."""
    file = opening.file_of(url)
    if file is not None:
        with closing(checking.connect(file, writing=True)) as connection:
            connection.execute("REINDEX")


def _file(path: Path) -> Iterator[Finding]:
    if not path.exists():
        yield _fault(path, "there is no store", "ingest something, restore a backup, or name the right data folder (--data)")
        return
    for allowed, meaning in ((os.R_OK, "read"), (os.W_OK, "written")):
        if not os.access(path, allowed):
            yield _fault(path, f"may not be {meaning} by this user", "give yourself permission to read and write it")
            return
    problems = checking.damage(path)
    if any("locked" in problem for problem in problems):
        advice = "let the process that writes finish, or end it, and look again"
        yield _found(Severity.WARNING, "store", path, f"has been locked for over {checking.PATIENCE:.0f} seconds", advice)
        return
    whole = all(any(known in problem for known in _REINDEXABLE) for problem in problems)
    for problem in problems:
        if whole:
            advice = "its records are whole: `kutipan doctor --repair` makes the lookup indexes anew"
            yield _fault(path, problem, advice, Repair.STORE_INDEXES)
        else:
            yield _fault(path, f"is damaged ({problem})", f"this cannot be repaired: {RESTORE}")


def _records(connection: sa.Connection, where: str) -> Iterator[Finding]:
    revision = connection.execute(sa.text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()
    if revision != SCHEMA_REVISION:
        problem = f"has schema {revision}, this version uses {SCHEMA_REVISION}"
        advice = "back it up; the next command that opens it brings it forward"
        yield _found(Severity.NOTE, "store", where, problem, advice)
        return
    yield from _change_log(connection, where)
    yield from _contents(connection, where)
    yield from _documents(connection, where)
    yield from _runs(connection, where)


def _change_log(connection: sa.Connection, where: str) -> Iterator[Finding]:
    position = schema.changes.c.position
    number, first, last = connection.execute(sa.select(sa.func.count(), sa.func.min(position), sa.func.max(position))).one()
    if number and (first, last) != (1, number):
        problem = f"its change log has {number:,} lines from {first:,} to {last:,}: some are missing"
        yield _fault(where, problem, f"the index may lack quotations: rebuild it; {RESTORE} if the store does")
    logged = sa.exists().where(schema.changes.c.quotation_id == schema.quotations.c.id)
    silent = connection.execute(sa.select(sa.func.count()).select_from(schema.quotations).where(~logged)).scalar_one()
    if silent:
        yield _fault(where, f"{silent:,} quotations are not in its change log, so that no index will hold them", RESTORE)


def _contents(connection: sa.Connection, where: str) -> Iterator[Finding]:
    table = schema.contents
    wrong = [row.hash for row in connection.execute(sa.select(table).execution_options(yield_per=1)) if not _is_whole(row)]
    for key in wrong[:PROBLEMS_SHOWN]:
        problem = f"the published bytes {key[:16]}… are not those that were stored"
        yield _fault(where, problem, f"the words taken from them are whole; for the bytes {RESTORE}")
    users = (schema.documents.c.content, schema.document_revisions.c.content)
    used = sa.or_(*(sa.exists().where(column == table.c.hash) for column in users))
    unused = connection.execute(sa.select(sa.func.count()).select_from(table).where(~used)).scalar_one()
    if unused:
        problem = f"{unused:,} published files belong to no document"
        yield _found(Severity.NOTE, "store", where, problem, "nothing to do: they take room and nothing else")


def _is_whole(row: sa.Row[Any]) -> bool:
    try:
        data = zlib.decompress(row.data)
    except zlib.error:
        return False
    return (hashlib.sha256(data).hexdigest(), len(data)) == (row.hash, row.size)


def _documents(connection: sa.Connection, where: str) -> Iterator[Finding]:
    """Look whether every quotation still is what stands at its place, and every raw text can be unpacked."""
    documents, quotations = schema.documents, schema.quotations
    wrong, last = 0, ""
    query = sa.select(documents.c.id, documents.c.text, documents.c.raw).order_by(documents.c.id).limit(DOCUMENTS_AT_ONCE)
    spans = sa.select(*quotations.c["document_id", "start", "end", "text"])
    while True:
        try:
            page = connection.execute(query.where(documents.c.id > last)).all()
        except (zlib.error, UnicodeDecodeError) as error:
            yield _fault(where, f"the raw text of a document after {last!r} cannot be unpacked ({error})", RESTORE)
            return
        if not page:
            break
        texts = {row.id: row.text for row in page}
        for row in connection.execute(spans.where(quotations.c.document_id.in_(texts))):
            wrong += texts[row.document_id][row.start : row.end] != row.text
        last = page[-1].id
    if wrong:
        yield _fault(where, f"{wrong:,} quotations are not the words at their place in their document", RESTORE)


def _runs(connection: sa.Connection, where: str) -> Iterator[Finding]:
    table = schema.runs
    old = dt.datetime.now(dt.UTC) - STALE_AFTER
    query = sa.select(table).where(table.c.finished_at.is_(None), table.c.started_at < old).order_by(table.c.id.desc())
    for row in connection.execute(query.limit(PROBLEMS_SHOWN)):
        problem = f"run {row.id} ({row.command}) of {row.started_at:%Y-%m-%d} never ended: it was killed"
        advice = "run the same command again if nobody has: what is stored is skipped"
        yield _found(Severity.NOTE, "store", where, problem, advice)


def _fault(where: Path | str, problem: str, advice: str, repair: Repair | None = None) -> Finding:
    return _found(Severity.FAULT, "store", where, problem, advice, repair)


def _found(
    severity: Severity, part: str, where: Path | str, problem: str, advice: str, repair: Repair | None = None
) -> Finding:
    return Finding(part=part, severity=severity, where=str(where), problem=problem, advice=advice, repair=repair)
