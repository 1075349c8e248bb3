"""Who is refused, for how long, and what the headers of every answer say of it."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from corpus.settings import Settings
from tests.webui.fakes import TOPICS, FakeService, FakeStore
from webui.app import create_app
from webui.limiting import client as counted_as
from webui.rates import Counter

SETTINGS = Settings(data=Path("unused"), rate_limit=30, rate_limit_meaning=20)


def site(service: FakeService, store: FakeStore, settings: Settings = SETTINGS) -> Flask:
    return create_app(settings, service, store, TOPICS, counter=Counter(256))


@pytest.fixture
def limited(service: FakeService, store: FakeStore) -> FlaskClient:
    return site(service, store).test_client()


def test_every_answer_says_what_is_left(limited: FlaskClient) -> None:
    answer = limited.get("/api/v1/search?q=pemilu&mode=keyword")
    assert answer.headers["RateLimit-Policy"] == '"requests";q=30;w=60'
    assert answer.headers["RateLimit"] == '"requests";r=29;t=2'
    answer = limited.get("/api/v1/search?q=pemilu")
    assert answer.headers["RateLimit-Policy"] == '"requests";q=30;w=60, "meaning";q=20;w=60'
    assert answer.headers["RateLimit"] == '"requests";r=28;t=4, "meaning";r=19;t=3'


def test_who_asks_too_much_is_told_when_to_come_back(limited: FlaskClient) -> None:
    statuses = [limited.get("/api/v1/topics").status_code for _ in range(32)]
    assert statuses == [200] * 30 + [429] * 2
    refused = limited.get("/api/v1/topics")
    problem = json.loads(refused.get_data())
    assert (problem["code"], problem["status"]) == ("too-many-requests", 429)
    assert refused.content_type == "application/problem+json"
    assert 1 <= int(refused.headers["Retry-After"]) <= 2
    assert '"requests";r=0' in refused.headers["RateLimit"]
    page = limited.get("/")
    assert page.status_code == 429
    assert "Terlalu banyak permintaan" in page.get_data(as_text=True)


def test_meaning_has_a_budget_of_its_own(limited: FlaskClient) -> None:
    for _ in range(20):
        assert limited.get("/api/v1/search?q=damai").status_code == 200
    assert limited.get("/api/v1/search?q=damai").status_code == 429
    assert limited.get("/api/v1/search?q=damai&mode=semantic").status_code == 429
    assert limited.get("/api/v1/search?q=damai&mode=keyword").status_code == 200
    assert limited.get("/api/v1/search").status_code == 200, "without words nothing is searched by meaning"


def test_a_claim_costs_ten(limited: FlaskClient) -> None:
    answer = limited.get("/api/v1/claims?claim=Pemilu+ditunda")
    assert '"meaning";r=10;' in answer.headers["RateLimit"]


@pytest.mark.parametrize("address", ["/static/kutipan.css", "/healthz", "/metrics"])
def test_some_things_are_always_answered(limited: FlaskClient, address: str) -> None:
    for _ in range(40):
        with limited.get(address) as answer:
            assert answer.status_code == 200
            assert "RateLimit" not in answer.headers


def test_limits_can_be_switched_off(service: FakeService, store: FakeStore) -> None:
    free = site(service, store, dataclasses.replace(SETTINGS, rate_limit=0, rate_limit_meaning=0)).test_client()
    answers = [free.get("/api/v1/search?q=pemilu") for _ in range(50)]
    assert {answer.status_code for answer in answers} == {200}
    assert "RateLimit" not in answers[0].headers


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::ff", "2001:db8:1:2::/64"),
        ("", "unknown"),
        (None, "unknown"),
        ("/run/socket", "unknown"),
    ],
)
def test_by_what_an_address_is_counted(address: str | None, key: str) -> None:
    assert counted_as(address) == key


def test_a_proxy_is_believed_as_far_as_the_settings_say(service: FakeService, store: FakeStore) -> None:
    """Without the setting nobody escapes by inventing addresses; with it the last address that a proxy saw counts."""

    def left(client: FlaskClient, forwarded: str) -> str:
        return client.get("/api/v1/topics", headers={"X-Forwarded-For": forwarded}).headers["RateLimit"].split(";")[1]

    open_ = site(service, store).test_client()
    assert [left(open_, "203.0.113.1"), left(open_, "203.0.113.2")] == ["r=29", "r=28"]
    behind = site(service, store, dataclasses.replace(SETTINGS, proxies=1)).test_client()
    assert [left(behind, "203.0.113.1"), left(behind, "203.0.113.2")] == ["r=29", "r=29"]
    assert left(behind, "198.51.100.9, 203.0.113.1") == "r=28", "what a client says of itself is not believed"
