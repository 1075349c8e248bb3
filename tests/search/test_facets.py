"""What is listed of a facet with more values than anybody reads."""

from __future__ import annotations

from corpus.settings import Settings
from search import facets
from search.query import Filters, Query
from search.results import FacetValue
from search.service import SearchService
from tests.search.conftest import ENCODER, change
from tests.search.quotations import view


def test_the_most_frequent_are_listed_and_what_is_filtered_by(settings: Settings) -> None:
    often = [view(f"often{i}", "damai", role="Bupati", date="2024-01-01", speaker=f"Orang {i:03}") for i in range(130)]
    twice = [view(f"twice{i}", "damai", role="Camat", speaker=f"Orang {i:03}") for i in (128, 129)]
    change(settings, [*often, *twice])
    service = SearchService.open(settings, ENCODER)

    speakers = service.search(Query()).facets["speaker"]
    assert len(speakers) == facets.MOST_VALUES
    assert [(item.label, item.count) for item in speakers[:3]] == [("Orang 128", 2), ("Orang 129", 2), ("Orang 000", 1)]
    assert [item.label for item in speakers[2:]] == sorted(item.label for item in speakers[2:])

    rare = Filters(speaker=tuple(f"orang-{i:03}" for i in range(127)))
    chosen = service.search(Query(filters=rare)).facets["speaker"]
    assert {item.value for item in chosen} == set(rare.speaker)


def test_months_are_all_listed_in_order_of_time(settings: Settings) -> None:
    change(settings, [view(f"m{i}", "damai", date=f"{2010 + i // 12}-{1 + i % 12:02}-05") for i in reversed(range(150))])
    months = SearchService.open(settings, ENCODER).search(Query(text="damai")).facets["month"]
    assert len(months) == 150
    assert months[0] == FacetValue(value="2010-01", label="2010-01", count=1)
    assert [item.value for item in months] == sorted(item.value for item in months)
