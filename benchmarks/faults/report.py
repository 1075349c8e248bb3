"""Results of runs -> what is printed, and the page `docs/durability.md`."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping, Sequence

from benchmarks.faults.children import End
from benchmarks.faults.runs import ENGINES, Result
from benchmarks.faults.work import COMMIT, DOCUMENTS, Stage

USUAL = 2_000  # documents
NAMES = {"kill": "killed with SIGKILL", "fault": "with a failing disk"}


def summary(results: Sequence[Result]) -> list[str]:
    """Return what the runs came to, a line each kind, and every problem."""
    lines = []
    for kind, name in NAMES.items():
        some = [result for result in results if result.kind == kind]
        if some:
            bad = sum(bool(result.problems) for result in some)
            lines.append(f"{len(some)} runs {name}: {len(some) - bad} ended as if nothing had happened, {bad} did not")
    return lines + [f"seed {result.seed} ({result.kind}): {problem}" for result in results for problem in result.problems]


def as_markdown(results: Sequence[Result], documents: int, machine: Mapping[str, str]) -> str:
    """Return a page on all runs."""
    kills = [result for result in results if result.kind == "kill"]
    faults = [result for result in results if result.kind == "fault"]
    strikes = Counter(len(result.struck) for result in kills)
    times = ", ".join(f"{number} runs {_times(count)}" for count, number in sorted(strikes.items()))
    lines = [
        "# Durability",
        "",
        f"Measured on {dt.date.today().isoformat()} with {documents:,} documents by `make faults`, which writes this page and",
        f"takes {USUAL:,} unless told otherwise (DOCUMENTS).",
        "",
        *(f"- {name}: {value}" for name, value in machine.items()),
        "",
        *_METHOD.format(documents=documents, transaction=DOCUMENTS, commit=COMMIT).splitlines(),
        "",
        "| | runs | as undisturbed | not |",
        "| --- | ---: | ---: | ---: |",
        _ends(NAMES["kill"], kills),
        _ends(NAMES["fault"], faults),
        "",
        "## Kills",
        "",
        f"{sum(len(result.struck) for result in kills)} kills ({times}). {_shares(kills)}",
        "",
        "| stage in which it was killed | kills |",
        "| --- | ---: |",
        *_by_stage(kills),
        "",
        "## Failing disks",
        "",
        _shares(faults),
        "",
        "| what failed | runs | a sentence said why | went on without | crashed |",
        "| --- | ---: | ---: | ---: | ---: |",
        *_by_fault(faults),
        "",
        "| stage in which it failed | runs |",
        "| --- | ---: |",
        *_by_stage(faults),
        "",
        *_WAYS.splitlines(),
        "",
        "## Repeating a run",
        "",
        f"Seeds: kills {_range(kills)}, faults {_range(faults)}. A run follows from its seed and the number of documents;",
        "what it had done by the moment of a kill is the machine's affair.",
        "",
        "```sh",
        f"python -m benchmarks.faults --documents {documents} --kill-seed 17",
        f"python -m benchmarks.faults --documents {documents} --fault-seed 17",
        "```",
    ]
    problems = [
        f"- {result.kind} {result.seed} ({result.engine}, {result.start} {result.fault}): {problem.splitlines()[-1]}"
        for result in results
        for problem in result.problems
    ]
    return "\n".join([*lines, *(["", "## What was not as undisturbed", "", *problems] if problems else [])]) + "\n"


_METHOD = """\
A run ingests {documents:,} made-up documents into an empty folder and indexes them, or takes a copy of a folder that holds
them and ingests a second edition: a quarter edited, a fifth more. Transactions are of {transaction} documents, commits of the
index of {commit} changes, so that there are many of both. It is killed at moments drawn uniformly from the length of an
undisturbed run, or its disk fails at a random place; then it is run to its end without a fault. Store, change log, index
writer and engines are the product's. The encoder is the tests' fake one, and what the documents quote is found once, before
the runs: neither touches the disk. A kill that comes after the end is drawn again.

Afterwards the folder must hold the documents, quotations, revisions, withdrawals, identities of speakers and pages of an
undisturbed run, the index each quotation once; a search for each quotation's first words must find it, and `kutipan doctor`
nothing. A disk that fails must be told of in a sentence: a traceback counts as a failure, too."""

_WAYS = """\
Small disk: a file system in memory fills up. File limit: RLIMIT_FSIZE. Store limit: SQLite's max_page_count. System call:
strace makes the n-th one fail with ENOSPC (and all later ones) or EIO (once), also inside SQLite and tantivy. Own call: the
same for the program's own calls. Where a fault meets nothing, another place is drawn."""


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _ends(name: str, results: Sequence[Result]) -> str:
    bad = sum(bool(result.problems) for result in results)
    return f"| {name} | {len(results)} | {len(results) - bad} | {bad} |"


def _shares(results: Sequence[Result]) -> str:
    engines = ", ".join(f"{engine} {sum(result.engine == engine for result in results)}" for engine in ENGINES)
    starts = Counter(result.start for result in results)
    return f"Runs by engine: {engines}; from an empty folder {starts['empty']}, over an earlier edition {starts['earlier']}."


def _by_stage(results: Sequence[Result]) -> list[str]:
    met = Counter(stage for result in results for stage in result.struck)
    return [f"| {stage.value} | {met[stage.value]} |" for stage in Stage if met[stage.value]]


def _by_fault(results: Sequence[Result]) -> list[str]:
    kinds: dict[str, Counter[str]] = {}
    for result in results:
        kinds.setdefault(_kind(result.fault), Counter())[result.ended] += 1
    return [
        f"| {kind} | {ends.total()} | {ends[End.REFUSED]} | {ends[End.DONE]} | {ends[End.CRASHED]} |"
        for kind, ends in sorted(kinds.items())
    ]


def _kind(fault: str) -> str:
    """Return the kind of a fault, with the call that failed: "system call: fsync"."""
    kind, _, what = fault.partition(": ")
    return f"{kind}: {what.split()[0]}" if kind.endswith("call") else kind


def _range(results: Sequence[Result]) -> str:
    seeds = [result.seed for result in results]
    return f"{min(seeds)} to {max(seeds)}" if seeds else "none"
