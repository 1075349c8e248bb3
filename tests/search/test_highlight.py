"""What is marked in a text that answers a query."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import roots, stem
from search.highlight import marker
from search.language import read


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("pemilihan", "Para pemilih memilih.", ["pemilih", "memilih"]),
        ("pemilu yang damai", "Pemilu yang damai", ["Pemilu", "damai"]),  # grammar is not marked beside content
        ("yang", "Itu yang benar", ["yang"]),
        ('"beras turun"', "Harga beras turun, beras naik.", ["beras", "turun"]),
        ('"harga turun"~2', "Harga beras turun. Harga naik, lalu turun.", ["Harga", "turun"]),
        ("pem*", "Pemilu dan pemuda, bukan gempar", ["Pemilu", "pemuda"]),
        ("pemilu NOT damai", "pemilu damai", ["pemilu"]),
        ("speaker:damai pemilu", "pemilu damai", ["pemilu"]),
        ("(rukun OR damai) AND kita", "kita rukun, kita damai", ["kita", "rukun", "kita", "damai"]),
        ("???", "apa pun???", []),
    ],
)
def test_marks(query: str, text: str, marked: list[str]) -> None:
    assert [mark.of(text) for mark in marker(read(query).words).marks(text)] == marked


@given(st.text(), st.text())
def test_marks_lie_in_the_text_in_order(query: str, text: str) -> None:
    marks = marker(read(query).words).marks(text)
    assert all(0 <= mark.start < mark.end <= len(text) for mark in marks)
    assert all(before.end <= after.start for before, after in itertools.pairwise(marks))


BEFORE = ["", "me", "mem", "men", "meng", "meny", "pem", "pen", "peng", "peny", "di", "ber", "ter", "memper", "ke", "se"]
AFTER = ["", "kan", "i", "an", "nya", "kannya", "lah", "annya"]


@given(st.sampled_from(BEFORE), st.sampled_from(sorted(roots())), st.sampled_from(AFTER), st.booleans())
def test_a_word_holds_all_but_the_first_letter_of_its_root(before: str, root: str, after: str, melted: bool) -> None:
    term = before + (root[1:] if melted else root) + after
    assert stem(term)[1:] in term
