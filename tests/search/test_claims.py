"""Both sides of a claim: what is asked of the search, how quotations are divided, ordered and counted."""

from __future__ import annotations

import datetime as dt

import pytest

from corpus.errors import InvalidQuery
from corpus.records import QuotationKind, QuotationView, Span, Stance
from indexer.entailment.fake import FakeEntailment
from search import claims
from search.query import Filters, Mode, Query
from search.results import Hit, ResultPage
from search.service import SearchService
from tests.search.quotations import QUOTATIONS

CLAIM = "Jembatan Kali Wening dibangun"
SAID = [
    ("a", "Jembatan Kali Wening segera dibangun", "Rusdi Halim", dt.date(2023, 5, 2)),
    ("b", "Jembatan Kali Wening tidak akan dibangun", "Murni Lestari", dt.date(2023, 4, 1)),
    ("c", "Harga cabai naik", "Rusdi Halim", dt.date(2023, 3, 1)),
    ("d", "Jembatan Kali Wening dibangun tahun depan", "Rusdi Halim", None),
    ("e", "Jembatan Kali Wening pasti dibangun", None, dt.date(2022, 1, 9)),
    ("f", "Kami ingin jembatan Kali Wening dibangun", "Tejo Wibowo", dt.date(2023, 5, 30)),
]


def view(id: str, text: str, speaker: str | None, date: dt.date | None) -> QuotationView:
    return QuotationView(
        id=id,
        document_id=f"doc-{id}",
        kind=QuotationKind.DIRECT,
        text=text,
        span=Span(0, len(text)),
        speaker_id=speaker and speaker.lower().replace(" ", "-"),
        speaker=speaker,
        date=date,
    )


class Searcher:
    """Finds everything, in the order given, and remembers what it was asked."""

    def __init__(self, views: list[QuotationView]) -> None:
        self.views = views
        self.asked: list[Query] = []

    def search(self, query: Query) -> ResultPage:
        self.asked.append(query)
        hits = tuple(Hit(quotation=each, score=1.0) for each in self.views[: query.limit])
        return ResultPage(query=query, total=len(self.views), hits=hits, facets={}, understood="")


@pytest.fixture
def searcher() -> Searcher:
    return Searcher([view(*row) for row in SAID])


def ids(judged: tuple[claims.Judged, ...]) -> list[str]:
    return [item.quotation.id for item in judged]


def test_both_sides(searcher: Searcher) -> None:
    page = claims.judge(CLAIM, searcher, FakeEntailment())
    assert ids(page.supporting.quotations) == ["f", "a", "e", "d"], "equally likely: the newest first, the undated last"
    assert ids(page.opposing.quotations) == ["b"]
    assert (page.open, page.uncertain, page.judged, page.found) == (1, 0, 6, 6)
    assert all(item.side.stance is Stance.FAVOR for item in page.supporting.quotations)
    assert page.model == "fake-entailment-1"


def test_by_speaker_and_by_date(searcher: Searcher) -> None:
    column = claims.judge(CLAIM, searcher, FakeEntailment()).supporting
    assert [(voice.speaker, ids(voice.quotations)) for voice in column.by_speaker] == [
        ("Rusdi Halim", ["a", "d"]),
        ("Tejo Wibowo", ["f"]),
        (None, ["e"]),
    ]
    assert ids(column.by_date) == ["e", "a", "f", "d"]
    assert column.months == (("2022-01", 1), ("2023-05", 2))


def test_the_depth_bounds_the_work_and_is_stated(searcher: Searcher) -> None:
    model = FakeEntailment()
    page = claims.judge(CLAIM, searcher, model, depth=2)
    assert (page.judged, page.found) == (2, 6)
    assert len(model.computed) == 2
    claims.judge(CLAIM, searcher, model, depth=10**9)
    assert searcher.asked[-1].limit == claims.MOST_DEPTH


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        ('Bupati berkata "tidak" AND (speaker:x)', "bupati berkata tidak and speaker x"),
        ("Harga*  turun…", "harga turun"),
    ],
)
def test_a_claim_is_no_query(claim: str, words: str, searcher: Searcher) -> None:
    filters = Filters(topic=("elections",))
    claims.judge(claim, searcher, FakeEntailment(), filters)
    assert searcher.asked == [Query(text=words, mode=Mode.HYBRID, filters=filters, limit=claims.DEPTH)]


@pytest.mark.parametrize("claim", ["", "🙂", "kata " * 1000])
def test_what_is_no_claim_is_refused_before_any_search(claim: str, searcher: Searcher) -> None:
    with pytest.raises(InvalidQuery):
        claims.judge(claim, searcher, FakeEntailment())
    assert not searcher.asked


def test_the_real_index_answers(service: SearchService) -> None:
    claim = " ".join(QUOTATIONS[3].text.split()[:8])
    page = claims.judge(claim, service, FakeEntailment())
    assert 0 < page.judged <= page.found
    assert QUOTATIONS[3].id in ids(page.supporting.quotations)
    assert page.index == service.state


def test_nothing_found_is_an_answer(searcher: Searcher) -> None:
    page = claims.judge(CLAIM, Searcher([]), FakeEntailment())
    assert (page.judged, page.found, page.open) == (0, 0, 0)
    assert not page.supporting.quotations
    assert page.opposing.by_speaker == ()
