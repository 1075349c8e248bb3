"""A web server on loopback that answers from a table and writes down what it was asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

from benchmarks.loopback import listening


@dataclass(frozen=True, slots=True)
class Reply:
    """A status, a body and headers."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Request:
    """A path with its query, and headers with names in lower case."""

    path: str
    headers: Mapping[str, str]


Page = Reply | Callable[[Request], Reply]


@dataclass(slots=True)
class Site:
    """The pages by path (with query, else without), and the requests so far."""

    url: str
    pages: dict[str, Page]
    requests: list[Request] = field(default_factory=list)

    @property
    def asked(self) -> list[str]:
        """Paths that were asked for, robots.txt left out."""
        return [request.path for request in self.requests if request.path != "/robots.txt"]


@contextmanager
def serve(pages: Mapping[str, Page]) -> Iterator[Site]:
    """Run a server on loopback while the context lasts."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            request = Request(self.path, {name.lower(): value for name, value in self.headers.items()})
            site.requests.append(request)
            page = site.pages.get(self.path, site.pages.get(self.path.partition("?")[0], Reply(status=404)))
            reply = page(request) if callable(page) else page
            self.send_response(reply.status)
            for name, value in {"Content-Length": str(len(reply.body)), **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(ConnectionError):  # the client has read enough
                self.wfile.write(reply.body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with listening(Handler) as address:
        site = Site(address, dict(pages))
        yield site
