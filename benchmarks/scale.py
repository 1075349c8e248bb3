"""`python -m benchmarks.scale`: Kutipan and its peers on the same made-up quotations and queries, in one run.

Peers do less: they find the best ten and a total by words as typed. Kutipan's times are those of a whole answer: roots, names
and titles searched, exact total, ten facets, groups, passages marked; nothing comes from its memory of answers.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import re
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import psutil

from benchmarks import generator, machine, scale_build
from benchmarks.scale_build import Source
from benchmarks.scale_report import as_markdown
from benchmarks.serving import percentile
from corpus.settings import Settings

SIZES = (100_000, 1_000_000)
EACH = 40  # queries of each kind
FIRST = 10  # results asked for
WHOOSH_AT_MOST = 100_000  # plain Whoosh takes half an hour and more to write a million
REPLACED = 7  # of so many words of a quotation, one is another in an altered one
COMMITS = 5
VERIFIED = ("verify, verbatim", "verify, altered", "verify, not found")
ONLY_OURS = ("hybrid", *VERIFIED)
TOGETHER = {"keyword, all kinds": ("term", "boolean", "phrase", "common word", "filtered"), "verify, all kinds": VERIFIED}
WARM_UP = ("selamat pagi", "terima kasih", '"rapat kerja"')
MEBIBYTE = 2**20


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One query: its words, and the first day that counts (None: all)."""

    kind: str
    words: tuple[str, ...]
    since: str | None = None


def queries(texts: Sequence[str], seed: int = 1) -> list[Asked]:
    """Return queries of all kinds, made of the words of texts; the same ones for the same seed."""
    chance = random.Random(seed)
    split = [words for text in texts if len(words := re.findall(r"[a-z]{2,}", text.lower())) >= 8]
    often = [word for word, _ in Counter(word for words in split for word in words).most_common(EACH)]
    asked: list[Asked] = []
    for number in range(EACH):
        words = chance.choice(split)
        start = chance.randrange(len(words) - 3)
        run = tuple(words[start : start + 3])
        altered = [chance.choice(often) if place % REPLACED == 0 else word for place, word in enumerate(words)]
        asked += [
            Asked(kind="term", words=(max(words, key=len),)),
            Asked(kind="boolean", words=(run[0], run[2])),
            Asked(kind="phrase", words=run[:2]),
            Asked(kind="common word", words=(often[number % len(often)],)),
            Asked(kind="filtered", words=(max(run, key=len),), since="2020-01-01"),
            Asked(kind="hybrid", words=run),
            Asked(kind="verify, verbatim", words=tuple(words)),
            Asked(kind="verify, altered", words=tuple(altered)),
            Asked(kind="verify, not found", words=tuple(chance.sample(words, len(words)))),
        ]
    return asked


def spelt(query: Asked) -> str:
    """Write a query as Kutipan, Whoosh and FTS5 alike read it."""
    if query.kind == "phrase":
        return f'"{" ".join(query.words)}"'
    return (" AND " if query.kind == "boolean" else " ").join(query.words)


def _kutipan(folder: Path, models: Path) -> Callable[[Asked], object]:
    import datetime as dt

    from indexer import encoders
    from search.query import Filters, Mode, Query
    from search.service import SearchService

    service = SearchService.open(Settings(data=folder), encoders.load("bundled", models))

    def ask(query: Asked) -> object:
        if query.kind in VERIFIED:
            return service.verify(" ".join(query.words))
        filters = Filters(date_from=dt.date.fromisoformat(query.since)) if query.since else Filters()
        mode = Mode.HYBRID if query.kind == "hybrid" else Mode.KEYWORD
        return service.search(Query(text=spelt(query), mode=mode, filters=filters, limit=FIRST))

    return ask


def _fts5(folder: Path, _: Path) -> Callable[[Asked], object]:
    connection = sqlite3.connect(folder / "fts.sqlite")

    def ask(query: Asked) -> object:
        where = "from words join quotation on quotation.id = words.rowid where words match ? and date >= ?"
        given = (spelt(query), query.since)
        if query.since is None:
            where, given = "from words where words match ?", (spelt(query),)  # type: ignore[assignment]
        best = connection.execute(f"select words.rowid {where} order by rank limit {FIRST}", given).fetchall()
        return best, connection.execute(f"select count(*) {where}", given).fetchone()

    return ask


def _tantivy(folder: Path, _: Path) -> Callable[[Asked], object]:
    import datetime as dt

    import tantivy

    index = tantivy.Index.open(str(folder))
    searcher = index.searcher()

    def ask(query: Asked) -> object:
        parsed = index.parse_query(spelt(query), ["text"])
        if query.since:
            first = dt.date.fromisoformat(query.since).toordinal()
            days = tantivy.Query.range_query(index.schema, "day", tantivy.FieldType.Integer, first, 10**7)
            parsed = tantivy.Query.boolean_query([(tantivy.Occur.Must, parsed), (tantivy.Occur.Must, days)])
        return searcher.search(parsed, limit=FIRST, count=True)

    return ask


def _whoosh(folder: Path, _: Path) -> Callable[[Asked], object]:
    import datetime as dt

    from whoosh import index
    from whoosh.qparser.default import QueryParser
    from whoosh.query.ranges import NumericRange

    opened = index.open_dir(str(folder))
    searcher, parser = opened.searcher(), QueryParser("text", opened.schema)

    def ask(query: Asked) -> object:
        days = NumericRange("day", dt.date.fromisoformat(query.since).toordinal(), None) if query.since else None
        found = searcher.search(parser.parse(spelt(query)), limit=FIRST, filter=days)
        return len(found)

    return ask


OPENERS: Mapping[str, Callable[[Path, Path], Callable[[Asked], object]]] = {
    "kutipan": _kutipan,
    "tantivy": _tantivy,
    "fts5": _fts5,
    "whoosh": _whoosh,
}
BUILDERS = {
    "kutipan": scale_build.kutipan,
    "tantivy": scale_build.tantivy,
    "fts5": scale_build.fts5,
    "whoosh": scale_build.whoosh,
}


def measured(name: str, folder: Path, models: Path, asked: Sequence[Asked]) -> dict[str, Any]:
    """Ask every query once, in a process of its own; return milliseconds by kind and the process's memory."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    ask = OPENERS[name](folder, models)
    for text in WARM_UP:
        for kind in ("phrase", "hybrid") if name == "kutipan" else ("phrase",):
            ask(Asked(kind=kind, words=tuple(re.findall(r"\w+", text))))
    times: dict[str, list[tuple[float, float]]] = {}  # milliseconds by the clock, and of the processor
    for query in asked:
        if query.kind in ONLY_OURS and name != "kutipan":
            continue
        began, worked = time.perf_counter(), time.process_time()
        ask(query)
        times.setdefault(query.kind, []).append(((time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000))
    if name == "kutipan":
        for together, kinds in TOGETHER.items():
            times[together] = [each for kind in kinds for each in times[kind]]
    latencies = {
        kind: {f"p{share}": percentile([clock for clock, _ in found], share) for share in (50, 95, 99)}
        | {"processor p95": percentile([processor for _, processor in found], 95)}
        for kind, found in times.items()
    }
    return {"latencies": latencies, "memory": psutil.Process().memory_info().rss / MEBIBYTE}


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="data folder whose quotations the made-up ones are made of")
    parser.add_argument("--work", type=Path, help="keep the indexes here, and use those that are there (default: a new folder)")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--json", type=Path, help="write the figures here")
    parser.add_argument("--markdown", type=Path, help="write a page here")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kutipan-scale-") as folder:
        record = _record(options.data, options.work or Path(folder), options.sizes)
    if options.json:
        options.json.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    page = as_markdown(record)
    if options.markdown:
        options.markdown.write_text(page, encoding="utf-8")
    print(page)
    return 0


def _record(data: Path, work: Path, sizes: Sequence[int]) -> dict[str, Any]:
    facts, source = machine.facts(), Source.of(data)
    results: list[dict[str, Any]] = []
    for size in sizes:
        asked = queries([view.text for view in islice(generator.quotations(source.seeds, size), 2_000)])
        for name, build in BUILDERS.items():
            if name == "whoosh" and size > WHOOSH_AT_MOST:
                continue
            folder = work / f"{name}-{size}"
            note = folder.with_suffix(".json")
            built_before = note.exists()
            if not built_before:
                note.parent.mkdir(parents=True, exist_ok=True)
                note.write_text(json.dumps(asdict(build(source, size, folder))))
            with multiprocessing.get_context("spawn").Pool(1) as alone:
                found = alone.apply(measured, (name, folder, Settings(data=data).models_path, asked))
            result = {"size": size, "system": name, "built_before": built_before, **json.loads(note.read_text()), **found}
            if name == "kutipan":
                result["commits"] = sorted(scale_build.single_commit(source, folder) for _ in range(COMMITS))
            results.append(result)
            print(json.dumps(result), file=sys.stderr, flush=True)
    return {"machine": facts, "load_at_the_end": os.getloadavg()[0], "date": time.strftime("%Y-%m-%d"), "results": results}


if __name__ == "__main__":
    sys.exit(main())
