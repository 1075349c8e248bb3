"""Comparisons: what is asked, that each number is that of a search, and what cannot be compared."""

from __future__ import annotations

import datetime as dt

import pytest

from corpus.errors import InvalidQuery
from corpus.records import QuotationView, Stance
from corpus.settings import Settings
from indexer.entailment.fake import FakeEntailment
from search.claims import ClaimService
from search.compare import Comparison, Kind, compare, comparison_parameters, parse_comparison
from search.query import Filters, Mode, Query
from search.service import SearchService
from search.timeline import Coverage
from tests.search.conftest import ENCODER, change
from tests.search.quotations import view

ASKED = [
    {"by": ["speaker"], "side": ["sutan-marbela", "rahayu-tiandra"], "topic": ["elections"]},
    {"by": ["affiliation"], "side": ["A", "B", "C"], "q": ["pemilu"], "mode": ["keyword"], "source": ["x", "y"]},
    {"by": ["period"], "side": ["2023", "2024-01..2024-06"], "speaker": ["sutan-marbela"]},
    {"by": ["speaker"], "side": ["a", "b"], "claim": ["Pemilu sebaiknya ditunda"], "date_from": ["2023-01-01"]},
]


@pytest.mark.parametrize("values", ASKED, ids=str)
def test_the_address_holds_all_of_it(values: dict[str, list[str]]) -> None:
    comparison = parse_comparison(values)
    assert comparison_parameters(comparison) == values
    assert parse_comparison(comparison_parameters(comparison)) == comparison


@pytest.mark.parametrize(
    ("values", "code", "parameter"),
    [
        ({"side": ["a"]}, "too-few-sides", "side"),
        ({"side": ["a", "a"]}, "too-few-sides", "side"),
        ({"side": list("abcde")}, "too-many-sides", "side"),
        ({"by": ["colour"], "side": ["a", "b"]}, "unknown-by", "by"),
        ({"by": ["period"], "side": ["2023", "soon"]}, "not-a-date", "side"),
        ({"by": ["period"], "side": ["2023", "2024..2023"]}, "date-range-reversed", "side"),
        ({"by": ["period"], "side": ["2023", "2024"], "date": ["2023"]}, "two-subjects", "date"),
        ({"side": ["a", "b"], "speaker": ["c"]}, "two-subjects", "speaker"),
        ({"side": ["a", "b"], "q": ["x"], "claim": ["y"]}, "two-subjects", "claim"),
        ({"side": ["a", "b"], "topic": ["weather"]}, "unknown-topic", "topic"),
    ],
)
def test_what_cannot_be_compared(values: dict[str, list[str]], code: str, parameter: str) -> None:
    with pytest.raises(InvalidQuery) as caught:
        parse_comparison(values, topics=["elections"])
    assert (caught.value.code, caught.value.parameter) == (code, parameter)


def test_a_form_may_be_incomplete() -> None:
    assert parse_comparison({"side": ["a"]}, complete=False).sides == ("a",)


def said(id: str, date: str, speaker: str, topics: str = "", text: str = "", source: str = "kabar.example") -> QuotationView:
    words = text or f"Pernyataan tersendiri bernomor {id} yang tidak sama dengan {id} mana pun."
    return view(id, words, date=date, speaker=speaker, topics=topics, source=source, affiliation=f"Lembaga {speaker}")


TOGETHER = "Kita semua harus menjaga persatuan warga di kabupaten ini setiap hari tanpa kecuali."
RECORD = [
    said("s1", "2023-01-10", "Sekar Wiratama", "elections:FAVOR"),
    said("s2", "2023-01-20", "Sekar Wiratama", "elections:FAVOR", TOGETHER),
    said("s3", "2023-01-21", "Sekar Wiratama", "elections:FAVOR", TOGETHER, "lain.example"),
    said("s4", "2023-03-05", "Sekar Wiratama", "elections:AGAINST"),
    said("l1", "2023-01-11", "Lingga Prawira", "elections:NONE unity:FAVOR"),
    said("l2", "2023-03-12", "Lingga Prawira", ""),
    said("x1", "2023-01-12", "Tirta Nawasena", "elections:AGAINST"),
]


@pytest.fixture
def small(settings: Settings) -> SearchService:
    change(settings, RECORD)
    return SearchService.open(settings, ENCODER)


def on(**filters: tuple[str, ...]) -> Query:
    return Query(mode=Mode.KEYWORD, filters=Filters(**filters))  # type: ignore[arg-type]


def test_each_number_is_that_of_a_search(small: SearchService) -> None:
    asked = Comparison(by=Kind.SPEAKER, sides=("sekar-wiratama", "lingga-prawira"), query=on(topic=("elections",)))
    found = compare(asked, small)
    assert [(side.label, side.matches.total, side.volume) for side in found.sides] == [
        ("Sekar Wiratama", 4, 7),
        ("Lingga Prawira", 1, 7),
    ]
    for side in found.sides:
        assert small.search(side.query).total == side.matches.total
    assert found.topics == ("elections",)
    first = {each.stance: each for each in found.sides[0].stances}
    assert (first[Stance.FAVOR].count.quotations, first[Stance.FAVOR].share.part, first[Stance.FAVOR].share.whole) == (3, 2, 3)
    assert first[Stance.NONE].count.quotations == 0
    assert found.sides[0].stances_by_month("elections") == {Stance.FAVOR: {"2023-01": 3}, Stance.AGAINST: {"2023-03": 1}}
    assert found.line.counts(found.sides[0].matches.months()) == (3, 0, 1)
    assert [period.coverage for period in found.line.periods] == [Coverage.THIN, Coverage.NONE, Coverage.THIN]


def test_a_change_of_side_shows_both_wordings(small: SearchService) -> None:
    asked = Comparison(by=Kind.SPEAKER, sides=("sekar-wiratama", "lingga-prawira"), query=on())
    found = compare(asked, small)
    assert [(side.turns_total, [(t.before.id, t.after.id) for t in side.turns]) for side in found.sides] == [
        (1, [("s3", "s4")]),
        (0, []),
    ]


def test_periods_are_set_against_their_own_corpus(small: SearchService) -> None:
    asked = Comparison(by=Kind.PERIOD, sides=("2023-01", "2023-03"), query=on(topic=("elections",)))
    found = compare(asked, small)
    assert [(side.matches.total, side.volume) for side in found.sides] == [(5, 5), (1, 2)]
    assert found.sides[0].query.filters.date_to == dt.date(2023, 1, 31)


def test_institutions_and_sources(small: SearchService) -> None:
    asked = Comparison(
        by=Kind.AFFILIATION,
        sides=("Lembaga Sekar Wiratama", "Lembaga Tirta Nawasena"),
        query=on(source=("kabar.example",)),
    )
    found = compare(asked, small)
    assert [(side.matches.total, side.volume) for side in found.sides] == [(3, 6), (1, 6)]


def test_a_speaker_who_says_nothing_of_it_has_a_name_and_a_stranger_is_refused(small: SearchService) -> None:
    asked = Comparison(by=Kind.SPEAKER, sides=("tirta-nawasena", "lingga-prawira"), query=on(topic=("unity",)))
    found = compare(asked, small)
    assert [(side.label, side.matches.total) for side in found.sides] == [("Tirta Nawasena", 0), ("Lingga Prawira", 1)]
    with pytest.raises(InvalidQuery) as caught:
        compare(Comparison(by=Kind.SPEAKER, sides=("nobody", "lingga-prawira"), query=on()), small)
    assert caught.value.code == "no-such-side"


def test_a_claim_is_judged_for_each_side(small: SearchService) -> None:
    claim = "Pemilu sebaiknya ditunda"
    values = {"side": ["sekar-wiratama", "lingga-prawira"], "claim": [claim]}
    found = compare(parse_comparison(values), small, ClaimService(small, FakeEntailment()))
    for side in found.sides:
        assert side.judged is not None
        counts = {each.stance: each.count.quotations for each in side.stances}
        assert sum(counts.values()) == side.judged.judged
        assert counts[Stance.FAVOR] == len(side.judged.supporting.quotations)
        assert {quotation.quotation.speaker_id for quotation in side.judged.supporting.quotations} <= {side.value}
    assert found.topics == ("",)
    with pytest.raises(ValueError, match="judges"):
        compare(parse_comparison(values), small)
