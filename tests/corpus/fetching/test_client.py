import gzip
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from corpus.fetching import Client, FetchFailed
from corpus.fetching.addresses import is_public
from tests.corpus.fetching.loopback import Page, Reply, Request, Site, serve

MODIFIED = "Wed, 01 Mar 2023 06:00:00 GMT"
AGENT = "Kutipan/0.1 (+https://redaksi.example/robot)"


class Clock:
    """Time that passes only in sleep."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.naps: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def client(clock: Clock) -> Iterator[Client]:
    client = Client(AGENT, allow_private=True, clock=clock, sleep=clock.sleep)
    yield client
    client.close()


def failure(client: Client, url: str, **given: Any) -> FetchFailed:
    with pytest.raises(FetchFailed) as caught:
        client.get(url, **given)
    return caught.value


def test_it_says_who_it_is_and_gives_what_was_answered(client: Client) -> None:
    with serve({"/a": Reply(b"<p>Rukun</p>", headers={"Content-Type": "text/HTML; charset=utf-8", "ETag": '"7"'})}) as site:
        answer = client.get(f"{site.url}/a")
        assert (answer.body, answer.media_type, answer.etag, answer.url) == (
            b"<p>Rukun</p>",
            "text/html",
            '"7"',
            f"{site.url}/a",
        )
        assert {request.headers["user-agent"] for request in site.requests} == {AGENT}


def test_a_known_state_is_confirmed(client: Client) -> None:
    def page(request: Request) -> Reply:
        known = (
            request.headers.get("if-none-match") == '"7"'
            or request.headers.get("if-modified-since") == "Wed, 01 Mar 2023 06:00:00 GMT"
        )
        return Reply(status=304) if known else Reply(b"baru")

    with serve({"/a": page}) as site:
        assert not client.get(f"{site.url}/a").unchanged
        assert client.get(f"{site.url}/a", etag='"7"').unchanged
        assert client.get(f"{site.url}/a", last_modified=MODIFIED).unchanged


def test_what_robots_txt_forbids_is_not_asked_for(client: Client) -> None:
    rules = b"User-agent: *\nDisallow: /umum\n\nUser-agent: kutipan\nDisallow: /rahasia*\nAllow: /umum\n"
    with serve({"/robots.txt": Reply(rules), "/umum": Reply(b"a"), "/rahasia1": Reply(b"b")}) as site:
        assert client.get(f"{site.url}/umum").body == b"a"
        assert "robots.txt does not allow" in failure(client, f"{site.url}/rahasia1").reason
        assert site.asked == ["/umum"]


@pytest.mark.parametrize(("status", "allowed"), [(404, True), (403, True), (500, False), (503, False)])
def test_a_host_without_rules_is_open_and_one_with_broken_ones_closed(client: Client, status: int, allowed: bool) -> None:
    with serve({"/robots.txt": Reply(status=status), "/a": Reply(b"a")}) as site:
        if allowed:
            assert client.get(f"{site.url}/a").body == b"a"
        else:
            assert "robots.txt" in failure(client, f"{site.url}/a").reason
            assert site.asked == []


def test_requests_to_one_host_keep_their_distance(client: Client, clock: Clock) -> None:
    with serve({"/robots.txt": Reply(b"User-agent: *\nCrawl-delay: 7\n"), "/a": Reply(b"a")}) as site:
        for _ in range(3):
            client.get(f"{site.url}/a")
        assert clock.naps == [1.0, 7.0, 7.0]
        assert [request.path for request in site.requests] == ["/robots.txt", "/a", "/a", "/a"]


def test_rules_are_asked_for_again_after_a_day(client: Client, clock: Clock) -> None:
    with serve({"/a": Reply(b"a")}) as site:
        client.get(f"{site.url}/a")
        clock.now += 90_000
        client.get(f"{site.url}/a")
        assert [request.path for request in site.requests] == ["/robots.txt", "/a", "/robots.txt", "/a"]


def _after(failures: int, status: int, headers: dict[str, str]) -> Callable[[Request], Reply]:
    left = [failures]

    def page(request: Request) -> Reply:
        left[0] -= 1
        return Reply(status=status, headers=headers) if left[0] >= 0 else Reply(b"akhirnya")

    return page


def test_a_busy_server_is_left_alone_for_a_while(client: Client, clock: Clock) -> None:
    with serve({"/a": _after(1, 503, {"Retry-After": "40"}), "/b": _after(2, 500, {}), "/c": _after(9, 429, {})}) as site:
        assert client.get(f"{site.url}/a").body == b"akhirnya"
        assert 40.0 in clock.naps
        assert client.get(f"{site.url}/b").body == b"akhirnya"
        assert clock.naps[-3:].count(4.0) == 1
        assert "busy or broken (status 429)" in failure(client, f"{site.url}/c").reason


def test_an_endless_wait_is_not_waited(client: Client, clock: Clock) -> None:
    with serve({"/a": _after(1, 503, {"Retry-After": "999999"})}) as site:
        client.get(f"{site.url}/a")
        assert max(clock.naps) == 300.0


def test_redirects_are_followed_to_an_end(client: Client) -> None:
    pages: dict[str, Page] = {"/a": Reply(status=301, headers={"Location": "/b"}), "/b": Reply(b"b")}
    with serve({**pages, "/c": Reply(status=302, headers={"Location": "/c"})}) as site:
        answer = client.get(f"{site.url}/a")
        assert (answer.body, answer.url) == (b"b", f"{site.url}/b")
        assert "redirects more than" in failure(client, f"{site.url}/c").reason


@pytest.mark.parametrize(("status", "gone"), [(404, True), (410, True), (403, False), (401, False)])
def test_a_refusal_is_said_and_a_vanished_page_known(client: Client, status: int, gone: bool) -> None:
    with serve({"/a": Reply(status=status)}) as site:
        assert failure(client, f"{site.url}/a").gone is gone


def test_nothing_longer_than_the_limit_is_read_packed_or_not(client: Client) -> None:
    bomb = gzip.compress(b"0" * 5_000_000)
    with serve({"/a": Reply(b"0" * 2000), "/b": Reply(bomb, headers={"Content-Encoding": "gzip"})}) as site:
        for path in ("/a", "/b"):
            assert "longer than 1,000 bytes" in failure(client, f"{site.url}{path}", limit=1000).reason


def test_a_closed_port_and_an_unknown_name_are_said(client: Client) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # The rules of a host that does not answer cannot be had, so nothing is allowed there.
    assert "robots.txt" in failure(client, f"http://127.0.0.1:{port}/a").reason
    assert "robots.txt" in failure(client, "http://tidak-ada.invalid/a").reason


@pytest.mark.parametrize(
    "url",
    [
        "ftp://situs.example/a",
        "file:///etc/passwd",
        "situs.example",
        "http://",
        "http://nama:kunci@situs.example/",
        "http://[::1",
    ],
)
def test_what_is_no_plain_web_address_is_refused(client: Client, url: str) -> None:
    failure(client, url)


PRIVATE = [
    "127.0.0.1", "10.0.0.8", "172.16.3.4", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
    "255.255.255.255", "::1", "::", "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1",
]  # fmt: skip


@pytest.mark.parametrize("address", PRIVATE)
def test_private_addresses_are_known(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["203.0.114.7", "8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_public_addresses_are_known(address: str) -> None:
    assert is_public(address)


@pytest.fixture
def guarded(clock: Clock) -> Iterator[Client]:
    client = Client(AGENT, clock=clock, sleep=clock.sleep)
    yield client
    client.close()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "0x7f000001", "2130706433", "127.1"])
def test_no_request_goes_into_a_private_network(guarded: Client, host: str) -> None:
    with serve({"/a": Reply(b"rahasia")}) as site:
        error = failure(guarded, f"http://{host}:{site.url.rpartition(':')[2]}/a")
        assert "private network" in error.reason or "robots.txt" in error.reason
        assert site.requests == []


def test_a_name_that_points_into_a_private_network_is_refused(guarded: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *rest, **more: real("127.0.0.1", *rest, **more))
    with serve({"/a": Reply(b"rahasia")}) as site:
        assert "private network" in failure(guarded, f"http://situs.example:{_port(site)}/a").reason
        assert site.requests == []


def test_a_redirect_into_a_private_network_is_refused(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    # The first host is taken for public, as if it were out there; the one that it sends us to is not.
    monkeypatch.setattr("corpus.fetching.addresses.is_public", lambda address: address == "127.0.0.1")
    client = Client(AGENT, clock=clock, sleep=clock.sleep)
    with serve({"/rahasia": Reply(b"rahasia")}) as inside:
        target = f"http://127.0.0.2:{_port(inside)}/rahasia"
        with serve({"/a": Reply(status=302, headers={"Location": target})}) as site:
            assert "private network" in failure(client, f"{site.url}/a").reason
        assert inside.requests == []
    client.close()


def _port(site: Site) -> str:
    return site.url.rpartition(":")[2]
