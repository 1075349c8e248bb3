"""Counts -> tables of plain values: the same columns in the files that the pages offer and on the command line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from search.compare import Compared
from search.matches import Valued
from search.timeline import Timeline, timeline

Cell = str | int | float | None
Table = tuple[Sequence[str], Sequence[Sequence[Cell]]]
"""The names of the columns, and the rows."""

PER = 1000
"""Rates are of so many quotations of the corpus."""

# Spreadsheets run what begins with these (OWASP, "CSV injection"); quotations are hostile input.
_FORMULA = re.compile(r"^[=+\-@\t\r]")
_NUMBER = re.compile(r"^-?\d+(\.\d+)?$")

TIMELINE_COLUMNS = ("first", "last", "corpus_quotations", "coverage", "quotations", "per_1000", "low", "high")


def as_data(text: str) -> str:
    """Return text for a cell of CSV: what a spreadsheet would run gets an apostrophe before it."""
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.match(text) else text


def rate_rows(line: Timeline, counts: Sequence[int]) -> list[tuple[Cell, ...]]:
    """Return the cells of TIMELINE_COLUMNS for each period; rates are empty where the corpus holds nothing."""
    rows: list[tuple[Cell, ...]] = []
    for each, count in zip(line.periods, counts, strict=True):
        share = each.share(count)
        bounds = tuple(PER * bound for bound in share.interval) if share else (None, None)
        rows.append(
            (
                each.first.isoformat(),
                each.last.isoformat(),
                each.volume,
                each.coverage.value,
                count,
                None if share is None or share.share is None else PER * share.share,
                *bounds,
            )
        )
    return rows


def values_table(values: Sequence[Valued]) -> Table:
    """Return the values of a column as a table."""
    rows = [(each.value, each.label, each.count, str(each.first or ""), str(each.last or "")) for each in values]
    return ("value", "label", "quotations", "first", "last"), rows


def summary_table(compared: Compared) -> Table:
    """Return one row for each side: counts, the corpus, and the rate with its interval."""
    rows: list[Sequence[Cell]] = []
    for side in compared.sides:
        rate = side.rate
        bounds = tuple(PER * each for each in rate.interval) if rate.whole else (None, None)
        share = rate.share
        rows.append(
            (
                side.value,
                side.label,
                side.matches.total,
                side.matches.distinct,
                side.volume,
                None if share is None else PER * share,
                *bounds,
            )
        )
    return ("side", "label", "quotations", "distinct", "corpus_quotations", "per_1000", "low", "high"), rows


def timeline_table(compared: Compared) -> Table:
    """Return one row for each side and month."""
    months = [side.matches.months() for side in compared.sides]
    line = timeline(compared.volume, months, monthly=True)
    rows: list[Sequence[Cell]] = []
    for side, counted in zip(compared.sides, months, strict=True):
        rows += [(side.value, *row) for row in rate_rows(line, line.counts(counted))]
    return ("side", *TIMELINE_COLUMNS), rows


def stances_table(compared: Compared) -> Table:
    """Return one row for each side, topic and stance; shares are of different wordings, with Wilson's interval."""
    rows: list[Sequence[Cell]] = [
        (
            *(side.value, each.topic, each.stance.value),
            *(each.count.quotations, each.count.distinct, each.share.share),
            *each.share.interval,
        )
        for side in compared.sides
        for each in side.stances
    ]
    return ("side", "topic", "stance", "quotations", "distinct", "share", "low", "high"), rows


def words_table(compared: Compared) -> Table:
    """Return one row for each side and characteristic word."""
    rows: list[Sequence[Cell]] = [
        (side.value, word.text, word.score, word.count, word.others, side.sampled)
        for side in compared.sides
        for word in side.words
    ]
    return ("side", "word", "z_score", "quotations_here", "quotations_elsewhere", "quotations_counted"), rows


def quotations_table(compared: Compared) -> Table:
    """Return one row for each quotation that is shown."""
    rows: list[Sequence[Cell]] = []
    for side in compared.sides:
        for hit in side.hits:
            view = hit.quotation
            rows.append(
                (
                    side.value,
                    view.id,
                    view.date.isoformat() if view.date else None,
                    view.speaker,
                    view.role,
                    view.source,
                    view.text,
                    view.url,
                )
            )
    return ("side", "id", "date", "speaker", "role", "source", "text", "url"), rows


def changes_table(compared: Compared) -> Table:
    """Return one row for each change of side, both wordings in it."""
    rows: list[Sequence[Cell]] = []
    for side in compared.sides:
        for turn in side.turns:
            before, after = turn.before, turn.after
            rows.append(
                (
                    *(side.value, turn.topic, after.speaker),
                    *(before.id, str(before.date or ""), turn.before_stance.value, before.text),
                    *(after.id, str(after.date or ""), turn.after_stance.value, after.text),
                )
            )
    names = ("id", "date", "stance", "text")
    return (
        "side",
        "topic",
        "speaker",
        *(f"before_{name}" for name in names),
        *(f"after_{name}" for name in names),
    ), rows


COMPARED: Mapping[str, Callable[[Compared], Table]] = {
    "summary": summary_table,
    "timeline": timeline_table,
    "stances": stances_table,
    "words": words_table,
    "quotations": quotations_table,
    "changes": changes_table,
}
"""The tables of a comparison by name."""
