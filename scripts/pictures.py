"""Makes pictures of every page: desktop and phone, light and dark, into ./pictures. Look at them before a release.

python -m scripts.pictures DATA      serve a data folder and take pictures of it (`make pictures`: of the sample)
python -m scripts.pictures ADDRESS   take pictures of a running server, e.g. http://127.0.0.1:8000
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urljoin

from playwright.sync_api import Browser, Page, sync_playwright

ARGUMENTS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SCREENS = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
# Whole pages can be long; beyond this nothing new is seen.
TALLEST = 2600
PAGES = {
    "home": "/",
    "results": "/?q=berita+bohong",
    "filtered": "/?q=pemilu&mode=keyword&stance=AGAINST&date_from=2023",
    "english": "/en/?q=religious+tolerance+and+harmony&mode=semantic",
    "nothing": "/?q=zzzz&mode=keyword&topic=unity",
    "impossible": "/?q=pemilu&date_from=2024&date_to=2023",
    "verify": "/periksa",
    "verified": "/periksa?q=jangan+langsung+percaya+berita+bohong+yang+lewat+di+grup+percakapan",
    "claim": "/klaim",
    "judged": "/klaim?claim=Pemilu+berlangsung+jujur+dan+adil.",
    "speakers": "/pembicara",
    "institutions": "/lembaga",
    "compare": "/bandingkan",
    "about": "/tentang",
    "missing": "/tidak/ada",
}


def chromium() -> str | None:
    """Return the path of an installed Chromium."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for path in map(shutil.which, names) if path), None)


def main(place: str, folder: Path = Path("pictures")) -> int:
    """Take every picture and say where they are."""
    program = chromium()
    if program is None:
        print("no Chromium: install it first (on Debian and Ubuntu: sudo apt-get install chromium)", file=sys.stderr)
        return 2
    folder.mkdir(exist_ok=True)
    with served(place) as base, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        try:
            for screen in SCREENS:
                for scheme in ("light", "dark"):
                    _pictures(browser, base, folder, screen, scheme)
        finally:
            browser.close()
    print(f"{len(list(folder.glob('*.png')))} pictures in {folder.resolve()}")
    return 0


@contextmanager
def served(place: str) -> Iterator[str]:
    """Yield the address of a server: the one given, or one of our own over a data folder."""
    if place.startswith("http"):
        yield place
        return
    program = (
        "import sys; from pathlib import Path; from corpus.settings import Settings; from webui.serving import serve;"
        "serve(Settings(data=Path(sys.argv[1])), port=0, workers=1)"
    )
    server = subprocess.Popen([sys.executable, "-c", program, place], stderr=subprocess.PIPE, text=True)
    assert server.stderr is not None
    line = server.stderr.readline()
    if "http://" not in line:
        raise SystemExit(line + server.stderr.read())
    try:
        yield line.split()[1]
    finally:
        server.terminate()
        server.wait()


def _pictures(browser: Browser, base: str, folder: Path, screen: str, scheme: str) -> None:
    context = browser.new_context(
        viewport=SCREENS[screen],  # type: ignore[arg-type]
        color_scheme=scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
        has_touch=screen == "phone",
    )
    page = context.new_page()
    page.set_default_timeout(90_000)  # a first claim waits for its model

    def take(name: str, whole: bool = True) -> None:
        path = folder / f"{name}-{screen}-{scheme}.png"
        if whole:
            _shoot(page, path)
        else:
            page.screenshot(path=path)

    for name, address in PAGES.items():
        page.goto(urljoin(base, address))
        take(name)
    page.goto(urljoin(base, PAGES["results"]))
    if screen == "phone":
        page.locator(".open-filters").click()
        take("filters", whole=False)
    else:
        _drag(page)
        take("dragged", whole=False)
    _follow_one(page, base, take)
    context.close()


def _drag(page: Page) -> None:
    """Hold the pointer down in the middle of dragging over the chart."""
    box = page.locator(".plot svg").bounding_box()
    if box:
        page.mouse.move(box["x"] + box["width"] * 0.25, box["y"] + 20)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + 30, steps=5)


def _follow_one(page: Page, base: str, take: Callable[..., None]) -> None:
    """Take the first result's pages: the quotation, its marked place, the report, its speaker."""
    page.goto(urljoin(base, PAGES["results"]))
    quotation = page.locator("[data-card] .see").first.get_attribute("href") or "/"
    speaker = page.locator("[data-card] a.speaker").first.get_attribute("href") or "/"
    page.goto(urljoin(base, quotation))
    take("quotation")
    mark = page.locator("a[href='#kutipan']")
    if mark.count():
        mark.first.click()
        take("marked", whole=False)
    page.goto(urljoin(base, quotation.replace("/kutipan/", "/lapor/")))
    take("report")
    page.goto(urljoin(base, speaker))
    take("speaker")
    compare = page.locator("a.aside[href*='/bandingkan?']")  # with somebody else already chosen
    if compare.count():
        page.goto(urljoin(base, compare.first.get_attribute("href") or "/"))
        take("compared")


def _shoot(page: Page, path: Path) -> None:
    size = page.viewport_size or SCREENS["desktop"]
    height = page.evaluate("document.documentElement.scrollHeight")
    clip = {"x": 0, "y": 0, "width": size["width"], "height": min(max(height, size["height"]), TALLEST)}
    page.screenshot(path=path, full_page=True, clip=clip)  # type: ignore[arg-type]


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
