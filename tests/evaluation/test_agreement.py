"""When two texts or names count as the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.agreement import Rates, overlap, plain, same_speaker, token_f1

PLAIN = [
    ("“Kami siap.”", "kami siap", "marks and full stop"),
    ("Kami \n siap", "kami siap", "white space"),
    ("KAMI siap, ", "kami siap", "case and trailing comma"),
    ("kami, siap", "kami, siap", "punctuation inside stays"),
    ("...", "", "nothing but punctuation"),
]


@pytest.mark.parametrize(("text", "expected", "why"), PLAIN)
def test_plain(text: str, expected: str, why: str) -> None:
    assert plain(text) == expected, why


OVERLAP = [
    ("satu dua tiga empat", "satu dua tiga empat", 1.0, "equal"),
    ("satu dua tiga empat", "satu dua tiga", 0.75, "a word missing"),
    ("satu satu dua", "satu dua", 2 / 3, "a repeated word counts twice"),
    ("satu", "dua", 0.0, "nothing shared"),
]


@pytest.mark.parametrize(("first", "second", "expected", "why"), OVERLAP)
def test_overlap(first: str, second: str, expected: float, why: str) -> None:
    assert overlap(first, second) == pytest.approx(expected), why


SPEAKERS = [
    ("Danu Pramuja", None, "Danu Pramuja", True, True, "the full name"),
    ("Danu Pramuja", None, "Drs. H. Danu Pramuja, M.Si", False, True, "degrees with full stops leave letters behind"),
    ("Danu Pramuja", None, "Pak Danu Pramuja", True, True, "a title is no part of the name"),
    ("Danu Pramuja", None, "Danu", False, True, "a part"),
    ("Danu Pramuja", None, "Wanasari Danu Pramuja", False, True, "a place has run into the name"),
    ("Danu Pramuja", None, "Danu Wiratama", False, False, "another person"),
    ("Danu Pramuja", None, None, False, False, "nobody"),
    (None, "Sekretaris DPRD", None, True, True, "never named, none given"),
    (None, "Sekretaris DPRD", "Sekretaris DPRD", True, True, "never named, the office given"),
    (None, "Sekretaris DPRD", "Danu Pramuja", False, False, "never named, a name given"),
]


@pytest.mark.parametrize(("wanted", "role", "given", "strict", "lenient", "why"), SPEAKERS)
def test_same_speaker(wanted: str | None, role: str | None, given: str | None, strict: bool, lenient: bool, why: str) -> None:
    assert same_speaker(wanted, role, given, strict=True) is strict, why
    assert same_speaker(wanted, role, given, strict=False) is lenient, why


@given(st.text(), st.text())
def test_measures_are_symmetric_and_bounded(first: str, second: str) -> None:
    for measure in (overlap, token_f1):
        assert 0 <= measure(first, second) <= 1
        assert measure(first, second) == measure(second, first)
        assert measure(first, first) == 1


def test_rates_of_nothing_are_zero() -> None:
    assert tuple(Rates.of(0, 0, 0)) == (0, 0, 0)
    assert tuple(Rates.of(1, 2, 4)) == pytest.approx((0.5, 0.25, 1 / 3))
