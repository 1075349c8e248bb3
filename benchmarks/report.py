"""Figures -> JSON for machines, Markdown for `docs/performance.md`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured quantity. `aim` is what the project wants of it, with `at_least` telling the direction; None: no aim."""

    name: str
    value: float
    unit: str
    aim: float | None = None
    at_least: bool = False
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the aim is met; None without one."""
        if self.aim is None:
            return None
        return self.value >= self.aim if self.at_least else self.value <= self.aim


def as_record(machine: Mapping[str, str], material: str, figures: Sequence[Figure]) -> dict[str, Any]:
    """Return everything for JSON."""
    return {
        "date": dt.date.today().isoformat(),
        "machine": dict(machine),
        "material": material,
        "figures": [{**asdict(figure), "met": figure.met} for figure in figures],
    }


def as_markdown(record: Mapping[str, Any]) -> str:
    """Return a page of a record that `as_record` made."""
    lines = [
        "# Performance",
        "",
        f"Measured on {record['date']} by `make bench`, which writes this page. Material: {record['material']}.",
        "",
        *(f"- {name}: {value}" for name, value in record["machine"].items()),
        "",
        *rows(record["figures"]),
    ]
    return "\n".join(lines) + "\n"


def rows(figures: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the lines of a table of figures, as `as_record` has them."""
    yield "| what | measured | aim | |"
    yield "| --- | ---: | ---: | --- |"
    for figure in figures:
        aim = "" if figure["aim"] is None else f"{'≥' if figure['at_least'] else '≤'} {number(figure['aim'])} {figure['unit']}"
        verdict = {None: "", True: "met", False: "**missed**"}[figure["met"]]
        remark = "; ".join(part for part in (verdict, figure["note"]) if part)
        yield f"| {figure['name']} | {number(figure['value'])} {figure['unit']}".rstrip() + f" | {aim.rstrip()} | {remark} |"


def number(value: float) -> str:
    """Return a number with three significant digits, or all of its integer ones."""
    if value == int(value) or abs(value) >= 100:
        return f"{value:,.0f}"
    return f"{value:.3g}"
