"""A news site on loopback for a follower: a feed of what is new, and its pages; both change while they are asked for."""

from __future__ import annotations

import hashlib
import html
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler

from benchmarks.concurrency_material import Release
from benchmarks.loopback import listening

IN_FEED = 60
FIRST_DAY = 1_683_244_800  # 5 May 2023
DAY = 86_400


class Site:
    """The pages that are published; `url` is where."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.pages: dict[str, bytes] = {}
        self._entries: list[str] = []

    def address(self, release: Release) -> str:
        """Return the address of a release's page, the same for every edition."""
        return f"{self.url}/{release.key}"

    def publish(self, releases: Sequence[Release]) -> None:
        """Show new releases and new editions, and say so in the feed."""
        for release in releases:
            self.pages[f"/{release.key}"] = _page(release)
            moment = formatdate(FIRST_DAY + release.edition * DAY)
            link = f"<link>{self.address(release)}</link><pubDate>{moment}</pubDate>"
            self._entries.insert(0, f"<item><title>{release.title}</title>{link}</item>")
        self._entries = self._entries[:IN_FEED]
        feed = f"<?xml version='1.0'?><rss version='2.0'><channel><title>Warta</title>{''.join(self._entries)}</channel></rss>"
        self.pages["/feed"] = feed.encode()


@contextmanager
def site() -> Iterator[Site]:
    """Serve a site on a free port of loopback until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = shown.pages.get(self.path)
            tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"' if body is not None else ""
            status = 404 if body is None else 304 if self.headers.get("If-None-Match") == tag else 200
            self.send_response(status)
            self.send_header("Content-Type", "application/rss+xml" if self.path == "/feed" else "text/html; charset=utf-8")
            self.send_header("ETag", tag)
            self.send_header("Content-Length", str(len(body or b"") if status == 200 else 0))
            self.end_headers()
            if status == 200:
                with suppress(ConnectionError):  # the client has read enough
                    self.wfile.write(body or b"")

        def log_message(self, format: str, *args: object) -> None:
            pass

    with listening(Handler) as address:
        shown = Site(address)
        yield shown


def _page(release: Release) -> bytes:
    body = "".join(f"<p>{html.escape(part)}</p>" for part in release.text.split("\n\n"))
    head = f"<title>{release.title}</title><meta property='article:published_time' content='2023-05-06T08:00:00+07:00'>"
    return f"<html><head>{head}</head><body><article><h1>{release.title}</h1>{body}</article></body></html>".encode()
