"""Hostile requests on every route there is: nothing fails, nothing leaks, nothing leads away, nothing runs."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.routing import Rule

from tests.webui.fakes import SCRIPT

PAYLOADS = (
    SCRIPT,
    f'"><svg onload=alert(1)>{SCRIPT}',
    "javascript:alert(1)",
    "//jahat.example/%2f..",
    "../../../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "....//....//etc/passwd",
    "C:\\windows\\win.ini",
    "x\r\nSet-Cookie: a=b\r\n\r\n<html>",
    "\x00",
    "\u202e\ufeff\ufffe",
    "${7*7}{{7*7}}<%= 7*7 %>%(n)s%s",
    "' OR '1'='1",
    "a" * 10_000,
)
PARAMETERS = (
    *("q", "mode", "speaker", "role", "affiliation", "region", "topic", "stance", "source", "kind", "event", "document"),
    *("date", "date_from", "order", "limit", "offset", "group", "cursor", "updated_since", "format", "header"),
    *("claim", "depth", "why", "name", "by", "side", "find", "table", "terkirim", "next", "url", "callback", "lang"),
)


class Elements(HTMLParser):
    """Collects what a browser would run or load."""

    def __init__(self) -> None:
        super().__init__()
        self.running: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        own = tag == "script" and (
            str(given.get("src", "")).startswith("/static/") or given.get("type") == "application/ld+json"
        )
        if tag in {"script", "iframe", "object", "embed", "base", "meta"} and not own and given.get("http-equiv") is None:
            self.running += [tag] if tag != "meta" else []
        self.running += [f"{tag} {name}" for name in given if name.startswith("on")]
        for name in ("href", "src", "action", "formaction"):
            if re.match(r"\s*(javascript|data|vbscript):", str(given.get(name, "")), re.I):
                self.running.append(f"{tag} {name}")


def harmless(response: Any, payload: str) -> None:
    """Fail if an answer failed, leads away, has a header it was given, or holds something that runs."""
    assert response.status_code < 500, response.get_data()[:300]
    assert "Set-Cookie" not in response.headers
    assert "jahat.example" not in urlsplit(response.headers.get("Location", "")).netloc
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    body = response.get_data(as_text=True)
    assert "root:x:0" not in body
    assert "Traceback" not in body
    if response.mimetype == "text/html":
        parser = Elements()
        parser.feed(body)
        assert parser.running == [], (payload, parser.running)


def addresses(app: Flask) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and rule.endpoint != "static"]


@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda payload: repr(payload[:14]))
def test_in_every_parameter_of_every_address(client: FlaskClient, payload: str) -> None:
    for rule in addresses(client.application):
        if rule.arguments:
            continue
        harmless(client.get(rule.rule, query_string={"q": payload, "claim": payload}), payload)
    paths = ("/", "/en/", "/api/v1/search", "/langganan", "/api/v1/export", "/feed.atom", "/bandingkan", "/pembicara")
    shift = PAYLOADS.index(payload)
    for number, name in enumerate(PARAMETERS):
        path = paths[(number + shift) % len(paths)]  # in turn, so that each name meets each path with some payload
        harmless(client.get(path, query_string={name: payload}), payload)


@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda payload: repr(payload[:14]))
def test_in_every_path(client: FlaskClient, payload: str) -> None:
    for rule in addresses(client.application):
        if rule.arguments:
            path = re.sub(r"<[^>]+>", lambda _: quote(payload, safe="/"), rule.rule)
            harmless(client.get(path), payload)
            harmless(client.get(path.replace("%", "%25")), payload)


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/static//etc/passwd",
        "/static/%2fetc%2fpasswd",
        "/static/..\\app.py",
        "/static/kutipan.css/../../app.py",
        "/sitasi/../../etc/passwd/x",
        "/sitemap-../x.xml",
    ],
)
def test_no_file_can_be_reached_by_a_path(client: FlaskClient, path: str) -> None:
    response = client.get("/", environ_overrides={"PATH_INFO": path, "RAW_URI": path, "REQUEST_URI": path})
    assert response.status_code == 404, path
    assert client.get(path).status_code in {404, 308}


@pytest.mark.parametrize(
    "path",
    [
        "//jahat.example",
        "//jahat.example/..",
        "/%2f%2fjahat.example",
        "/\\jahat.example",
        "/en//jahat.example",
        "/;@jahat.example/",
    ],
)
def test_nothing_leads_away(client: FlaskClient, path: str) -> None:
    response = client.get("/", environ_overrides={"PATH_INFO": path})
    assert "jahat.example" not in urlsplit(response.headers.get("Location", "")).netloc
    assert response.status_code in {400, 404}


@pytest.mark.parametrize(
    "header", ["Host", "X-Forwarded-Host", "X-Original-URL", "X-Rewrite-URL", "Referer", "Origin", "User-Agent"]
)
@pytest.mark.parametrize("value", [SCRIPT, "jahat.example", '"><script>', "a" * 5_000])
def test_in_headers(client: FlaskClient, header: str, value: str) -> None:
    response = client.get("/?q=pemilu", headers={header: value})
    harmless(response, value)
    if header != "Host":  # the address asked for is the reader's own business
        assert value not in response.get_data(as_text=True)


def test_a_query_of_ten_thousand_characters_is_refused_in_words(client: FlaskClient) -> None:
    for path in ("/", "/api/v1/search", "/api/v1/export", "/api/v1/verify", "/feed.json"):
        response = client.get(path, query_string={"q": "a" * 10_000})
        assert response.status_code == 400, path


METHODS = st.sampled_from(["GET", "POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "X" * 50])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    METHODS,
    st.sampled_from(["/", "/lapor/x", "/langganan", "/api/v1/search", "/api/v1/corrections", "/metrics"]),
    st.binary(max_size=200),
)
def test_no_method_and_no_body_makes_it_fail(client: FlaskClient, method: str, path: str, body: bytes) -> None:
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/json"):
        response = client.open(path, method=method, data=body, content_type=kind)
        assert response.status_code < 500


def test_a_form_that_is_too_large_is_refused(client: FlaskClient, store: Any) -> None:
    large = {"message": "a" * 200_000, "email": "a" * 200_000, "fault": "other"}
    for path in (f"/lapor/{store.views[0].id}", "/langganan"):
        assert client.post(path, data=large).status_code in {404, 413}


def test_the_program_reads_no_address_that_a_reader_gives(client: FlaskClient) -> None:
    """No module of the site opens connections, but for the post, whose server is a setting."""
    fetching = re.compile(
        r"^\s*(?:import|from) (?:urllib3|urllib\.request|http\.client|requests|httpx|corpus\.fetching)\b", re.M
    )
    root = Path(client.application.root_path)
    site = [path for path in root.rglob("*.py") if path.parent.name != "commands"]
    assert [path.name for path in site if fetching.search(path.read_text())] == []
