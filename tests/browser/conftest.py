"""A real Chromium on a real server: the sample corpus, and hostile quotations beside it, served by gunicorn."""

from __future__ import annotations

import datetime as dt
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request, sync_playwright

from corpus.records import RawDocument
from corpus.settings import Settings
from corpus.sources import open_sources
from corpus.store import PageState, Store
from indexer import build, encoders, pipeline
from indexer.annotate import Labeller
from scripts.pictures import ARGUMENTS, chromium
from search.service import index_writer

SAMPLE = Path(__file__).parents[2] / "corpus" / "sample" / "statements"

# What a hostile source may say. `dialog` events and console messages would tell of any script that runs.
SCRIPT = "<script>alert('kutipan')</script>"
HOSTILE = RawDocument(
    location="hostile.jsonl:1",
    id="hostile",
    text=f'Warga diminta tenang {SCRIPT} "><img src=x onerror=alert(2)> </blockquote> & {{{{ 7*7 }}}} javascript:alert(3)',
    speaker=f"Si {SCRIPT} Penguji",
    title=f"Judul </title>{SCRIPT}",
    source=f"Sumber {SCRIPT}",
    url="javascript:alert(4)",
    date=dt.date(2024, 5, 6),
)


@dataclass(frozen=True)
class Site:
    """A running server, and quotations of its store that the tests go to."""

    address: str
    settings: Settings
    ordinary: str
    changed: str
    withdrawn: str
    hostile: str


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
def site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return a server on the indexed sample corpus; asking for the browser first spares the work without it."""
    settings = Settings(data=tmp_path_factory.mktemp("browser-data"))
    labeller = Labeller.load()
    encoder = encoders.load(settings.encoder, settings.models_path)
    with Store.open(settings.store_address) as store:
        pipeline.ingest(open_sources([SAMPLE]), store, labeller)
        pipeline.import_quotations([HOSTILE], store, labeller)
        ordinary, changed, withdrawn = history(store)
        writer = index_writer(settings, encoder.fingerprint, encoder.dimensions, labeller.version)
        build.bring_up_to_date(store, writer, encoder, settings.vector_cache_path)
    program = (
        "from pathlib import Path; from corpus.settings import Settings; from webui.serving import serve;"
        f"serve(Settings(data=Path({str(settings.data)!r}), rate_limit=0, rate_limit_meaning=0), port=0, workers=2)"
    )
    process = subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    line = process.stderr.readline()
    assert "http://" in line, line + process.stderr.read()
    yield Site(line.split()[1].rstrip("/"), settings, ordinary, changed, withdrawn, hostile="hostile")
    process.send_signal(signal.SIGINT)
    _, said = process.communicate()
    assert said == "", "the server complained"


def history(store: Store) -> tuple[str, str, str]:
    """Let one article have been changed and vanish; return an ordinary quotation, a changed and a withdrawn one."""
    said = [view for view in store.all_views() if view.kind == "direct" and len(view.text) > 60]
    changed = next(view for view in said if "percaya" in view.text)
    ordinary = next(view for view in said if view.document_id != changed.document_id and view.topics and view.speaker)
    now = store.annotated(changed.document_id)
    text = now.document.text.replace("percaya", "yakin")
    before = replace(now.document, text=text, raw=text, content_hash="0" * 64)
    dropped = next(each for each in now.quotations if each.id != changed.id)
    store.put(replace(now, document=before, quotations=()))
    store.put(replace(now, quotations=tuple(each for each in now.quotations if each is not dropped)))
    known = store.start_round("contoh", "feed", "https://contoh.example/umpan")
    moment = known.started_at or dt.datetime.now(dt.UTC)
    gone = PageState(
        url="https://contoh.example/1", first_seen=moment, checked_at=moment, document_id=changed.document_id, gone_at=moment
    )
    store.remember("contoh", {}, [gone])
    store.finish_round("contoh", {"added": 1})
    return ordinary.id, changed.id, dropped.id


@pytest.fixture(scope="session")
def address(site: Site) -> str:
    """Return the server's address."""
    return site.address


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

    def interrupt(self, dialog: Dialog) -> None:
        """Keep what a dialog said: no page of ours opens one, so a script of somebody else's does."""
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def excuse_statuses(self) -> None:
        """Forget that a fault's own status was logged, the one thing that a browser always logs."""
        self.complaints[:] = [each for each in self.complaints if "status of 4" not in each]


def read_with(browser: Browser, address: str, **options: object) -> Iterator[Reader]:
    """Yield a reader; fail afterwards if the browser complained about anything, or a page opened a dialog."""
    context = browser.new_context(reduced_motion="reduce", **options)  # type: ignore[arg-type]
    reader = Reader(context.new_page(), address)
    reader.page.set_default_timeout(30_000)
    reader.page.on("console", reader.hear)
    reader.page.on("pageerror", lambda error: reader.complaints.append(f"at {reader.page.url}: {error}"))
    reader.page.on("requestfailed", reader.miss)
    reader.page.on("dialog", reader.interrupt)
    yield reader
    context.close()
    assert reader.complaints == []


DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def reader(browser: Browser, address: str) -> Iterator[Reader]:
    yield from read_with(browser, address, viewport=DESKTOP)


@pytest.fixture
def phone(browser: Browser, address: str) -> Iterator[Reader]:
    yield from read_with(browser, address, viewport=PHONE, has_touch=True, is_mobile=True)


@pytest.fixture
def dark_phone(browser: Browser, address: str) -> Iterator[Reader]:
    yield from read_with(browser, address, viewport=PHONE, has_touch=True, is_mobile=True, color_scheme="dark")


@pytest.fixture
def plain(browser: Browser, address: str) -> Iterator[Reader]:
    """Return a reader whose browser runs no scripts."""
    yield from read_with(browser, address, viewport=DESKTOP, java_script_enabled=False)
