"""Pages of grouped results, with both engines: each group once, and behind them every match that is counted and exported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks import generator
from benchmarks.generator import Seeds
from corpus.settings import Settings
from search.query import Mode, Order, Query
from search.service import SearchService
from tests.search.conftest import ENCODER, change
from tests.search.quotations import QUOTATIONS

MADE = list(generator.quotations(Seeds.of(QUOTATIONS), 150))  # an eighth repeats another in like words


@pytest.fixture(scope="module", params=["whoosh", "tantivy"])
def service(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchService]:
    kept = Settings(data=tmp_path_factory.mktemp(request.param), engine=request.param, semantic_floor=1.0)
    change(kept, MADE[:100], position=1)
    change(kept, MADE[100:], deletes=[MADE[3].id], position=2)
    opened = SearchService.open(kept, ENCODER)
    yield opened
    opened.close()


def test_there_are_groups_to_page_through(service: SearchService) -> None:
    page = service.search(Query())
    assert page.groups is not None
    assert 0 < page.groups < page.total == len(MADE) - 1


TEXTS = st.one_of(
    st.sampled_from(["", "damai", "pemilu OR beras", "yang", '"kita"', "NOT damai", "pem*", "has:speaker"]),
    st.text(max_size=20),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
@given(TEXTS, st.sampled_from(Mode), st.sampled_from(Order), st.integers(1, 60))
def test_every_match_is_behind_one_result(service: SearchService, text: str, mode: Mode, order: Order, limit: int) -> None:
    query = Query(text=text, mode=mode, order=order, limit=limit)
    first = service.search(query)
    hits = list(first.hits)
    while len(hits) < first.shown:
        page = service.search(replace(query, offset=len(hits)))
        assert (page.total, page.shown, page.facets) == (first.total, first.shown, first.facets)
        assert page.hits, "a page is empty before the end"
        hits += page.hits
    assert not service.search(replace(query, offset=first.shown)).hits
    groups = [frozenset(view.id for view in service.group(hit.quotation.id)) for hit in hits]
    assert len(set(groups)) == len(groups) == first.shown == first.groups
    exported = [view.id for view in service.export(query)]
    assert len(set(exported)) == len(exported) == first.total
    assert {hit.quotation.id for hit in hits} <= set(exported) <= {member for group in groups for member in group}
