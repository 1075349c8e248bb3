"""What every engine must do, run through each of them on the same quotations."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import search.engines.scoring
import tests.search.engines.oracle
from corpus import regions
from corpus.records import QuotationView
from corpus.settings import Settings
from search.language import read
from search.query import Filters, Mode, Order, Query
from search.service import SearchService
from tests.search.conftest import ENCODER, fill
from tests.search.engines.oracle import found
from tests.search.quotations import QUOTATIONS

ENGINES = ("whoosh", "tantivy")

CASES = [
    "pemilu",
    "pemilihan",  # another form of the root in "pemilih"
    "menolak kecurangan",
    "netralitas",
    "damai",
    "jangan mudah percaya kabar bohong yang beredar",
    "kami akan menjaga persatuan dan kesatuan bangsa kita bersama selamanya",
    '"harga beras turun"',
    '"beras harga"',  # the words are there, not in this order
    '"turun panen"',
    '"pemilu yang damai"',
    '"pemilu damai"',
    '"pemilu damai"~2',
    '"kami pemilu damai"~2',
    '"damai damai"~9',
    '"indah"',
    '"mengindah"',
    "pem*",
    "ke*",
    "zz*",
    "pemilu OR hoaks",
    "pemilu AND damai",
    "pemilu NOT damai",
    "NOT pemilu",
    "NOT (pemilu OR hoaks)",
    "(pemilu OR hoaks) AND NOT speaker:prawara",
    "speaker:marbela",
    'speaker:"Bupati Sutan Marbela"',
    'speaker:"H. Sutan Marbela, S.Sos, M.Si"',
    'speaker:"Dr. Wira Lumban"',
    "speaker:wira",
    "speaker:nobody",
    "speaker:bupati",  # an office is no name
    "role:bupati",
    'affiliation:"kabupaten rindang"',
    "region:jabar",
    'region:"kota cirebon"',
    "region:kabupaten-cirebon",
    "source:suara-teluk.example",
    'event:"rapat pleno"',
    "topic:unity",
    "topic:football",
    "stance:against",
    "kind:mixed",
    "jenis:langsung",
    "date:2023",
    "date:2023-12-31..2024-01-01",
    "date:..2022",
    "has:speaker",
    "NOT has:speaker",
    "has:topic",
    "has:date",
    "marbela",  # who speaks is found by plain words too
    "teluk",
    "katakanlah",
    "AND AND",
    'pemilu "damai',
    "???",
    "😀",
    "𝕡𝕖𝕞𝕚𝕝𝕦",  # folded like any other letter
]


@pytest.fixture(scope="module", params=ENGINES)
def service(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    settings = Settings(data=tmp_path_factory.mktemp(request.param), semantic_floor=1.0, engine=request.param)
    fill(settings)
    opened = SearchService.open(settings, ENCODER)
    with pytest.MonkeyPatch.context() as patched:
        for module in (search.engines.scoring, tests.search.engines.oracle):
            patched.setattr(module, "ENOUGH", 2)  # in place of a page: there are few quotations here
        yield opened
    opened.close()


def expected(text: str) -> set[str]:
    words = read(text).words
    return found(words, QUOTATIONS) if words is not None else set()


@pytest.mark.parametrize("text", CASES)
def test_keyword_search_finds_what_matches_and_nothing_else(service: SearchService, text: str) -> None:
    query = Query(text=text, mode=Mode.KEYWORD, limit=100, grouped=False)
    page = service.search(query)
    assert {hit.quotation.id for hit in page.hits} == expected(text)
    assert page.total == len(page.hits)
    assert page.understood.startswith("kutipan")
    scores = [hit.score for hit in page.hits]
    assert scores == sorted(scores, reverse=True)


WORDS = ["pemilu", "damai", "hoaks", "kita", "yang", "beras", "turun", "panen", "marbela", "jujur"]
LEAVES = st.sampled_from(
    [*WORDS, "pem*", '"harga beras"', '"damai itu"~2', "speaker:wira", "topic:unity", "date:2024", "has:topic", "kind:direct"]
)
EXPRESSIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from([" ", " AND ", " OR ", " NOT "]), inner).map(lambda parts: "({}{}{})".format(*parts)),
        inner.map("NOT {}".format).map("({})".format),
    ),
    max_leaves=6,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(EXPRESSIONS)
def test_any_expression_finds_what_matches(service: SearchService, text: str) -> None:
    page = service.search(Query(text=text, mode=Mode.KEYWORD, limit=100, grouped=False))
    assert page.notes == ()
    assert {hit.quotation.id for hit in page.hits} == expected(text)


def _values(views: Collection[QuotationView], value: Callable[[QuotationView], Collection[str | None]]) -> Counter[str]:
    return Counter(found for view in views for found in set(value(view)) if found)


def _regions(view: QuotationView) -> set[str]:
    """Return the region of a quotation and the province that it lies in."""
    return {view.region, regions.regions()[view.region].province} if view.region else set()


def test_misspelt_words_are_put_right_from_the_vocabulary(service: SearchService) -> None:
    assert service.search(Query(text="pemilhu damai")).suggestion == "pemilu damai"


def counted(views: Collection[QuotationView], topics: tuple[str, ...] = ()) -> dict[str, Counter[str]]:
    """Count facets the plain way."""
    return {
        "speaker": _values(views, lambda v: [v.speaker_id]),
        "role": _values(views, lambda v: [v.role]),
        "affiliation": _values(views, lambda v: [v.affiliation]),
        "region": _values(views, _regions),
        "topic": _values(views, lambda v: [item.topic for item in v.topics]),
        "stance": _values(views, lambda v: [item.stance.value for item in v.topics if not topics or item.topic in topics]),
        "source": _values(views, lambda v: [v.source]),
        "event": _values(views, lambda v: [v.event.name if v.event else None]),
        "kind": _values(views, lambda v: [v.kind.value]),
        "month": _values(views, lambda v: [f"{v.date:%Y-%m}" if v.date else None]),
    }


FILTERS = st.builds(
    Filters,
    speaker=st.sampled_from([(), ("sutan-marbela",), ("sutan-marbela", "gondo-prawara"), ("nobody",)]),
    region=st.sampled_from([(), (), ("jawa-barat",), ("kota-cirebon", "bali"), ("aceh",)]),
    topic=st.sampled_from([(), ("unity",), ("unity", "elections"), ("football",)]),
    stance=st.sampled_from([(), ("FAVOR",), ("NONE", "AGAINST")]),
    source=st.sampled_from([(), ("warta-lembah.example",)]),
    kind=st.sampled_from([(), ("direct",)]),
    event=st.sampled_from([(), ("Rapat Pleno",)]),
    date_from=st.sampled_from([None, dt.date(2023, 3, 2), dt.date(2024, 3, 5)]),
    date_to=st.sampled_from([None, dt.date(2024, 6, 1)]),
)
TEXTS = st.sampled_from(
    [
        *("", "pemilu", "damai pemilu hoaks", "beras", "NOT damai", "topic:unity damai", "speaker:marbela", "???"),
        *("national unity", "confidence:>0.8 damai", "damai NEAR/3 pemilu", "has:event has:topic"),
    ]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=200)
@given(TEXTS, st.sampled_from(Mode), st.sampled_from(Order), FILTERS, st.integers(1, 7))
def test_pages_totals_facets_and_export_agree(
    service: SearchService, text: str, mode: Mode, order: Order, filters: Filters, limit: int
) -> None:
    query = Query(text=text, mode=mode, order=order, filters=filters, limit=limit, grouped=False)
    pages = [service.search(query)]
    while sum(len(page.hits) for page in pages) < pages[0].total:
        pages.append(service.search(replace(query, offset=sum(len(page.hits) for page in pages))))
        assert pages[-1].hits, "a page is empty before the end"
    exported = list(service.export(query))
    assert [hit.quotation for page in pages for hit in page.hits] == exported
    assert len({view.id for view in exported}) == len(exported) == pages[0].total
    for page in pages:
        assert page.total == pages[0].total
        assert page.facets == pages[0].facets
    found = {name: Counter({item.value: item.count for item in items}) for name, items in pages[0].facets.items()}
    assert found == counted(exported, filters.topic)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(FILTERS)
def test_filters_let_through_what_they_say(service: SearchService, filters: Filters) -> None:
    wanted = {view.id for view in QUOTATIONS if _passes(view, filters)}
    assert {view.id for view in service.export(Query(filters=filters))} == wanted


def _passes(view: QuotationView, filters: Filters) -> bool:
    pairs = [
        item
        for item in view.topics
        if (not filters.topic or item.topic in filters.topic) and (not filters.stance or item.stance.value in filters.stance)
    ]
    return (
        (not filters.speaker or view.speaker_id in filters.speaker)
        and (not filters.region or not _regions(view).isdisjoint(filters.region))
        and (not filters.source or view.source in filters.source)
        and (not filters.kind or view.kind.value in filters.kind)
        and (not filters.event or (view.event is not None and view.event.name in filters.event))
        and (not (filters.topic or filters.stance) or bool(pairs))
        and (filters.date_from is None or (view.date is not None and view.date >= filters.date_from))
        and (filters.date_to is None or (view.date is not None and view.date <= filters.date_to))
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(max_size=60), st.sampled_from(Mode))
def test_any_text_gives_an_answer(service: SearchService, text: str, mode: Mode) -> None:
    page = service.search(Query(text=text, mode=mode, limit=100, grouped=False))
    assert page.total == len(page.hits)
    for hit in page.hits:
        assert all(mark.end <= len(hit.quotation.text) for mark in hit.marks)


@pytest.mark.parametrize(
    ("order", "dates"),
    [(Order.NEWEST, "descending"), (Order.OLDEST, "ascending")],
)
def test_order_by_date_puts_the_undated_last(service: SearchService, order: Order, dates: str) -> None:
    found = [view.date for view in service.export(Query(order=order))]
    known = [day for day in found if day]
    assert known == sorted(known, reverse=dates == "descending")
    assert found[len(known) :] == [None]


def test_without_text_the_newest_come_first(service: SearchService) -> None:
    assert list(service.export(Query())) == list(service.export(Query(order=Order.NEWEST)))
