"""All matches of a query -> exact counts by month, side and value, and the quotations behind them.

What a page of results doesn't say: counts without an end of the list, by two things at once, of words counted once. Rows never
leave this module.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from corpus.records import QuotationView, Stance
from search.columns import Columns, Mask
from search.results import IndexState
from search.segments import Rows

SIDES = (Stance.FAVOR, Stance.AGAINST)


@dataclass(frozen=True, slots=True)
class Count:
    """How many quotations, and how many when those of the same words count once."""

    quotations: int
    distinct: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Valued:
    """A value of a column among the matches: how many quotations have it, and on which days the first and the last were."""

    value: str
    label: str
    count: int
    first: dt.date | None
    last: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Somebody takes another side on a topic than the time before: both quotations, the earlier one first."""

    topic: str
    before: QuotationView
    after: QuotationView
    before_stance: Stance
    after_stance: Stance


class Matches:
    """The matches of one query in one generation of the index. Read-only; safe to share between threads."""

    def __init__(
        self,
        columns: Columns,
        rows: Rows,
        card: Callable[[int], QuotationView],
        first_of_each: Callable[[Rows], Rows],
        state: IndexState | None = None,
    ) -> None:
        """Take the columns of all quotations, the rows that match, in rising order, and what reads cards and groups.

        `first_of_each` gives the places in an array of rows at which a group of the same words stands first.
        """
        self._columns = columns
        self._rows = rows
        self._card = card
        self._first_of_each = first_of_each
        self._values: dict[str, tuple[Valued, ...]] = {}
        self.index = state

    @property
    def total(self) -> int:
        """How many quotations match."""
        return len(self._rows)

    @property
    def distinct(self) -> int:
        """How many, when those of the same words count once."""
        return len(self._first_of_each(self._rows))

    def months(self) -> dict[str, int]:
        """Return how many quotations each month ("2023-03") has, oldest first, without the undated."""
        values = self._columns.values["month"].values
        counts = np.bincount(self._columns.codes["month"][self._rows] + 1, minlength=len(values) + 1)[1:]
        return dict(sorted((values[code], int(counts[code])) for code in np.flatnonzero(counts).tolist()))

    def stances(self) -> dict[tuple[str, Stance], Count]:
        """Return how many quotations take which side on which topic."""
        counted: dict[tuple[str, Stance], Count] = {}
        for (topic, stance), rows in self._by_pair().items():
            counted[topic, stance] = Count(len(rows), len(self._first_of_each(rows)))
        return counted

    def stances_by_month(self) -> dict[tuple[str, Stance], dict[str, int]]:
        """Return the same by month, oldest first, without the undated."""
        values = self._columns.values["month"].values
        months = self._columns.codes["month"]
        counted: dict[tuple[str, Stance], dict[str, int]] = {}
        for pair, rows in self._by_pair().items():
            codes, counts = np.unique(months[rows], return_counts=True)
            by_month = {values[code]: count for code, count in zip(codes.tolist(), counts.tolist(), strict=True) if code >= 0}
            counted[pair] = dict(sorted(by_month.items()))
        return counted

    def values(self, column: str) -> tuple[Valued, ...]:
        """Return every value of a column that matches have, the most frequent first."""
        if column not in self._values:
            self._values[column] = _ranked(self._columns, column, self._rows)
        return self._values[column]

    def beside(self, column: str, most: int) -> tuple[Valued, ...]:
        """Return the values of a column in the other quotations of the same documents, those in most documents first."""
        documents = np.unique(self._columns.codes["document"][self._rows])
        shared = np.flatnonzero(np.isin(self._columns.codes["document"], documents[documents >= 0]))
        own = np.unique(self._columns.codes[column][self._rows])
        codes = self._columns.codes[column][shared]
        shared = shared[(codes >= 0) & ~np.isin(codes, own)]
        pairs = np.stack([self._columns.codes[column][shared], self._columns.codes["document"][shared]])
        _, first = np.unique(pairs, axis=1, return_index=True)
        rows = np.sort(shared[first])  # one quotation for each document, so that documents are counted
        return _ranked(self._columns, column, rows)[:most]

    def sample(self, most: int) -> list[QuotationView]:
        """Return quotations, one of each group, evenly spread over the index where there are more than `most`."""
        rows = self._rows[self._first_of_each(self._rows)]
        if len(rows) > most:
            rows = rows[np.linspace(0, len(rows) - 1, most).astype(np.intp)]
        return [self._card(row) for row in rows.tolist()]

    def newest(self, most: int) -> list[QuotationView]:
        """Return the quotations that were published last, one of each group."""
        rows = self._rows[self._first_of_each(self._rows)]
        day = self._columns.numbers["day"][rows]
        return [self._card(row) for row in rows[np.lexsort((rows, -day))][:most].tolist()]

    def turns(self, most: int) -> tuple[int, list[Turn]]:
        """Return how often a speaker takes the other side of a topic than the time before, and the newest such turns.

        Quotations that take no side, or have no day or no known speaker, are passed over; so is a speaker with both sides on
        one day, of which nobody knows the order.
        """
        found: list[tuple[int, str, int, int, Stance, Stance]] = []
        by_pair = self._by_pair()
        for topic in sorted({topic for topic, _ in by_pair}):
            for speaker_turns in self._turns_on(topic, by_pair):
                found.append(speaker_turns)
        found.sort(reverse=True)
        return len(found), [
            Turn(topic=topic, before=self._card(a), after=self._card(b), before_stance=was, after_stance=now)
            for _, topic, a, b, was, now in found[:most]
        ]

    def _turns_on(
        self, topic: str, by_pair: Mapping[tuple[str, Stance], Rows]
    ) -> list[tuple[int, str, int, int, Stance, Stance]]:
        parts = [(by_pair.get((topic, stance), np.zeros(0, dtype=np.intp)), number) for number, stance in enumerate(SIDES)]
        rows = np.concatenate([part for part, _ in parts])
        sides = np.concatenate([np.full(len(part), number) for part, number in parts])
        day, speaker = self._columns.numbers["day"][rows], self._columns.codes["speaker"][rows]
        known = (day > 0) & (speaker >= 0)
        rows, sides, day, speaker = rows[known], sides[known], day[known], speaker[known]
        order = np.lexsort((rows, sides, day, speaker))
        rows, sides, day, speaker = rows[order], sides[order], day[order], speaker[order]
        same = speaker[1:] == speaker[:-1]
        turned = np.flatnonzero(same & (sides[1:] != sides[:-1]) & (day[1:] > day[:-1]))
        mixed = {
            (int(speaker[at]), int(day[at])) for at in np.flatnonzero(same & (day[1:] == day[:-1]) & (sides[1:] != sides[:-1]))
        }
        return [
            (int(day[at + 1]), topic, int(rows[at]), int(rows[at + 1]), SIDES[sides[at]], SIDES[sides[at + 1]])
            for at in turned.tolist()
            if (int(speaker[at]), int(day[at])) not in mixed and (int(speaker[at]), int(day[at + 1])) not in mixed
        ]

    def _by_pair(self) -> dict[tuple[str, Stance], Rows]:
        """Return the matching rows of each topic and side, in rising order."""
        matching: Mask = np.zeros(self._columns.size + 1, dtype=bool)
        matching[self._rows] = True
        live = matching[self._columns.pair_rows]
        rows, codes = self._columns.pair_rows[live], self._columns.pair_codes[live]
        by_pair: dict[tuple[str, Stance], Rows] = {}
        for code, pair in enumerate(self._columns.values["pair"].values):
            topic, _, stance = pair.rpartition(" ")
            of_pair = rows[codes == code].astype(np.intp)
            if len(of_pair):
                by_pair[topic, Stance(stance)] = of_pair
        return by_pair


def _ranked(columns: Columns, column: str, rows: Rows) -> tuple[Valued, ...]:
    values = columns.values[column]
    present = columns.codes[column][rows]
    counts = np.bincount(present + 1, minlength=len(values) + 1)[1:]
    day = columns.numbers["day"][rows]
    dated = (day > 0) & (present >= 0)
    first = np.full(len(values), np.iinfo(np.int32).max, dtype=np.int32)
    last = np.zeros(len(values), dtype=np.int32)
    np.minimum.at(first, present[dated], day[dated])
    np.maximum.at(last, present[dated], day[dated])
    found = [
        Valued(
            value=values.values[code],
            label=values.labels[code],
            count=int(counts[code]),
            first=dt.date.fromordinal(int(first[code])) if last[code] else None,
            last=dt.date.fromordinal(int(last[code])) if last[code] else None,
        )
        for code in np.flatnonzero(counts).tolist()
    ]
    return tuple(sorted(found, key=lambda each: (-each.count, each.label, each.value)))
