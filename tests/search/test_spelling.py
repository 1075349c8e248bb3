"""Words put right from the index's own vocabulary."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.language import read
from search.spelling import OFTENER, Speller

VOCABULARY = {
    "bawaslu": 900,
    "kampanye": 700,
    "bawasllu": 1,  # a slip that got into print
    "netralitas": 80,
    "pemilu": 2_000,
    "marbela": 40,
    "marbelo": 30,  # two real names, one letter apart
    "kotawaringin": 3,
}


class Index:
    """A vocabulary with how many quotations hold each word."""

    def __init__(self, words: Mapping[str, int] = VOCABULARY) -> None:
        self.words = words
        self.read = 0

    def beginning(self, prefix: str) -> list[str]:
        self.read += 1
        return [word for word in self.words if word.startswith(prefix)]

    def holding(self, term: str) -> int:
        return self.words.get(term, 0)

    typed = holding


def suggested(text: str, index: Index | None = None) -> str | None:
    index = index or Index()
    return Speller(index.beginning, index).suggestion(text, read(text))


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("bawalsu", "bawaslu"),  # two letters changed places: one slip
        ("kampnye hitam", "kampanye hitam"),
        ("netrelitas ASN", "netralitas ASN"),
        ("Bawalsu AND pemilu", "bawaslu AND pemilu"),
        ("bawasllu", "bawaslu"),  # held once, beside one held 900 times
        ("mabela", "marbela"),  # of two as near, the more frequent
        ("(bawalsu OR kampnye) date:2023", "(bawaslu OR kampanye) date:2023"),  # what is not a word stays as typed
    ],
)
def test_a_misspelt_word_is_put_right(text: str, right: str) -> None:
    assert suggested(text) == right


@pytest.mark.parametrize(
    "text",
    [
        "pemilu kampanye",
        "marbelo",  # rarer than its neighbour, and right
        "kotawaringin",
        "menyatakan",  # a form of a root that the dictionary knows, though nobody said it
        "elections",  # English
        '"bawalsu"',  # a phrase is verbatim
        "speaker:bawalsu",
        "xyz",
        "qwertyuiop",  # past help
        "2024",
        "",
    ],
)
def test_what_is_right_or_past_help_stays(text: str) -> None:
    assert suggested(text) is None


@given(st.sampled_from(sorted(word for word, count in VOCABULARY.items() if count > 2)))
def test_no_word_that_quotations_hold_is_doubted(word: str) -> None:
    assert suggested(word) is None


def test_a_rare_word_needs_a_far_more_frequent_neighbour() -> None:
    assert suggested("bawasllu", Index({"bawaslu": OFTENER - 1, "bawasllu": 1})) is None
    assert suggested("bawasllu", Index({"bawaslu": OFTENER, "bawasllu": 1})) == "bawaslu"


def test_the_vocabulary_is_read_at_the_first_doubt_and_once() -> None:
    index = Index()
    speller = Speller(index.beginning, index)
    for text, read_so_far in (("pemilu", 0), ("bawalsu", 1), ("kampnye", 1)):
        speller.suggestion(text, read(text))
        assert index.read == read_so_far
