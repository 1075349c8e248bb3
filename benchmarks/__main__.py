"""`python -m benchmarks`: ingest, index, search and serve, from nothing, and a report of what it took."""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import machine, material, serving
from benchmarks.material import Material
from benchmarks.processes import CommandError, measured
from benchmarks.report import Figure, as_markdown, as_record

KUTIPAN = [sys.executable, "-m", "kutipan"]
EXTRACTED = 2_000  # articles for the rate on one core: enough for two digits, some ten seconds
COLD_RUNS = 5
MEBIBYTE = 2**20


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--articles", type=int, help="use the first N articles only (default: all)")
    parser.add_argument("--json", type=Path, help="write the figures here")
    parser.add_argument("--markdown", type=Path, help="write a page here (docs/performance.md is one)")
    options = parser.parse_args()
    facts = machine.facts()
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="kutipan-bench-") as name:
        folder = Path(name)
        found = material.find(folder, options.articles)
        print(f"measuring with {found.documents:,} documents: {found.name}", file=sys.stderr)
        try:
            for figure in _all_figures(found, folder):
                print(f"{figure.name}: {figure.value:,.4g} {figure.unit} {figure.note}", file=sys.stderr, flush=True)
                figures.append(figure)
        except CommandError as error:
            print(f"benchmarks: {error}", file=sys.stderr)
            return 2
    record = as_record(facts, f"{found.documents:,} documents, {found.name}", figures)
    if options.json:
        options.json.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    if options.markdown:
        options.markdown.write_text(as_markdown(record), encoding="utf-8")
    print(as_markdown(record))
    return 0


def _all_figures(found: Material, folder: Path) -> Iterator[Figure]:
    data = folder / "data"
    yield from _extraction(folder, found)
    yield from _building(data, found)
    yield from _embedding(data)
    yield from _commands(data)
    yield from _serving(data)


def _extraction(folder: Path, found: Material) -> Iterator[Figure]:
    part = material.find(folder, min(EXTRACTED, found.documents))
    cost = measured([*KUTIPAN, "extract", str(part.path)], one_core=True)
    lines = cost.output.count("\n")
    yield Figure(
        name="extract, one core",
        value=lines / cost.cpu_seconds,
        unit="articles/s",
        aim=300,
        at_least=True,
        note=f"{lines:,} articles, start included; {lines / cost.seconds:,.0f} by the clock",
    )


def _building(data: Path, found: Material) -> Iterator[Figure]:
    kutipan = [*KUTIPAN, "--data", str(data)]
    ingest = [*kutipan, "ingest", str(found.path), "--format", "json"]
    index = [*kutipan, "index", "--format", "json"]
    ingested, indexed = measured(ingest), measured(index)
    built = json.loads(indexed.output)
    quotations = built["indexed"]
    yield Figure(name="ingest", value=ingested.seconds, unit="s", note=f"{found.documents / ingested.seconds:,.0f} documents/s")
    yield Figure(
        name="index", value=indexed.seconds, unit="s", note=f"{quotations:,} quotations, none of their vectors in the cache"
    )
    peak = max(ingested.peak_bytes, indexed.peak_bytes) / MEBIBYTE
    note = f"ingest {ingested.peak_bytes / MEBIBYTE:,.0f}, index {indexed.peak_bytes / MEBIBYTE:,.0f}; all processes together"
    yield Figure(name="peak memory of ingest and index", value=peak, unit="MiB", aim=2048, note=note)
    yield Figure(name="ingest again, nothing new", value=measured(ingest).seconds, unit="s")
    yield Figure(name="index again, nothing new", value=measured(index).seconds, unit="s")
    rebuilt = measured([*index, "--rebuild"])
    counts = json.loads(rebuilt.output)
    cached, embedded = counts["cached"], counts["embedded"]
    yield Figure(
        name="share of vectors from the cache in a rebuild",
        value=100 * cached / max(1, cached + embedded),
        unit="%",
        note=f"which took {rebuilt.seconds:,.1f} s",
    )
    size = serving.index_bytes(data / "index")
    vectors = sum(path.stat().st_size for path in (data / "index").rglob("*.npy"))
    yield Figure(
        name="index size per quotation",
        value=size / max(1, quotations),
        unit="bytes",
        note=f"{size / MEBIBYTE:,.0f} MiB in all, of which arrays {vectors / MEBIBYTE:,.0f} MiB",
    )


def _embedding(data: Path) -> Iterator[Figure]:
    cost = measured([sys.executable, "-m", "benchmarks.embedding", str(data)], accepted=(0,))
    result = json.loads(cost.output)
    yield Figure(
        name="embedding, all cores",
        value=result["texts"] / result["seconds"],
        unit="passages/s",
        note=f"{result['texts']:,} quotations, model loaded",
    )


def _commands(data: Path) -> Iterator[Figure]:
    for mode in serving.MODES:
        command = [*KUTIPAN, "--data", str(data), "search", "netralitas ASN dalam pilkada", "--mode", mode]
        times = [measured(command, accepted=(0,)).seconds for _ in range(COLD_RUNS)]
        yield Figure(
            name=f"search on the command line, {mode}", value=statistics.median(times), unit="s", aim=1.5, note="new process"
        )


def _serving(data: Path) -> Iterator[Figure]:
    queries = material.queries()
    aims = {"keyword": 50.0, "hybrid": 150.0}
    for mode in serving.MODES:  # a server each: what one mode leaves in the caches must not help the next
        with serving.server([*KUTIPAN, "--data", str(data)]) as (connection, process):
            found = serving.latencies(connection, queries, mode)
            memory = serving.memory(process) / MEBIBYTE
        first, again = found["first"], found["again"]
        note = f"{len(queries)} queries; asked again: p50 {again.p50:.1f}, p95 {again.p95:.1f} ms"
        yield Figure(name=f"HTTP search, {mode}, p50", value=first.p50, unit="ms", note=note)
        yield Figure(
            name=f"HTTP search, {mode}, p95",
            value=first.p95,
            unit="ms",
            aim=aims.get(mode),
            note=f"server's memory after it, all workers: {memory:,.0f} MiB",
        )


if __name__ == "__main__":
    sys.exit(main())
