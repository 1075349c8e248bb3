"""The load's own arithmetic, and its client against a small server that errs on demand; nothing is timed here."""

from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress
from itertools import islice
from urllib.parse import parse_qs, urlsplit

from benchmarks import load
from benchmarks.load_client import Outcome, ask, evenly
from benchmarks.load_report import as_markdown
from benchmarks.report import Figure
from corpus.records import QuotationKind, QuotationView, Span


def view(number: int) -> QuotationView:
    text = f"Warga kampung nomor {number} menjaga jalan bersama tetangga lama dan baru"
    text = " ".join(f"{word}{chr(97 + number % 26)}" if word.isalpha() else word for word in text.split())
    return QuotationView(
        id=f"a/{number}", document_id="a", kind=QuotationKind.DIRECT, text=text, span=Span(0, len(text)), confidence=1.0
    )


VIEWS = [view(number) for number in range(60)]


def test_no_query_is_asked_twice_and_the_same_seed_asks_the_same() -> None:
    found = list(load.queries(VIEWS))
    assert len(found) == len(set(found)) > 30
    assert found == list(load.queries(VIEWS))
    assert all(1 <= len(query.split()) <= 4 for query in found)


def test_requests_are_of_all_kinds_and_end_with_the_queries() -> None:
    asked = list(load.requests(VIEWS, (f"kata {number}" for number in range(400))))
    kinds = Counter(kind for kind, _ in asked)
    assert set(kinds) == set(load.MIX)
    assert len(asked) - kinds["quotation"] == 400
    for kind, path in asked:
        values = parse_qs(urlsplit(path).query)
        if kind == "quotation":
            assert path.startswith("/kutipan/a/")
        else:
            assert values["mode"] == ["keyword" if "keyword" in kind else "hybrid"]
            assert ("date_from" in values) is ("filtered" in kind)


def test_moments_are_even() -> None:
    assert list(evenly(4, 1)) == [0, 0.25, 0.5, 0.75]


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Answer requests of a connection by their path, closing some without an answer, as a server that is overrun does."""
    with suppress(asyncio.IncompleteReadError):
        while head := await reader.readuntil(b"\r\n\r\n"):
            path = head.split(b" ")[1]
            if path == b"/lost":
                break
            if path == b"/whole":
                writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabc")
                break
            status = b"503 Unavailable" if path == b"/full" else b"200 OK"
            writer.write(b"HTTP/1.1 %s\r\nContent-Length: 5\r\n\r\nhello" % status)
            await writer.drain()
    writer.close()
    await writer.wait_closed()


async def exchange(paths: list[str]) -> Outcome:
    connections: list[asyncio.Task[None]] = []

    def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections.append(asyncio.create_task(answer(reader, writer)))

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        requests = iter([(path[1:], path) for path in paths])
        outcome = await ask(f"http://127.0.0.1:{port}", evenly(500, len(paths) / 500), requests)
        await asyncio.gather(*connections)
    return outcome


def test_every_request_is_accounted_for() -> None:
    outcome = asyncio.run(exchange(["/good", "/good", "/full", "/lost", "/whole", "/good"]))
    assert {kind: len(values) for kind, values in outcome.seconds.items()} == {"good": 3, "whole": 1}
    assert outcome.errors == {"status 503": 1, "IncompleteReadError": 1}
    assert outcome.bytes == 5 * 4 + 3
    assert outcome.answered == 4


def test_the_page_shows_times_by_kind_and_errors() -> None:
    outcome = Outcome(late=0.003)
    outcome.seconds["page"] += [0.010, 0.020]
    outcome.seconds["feed"] += [0.5]
    outcome.errors["status 500"] += 2
    page = as_markdown({"cores": "2"}, [Figure(name="p95", value=120, unit="ms", aim=200)], outcome, ["feed", "none", "page"])
    assert "- cores: 2\n" in page
    assert "| p95 | 120 ms | ≤ 200 ms | met |\n" in page
    assert (
        "| feed | 1 | 500 | 500 | 500 | 500 |\n| page | 2 | 10 | 20 | 20 | 20 |\n| **all** | 3 | 20 | 500 | 500 | 500 |" in page
    )
    assert "Errors: 2 status 500. The client itself was at most 3 ms late" in page


def test_the_words_asked_for_warming_are_not_asked_again() -> None:
    asked = load.queries(VIEWS)
    warm = list(islice(asked, 5))
    assert not set(warm) & set(asked)
