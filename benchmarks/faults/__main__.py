"""`python -m benchmarks.faults`: kill the work, let its disk fail, begin again, and look whether anything is amiss.

A run goes on where an earlier one was cut off, when it is given the same file of results.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

# A process that forks has no threads of its own: numpy's would be lost in its children.
if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from benchmarks import machine
from benchmarks.faults import report
from benchmarks.faults.runs import Harness, Result

KILLS, FAULTS = 200, 50
EVERY = 10  # runs after which the page is written: one that is cut off leaves what it found


def main() -> int:
    """Run what is asked for; return 1 when a run did not end as an undisturbed one."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=__doc__)
    parser.add_argument("--documents", type=int, default=report.USUAL)
    parser.add_argument("--kills", type=int, default=KILLS, help="runs that are killed")
    parser.add_argument("--faults", type=int, default=FAULTS, help="runs whose disk fails")
    parser.add_argument("--kill-seed", type=int, help="run this one alone")
    parser.add_argument("--fault-seed", type=int, help="run this one alone")
    parser.add_argument("--results", type=Path, help="JSON lines: known results are kept, new ones added")
    parser.add_argument("--markdown", type=Path, help="page to write")
    options = parser.parse_args()
    wanted = {"kill": range(options.kills), "fault": range(options.faults)}
    if options.kill_seed is not None or options.fault_seed is not None:
        wanted = {"kill": _only(options.kill_seed), "fault": _only(options.fault_seed)}
    results = _known(options.results, options.documents)
    done = {(result.kind, result.seed) for result in results}
    facts = machine.facts()
    for result in _new([run for run in mixed(wanted) if run not in done], options.documents):
        results.append(result)
        line = json.dumps({"documents": options.documents, **result.record()}, ensure_ascii=False)
        print(line, flush=True)
        if options.results:
            with options.results.open("a", encoding="utf-8") as file:
                file.write(line + "\n")
        if options.markdown and len(results) % EVERY == 0:
            options.markdown.write_text(report.as_markdown(results, options.documents, facts), encoding="utf-8")
    if options.markdown:
        options.markdown.write_text(report.as_markdown(results, options.documents, facts), encoding="utf-8")
    print("\n".join(report.summary(results)), file=sys.stderr)
    return int(any(result.problems for result in results))


def _new(runs: list[tuple[str, int]], documents: int) -> Iterator[Result]:
    if runs:
        with tempfile.TemporaryDirectory(prefix="kutipan-faults-") as folder:
            harness = Harness(Path(folder), documents)
            for kind, seed in runs:
                yield harness.killed(seed) if kind == "kill" else harness.failed(seed)


def mixed(wanted: dict[str, range]) -> list[tuple[str, int]]:
    """Return all runs, those of each kind spread evenly: one that is cut off has some of both."""
    placed = [((seed - seeds.start + 0.5) / len(seeds), kind, seed) for kind, seeds in wanted.items() for seed in seeds]
    return [(kind, seed) for _, kind, seed in sorted(placed)]


def _only(seed: int | None) -> range:
    return range(0) if seed is None else range(seed, seed + 1)


def _known(path: Path | None, documents: int) -> list[Result]:
    """Return the results in a file that are of as many documents."""
    if path is None or not path.exists():
        return []
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Result(**record) for record in records if record.pop("documents") == documents]


if __name__ == "__main__":
    sys.exit(main())
