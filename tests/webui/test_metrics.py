"""Numbers for Prometheus: what was asked, how long it took, how far the index is behind; for this machine alone."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from corpus.settings import Settings
from tests.webui.fakes import TOPICS, FakeService, FakeStore
from webui.api.reference import METRICS
from webui.app import create_app
from webui.rates import Counter


def numbers(client: FlaskClient) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    answer = client.get("/metrics")
    assert answer.status_code == 200
    assert answer.content_type.startswith("text/plain; version=")
    found = {}
    for family in text_string_to_metric_families(answer.get_data(as_text=True)):
        for sample in family.samples:
            found[sample.name, tuple(sorted(sample.labels.items()))] = sample.value
    return found


def test_the_documentation_has_every_number_and_no_other(client: FlaskClient) -> None:
    client.get("/api/v1/topics")
    families = text_string_to_metric_families(client.get("/metrics").get_data(as_text=True))
    served = {family.name: family.type for family in families if not family.name.endswith("_created")}
    # The text format calls information a gauge of 1, and its parser leaves out the end of a counter's name.
    assert served == {name.removesuffix("_total"): "gauge" if kind == "info" else kind for name, (kind, _) in METRICS.items()}


def test_requests_are_counted_by_route(client: FlaskClient) -> None:
    for address in ("/api/v1/search?q=a", "/api/v1/search?limit=0", "/api/v1/quotations/nothing", "/no/such/page", "/wp-login"):
        client.get(address)
    client.post("/api/v1/search")
    found = numbers(client)

    def requests(route: str, status: str, method: str = "GET") -> float:
        return found["kutipan_requests_total", (("method", method), ("route", route), ("status", status))]

    assert requests("/api/v1/search", "200") == requests("/api/v1/search", "400") == 1
    assert requests("/api/v1/quotations/<path:id>", "404") == 1
    assert requests("(none)", "404") == 2
    assert found["kutipan_request_seconds_count", (("route", "/api/v1/search"),)] == 2


def test_the_index_says_how_far_it_is(client: FlaskClient, service: FakeService) -> None:
    service.state_now = dataclasses.replace(service.state_now, position=30, quotations=5)
    found = numbers(client)
    assert found["kutipan_index_available", ()] == 1
    assert found["kutipan_index_position", ()] == 30
    assert found["kutipan_index_quotations", ()] == 5
    assert found["kutipan_index_lag", ()] == 11
    assert found["kutipan_index_committed_seconds", ()] == service.state_now.committed_at.timestamp()
    assert found["kutipan_index_info", (("encoder", "fake-encoder"), ("pipeline_version", "fake-pipeline"))] == 1


def test_without_an_index_the_numbers_still_come(client: FlaskClient, service: FakeService) -> None:
    service.available = False
    found = numbers(client)
    assert found["kutipan_index_available", ()] == 0
    assert ("kutipan_index_lag", ()) not in found


def test_refusals_are_counted(service: FakeService, store: FakeStore) -> None:
    settings = Settings(data=Path("unused"), rate_limit=3)
    client = create_app(settings, service, store, TOPICS, counter=Counter(64)).test_client()
    for _ in range(5):
        client.get("/api/v1/topics")
    assert numbers(client)["kutipan_rate_limited_total", (("budget", "requests"),)] == 2


def test_only_this_machine_is_answered(client: FlaskClient, service: FakeService, store: FakeStore) -> None:
    assert client.get("/metrics", environ_overrides={"REMOTE_ADDR": "203.0.113.7"}).status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 404, "a proxy nobody told of"
    behind = create_app(Settings(data=Path("unused"), proxies=1), service, store, TOPICS).test_client()
    assert behind.get("/metrics", headers={"X-Forwarded-For": "203.0.113.7"}).status_code == 404
    assert behind.get("/metrics", headers={"X-Forwarded-For": "127.0.0.1"}).status_code == 200
