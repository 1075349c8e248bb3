"""Alignment and scores of quotations, on cases small enough to count by hand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation import quotations
from evaluation.records import Article, Occasion
from tests.evaluation.cases import article, quoted

WORDS = "satu dua tiga empat lima enam tujuh delapan sembilan sepuluh"


def test_the_closest_pair_is_made_first() -> None:
    gold = [quoted(WORDS), quoted(f"{WORDS} sebelas")]
    aligned = quotations.align(gold, [quoted(f"{WORDS} sebelas")])
    assert [pair.gold for pair in aligned.pairs] == [gold[1]]
    assert aligned.missed == (gold[0],)
    assert aligned.spurious == ()


def test_of_equal_texts_those_nearer_in_order_are_paired() -> None:
    gold = [quoted("Siap", "A"), quoted("Siap", "B")]
    found = [quoted("Siap", "A"), quoted("Siap", "B")]
    assert all(pair.same_speaker() for pair in quotations.align(gold, found).pairs)


def test_scores_by_hand() -> None:
    gold = article(
        quoted(WORDS, "Danu Pramuja", role="Bupati", affiliation="Wanasari"),
        quoted("kabar itu palsu", "Retno Kinasih", kind="indirect"),
        quoted("tidak ditemukan", kind="direct"),
    )
    found = article(
        quoted(WORDS.replace("sepuluh", "sebelas"), "Danu", role="Bupati"),
        quoted("kabar itu palsu", "Danu Pramuja", kind="mixed"),
    )
    scores = quotations.score([gold], [found])
    assert scores["direct.exact.F1"] == 0
    assert scores["direct.overlap80.F1"] == pytest.approx(2 / 3)
    assert (scores["direct.speaker.strict"], scores["direct.speaker.lenient"]) == (0, 1)
    assert scores["direct.role.tokenF1"] == pytest.approx(2 / 3)
    assert scores["indirect.exact.F1"] == 1
    assert scores["indirect.joint.F1"] == 0
    assert scores["all.joint.F1"] == pytest.approx(2 / 5)
    assert (scores["all.n_gold"], scores["all.n_pred"]) == (3, 2)
    assert "event.name.F1" not in scores


def test_kinds_of_different_groups_do_not_match_within_a_group() -> None:
    scores = quotations.score([article(quoted("Siap", kind="direct"))], [article(quoted("Siap", kind="indirect"))])
    assert scores["direct.exact.R"] == scores["indirect.exact.P"] == 0
    assert scores["all.exact.F1"] == 1


def test_an_article_without_prediction_counts_as_empty() -> None:
    scores = quotations.score([article(quoted("Siap"))], [])
    assert scores["articles_missing"] == 1
    assert scores["all.exact.R"] == 0


EVENTS = [
    (Occasion(name="Rapat Koordinasi Pilkada"), Occasion(name="rapat koordinasi pilkada tahun 2024"), "name", 1.0, "close"),
    (Occasion(name="Rapat Koordinasi Pilkada"), Occasion(name="Upacara"), "name", 0.0, "another event"),
    (Occasion(date="2024-01-02"), Occasion(date="2024-01-03"), "date", 0.0, "a day off is wrong"),
    (Occasion(), Occasion(place="Aula"), "place", 0.0, "invented"),
    (Occasion(place="Aula"), None, "place", 0.0, "missed"),
]


@pytest.mark.parametrize(("gold", "found", "field", "expected", "why"), EVENTS)
def test_events(gold: Occasion, found: Occasion | None, field: str, expected: float, why: str) -> None:
    scores = quotations.score([article(occasion=gold)], [article(occasion=found)])
    assert scores[f"event.{field}.F1"] == expected, why


TEXTS = st.lists(st.sampled_from(["Siap", "Siap.", WORDS, f"{WORDS} sebelas", "kabar itu palsu"]), max_size=5)


@given(TEXTS, TEXTS)
def test_everything_is_paired_once_or_left_over(gold: list[str], found: list[str]) -> None:
    aligned = quotations.align([quoted(text) for text in gold], [quoted(text) for text in found])
    assert len(aligned.pairs) + len(aligned.missed) == len(gold)
    assert len(aligned.pairs) + len(aligned.spurious) == len(found)


@given(TEXTS)
def test_gold_against_itself_is_perfect(texts: list[str]) -> None:
    gold = Article(id="a", quotes=tuple(quoted(text, "Danu") for text in texts))
    scores = quotations.score([gold], [gold])
    assert scores["all.joint.F1"] == (1 if texts else 0)
