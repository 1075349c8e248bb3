"""An index of the tests' own quotations, and how to build others."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import hypothesis
import pytest

from corpus.records import QuotationView
from corpus.settings import Settings
from indexer.changes import ChangeBatch
from indexer.encoders.fake import FakeEncoder
from search.service import SearchService, index_writer
from tests.search.quotations import QUOTATIONS

# A busy machine is no defect: an example may take as long as it takes.
hypothesis.settings.register_profile("search", deadline=None)
hypothesis.settings.load_profile("search")

ENCODER = FakeEncoder(dimensions=32)


def change(settings: Settings, views: Sequence[QuotationView] = (), deletes: Iterable[str] = (), position: int = 1) -> None:
    """Commit one batch of changes."""
    writer = index_writer(settings, ENCODER.fingerprint, ENCODER.dimensions, "pipeline-1")
    try:
        vectors = ENCODER.passages([view.text for view in views])
        writer.apply(ChangeBatch(upserts=views, vectors=vectors, deletes=tuple(deletes), position=position))
        writer.commit()
    finally:
        writer.close()


@pytest.fixture(scope="session")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of an index that holds QUOTATIONS."""
    settings = Settings(data=tmp_path_factory.mktemp("data"), semantic_floor=1.0)
    fill(settings)
    return settings


def fill(settings: Settings) -> None:
    """Write QUOTATIONS in three commits with a change and a deletion between."""
    first, rest = QUOTATIONS[:7], QUOTATIONS[7:]
    change(settings, [QUOTATIONS[9], *first], position=1)
    change(settings, rest, deletes=[QUOTATIONS[0].id], position=2)
    change(settings, [QUOTATIONS[0]], deletes=["never-there"], position=3)


@pytest.fixture(scope="session")
def service(indexed: Settings) -> SearchService:
    return SearchService.open(indexed, ENCODER)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path, semantic_floor=1.0)
