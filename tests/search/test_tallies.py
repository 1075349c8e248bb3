"""Counts of joined columns against counting one row after the other."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from search.columns import NUMBERS, VALUED, Columns
from search.tallies import COUNTED, Tallies
from search.values import Values

ROW = st.tuples(*(st.integers(-1, 2) for _ in COUNTED), st.sets(st.integers(0, 69), max_size=3))
"""A code for each counted column, and pairs of topic and stance: more of them than fit one machine word."""


def columns_of(rows: list[tuple[int | set[int], ...]]) -> Columns:
    codes = {name: np.full(len(rows), -1, dtype=np.int32) for name in VALUED}
    for place, name in enumerate(COUNTED):
        codes[name] = np.asarray([row[place] for row in rows], dtype=np.int32)
    codes["province"] = codes["region"] // 2  # regions 0 and 1 lie in province 0, region 2 in province 1
    pairs = [(number, pair) for number, row in enumerate(rows) for pair in sorted(row[-1])]  # type: ignore[arg-type]
    values = {name: Values.of((str(code), str(code)) for code in range(3)) for name in VALUED}
    return Columns(
        size=len(rows),
        codes=codes,
        numbers={name: np.zeros(len(rows), dtype=np.int32) for name in NUMBERS},
        pair_rows=np.asarray([row for row, _ in pairs], dtype=np.int32),
        pair_codes=np.asarray([pair for _, pair in pairs], dtype=np.int32),
        values=values | {"pair": Values.of((f"t{code} setuju", "") for code in range(70))},
    )


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(ROW, min_size=1, max_size=6), copies=st.sampled_from([1, 40]), data=st.data())
def test_counts_are_those_of_one_row_after_the_other(
    rows: list[tuple[int | set[int], ...]], copies: int, data: st.DataObject
) -> None:
    rows = rows * copies  # of many rows columns are joined, of few each is counted alone
    columns = columns_of(rows)
    chosen = sorted(data.draw(st.sets(st.integers(0, len(rows) - 1))))
    tally = Tallies(columns).count(np.asarray(chosen, dtype=np.intp))
    for name in (*COUNTED, "province"):
        expected = Counter(columns.codes[name][chosen].tolist())
        assert tally.counts[name].tolist() == [expected[code] for code in range(3)]
    wanted = data.draw(st.sets(st.integers(0, 69)))
    assert tally.having([pair in wanted for pair in range(70)]) == sum(bool(rows[row][-1] & wanted) for row in chosen)  # type: ignore[operator]
