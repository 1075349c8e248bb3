"""What a person does at the page: search, filter, open a quotation, follow its link to the marked place."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Reader

pytestmark = pytest.mark.browser

EVERY_PAGE = ("/", "/?q=berita+bohong", "/?q=zzzz&mode=keyword", "/?date=x", "/tentang", "/en/", "/en/?q=pemilu", "/tidak-ada")


def total(page: Page) -> int:
    """Return the number of quotations that the result page says it found."""
    return int("".join(re.findall(r"\d", page.locator("#hasil-judul").inner_text())))


def search(page: Page, words: str) -> None:
    page.get_by_role("searchbox").first.fill(words)
    page.get_by_role("searchbox").first.press("Enter")
    page.wait_for_url(re.compile(r"q="))


def in_view(page: Page, selector: str) -> bool:
    """Say whether the element lies within the window."""
    box = page.locator(selector).bounding_box()
    size = page.viewport_size
    return box is not None and size is not None and box["y"] >= 0 and box["y"] + min(box["height"], 200) <= size["height"]


def follow_to_the_mark(page: Page) -> None:
    """From a result page: open the first quotation, follow its link into the source text, find it marked and in view."""
    card = page.locator("[data-card]").first
    shown = card.locator("blockquote").inner_text().strip("“”")
    card.locator(".see").click()
    words = page.locator("article.quotation blockquote").inner_text().strip("“”")
    assert shown[:40] in words
    page.locator("a[href='#kutipan']").click()
    page.wait_for_url(re.compile("#kutipan$"))
    mark = page.locator("mark#kutipan")
    expect(mark).to_have_count(1)
    assert mark.inner_text()[:30] in words
    assert in_view(page, "mark#kutipan")


def test_search_filter_open_and_find_the_marked_place(reader: Reader) -> None:
    page = reader.open("/")
    search(page, "berita bohong")
    found = total(page)
    assert found > 1
    expect(page.locator("[data-card] mark").first).to_be_visible()
    expect(page.locator(".understood")).to_contain_text("bohong")

    choice = page.locator("[aria-labelledby='saring-stance'] li a").first
    promised = int(choice.locator(".count").inner_text())
    choice.click()
    page.wait_for_url(re.compile(r"stance="))
    assert total(page) == promised <= found
    expect(page.locator(".chips li")).to_have_count(2)

    follow_to_the_mark(page)
    page.go_back()
    page.go_back()
    assert "stance=" in page.url, "the whole state is in the address"

    page.locator(".chips li a").first.click()
    page.wait_for_url(lambda address: "stance=" not in address)
    assert total(page) == found


def test_meaning_crosses_languages(reader: Reader) -> None:
    page = reader.open("/en/")
    page.get_by_role("searchbox").fill("religious tolerance and harmony")
    page.get_by_role("radio", name="Meaning").check()
    page.wait_for_url(re.compile("mode=semantic"))
    expect(page.locator(".cards")).to_contain_text(re.compile("toleran|rukun|agama", re.I))


def test_a_bar_of_the_histogram_narrows_the_search(reader: Reader) -> None:
    page = reader.open("/")
    bar = page.locator(".plot svg a").first
    promised = int(re.findall(r"(\d+)$", bar.get_attribute("aria-label") or "")[0])
    bar.click()
    page.wait_for_url(re.compile("date_from="))
    assert total(page) == promised


def test_dates_narrow_the_search(reader: Reader) -> None:
    page = reader.open("/?q=pemilu")
    page.get_by_label("Sejak").fill("2024-01-01")
    page.get_by_role("button", name="Terapkan").click()
    page.wait_for_url(re.compile("date_from=2024-01-01"))
    assert "date_to" not in page.url, "an empty field stays out of the address"
    assert "q=pemilu" in page.url
    expect(page.locator(".chips")).to_contain_text("1 Januari 2024")


def test_the_other_language_is_one_click_away(reader: Reader) -> None:
    page = reader.open("/?q=pemilu&mode=keyword")
    found = total(page)
    page.get_by_role("link", name="English").click()
    expect(page.get_by_role("button", name="Search")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "en"
    assert total(page) == found
    page.get_by_role("link", name="Bahasa Indonesia").click()
    expect(page.get_by_role("button", name="Cari")).to_be_visible()
    assert page.url.endswith("/?q=pemilu&mode=keyword")


def test_keys_alone_are_enough(reader: Reader) -> None:
    page = reader.open("/?q=pemilu")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox").first).to_be_focused()
    page.keyboard.type("berita bohong")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("berita"))
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("[data-card] .see").nth(1)).to_be_focused()
    page.keyboard.press("k")
    expect(page.locator("[data-card] .see").first).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/kutipan/"))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Langsung ke isi")).to_be_focused()


def test_everything_works_without_scripts(plain: Reader) -> None:
    page = plain.open("/")
    page.get_by_role("searchbox").fill("berita bohong")
    page.get_by_role("radio", name="Kata").check()
    page.get_by_role("button", name="Cari").click()
    page.wait_for_url(re.compile("mode=keyword"))
    found = total(page)
    page.locator("[aria-labelledby='saring-kind'] li a").first.click()
    page.wait_for_url(re.compile("kind="))
    assert 0 < total(page) <= found
    page.get_by_text("Bantuan pencarian").click()
    expect(page.locator(".help-text")).to_be_visible()
    follow_to_the_mark(page)


def test_filters_on_a_phone(phone: Reader) -> None:
    page = phone.open("/?q=berita+bohong")
    panel = page.locator("#saring")
    expect(panel).to_be_hidden()
    page.locator(".open-filters").click()
    expect(panel).to_be_visible()
    page.get_by_role("link", name="Tutup").click()
    expect(panel).to_be_hidden()
    page.locator(".open-filters").click()
    panel.locator("li a").first.click()
    page.wait_for_url(re.compile(r"topic="))
    expect(page.locator(".chips li a").first).to_be_visible()
    follow_to_the_mark(page)


@pytest.mark.parametrize("path", EVERY_PAGE)
def test_nothing_is_wider_than_a_phone(phone: Reader, path: str) -> None:
    page = phone.open(path)
    overflow = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(overflow) <= 0
    phone.complaints[:] = [each for each in phone.complaints if "status of 40" not in each]


@pytest.mark.parametrize("path", EVERY_PAGE)
def test_no_page_makes_the_browser_complain(reader: Reader, path: str) -> None:
    page = reader.open(path)
    expect(page.locator("h1")).to_have_count(1)
    # A fault's own status is the one thing that a browser always logs.
    reader.complaints[:] = [each for each in reader.complaints if "status of 40" not in each]


def test_the_layout_does_not_shift(reader: Reader) -> None:
    """Scripts and style sheet change nothing that was already drawn (Cumulative Layout Shift)."""
    page = reader.open("/?q=pemilu")
    shift = page.evaluate(
        """() => new Promise((resolve) => {
            let sum = 0;
            new PerformanceObserver((list) => { for (const entry of list.getEntries()) sum += entry.value; })
                .observe({ type: "layout-shift", buffered: true });
            requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
        })"""
    )
    assert shift == 0
