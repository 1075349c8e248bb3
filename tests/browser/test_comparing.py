"""What a person does with speakers: open one from a card, search within, compare with another, change the subject."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Reader, Site
from tests.browser.pages import address_of

pytestmark = pytest.mark.browser


def number(text: str) -> int:
    """Return the first number of a text, thousands joined."""
    return int(re.sub(r"\D", "", re.findall(r"\d[\d.,]*", text)[0]))


def total(page: Page) -> int:
    return number(page.locator("#hasil-judul").inner_text())


def test_from_a_card_to_its_speaker_and_back_to_the_quotations(reader: Reader) -> None:
    page = reader.open("/?q=pemilu&mode=keyword")
    link = page.locator("[data-card] a.speaker").first
    name = link.inner_text()
    link.click()
    page.wait_for_url(re.compile("/pembicara/"))
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    promised = number(page.locator(".summary").inner_text())
    page.get_by_role("searchbox").fill("pemilu")
    page.get_by_role("searchbox").press("Enter")
    page.wait_for_url(re.compile(r"speaker=.*q=pemilu|q=pemilu.*speaker="))
    assert total(page) > 0
    page.go_back()
    page.locator(".profile-actions").get_by_role("link", name="Semua kutipannya").click()
    page.wait_for_url(re.compile("speaker="))
    assert total(page) == promised


def test_every_chart_has_words_and_a_table(reader: Reader, site: Site) -> None:
    page = reader.open(address_of("compared speakers", site))
    charts = page.get_by_role("img")
    assert charts.count() >= 1
    for chart in charts.all():
        assert re.search(r"\d", chart.get_attribute("aria-label") or "")
    page.get_by_text("Sebagai tabel").first.click()
    rows = page.locator("#seberapa ~ details tbody tr")
    assert rows.count() >= 1
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV ringkasan").click()
    lines = download.value.path().read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("side,label,quotations")
    assert len(lines) == 3


def test_a_comparison_is_put_together_and_its_address_keeps_it(reader: Reader, site: Site) -> None:
    page = reader.open(address_of("speaker", site))
    first = page.get_by_role("heading", level=1).inner_text()
    page.locator(".profile-actions").get_by_role("link", name="Bandingkan").click()
    page.wait_for_url(re.compile("/bandingkan"))
    expect(page.get_by_text("Tambahkan satu lagi")).to_be_visible()
    page.goto(reader.address + address_of("compared speakers", site))
    second = page.get_by_role("heading", level=1).inner_text().removeprefix(f"{first} – ")
    page.get_by_role("list", name="Yang dibandingkan").get_by_role("link", name=re.compile(re.escape(second))).click()
    page.wait_for_url(lambda address: address.count("side=") == 1)
    page.get_by_label("Tambahkan").fill(second)
    page.get_by_role("button", name="Bandingkan").click()
    page.wait_for_url(lambda address: address.count("side=") == 2)
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{first} – {second}")
    page.get_by_label("Topik").select_option("elections")
    page.get_by_role("button", name="Bandingkan").click()
    page.wait_for_url(re.compile("topic=elections"))
    link = page.locator("#seberapa ~ .scroll tbody td a").first
    promised = number(link.inner_text())
    address = page.url
    link.click()
    page.wait_for_url(re.compile(r"speaker="))
    assert total(page) == promised
    page.goto(address)
    expect(page.get_by_label("Topik")).to_have_value("elections")
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("heading", level=2, name="How often")).to_be_visible()


def test_comparing_works_without_scripts(plain: Reader) -> None:
    page = plain.open("/bandingkan?by=period&side=2024")
    page.get_by_label("Tambahkan").fill("2023")
    page.get_by_role("button", name="Bandingkan").click()
    page.wait_for_url(re.compile("side=2024&side=2023"))
    expect(page.locator("#seberapa")).to_be_visible()
    page.get_by_label("Tambahkan").fill("entah kapan")
    page.get_by_role("button", name="Bandingkan").click()
    expect(page.get_by_role("alert")).to_be_visible()
    plain.excuse_statuses()
