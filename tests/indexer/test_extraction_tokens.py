from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.extraction.lexicon import PUNCTUATION
from indexer.extraction.tokens import tokenize

CASES = [
    # text, words, reason
    ("Ratna hadir, lalu pulang.", ["Ratna", "hadir", ",", "lalu", "pulang", "."], "words and marks"),
    ("  Ratna \n hadir \n\n", ["Ratna", "hadir"], "blanks at both ends and in runs"),
    ("Jum'at pagi-pagi", ["Jum'at", "pagi-pagi"], "an apostrophe and a hyphen inside belong to the word"),
    ("Wira, S.H, M.Si hadir", ["Wira", ",", "S.H", ",", "M.Si", "hadir"], "degrees keep their stops"),
    ("Buka tanjungselasih.go.id segera.", ["Buka", "tanjungselasih.go.id", "segera", "."], "an address is one word"),
    ("ujar Ratna.Lebih lanjut", ["ujar", "Ratna", ".", "Lebih", "lanjut"], "the blank after a stop was lost"),
    ("Ratnamengatakan itu", ["Ratna", "mengatakan", "itu"], "a verb stuck to a name"),
    ("wilayah 3T pada 1/3/2024", ["wilayah", "3T", "pada", "1/3/2024"], "numbers"),
    ("Dinas A &amp; B", ["Dinas", "A", "&amp;", "B"], "what is left of a mark-up"),
    ("kata_kunci", ["kata", "_", "kunci"], "a low line is a mark"),
    ("", [], "nothing"),
    (" \n ", [], "blanks only"),
]


@pytest.mark.parametrize(("text", "words", "reason"), CASES, ids=[case[2] for case in CASES])
def test_words(text: str, words: list[str], reason: str) -> None:
    assert tokenize(text).words == words


@given(st.text(st.one_of(st.sampled_from("aAbBkK.,-'’&_ \n\"1"), st.characters()), max_size=200))
def test_tokens_lie_in_the_text_in_order_and_leave_only_blanks_out(text: str) -> None:
    tokens = tokenize(text)
    position = 0
    for word, start, end in zip(tokens.words, tokens.start, tokens.end, strict=True):
        assert not text[position:start].strip()
        assert text[start:end] == word != ""
        position = end
    assert not text[position:].strip()
    assert len(tokens.lower) == len(tokens.flags) == len(tokens)


@given(st.text("Ratna mengatakan.", min_size=100, max_size=300))
def test_a_word_is_read_alike_wherever_it_stands(text: str) -> None:
    """What is kept of a word's reading must not depend on the text in which it was met first."""
    both = tokenize(text + "\n|\n" + text)
    half = both.words.index("|")
    marks = [bool(bits & PUNCTUATION) for bits in both.flags]
    assert both.lower[:half] == both.lower[half + 1 :]
    assert marks[:half] == marks[half + 1 :]
