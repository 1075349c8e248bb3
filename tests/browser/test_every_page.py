"""What holds on every page: nobody is shut out, nothing is wider than a phone, nothing moves, nothing is heavy."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import Reader, Site
from tests.browser.pages import ADDRESSES, address_of

pytestmark = pytest.mark.browser

# What a page may weigh on the wire with style sheet, script and icon. The pages load no fonts.
MOST_BYTES = 200_000
MOST_SHIFT = 0.001  # a line of which half has arrived is longer a moment later; what moves blocks is far beyond
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], "resultTypes": ["violations"]}


def violations(page: Page) -> list[str]:
    """Return what axe-core finds, serious and critical, as rule and place."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [
        f"{each['id']} ({each['impact']}): {node['html'][:160]} — {node['failureSummary'][:200]}"
        for each in found
        for node in each["nodes"]
        if each["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize("name", ADDRESSES)
def test_nobody_is_shut_out(reader: Reader, dark_phone: Reader, site: Site, name: str) -> None:
    for each in (reader, dark_phone):
        page = each.open(address_of(name, site))
        for details in page.locator("main details").all():
            details.evaluate("element => { element.open = true }")
        assert violations(page) == []
        each.excuse_statuses()


def test_the_panel_of_filters_shuts_nobody_out(dark_phone: Reader) -> None:
    page = dark_phone.open("/?q=berita+bohong#saring")
    expect(page.locator("#saring")).to_be_visible()
    assert violations(page) == []


@pytest.mark.parametrize("name", ADDRESSES)
def test_it_fits_a_phone_stays_where_it_is_and_is_light(phone: Reader, site: Site, name: str) -> None:
    """Nothing is wider than the screen, nothing that was drawn moves (Cumulative Layout Shift), and little is sent."""
    network = phone.page.context.new_cdp_session(phone.page)
    network.send("Network.enable")
    received: list[float] = []
    network.on("Network.loadingFinished", lambda event: received.append(event["encodedDataLength"]))
    page = phone.open(address_of(name, site))
    expect(page.locator("h1")).to_have_count(1)
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
    shift = page.evaluate(
        """() => new Promise((resolve) => {
            let sum = 0;
            new PerformanceObserver((list) => { for (const entry of list.getEntries()) sum += entry.value; })
                .observe({ type: "layout-shift", buffered: true });
            requestAnimationFrame(() => requestAnimationFrame(() => resolve(sum)));
        })"""
    )
    assert shift < MOST_SHIFT
    assert len(received) >= 3, "page, style sheet and script were counted"
    assert sum(received) < MOST_BYTES
    phone.excuse_statuses()
