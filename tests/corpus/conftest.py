"""A store for each test, on both databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from corpus.store import Store
from tests.corpus.postgres_server import PostgresServer, ServerUnavailableError, running


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    try:
        context = running()
        server = context.__enter__()
    except (OSError, ServerUnavailableError) as error:
        pytest.skip(f"no PostgreSQL server: {error}")
    try:
        yield server
    finally:
        context.__exit__(None, None, None)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def new_store_url(request: Any, tmp_path: Path) -> Callable[[], str]:
    """Give the URL of an empty place for a store, another one at each call."""
    if request.param == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres_server")
        return server.new_store
    numbers = iter(range(1_000_000))
    return lambda: f"sqlite:///{tmp_path / f'{next(numbers)}.sqlite'}"


@pytest.fixture
def store_url(new_store_url: Callable[[], str]) -> str:
    return new_store_url()


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    with Store.open(store_url) as opened:
        yield opened
