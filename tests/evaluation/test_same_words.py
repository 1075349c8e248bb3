"""Groups of an index against pairs that a person has read."""

from __future__ import annotations

from pathlib import Path

from corpus.settings import Settings
from evaluation import same_words
from search.service import SearchService
from tests.search.conftest import ENCODER, change
from tests.search.quotations import view

WORDS = "Perahu dinas kami kerahkan malam ini juga untuk menjemput warga yang bertahan di atap"


def test_the_pairs_are_many_and_of_both_kinds() -> None:
    pairs = same_words.pairs()
    assert len(pairs) >= 100
    assert len({frozenset(pair[:2]) for pair in pairs}) == len(pairs)
    assert 20 <= sum(not same for *_, same in pairs) <= 80


def test_precision_recall_and_what_the_index_does_not_hold(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)
    change(
        settings,
        [view("a", WORDS), view("b", WORDS + " rumah"), view("c", WORDS + "!"), view("d", "Pasar dibuka lagi pekan depan")],
    )
    service = SearchService.open(settings, ENCODER)
    wanted = [("a", "b", True), ("b", "c", False), ("a", "d", True), ("a", "d", False), ("a", "gone", True)]
    scores = same_words.score(wanted, service)
    assert scores == {"groups.P": 0.5, "groups.R": 0.5, "groups.pairs": 4}
    assert same_words.table(scores).rows == (("read by a person", "0.500", "0.500", "4"),)
