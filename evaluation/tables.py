"""Scores -> tables, shown by rich on a terminal or as Markdown on a page: the same numbers for both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from evaluation.calibration import Reliability
from evaluation.differences import Difference, Kind
from evaluation.quotations import GROUPS
from evaluation.records import Scores
from evaluation.stances import MISSED, SIDES, Confusion

if TYPE_CHECKING:
    from rich.table import Table as RichTable

QUOTE_COLUMNS = (
    "exact.P", "exact.R", "exact.F1", "overlap80.F1", "speaker.strict", "speaker.lenient", "joint.F1", "role.tokenF1",
    "n_gold", "n_pred",
)  # fmt: skip
MOST_WORDS, LONGEST_CELL = 7, 60
"""Words and characters of a name or office in a list of differences: enough to recognise it, and no quotation."""

BEGINNING = 80
"""Characters of a quotation that a terminal shows."""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text under headings; the first column names the row, the others are figures or texts."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numeric: bool = True


def figure(value: float | None) -> str:
    """Return a score with three digits, a count as it is, a dash for what was not measured."""
    if value is None:
        return "-"
    return f"{value:,}" if isinstance(value, int) else f"{value:.3f}"


def of_quotations(scores: Scores) -> list[Table]:
    """Return the tables of quotations by group and, where events were annotated, of events."""
    rows = tuple((group, *(figure(scores.get(f"{group}.{name}")) for name in QUOTE_COLUMNS)) for group in GROUPS)
    tables = [Table("Quotations", ("kind", *QUOTE_COLUMNS), rows)]
    if "event.name.F1" in scores:
        fields = ("name", "place", "date")
        events = ("F1", *(figure(scores[f"event.{field}.F1"]) for field in fields))
        tables.append(Table("Events", ("event", *fields), (events,)))
    return tables


def of_stances(scores: Scores, table: Confusion) -> list[Table]:
    """Return the tables of topics, of stances by topic, and the confusion matrix."""
    topics = [name.split(".")[1] for name in scores if name.startswith("topic.") and name.endswith(".P")]
    rates = tuple((topic, *(figure(scores[f"topic.{topic}.{rate}"]) for rate in ("P", "R", "F1"))) for topic in topics)
    macro = ("macro", "", "", figure(scores["topic.macroF1"]))
    columns = (*SIDES, "F_avg(FAVOR,AGAINST)", "macroF1", "n")
    stances = tuple((scope, *(figure(scores[f"stance.{scope}.{name}"]) for name in columns)) for scope in (*topics, "all"))
    baseline = ("always the majority", "", "", "", "", figure(scores["baseline.majority.macroF1"]), "")
    return [
        Table("Topics", ("topic", "P", "R", "F1"), (*rates, macro)),
        Table("Stance (F1)", ("topic", *columns), (*stances, baseline)),
        of_confusion(table),
    ]


def of_confusion(table: Confusion) -> Table:
    """Return how often each gold stance (rows) was found as each (columns)."""
    found = (*SIDES, MISSED)
    rows = tuple((side, *(figure(table.get((side, other), 0)) for other in found)) for side in SIDES)
    return Table("Confusion (rows: gold, columns: found)", ("", *found), rows)


def of_figures(title: str, scores: Scores) -> Table:
    """Return one row for each score."""
    return Table(title, ("", "score"), tuple((name, figure(value)) for name, value in scores.items()))


def of_modes(scores: Mapping[str, Scores], title: str = "Retrieval") -> Table:
    """Return the scores of each search mode, a row each."""
    columns = tuple(next(iter(scores.values()), {}))
    rows = tuple((mode, *(figure(each[name]) for name in columns)) for mode, each in scores.items())
    return Table(title, ("mode", *columns), rows)


def of_reliability(title: str, reliability: Reliability) -> Table:
    """Return the bins of a reliability table, the expected calibration error last."""
    rows = tuple(
        (f"{each.low:.1f}-{each.high:.1f}", figure(each.count), figure(each.confidence), figure(each.accuracy))
        for each in reliability.bins
    )
    last = ("expected calibration error", figure(reliability.count), "", figure(reliability.error))
    return Table(title, ("probability", "n", "stated", "right"), (*rows, last))


def of_counts(title: str, counts: Mapping[str, Mapping[Kind, int]]) -> Table:
    """Return how many differences of each kind (rows) each gold file (columns) has."""
    rows = tuple(
        (kind.value, *(figure(each.get(kind, 0)) for each in counts.values()))
        for kind in Kind
        if any(kind in each for each in counts.values())
    )
    return Table(title, ("kind of error", *counts), rows)


def of_differences(title: str, differences: Iterable[Difference], *, words: bool = False) -> Table:
    """Return differences one by one: where, of what kind, what was wanted and found; `words`: the quotation's beginning too."""
    rows = (
        (each.kind.value, each.id, short(each.wanted), short(each.found), *([" ".join(each.words.split())[:BEGINNING]] * words))
        for each in differences
    )
    return Table(title, ("kind", "where", "wanted", "found", *(["words"] * words)), tuple(rows), numeric=False)


def short(text: str) -> str:
    """Return a text in one line of bounded length."""
    words = text.split()
    line = " ".join(words[:MOST_WORDS])[:LONGEST_CELL].rstrip()
    return line if line == " ".join(words) else f"{line}…"


def as_markdown(table: Table, level: int = 3) -> str:
    """Return a table as Markdown under a heading."""
    rule = " | ".join(["---", *(["---:" if table.numeric else "---"] * (len(table.columns) - 1))])
    lines: Sequence[tuple[str, ...]] = (table.columns, *table.rows)
    body = [f"| {' | '.join(cell.replace('|', '/') for cell in row)} |" for row in lines]
    return "\n".join([f"{'#' * level} {table.title}", "", body[0], f"| {rule} |", *body[1:]]) + "\n"


def as_rich(table: Table) -> RichTable:
    """Return a table for a terminal."""
    from rich import box
    from rich.table import Table as RichTable
    from rich.text import Text

    rich = RichTable(title=table.title, title_justify="left", box=box.SIMPLE, pad_edge=False)
    for number, column in enumerate(table.columns):
        rich.add_column(column, justify="right" if table.numeric and number else "left", overflow="fold")
    for row in table.rows:
        rich.add_row(*map(Text, row))
    return rich
