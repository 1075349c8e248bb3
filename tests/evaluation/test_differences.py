"""Each kind of error is named as such, and never with the words of a quotation."""

from __future__ import annotations

import pytest

from evaluation import differences
from evaluation.differences import Difference, Kind
from evaluation.records import Article, Labelled, Occasion, Quoted
from tests.evaluation.cases import article, quoted

WORDS = "satu dua tiga empat lima enam tujuh delapan sembilan sepuluh"

KINDS: list[tuple[list[Quoted], list[Quoted], list[Kind], str]] = [
    ([quoted(WORDS, "Danu")], [quoted(WORDS, "Danu")], [], "nothing wrong"),
    ([quoted(WORDS)], [], [Kind.MISSED], "missed"),
    ([], [quoted(WORDS)], [Kind.SPURIOUS], "none"),
    ([quoted(WORDS)], [quoted("satu dua tiga empat lima")], [Kind.BOUNDS], "half of it is one error, not two"),
    ([quoted(WORDS)], [quoted(WORDS + " sebelas")], [Kind.EDGE], "a word too many"),
    ([quoted(WORDS)], [quoted(WORDS, kind="indirect")], [Kind.GIVEN_AS], "another kind"),
    ([quoted(WORDS, "Danu")], [quoted(WORDS)], [Kind.SPEAKER_UNKNOWN], "nobody"),
    ([quoted(WORDS, "Danu")], [quoted(WORDS, "Retno")], [Kind.SPEAKER_WRONG], "somebody else"),
    ([quoted(WORDS, role="Camat")], [quoted(WORDS, "Retno")], [Kind.SPEAKER_INVENTED], "a name that isn't there"),
    ([quoted(WORDS, "Danu Pramuja")], [quoted(WORDS, "Danu")], [Kind.SPEAKER_PART], "a part of the name"),
    ([quoted(WORDS, "Danu", role="Camat")], [quoted(WORDS, "Danu")], [Kind.OFFICE_UNKNOWN], "no office"),
    ([quoted(WORDS, "Danu", role="Camat")], [quoted(WORDS, "Danu", role="Lurah")], [Kind.OFFICE_WRONG], "another office"),
    ([quoted(WORDS, "Danu")], [quoted(WORDS, "Danu", role="Lurah")], [Kind.OFFICE_INVENTED], "an office"),
    ([quoted(WORDS, "Danu", role="Camat")], [quoted(WORDS, "Retno")], [Kind.SPEAKER_WRONG], "no office without the person"),
]


@pytest.mark.parametrize(("gold", "found", "kinds", "why"), KINDS, ids=[case[-1] for case in KINDS])
def test_kinds(gold: list[Quoted], found: list[Quoted], kinds: list[Kind], why: str) -> None:
    shown = list(differences.of_quotations([article(*gold)], [article(*found)]))
    assert [each.kind for each in shown] == kinds
    assert not any("satu" in f"{each.wanted} {each.found}" for each in shown)


EVENTS = [
    (Occasion(place="Aula"), Occasion(), Kind.EVENT_MISSED),
    (Occasion(place="Aula"), Occasion(place="Pendopo"), Kind.EVENT_WRONG),
    (Occasion(), Occasion(place="Pendopo"), Kind.EVENT_INVENTED),
]


@pytest.mark.parametrize(("gold", "found", "kind"), EVENTS)
def test_events(gold: Occasion, found: Occasion, kind: Kind) -> None:
    assert [each.kind for each in differences.of_quotations([article(occasion=gold)], [article(occasion=found)])] == [kind]


def test_an_article_that_was_not_predicted() -> None:
    gold = Article(id="a", quotes=(quoted(WORDS),), occasion=Occasion(place="Aula"))
    assert [each.kind for each in differences.of_quotations([gold], [])] == [Kind.MISSED, Kind.EVENT_MISSED]


def test_labels() -> None:
    gold = [Labelled(id="1", topics={"unity": "FAVOR", "elections": "NONE"}, probabilities={})]
    found = [Labelled(id="1", topics={"unity": "AGAINST", "misinformation": "NONE"}, probabilities={})]
    kinds = {each.kind for each in differences.of_labels(gold, found)}
    assert kinds == {Kind.STANCE, Kind.TOPIC_MISSED, Kind.TOPIC_INVENTED}


def test_a_sample_shows_every_kind_before_any_twice() -> None:
    found = [Difference(id=str(number), kind=Kind.MISSED) for number in range(9)] + [Difference(id="x", kind=Kind.STANCE)]
    shown = differences.sample(found, 3)
    assert [each.id for each in shown] == ["0", "1", "x"]
    assert differences.counts(found) == {Kind.MISSED: 9, Kind.STANCE: 1}
