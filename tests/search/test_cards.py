"""A card keeps everything that was put on it."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from corpus.records import Event, QuotationKind, QuotationView, Span, Stance, TopicStance
from search.cards import from_line, to_line

TEXT = st.text(alphabet=st.characters(exclude_categories=()), max_size=30)  # lone surrogates too
FILLED = st.none() | TEXT.filter(bool)
EVENTS = st.builds(Event, name=FILLED, type=FILLED, place=FILLED, date=st.none() | st.dates())
TOPICS = st.builds(TopicStance, topic=TEXT, stance=st.sampled_from(Stance), probability=st.floats(0, 1), method=TEXT)


@given(
    st.builds(
        QuotationView,
        id=TEXT.filter(bool),
        document_id=TEXT,
        kind=st.sampled_from(QuotationKind),
        text=TEXT,
        span=st.tuples(st.integers(0, 99), st.integers(0, 99)).map(lambda ends: Span(min(ends), max(ends))),
        cue=FILLED,
        speaker_id=FILLED,
        speaker=FILLED,
        role=FILLED,
        affiliation=FILLED,
        official=st.booleans(),
        speaker_reason=FILLED,
        confidence=st.floats(0, 1),
        date=st.none() | st.dates(),
        title=FILLED,
        source=FILLED,
        url=FILLED,
        dateline=FILLED,
        event=st.none() | EVENTS,
        topics=st.lists(TOPICS, max_size=3).map(tuple),
        context=TEXT,
    )
)
def test_cards_round_trip(view: QuotationView) -> None:
    line = to_line(view)
    assert b"\n" not in line
    assert from_line(line) == view


def test_a_card_holds_only_what_is_known() -> None:
    view = QuotationView(
        id="q", document_id="d", kind=QuotationKind.DIRECT, text="Damai.", span=Span(0, 6), date=dt.date(2023, 3, 1)
    )
    assert to_line(view) == b'{"id":"q","document_id":"d","kind":"direct","text":"Damai.","span":[0,6],"date":"2023-03-01"}'
