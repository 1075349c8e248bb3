"""Scores of topics, stances and claims, by hand."""

from __future__ import annotations

import pytest

from evaluation import stances
from evaluation.records import Labelled


def labelled(id: str, **topics: str) -> Labelled:
    return Labelled(id=id, topics=topics, probabilities={})


FAVOURED = [labelled("1", unity="FAVOR"), labelled("4", unity="FAVOR")]
GOLD = [*FAVOURED, labelled("2", unity="AGAINST", elections="NONE"), labelled("3")]
FOUND = [*FAVOURED, labelled("2", unity="FAVOR"), labelled("3", elections="NONE")]


def test_topics_and_stances() -> None:
    scores = stances.score(GOLD, FOUND)
    assert scores["topic.unity.F1"] == 1
    assert scores["topic.elections.F1"] == 0
    assert scores["topic.macroF1"] == 0.5
    assert scores["stance.unity.FAVOR"] == pytest.approx(0.8)
    assert scores["stance.unity.AGAINST"] == 0
    assert scores["stance.unity.F_avg(FAVOR,AGAINST)"] == pytest.approx(0.4)
    assert scores["stance.elections.NONE"] == 0, "a stance on a topic that was missed is missed"
    assert scores["stance.all.n"] == 4


def test_majority_baseline_gives_the_most_frequent_side_always() -> None:
    assert stances.majority_baseline({"FAVOR": 3, "AGAINST": 1}) == pytest.approx((6 / 7) / 3)
    assert stances.majority_baseline({}) == 0


def test_confusion_names_missed_topics() -> None:
    table = stances.confusion(GOLD, {each.id: each.topics for each in FOUND})
    assert table == {("FAVOR", "FAVOR"): 2, ("AGAINST", "FAVOR"): 1, ("NONE", stances.MISSED): 1}


def test_claims() -> None:
    gold = {"a": "FAVOR", "b": "AGAINST", "c": "NONE"}
    scores = stances.score_claims(gold, {"a": "FAVOR", "b": "FAVOR"})
    assert scores["FAVOR.F1"] == pytest.approx(2 / 3)
    assert scores["AGAINST.F1"] == scores["NONE.F1"] == 0
    assert scores["accuracy"] == pytest.approx(1 / 3)
    assert stances.score_claims(gold, gold)["macroF1"] == 1
