"""Security headers on every answer, and files that can be kept for ever."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

ADDRESSES = ["/", "/tentang", "/kutipan/luar/negeri:3", "/tidak-ada", "/api/v1/search", "/api/nothing", "/static/kutipan.css"]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_is_safe_to_show(client: FlaskClient, address: str) -> None:
    with client.get(address) as response:
        headers = response.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Referrer-Policy" in headers
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize("address", ["/", "/?q=pemilu&topic=elections", "/en/tentang", "/kutipan/luar/negeri:3", "/tidak-ada"])
def test_pages_obey_their_own_policy(client: FlaskClient, address: str) -> None:
    page = client.get(address).get_data(as_text=True)
    assert not re.search(r"<style|\sstyle=|\son\w+=\"", page)
    assert not re.search(r"<script(?![^>]*(src=\"/static/|application/ld\+json))", page)
    own = re.findall(r'<(?:link|script|img)[^>]*(?:src|href)="(https?:[^"]+)"', page)
    assert all(address.startswith("http://localhost/") for address in own)


@pytest.mark.parametrize("address", ["/", "/?q=pemilu", "/en/tentang", "/kutipan/luar/negeri:3", "/tidak-ada"])
def test_pages_are_well_formed_enough(client: FlaskClient, address: str) -> None:
    """Ids are unique, labels and descriptions point at something, landmarks and one h1 are there."""
    page = client.get(address).get_data(as_text=True)
    found = re.findall(r'\sid="([^"]+)"', page)
    assert len(found) == len(set(found))
    for attribute in ("for", "aria-labelledby", "aria-describedby"):
        for names in re.findall(rf'\s{attribute}="([^"]+)"', page):
            assert set(names.split()) <= set(found), names
    assert page.count("<h1") == page.count("<main") == 1
    for landmark in ("<header", "<nav", "<footer"):
        assert landmark in page


def test_files_can_be_kept_for_ever(client: FlaskClient) -> None:
    page = client.get("/").get_data(as_text=True)
    files = re.findall(r'(?:src|href)="(/static/[^"]+)"', page)
    assert len(files) == 3
    for address in files:
        response = client.get(address.replace("&amp;", "&"))
        assert response.status_code == 200
        assert "immutable" in response.headers["Cache-Control"]
        response.close()
    bare = client.get("/static/kutipan.css")
    assert bare.headers["Cache-Control"] == "no-cache"
    bare.close()


def test_pages_are_revalidated_and_faults_are_not_kept(client: FlaskClient) -> None:
    assert client.get("/").headers["Cache-Control"] == "no-cache"
    assert client.get("/tidak-ada").headers["Cache-Control"] == "no-store"
    assert client.get("/api/v1/search?limit=0").headers["Cache-Control"] == "no-store"
