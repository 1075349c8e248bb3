"""What a person does at the page: search, filter, open a quotation, follow its link to the marked place."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Reader, Site

pytestmark = pytest.mark.browser


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


def loads(page: Page) -> list[str]:
    """Return a list that grows with every page that is loaded anew."""
    seen: list[str] = []
    page.on("load", lambda loaded: seen.append(loaded.url))
    return seen


def test_filters_answer_within_the_page_and_the_way_back_works(reader: Reader) -> None:
    page = reader.open("/?q=berita+bohong")
    found, loaded = total(page), loads(page)
    page.locator("#lagi-speaker summary").click()
    choice = page.locator("[data-choice='stance=FAVOR']")
    promised = int(choice.locator(".count").inner_text())
    choice.click()
    page.wait_for_url(re.compile("stance=FAVOR"))
    assert total(page) == promised
    expect(page.locator("[data-choice='stance=FAVOR']")).to_be_focused()
    expect(page.locator("#lagi-speaker")).to_have_attribute("open", "")
    expect(page.get_by_role("status")).to_have_text(f"{promised} kutipan")
    page.get_by_role("link", name="terbaru").click()
    page.wait_for_url(re.compile("order=newest"))
    expect(page.locator("#hasil-judul")).to_be_focused()
    assert "stance=FAVOR" in (page.locator("link[hreflang=en]").get_attribute("href") or "")
    assert "stance=FAVOR" in (page.get_by_role("link", name="English").get_attribute("href") or "")
    page.go_back()
    expect(page.locator(".orders [aria-current]")).to_have_text("paling cocok")
    page.go_back()
    expect(page.locator(".chips")).to_have_count(0)
    assert total(page) == found
    page.go_forward()
    expect(page.locator(".chips li")).to_have_count(2)
    assert loaded == []
    page.reload()
    assert total(page) == promised, "the address holds what was built up within the page"


def drag(page: Page, first: float, last: float) -> None:
    """Drag over the chart between two shares of its width."""
    box = page.locator(".plot svg").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + first * box["width"], box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + last * box["width"], box["y"] + 40, steps=6)


def test_dragging_over_the_chart_narrows_the_search(reader: Reader) -> None:
    page = reader.open("/?q=pemilu")
    found = total(page)
    drag(page, 0.75, 0.4)
    told = page.locator("[data-range]").inner_text()
    promised = int(re.findall(r"(\d+) kutipan", told)[0])
    expect(page.locator(".plot .band")).to_have_count(1)
    page.mouse.up()
    page.wait_for_url(re.compile(r"date_from=\d{4}-\d\d-01&date_to=\d{4}-\d\d-\d\d"))
    assert total(page) == promised < found
    expect(page.locator(".chips li")).to_have_count(3)


def test_a_finger_drags_over_the_chart_as_well(phone: Reader) -> None:
    page = phone.open("/?q=pemilu")
    found = total(page)
    page.locator(".plot").scroll_into_view_if_needed()
    box = page.locator(".plot svg").bounding_box()
    assert box is not None
    fingers = page.context.new_cdp_session(page)

    def touch(kind: str, share: float | None) -> None:
        points = [] if share is None else [{"x": box["x"] + share * box["width"], "y": box["y"] + 30}]
        fingers.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", 0.2)
    for share in (0.3, 0.4, 0.5):
        touch("touchMove", share)
    touch("touchEnd", None)
    page.wait_for_url(re.compile("date_from=.*date_to="))
    assert 0 < total(page) < found


def test_keys_alone_narrow_the_chart(reader: Reader) -> None:
    page = reader.open("/?q=pemilu")
    page.locator(".plot svg a").first.focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".plot svg a").nth(1)).to_be_focused()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator(".plot .band")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(page.locator(".plot .band")).to_have_count(0)
    page.keyboard.press("Shift+ArrowLeft")
    promised = int(re.findall(r"(\d+) kutipan", page.locator("[data-range]").inner_text())[0])
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("date_from=.*date_to="))
    assert total(page) == promised
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('svg') === null"), "the chart is one stop of the Tab key"


@pytest.mark.parametrize("scripts", ["reader", "plain"])
def test_a_bar_of_the_histogram_narrows_the_search(scripts: str, request: pytest.FixtureRequest) -> None:
    reader: Reader = request.getfixturevalue(scripts)
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
    page.get_by_role("link", name=re.compile("Lihat .* kutipan")).click()
    expect(panel).to_be_hidden()
    page.locator(".open-filters").click()
    panel.locator("li a").first.click()
    page.wait_for_url(re.compile(r"topic=.*#saring"))
    expect(panel).to_be_visible()
    page.get_by_role("link", name=f"Lihat {total(page)} kutipan").click()
    expect(panel).to_be_hidden()
    expect(page.locator(".chips li a").first).to_be_visible()
    follow_to_the_mark(page)


def test_a_quotation_keeps_its_address(reader: Reader, site: Site) -> None:
    page = reader.open(f"/kutipan/{site.ordinary}")
    assert page.locator("link[rel=canonical]").get_attribute("href") == f"{reader.address}/kutipan/{site.ordinary}"
    for ending in ("bib", "ris", "json"):
        with page.expect_download() as download:
            page.locator(f".downloads a[href*='/sitasi/{ending}/']").click()
        assert download.value.suggested_filename == f"kutipan-{site.ordinary}.{ending}"


def test_a_changed_and_a_withdrawn_quotation_say_so(reader: Reader, site: Site) -> None:
    page = reader.open(f"/kutipan/{site.changed}")
    expect(page.locator(".notice")).to_contain_text("tidak dapat dibuka lagi sejak")
    page.get_by_role("link", name="Kata-katanya diubah setelah terbit").click()
    expect(page.locator("#dahulu del").first).to_contain_text("yakin")
    expect(page.locator("#dahulu ins").first).to_contain_text("percaya")
    page = reader.open(f"/kutipan/{site.withdrawn}")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kutipan ini telah ditarik")
    reader.excuse_statuses()


@pytest.mark.parametrize("scripts", ["reader", "plain"])
def test_an_alleged_quotation_is_verified(scripts: str, request: pytest.FixtureRequest) -> None:
    reader: Reader = request.getfixturevalue(scripts)
    page = reader.open("/?q=berita+bohong&kind=direct")
    words = page.locator("[data-card] blockquote").first.inner_text().strip("“”")
    page.get_by_role("navigation", name="Utama").get_by_role("link", name="Periksa").click()
    page.get_by_label("Kutipan yang diperiksa").last.fill(words)
    page.get_by_role("button", name="Periksa").click()
    expect(page.locator(".finding")).to_have_class(re.compile("verbatim"))


def test_a_mode_is_chosen_by_keys(reader: Reader) -> None:
    page = reader.open("/?q=pemilu")
    page.get_by_role("radio", name="Gabungan").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_url(re.compile("mode=keyword"))
    expect(page.get_by_role("radio", name="Kata")).to_be_checked()
