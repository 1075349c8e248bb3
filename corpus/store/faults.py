"""Database faults -> StoreError: what was given, what is wrong with it, what to do."""

from __future__ import annotations

import sqlite3

import sqlalchemy as sa

from corpus.errors import StoreError

LOCK_PATIENCE = 30.0
"""Seconds a writer waits for another one: far longer than a batch of 200 documents takes (0.3 s), far shorter than a night."""

_SQLITE_ADVICE = {
    sqlite3.SQLITE_BUSY: f"another process has written to it for over {LOCK_PATIENCE:.0f} seconds: let it finish and try again",
    sqlite3.SQLITE_LOCKED: "another connection is changing it: try again",
    sqlite3.SQLITE_FULL: "the disk is full: free some space and try again; what was stored before is intact",
    sqlite3.SQLITE_READONLY: "it may not be written: give yourself write permission for the file and for its folder",
    sqlite3.SQLITE_PERM: "it may not be used: give yourself permission to read and write the file",
    sqlite3.SQLITE_CANTOPEN: "it cannot be opened: its folder must exist and be writable, and it must be a file",
    sqlite3.SQLITE_CORRUPT: "the file is damaged: restore it from a backup, or ingest the sources again into a new data folder",
    sqlite3.SQLITE_NOTADB: "the file is not an SQLite database: give another data folder, or move the file away",
    sqlite3.SQLITE_IOERR: "the disk cannot be read or written: check it and the space on it; SQLite needs a local disk",
}

_POSTGRESQL_ADVICE = {
    "08": "the connection was lost: check that the server runs, then try again; what was stored before is intact",
    "28": "the server refused the user or password: correct them in the URL",
    "3D": "the database does not exist: create it (createdb), or correct its name in the URL",
    "42501": "the user may not do this: grant it CREATE on the schema and all rights on the tables",
    "53": "the server is out of disk, memory or connections: relieve it, then try again; what was stored before is intact",
    "55P03": "another process has been writing to it for too long: let it finish and try again",
    "57": "the server is stopping or cancelled the work: try again when it runs",
    "25006": "the server is read-only: give the URL of the primary",
}


def watch(engine: sa.Engine) -> None:
    """Make every fault of this engine that a person can do something about a StoreError."""
    address = engine.url.render_as_string(hide_password=True)

    @sa.event.listens_for(engine, "handle_error")
    def translate(context: sa.engine.ExceptionContext) -> None:
        advice = advice_for(context.original_exception)
        if advice:
            raise StoreError(f"store {address}: {advice}") from context.original_exception


def advice_for(fault: BaseException) -> str | None:
    """Return what is wrong and what to do; None for a fault that is a mistake of the program's own."""
    if isinstance(fault, sqlite3.Error):
        # The low byte is the kind of fault, the rest says where it was met (sqlite.org/rescode.html).
        code = getattr(fault, "sqlite_errorcode", None)
        return _SQLITE_ADVICE.get(code & 0xFF) if code is not None else None
    state = getattr(fault, "sqlstate", None)
    if state:
        return _POSTGRESQL_ADVICE.get(state) or _POSTGRESQL_ADVICE.get(state[:2])
    if type(fault).__module__.startswith("psycopg") and type(fault).__name__ in {"OperationalError", "ConnectionTimeout"}:
        return f"the server cannot be reached ({_first_line(fault)}): check the URL, and that the server runs"
    return None


def _first_line(fault: BaseException) -> str:
    return next(iter(str(fault).splitlines()), type(fault).__name__)
