"""Figures of attacks and the table of what was found -> docs/fuzzing.md."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.fuzzing.attacks import Figures
from tests.fuzzing.child import HANGING, MEMORY

CASES = Path(__file__).parent / "found"


@dataclass(frozen=True, slots=True)
class Case:
    """An input that broke something once: its file, its target, what it did, what was changed."""

    file: str
    target: str
    found: str
    fixed: str

    @property
    def path(self) -> Path:
        """The input."""
        return CASES / self.file


def cases() -> list[Case]:
    """Return everything that was ever found."""
    with (CASES / "cases.tsv").open(encoding="utf-8", newline="") as stream:
        return [Case(**row) for row in csv.DictReader(stream, delimiter="\t")]


def as_markdown(figures: Mapping[str, Figures]) -> str:
    """Return the page."""
    total = sum((each.inputs for each in figures.values()), 0)
    minutes = sum(each.processor for each in figures.values()) / 60
    clock = sum(each.seconds for each in figures.values()) / 60
    rows = [
        f"| {name} | {each.processor / 60:.1f} | {each.inputs:,} | {each.branches:,} | {each.slowest:.1f} | {each.memory:,} |"
        for name, each in figures.items()
    ]
    found = [f"| {case.target} | {case.found} | {case.fixed} |" for case in cases()]
    return "\n".join([
        "# Fuzzing",
        "",
        "Written by `make fuzz REPORT=docs/fuzzing.md`; not edited by hand. `tests/fuzzing/` mutates files of every kind that",
        "is read (bytes, tokens, numbers, nesting; inside gzip and zip too), keeps inputs that reach new branches of our code,",
        "and begins with bombs: gzip, WARC, DOCX and WACZ that unpack to 150 MB, XML entities, YAML aliases, deep nesting.",
        f"Each target runs in a process with {MEMORY // 2**30} GiB of address space and {HANGING:.0f} s of processor time for",
        "an input. Anything but a record or a reason is a finding, and so is a record that could not be stored or a span that",
        "does not slice back.",
        "",
        f"{total:,} inputs in {clock:.0f} minutes by the clock, {minutes:.0f} of processor time (low priority on a busy",
        "machine). Slowest input in seconds of processor time, with branches traced.",
        "",
        "| target | minutes | inputs | branches reached | slowest, s | peak memory, MiB |",
        "| --- | --- | --- | --- | --- | --- |",
        *rows,
        "",
        "## Found and fixed",
        "",
        "Each stays as a test: its input in `tests/fuzzing/found/`, or a case of `tests/corpus/` that makes it.",
        "",
        "| target | what an input did | what was changed |",
        "| --- | --- | --- |",
        *found,
        "",
    ])  # fmt: skip
