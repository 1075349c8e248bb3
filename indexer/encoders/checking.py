"""Caches and unpacked models -> what is wrong with them. All of it can be made again, so it is never worth a backup."""

from __future__ import annotations

import json
import sqlite3
import struct
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from corpus.keeping import checking
from corpus.keeping.findings import Finding, Repair, Severity
from indexer.encoders.cache import SCHEMA_VERSION

_HEADER = struct.Struct("<Q")


def cache(path: Path, repair: Repair) -> Iterator[Finding]:
    """Yield what is wrong with a cache file (`indexer.encoders.cache`), which may be missing."""
    if not path.exists():
        return
    try:
        with closing(checking.connect(path)) as connection:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            problems = [row[0] for row in connection.execute("PRAGMA integrity_check(1)") if row[0] != "ok"]
    except sqlite3.Error as error:
        problems, version = [str(error)], SCHEMA_VERSION
    if not problems and version != SCHEMA_VERSION:
        problems = [f"it has format {version}, this version of Kutipan reads {SCHEMA_VERSION}"]
    if problems:
        advice = "run `kutipan doctor --repair`: it holds nothing that cannot be computed again"
        yield _found(Severity.WARNING, "cache", path, f"is damaged ({problems[0]})", advice, repair)


def models(folder: Path) -> Iterator[Finding]:
    """Yield what is wrong with the models unpacked in a folder, which may be missing."""
    for place in sorted(folder.iterdir()) if folder.is_dir() else ():
        if not place.is_dir():
            continue
        try:
            json.loads((place / "config.json").read_text(encoding="utf-8"))
            json.loads((place / "tokenizer.json").read_text(encoding="utf-8"))
            _check_weights(place / "model.safetensors")
        except (OSError, ValueError, struct.error) as error:
            advice = "run `kutipan doctor --repair`: it is unpacked again when it is needed"
            yield _found(Severity.FAULT, "models", place, f"is damaged ({error})", advice, Repair.MODELS)


def _check_weights(path: Path) -> None:
    """Raise ValueError where a safetensors file is not as long as its header says."""
    with path.open("rb") as file:
        (length,) = _HEADER.unpack(file.read(_HEADER.size))
        size = path.stat().st_size
        if length > size:
            raise ValueError(f"{path.name} has no header")
        header = json.loads(file.read(length))
    ends = [tensor["data_offsets"][1] for name, tensor in header.items() if name != "__metadata__"]
    whole = _HEADER.size + length + max(ends, default=0)
    if size != whole:
        raise ValueError(f"{path.name} has {size:,} bytes instead of {whole:,}")


def _found(severity: Severity, part: str, where: Path, problem: str, advice: str, repair: Repair) -> Finding:
    return Finding(part=part, severity=severity, where=str(where), problem=problem, advice=advice, repair=repair)
