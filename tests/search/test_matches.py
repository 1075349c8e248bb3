"""All matches of a query: counts as a person would count them, and as the facets and filters count them."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable

import pytest

from corpus.records import QuotationView, Stance
from corpus.settings import Settings
from search.matches import Valued
from search.query import Filters, Mode, Query
from search.service import SearchService
from tests.search.conftest import ENCODER, change
from tests.search.quotations import QUOTATIONS, view

QUERIES = [
    Query(),
    Query(text="pemilu", mode=Mode.KEYWORD),
    Query(filters=Filters(topic=("elections",))),
    Query(filters=Filters(speaker=("sutan-marbela",), date_from=dt.date(2023, 3, 2))),
    Query(text="zzzz", mode=Mode.KEYWORD),
]


def counted(values: Iterable[Valued]) -> dict[str, int]:
    return {each.value: each.count for each in values}


@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_counts_agree_with_the_quotations_themselves(service: SearchService, query: Query) -> None:
    found = service.matches(query)
    views = list(service.export(query))
    assert found.total == len(views)
    assert found.months() == dict(sorted(Counter(f"{v.date:%Y-%m}" for v in views if v.date).items()))
    assert counted(found.values("speaker")) == Counter(v.speaker_id for v in views if v.speaker_id)
    assert counted(found.values("event")) == Counter(v.event.name for v in views if v.event)
    pairs = Counter((t.topic, t.stance) for v in views for t in v.topics)
    assert {pair: count.quotations for pair, count in found.stances().items()} == pairs
    by_month = Counter((t.topic, t.stance, f"{v.date:%Y-%m}") for v in views for t in v.topics if v.date)
    listed = {(*pair, month): n for pair, months in found.stances_by_month().items() for month, n in months.items()}
    assert listed == by_month


@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_counts_agree_with_the_page(service: SearchService, query: Query) -> None:
    found, page = service.matches(query), service.search(query)
    assert (found.total, found.distinct, found.index) == (page.total, page.groups, page.index)
    for name in ("speaker", "event", "affiliation", "source"):
        assert counted(found.values(name)) == {each.value: each.count for each in page.facets[name]}


def test_values_are_dated_and_the_most_frequent_come_first(service: SearchService) -> None:
    found = service.matches(Query()).values("speaker")
    assert [each.count for each in found] == sorted((each.count for each in found), reverse=True)
    for each in found:
        days = sorted(q.date for q in QUOTATIONS if q.speaker_id == each.value and q.date)
        assert (each.first, each.last) == ((days[0], days[-1]) if days else (None, None))


def test_who_is_quoted_beside_whom(service: SearchService) -> None:
    own = service.matches(Query(filters=Filters(speaker=("sutan-marbela",))))
    documents = {q.document_id for q in QUOTATIONS if q.speaker_id == "sutan-marbela"}
    beside = {(q.speaker_id, q.document_id) for q in QUOTATIONS if q.document_id in documents and q.speaker_id}
    expected = Counter(speaker for speaker, _ in beside if speaker != "sutan-marbela")
    assert counted(own.beside("speaker", 100)) == expected


def test_a_sample_is_spread_and_the_newest_are_the_newest(service: SearchService) -> None:
    found = service.matches(Query())
    everything = found.sample(1000)
    assert len(everything) == found.distinct
    few = found.sample(5)
    assert len({q.id for q in few}) == 5
    assert {q.id for q in few} <= {q.id for q in everything}
    days = [q.date for q in found.newest(3) if q.date]
    assert days == sorted((q.date for q in everything if q.date), reverse=True)[:3]


def said(id: str, date: str, topics: str, speaker: str = "Sekar Wiratama") -> QuotationView:
    return view(
        id, f"Pernyataan bernomor {id} tentang hal yang sama sekali lain {id}.", date=date, speaker=speaker, topics=topics
    )


def test_turns_are_of_one_speaker_and_in_time(settings: Settings) -> None:
    change(
        settings,
        [
            said("a1", "2023-01-05", "elections:FAVOR"),
            said("a2", "2023-02-05", "elections:NONE"),  # no side: passed over
            said("a3", "2023-03-05", "elections:AGAINST unity:FAVOR"),
            said("a4", "2023-04-05", "elections:AGAINST"),
            said("a5", "2023-05-05", "elections:FAVOR"),
            said("b1", "2023-02-20", "elections:FAVOR", "Lingga Prawira"),
            said("b2", "2023-02-20", "elections:AGAINST", "Lingga Prawira"),  # both on one day: nobody knows which came first
            said("b3", "2023-06-01", "elections:AGAINST", "Lingga Prawira"),
            said("c1", "2023-02-21", "elections:AGAINST", ""),
            said("c2", "2023-02-22", "elections:FAVOR", ""),
            said("c3", "", "elections:AGAINST"),
        ],
    )
    found = SearchService.open(settings, ENCODER).matches(Query())
    total, turns = found.turns(10)
    assert total == 2
    assert [(turn.before.id, turn.after.id) for turn in turns] == [("a4", "a5"), ("a1", "a3")]
    assert (turns[0].before_stance, turns[0].after_stance, turns[0].topic) == (Stance.AGAINST, Stance.FAVOR, "elections")
    assert found.turns(1) == (2, turns[:1])
