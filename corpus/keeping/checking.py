"""A store's file -> what is wrong with it. Nothing is changed here, and nothing is taken for granted: it may be anything."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from corpus.store.schema import VERSION_TABLE

PROBLEMS_SHOWN = 5
"""Of one kind: a page of damage says no more than its beginning."""

PATIENCE = 5.0
"""Seconds to wait for a lock: whoever asks for a diagnosis wants to hear that the store is locked."""


def connect(path: Path, *, writing: bool = False) -> sqlite3.Connection:
    """Open an SQLite file that exists, for reading alone unless `writing`."""
    mode = "rw" if writing else "ro"
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=PATIENCE)


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
