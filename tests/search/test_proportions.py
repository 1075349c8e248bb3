"""Wilson's interval: published values, its ends, and what must hold of any counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.proportions import Share, wilson

# Newcombe 1998 (doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E), table I, method 3.
PUBLISHED = [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]


@pytest.mark.parametrize(("part", "whole", "low", "high"), PUBLISHED)
def test_published_intervals(part: int, whole: int, low: float, high: float) -> None:
    assert list(wilson(part, whole)) == pytest.approx([low, high], abs=5e-5)


def test_of_nothing_everything_is_possible() -> None:
    assert Share(0, 0).share is None
    assert Share(0, 0).interval == (0.0, 1.0)


@given(st.integers(1, 10_000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_an_interval_holds_its_share_and_mirrors(counts: tuple[int, int]) -> None:
    part, whole = counts
    low, high = wilson(part, whole)
    assert 0 <= low <= part / whole <= high <= 1
    mirrored = wilson(whole - part, whole)
    assert [1 - mirrored[1], 1 - mirrored[0]] == pytest.approx([low, high], abs=1e-9)
    wider = wilson(2 * part, 2 * whole)
    assert wider[1] - wider[0] <= high - low + 1e-12, "more of the same is never less certain"


def test_a_part_is_no_more_than_its_whole() -> None:
    with pytest.raises(ValueError, match="no part"):
        wilson(3, 2)
