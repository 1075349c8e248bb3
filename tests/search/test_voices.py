"""Who said it: the list of speakers, its pages, and names as people type them."""

from __future__ import annotations

import pytest

from search.matches import Valued
from search.query import Mode, Query
from search.service import SearchService
from search.voices import Voice, named, voices

NAMES = ("Rahayu Tiandra", "Sutan Marbela", "Susilo Bambang Yudhoyono", "Badan Kerukunan Rindang")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", NAMES),
        ("rahayu", ("Rahayu Tiandra",)),
        ("tian rahayu", ("Rahayu Tiandra",)),  # beginnings, in any order
        ("Dr. Sutan MARBELA, S.H.", ("Sutan Marbela",)),  # titles make no difference
        ("SBY", ("Susilo Bambang Yudhoyono",)),  # a name that a public person goes by
        ("su", ("Sutan Marbela", "Susilo Bambang Yudhoyono")),
        ("zzz", ()),
        ("…", NAMES),
    ],
)
def test_names_as_people_type_them(typed: str, expected: tuple[str, ...]) -> None:
    values = [Valued(value=name.lower(), label=name, count=1, first=None, last=None) for name in NAMES]
    assert tuple(each.label for each in named(values, typed)) == expected


def test_pages_lead_through_all_speakers_once(service: SearchService) -> None:
    everything = service.matches(Query())
    facet = {value.value: value.count for value in service.search(Query()).facets["speaker"]}
    seen: list[Voice] = []
    after: tuple[int, str] | None = None
    while True:
        page = voices(everything, everything, after=after, most=2)
        assert page.total == len(facet)
        seen += page.voices
        if page.after is None:
            break
        after = page.after
    assert {voice.id: voice.matches for voice in seen} == facet
    assert [voice.matches for voice in seen] == sorted(facet.values(), reverse=True)


def test_matches_are_a_part_of_all_that_was_said(service: SearchService) -> None:
    matching = service.matches(Query(text="pemilu", mode=Mode.KEYWORD))
    page = voices(matching, service.matches(Query()), most=100)
    assert page.voices
    assert all(0 < voice.matches <= voice.quotations for voice in page.voices)
    assert any(voice.matches < voice.quotations for voice in page.voices)
