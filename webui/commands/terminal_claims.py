"""Both sides of a claim on the command line: a table of two columns, the endpoint's JSON, or CSV."""

from __future__ import annotations

import csv
import json
import sys
from typing import TYPE_CHECKING, TextIO

from search.claims import ClaimPage, Column, Judged
from webui.exporting import COLUMNS, addresses, cells

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

# Quotations of a column that a table shows when nothing else is asked for.
SHOWN = 10
STANCE_COLUMNS = ("stance", "probability", "uncertain")


def show(page: ClaimPage, form: str, limit: int | None = None) -> None:
    """Print both sides of a claim; `limit` is that of a table's columns."""
    if form == "json":
        from webui.api import claims

        print(json.dumps(claims.page(page, addresses, {}), ensure_ascii=False, indent=2))
    elif form == "csv":
        write(page, sys.stdout)
    else:
        from rich.console import Console

        console = Console()
        console.print(table(page, SHOWN if limit is None else limit))
        console.print(footing(page), style="dim", markup=False, highlight=False)


def write(page: ClaimPage, stream: TextIO) -> None:
    """Write every quotation that takes or leans to a side as a row of CSV, those for the claim first."""
    writer = csv.DictWriter(stream, STANCE_COLUMNS + COLUMNS)
    writer.writeheader()
    for column in (page.supporting, page.opposing, page.uncertain):
        for item in column.quotations:
            side = {"stance": item.side.stance.value, "probability": round(item.side.probability, 4)}
            writer.writerow(side | {"uncertain": item.side.uncertain} | cells(item.quotation))


def table(page: ClaimPage, limit: int) -> Table:
    """Return the two columns, by speaker: who has most quotations first."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    shown = Table(title=Text(page.query.claim), title_justify="left", box=box.SIMPLE, expand=True, pad_edge=False)
    sides = (("For", page.supporting, "green"), ("Against", page.opposing, "red"))
    for name, column, style in sides:
        shown.add_column(f"{name} ({len(column.quotations)})", ratio=1, header_style=f"bold {style}")
    shown.add_row(*(_by_speaker(column, max(0, limit)) for _, column, _ in sides))
    return shown


def footing(page: ClaimPage) -> str:
    """Return how deep was judged, what took no side, and which model judged."""
    said = [f"{page.judged:,} of {page.found:,} matching quotations judged"]
    said.append(f"{len(page.uncertain.quotations):,} lean to a side but not clearly, {page.open:,} take none")
    if page.further is not None:
        said.append(f"judge further with --depth {page.further}")
    return f"{'; '.join(said)}\nmodel: {page.model}"


def _by_speaker(column: Column, limit: int) -> Text:
    from rich.text import Text

    lines, left = Text(), limit
    for voice in column.by_speaker:
        if not left:
            break
        lines.append(f"{voice.speaker or 'speaker unknown'} ({len(voice.quotations)})\n", "bold")
        for item in voice.quotations[:left]:
            _append(lines, item)
        left -= min(left, len(voice.quotations))
    hidden = len(column.quotations) - (limit - left)
    if hidden > 0:
        lines.append(f"and {hidden} more: --limit", "dim")
    return lines


def _append(lines: Text, item: Judged) -> None:
    view = item.quotation
    published = ", ".join(filter(None, (view.date.isoformat() if view.date else "undated", view.source)))
    lines.append(f"  {view.text}\n")
    lines.append(f"  {item.side.probability:.0%} {published} {view.id}\n", "dim")
