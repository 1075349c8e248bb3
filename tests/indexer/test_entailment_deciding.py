"""The words that decided: found by leaving each out, bounded for long texts, none where none decides alone."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from indexer.entailment.deciding import MOST_PIECES, MOST_SHOWN, deciding
from indexer.entailment.fake import FakeEntailment

CLAIM = "Jembatan Kali Wening dibangun"


def words(text: str, claim: str = CLAIM) -> list[str]:
    return [span.of(text) for span in deciding(text, claim, FakeEntailment())]


def test_the_word_that_turns_a_text_around_decided() -> None:
    assert words("Jembatan Kali Wening tidak akan dibangun") == ["tidak"]


def test_of_two_claimed_words_that_suffice_both_decided() -> None:
    assert words("Wening dibangun, begitu kata warga") == ["Wening", "dibangun"]


def test_where_no_single_word_decides_none_is_shown() -> None:
    assert words("Jembatan Kali Wening segera dibangun") == []
    assert words("Jembatan") == []
    assert words("") == []


def test_long_texts_are_taken_in_pieces() -> None:
    model = FakeEntailment()
    text = "kata " * 400 + "Wening dibangun"
    shown = deciding(text, CLAIM, model)
    assert len(model.computed) <= MOST_PIECES + 1
    assert "Wening dibangun" in shown[-1].of(text)


@given(st.text(max_size=200))
def test_spans_are_words_in_the_order_of_the_text(text: str) -> None:
    spans = deciding(text, CLAIM, FakeEntailment())
    assert len(spans) <= MOST_SHOWN
    assert list(spans) == sorted(spans, key=lambda span: span.start)
    assert all(span.of(text).strip() for span in spans)
