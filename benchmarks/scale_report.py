"""Figures of `benchmarks.scale` -> a page, with the ratio of each peer's time to Kutipan's."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from statistics import median
from typing import Any

from benchmarks.report import number

NAMES = {"kutipan": "Kutipan", "tantivy": "tantivy alone", "fts5": "SQLite FTS5", "whoosh": "plain Whoosh"}
AIMS = {"keyword, all kinds": 20.0, "hybrid": 120.0, "verify, all kinds": 200.0}
AIMED_AT = 1_000_000
MEMORY, COMMIT = 2_048.0, 2.0


def as_markdown(record: Mapping[str, Any]) -> str:
    """Return the page of a record that `benchmarks.scale` made."""
    lines = [
        "# Performance at scale",
        "",
        f"Measured on {record['date']} by `make bench-scale`, which writes this page: made-up quotations, recombined from the "
        "sentences of real ones, with made-up vectors, all systems one after the other on the same texts and queries. Peers "
        "find words as typed and give ten results and a total; Kutipan gives whole answers, with exact totals and all facets. "
        "Every process has the benchmark's own modules in memory. Plain Whoosh is measured at 100,000 only: it takes half an "
        "hour and more to write a million. The machine may do other work, too, as its load average says: compare the systems "
        "with each other, and by what the processor worked for a query. An index that a folder held already is marked: it was "
        "built before, under whatever load there was.",
        "",
        "To verify is to give a quotation whole (verbatim), with every seventh word another (altered), or its words in another "
        "order (not found).",
        "",
        *(f"- {name}: {value}" for name, value in record["machine"].items()),
        f"- load average at the end: {record['load_at_the_end']:.1f}",
    ]
    for size in sorted({result["size"] for result in record["results"]}):
        lines += _size(size, [result for result in record["results"] if result["size"] == size])
    return "\n".join(lines) + "\n"


def _size(size: int, results: list[Mapping[str, Any]]) -> Iterable[str]:
    own = next((result for result in results if result["system"] == "kutipan"), None)
    yield from ("", f"## {size:,} quotations", "")
    yield "| system | build, quotations/s | bytes/quotation | resident memory of the measuring process, MiB |"
    yield "| --- | ---: | ---: | ---: |"
    for result in results:
        rate, weight = size / result["seconds"], result["bytes"] / size
        kept = " (built before)" if result["built_before"] else ""
        yield f"| {NAMES[result['system']]} | {number(rate)}{kept} | {number(weight)} | {number(result['memory'])} |"
    if own:
        aims = [
            _verdict("memory", own["memory"], MEMORY, "MiB", size),
            _verdict("commit of 1,000", median(clock for clock, _ in own["commits"]), COMMIT, "s", size),
        ]
        clock, processor = (", ".join(number(taken[which]) for taken in own["commits"]) for which in (0, 1))
        commits = f"Single commits of 1,000 new quotations: {clock} s, of which the processor worked {processor} s."
        yield from ("", f"{commits} {' '.join(aims)}".rstrip())
    yield from (
        "",
        "| query | system | p50, ms | p95, ms | p99, ms | p50 to Kutipan's | p95 of processor time, ms | |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | --- |",
    )
    kinds = dict.fromkeys(kind for result in results for kind in result["latencies"])
    for kind in kinds:
        for result in results:
            found = result["latencies"].get(kind)
            if found is None:
                continue
            ratio = found["p50"] / own["latencies"][kind]["p50"] if own else 1.0
            aim = _verdict("p95", found["p95"], AIMS[kind], "ms", size) if kind in AIMS else ""
            times = " | ".join(number(found[share]) for share in ("p50", "p95", "p99"))
            worked = number(found["processor p95"])
            yield f"| {kind} | {NAMES[result['system']]} | {times} | {number(ratio)} | {worked} | {aim} |"


def _verdict(what: str, value: float, aim: float, unit: str, size: int) -> str:
    if size < AIMED_AT:
        return ""
    return f"{what} ≤ {number(aim)} {unit}: {'met' if value <= aim else '**missed**'}."
