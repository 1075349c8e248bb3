"""Requests at given moments -> what became of them: times by kind, errors, bytes.

Requests start when their time has come, whether earlier ones were answered or not, and times count from then: a server that
falls behind shows it, where a client that waits for answers would ask less (Tene: coordinated omission).
"""

from __future__ import annotations

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

PATIENCE = 30.0  # seconds after which a request counts as failed


@dataclass(slots=True)
class Outcome:
    """What became of the requests: seconds to the last byte by kind, and errors by what they were.

    `bytes` came over the wire; `late` is by how many seconds the client itself was late at most.
    """

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    errors: Counter[str] = field(default_factory=Counter)
    bytes: int = 0
    late: float = 0.0

    @property
    def answered(self) -> int:
        """How many requests were answered with 200."""
        return sum(map(len, self.seconds.values()))


class Client:
    """HTTP/1.1 over connections that are kept, as browsers do."""

    def __init__(self, host: str, port: int) -> None:
        self._address = (host, port)
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []

    async def get(self, path: str) -> tuple[int, bytes]:
        """Return status and body. Raises OSError or asyncio.IncompleteReadError where there is no whole answer."""
        kept = bool(self._idle)
        reader, writer = self._idle.pop() if kept else await asyncio.open_connection(*self._address)
        whole = False
        try:
            writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n".encode("ascii"))
            await writer.drain()
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
            length = head.partition("\r\ncontent-length:")[2].partition("\r\n")[0]
            body = await (reader.readexactly(int(length)) if length else reader.read())
            whole = bool(length) and "\r\nconnection: close" not in head
        except (OSError, asyncio.IncompleteReadError):
            if kept:  # the server may close an idle connection at any time: that is no error of its
                return await self.get(path)
            raise
        finally:
            if whole:
                self._idle.append((reader, writer))
            else:
                writer.close()
        return int(head.split(" ", 2)[1]), body

    async def close(self) -> None:
        """Close the kept connections."""
        for _, writer in self._idle:
            writer.close()
            await writer.wait_closed()


def evenly(rate: float, seconds: float) -> Iterator[float]:
    """Yield the moments of requests, in seconds from the start."""
    return (number / rate for number in range(round(rate * seconds)))


async def ask(address: str, moments: Iterable[float], requests: Iterator[tuple[str, str]]) -> Outcome:
    """Send a request (kind, path) at each moment; return what became of them when all are answered."""
    parts = urlsplit(address)
    client = Client(parts.hostname or "127.0.0.1", parts.port or 80)
    outcome = Outcome()
    began = time.perf_counter()

    async def one(kind: str, path: str, due: float) -> None:
        try:
            status, body = await asyncio.wait_for(client.get(path), PATIENCE)
        except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError) as error:
            outcome.errors[type(error).__name__] += 1
            return
        outcome.bytes += len(body)
        if status == 200:
            outcome.seconds[kind].append(time.perf_counter() - due)
        else:
            outcome.errors[f"status {status}"] += 1

    running: set[asyncio.Task[None]] = set()
    for moment in moments:
        due = began + moment
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        outcome.late = max(outcome.late, time.perf_counter() - due)
        task = asyncio.create_task(one(*next(requests), due))
        running.add(task)
        task.add_done_callback(running.discard)
    await asyncio.gather(*running)
    await client.close()
    return outcome
