"""`kutipan status`: what store and index hold, how following goes, which months each source covers, and the last runs."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.table import Table

    from corpus.store import Coverage, FollowedSource, Run, StoreCounts
    from search.results import IndexState

MONTHS_SHOWN = 24
"""Months of the line in the table: two years fit beside the figures, and a source that fell silent is seen at its end. The
JSON form has all."""

SOURCES_SHOWN = 30
REASONS_SHOWN = 3

_BARS = "▁▂▃▄▅▆▇█"
_GAP = "·"


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """What is shown. `index` is a message where none is readable; coverage is by source, and by name in the plan."""

    store: StoreCounts
    index: IndexState | str
    runs: Sequence[Run]
    followed: Sequence[FollowedSource]
    coverage: Mapping[str | None, Coverage]
    followed_coverage: Mapping[str | None, Coverage]

    @property
    def behind(self) -> int | None:
        """Changes of the store that the index does not hold; None without an index."""
        return None if isinstance(self.index, str) else max(0, self.store.position - self.index.position)


def show(status: Status, form: str) -> None:
    """Print the status: tables for people, JSON for programs."""
    if form == "json":
        print(json.dumps(as_record(status), ensure_ascii=False, indent=2))
    else:
        _show_tables(status)


def as_record(status: Status) -> dict[str, Any]:
    """Return the status as JSON takes it."""
    index = None if isinstance(status.index, str) else status.index
    return {
        "store": _plain(asdict(status.store)),
        "index": index and {name: _plain(getattr(index, name)) for name in index.__dataclass_fields__},
        "index_problem": status.index if isinstance(status.index, str) else None,
        "changes_not_indexed": status.behind,
        "followed": [
            {**_plain(asdict(source)), "coverage": _covered(status.followed_coverage.get(source.name))}
            for source in status.followed
        ],
        "coverage": {name or "": _covered(coverage) for name, coverage in status.coverage.items()},
        "runs": [_plain(asdict(run)) for run in status.runs],
    }


def _covered(coverage: Coverage | None) -> dict[str, Any]:
    months = dict(coverage.months) if coverage else {}
    return {"months": months, "gaps": gaps(months), "undated": coverage.undated if coverage else 0}


def gaps(months: Mapping[str, int]) -> list[str]:
    """Return the months without a document between the first and the last that have one."""
    return [month for month in _between(min(months), max(months)) if month not in months] if months else []


def line(months: Mapping[str, int], last: str) -> str:
    """Return a bar for each of the MONTHS_SHOWN months up to `last` ("2024-03"), a dot where there is no document."""
    year, month = map(int, last.split("-"))
    first = year * 12 + month - MONTHS_SHOWN
    shown = [months.get(f"{number // 12:04}-{number % 12 + 1:02}", 0) for number in range(first, first + MONTHS_SHOWN)]
    most = max(shown)
    return "".join(_BARS[(number * len(_BARS) - 1) // most] if number else _GAP for number in shown)


def _between(first: str, last: str) -> list[str]:
    start, end = (int(month[:4]) * 12 + int(month[5:]) - 1 for month in (first, last))
    return [f"{number // 12:04}-{number % 12 + 1:02}" for number in range(start, end + 1)]


def _show_tables(status: Status) -> None:
    from rich.console import Console

    console = Console()
    store, index = status.store, status.index
    kinds = ", ".join(f"{number:,} {kind.value}" for kind, number in store.kinds.items())
    console.print(_pairs("Store", [
        ("documents", f"{store.documents:,} ({store.revisions:,} earlier revisions)"),
        ("published", f"{store.first_date or '?'} to {store.last_date or '?'}"),
        ("quotations", f"{store.quotations:,} ({kinds or 'none yet'}; {store.withdrawn:,} withdrawn)"),
        ("speakers", f"{store.speakers:,}; {store.attributed_share:.1%} of the quotations are attributed"),
        *((f"topic {topic}, {stance.value}", f"{number:,}") for (topic, stance), number in sorted(store.topics.items())),
    ]))  # fmt: skip
    if isinstance(index, str):
        console.print(_pairs("Index", [("state", index)]))
    else:
        console.print(_pairs("Index", [
            ("state", f"{status.behind:,} changes behind: run `kutipan index`" if status.behind else "up to date"),
            ("quotations", f"{index.quotations:,}"),
            ("encoder", index.encoder),
            ("committed", f"{index.committed_at:%Y-%m-%d %H:%M} UTC"),
        ]))  # fmt: skip
    console.print(_sources(status))
    if status.followed:
        console.print(*_followed(status))
    console.print(_pairs("Last runs", [row for run in status.runs for row in _run_rows(run)]))


def _last_month(*coverages: Mapping[str | None, Coverage]) -> str | None:
    return max((month for some in coverages for each in some.values() for month in each.months), default=None)


def _sources(status: Status) -> Table:
    last = _last_month(status.coverage)
    title = "Sources" if last is None else f"Sources, with documents by month up to {last} ({_GAP} none)"
    table = _table(title, "source", "documents", "published", "by month", "gaps")
    ordered = sorted(status.coverage.items(), key=lambda pair: -status.store.sources.get(pair[0], 0))
    for name, coverage in ordered[:SOURCES_SHOWN]:
        _add(table, name or "(source unknown)", f"{status.store.sources.get(name, 0):,}", *_months(coverage, last))
    if len(ordered) > SOURCES_SHOWN:
        _add(table, f"{len(ordered) - SOURCES_SHOWN:,} more: see --format json")
    return table


def _followed(status: Status) -> Iterator[Table]:
    last = _last_month(status.followed_coverage)
    table = _table("Followed, in all rounds", "source", "last success", "new", "updated", "rejected", "errors")
    rounds: list[tuple[str, str]] = []
    for source in status.followed:
        success = f"{source.succeeded_at:%Y-%m-%d %H:%M}" if source.succeeded_at else "never"
        figures = [source.totals.get(name, 0) for name in ("added", "revised", "rejected")]
        errors = source.totals.get("errors", 0) + source.totals.get("failed", 0)
        _add(table, source.name, success, *(f"{number:,}" for number in (*figures, errors)))
        came = ", ".join(f"{number:,} {name}" for name, number in source.counts.items()) or "nothing new"
        rounds.append((source.name, came if source.error is None else f"FAILED: {source.error} ({came})"))
        published, bars, without = _months(status.followed_coverage.get(source.name), last)
        if bars:
            rounds.append(("", f"{bars} up to {last}; {published}, gaps: {without}"))
    yield table
    yield _pairs("Last rounds, and documents by month", rounds)


def _months(coverage: Coverage | None, last: str | None) -> tuple[str, str, str]:
    """Return the first and the last month of a source, its line of bars, and in how many months between it has nothing."""
    if coverage is None or not coverage.months or last is None:
        return "", "", ""
    months = coverage.months
    return f"{min(months)} to {max(months)}", line(months, last), f"{len(gaps(months)):,} months" if gaps(months) else "none"


def _run_rows(run: Run) -> Iterable[tuple[str, str]]:
    counts = ", ".join(f"{number:,} {name}" for name, number in run.counts.items() if number) or "nothing to do"
    yield f"{run.started_at:%Y-%m-%d %H:%M} {run.command}", "not finished" if run.finished_at is None else counts
    for reason in run.reasons[:REASONS_SHOWN]:
        yield "", f"{reason.number:,} rejected: {reason.reason} (such as {reason.example})"
    if len(run.reasons) > REASONS_SHOWN:
        yield "", f"and {len(run.reasons) - REASONS_SHOWN:,} more reasons: see --format json"


def _table(title: str, *columns: str) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=box.SIMPLE, pad_edge=False)
    for name in columns:
        right = name in ("documents", "new", "updated", "rejected", "errors")
        bars = name == "by month"
        table.add_column(name, justify="right" if right else "left", no_wrap=bars, min_width=MONTHS_SHOWN if bars else None)
    return table


def _pairs(title: str, rows: Iterable[tuple[str, str]]) -> Table:
    table = _table(title, "", "")
    table.show_header = False
    table.columns[0].style = "bold"
    for row in rows:
        _add(table, *row)
    return table


def _add(table: Table, *cells: str) -> None:
    """Add a row of words as they are: names and reasons come from elsewhere, and cannot command a terminal."""
    from rich.text import Text

    table.add_row(*(Text("".join(c if c.isprintable() else " " for c in cell)) for cell in cells))


def _plain(value: Any) -> Any:
    """Return a value as JSON takes it; keys that are pairs become "elections:FAVOR"."""
    if isinstance(value, Mapping):
        return {":".join(map(str, key)) if isinstance(key, tuple) else str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, dt.date) else value
