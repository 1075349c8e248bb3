"""A person asks who is for a claim and who against it, with a mouse, without scripts, and with keys alone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Reader
from tests.browser.test_comparing import number

pytestmark = pytest.mark.browser

# The model reads each quotation, and its process starts with the first: a dozen are enough, and patience is.
PLACE = "/klaim?topic=unity&depth=12"
PATIENCE = 120_000
CLAIM = "Kerukunan antarumat beragama harus dijaga bersama."


def opened(reader: Reader) -> Page:
    """Return the page of a claim yet to be made, with time for the model to be read."""
    reader.page.set_default_timeout(PATIENCE)
    return reader.open(PLACE)


def judged(page: Page) -> int:
    """Return how many quotations stand in the columns, as their heads say."""
    expect(page.locator(".side-column")).to_have_count(2)
    return sum(number(count) for count in page.locator(".side-column h3 .count").all_inner_texts())


@pytest.mark.parametrize("scripts", ["reader", "plain"])
def test_a_claim_is_judged_and_its_address_keeps_it(scripts: str, request: pytest.FixtureRequest) -> None:
    reader: Reader = request.getfixturevalue(scripts)
    page = opened(reader)
    page.get_by_label("Pernyataan yang dinilai").fill(CLAIM)
    page.get_by_role("button", name="Nilai").click()
    page.wait_for_url(re.compile(r"claim=.*topic=unity|topic=unity.*claim="))
    found = judged(page)
    assert found > 0
    assert page.locator(".side-column [data-card]").count() == found
    address = page.url

    page.get_by_role("link", name="English").click()
    expect(page.get_by_label("Statement to judge")).to_have_value(CLAIM)
    assert judged(page) == found

    page.goto(address)
    why = page.locator(".side-column a.why").first
    words = page.locator(".side-column [data-card] blockquote").first.inner_text()
    why.click()
    page.wait_for_url(re.compile("why="))
    expect(page.locator(".side-column mark").first).to_be_visible()
    expect(page.locator(".side-column [data-card] blockquote").first).to_have_text(words)
    page.locator(".side-column [data-card] .see").first.click()
    page.wait_for_url(re.compile("/kutipan/"))
    assert words.strip("“”")[:30] in page.locator("article.quotation blockquote").inner_text()


def test_keys_alone_are_enough(reader: Reader) -> None:
    page = opened(reader)
    page.keyboard.press("/")
    expect(page.get_by_label("Pernyataan yang dinilai")).to_be_focused()
    page.keyboard.type(CLAIM)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("claim="))
    assert judged(page) > 0
    page.keyboard.press("j")
    expect(page.locator("[data-card] .see").first).to_be_focused()


def test_what_is_no_claim_comes_back_with_what_is_wrong(reader: Reader) -> None:
    page = reader.open("/klaim?claim=%3F%3F%3F")
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Pernyataan yang dinilai")).to_have_value("???")
    reader.excuse_statuses()
