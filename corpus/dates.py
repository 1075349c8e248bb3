"""Indonesian dates in running text -> calendar dates.

Written for the forms that releases and news use ("Rabu (1/3/2023)", "Kamis, 26 Juni 2025", "Jumat (20/6)", "Nop 2019"),
day before month. `dateparser`, which trafilatura brings along, guesses: on the 40 texts of tests/corpus/cases/dates.yaml
its search gives the dates meant in 24, with today's day for a missing one and "12/13/2023" read the other way round; in
real articles it also takes scores, prices, laws and times for dates, and needs 10 ms an article where this takes 0.6 ms.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from corpus.records import Span

_MONTHS = {
    "januari": 1, "jan": 1, "january": 1,
    "februari": 2, "pebruari": 2, "feb": 2, "peb": 2, "february": 2,
    "maret": 3, "mar": 3, "mrt": 3, "march": 3,
    "april": 4, "apr": 4,
    "mei": 5, "may": 5,
    "juni": 6, "jun": 6, "june": 6,
    "juli": 7, "jul": 7, "july": 7,
    "agustus": 8, "agt": 8, "agu": 8, "agst": 8, "ags": 8, "aug": 8, "august": 8,
    "september": 9, "sept": 9, "sep": 9,
    "oktober": 10, "okt": 10, "october": 10, "oct": 10,
    "november": 11, "nopember": 11, "nov": 11, "nop": 11,
    "desember": 12, "des": 12, "december": 12, "dec": 12,
}  # fmt: skip

_WEEKDAYS = {"senin": 0, "selasa": 1, "rabu": 2, "kamis": 3, "jumat": 4, "sabtu": 5, "minggu": 6, "ahad": 6}

_RELATIVE = {"kemarin": -1, "hari ini": 0, "besok": 1, "lusa": 2}

_NAMED_MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")(?![a-zA-Z])\.?"
_WEEKDAY = r"Senin|Selasa|Rabu|Kamis|Jum['’`]?at|Sabtu|Minggu|Ahad|SENIN|SELASA|RABU|KAMIS|JUM['’`]?AT|SABTU|MINGGU|AHAD"
_RANGE = r"(?:\s?(?:[-–]|s\.?/?d\.?|sampai|hingga|dan|dan\s?/?\s?atau)\s?\d{1,2})?"

_FORM = re.compile(
    rf"""
    # The name of the day may be glued to the word before it, where a link stood.
    (?: (?P<weekday>{_WEEKDAY}) (?![a-z]) [ \t]{{0,3}},?[ \t]{{0,3}} (?:tanggal|tgl\.?)? [ \t]{{0,3}} )?
    (?P<open>\(\s?)?
    (?:
        (?<![\d/.,-]) (?P<iso_year>(?:19|20)\d\d)-(?P<iso_month>\d\d)-(?P<iso_day>\d\d) (?![\d-])
      | (?<![\d/.,]) (?P<day>\d{{1,2}})\s?(?P<mark>[/.-])\s?(?P<month>\d{{1,2}})\s?(?P=mark)\s?
        (?P<year>(?:19|20)\d\d|\d\d(?=\s?\))|(?<=/)\d\d) (?!\d|[/.-]\d)
      | (?<![\d/.,]) (?P<named_day>\d{{1,2}}) {_RANGE} [ \t/-]{{0,2}} (?i:(?P<named_month>{_NAMED_MONTH}))
        (?: [ \t,/-]{{0,2}} (?P<named_year>(?:19|20)\d\d) (?!\d) | (?![ \t,/-]{{0,2}}\d{{4}}) )
      | (?<=\() (?P<short_day>\d{{1,2}})\s?/\s?(?P<short_month>\d{{1,2}}) (?=\s?[),])
    )
    (?P<close>\s?\))?
    """,
    re.VERBOSE,
)
_DAY_NAME = re.compile(rf"(?<![A-Za-z])(?P<weekday>{_WEEKDAY})(?![a-zA-Z])(?P<next>\s+(?:mendatang|depan|besok|nanti)\b)?")
_MONTH_ONLY = re.compile(rf"(?<![\w])(?i:(?P<named_month>{_NAMED_MONTH}))[ \t,/-]{{1,2}}(?P<named_year>(?:19|20)\d\d)(?!\d)")
_RELATIVE_WORD = re.compile(r"\b(?P<relative>kemarin|hari ini|besok|lusa)\b", re.I)
_FIGURE = re.compile(r"\d")
_WEEK = re.compile(r"\b(?:lalu|ini|depan|kedua|ketiga|pertama|ke-?\d)\b", re.I)


class Precision(StrEnum):
    """How much of the date the text gives; of a month, `date` is the first day."""

    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date in a text: `span.of(text)` are the words that give it.

    `relative`: it was resolved against the anchor ("Jumat (20/6)", "kemarin"). `weekday`: the day of the week that the
    text names with it (0 is Monday), whether it agrees or not. Of a range ("14-15 Mei 2025") it is the first day.
    """

    span: Span
    date: dt.date
    precision: Precision = Precision.DAY
    relative: bool = False
    weekday: int | None = None


def find(text: str, anchor: dt.date | None = None) -> tuple[FoundDate, ...]:
    """Return the dates in a text, in order, without overlap.

    `anchor` is the day on which the text was published. What needs it ("Jumat (20/6)", "17 Juni", "Rabu", "kemarin") is
    found only with it: a date without a year is the one nearest to the anchor, a weekday the last one up to it, or the
    next one after it with "mendatang". A date that no calendar holds (31/2/2023) is not found.
    """
    taken: list[FoundDate] = []
    # Most sentences hold no figure, and trying the patterns that need one takes far longer than looking for it.
    figured = (_written(text, anchor), _month_only(text)) if _FIGURE.search(text) is not None else ()
    for pattern_found in (*figured, _spoken(text, anchor)):
        free = _Free(taken)
        taken = sorted([*taken, *(found for found in pattern_found if free.allows(found.span))], key=lambda found: found.span)
    return tuple(taken)


def parse(text: str, anchor: dt.date | None = None) -> dt.date | None:
    """Return the first date in a text, one with a day before one without; None when there is none."""
    found = find(text, anchor)
    exact = (each.date for each in found if each.precision is Precision.DAY)
    return next(exact, None) or next((each.date for each in found), None)


class _Free:
    """Tells for spans in rising order whether they overlap one of the taken dates."""

    def __init__(self, taken: list[FoundDate]) -> None:
        self._taken = taken
        self._next = 0

    def allows(self, span: Span) -> bool:
        while self._next < len(self._taken) and self._taken[self._next].span.end <= span.start:
            self._next += 1
        return self._next == len(self._taken) or span.end <= self._taken[self._next].span.start


def _written(text: str, anchor: dt.date | None) -> Iterator[FoundDate]:
    for match in _FORM.finditer(text):
        group = match.groupdict()
        relative = False
        if group["iso_year"]:
            date = _calendar(group["iso_year"], group["iso_month"], group["iso_day"])
        elif group["year"]:
            year = group["year"] if len(group["year"]) == 4 else f"20{group['year']}"
            date = _calendar(year, group["month"], group["day"])
        else:
            month = _month(group["named_month"]) if group["named_month"] else int(group["short_month"])
            day = int(group["named_day"] or group["short_day"])
            if group["named_year"]:
                date = _calendar(group["named_year"], month, day)
            else:
                relative, date = True, _nearest(month, day, anchor)
        if date is not None:
            weekday = _WEEKDAYS[_plain(group["weekday"])] if group["weekday"] else None
            yield FoundDate(_without_lone_bracket(match), date, relative=relative, weekday=weekday)


def _month_only(text: str) -> Iterator[FoundDate]:
    for match in _MONTH_ONLY.finditer(text):
        date = _calendar(match["named_year"], _month(match["named_month"]), 1)
        if date is not None:
            yield FoundDate(Span(*match.span()), date, Precision.MONTH)


def _spoken(text: str, anchor: dt.date | None) -> Iterator[FoundDate]:
    if anchor is None:
        return
    found = []
    for match in _DAY_NAME.finditer(text):
        weekday = _WEEKDAYS[_plain(match["weekday"])]
        # "Minggu" is Sunday and week: "Minggu lalu" is last week.
        if weekday == 6 and _WEEK.match(text, match.end("weekday") + 1):
            continue
        back = (anchor.weekday() - weekday) % 7
        days = 7 - back if match["next"] else -back
        if (date := _days_from(anchor, days)) is not None:
            found.append(FoundDate(Span(*match.span()), date, relative=True, weekday=weekday))
    for match in _RELATIVE_WORD.finditer(text):
        if (date := _days_from(anchor, _RELATIVE[match["relative"].lower()])) is not None:
            found.append(FoundDate(Span(*match.span()), date, relative=True))
    yield from sorted(found, key=lambda each: each.span)


def _without_lone_bracket(match: re.Match[str]) -> Span:
    """Return the span of a match, its brackets only where both stand, without white space around it."""
    opened, closed = match["open"], match["close"]
    start = match.start() if match["weekday"] or not opened or closed else match.end("open")
    end = match.start("close") if closed and not opened else match.end()
    words = match.string[start:end]
    return Span(start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip()))


def _month(name: str) -> int:
    return _MONTHS[name.lower().rstrip(".")]


def _plain(word: str) -> str:
    return re.sub(r"['’`]", "", word).lower()


def _calendar(year: str | int, month: str | int, day: str | int) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None


def _days_from(anchor: dt.date, days: int) -> dt.date | None:
    try:
        return anchor + dt.timedelta(days)
    except OverflowError:  # a document may be dated 9999-12-31
        return None


def _nearest(month: int, day: int, anchor: dt.date | None) -> dt.date | None:
    if anchor is None:
        return None
    near = (_calendar(anchor.year + years, month, day) for years in (-1, 0, 1))
    return min((date for date in near if date is not None), key=lambda date: abs(date - anchor), default=None)
