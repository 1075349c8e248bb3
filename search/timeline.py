"""Counts by month -> counts by period beside what the corpus holds of it: rates, and where nothing can be said.

A corpus has more of one month than of another, and nothing of many. A count means something only beside what there was to be
found in: `rate` is of a thousand quotations of the period, and a period of which the corpus holds nothing is a gap, not a zero.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from search.proportions import Share

MOST_PERIODS = 48
"""Most periods of one chart: with more, bars get thinner than can be told apart on a phone."""

THIN = 100
"""Quotations of a period below which its rate is marked: one more match would change it by 10 in a thousand."""

Months = Mapping[str, int]


class Coverage(StrEnum):
    """How much the corpus holds of a period: nothing, too little for a rate, or enough."""

    NONE = "none"
    THIN = "thin"
    ENOUGH = "enough"


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Whole months, first and last day included, and how many quotations the corpus has of them."""

    first: dt.date
    last: dt.date
    volume: int

    @property
    def coverage(self) -> Coverage:
        """Whether a rate of this period says anything."""
        if self.volume == 0:
            return Coverage.NONE
        return Coverage.THIN if self.volume < THIN else Coverage.ENOUGH

    def share(self, count: int) -> Share | None:
        """Return a count as a share of the period's quotations; None where there are none."""
        return Share(count, self.volume) if self.volume else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """Periods from the first with a match to the last. `unit`: month, quarter, year or years (several together)."""

    unit: str
    periods: tuple[Period, ...]

    def counts(self, months: Months) -> tuple[int, ...]:
        """Return the counts of these months by period; months outside are left out."""
        starts = [period.first for period in self.periods]
        counts = [0] * len(starts)
        for name, count in months.items():
            month = _month(name)
            if month is None:
                continue
            day = dt.date(month // 12, month % 12 + 1, 1)
            place = sum(start <= day for start in starts) - 1
            if place >= 0 and day <= self.periods[place].last:
                counts[place] += count
        return tuple(counts)


def timeline(volume: Months, series: Sequence[Months], *, monthly: bool = False) -> Timeline:
    """Return the periods that show these series: months, or as long ones as bring them below MOST_PERIODS.

    `volume` counts all quotations of the corpus by month ("2023-03"), `series` the matches. `monthly`: months however many.
    """
    known = {month: count for name, count in volume.items() if (month := _month(name)) is not None}
    matching = [month for months in series for name, count in months.items() if count and (month := _month(name)) is not None]
    if not matching:
        return Timeline(unit="month", periods=())
    first, last = min(matching), max(matching)
    unit, length = ("month", 1) if monthly else _unit(first, last)
    begin = first - first % min(length, 12) if length <= 12 else first - first % 12
    periods = []
    for start in range(begin, last + 1, length):
        end = start + length - 1 if length <= 12 else min(start + length - 1, last - last % 12 + 11)
        inside = sum(count for month, count in known.items() if start <= month <= end)
        periods.append(Period(first=_day(start), last=_last_day(end), volume=inside))
    return Timeline(unit=unit, periods=tuple(periods))


def _unit(first: int, last: int) -> tuple[str, int]:
    for name, length in (("month", 1), ("quarter", 3), ("year", 12)):
        if last // length - first // length < MOST_PERIODS:
            return name, length
    years = last // 12 - first // 12 + 1
    return "years", 12 * -(-years // MOST_PERIODS)


def _month(name: str) -> int | None:
    """Return a month as a number that counts on; None for what names no month."""
    found = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", name)
    return None if found is None or found[1] == "0000" else int(found[1]) * 12 + int(found[2]) - 1


def _day(month: int) -> dt.date:
    return dt.date(month // 12, month % 12 + 1, 1)


def _last_day(month: int) -> dt.date:
    year, number = divmod(month, 12)
    return dt.date(year, number + 1, calendar.monthrange(year, number + 1)[1])
