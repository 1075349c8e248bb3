"""Scores of rankings, by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation import retrieval

GRADES = {"a": 3, "b": 1, "c": 0, "d": 2}
IDEAL = 7 + 3 / math.log2(3) + 1 / 2


def test_by_hand() -> None:
    scores = retrieval.score({"q": GRADES}, {"q": ["x", "d", "a"]})
    assert scores["nDCG@10"] == pytest.approx((3 / math.log2(3) + 7 / 2) / IDEAL)
    assert scores["recall@50(grade>=2)"] == 1
    assert scores["MRR(grade>=2)"] == 0.5
    assert scores["judged@10"] == 0.2
    assert scores["nDCG@10(judged)"] == pytest.approx((3 + 7 / math.log2(3)) / IDEAL)


def test_a_query_without_results_counts_as_nothing_found() -> None:
    scores = retrieval.score({"q": GRADES, "r": {"a": 3}}, {"r": ["a"]})
    assert scores["nDCG@10"] == scores["MRR(grade>=2)"] == 0.5


def test_what_stands_below_the_depth_does_not_count() -> None:
    ranked = [f"x{number}" for number in range(50)] + ["a"]
    scores = retrieval.one_query(GRADES, ranked)
    assert scores["nDCG@10"] == scores["recall@50(grade>=2)"] == 0
    assert scores["MRR(grade>=2)"] == pytest.approx(1 / 51)


@given(st.permutations(list(GRADES)))
def test_no_order_beats_that_of_the_grades(ranked: list[str]) -> None:
    best = retrieval.one_query(GRADES, ["a", "d", "b", "c"])["nDCG@10"]
    assert best == pytest.approx(1)
    assert retrieval.one_query(GRADES, ranked)["nDCG@10"] <= best + 1e-12
