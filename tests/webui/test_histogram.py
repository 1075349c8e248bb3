"""Counts by month become bars that add up and lead to their months."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.results import FacetValue
from webui.pages.histogram import HEIGHT, LEAST_HEIGHT, MOST_BARS, MOST_LABELS, WIDTH, histogram


def months(*pairs: tuple[str, int]) -> list[FacetValue]:
    return [FacetValue(value=value, label=value, count=count) for value, count in pairs]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (months(), "no match has a date"),
        (months(("2023-03", 7)), "one month is not a distribution"),
        (months(("2023-13", 1), ("March", 2), ("0000-01", 3)), "none of these is a month"),
        (months(("2023-03", 7), ("2023-04", 0)), "a month without a match"),
    ],
)
def test_nothing_to_draw(values: list[FacetValue], reason: str) -> None:
    assert histogram(values, 10) is None, reason


def test_gaps_are_drawn_as_gaps() -> None:
    chart = histogram(months(("2023-02", 4), ("2022-11", 2)), 7)
    assert chart is not None
    assert chart.unit == "month"
    assert [bar.count for bar in chart.bars] == [2, 0, 0, 4]
    assert (chart.highest, chart.dated, chart.undated) == (4, 6, 1)
    last = chart.bars[-1]
    assert (last.first, last.last) == (dt.date(2023, 2, 1), dt.date(2023, 2, 28))
    assert chart.bars[1].height == 0
    assert (last.y, last.height) == (0, HEIGHT)


def test_a_long_time_is_drawn_by_years() -> None:
    chart = histogram(months(("2012-01", 300), ("2012-12", 200), ("2026-06", 1000)), 1500)
    assert chart is not None
    assert chart.unit == "year"
    assert [bar.count for bar in chart.bars] == [500, *[0] * 13, 1000]
    assert (chart.bars[0].first, chart.bars[0].last) == (dt.date(2012, 1, 1), dt.date(2012, 12, 31))


def test_little_that_is_old_does_not_hide_the_months_of_the_last_years() -> None:
    chart = histogram(months(("2001-06", 30), ("2022-12", 10), ("2023-01", 1), ("2025-03", 100), ("2026-05", 60)), 201)
    assert chart is not None
    assert chart.unit == "month"
    before, *recent = chart.bars
    assert (before.first, before.last, before.count) == (dt.date(2001, 1, 1), dt.date(2022, 12, 31), 40)
    assert before.earlier
    assert not any(bar.earlier for bar in recent)
    assert (recent[0].first, recent[0].count, recent[0].height) == (dt.date(2023, 1, 1), 1, LEAST_HEIGHT)
    assert recent[-1].last == dt.date(2026, 5, 31)
    assert chart.highest == 100, "what came before is no month"


@pytest.mark.parametrize("month", range(1, 13))
def test_months_and_what_came_before_fit(month: int) -> None:
    chart = histogram(months(("1999-12", 1), (f"2026-{month:02}", 100)), 101)
    assert chart is not None
    assert MOST_BARS - 12 < len(chart.bars) <= MOST_BARS
    assert (chart.bars[1].first.month, chart.unit) == (1, "month")


@given(st.dictionaries(st.tuples(st.integers(1, 9999), st.integers(1, 12)), st.integers(1, 10_000), min_size=2))
def test_bars_add_up_and_stay_inside(counts: dict[tuple[int, int], int]) -> None:
    values = months(*((f"{year:04}-{month:02}", n) for (year, month), n in counts.items()))
    chart = histogram(values, sum(counts.values()))
    assert chart is not None
    assert sum(bar.count for bar in chart.bars) == chart.dated == sum(counts.values())
    assert 2 <= len(chart.bars) <= MOST_BARS
    assert 1 <= sum(bar.labelled for bar in chart.bars) <= MOST_LABELS
    for bar in chart.bars:
        assert bar.x >= 0
        assert bar.x + bar.width <= WIDTH + 0.01
        assert bar.y >= 0
        assert bar.y + bar.height <= HEIGHT + 0.01
        assert bar.first <= bar.last
