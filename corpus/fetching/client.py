"""A URL -> what its server answers: one request a host at a time, with pauses, robots.txt, conditional requests, back-off.

Nothing is unbounded: bytes (after unpacking), redirects, attempts, seconds. Safe to share between threads.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import urllib3
from urllib3.exceptions import HTTPError

from corpus.errors import KutipanError
from corpus.fetching import robots
from corpus.fetching.addresses import PrivateAddressError, pool_manager
from corpus.sources.base import FILE_LIMIT

PAUSE = 1.0
"""Seconds between two requests to one host when its robots.txt asks for nothing: what crawlers of archives keep."""

ATTEMPTS = 3
"""How often a request is made when the server is busy or breaks off."""

FIRST_BACKOFF, LONGEST_BACKOFF = 2.0, 300.0
"""Seconds before the second attempt (doubled after each), and the most that a Retry-After is waited for."""

REDIRECTS = 5
SECONDS = 60.0
"""Longest time for one answer, however slowly its bytes come; a connection that says nothing is given up after a third."""

RULES_KEPT = 24 * 3600.0
"""Seconds for which a robots.txt holds (RFC 9309, 2.4)."""

_PIECE = 1 << 16
_TRY_AGAIN = frozenset((429, 500, 502, 503, 504))
_MOVED = frozenset((301, 302, 303, 307, 308))


class FetchFailed(KutipanError):
    """A URL that gives no answer to be used; the message says why. `gone`: the server says that it is no more (404, 410)."""

    def __init__(self, url: str, reason: str, *, gone: bool = False) -> None:
        super().__init__(f"{url}: {reason}")
        self.url = url
        self.reason = reason
        self.gone = gone


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server answered: `url` after redirects, the body unpacked, header names in lower case.

    `unchanged`: the server says that nothing has changed since the state that the request named; the body is empty then.
    """

    url: str
    body: bytes
    headers: Mapping[str, str]
    fetched_at: dt.datetime
    unchanged: bool = False

    @property
    def media_type(self) -> str:
        """What the server takes the body for ("text/html"), in lower case, "" when it does not say."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()

    @property
    def etag(self) -> str | None:
        """The server's mark of this state, for the next request."""
        return self.headers.get("etag")

    @property
    def last_modified(self) -> str | None:
        """When the server says that this state came to be, for the next request."""
        return self.headers.get("last-modified")


@dataclass(slots=True)
class _Host:
    """What is remembered of a host; its lock is held while a request to it goes on."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    rules: robots.Rules | None = None
    rules_until: float = 0.0
    free_at: float = 0.0


class Client:
    """Fetches; `agent` is the whole User-Agent line and says who asks ("Kutipan/1.0 (+https://redaksi.example/robot)").

    `allow_private` lets it into private networks, for sources of one's own house. `clock` and `sleep` are for tests.
    """

    def __init__(
        self,
        agent: str,
        *,
        pause: float = PAUSE,
        allow_private: bool = False,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._agent = agent
        self._token = agent.partition("/")[0]
        self._pause = pause
        self._clock, self._sleep = clock, sleep
        self._pool = pool_manager(allow_private=allow_private)
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    def get(
        self,
        url: str,
        *,
        etag: str | None = None,
        last_modified: str | None = None,
        accept: str = "*/*",
        limit: int = FILE_LIMIT,
    ) -> Answer:
        """Return the answer to a GET request, after redirects. Raises FetchFailed.

        `etag` and `last_modified` name the state that is known: an answer that is `unchanged` confirms it.
        """
        headers = {"Accept": accept}
        if etag:
            headers["If-None-Match"] = etag
        if last_modified:
            headers["If-Modified-Since"] = last_modified
        target = url
        for _ in range(REDIRECTS + 1):
            _check(url, target)
            host = self._host(target)
            with host.lock:
                if not self._rules(host, target).allow(target):
                    raise FetchFailed(url, "the host's robots.txt does not allow it; ask the publisher, or leave it out")
                status, found, body = self._request(host, url, target, headers, limit)
            if status not in _MOVED:
                return _answer(url, target, status, found, body)
            target = urljoin(target, found.get("location", ""))
        raise FetchFailed(url, f"it redirects more than {REDIRECTS} times")

    def close(self) -> None:
        """Close all connections."""
        self._pool.clear()

    def _host(self, url: str) -> _Host:
        with self._lock:
            return self._hosts.setdefault(urlsplit(url).netloc.lower(), _Host())

    def _rules(self, host: _Host, url: str) -> robots.Rules:
        if host.rules is None or self._clock() >= host.rules_until:
            host.rules = self._fetched_rules(host, url)
            host.rules_until = self._clock() + RULES_KEPT
        return host.rules

    def _fetched_rules(self, host: _Host, url: str) -> robots.Rules:
        host.rules = None  # robots.txt itself is always allowed
        target = urljoin(url, "/robots.txt")
        try:
            for _ in range(REDIRECTS + 1):
                _check(url, target)
                status, found, body = self._request(host, url, target, {}, robots.MOST_BYTES, cut=True)
                if status in _MOVED:
                    target = urljoin(target, found.get("location", ""))
                    continue
                return robots.Rules.parse(body, self._token) if status == 200 else robots.open_to_all(self._token)
        except _Refused:
            raise
        except FetchFailed:
            return robots.closed(self._token)
        return robots.open_to_all(self._token)

    def _request(
        self, host: _Host, url: str, target: str, headers: dict[str, str], limit: int, *, cut: bool = False
    ) -> tuple[int, dict[str, str], bytes]:
        """Make a request, again when the server is busy; return status, headers and body."""
        backoff = FIRST_BACKOFF
        for attempt in range(1, ATTEMPTS + 1):
            self._wait(host)
            try:
                status, found, body = self._once(url, target, headers, limit, cut)
            except (HTTPError, OSError) as error:
                if attempt == ATTEMPTS:
                    raise FetchFailed(
                        url, f"no answer after {ATTEMPTS} attempts ({_why(error)}); it is tried again later"
                    ) from None
                wait = backoff
            else:
                if status not in _TRY_AGAIN:
                    return status, found, body
                if attempt == ATTEMPTS:
                    raise FetchFailed(url, f"the server is busy or broken (status {status}); try again later")
                wait = _retry_after(found) or backoff
            backoff *= 2
            self._sleep(min(wait, LONGEST_BACKOFF))
        raise AssertionError("the last attempt returns or raises")

    def _wait(self, host: _Host) -> None:
        wait = host.free_at - self._clock()
        if wait > 0:
            self._sleep(wait)
        host.free_at = self._clock() + max(self._pause, host.rules.delay if host.rules else 0.0)

    def _once(self, url: str, target: str, headers: dict[str, str], limit: int, cut: bool) -> tuple[int, dict[str, str], bytes]:
        deadline = self._clock() + SECONDS
        try:
            response = self._pool.request(
                "GET",
                target,
                headers={"User-Agent": self._agent, "Accept-Encoding": "gzip, deflate", **headers},
                redirect=False,
                preload_content=False,
                timeout=urllib3.Timeout(connect=SECONDS / 3, read=SECONDS / 3),
            )
        except PrivateAddressError as error:
            raise _Refused(url, f"{error}; allow private addresses in the source's settings if that is meant") from None
        found = {name.lower(): value for name, value in response.headers.items()}
        body = bytearray()
        whole = False
        try:
            for piece in response.stream(_PIECE, decode_content=True):
                body += piece
                if len(body) > limit:
                    if cut:
                        break
                    raise FetchFailed(url, f"its answer is longer than {limit:,} bytes")
                if self._clock() > deadline:
                    raise TimeoutError(f"the answer took more than {SECONDS:.0f} s")
            else:
                whole = True
        finally:
            if whole:
                response.release_conn()
            else:
                response.close()  # what is left of it is not worth reading
        return response.status, found, bytes(body[:limit])


class _Refused(FetchFailed):
    """A URL that may not be asked for at all, whatever the host's rules say."""


def _check(url: str, target: str) -> None:
    """Raise FetchFailed for what is no plain web address."""
    try:
        parts = urlsplit(target)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise _Refused(url, f"{target[:200]!r} is no web address") from None
    if parts.scheme not in ("http", "https") or not host:
        raise _Refused(url, f"{target[:200]!r} is no web address; give one that begins with https:// or http://")
    if parts.username or parts.password:
        raise _Refused(url, "it holds a user name or password; give an address that everyone can read")


def _answer(url: str, target: str, status: int, headers: dict[str, str], body: bytes) -> Answer:
    now = dt.datetime.now(dt.UTC)
    if status == 304:
        return Answer(url=target, body=b"", headers=headers, fetched_at=now, unchanged=True)
    if status != 200:
        gone = status in (404, 410)
        raise FetchFailed(url, "the page is gone" if gone else f"the server refuses it (status {status})", gone=gone)
    return Answer(url=target, body=body, headers=headers, fetched_at=now)


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Return the seconds that the server asks us to wait."""
    value = headers.get("retry-after", "").strip()
    if value.isdigit():
        return float(value)
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    return max((moment - dt.datetime.now(moment.tzinfo)).total_seconds(), 0.0)


def _why(error: Exception) -> str:
    words = str(error).rpartition(": ")[2] or type(error).__name__
    return words[:200]
