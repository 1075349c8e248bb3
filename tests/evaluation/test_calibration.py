"""Reliability of stated probabilities."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.calibration import reliability


def test_bins_and_error() -> None:
    table = reliability([(0.95, True)] * 9 + [(0.95, False)] + [(0.5, False)] * 10)
    assert [(each.low, each.count, each.accuracy) for each in table.bins] == [(0.5, 10, 0), (0.9, 10, 0.9)]
    assert table.error == pytest.approx((10 * 0.05 + 10 * 0.5) / 20)


def test_certainty_belongs_to_the_last_bin() -> None:
    assert reliability([(1.0, True)]).bins[0].high == 1.0


def test_nothing_stated() -> None:
    assert reliability([]).error == reliability([]).count == 0


@pytest.mark.parametrize("probability", [-0.1, 1.1])
def test_what_is_no_probability_is_refused(probability: float) -> None:
    with pytest.raises(ValueError, match="is not a probability"):
        reliability([(probability, True)])


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans())))
def test_every_prediction_is_in_one_bin(predictions: list[tuple[float, bool]]) -> None:
    table = reliability(predictions)
    assert table.count == len(predictions)
    assert 0 <= table.error <= 1
