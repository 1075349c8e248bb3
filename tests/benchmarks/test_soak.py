"""Readers in other processes while a writer commits: ten seconds of what `make soak` does for ten minutes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import soak
from corpus.settings import Settings
from search.query import Mode, Query
from search.service import SearchService

SECONDS = 5.0


@pytest.mark.parametrize("engine", ["whoosh", "tantivy"])
def test_no_answer_is_torn(engine: str, tmp_path: Path) -> None:
    commits, seen = soak.soak(Settings(data=tmp_path, engine=engine, semantic_floor=1.0), SECONDS, readers=2)
    assert commits > 1
    assert all(reader.answers > 0 for reader in seen)


def test_a_torn_answer_would_be_noticed(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, semantic_floor=1.0)
    soak.soak(settings, 0.0, readers=1)
    query = Query(text="naskah", mode=Mode.KEYWORD, limit=100, grouped=False)
    page = SearchService.open(settings, soak.ENCODER).search(query)
    soak.check(query, page)
    assert page.index is not None
    for torn in (
        replace(page, total=page.total - 1),
        replace(page, hits=page.hits[1:]),
        replace(page, index=replace(page.index, position=page.index.position + 1)),
    ):
        with pytest.raises(AssertionError):
            soak.check(query, torn)
