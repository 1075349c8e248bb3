"""The application around the fakes."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from corpus.settings import Settings
from indexer.entailment.fake import FakeEntailment
from search.claims import ClaimService
from tests.webui.fakes import TOPICS, FakeService, FakeStore, record, withdrawal
from webui.app import create_app


@pytest.fixture
def store() -> FakeStore:
    documents, views = record()
    return FakeStore(documents, views, {"ditarik": withdrawal("ditarik")})


@pytest.fixture
def service(store: FakeStore) -> FakeService:
    return FakeService(store.views)


@pytest.fixture
def app(service: FakeService, store: FakeStore) -> Flask:
    return create_app(Settings(data=Path("unused")), service, store, TOPICS, ClaimService(service, FakeEntailment()))


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()
