"""What a negation, a condition or another's claim governs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.phrases import tokens
from indexer.scope import Scope, ScopeFinder

FINDER = ScopeFinder(
    (
        Scope("denied", ("tidak", "jangan", "tidak ada"), reach=3, unless=("tidak hanya",), ends=frozenset({"tetapi"})),
        Scope("doubted", ("sulit", "~ragu"), reach=4, closed_by=("denied",)),
        Scope("supposed", ("jika", "@when"), reach=12, pauses=True),
    ),
    {"when": ("apabila", "dalam hal")},
)


def governed(text: str, word: str) -> set[str]:
    """Return the names of the scopes in which the last occurrence of a word stands."""
    words = tokens(text)
    place = max(number for number, token in enumerate(words) if token.word == word)
    return {cover.name for cover in FINDER.find(words, text) if cover.governs((place,))}


@pytest.mark.parametrize(
    ("text", "word", "scopes", "why"),
    [
        ("Kami tidak menemukan kecurangan", "kecurangan", {"denied"}, "within reach"),
        ("Kami tidak sempat melihat satu kecurangan", "kecurangan", set(), "beyond reach"),
        ("Kecurangan tidak ditemukan", "Kecurangan", set(), "a scope reaches forward"),
        ("Tidak sah. Kecurangan nyata", "Kecurangan", set(), "a sentence ends it"),
        ("Tidak lama tetapi curang", "curang", set(), "a word of contrast ends it"),
        ("Tidak hanya curang", "curang", set(), "the longer phrase opens nothing"),
        ("Tidak hanya lambat, tidak jujur juga", "jujur", {"denied"}, "but the next opener does"),
        ("Sulit percaya pemilu ini jujur", "jujur", {"doubted"}, "a doubt"),
        ("Tidak sulit agar jujur", "jujur", {"denied"}, "a doubt denied is none"),
        ("Jangan ragu memilih", "memilih", {"denied"}, "nor a doubt forbidden"),
        ("Jika ada yang curang, laporkan", "curang", {"supposed"}, "a condition"),
        ("Jika ada yang curang, laporkan", "laporkan", set(), "ends at the comma"),
        ("Laporkan apabila curang", "curang", {"supposed"}, "an opener out of a list"),
        ("Laporkan dalam hal ada amplop", "amplop", {"supposed"}, "an opener of two words"),
        ("tidak", "tidak", set(), "an opener does not govern itself"),
    ],
)
def test_scopes(text: str, word: str, scopes: set[str], why: str) -> None:
    assert governed(text, word) == scopes, why


def test_a_phrase_that_holds_the_opener_is_not_governed_by_it() -> None:
    text = "tidak ada kecurangan"
    words = tokens(text)
    covers = [cover for cover in FINDER.find(words, text) if cover.opener == {0}]
    assert [cover.governs((0, 2)) for cover in covers] == [False]
    assert [cover.governs((2,)) for cover in covers] == [True]


@given(st.text(alphabet=st.sampled_from("tidak jika sulit hanya , . curang\n"), max_size=200))
def test_scopes_lie_within_the_text_and_after_their_opener(text: str) -> None:
    words = tokens(text)
    for cover in FINDER.find(words, text):
        assert cover.opener <= set(range(len(words)))
        assert all(max(cover.opener) < place < len(words) for place in cover.covered)
