"""English words of a query, and what they are searched for as."""

from __future__ import annotations

from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import terms
from search.glossary import translated


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("national unity", "persatuan bangsa/nasional"),  # a term of two words before its words
        ("money politics", "politik uang"),
        ("elections were held peacefully", "pemilu/pemilihan/pilkada/pilpres held damai"),  # inflected; what it lacks stays
        ("KPU must be fair", "kpu adil"),  # a name stays, words of grammar go
        ("voting day", "pencoblosan/pemungutan"),
        ("hospitals", "rumah sakit"),  # one word, two to be held
    ],
)
def test_english_is_translated(text: str, meant: str) -> None:
    found = translated(terms(text))
    assert found is not None
    assert " ".join("/".join(words) for words in found) == meant


@pytest.mark.parametrize(
    "text",
    [
        "netralitas ASN dalam pilkada",
        "video deepfake",  # the same in both languages
        "real count KPU dan Bawaslu",  # foreign words in Indonesian mean themselves
        "data pemilih ganda",
        "program area legal",  # English words that are Indonesian ones
        "Prabowo Subianto",
        "",
        "yang the",
    ],
)
def test_what_is_not_english_stays(text: str) -> None:
    assert translated(terms(text)) is None


@given(st.text(max_size=60) | st.lists(st.sampled_from(["the", "election", "yang", "unity", "x", "votes"])).map(" ".join))
def test_a_translation_holds_words(text: str) -> None:
    found = translated(terms(text))
    assert found is None or all(words and all(words) for words in found)


def test_the_glossary_is_in_order() -> None:
    listed = resources.files("search").joinpath("glossary_en.txt").read_text(encoding="utf-8")
    entries = [line.split(" = ") for line in listed.splitlines() if line and not line.startswith("#")]
    assert len(entries) > 1_500
    assert all(len(entry) == 2 and terms(entry[0]) and terms(entry[1]) for entry in entries)
    names = [entry[0] for entry in entries]
    assert len(set(names)) == len(names)
