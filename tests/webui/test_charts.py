"""The geometry of charts: everything lies within the drawing, sides on their side of the line, gaps are no zeros."""

from __future__ import annotations

import datetime as dt

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.timeline import Coverage, timeline
from webui.pages.charts import ABOVE, BELOW, WIDTH, Layer, Row, chart, rate_text, stretches

MONTHS = [f"{2020 + at // 12}-{at % 12 + 1:02d}" for at in range(60)]
COUNTS = st.dictionaries(st.sampled_from(MONTHS), st.integers(1, 400), min_size=2, max_size=20)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(COUNTS, COUNTS, st.dictionaries(st.sampled_from(MONTHS), st.integers(0, 5_000)))
def test_everything_lies_within_the_drawing(
    app: Flask, above: dict[str, int], below: dict[str, int], more: dict[str, int]
) -> None:
    volume = {month: above.get(month, 0) + below.get(month, 0) + more.get(month, 0) for month in MONTHS}
    line = timeline(volume, [above, below])
    up, down = line.counts(above), line.counts(below)
    row = Row(name="x", counts=up, layers=(Layer("favor", up), Layer("against", down, below=True)))
    with app.test_request_context("/"):
        drawn = chart(line, [row])
    if len(line.periods) < 2:
        assert drawn is None
        return
    assert drawn is not None
    [panel] = drawn.panels
    assert len(panel.slots) == len(line.periods) == len(drawn.labels)
    for slot, period, count in zip(panel.slots, line.periods, up, strict=True):
        assert slot.coverage is period.coverage
        assert period.coverage is not Coverage.NONE or not count
    assert {bar.look.split()[0] for bar in panel.bars} == {"favor", "against"}
    for bar in panel.bars:
        assert bar.x >= 0
        assert bar.x + bar.width <= WIDTH + 0.1
        assert bar.height > 0
        if bar.look.startswith("favor"):
            assert -0.01 <= bar.y <= bar.y + bar.height <= ABOVE + 0.02
        else:
            assert ABOVE <= bar.y <= bar.y + bar.height <= ABOVE + BELOW + 0.02


def test_heights_are_rates_not_counts(app: Flask) -> None:
    line = timeline({"2023-01": 1000, "2023-02": 100}, [{"2023-01": 10, "2023-02": 10}])
    counts = line.counts({"2023-01": 10, "2023-02": 10})
    with app.test_request_context("/"):
        drawn = chart(line, [Row(name="x", counts=counts, layers=(Layer("all", counts),))])
    assert drawn is not None
    low, high = drawn.panels[0].bars
    assert high.height == pytest.approx(10 * low.height)
    assert drawn.highest == 100
    assert "10 dari 1.000 kutipan, 10 per 1.000" in drawn.panels[0].slots[0].told
    assert "paling sering pada Februari 2023 (100 per 1.000)" in drawn.panels[0].told


def test_a_period_with_little_material_does_not_flatten_the_others(app: Flask) -> None:
    months = {"2023-01": 5, "2023-02": 4, "2023-03": 6}
    line = timeline({"2023-01": 1000, "2023-02": 8, "2023-03": 1000}, [months])
    counts = line.counts(months)
    with app.test_request_context("/"):
        drawn = chart(line, [Row(name="x", counts=counts, layers=(Layer("all", counts),))])
    assert drawn is not None
    assert drawn.highest == 6
    assert [bar.look for bar in drawn.panels[0].bars] == ["all", "all thin", "all"]
    assert drawn.panels[0].bars[1].height == ABOVE, "cut at the edge"
    assert drawn.thin
    assert not drawn.gaps


def test_rates_have_the_decimals_that_they_deserve(app: Flask) -> None:
    with app.test_request_context("/en/"):
        assert [rate_text(*each) for each in ((1, 3000), (37, 1000), (0, 10), (1, 0))] == ["0.33", "37", "0", "–"]


def test_stretches_of_time() -> None:
    days = [(dt.date(2020, 1, 1), dt.date(2021, 1, 1)), (dt.date(2021, 1, 1), dt.date(2024, 1, 1)), (dt.date(2024, 1, 1),) * 2]
    first, second, day = stretches(days)
    assert [first.x, first.width] == pytest.approx([0, 25], abs=0.1)
    assert second.x == pytest.approx(25, abs=0.1)
    assert day.x + day.width == pytest.approx(100)
    assert day.width > 1, "a single day is seen"
    assert stretches([]) == []
