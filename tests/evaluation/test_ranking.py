"""The ways of ranking, their order by what they are, and the page that shows them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from corpus.settings import Settings
from evaluation import ranking
from evaluation.ablation import Ablation
from evaluation.ranking import QuerySet
from search.generation import Generation
from search.query import Mode, Query
from search.service import SearchService
from tests.search.conftest import ENCODER, change
from tests.search.quotations import QUOTATIONS


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(data=tmp_path_factory.mktemp("data"), semantic_floor=1.0)
    change(settings, QUOTATIONS)
    return settings


@pytest.fixture(scope="module")
def ablation(settings: Settings) -> Ablation:
    return Ablation(Generation(settings, ENCODER.fingerprint), ENCODER)


@pytest.mark.parametrize(("name", "mode"), [("hybrid", Mode.HYBRID), ("words + English glossary", Mode.KEYWORD)])
def test_the_last_ranking_is_the_products_own(settings: Settings, ablation: Ablation, name: str, mode: Mode) -> None:
    service = SearchService.open(settings, ENCODER)
    found = service.search(Query(text="netralitas pilkada", mode=mode, grouped=False))
    scores = ablation.rankings[name]("netralitas pilkada")
    best = ablation.ids(scores, 1)
    assert [hit.quotation.id for hit in found.hits][:1] == best


def test_every_ranking_scores_every_quotation(ablation: Ablation) -> None:
    for name, ranking_ in ablation.rankings.items():
        scores = ranking_("pemilu damai")
        assert scores.shape == (len(QUOTATIONS),), name
        assert np.isfinite(scores).all(), name


def test_roots_meet_what_typed_words_do_not(ablation: Ablation) -> None:
    typed = ablation.rankings["words as typed"]("mendamaikan")
    roots = ablation.rankings["roots alone"]("mendamaikan")
    assert not typed.any()
    assert roots.any()


def test_the_page_shows_queries_by_kind(ablation: Ablation, tmp_path: Path) -> None:
    (tmp_path / "queries.tsv").write_text("a\ttopic\tpemilu damai\nb\tcrosslingual\tpeaceful election\nc\ttopic\tx\n")
    (tmp_path / "judgements.tsv").write_text("a\tk12\t0\na\tk13\t3\nb\tk12\t2\n")
    queries = QuerySet.read("Queries", tmp_path / "queries.tsv", tmp_path / "judgements.tsv")
    assert [query for query, _, _ in queries.queries] == ["a", "b"]  # without judgements nothing is measured
    table = ranking.ablated(ablation, queries)
    assert table.columns[2:5] == ("topic (1)", "paraphrase (0)", "crosslingual (1)")
    assert [row[0] for row in table.rows] == list(ablation.rankings)
    assert table.rows[-1][-1] == ""
    assert "| hybrid |" in ranking.markdown([table])


def test_an_interval_holds_the_mean_and_shrinks_with_more_queries() -> None:
    values = np.random.default_rng(1).random(20)
    low, high = ranking.bootstrap(values)
    assert low < values.mean() < high
    assert (low, high) == ranking.bootstrap(values)
    wide = np.subtract(*ranking.bootstrap(np.tile(values, 16))[::-1])
    assert wide < (high - low) / 2


def test_our_own_queries_are_of_all_kinds_and_judged() -> None:
    queries = QuerySet.read("Our own", ranking.QUERIES, ranking.JUDGEMENTS)
    assert len(queries.queries) >= 60
    assert all(queries.kinds.count(kind) >= 15 for kind in ranking.KINDS)
    for query, _, _ in queries.queries:
        assert max(queries.judgements[query].values()) >= 1
        assert len(queries.judgements[query]) >= 10
