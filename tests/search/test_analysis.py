"""How text becomes words, roots and names."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.analysis import MAX_TERM, fold, function_words, name_terms, stem, terms, titles, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Pemilu DAMAI, adil.", ["pemilu", "damai", "adil"]),
        ("berita-berita", ["berita", "berita"]),
        ("Jum'at Jum’at", ["jumat", "jumat"]),
        ("COVID-19 2.000 orang", ["covid", "19", "2", "000", "orang"]),
        ("snake_case", ["snake", "case"]),
        ("ﬁtnah ＰＥＭＩＬＵ", ["fitnah", "pemilu"]),
        ("Straße", ["strasse"]),
        ("… — “”", []),
        ("a" * 200, ["a" * MAX_TERM]),
    ],
)
def test_words_of_a_text(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


@pytest.mark.parametrize(
    ("forms", "root"),
    [
        (("menyatakan", "pernyataan", "dinyatakan", "nyata"), "nyata"),
        (("pemilihan", "pemilih", "memilih", "dipilihnya"), "pilih"),
        (("pemilu",), "pemilu"),  # not "milu"
        (("hoaks", "hoaksnya"), "hoaks"),
        (("kebhinekaan", "bhineka"), "bhineka"),
        (("kerukunan", "rukun", "merukunkan"), "rukun"),
        (("2024", "5g"), None),
        (("выборы",), None),
    ],
)
def test_forms_meet_in_a_root(forms: tuple[str, ...], root: str | None) -> None:
    for form in forms:
        assert stem(form) == (root or form)


@given(st.text())
def test_every_word_stands_where_it_says(text: str) -> None:
    found = list(words(text))
    assert [word.term for word in found] == terms(text)
    for word in found:
        assert 0 <= word.start < word.end <= len(text)
        assert fold(text[word.start : word.end]) == word.term
    assert all(before.end <= after.start for before, after in itertools.pairwise(found))


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1))
def test_a_root_is_never_empty(term: str) -> None:
    assert stem(term)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Dr. H. Sutan Marbela, S.Sos, M.Si", ["sutan", "marbela"]),
        ("Sutan Marbela", ["sutan", "marbela"]),
        ("Prof. Dr.", ["prof", "dr"]),  # nothing else to go by
        ("AKBP Gondo", ["gondo"]),
    ],
)
def test_titles_are_no_part_of_a_name(name: str, expected: list[str]) -> None:
    assert name_terms(name) == expected


def test_word_lists_are_folded() -> None:
    for listed in (function_words(), titles()):
        assert listed
        assert all(fold(word) == word for word in listed)
