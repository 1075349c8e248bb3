"""A real Chromium on a real server: the sample corpus through the whole pipeline, served by gunicorn."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from corpus.settings import Settings
from corpus.sources import open_sources
from corpus.store import Store
from indexer import build, encoders, pipeline
from indexer.annotate import Labeller
from scripts.pictures import ARGUMENTS
from search.service import index_writer

SAMPLE = Path(__file__).parents[2] / "corpus" / "sample" / "statements"


def chromium() -> str | None:
    """Return the path of an installed Chromium."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((path for path in map(shutil.which, names) if path), None)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        pytest.skip("no Chromium: on Debian and Ubuntu, sudo apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def address(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server on the indexed sample corpus; asking for the browser first spares the work without it."""
    settings = Settings(data=tmp_path_factory.mktemp("browser-data"))
    labeller = Labeller.load()
    encoder = encoders.load(settings.encoder, settings.models_path)
    with Store.open(settings.store_address) as store:
        pipeline.ingest(open_sources([SAMPLE]), store, labeller)
        writer = index_writer(settings, encoder.fingerprint, encoder.dimensions, labeller.version)
        build.bring_up_to_date(store, writer, encoder, settings.vector_cache_path)
    program = (
        "from pathlib import Path; from corpus.settings import Settings; from webui.serving import serve;"
        f"serve(Settings(data=Path({str(settings.data)!r})), port=0, workers=2)"
    )
    process = subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    line = process.stderr.readline()
    assert "http://" in line, line + process.stderr.read()
    yield line.split()[1].rstrip("/")
    process.send_signal(signal.SIGINT)
    _, said = process.communicate()
    assert said == "", "the server complained"


@dataclass
class Reader:
    """A person at a browser, and everything that the browser complained about."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page

    def miss(self, request: Request) -> None:
        """Keep a request that failed, but for those that the browser gave up because the page was left."""
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"failed: {request.url}: {request.failure}")

    def hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.type} at {self.page.url}: {message.text}")


def read_with(browser: Browser, address: str, **options: object) -> Iterator[Reader]:
    """Yield a reader; fail afterwards if the browser complained about anything."""
    context = browser.new_context(reduced_motion="reduce", **options)  # type: ignore[arg-type]
    reader = Reader(context.new_page(), address)
    reader.page.set_default_timeout(30_000)
    reader.page.on("console", reader.hear)
    reader.page.on("pageerror", lambda error: reader.complaints.append(f"at {reader.page.url}: {error}"))
    reader.page.on("requestfailed", reader.miss)
    yield reader
    context.close()
    assert reader.complaints == []


@pytest.fixture
def reader(browser: Browser, address: str) -> Iterator[Reader]:
    yield from read_with(browser, address, viewport={"width": 1280, "height": 900})


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Reader]:
    yield from read_with(browser, address, viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)


@pytest.fixture
def plain(browser: Browser, address: str) -> Iterator[Reader]:
    """Return a reader whose browser runs no scripts."""
    yield from read_with(browser, address, viewport={"width": 1280, "height": 900}, java_script_enabled=False)
