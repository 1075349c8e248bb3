"""The best of many, found without sorting all, are the same as if all were sorted."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from search import ranking

ROWS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(-2, 2), st.integers(0, 1_000_000)), max_size=60, unique_by=lambda row: row[2]
)


@given(ROWS, st.one_of(st.none(), st.integers(0, 70)))
def test_the_first_are_those_of_the_whole_order(rows: list[tuple[int, int, int]], count: int | None) -> None:
    table = np.asarray(rows, dtype=np.int64).reshape(-1, 3)
    keys = (table[:, 0].astype(np.float32), table[:, 1], table[:, 2])
    found = ranking.first(keys, count)
    whole = [place for _, place in sorted((row, place) for place, row in enumerate(rows))]
    assert found.tolist()[:count] == whole[:count]


def test_equal_scores_in_thousands_go_by_the_next_key() -> None:
    scores = np.zeros(5_000, dtype=np.float32)
    days = np.arange(5_000)[::-1] // 2
    ids = np.arange(5_000)
    found = ranking.first((scores, days, ids), 3)
    assert found[:3].tolist() == [4_998, 4_999, 4_996]
    assert len(found) < 10
