"""Makes pictures of every page: desktop and phone, light and dark, into ./pictures. Look at them before a release.

python scripts/pictures.py http://127.0.0.1:8000
"""

from __future__ import annotations

import shutil
import sys
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
    "about": "/tentang",
    "missing": "/tidak/ada",
}


def main(base: str, folder: Path = Path("pictures")) -> int:
    """Take every picture and say where it is."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        print("no Chromium: install it first (on Debian and Ubuntu: sudo apt-get install chromium)", file=sys.stderr)
        return 2
    folder.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(ARGUMENTS))
        try:
            for screen in SCREENS:
                for scheme in ("light", "dark"):
                    _pictures(browser, base, folder, screen, scheme)
        finally:
            browser.close()
    return 0


def _pictures(browser: Browser, base: str, folder: Path, screen: str, scheme: str) -> None:
    context = browser.new_context(
        viewport=SCREENS[screen],  # type: ignore[arg-type]
        color_scheme=scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
        has_touch=screen == "phone",
    )
    page = context.new_page()
    for name, address in PAGES.items():
        page.goto(urljoin(base, address))
        _shoot(page, folder / f"{name}-{screen}-{scheme}.png")
    page.goto(urljoin(base, PAGES["results"]))
    if screen == "phone":
        page.locator(".open-filters").click()
        page.screenshot(path=folder / f"filters-{screen}-{scheme}.png")
        page.goto(urljoin(base, PAGES["results"]))
    page.locator("[data-card] .see").first.click()
    _shoot(page, folder / f"quotation-{screen}-{scheme}.png")
    mark = page.locator("a[href='#kutipan']")
    if mark.count():
        mark.first.click()
        page.screenshot(path=folder / f"marked-{screen}-{scheme}.png")
    context.close()


def _shoot(page: Page, path: Path) -> None:
    size = page.viewport_size or SCREENS["desktop"]
    height = page.evaluate("document.documentElement.scrollHeight")
    clip = {"x": 0, "y": 0, "width": size["width"], "height": min(max(height, size["height"]), TALLEST)}
    page.screenshot(path=path, full_page=True, clip=clip)  # type: ignore[arg-type]


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(sys.argv[1]))
