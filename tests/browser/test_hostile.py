"""Hostile quotations, names and queries stay text: no script runs, no dialog opens, nothing breaks out of its element.

The `Reader` fails a test in which the browser opened a dialog or logged an error.
"""

from __future__ import annotations

from urllib.parse import quote

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import SCRIPT, Reader, Site

pytestmark = pytest.mark.browser

QUERIES = (
    SCRIPT,
    f'"><img src=x onerror=alert(1)>{SCRIPT}',
    "'); alert(1); //",
    "</title></head><body onload=alert(1)>",
    "\u202egnohob\u202c \x00 \ufffe",
    "{{ 7*7 }} ${7*7} %s %(n)s",
    "a" * 2_000,
    "(" * 300 + '"' * 301,
)


@pytest.mark.parametrize(
    "path", ["/?q={}", "/?q={}&mode=keyword", "/en/?q={}", "/periksa?q=satu+dua+{}&speaker={}", "/?speaker={}"]
)
@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query[:12])
def test_a_hostile_query_is_only_words(reader: Reader, path: str, query: str) -> None:
    page = reader.open(path.replace("{}", quote(query)))
    expect(page.locator("h1")).to_have_count(1)
    assert page.locator("main script, main img, main iframe").count() == 0
    reader.excuse_statuses()


def test_a_long_query_is_refused_in_words(reader: Reader) -> None:
    page = reader.open("/?q=" + "x" * 6_000)
    expect(page.locator("[role=alert]")).to_contain_text("paling panjang")
    reader.excuse_statuses()


def test_hostile_quotations_are_shown_as_they_are(reader: Reader, site: Site) -> None:
    page = reader.open("/?q=warga+diminta+tenang&mode=keyword")
    card = page.locator("[data-card]", has_text="Warga diminta tenang").first
    expect(card).to_contain_text(SCRIPT)
    expect(card).to_contain_text("{{ 7*7 }}")
    assert card.locator("a[href^='javascript:']").count() == 0
    card.locator(".see").click()
    expect(page.locator("article.quotation")).to_contain_text(SCRIPT)
    assert page.locator("a[href^='javascript:'], main script, main img").count() == 0
    expect(page.locator(".speaker").first).to_contain_text(f"Si {SCRIPT} Penguji")
    assert page.locator("a[href$='/None']").count() == 0, "who is nobody has no page"


def test_hostile_filters_are_shown_as_they_are(reader: Reader, site: Site) -> None:
    page = reader.open("/?q=warga+diminta+tenang&mode=keyword")
    page.locator("[aria-labelledby='saring-source'] li a", has_text=SCRIPT).click()
    expect(page.locator(".chips")).to_contain_text(SCRIPT)
    expect(page.locator(".chips script")).to_have_count(0)


@pytest.mark.parametrize(
    "path", ["/%2e%2e/%2e%2e/etc/passwd", "/static/../../pyproject.toml", "//elsewhere.example/", "/en//x"]
)
def test_no_path_leads_out(reader: Reader, path: str) -> None:
    page = reader.open(path)
    assert page.url.startswith(reader.address)
    assert "root:" not in page.content()
    reader.excuse_statuses()
