"""A store <-> a dump: a text file of one JSON object a line that needs no Kutipan to be read (docs/dump-format.md).

The first line says what the file is, the last one how many lines it has and their digest: a dump that was cut off, or of
which a byte has changed, is recognised and not loaded.
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from corpus.errors import ConfigurationError, InputRejected
from corpus.store import Store
from corpus.store.dump_form import FORMAT, Record

NAME = "kutipan-dump"


def write(store: Store, stream: IO[bytes] | gzip.GzipFile) -> int:
    """Write all that a store holds, as of one moment; return the number of records."""
    digest = hashlib.sha256()
    number = 0

    def put(given: Record) -> None:
        line = _line(given)
        digest.update(line)
        stream.write(line)

    put({"type": NAME, "format": FORMAT, "made_at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds")})
    for given in store.dump():
        put(given)
        number += 1
    stream.write(_line({"type": "end", "records": number, "sha256": digest.hexdigest()}))
    return number


def write_file(store: Store, path: Path) -> int:
    """Write a dump to a file, compressed where its name ends in .gz; it appears whole or not at all.

    Raises ConfigurationError where it cannot be written.
    """
    temporary = path.with_name(f"{path.name}.part")
    try:
        with temporary.open("wb") as file:
            if path.suffix == ".gz":
                # No name and no time inside: the same store gives the same bytes, but for the first line.
                with gzip.GzipFile(fileobj=file, mode="wb", filename="", mtime=0) as stream:
                    number = write(store, stream)
            else:
                number = write(store, file)
        temporary.replace(path)
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be written ({error.strerror or error}); name another file") from error
    finally:
        temporary.unlink(missing_ok=True)
    return number


def load(store: Store, path: Path) -> int:
    """Load a dump into an empty store, all of it or nothing; return the number of records.

    Raises InputRejected for a file that is no whole dump of a format that this version reads, StoreError where the store is
    not empty.
    """
    return store.load(read(path))


def read(path: Path) -> Iterator[tuple[str, Record]]:
    """Yield the records of a dump with their places; raise InputRejected before the end for one that is not whole."""
    digest = hashlib.sha256()
    number = -1
    try:
        with gzip.open(path) if path.suffix == ".gz" else path.open("rb") as lines:
            for number, line in enumerate(lines):
                location = f"{path}:{number + 1}"
                given = _parsed(line, location)
                if number == 0:
                    _check_header(given, location)
                elif given.get("type") == "end":
                    if (given.get("records"), given.get("sha256")) != (number - 1, digest.hexdigest()):
                        raise InputRejected(location, "the lines before are not those that were written: the dump is damaged")
                    return
                else:
                    yield location, given
                digest.update(line)
    except (OSError, EOFError, zlib.error) as error:
        raise InputRejected(str(path), f"cannot be read ({error}); check the path, or take another copy") from error
    raise InputRejected(f"{path}:{number + 1}", "ends before its last line: the dump was cut off; take another copy")


def _check_header(given: Record, location: str) -> None:
    if given.get("type") != NAME:
        raise InputRejected(location, "is not the first line of a dump: `kutipan dump` writes such files, `ingest` reads texts")
    if given.get("format") != FORMAT:
        raise InputRejected(
            location, f"has format {given.get('format')!r}, this version reads {FORMAT}: load it with the Kutipan that wrote it"
        )


def _parsed(line: bytes, location: str) -> Record:
    try:
        given = json.loads(line)
    except ValueError as error:
        raise InputRejected(location, f"is not JSON ({error}); the dump is damaged, or no dump") from error
    if not isinstance(given, dict):
        raise InputRejected(location, "is not a JSON object; the dump is damaged, or no dump")
    return given


def _line(given: Record) -> bytes:
    return (json.dumps(given, ensure_ascii=False, separators=(",", ":")) + "\n").encode()
