"""A data folder -> a backup that can be made while others read and write, and back.

A backup is a folder: `store.sqlite`, the files that a person wrote for this data (topics, sources), and `backup.json`, which
says what it is. What is derived (index, vectors, models) is not in it: `kutipan index` makes it again. A place that ends in
.sqlite gets the store alone.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import ConfigurationError, StoreError
from corpus.keeping import checking
from corpus.settings import Settings
from corpus.store import Store, faults, opening

STORE = "store.sqlite"
NOTE = "backup.json"
BY_HAND = ("topics.yaml", "sources.toml")
"""Files of a data folder that people write, and no command can make again."""

PAGES_AT_ONCE = 2_048
"""Of 4 KB: between two steps of copying, others may write."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What was made or restored: where, of which store, up to which change, and how much is in it."""

    path: Path
    identity: str
    position: int
    documents: int
    quotations: int


def make(settings: Settings, place: Path) -> Backup:
    """Back up the data folder to `place`; it appears whole or not at all.

    An existing folder gets a new one inside, named by the moment. Raises ConfigurationError for a place that is taken or
    cannot be written and for a store on a server, StoreError for a store that cannot be read.
    """
    source = opening.file_of(settings.store_address)
    if source is None:
        raise ConfigurationError("a store on a server is backed up by the server's own tools (pg_dump), or by `kutipan dump`")
    if not source.is_file():
        raise StoreError(f"there is no store at {source}: ingest something first, or name the right data folder (--data)")
    alone = place.suffix == ".sqlite"
    if place.is_dir():
        place = place / f"kutipan-{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%SZ}"
    if place.exists():
        raise ConfigurationError(f"{place} exists already: name another place, or a folder to make the backup in")
    temporary = place.with_name(f"{place.name}.part")
    _remove(temporary)
    try:
        if alone:
            temporary.parent.mkdir(parents=True, exist_ok=True)
            copy_store(source, temporary)
            backup = _look(temporary, place)
        else:
            temporary.mkdir(parents=True)
            copy_store(source, temporary / STORE)
            for name in BY_HAND:
                if (settings.data / name).is_file():
                    shutil.copy2(settings.data / name, temporary / name)
            backup = _look(temporary / STORE, place)
            (temporary / NOTE).write_text(json.dumps(_note(backup, temporary), indent=1) + "\n", encoding="utf-8")
        temporary.replace(place)
    except OSError as error:
        raise ConfigurationError(f"{place}: cannot be written ({error.strerror or error}); name another place") from error
    finally:
        _remove(temporary)
    return backup


def restore(settings: Settings, place: Path, *, replace: bool = False) -> Backup:
    """Put a backup, or a store alone, in place of the store; the index is removed, since it is of another moment.

    With `replace` a store that is there already is kept beside it under another name. Raises ConfigurationError where one is
    there without it, StoreError for a backup that is damaged or no backup.
    """
    target = opening.file_of(settings.store_address)
    if target is None:
        raise ConfigurationError("a store on a server is restored by the server's own tools (pg_restore), or by `kutipan load`")
    if target.exists() and not replace:
        raise ConfigurationError(
            f"{target} exists already: name another data folder (--data), or give --replace to set it aside"
        )
    source = place / STORE if place.is_dir() else place
    _check(place, source)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        arriving = target.with_name(f"{target.name}.part")
        _remove(arriving)
        copy_store(source, arriving)
        if target.exists():
            _set_aside(target)
        arriving.replace(target)
        for name in BY_HAND if place.is_dir() else ():
            if (place / name).is_file():
                shutil.copy2(place / name, settings.data / name)
        _remove(settings.index_path)
    except OSError as error:
        raise ConfigurationError(
            f"{target}: cannot be restored ({error.strerror or error}); make room or give permission"
        ) from error
    # Opening brings an older schema forward.
    with Store.open(settings.store_address, create=False):
        return _look(target, target)


def copy_store(source: Path, target: Path) -> None:
    """Copy an SQLite store as of one moment, while others write to it (SQLite's online backup). Raises StoreError."""
    try:
        with closing(checking.connect(source)) as reading, closing(sqlite3.connect(target)) as writing:
            reading.backup(writing, pages=PAGES_AT_ONCE)
            writing.execute("PRAGMA journal_mode = DELETE")  # one file, that nothing beside it belongs to
    except sqlite3.Error as error:
        raise StoreError(f"store {source}: {faults.advice_for(error) or error}") from error


def _check(place: Path, source: Path) -> None:
    """Raise StoreError for what is no whole backup."""
    if not source.is_file():
        raise StoreError(f"{place} is no backup: name a folder that `kutipan backup` made, or the file of a store")
    note = place / NOTE
    if note.is_file():
        try:
            said = json.loads(note.read_text(encoding="utf-8"))["sha256"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StoreError(f"{note} is damaged ({error}): take another backup") from error
        wrong = [name for name, digest in said.items() if not (place / name).is_file() or _digest(place / name) != digest]
        if wrong:
            raise StoreError(f"{place / wrong[0]} is not the file that was backed up: it is damaged; take another backup")
    problems = checking.damage(source)
    if problems:
        raise StoreError(f"{source} is damaged ({problems[0]}): take another backup")


def _look(file: Path, shown: Path) -> Backup:
    with closing(checking.connect(file)) as connection:

        def one(query: str) -> Any:
            return connection.execute(query).fetchone()[0]

        return Backup(
            path=shown,
            identity=one("SELECT value FROM properties WHERE name = 'identity'"),
            position=one("SELECT coalesce(max(position), 0) FROM changes"),
            documents=one("SELECT count(*) FROM documents"),
            quotations=one("SELECT count(*) FROM quotations"),
        )


def _note(backup: Backup, folder: Path) -> dict[str, Any]:
    return {
        "kutipan-backup": 1,
        "made_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
        "identity": backup.identity,
        "position": backup.position,
        "documents": backup.documents,
        "quotations": backup.quotations,
        "sha256": {path.name: _digest(path) for path in sorted(folder.iterdir())},
    }


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _set_aside(store: Path) -> None:
    """Move a store away with the files that belong to it, so that nothing of it meets the new one."""
    moment = f"{dt.datetime.now(dt.UTC):%Y%m%dT%H%M%SZ}"
    for suffix in ("-wal", "-shm", ""):
        path = store.with_name(store.name + suffix)
        if path.exists():
            path.replace(store.with_name(f"{store.name}.before-{moment}{suffix}"))


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    elif path.exists():
        path.unlink()
