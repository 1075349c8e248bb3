"""URL -> an engine whose tables are of this version of Kutipan."""

from __future__ import annotations

import os
import sqlite3
import weakref
from pathlib import Path

import sqlalchemy as sa

from corpus.errors import StoreError, StoreVersionError
from corpus.store import faults
from corpus.store.schema import SCHEMA_REVISION, VERSION_TABLE, metadata

WRITING = "kutipan_writing"
"""Execution option of connections that will write."""

_LOCK_KEY = 0x4B555449
"""Of PostgreSQL's advisory lock that writers take ("KUTI")."""


def open_engine(url: str, *, create: bool) -> sa.Engine:
    """Return an engine for the store at `url`, created or migrated forward as needed.

    Raises StoreError where there is none and `create` is false, or where it cannot be used; StoreVersionError where a
    newer Kutipan wrote it.
    """
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        _check_file(address, create=create)
        engine = sa.create_engine(address, connect_args={"timeout": faults.LOCK_PATIENCE})
        faults.watch(engine)
        _configure_sqlite(engine)
    else:
        engine = sa.create_engine(address, pool_pre_ping=True)
        faults.watch(engine)
    _open_engines.add(engine)
    try:
        _bring_up_to_date(engine, create=create)
    except BaseException:
        engine.dispose()
        raise
    return engine


def engine_to_look(url: str) -> sa.Engine:
    """Return an engine for looking at a store as it is: nothing is created or migrated.

    Raises StoreError where there is none or it cannot be used, StoreVersionError where a newer Kutipan wrote it.
    """
    address = _address(url)
    if address.get_backend_name() == "sqlite":
        _check_file(address, create=False)
        engine = sa.create_engine(address, connect_args={"timeout": faults.LOCK_PATIENCE})
    else:
        engine = sa.create_engine(address)
    faults.watch(engine)
    shown = address.render_as_string(hide_password=True)
    try:
        with engine.connect() as connection:
            found = _revision(connection, shown)
        if found is None:
            raise StoreError(f"{shown} holds no store yet: ingest something first, or name the right one")
        if found > SCHEMA_REVISION:
            raise _too_new(shown, found)
    except BaseException:
        engine.dispose()
        raise
    return engine


def file_of(url: str) -> Path | None:
    """Return the file of an SQLite store, None for one on a server. Raises StoreError for a URL that is none."""
    address = _address(url)
    return Path(address.database or "") if address.get_backend_name() == "sqlite" else None


def lock_for_writing(connection: sa.Connection) -> None:
    """Wait until no other connection writes; the lock ends with the transaction.

    Writers of one store come one after another. Positions in the change log are therefore committed in their own order,
    without gaps, and a follower never reads past a position that another transaction has yet to commit. SQLite has its
    one writer from BEGIN IMMEDIATE. PostgreSQL would let two transactions commit in the other order than they took
    numbers from a sequence. Annotation, the slow part, happens before the lock is taken, so little is lost.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK_KEY)))


def _address(url: str) -> sa.URL:
    try:
        address = sa.make_url(url)
    except sa.exc.ArgumentError:
        raise StoreError(
            f"store URL {url!r} is not one: write sqlite:///folder/store.sqlite or postgresql://user@host/database"
        ) from None
    if address.drivername in {"postgresql", "postgres", "postgresql+psycopg"}:
        return address.set(drivername="postgresql+psycopg")
    if address.drivername not in {"sqlite", "sqlite+pysqlite"}:
        raise StoreError(
            f"store URL starts with {address.drivername}://: Kutipan keeps its store in sqlite:/// or postgresql://"
        )
    if address.database in {None, "", ":memory:"}:
        raise StoreError("an SQLite store needs a file, since memory forgets: write sqlite:///folder/store.sqlite")
    return address


def _check_file(address: sa.URL, *, create: bool) -> None:
    path = Path(address.database or "")
    if not path.exists():
        if not create:
            raise StoreError(f"there is no store at {path}: ingest something first, or name the right data folder (--data)")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(
                f"the folder {path.parent} cannot be made ({error.strerror}): name a data folder that you may write"
            ) from error
    elif path.is_dir():
        raise StoreError(f"{path} is a folder: the store is a file in it, such as {path / 'store.sqlite'}")
    elif not os.access(path, os.R_OK):
        raise StoreError(f"the store {path} may not be read: give yourself permission to read and write it")


def _configure_sqlite(engine: sa.Engine) -> None:
    # The driver's own BEGIN comes late and is never IMMEDIATE; SQLAlchemy's documentation of pysqlite ("serializable
    # isolation, savepoints, transactional DDL") shows how to say it ourselves.
    @sa.event.listens_for(engine, "connect")
    def configure(connection: sqlite3.Connection, record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA synchronous = NORMAL")
        if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            connection.execute("PRAGMA journal_mode = WAL")

    @sa.event.listens_for(engine, "begin")
    def begin(connection: sa.Connection) -> None:
        # A transaction that reads before it writes cannot wait for another writer (SQLITE_BUSY_SNAPSHOT), so one that is
        # going to write says so at once.
        writing = connection.get_execution_options().get(WRITING)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")


def _close_before_fork() -> None:
    for engine in list(_open_engines):
        engine.dispose()


_open_engines: weakref.WeakSet[sa.Engine] = weakref.WeakSet()
# A server that loads the program and then forks its workers must not hand them connections. SQLite counts its locks by
# file in the memory of the process, so that a child which inherits an open connection believes to hold locks that only its
# parent has, even for connections that it opens itself; a PostgreSQL connection is one conversation, which two would garble.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(before=_close_before_fork)


def _bring_up_to_date(engine: sa.Engine, *, create: bool) -> None:
    address = engine.url.render_as_string(hide_password=True)
    with engine.connect() as connection:
        found = _revision(connection, address)
    if found == SCHEMA_REVISION:
        return
    if found is None and not create:
        raise StoreError(f"{address} holds no store yet: ingest something first, or name the right one")
    from corpus.store import migrations

    if found is not None and found not in migrations.known_revisions():
        raise _too_new(address, found)
    with engine.connect().execution_options(**{WRITING: True}) as connection, connection.begin():
        lock_for_writing(connection)
        migrations.upgrade(connection)


def _too_new(address: str, found: str) -> StoreVersionError:
    return StoreVersionError(
        f"store {address} has schema {found}, this Kutipan knows up to {SCHEMA_REVISION}: "
        "install the newer Kutipan that wrote it, or name another data folder"
    )


def _revision(connection: sa.Connection, address: str) -> str | None:
    """Return the schema's revision, None for an empty database; refuse one whose tables are not ours."""
    tables = set(sa.inspect(connection).get_table_names())
    if VERSION_TABLE in tables:
        revision: str | None = connection.execute(sa.text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()
        return revision
    foreign = sorted(tables & set(metadata.tables))
    if foreign:
        raise StoreError(
            f"{address} already has tables of these names, not made by Kutipan: {', '.join(foreign)}; name another database"
        )
    return None
