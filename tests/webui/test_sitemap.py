"""What search engines and browsers read: robots, sitemaps, the search description, structured data."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import quote, urlsplit
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from protego import Protego

from corpus.settings import Settings
from tests.webui.fakes import TOPICS, FakeService, FakeStore
from webui import sitemap
from webui.app import create_app

LOC = f"{{{sitemap.NAMESPACE}}}loc"


def locations(client: FlaskClient, path: str) -> list[str]:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.content_type == "application/xml; charset=utf-8"
    return [str(each.text) for each in ElementTree.fromstring(answer.get_data()).iter(LOC)]


def test_every_quotation_and_page_is_listed_once(
    client: FlaskClient, store: FakeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitemap, "SLICE", 2)
    parts = locations(client, "/sitemap.xml")
    assert len(parts) == 4
    found = [address for part in parts for address in locations(client, urlsplit(part).path)]
    assert len(found) == len(set(found)) == 2 * len(sitemap.PAGES) + 5
    for address in found:
        assert address.startswith("http://localhost/")
        assert client.get(address).status_code == 200, address
    for view in store.views:
        assert f"http://localhost/kutipan/{quote(view.id, safe='/:')}" in found
    assert client.get("/sitemap-9.xml").status_code == 404


def test_quotations_say_when_they_changed(client: FlaskClient) -> None:
    text = client.get("/sitemap-1.xml").get_data(as_text=True)
    assert "<lastmod>2023-03-02T12:00:00Z</lastmod>" in text
    assert len(re.findall("<lastmod>", text)) == 5


def test_an_empty_store_has_its_pages(service: FakeService) -> None:
    client = create_app(Settings(data=Path("unused")), service, FakeStore({}, []), TOPICS).test_client()
    assert locations(client, "/sitemap.xml") == ["http://localhost/sitemap-0.xml"]


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True),
        ("/en/", True),
        ("/kutipan/luar/negeri:3", True),
        ("/pembicara", True),
        ("/pembicara/ratna-sekarwati", True),
        ("/tentang", True),
        ("/static/kutipan.css?v=1", True),
        ("/api/v1/docs", True),
        ("/sitemap.xml", True),
        ("/?q=pemilu", False),
        ("/en/?topic=unity", False),
        ("/pembicara?q=pemilu", False),
        ("/bandingkan?side=a&side=b", False),
        ("/lapor/x", False),
        ("/langganan/berhenti/kata", False),
        ("/api/v1/search?q=pemilu", False),
        ("/feed.atom?q=pemilu", False),
        ("/sitasi/bib/x", False),
    ],
)
def test_what_robots_may_read(client: FlaskClient, path: str, allowed: bool) -> None:
    text = client.get("/robots.txt").get_data(as_text=True)
    assert Protego.parse(text).can_fetch(f"http://localhost{path}", "Googlebot") is allowed
    assert "Sitemap: http://localhost/sitemap.xml" in text


def test_a_simple_reader_understands_robots_too(client: FlaskClient) -> None:
    parser = RobotFileParser()
    parser.parse(client.get("/robots.txt").get_data(as_text=True).splitlines())
    assert parser.can_fetch("x", "http://localhost/kutipan/a")
    assert not parser.can_fetch("x", "http://localhost/api/v1/search")
    assert parser.site_maps() == ["http://localhost/sitemap.xml"]


def test_addresses_are_those_of_the_settings(service: FakeService, store: FakeStore) -> None:
    """Whatever name a request was sent to: a stranger's Host header must not get into what others keep."""
    settings = Settings(data=Path("unused"), site_url="https://kutipan.example")
    client = create_app(settings, service, store, TOPICS).test_client()
    for path in ("/robots.txt", "/sitemap.xml", "/sitemap-1.xml", "/opensearch.xml", "/kutipan/luar/negeri:3", "/feed.atom"):
        text = client.get(path, headers={"Host": "jahat.example"}).get_data(as_text=True)
        assert "https://kutipan.example/" in text, path
        assert "jahat.example/" not in text.replace("jahat.example/jangan", ""), path


@pytest.mark.parametrize("prefix", ["", "/en"])
def test_a_browser_learns_how_to_search(client: FlaskClient, prefix: str) -> None:
    answer = client.get(f"{prefix}/opensearch.xml")
    assert answer.content_type.startswith("application/opensearchdescription+xml")
    name = "{http://a9.com/-/spec/opensearch/1.1/}"
    root = ElementTree.fromstring(answer.get_data())
    assert 0 < len(str(root.findtext(f"{name}ShortName"))) <= 16
    assert len(str(root.findtext(f"{name}LongName"))) <= 48
    urls = {(each.get("type"), each.get("rel")): str(each.get("template")) for each in root.iter(f"{name}Url")}
    assert len(urls) == 4
    for (media, rel), template in urls.items():
        found = client.get(template.replace("{searchTerms}", "pemilu"))
        assert found.status_code == 200
        assert rel == "self" or found.mimetype == media


def test_structured_data_names_who_and_where(client: FlaskClient, store: FakeStore) -> None:
    page = client.get(f"/kutipan/{store.views[0].id}").get_data(as_text=True)
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    assert found is not None
    data = json.loads(found[1])
    assert data["@type"] == "Quotation"
    assert data["url"] == f"http://localhost/kutipan/{store.views[0].id}"
    assert data["spokenByCharacter"] == {
        "@type": "Person",
        "name": "Ratna Sekarwati",
        "jobTitle": "Bupati",
        "affiliation": {"@type": "Organization", "name": "Kabupaten Tirta Wening"},
    }
    assert data["isPartOf"]["publisher"]["name"] == "Pemkab Tirta Wening"
    assert data["isPartOf"]["headline"] == "Bupati Tirta Wening Ajak Warga Jaga Kerukunan"
    assert data["keywords"] == ["unity"]
