"""The search page as one reader meets it: the server's time, what comes over the wire, and whether the layout moves."""

from __future__ import annotations

import http.client
import time
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

from playwright.sync_api import sync_playwright

from benchmarks.processes import CommandError
from benchmarks.report import Figure
from benchmarks.serving import percentile
from scripts.pictures import ARGUMENTS, SCREENS, chromium

LOOKED_AT = 8  # pages opened in a browser, on each screen
SETTLED = 500  # milliseconds after everything is loaded in which a layout might still move
KIBIBYTE = 1024
# A page is drawn while it arrives, and a line of which half has come is longer a moment later: 0.00005 to 0.0007 was seen.
# Audits of pages show three digits and call a tenth good.
MOST_SHIFT = 0.001

# Sums over the document and everything it loads. Nothing is taken from the browser's own memory: each page has a context.
WEIGHT = """() => {
  const all = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
  const plain = all.filter((each) => !/[.](woff2?|ttf|otf)/.test(each.name));
  const sum = (field) => plain.reduce((total, each) => total + each[field], 0);
  return {compressed: sum('encodedBodySize'), plain: sum('decodedBodySize'), files: plain.length};
}"""
SHIFTS = """
window.shifts = 0;
new PerformanceObserver((list) => { for (const each of list.getEntries()) window.shifts += each.value; })
  .observe({type: 'layout-shift', buffered: true});
"""


def figures(address: str, queries: Sequence[str]) -> list[Figure]:
    """Return time, weight and layout shift of the search page in hybrid mode, with facets, for queries nobody asked before."""
    times = [_milliseconds(address, query) for query in queries]
    measured = [
        Figure(name="search page, hybrid, p50", value=percentile(times, 50), unit="ms", note=f"{len(times)} queries, all new"),
        Figure(name="search page, hybrid, p95", value=percentile(times, 95), unit="ms", aim=200),
    ]
    seen = list(_looked_at(address, queries[:LOOKED_AT]))
    if not seen:
        return measured
    files = max(each["files"] for each in seen)
    return [
        *measured,
        Figure(
            name="page weight without fonts, compressed",
            value=max(each["compressed"] for each in seen) / KIBIBYTE,
            unit="KiB",
            aim=200,
            note=f"the heaviest of {len(seen)} pages, {files} files; the page has no fonts of its own",
        ),
        Figure(
            name="page weight without fonts, not compressed",
            value=max(each["plain"] for each in seen) / KIBIBYTE,
            unit="KiB",
            aim=200,
        ),
        Figure(
            name="cumulative layout shift",
            value=max(each["shifts"] for each in seen),
            unit="",
            aim=MOST_SHIFT,
            note="the largest, on desktop and phone",
        ),
    ]


def _milliseconds(address: str, query: str) -> float:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    connection.connect()
    began = time.perf_counter()
    connection.request("GET", f"/?{urlencode({'q': query})}", headers={"Accept-Encoding": "gzip"})
    response = connection.getresponse()
    response.read()
    spent = (time.perf_counter() - began) * 1000
    connection.close()
    if response.status != http.client.OK:
        raise CommandError(f"{query!r} was answered with {response.status}")
    return spent


def _looked_at(address: str, queries: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Open pages in Chromium, where there is one, each as a reader who was never here."""
    program = chromium()
    if program is None:
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        for screen in SCREENS.values():
            for query in queries:
                context = browser.new_context(viewport=screen)  # type: ignore[arg-type]
                page = context.new_page()
                page.add_init_script(SHIFTS)
                page.goto(f"{address}/?{urlencode({'q': query})}", wait_until="load")
                page.mouse.wheel(0, 2_000)
                page.wait_for_timeout(SETTLED)
                yield {**page.evaluate(WEIGHT), "shifts": page.evaluate("window.shifts")}
                context.close()
        browser.close()
