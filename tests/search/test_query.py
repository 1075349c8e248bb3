"""One reader of request parameters, and its inverse."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import InvalidQuery
from corpus.records import QuotationKind, Stance
from search.query import MAX_OFFSET, Filters, Mode, Order, Query, date_range, parse_parameters, to_parameters

TOPICS = ("elections", "misinformation", "unity")


@pytest.mark.parametrize(
    ("parameters", "parameter", "code", "says"),
    [
        ({"limit": ["100000"]}, "limit", "out-of-range", "1 to 100"),
        ({"limit": ["0"]}, "limit", "out-of-range", "1 to 100"),
        ({"limit": ["many"]}, "limit", "not-a-number", "1 to 100"),
        ({"limit": ["٣"]}, "limit", "not-a-number", "1 to 100"),  # digits of another script are not for int() to guess
        ({"offset": ["-1"]}, "offset", "out-of-range", "0 to 10000"),
        ({"date_from": ["2024"], "date_to": ["2023"]}, "date_to", "date-range-reversed", "before"),
        ({"date": ["2024..2023"]}, "date", "date-range-reversed", "before it starts"),
        ({"date": ["2023"], "date_from": ["2024"]}, "date", "date-range-reversed", "before"),
        ({"date": ["2023-02-30"]}, "date", "not-a-date", "2023-03-01"),
        ({"date_from": ["kemarin"]}, "date_from", "not-a-date", "kemarin"),
        ({"date": [".."]}, "date", "not-a-date", "names no date"),
        ({"mode": ["magic"]}, "mode", "unknown-mode", "keyword, semantic, hybrid"),
        ({"order": ["best"]}, "order", "unknown-order", "relevance, newest, oldest"),
        ({"stance": ["maybe"]}, "stance", "unknown-stance", "FAVOR, AGAINST, NONE"),
        ({"kind": ["sung"]}, "kind", "unknown-kind", "direct, indirect, mixed"),
        ({"topic": ["football"]}, "topic", "unknown-topic", "elections, misinformation, unity"),
        ({"q": ["a" * 2001]}, "q", "text-too-long", "2,000"),
        ({"source": [str(i) for i in range(101)]}, "source", "too-many-values", "100"),
    ],
)
def test_the_impossible_is_refused(parameters: Mapping[str, Sequence[str]], parameter: str, code: str, says: str) -> None:
    with pytest.raises(InvalidQuery) as caught:
        parse_parameters(parameters, page_limit=100, topics=TOPICS)
    assert (caught.value.parameter, caught.value.code) == (parameter, code)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("parameters", "query"),
    [
        ({}, Query()),
        ({"q": ["  damai "], "mode": [""]}, Query(text="damai")),  # forms send empty fields
        ({"mode": ["KEYWORD"], "order": ["newest"]}, Query(mode=Mode.KEYWORD, order=Order.NEWEST)),
        ({"stance": ["favor"]}, Query(filters=Filters(stance=("FAVOR",)))),
        ({"source": ["b", "a", "b"]}, Query(filters=Filters(source=("b", "a")))),
        ({"date": ["2023-02"]}, Query(filters=Filters(date_from=dt.date(2023, 2, 1), date_to=dt.date(2023, 2, 28)))),
        ({"date_from": ["2023"]}, Query(filters=Filters(date_from=dt.date(2023, 1, 1)))),
        ({"date_to": ["2023"]}, Query(filters=Filters(date_to=dt.date(2023, 12, 31)))),
        (
            {"date": ["2023"], "date_from": ["2023-03-05"]},
            Query(filters=Filters(date_from=dt.date(2023, 3, 5), date_to=dt.date(2023, 12, 31))),
        ),
        ({"lang": ["en"]}, Query()),
    ],
)
def test_parameters_are_read(parameters: Mapping[str, Sequence[str]], query: Query) -> None:
    assert parse_parameters(parameters, page_limit=100) == query


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2023", dt.date(2023, 1, 1), dt.date(2023, 12, 31)),
        ("2024-02", dt.date(2024, 2, 1), dt.date(2024, 2, 29)),
        ("2023-3-1", dt.date(2023, 3, 1), dt.date(2023, 3, 1)),
        ("2023..2024", dt.date(2023, 1, 1), dt.date(2024, 12, 31)),
        ("2023-03-01..", dt.date(2023, 3, 1), None),
        ("..2024-06", None, dt.date(2024, 6, 30)),
    ],
)
def test_dates_and_ranges(text: str, first: dt.date | None, last: dt.date | None) -> None:
    assert date_range(text) == (first, last)


WORDS = st.text(min_size=1, max_size=30).map(str.strip).filter(bool)
MANY = st.lists(WORDS, max_size=3, unique=True).map(tuple)


@st.composite
def queries(draw: st.DrawFn) -> Query:
    """Any query that can be asked."""
    first, last = sorted(draw(st.tuples(st.dates(), st.dates())))
    return Query(
        text=draw(st.text(max_size=200).map(str.strip)),
        mode=draw(st.sampled_from(Mode)),
        order=draw(st.sampled_from(Order)),
        filters=Filters(
            speaker=draw(MANY),
            role=draw(MANY),
            affiliation=draw(MANY),
            topic=draw(MANY),
            stance=tuple(draw(st.lists(st.sampled_from([item.value for item in Stance]), unique=True))),
            source=draw(MANY),
            kind=tuple(draw(st.lists(st.sampled_from([item.value for item in QuotationKind]), unique=True))),
            event=draw(MANY),
            document=draw(MANY),
            date_from=draw(st.none() | st.just(first)),
            date_to=draw(st.none() | st.just(last)),
        ),
        limit=draw(st.integers(1, 100)),
        offset=draw(st.integers(0, MAX_OFFSET)),
    )


@given(queries())
def test_parameters_round_trip(query: Query) -> None:
    assert parse_parameters(to_parameters(query), page_limit=100) == query


NAMES = ("q", "mode", "limit", "offset", "date", "date_to", "topic", "stance")


@given(st.dictionaries(st.sampled_from(NAMES), st.lists(st.text())))
def test_any_parameters_give_a_query_or_say_why_not(parameters: dict[str, list[str]]) -> None:
    blamed = None
    limit = 1
    try:
        limit = parse_parameters(parameters, page_limit=100, topics=TOPICS).limit
    except InvalidQuery as error:
        blamed = error.parameter
    assert blamed is None or blamed in parameters
    assert 1 <= limit <= 100
