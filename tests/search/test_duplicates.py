"""The same words in several places: which are grouped, and that groups depend on what the index holds alone."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from corpus.records import QuotationView
from corpus.settings import Settings
from search.duplicate_groups import connected
from search.duplicate_versions import distinct_names
from search.duplicates import OTHER_VOICE, SAME_VOICE
from search.query import Mode, Query
from search.service import SearchService
from search.shingle_files import TELLING, numbers
from search.shingles import forms, shingles
from tests.search.conftest import ENCODER, change
from tests.search.quotations import view

LONG = "Perahu dinas kami kerahkan malam ini juga untuk menjemput warga yang masih bertahan di atap rumah mereka"
CUT = "Perahu dinas kami kerahkan malam ini juga untuk menjemput warga yang masih bertahan di atap"
RETOLD = "Perahu dinas akan dikerahkan malam ini untuk menjemput warga yang bertahan di atap rumah"
SHORT = "Terima kasih atas kehadirannya"

PAIRS = [
    # why, first (words, speaker), second, whether they are one group
    ("the same words, the same speaker", (LONG, "Satria Wanadipa"), (LONG, "Satria Wanadipa"), True),
    ("case and marks", (LONG, "Satria Wanadipa"), (LONG.upper() + "!", "Satria Wanadipa"), True),
    ("cut short", (LONG, "Satria Wanadipa"), (CUT, "Satria Wanadipa"), True),
    ("the same words, other speakers: attributed differently", (LONG, "Satria Wanadipa"), (LONG, "Laksmi Andarini"), True),
    ("the same words, speaker unknown", (LONG, "Satria Wanadipa"), (LONG, ""), True),
    ("retold, one speaker", (LONG, "Satria Wanadipa"), (RETOLD, "Satria Wanadipa"), True),
    ("alike, other speakers", (LONG, "Satria Wanadipa"), (RETOLD, "Laksmi Andarini"), False),
    ("short, one speaker", (SHORT, "Satria Wanadipa"), (SHORT, "Satria Wanadipa"), True),
    ("short, other speakers", (SHORT, "Satria Wanadipa"), (SHORT, "Laksmi Andarini"), False),
    ("short, speakers unknown", (SHORT, ""), (SHORT, ""), False),
    (
        "other numbers in one wording",
        ("Tinggi muka air di bendungan tercatat 12 meter pada pukul 06 pagi tadi", "Satria Wanadipa"),
        ("Tinggi muka air di bendungan tercatat 19 meter pada pukul 07 pagi tadi", "Satria Wanadipa"),
        False,
    ),
    ("nothing in common", (LONG, "Satria Wanadipa"), ("Kios pasar dibuka kembali pekan depan oleh pengelola", ""), False),
]


@pytest.mark.parametrize(("first", "second", "same"), [case[1:] for case in PAIRS], ids=[case[0] for case in PAIRS])
def test_what_is_the_same(settings: Settings, first: tuple[str, str], second: tuple[str, str], same: bool) -> None:
    change(settings, [view("a", first[0], speaker=first[1])])
    change(settings, [view("b", second[0], speaker=second[1])], position=2)
    service = SearchService.open(settings, ENCODER)
    assert {item.id for item in service.group("a")} == ({"a", "b"} if same else {"a"})
    page = service.search(Query())
    assert (page.total, page.groups, len(page.hits)) == (2, 2 - same, 2 - same)


def test_the_first_published_stands_first_and_tells_of_the_rest(settings: Settings) -> None:
    change(
        settings,
        [
            view("undated", LONG, speaker="Satria Wanadipa"),
            view("late", LONG, speaker="Laksmi Andarini", date="2024-05-02", source="muara.example"),
            view("early", CUT, speaker="Satria", date="2024-05-01", source="hulu.example"),
        ],
    )
    service = SearchService.open(settings, ENCODER)
    assert [item.id for item in service.group("late")] == ["early", "late", "undated"]
    hit = service.search(Query(text="perahu dinas", mode=Mode.KEYWORD)).hits[0]
    assert hit.group is not None
    assert (hit.group.id, hit.group.size, hit.group.documents, hit.group.sources) == ("early", 3, 3, 2)
    assert hit.group.speakers == ("Satria Wanadipa", "Laksmi Andarini")
    assert str(hit.group.first) == "2024-05-01"
    assert service.group("never-there") == ()


def test_totals_and_facets_count_quotations_pages_show_groups(settings: Settings) -> None:
    views = [view(f"{n}", LONG, speaker="Satria Wanadipa", date=f"2024-05-0{n}") for n in range(1, 6)]
    change(settings, [*views, view("other", "Perahu karet disiapkan di pos desa sejak kemarin sore oleh relawan")])
    service = SearchService.open(settings, ENCODER)
    query = Query(text="perahu", mode=Mode.KEYWORD, limit=1)
    pages = [service.search(Query(text="perahu", mode=Mode.KEYWORD, limit=1, offset=n)) for n in range(3)]
    assert {(page.total, page.groups, page.shown) for page in pages} == {(6, 2, 2)}
    assert [len(page.hits) for page in pages] == [1, 1, 0]
    assert pages[0].facets["kind"][0].count == 6
    assert len(list(service.export(query))) == 6
    single = service.search(Query(text="perahu", mode=Mode.KEYWORD, grouped=False))
    assert (single.total, single.shown, len(single.hits)) == (6, 6, 6)


STEMS = (
    "perahu dinas kami kerahkan malam ini juga untuk warga",
    "kios pasar kami buka kembali pekan depan untuk pedagang kecil",
)
TAILS = ("", " di hulu sungai", " di hulu sungai yang meluap", " sejak kemarin sore", " bersama relawan desa dan tentara")
SPEAKERS = ("Satria Wanadipa", "Laksmi Andarini", "")
TEXTS = st.builds(lambda stem, tail: stem + tail, st.sampled_from(STEMS), st.sampled_from(TAILS))
RECORDS = st.lists(st.tuples(TEXTS, st.sampled_from(SPEAKERS)), min_size=1, max_size=10)


def expected(views: Sequence[QuotationView]) -> set[frozenset[str]]:
    """Return the groups by comparing every pair: what the join must find without doing so."""
    group = {item.id: {item.id} for item in views}
    for first, second in combinations(views, 2):
        if same(first, second):
            joined = group[first.id] | group[second.id]
            for member in joined:
                group[member] = joined
    return {frozenset(members) for members in group.values()}


def same(first: QuotationView, second: QuotationView) -> bool:
    one, other = (set(shingles(forms(item.text)).tolist()) for item in (first, second))
    one_voice = first.speaker_id is not None and first.speaker_id == second.speaker_id
    if min(len(one), len(other)) < TELLING and not one_voice:
        return False
    mine, theirs = numbers(forms(first.text)), numbers(forms(second.text))
    if mine & ~theirs and theirs & ~mine:
        return False
    return len(one & other) / len(one | other) >= (SAME_VOICE if one_voice else OTHER_VOICE)


@given(RECORDS, st.randoms(use_true_random=False))
@hypothesis_settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_groups_are_those_of_all_pairs_in_any_order_of_arrival(
    tmp_path_factory: pytest.TempPathFactory, record: list[tuple[str, str]], random: object
) -> None:
    views = [view(f"q{n}", text, speaker=speaker) for n, (text, speaker) in enumerate(record)]
    again = [view(item.id, STEMS[0], speaker="Satria Wanadipa") for item in views[::3]]
    final = [next((new for new in again if new.id == item.id), item) for item in views]
    settings = Settings(data=tmp_path_factory.mktemp("groups"))
    half = len(views) // 2
    change(settings, [*again, view("gone", STEMS[1], speaker="Laksmi Andarini")], position=1)
    change(settings, views[half:], position=2)
    change(settings, views[:half], position=3)
    change(settings, again, deletes=["gone"], position=4)
    service = SearchService.open(settings, ENCODER)
    found = {frozenset(member.id for member in service.group(item.id)) for item in final}
    assert found == expected(final)


@given(st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=20))
def test_components(edges: list[tuple[int, int]]) -> None:
    label = connected(12, np.asarray(edges, dtype=np.int64).reshape(-1, 2).T)
    reach = {node: {node} for node in range(12)}
    for one, other in edges:
        joined = reach[one] | reach[other]
        for node in joined:
            reach[node] = joined
    assert label.tolist() == [min(reach[node]) for node in range(12)]


@pytest.mark.parametrize(
    ("names", "distinct"),
    [
        ([], ()),
        (["Satria", "Satria Wanadipa", "Satria Wanadipa"], ("Satria Wanadipa",)),
        (["Laksmi Andarini", "Satria Wanadipa", "Satria Wanadipa"], ("Satria Wanadipa", "Laksmi Andarini")),
    ],
)
def test_who_is_named(names: list[str], distinct: tuple[str, ...]) -> None:
    assert distinct_names(names) == distinct


def test_numbers_are_the_same_with_and_without_zeros_before_them() -> None:
    assert numbers(["6"]) == numbers(["06"]) != numbers(["7"])
    assert numbers(["enam"]) == 0
