"""The text of a release or article that came without a date -> the day on which it was published, as far as it tells.

A text also tells of days that are not its own: a contract until 2028, a law of 2009, a crisis in 1998. So a day has to be
vouched for: rather no date than a wrong one.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from corpus import dates
from corpus.dates import FoundDate

OPENING = 1000
"""Characters at the start of a text in which its date is looked for: in releases it stands in the first two paragraphs."""

EARLIEST_YEAR = 1998
"""Before it no release was put on the web: an older date is one that the text tells of."""

AHEAD = dt.timedelta(days=1)
"""Where it was published the next day may have begun: Indonesia is seven to nine hours ahead of UTC."""

_YEAR = re.compile(r"(?<![\d.,-])(?<!\d/)(?:199[89]|20\d\d)(?![\d/.,-]\d|\d)")
_SHORT_DATE = re.compile(r"\d")
_TO_COME = re.compile(r"\s*,?\s*(?:nanti|mendatang|kelak|yang akan datang)\b")
# Years in the number of a law or letter, and those to which the text looks back.
_LAW = re.compile(r"(?:\b(?:No|Nomor)\b\.?\s*[\w/.-]{1,20}\s+[Tt]ahun\s*|\d/\S{1,20}/\s?)$")
_LOOKING_BACK = re.compile(
    r"\b(?:se(?:men)?jak|krisis|medio)\s+(?:(?:di|pada|tahun|medio|ekonomi|global)\s+){0,3}$", re.IGNORECASE
)
_UNTIL = re.compile(r"\b(?:hingga|sampai(?: dengan)?|s/d)(?: tanggal)?\s*$")
_BEFORE = 40


def stated(text: str, taken_in: dt.date) -> dt.date | None:
    """Return the day that a text gives as its own, None where nothing vouches for one.

    `taken_in` is the day on which somebody had the text: no later one is its own, nor is one that is said to be to come.
    The first date with its day of the week counts; else the first other full date, if the text names no later year that
    has begun; else a day without a year ("Senin (9/5)"), if in the latest year that the text names it is that day of the
    week, and that year is not merely a law's or one to which the text looks back. Of the 641 articles of the corpus that
    have no date of their own this dates 245; of the 269 that the first date alone would date, at least nine were wrong by
    years, which this leaves undated.
    """
    latest = taken_in + AHEAD
    opening = text[:OPENING]
    full = [found for found in _own_days(opening, None) if found.date <= latest]
    named = next((found.date for found in full if found.weekday is not None), None)
    if named is not None:
        return named
    years = {int(match[0]): match for match in _YEAR.finditer(text) if int(match[0]) <= latest.year and _has_come(text, match)}
    last = max(years, default=0)
    plain = next((found.date for found in full if found.date.year >= last), None)
    if plain is not None or full or not last or not _is_its_own(text, last):
        return plain
    for found in _own_days(opening, dt.date(last, 7, 1)):
        agrees = found.relative and found.weekday == found.date.weekday() and _SHORT_DATE.search(found.span.of(opening))
        if agrees and found.date <= latest:
            return found.date
    return None


def _own_days(opening: str, anchor: dt.date | None) -> Iterator[FoundDate]:
    for found in dates.find(opening, anchor):
        to_come = _TO_COME.match(opening, found.span.end)
        until = _UNTIL.search(opening[max(0, found.span.start - _BEFORE) : found.span.start])
        day = found.precision is dates.Precision.DAY and found.date.year >= EARLIEST_YEAR
        if day and not to_come and not until:
            yield found


def _has_come(text: str, year: re.Match[str]) -> bool:
    return not _TO_COME.match(text, year.end())


def _is_its_own(text: str, year: int) -> bool:
    """Tell whether a text names a year otherwise than in the number of a law or looking back."""
    for match in _YEAR.finditer(text):
        before = text[max(0, match.start() - _BEFORE) : match.start()]
        if int(match[0]) == year and not _LAW.search(before) and not _LOOKING_BACK.search(before):
            return True
    return False
