"""`python -m benchmarks.claims`: seconds from a claim to both of its sides, over the endpoint of a served index.

    python -m benchmarks.claims --data DIR [--quotations 100000] [--folder DIR] [--markdown FILE]

The index holds made-up quotations of real length (`benchmarks.generator`). Each claim is asked twice: the first time every pair
has to be judged, the second time all are known. Nobody else asks meanwhile.
"""

from __future__ import annotations

import argparse
import http.client
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks import machine, scale_build
from benchmarks.processes import measured
from benchmarks.report import Figure, as_record, rows
from benchmarks.serving import asked, percentile, server
from corpus.settings import Settings
from corpus.store import Store
from search.claims import DEPTH, FIRST_PAGE

QUOTATIONS = 100_000
WORKERS = 2
WARM_UP = "Jembatan gantung itu perlu diperbaiki"
AIM = 2.0  # seconds to the first page, on two cores at 100,000 quotations


@dataclass(frozen=True, slots=True)
class Answer:
    """Seconds to the last byte, and how many of the found quotations were judged."""

    seconds: float
    judged: int
    found: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The first claim that a fresh server is asked, claims never asked before, the same again, and the command line."""

    opening: Answer
    fresh: Sequence[Answer]
    again: Sequence[Answer]
    command: float
    quotations: int


def claims() -> list[str]:
    """Return the claims that are asked."""
    lines = (Path(__file__).parent / "claims.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def main(given: Sequence[str] | None = None) -> int:
    """Make an index, serve it, ask, and print what it took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="data folder whose quotations the made-up ones are like")
    parser.add_argument("--quotations", type=int, default=QUOTATIONS)
    parser.add_argument("--folder", type=Path, help="keep the made-up data folder here, and use one that is there")
    parser.add_argument("--markdown", type=Path, help="write a page here")
    chosen = parser.parse_args(given)
    with tempfile.TemporaryDirectory(prefix="kutipan-claims-") as folder:
        data = chosen.folder or Path(folder)
        if not (data / "index").is_dir():
            scale_build.kutipan(scale_build.Source.of(chosen.data), chosen.quotations, data)
            Store.open(Settings(data=data).store_address).close()
        facts = machine.facts()
        found = ask(data, claims())
    page = "\n".join(as_markdown(found, facts)) + "\n"
    if chosen.markdown:
        chosen.markdown.write_text(page, encoding="utf-8")
    print(page)
    return 0


def ask(data: Path, asked: Sequence[str], *, variables: Mapping[str, str] | None = None) -> Measured:
    """Serve a data folder, ask it each claim twice, and once by the command line. No judgement may be known beforehand."""
    settings = Settings(data=data)
    for file in data.glob(f"{settings.judgement_cache_path.name}*"):
        file.unlink()
    given = {"KUTIPAN_WORKERS": str(WORKERS), "KUTIPAN_RATE_LIMIT_MEANING": "0", **(variables or {})}
    kutipan = ["env", *(f"{name}={value}" for name, value in given.items()), sys.executable, "-m", "kutipan"]
    kutipan += ["--data", str(data)]
    with server(kutipan) as (connection, _):
        quotations = _get(connection, "/api/v1/search")["index"]["quotations"]
        opening = _ask(connection, WARM_UP)
        for other in (WARM_UP[:-4], WARM_UP[:-6], WARM_UP[:-8], WARM_UP[:-9]):  # each process reads its encoder once
            _ask(connection, other)
        fresh = [_ask(connection, claim) for claim in asked]
        again = [_ask(connection, claim) for claim in asked]
    command = measured([*kutipan, "search", "--claim", asked[0].upper() + " ya", "--format", "json"], accepted=(0,))
    return Measured(opening=opening, fresh=fresh, again=again, command=command.seconds, quotations=quotations)


def as_markdown(found: Measured, facts: Mapping[str, str]) -> Iterator[str]:
    """Yield the lines of the page."""
    yield "# Performance of claims"
    yield ""
    today = as_record(facts, "", ())["date"]
    yield (
        f"Measured on {today} by `make bench-claims`, which writes this page: {len(found.fresh)} claims, one after the other, "
        f"asked of `/api/v1/claims` over {found.quotations:,} made-up quotations of real length. {_depth(found.fresh)} "
        f"A server judges {DEPTH} unless asked otherwise, and fewer, the nearest, where {FIRST_PAGE} s do not suffice for all."
    )
    yield ""
    yield from (f"- {name}: {value}" for name, value in facts.items())
    yield ""
    yield from rows(as_record(facts, "", figures(found))["figures"])


def figures(found: Measured) -> list[Figure]:
    """Return what was measured."""
    fresh, again = ([answer.seconds for answer in answers] for answers in (found.fresh, found.again))
    pairs = sum(answer.judged for answer in found.fresh) / sum(fresh)
    return [
        Figure(name="a claim never asked before, p50", value=statistics.median(fresh), unit="s", aim=AIM),
        Figure(name="a claim never asked before, p95", value=percentile(fresh, 95), unit="s", aim=AIM),
        Figure(name="the same claim again, p50", value=statistics.median(again), unit="s", aim=AIM),
        Figure(name="the same claim again, p95", value=percentile(again, 95), unit="s", aim=AIM),
        Figure(name="quotations judged a second, search and answer included", value=pairs, unit="quotations/s"),
        Figure(name="the first claim of a fresh server", value=found.opening.seconds, unit="s", note="reads both models"),
        Figure(name="`kutipan search --claim`, whole command", value=found.command, unit="s", note="reads both models"),
    ]


def _depth(answers: Sequence[Answer]) -> str:
    judged = [answer.judged for answer in answers]
    return (
        f"Judged were {min(judged):,} to {max(judged):,} quotations a claim (median {statistics.median(judged):,.0f}), of "
        f"{statistics.median([answer.found for answer in answers]):,.0f} found; every answer says how many."
    )


def _ask(connection: http.client.HTTPConnection, claim: str) -> Answer:
    began = time.perf_counter()
    found = _get(connection, f"/api/v1/claims?{urlencode({'claim': claim})}")
    return Answer(time.perf_counter() - began, found["judged"], found["found"])


def _get(connection: http.client.HTTPConnection, path: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(asked(connection, path))
    return found


if __name__ == "__main__":
    sys.exit(main())
