"""From the form to the mailbox and out again, over a real SMTP connection on this machine, with a real store."""

from __future__ import annotations

import asyncio
import datetime as dt
import email
import email.policy
import re
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from html.parser import HTMLParser
from pathlib import Path
from queue import Queue
from typing import Any
from urllib.parse import urlsplit

import pytest
from aiosmtpd.smtp import SMTP
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient

import kutipan
from corpus.errors import AddressRefused, ConfigurationError, MailError, NotFound
from corpus.settings import Settings
from corpus.store import Frequency, Store
from corpus.store import desk as desk_module
from search.query import Query
from tests.webui.fakes import SCRIPT, TOPICS, FakeService, FakeStore
from webui import letters
from webui.app import create_app
from webui.digests import MOST_REFUSALS, send_due
from webui.post import SmtpPost, from_settings

READER = "pembaca@contoh.example"


class Mailbox:
    """What the mail server took; it refuses the addresses in `refused`."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.raw: list[bytes] = []
        self.refused: dict[str, str] = {}

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.raw.append(envelope.content)
        letter = email.message_from_bytes(envelope.content, policy=email.policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        return "250 OK"


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[Mailbox, str]]:
    mailbox = Mailbox()
    ready: Queue[tuple[int, asyncio.AbstractEventLoop, asyncio.Event]] = Queue()

    async def serve() -> None:
        loop, end = asyncio.get_running_loop(), asyncio.Event()
        listening = await loop.create_server(lambda: SMTP(mailbox, loop=loop, hostname="surat.example"), "127.0.0.1", 0)
        async with listening:
            ready.put((listening.sockets[0].getsockname()[1], loop, end))
            await end.wait()

    # The whole loop lives in the thread: a browser of the tests before may still run one in this.
    thread = threading.Thread(target=lambda: asyncio.run(serve()))
    thread.start()
    port, loop, end = ready.get()
    yield mailbox, f"smtp://127.0.0.1:{port}"
    loop.call_soon_threadsafe(end.set)
    thread.join()


@pytest.fixture
def mailbox(server: tuple[Mailbox, str]) -> Mailbox:
    server[0].letters.clear()
    server[0].raw.clear()
    server[0].refused.clear()
    return server[0]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path / 'store.sqlite'}") as store:
        yield store


@pytest.fixture
def app(server: tuple[Mailbox, str], mailbox: Mailbox, desk: Store, service: FakeService, store: FakeStore) -> Flask:
    settings = Settings(
        data=Path("unused"),
        site_url="https://kutipan.example",
        smtp_url=server[1],
        mail_from="Kutipan <kabar@kutipan.example>",
    )
    return create_app(settings, service, store, TOPICS, desk=desk, post=from_settings(settings))


def part(letter: EmailMessage, kind: str) -> str:
    body = letter.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def link(letter: EmailMessage, word: str) -> str:
    """Return the path of a link in a letter."""
    found = re.search(rf"https://kutipan\.example(\S*/langganan/{word}/\S+)", part(letter, "plain"))
    assert found is not None
    return found[1]


def ask(client: FlaskClient, prefix: str = "", **more: str) -> int:
    form = {"email": READER, "frequency": "daily", "q": "pemilu", **more}
    return client.post(f"{prefix}/langganan", data=form).status_code


def subscribed(client: FlaskClient, mailbox: Mailbox, prefix: str = "", **more: str) -> None:
    assert ask(client, prefix, **more) == 303
    assert client.post(link(mailbox.letters.pop(), "ya")).status_code == 200


def news(desk: Store, monkeypatch: pytest.MonkeyPatch, ids: set[str]) -> None:
    """Let these quotations have been recorded since, and a day pass."""
    monkeypatch.setattr(desk, "recorded_between", lambda after, until: frozenset(ids))
    later = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    monkeypatch.setattr(desk_module, "_now", lambda: later)


def send(app: Flask, desk: Store) -> dict[str, int]:
    with app.extensions["kutipan"].post.session() as carrier:
        return dict(send_due(app, desk, carrier))


def test_the_form_says_how_much_it_would_have_told(client: FlaskClient) -> None:
    page = client.get("/langganan?q=pemilu&topic=elections").get_data(as_text=True)
    assert "semuanya 3" in page
    assert 'name="q" value="pemilu"' in page
    assert 'name="topic" value="elections"' in page
    assert 'href="/langganan?q=pemilu' in client.get("/?q=pemilu").get_data(as_text=True)


def test_nothing_is_sent_before_the_owner_says_yes(
    app: Flask, client: FlaskClient, mailbox: Mailbox, desk: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = client.post("/langganan", data={"email": READER, "frequency": "daily", "q": "pemilu"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/langganan?terkirim=1")
    [question] = mailbox.letters
    assert (question["To"], question["From"]) == (READER, "Kutipan <kabar@kutipan.example>")
    news(desk, monkeypatch, {view.id for view in app.extensions["kutipan"].store.views})
    assert send(app, desk) == {}
    path = link(question, "ya")
    assert client.get(path).status_code == 200
    assert send(app, desk) == {}, "opening the link is no yes: mail servers open links"
    assert client.post(path).status_code == 200
    assert client.post(path).status_code == 200, "saying yes twice is no fault"


def test_a_digest_tells_what_is_new_and_no_more(
    app: Flask, client: FlaskClient, mailbox: Mailbox, desk: Store, store: FakeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribed(client, mailbox)
    assert send(app, desk) == {}, "not due on the day of the yes"
    news(desk, monkeypatch, {store.views[0].id, store.views[2].id})
    assert send(app, desk) == {"sent": 1}
    [letter] = mailbox.letters
    text = part(letter, "plain")
    assert store.views[2].text in text
    assert store.views[0].text not in text, "new, but not what was asked for"
    assert store.views[3].text not in text, "what was asked for, but not new"
    assert letter["Subject"] == "Kutipan: 1 kutipan baru untuk “pemilu”"
    assert "https://kutipan.example/?q=pemilu" in text
    assert f"https://kutipan.example/kutipan/{store.views[2].id}" in text
    assert store.views[2].text in part(letter, "html")
    assert send(app, desk) == {}, "told once"


def test_nothing_new_is_no_letter(
    app: Flask, client: FlaskClient, mailbox: Mailbox, desk: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribed(client, mailbox)
    news(desk, monkeypatch, set())
    assert send(app, desk) == {"nothing new": 1}
    assert mailbox.letters == []
    assert desk.subscription(1).position == 41, "as far as the index goes"


def test_letters_in_english(
    app: Flask, client: FlaskClient, mailbox: Mailbox, desk: Store, store: FakeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ask(client, "/en") == 303
    [question] = mailbox.letters
    assert "do you want to be told" in question["Subject"]
    path = link(question, "ya")
    assert path.startswith("/en/")
    assert "You will be told" in client.post(path).get_data(as_text=True)
    news(desk, monkeypatch, {store.views[2].id})
    send(app, desk)
    letter = mailbox.letters[-1]
    assert letter["Subject"] == "Kutipan: new quotations for “pemilu” (1)"
    assert "Leave, and have the address deleted" in part(letter, "plain")
    assert '<html lang="en">' in part(letter, "html")


def test_one_click_leaves(
    app: Flask, client: FlaskClient, mailbox: Mailbox, desk: Store, store: FakeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """RFC 8058: the mail program sends a POST to the address in List-Unsubscribe, from nowhere, without a page."""
    subscribed(client, mailbox)
    news(desk, monkeypatch, {store.views[2].id})
    send(app, desk)
    letter = mailbox.letters[-1]
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = letter["List-Unsubscribe"].strip("<>")
    assert urlsplit(address).netloc == "kutipan.example"
    path = urlsplit(address).path
    assert client.get(path).status_code == 200
    assert desk.subscription(1), "opening the link does not leave"
    answer = client.post(path, data={"List-Unsubscribe": "One-Click"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 200
    with pytest.raises(NotFound):
        desk.subscription(1)
    assert client.post(path).status_code == 200, "leaving twice is no fault"
    assert client.get(path).status_code == 404


def test_links_cannot_be_made_by_others(client: FlaskClient, mailbox: Mailbox, desk: Store) -> None:
    ask(client)
    word = link(mailbox.letters[-1], "ya").rsplit("/", 1)[1]
    assert client.post(f"/langganan/berhenti/{word}").status_code == 404, "a yes is no leave"
    for forged in (word[:-1], word + "x", "1", "MQ.x", "a" * 500):
        assert client.post(f"/langganan/ya/{forged}").status_code == 404
    assert desk.subscription(1).confirmed_at is None


def test_nobody_learns_who_is_told(client: FlaskClient, mailbox: Mailbox) -> None:
    subscribed(client, mailbox)
    again = client.post("/langganan", data={"email": READER, "frequency": "daily", "q": "pemilu"})
    first = client.post("/langganan", data={"email": "lain@contoh.example", "frequency": "daily", "q": "pemilu"})
    assert (again.status_code, again.headers["Location"]) == (first.status_code, first.headers["Location"])
    assert [letter["To"] for letter in mailbox.letters] == ["lain@contoh.example"]


@pytest.mark.parametrize(
    "given",
    ["", "bukan-alamat", "a@b.example\r\nBcc: korban@contoh.example", "a@b.example, korban@contoh.example", "A <a@b.example>"],
)
def test_what_is_not_one_mailbox_gets_no_letter(client: FlaskClient, mailbox: Mailbox, given: str) -> None:
    answer = client.post("/langganan", data={"email": given, "frequency": "daily", "q": "pemilu"})
    assert answer.status_code == 400
    assert "Alamat itu tidak dapat dipakai" in answer.get_data(as_text=True)
    assert mailbox.letters == []


def test_forms_from_elsewhere_and_from_machines_send_nothing(client: FlaskClient, mailbox: Mailbox) -> None:
    form = {"email": READER, "frequency": "daily", "q": "pemilu"}
    assert client.post("/langganan", data=form, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert client.post("/langganan", data=form, headers={"Origin": "https://jahat.example"}).status_code == 403
    assert client.post("/langganan", data=form | {"situs": "https://iklan.example"}).status_code == 303
    assert client.post("/langganan", data=form | {"frequency": "hourly"}).status_code == 400
    assert mailbox.letters == []


class Text(HTMLParser):
    """Collects the tags of a letter."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)


def test_hostile_text_is_text(
    app: Flask, client: FlaskClient, mailbox: Mailbox, desk: Store, store: FakeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A script in a quotation, and a query that would end the subject's line and add a header."""
    subscribed(client, mailbox, q="selesai")
    news(desk, monkeypatch, {view.id for view in store.views})
    send(app, desk)
    letter = mailbox.letters[-1]
    html = part(letter, "html")
    parser = Text()
    parser.feed(html)
    assert not {"script", "img", "iframe"} & set(parser.tags)
    assert "&lt;script&gt;" in html
    assert SCRIPT in part(letter, "plain")


def test_no_header_can_be_added(app: Flask, desk: Store, service: FakeService) -> None:
    asked = desk.subscribe(READER, "q=pemilu", Frequency.DAILY, "id")
    assert asked is not None
    query = Query(text="pemilu\r\nBcc: korban@contoh.example\r\n\r\n<script>\x00\u2028" + "x" * 300)
    with letters.in_language(app, "id"):
        found = service.search(Query(text="pemilu", limit=2))
        letter = letters.digest(asked, query, found, app.extensions["kutipan"], "kunci")
    head = letter.as_bytes().partition(b"\r\n\r\n")[0]
    assert b"\r\nBcc:" not in head
    read = email.message_from_bytes(letter.as_bytes(), policy=email.policy.default)
    assert read["Bcc"] is None
    assert len(read["Subject"]) <= letters.SUBJECT_LENGTH
    assert "Dan 1 lagi" in part(letter, "plain"), "two of three are shown"


def test_who_is_refused_for_good_is_forgotten(
    app: Flask, client: FlaskClient, mailbox: Mailbox, desk: Store, store: FakeStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    subscribed(client, mailbox)
    news(desk, monkeypatch, {store.views[2].id})
    mailbox.refused[READER] = "450 4.2.1 penuh"
    assert send(app, desk) == {"failed": 1}
    assert desk.subscription(1).failures == 0, "a mailbox that is full today may be empty tomorrow"
    mailbox.refused[READER] = "550 5.1.1 tidak ada"
    for _ in range(MOST_REFUSALS - 1):
        assert send(app, desk) == {"failed": 1}
    assert send(app, desk) == {"forgotten": 1}
    with pytest.raises(NotFound):
        desk.subscription(1)


def test_a_query_that_cannot_be_asked_any_more_sends_nothing(
    app: Flask, mailbox: Mailbox, desk: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = desk.subscribe(READER, "topic=cuaca", Frequency.DAILY, "id")
    assert asked is not None
    desk.confirm_subscription(asked.number)
    news(desk, monkeypatch, {"x"})
    assert send(app, desk) == {"impossible": 1}
    assert mailbox.letters == []


def test_a_letter_that_cannot_be_sent_leaves_no_trace(client: FlaskClient, mailbox: Mailbox, desk: Store) -> None:
    mailbox.refused[READER] = "550 5.1.1 tidak ada"
    answer = client.post("/langganan", data={"email": READER, "frequency": "daily", "q": "pemilu"})
    assert answer.status_code == 503
    assert "Surat tidak dapat dikirim" in answer.get_data(as_text=True)
    mailbox.refused.clear()
    assert ask(client) == 303
    assert len(mailbox.letters) == 1


def test_a_server_without_post_offers_feeds_instead(service: FakeService, store: FakeStore) -> None:
    client = create_app(Settings(data=Path("unused")), service, store, TOPICS).test_client()
    page = client.get("/langganan?q=pemilu").get_data(as_text=True)
    assert "tidak mengirim surat" in page
    assert "/feed.atom?q=pemilu" in page
    assert client.post("/langganan", data={"email": READER}).status_code == 404
    assert "/langganan" not in client.get("/?q=pemilu").get_data(as_text=True)


@pytest.mark.parametrize(
    ("url", "teaching"),
    [
        ("http://host", "no mail server"),
        ("smtp://", "no mail server"),
        ("smtp://host:port", "no mail server"),
        ("smtp://nama:rahasia@", "no mail server"),
    ],
)
def test_a_url_that_is_none_teaches_and_keeps_the_password(url: str, teaching: str) -> None:
    with pytest.raises(ConfigurationError, match=teaching) as raised:
        SmtpPost(url)
    assert "rahasia" not in str(raised.value)


def test_half_of_the_settings_is_said() -> None:
    assert from_settings(Settings()) is None
    with pytest.raises(ConfigurationError, match="KUTIPAN_MAIL_FROM"):
        from_settings(Settings(smtp_url="smtp://localhost", site_url="https://kutipan.example"))
    with pytest.raises(ConfigurationError, match="KUTIPAN_SITE_URL"):
        from_settings(Settings(smtp_url="smtp://localhost", mail_from="a@b.example"))


def test_a_password_is_never_sent_in_the_clear(server: tuple[Mailbox, str]) -> None:
    with pytest.raises(MailError, match="in the clear"), SmtpPost(server[1].replace("//", "//nama:rahasia@")).session():
        pass


def test_a_server_that_is_not_there_teaches() -> None:
    with pytest.raises(MailError, match="KUTIPAN_SMTP_URL"), SmtpPost("smtp://127.0.0.1:1").session():
        pass


def test_one_refused_does_not_stop_the_next(server: tuple[Mailbox, str], mailbox: Mailbox) -> None:
    mailbox.refused[READER] = "550 no"
    with SmtpPost(server[1]).session() as carrier:
        for address in (READER, "lain@contoh.example"):
            letter = EmailMessage()
            letter["From"], letter["To"], letter["Subject"] = "a@b.example", address, "x"
            letter.set_content("x")
            if address == READER:
                with pytest.raises(AddressRefused, match="550"):
                    carrier.send(letter)
            else:
                carrier.send(letter)
    assert [letter["To"] for letter in mailbox.letters] == ["lain@contoh.example"]


def test_the_command_needs_a_server(tmp_path: Path) -> None:
    done = CliRunner().invoke(kutipan.main, ["--data", str(tmp_path), "digest"])
    assert done.exit_code == kutipan.COULD_NOT_RUN
    assert "KUTIPAN_SMTP_URL" in done.stderr


def test_the_command_sends(server: tuple[Mailbox, str], mailbox: Mailbox, tmp_path: Path) -> None:
    """From the timer to the mailbox, with a real store and a real index."""
    from tests.webui.data_folder import fill, index

    settings = Settings(data=tmp_path, encoder="fake", semantic_floor=-1.0)
    with Store.open(settings.store_address) as store:
        asked = store.subscribe(READER, "q=persatuan&mode=keyword", Frequency.WEEKLY, "id")
        assert asked is not None
        store.confirm_subscription(asked.number)
        moment = dt.datetime.now(dt.UTC) - dt.timedelta(days=8)
        with store._writing() as connection:
            connection.exec_driver_sql("UPDATE subscriptions SET confirmed_at = ?", (f"{moment:%Y-%m-%d %H:%M:%S.%f}",))
    fill(settings)
    index(settings)
    environment = {
        "KUTIPAN_SMTP_URL": server[1],
        "KUTIPAN_MAIL_FROM": "kabar@kutipan.example",
        "KUTIPAN_SITE_URL": "https://kutipan.example",
        "KUTIPAN_ENCODER": "fake",
    }
    for arguments, said in ((["--frequency", "daily"], "{}"), ([], '{"sent": 1}'), ([], "{}")):
        done = CliRunner().invoke(kutipan.main, ["--data", str(tmp_path), "digest", *arguments], env=environment)
        assert done.exit_code == kutipan.DONE, done.output
        assert done.stdout.strip() == said
    [letter] = mailbox.letters
    assert "Jaga persatuan" in part(letter, "plain")
