"""The project's own gold: well-formed, and the pipeline keeps its floors on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import ConfigurationError
from evaluation import floors, page
from evaluation.__main__ import PINNED
from evaluation.floors import Floor
from evaluation.passages import PASSAGES, STANCES, passages, sayings
from evaluation.records import Scores
from evaluation.stances import SIDES
from indexer.annotate import Labeller

PINNED_FLOORS = floors.load()
MEASURED: dict[str, Callable[[], tuple[Any, Any, Scores]]] = {
    PASSAGES.name: page.own_quotations,
    STANCES.name: lambda: page.own_stances(Labeller.load()),
}


@pytest.mark.parametrize("gold", [PASSAGES, STANCES], ids=lambda path: path.name)
def test_labels_are_those_that_the_floors_were_pinned_for(gold: Path) -> None:
    assert floors.digest(gold) == PINNED_FLOORS[gold.name].digest, "review the change, then: python -m evaluation --pin --lower"


@pytest.mark.parametrize("gold", [PASSAGES, STANCES], ids=lambda path: path.name)
def test_floors_are_kept(gold: Path) -> None:
    floor = PINNED_FLOORS[gold.name]
    assert set(floor.least) == set(PINNED[gold])
    assert floors.below(floor, MEASURED[gold.name]()[2]) == {}


def test_passages_are_exact_and_explained() -> None:
    assert len(passages()) >= 80
    assert len({passage.gold.id for passage in passages()}) == len(passages())
    for passage in passages():
        text = passage.document.text
        assert passage.phenomenon
        assert passage.reason
        for quote in passage.gold.quotes:
            assert quote.text in text
            assert quote.cue is None or quote.cue in text
            assert all(part in text for part in (quote.speaker, quote.role, quote.affiliation) if part)


def test_every_topic_and_side_has_seven_quotations_or_more() -> None:
    count = Counter((topic, side) for said in sayings() for topic, side in said.gold.topics.items())
    assert all(count[topic, side] >= 7 for topic in ("unity", "elections", "misinformation") for side in SIDES), count
    assert len({said.text for said in sayings()}) == len(sayings())


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    path = tmp_path / "gold.yaml"
    path.write_text("labels", encoding="utf-8")
    return path


def test_pinning_raises_and_never_lowers(gold: Path) -> None:
    old = Floor(floors.digest(gold), {"a": 0.5, "b": 0.9})
    pinned = floors.pinned(old, gold, {"a": 0.8, "b": 0.8}, ("a", "b"), lower=False)
    assert pinned.least == {"a": 0.77, "b": 0.9}
    assert floors.pinned(old, gold, {"a": 0.8, "b": 0.8}, ("a", "b"), lower=True).least["b"] == 0.77


def test_changed_labels_are_not_pinned_in_passing(gold: Path) -> None:
    old = Floor("of other labels", {"a": 0.5})
    with pytest.raises(ConfigurationError, match="pin with --lower"):
        floors.pinned(old, gold, {"a": 0.8}, ("a",), lower=False)
    assert floors.pinned(old, gold, {"a": 0.8}, ("a",), lower=True).digest == floors.digest(gold)


def test_a_score_under_its_floor_is_told_with_both_numbers() -> None:
    floor = Floor("", {"a": 0.5, "b": 0.5, "missing": 0.1})
    assert floors.below(floor, {"a": 0.4, "b": 0.5}) == {"a": (0.4, 0.5), "missing": (0.0, 0.1)}


def test_floors_are_written_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "floors.yaml"
    written = {"gold.yaml": Floor("0" * 64, {"a": 0.5})}
    floors.save(written, path)
    assert floors.load(path) == written
