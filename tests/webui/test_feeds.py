"""Feeds: the newest first, ids that stay, hostile text as text, and nothing sent twice."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import feedparser
import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.settings import Settings
from search.results import Group
from tests.webui.fakes import SCRIPT, TOPICS, FakeService, FakeStore
from webui.app import create_app

NAME = "{http://www.w3.org/2005/Atom}"


def atom(client: FlaskClient, query: str = "") -> Any:
    answer = client.get(f"/feed.atom{query}")
    assert answer.status_code == 200
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    read = feedparser.parse(answer.get_data())
    assert not read.bozo, read.get("bozo_exception")
    return read


def test_both_forms_say_the_same(client: FlaskClient) -> None:
    read = atom(client, "?q=pemilu")
    data = client.get("/feed.json?q=pemilu").json
    assert data is not None
    assert [item["id"] for item in data["items"]] == [entry.id for entry in read.entries]
    assert [item["url"] for item in data["items"]] == [entry.link for entry in read.entries]
    assert [item["title"] for item in data["items"]] == [entry.title for entry in read.entries]
    assert data["version"] == "https://jsonfeed.org/version/1.1"
    assert (data["title"], data["language"]) == ("Kutipan: pemilu", "id")
    assert read.feed.id.startswith("urn:uuid:")
    assert {link.rel for link in read.feed.links} == {"self", "alternate"}


def test_the_newest_come_first_whatever_the_query(client: FlaskClient) -> None:
    items = client.get("/feed.json").json["items"]  # type: ignore[index]
    days = [item.get("date_published", "") for item in items]
    assert days == sorted(days, reverse=True)
    assert len(items) == 5


def test_links_lead_to_pages_and_back(client: FlaskClient) -> None:
    data = client.get("/feed.json?q=pemilu&topic=elections").json
    assert data is not None
    assert data["feed_url"] == "http://localhost/feed.json?q=pemilu&topic=elections"
    for address in (data["feed_url"], data["home_page_url"], *(item["url"] for item in data["items"])):
        assert client.get(address).status_code == 200
    assert client.get("/en/feed.json?q=pemilu").json["language"] == "en"  # type: ignore[index]


def test_ids_stay_under_another_host_and_query(service: FakeService, store: FakeStore, client: FlaskClient) -> None:
    elsewhere = create_app(
        Settings(data=Path("unused"), site_url="https://kutipan.example/arsip/"), service, store, TOPICS
    ).test_client()
    here, there = client.get("/feed.json").json, elsewhere.get("/feed.json?topic=elections").json
    assert here is not None
    assert there is not None
    ids = {item["title"]: item["id"] for item in here["items"]}
    assert all(ids[item["title"]] == item["id"] for item in there["items"])
    assert there["items"][0]["url"].startswith("https://kutipan.example/arsip/kutipan/")


def test_the_same_words_keep_their_entry(client: FlaskClient, service: FakeService) -> None:
    """Of a group the newest is shown, under the id of the first: a reader is not told of it anew."""
    before = client.get("/feed.json?q=damai").json
    assert before is not None
    searching = service.search
    group = Group(id=service.views[-1].id, size=2, documents=2, sources=2)

    def grouped(query: Any) -> Any:
        page = searching(query)
        again = dataclasses.replace(page.hits[0].quotation, id="lain", date=dt.date(2025, 1, 1))
        return dataclasses.replace(page, hits=(dataclasses.replace(page.hits[0], quotation=again, group=group),))

    service.search = grouped  # type: ignore[method-assign]
    after = client.get("/feed.json?q=damai").json
    assert after is not None
    assert [item["id"] for item in after["items"]] == [item["id"] for item in before["items"]]


def test_times_are_of_publication_and_of_the_record(client: FlaskClient) -> None:
    [entry] = client.get("/feed.json?q=bukan+hadiah").json["items"]  # type: ignore[index]
    assert (entry["date_published"], entry["date_modified"]) == ("2023-03-01T00:00:00Z", "2023-03-02T12:00:00Z")
    undated = client.get("/feed.json?q=selesai").json["items"]  # type: ignore[index]
    assert "date_published" not in undated[0]


def test_an_unchanged_feed_is_not_sent_again(client: FlaskClient, service: FakeService) -> None:
    for address in ("/feed.atom?q=pemilu", "/feed.json?q=pemilu"):
        tag = client.get(address).headers["ETag"]
        searches = service.searches
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
        assert service.searches == searches
    service.state_now = dataclasses.replace(service.state_now, position=42)
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 200


def test_hostile_text_is_text(client: FlaskClient) -> None:
    read = ElementTree.fromstring(client.get("/feed.atom?q=selesai").get_data())
    [content] = read.iter(f"{NAME}content")
    assert "<script" not in (content.text or "")
    assert "&lt;script&gt;" in (content.text or ""), "escaped inside the HTML of the entry"
    assert not [link for link in read.iter(f"{NAME}link") if link.get("href", "").startswith("javascript:")]
    [item] = client.get("/feed.json?q=selesai").json["items"]  # type: ignore[index]
    assert "<script" not in item["content_html"]
    assert "external_url" not in item
    assert SCRIPT in item["content_text"]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.text(alphabet=st.characters(), max_size=60))
def test_no_text_breaks_a_feed(client: FlaskClient, service: FakeService, text: str) -> None:
    original = service.views[0]
    service.views[0] = dataclasses.replace(original, text=text, title=text, speaker=text, role=text)
    try:
        assert len(list(ElementTree.fromstring(client.get("/feed.atom").get_data()).iter(f"{NAME}entry"))) == 5
        assert len(json.loads(client.get("/feed.json").get_data())["items"]) == 5
    finally:
        service.views[0] = original


@pytest.mark.parametrize("query", ["spaeker=x", "limit=0", "date=x", "offset=5", "order=oldest", "q=" + "a" * 3000])
def test_a_query_that_cannot_be_asked_is_refused(client: FlaskClient, query: str) -> None:
    assert client.get(f"/feed.atom?{query}").status_code == 400


def test_the_search_page_leads_to_its_feeds(client: FlaskClient) -> None:
    page = client.get("/?q=pemilu&topic=elections").get_data(as_text=True)
    for form, media in (("atom", "application/atom+xml"), ("json", "application/feed+json")):
        assert f'<link rel="alternate" type="{media}"' in page
        assert f'href="/feed.{form}?q=pemilu&amp;topic=elections"' in page
    assert client.get("/feed.atom").headers["Access-Control-Allow-Origin"] == "*"
