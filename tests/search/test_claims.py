"""Both sides of a claim: what is asked of the search, how quotations are divided, ordered and counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

import pytest

from corpus.errors import InvalidQuery
from corpus.records import QuotationKind, QuotationView, Span, Stance
from indexer.entailment import EntailmentModel, Probabilities
from indexer.entailment.fake import FakeEntailment
from indexer.entailment.sides import UNCERTAIN
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


def asked(
    claim: str,
    service: claims.Searching,
    model: EntailmentModel | None = None,
    filters: Filters | None = None,
    depth: int = claims.DEPTH,
) -> claims.ClaimPage:
    query = claims.ClaimQuery(claim=claim, filters=filters or Filters(), depth=depth)
    return claims.ClaimService(service, model or FakeEntailment()).judge(query)


def ids(judged: tuple[claims.Judged, ...]) -> list[str]:
    return [item.quotation.id for item in judged]


class Slow:
    """Takes a second for a number of pairs, by a clock of its own."""

    fingerprint = "slow"

    def __init__(self, speed: float, known: int = 0) -> None:
        self.speed, self.known, self.now = speed, known, 0.0
        self.passes: list[int] = []

    def clock(self) -> float:
        return self.now

    def judge(self, pairs: Sequence[tuple[str, str]]) -> Probabilities:
        new = min(len(pairs), max(0, sum(self.passes) + len(pairs) - self.known))
        self.passes.append(len(pairs))
        self.now += new / self.speed
        return FakeEntailment().judge(pairs)


@pytest.mark.parametrize(
    ("speed", "known", "judged", "within"),
    [
        (1_000.0, 0, 200, 0.21),  # a machine with time for all
        (60.0, 0, 96, 1.71),  # what fits
        (20.0, 0, 32, 1.61),  # one pass, and nothing begun that would not be done
        (2.0, 0, 32, 16.1),  # one pass, however long it takes: reading a model takes longer than anybody wants to wait
        (40.0, 32, 96, 1.71),  # what is known costs nothing, and says nothing of what is not
        (40.0, 200, 200, 0.01),
    ],
)
def test_a_slow_machine_judges_the_nearest_that_there_is_time_for(
    speed: float, known: int, judged: int, within: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    views = [view(f"v{number}", f"{CLAIM} bagian {number}", None, None) for number in range(300)]
    model = Slow(speed, known)
    monkeypatch.setattr(claims, "perf_counter", model.clock)
    service = claims.ClaimService(Searcher(views), model, seconds=1.7)
    page = service.judge(claims.ClaimQuery(claim=CLAIM))
    assert page.judged == sum(model.passes) == judged
    assert model.now <= within
    assert (page.found, page.further) == (300, 400)
    of = [item.quotation.id for side in (page.supporting, page.opposing, page.uncertain) for item in side.quotations]
    assert set(of) <= {f"v{number}" for number in range(judged)}


def test_a_depth_that_was_asked_for_is_judged_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    views = [view(f"v{number}", f"{CLAIM} bagian {number}", None, None) for number in range(300)]
    model = Slow(1.0)
    monkeypatch.setattr(claims, "perf_counter", model.clock)
    service = claims.ClaimService(Searcher(views), model, seconds=1.7)
    assert service.judge(claims.ClaimQuery(claim=CLAIM, depth=250)).judged == 250


def test_both_sides(searcher: Searcher) -> None:
    page = asked(CLAIM, searcher)
    assert ids(page.supporting.quotations) == ["f", "a", "e", "d"], "equally likely: the newest first, the undated last"
    assert ids(page.opposing.quotations) == ["b"]
    assert (page.open, len(page.uncertain.quotations), page.judged, page.found) == (1, 0, 6, 6)
    assert all(item.side.stance is Stance.FAVOR for item in page.supporting.quotations)
    assert page.model == "fake-entailment-1"


def test_by_speaker_and_by_date(searcher: Searcher) -> None:
    column = asked(CLAIM, searcher).supporting
    assert [(voice.speaker, ids(voice.quotations)) for voice in column.by_speaker] == [
        ("Rusdi Halim", ["a", "d"]),
        ("Tejo Wibowo", ["f"]),
        (None, ["e"]),
    ]
    assert ids(column.by_date) == ["e", "a", "f", "d"]
    assert column.months == (("2022-01", 1), ("2023-05", 2))


class Doubtful(FakeEntailment):
    """Leans to whatever the fake says, but never clearly."""

    def judge(self, pairs: Sequence[tuple[str, str]]) -> Probabilities:
        sure = super().judge(pairs)
        doubtful: Probabilities = (sure + 6) / (sure + 6).sum(1, keepdims=True)
        return doubtful


def test_the_uncertain_stand_apart_with_what_they_lean_to(searcher: Searcher) -> None:
    page = asked(CLAIM, searcher, Doubtful())
    assert not page.supporting.quotations
    assert not page.opposing.quotations
    assert ids(page.uncertain.quotations) == ["f", "a", "b", "e", "d"]
    assert [item.side.leaning for item in page.uncertain.quotations][2:4] == [Stance.AGAINST, Stance.FAVOR]
    assert all(item.side.stance is Stance.NONE and item.leaning < UNCERTAIN for item in page.uncertain.quotations)
    assert page.open == 1


@pytest.mark.parametrize(
    ("depth", "found", "further"),
    [(2, 6, 4), (6, 6, None), (200, 6, None), (claims.MOST_DEPTH, 1001, None), (800, 1001, claims.MOST_DEPTH)],
)
def test_judging_goes_on_until_everything_or_the_most_is_judged(depth: int, found: int, further: int | None) -> None:
    page = asked(CLAIM, Searcher([view(str(number), "Harga cabai naik", None, None) for number in range(found)]), depth=depth)
    assert page.further == further


def test_a_request_reads_back() -> None:
    values = {"claim": [" Jembatan dibangun "], "depth": ["400"], "topic": ["unity"], "date": ["2023"]}
    query = claims.parse_claim(values, topics=["unity"])
    assert (query.claim, query.depth, query.filters.topic) == ("Jembatan dibangun", 400, ("unity",))
    assert query.filters.date_to == dt.date(2023, 12, 31)
    assert claims.parse_claim(claims.claim_parameters(query)) == query


@pytest.mark.parametrize(
    ("values", "parameter", "code"),
    [
        ({}, "claim", "claim-without-words"),
        ({"claim": ["x" * 5000]}, "claim", "claim-too-long"),
        ({"claim": ["Jembatan dibangun"], "depth": ["ten"]}, "depth", "not-a-number"),
        ({"claim": ["Jembatan dibangun"], "depth": ["0"]}, "depth", "out-of-range"),
        ({"claim": ["Jembatan dibangun"], "depth": ["1001"]}, "depth", "out-of-range"),
        ({"claim": ["Jembatan dibangun"], "topic": ["weather"]}, "topic", "unknown-topic"),
    ],
)
def test_a_request_that_cannot_be_asked_is_refused(values: dict[str, list[str]], parameter: str, code: str) -> None:
    with pytest.raises(InvalidQuery) as refused:
        claims.parse_claim(values, topics=["unity"])
    assert (refused.value.parameter, refused.value.code) == (parameter, code)


class Ranking(Searcher):
    """Ranks what it finds: the first is the nearest."""

    def search(self, query: Query) -> ResultPage:
        page = super().search(query)
        hits = tuple(replace(hit, score=2.0 - 0.3 * rank) for rank, hit in enumerate(page.hits))
        return replace(page, hits=hits)


def test_the_nearest_come_first_and_the_far_get_no_side(searcher: Searcher) -> None:
    page = asked(CLAIM, Ranking(searcher.views))
    assert ids(page.supporting.quotations) == ["a", "d"], "not the newest, which is farther"
    assert ids(page.opposing.quotations) == ["b"]
    assert ids(page.uncertain.quotations) == ["e", "f"]
    assert [item.nearness for item in page.uncertain.quotations] == [0.4, 0.25]
    assert all(item.side.leaning is Stance.FAVOR for item in page.uncertain.quotations)


def test_the_depth_bounds_the_work_and_is_stated(searcher: Searcher) -> None:
    model = FakeEntailment()
    page = asked(CLAIM, searcher, model, depth=2)
    assert (page.judged, page.found) == (2, 6)
    assert len(model.computed) == 2
    asked(CLAIM, searcher, model, depth=10**9)
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
    asked(claim, searcher, filters=filters)
    assert searcher.asked == [Query(text=words, mode=Mode.HYBRID, filters=filters, limit=claims.DEPTH)]


@pytest.mark.parametrize("claim", ["", "🙂", "kata " * 1000])
def test_what_is_no_claim_is_refused_before_any_search(claim: str, searcher: Searcher) -> None:
    with pytest.raises(InvalidQuery):
        asked(claim, searcher)
    assert not searcher.asked


def test_the_real_index_answers(service: SearchService) -> None:
    claim = " ".join(QUOTATIONS[3].text.split()[:8])
    page = asked(claim, service)
    assert 0 < page.judged <= page.found
    assert QUOTATIONS[3].id in ids(page.supporting.quotations)
    assert page.index == service.state


def test_nothing_found_is_an_answer(searcher: Searcher) -> None:
    page = asked(CLAIM, Searcher([]))
    assert (page.judged, page.found, page.open) == (0, 0, 0)
    assert not page.supporting.quotations
    assert page.opposing.by_speaker == ()
