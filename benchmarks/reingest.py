"""`python -m benchmarks.reingest`: the same corpus ingested and indexed ten times; only the records of the runs may be added.

Row counts say whether a table grew, digests of all rows whether anything in it was written over: an update that leaves the
count alone would show in the change log of tomorrow, as work for an index that has nothing to do.
"""

from __future__ import annotations

import argparse
import hashlib
import sqlite3
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from benchmarks import machine, material
from benchmarks.processes import measured
from benchmarks.sections import put_section
from benchmarks.serving import index_bytes

TIMES = 10
RUN_RECORDS = frozenset({"store.runs", "store.rejections"})
"""What a run may add: that it took place, and what it could not use."""

PAGE = 4_096
"""Bytes by which a table of SQLite grows; a run's record has about 200."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What a data folder holds: rows and a digest of each table ("store.quotations"), bytes of each file or folder."""

    rows: Mapping[str, int]
    digests: Mapping[str, str]
    bytes: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One ingest with the index after it: seconds of both, and what the folder held then."""

    ingest_seconds: float
    index_seconds: float
    held: Holding


def main(given: Sequence[str] | None = None) -> int:
    """Ingest the same again and again and print what grew; 1 when anything did but the records of runs."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reingest", description=__doc__)
    parser.add_argument("--times", type=int, default=TIMES)
    parser.add_argument("--documents", type=int, help="use the first so many articles only")
    parser.add_argument("--encoder", default="fake", help="what is embedded does not decide what grows (default: fake)")
    parser.add_argument("--folder", type=Path, help="data folder to make (default: a temporary one)")
    parser.add_argument("--markdown", type=Path, help="put the figures into this page")
    chosen = parser.parse_args(given)
    with tempfile.TemporaryDirectory(prefix="kutipan-again-") as folder:
        found = material.find(Path(folder), chosen.documents)
        facts = machine.facts()
        runs = again(found.path, chosen.folder or Path(folder) / "data", chosen.times, chosen.encoder)
    wrong = list(grown(runs[0].held, runs[-1].held))
    lines = list(report(runs, wrong, f"{found.documents:,} documents of {found.name}", facts))
    if chosen.markdown:
        put_section(chosen.markdown, "The same corpus again", lines)
    print("\n".join(lines))
    return 1 if wrong else 0


def again(corpus: Path, data: Path, times: int, encoder: str = "fake") -> list[Run]:
    """Ingest and index a corpus so many times by the commands, and return what each run took and left."""
    kutipan = ["env", f"KUTIPAN_ENCODER={encoder}", sys.executable, "-m", "kutipan", "--data", str(data)]
    runs = []
    for _ in range(times):
        ingest = measured([*kutipan, "ingest", str(corpus), "--format", "json"])
        index = measured([*kutipan, "index", "--format", "json"], accepted=(0,))
        runs.append(Run(ingest_seconds=ingest.seconds, index_seconds=index.seconds, held=held(data)))
    return runs


def held(data: Path) -> Holding:
    """Read what a data folder holds, after what its databases keep in a log was written into them."""
    rows, digests, sizes = {}, {}, {}
    for file in sorted(data.glob("*.sqlite")):
        with closing(sqlite3.connect(file)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            for (table,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
                name = f"{file.stem}.{table}"
                rows[name], digests[name] = _digest(connection, table)
        sizes[file.name] = file.stat().st_size
    for folder in sorted(path for path in data.iterdir() if path.is_dir()):
        sizes[f"{folder.name}/"] = index_bytes(folder)
    return Holding(rows=rows, digests=digests, bytes=sizes)


def grown(first: Holding, last: Holding) -> Iterator[str]:
    """Yield what has more, fewer or other rows or bytes, the records of runs and the room that they need apart."""
    for name in sorted(first.rows.keys() | last.rows.keys()):
        before, after = first.rows.get(name, 0), last.rows.get(name, 0)
        if name not in RUN_RECORDS and before != after:
            yield f"{name} has {after:,} rows, and had {before:,}"
        elif name not in RUN_RECORDS and first.digests.get(name) != last.digests.get(name):
            yield f"{name} has {after:,} rows as before, but other ones"
    room = _room(first, last)
    for name in sorted(first.bytes.keys() | last.bytes.keys()):
        more = last.bytes.get(name, 0) - first.bytes.get(name, 0)
        if more > (room if name == "store.sqlite" else 0):
            yield f"{name} has {more:,} bytes more"


def report(runs: Sequence[Run], wrong: Sequence[str], corpus: str, facts: Mapping[str, str]) -> Iterator[str]:
    """Yield the lines of a page."""
    first, last = runs[0].held, runs[-1].held
    yield f"{corpus}, ingested and indexed {len(runs)} times (`make reingest`), compared after the first and the last time:"
    yield ""
    yield f"- {'; '.join(wrong) if wrong else 'nothing grew and no row was changed, apart from the records of the runs'}"
    seconds = [run.ingest_seconds for run in runs]
    later = f", then {min(seconds[1:]):.1f} to {max(seconds[1:]):.1f} s" if len(runs) > 1 else ""
    yield f"- ingesting took {seconds[0]:.0f} s the first time{later}; {facts['processor']}, cores: {facts['cores']}"
    yield ""
    yield "| table | rows, first | rows, last | same rows |"
    yield "| --- | ---: | ---: | --- |"
    for name in sorted(last.rows):
        same = first.digests.get(name) == last.digests[name]
        why = "yes" if same else ("runs are recorded" if name in RUN_RECORDS else "**no**")
        yield f"| {name} | {first.rows.get(name, 0):,} | {last.rows[name]:,} | {why} |"
    yield ""
    yield "| file or folder | bytes, first | bytes, last |"
    yield "| --- | ---: | ---: |"
    for name in sorted(last.bytes):
        yield f"| {name} | {first.bytes.get(name, 0):,} | {last.bytes[name]:,} |"


def _digest(connection: sqlite3.Connection, table: str) -> tuple[int, str]:
    number, digest = 0, hashlib.sha256()
    for row in connection.execute(f'SELECT * FROM "{table}"'):  # in the order of the rows: a table left alone keeps it
        number += 1
        digest.update(repr(row).encode("utf-8", "surrogatepass"))
    return number, digest.hexdigest()


def _room(first: Holding, last: Holding) -> int:
    """Return the bytes that the new records may take: half a page each is ample for the longest reason of a rejection."""
    new = sum(last.rows.get(name, 0) - first.rows.get(name, 0) for name in RUN_RECORDS)
    return PAGE * (2 + new // 2)


if __name__ == "__main__":
    sys.exit(main())
