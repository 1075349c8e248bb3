"""Periods: how long they are, what falls into them, and which say nothing."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.timeline import MOST_PERIODS, THIN, Coverage, timeline

MONTHS = st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)).map(lambda day: f"{day:%Y-%m}")
COUNTS = st.dictionaries(MONTHS, st.integers(1, 500), max_size=30)


@pytest.mark.parametrize(
    ("first", "last", "unit", "begins", "ends"),
    [
        ("2023-02", "2023-02", "month", dt.date(2023, 2, 1), dt.date(2023, 2, 28)),
        ("2020-03", "2024-02", "month", dt.date(2020, 3, 1), dt.date(2024, 2, 29)),  # 48 months
        ("2020-03", "2024-03", "quarter", dt.date(2020, 1, 1), dt.date(2024, 3, 31)),
        ("2001-05", "2026-11", "year", dt.date(2001, 1, 1), dt.date(2026, 12, 31)),
        ("1901-05", "2026-11", "years", dt.date(1901, 1, 1), dt.date(2026, 12, 31)),
    ],
)
def test_periods_are_as_long_as_needed(first: str, last: str, unit: str, begins: dt.date, ends: dt.date) -> None:
    found = timeline({}, [{first: 1}, {last: 2}])
    assert found.unit == unit
    assert (found.periods[0].first, found.periods[-1].last) == (begins, ends)
    assert len(found.periods) <= MOST_PERIODS


@given(COUNTS, COUNTS, COUNTS)
def test_every_match_falls_into_one_period(volume: dict[str, int], one: dict[str, int], other: dict[str, int]) -> None:
    found = timeline(volume, [one, other])
    assert sum(found.counts(one)) == sum(one.values())
    assert sum(found.counts(other)) == sum(other.values())
    for before, after in zip(found.periods, found.periods[1:], strict=False):
        assert before.last + dt.timedelta(days=1) == after.first, "without a hole, without an overlap"
    assert [period.volume for period in found.periods] == list(found.counts(volume))


def test_a_gap_in_the_corpus_is_no_zero() -> None:
    found = timeline({"2023-01": THIN, "2023-03": THIN - 1}, [{"2023-01": 2, "2023-03": 1}])
    assert [period.coverage for period in found.periods] == [Coverage.ENOUGH, Coverage.NONE, Coverage.THIN]
    assert found.periods[1].share(0) is None
    share = found.periods[0].share(2)
    assert share is not None
    assert share.share == 0.02


def test_nothing_has_no_periods() -> None:
    assert timeline({"2023-01": 5}, [{}, {"nonsense": 3}]).periods == ()


def test_months_stay_months_when_asked() -> None:
    assert len(timeline({}, [{"1999-01": 1, "2026-12": 1}], monthly=True).periods) == 28 * 12
