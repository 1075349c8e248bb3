"""The words that tell groups of texts apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.wordings import LEAST_COUNT, characteristic, counted, features

HARVEST = [f"Panen padi di desa {name} membaik, kata petani." for name in ("anggrek", "melati", "kenanga", "teratai", "dahlia")]
HARBOUR = [
    f"Kapal nelayan bersandar di dermaga {name}, kata petugas." for name in ("utara", "timur", "barat", "selatan", "lama")
]
PLAIN = ["Kata warga, hari ini cuaca cerah.", "Petugas dan petani berbicara kepada warga."] * 20


def listed(*groups: list[str], background: list[str] = PLAIN) -> list[list[str]]:
    found = characteristic([counted(group) for group in groups], counted(background), 20)
    return [[word.text for word in words] for words in found]


def test_content_words_and_pairs_of_neighbours() -> None:
    assert features("Panen padi di desa, 2024!") == {"panen", "padi", "desa", "panen padi"}


def test_a_text_counts_a_word_once() -> None:
    assert counted(["padi, padi dan lagi padi", "padi"])["padi"] == 2


def test_each_group_has_its_own_words() -> None:
    harvest, harbour = listed(HARVEST * 4, HARBOUR * 4)
    assert any("panen" in word for word in harvest)
    assert any("kapal" in word or "dermaga" in word for word in harbour)
    assert not set(harvest) & set(harbour)
    assert "kata" not in {*harvest, *harbour}, "what both say as often tells nothing"


def test_a_single_group_is_told_from_the_language_at_large() -> None:
    [words] = listed(HARVEST * 4)
    assert any("panen" in word for word in words)
    assert "warga" not in words


def test_a_word_of_a_listed_pair_is_not_listed_again() -> None:
    [words] = listed(HARVEST * 4)
    assert "panen padi" in words
    assert "panen" not in words


@given(st.lists(st.lists(st.sampled_from(HARVEST + HARBOUR), max_size=30), min_size=2, max_size=4))
def test_what_is_listed_is_there_and_likelier_here(groups: list[list[str]]) -> None:
    counts = [counted(group) for group in groups]
    found = characteristic(counts, counted(PLAIN), 20)
    assert len(found) == len(groups)
    for at, words in enumerate(found):
        others = [count for other, count in enumerate(counts) if other != at]
        scores = [word.score for word in words]
        assert scores == sorted(scores, reverse=True)
        for word in words:
            assert word.count == counts[at][word.text] >= LEAST_COUNT
            assert word.others == sum(other[word.text] for other in others)


@pytest.mark.parametrize("groups", [[[], []], [["a"], [""]], [[]]])
def test_of_nothing_there_is_nothing_to_tell(groups: list[list[str]]) -> None:
    assert listed(*groups, background=[]) == [[] for _ in groups]
