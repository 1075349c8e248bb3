"""Times of searches through the HTTP endpoint of a running server."""

from __future__ import annotations

import contextlib
import http.client
import json
import math
import socket
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import urlencode

import psutil

from benchmarks.processes import CommandError, resident_bytes

MODES = ("keyword", "semantic", "hybrid")
START_SECONDS = 60
WARM_UP = ("selamat pagi", "terima kasih", "rapat kerja", "hari ini", "kunjungan", "panitia", "upacara", "pelantikan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    """Milliseconds from request to the last byte of the answer, one request at a time."""

    p50: float
    p95: float


@contextlib.contextmanager
def server(
    kutipan: Sequence[str], errors: IO[str] | None = None
) -> Iterator[tuple[http.client.HTTPConnection, psutil.Process]]:
    """Run `kutipan serve` on a free port until the block ends; what it says goes to `errors` where given."""
    port = _free_port()
    process = psutil.Popen([*kutipan, "serve", "--port", str(port)], stderr=errors)
    try:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        _wait(connection, process)
        yield connection, process
        connection.close()
    finally:
        process.terminate()
        process.wait(timeout=30)


def asked(connection: http.client.HTTPConnection, path: str) -> bytes:
    """Return the body of the answer to a GET. Raises CommandError for one that is not 200."""
    connection.request("GET", path)
    response = connection.getresponse()
    body = response.read()
    if response.status != http.client.OK:
        raise CommandError(f"{path} was answered with {response.status}: {body[:500].decode(errors='replace')}")
    return body


def latencies(connection: http.client.HTTPConnection, queries: Sequence[str], mode: str) -> dict[str, Latency]:
    """Ask each query twice; "first" is what a reader waits who asks something new, "again" what a cache makes of it."""
    for text in WARM_UP:  # each worker starts its engine with its first query, once in its life
        _ask(connection, text, mode)
    times = {occasion: [_ask(connection, text, mode) for text in queries] for occasion in ("first", "again")}
    return {occasion: Latency(p50=statistics.median(values), p95=percentile(values, 95)) for occasion, values in times.items()}


def percentile(values: Sequence[float], percent: float) -> float:
    """Return the smallest value that at least `percent` of all values do not exceed (nearest rank)."""
    return sorted(values)[max(0, math.ceil(len(values) * percent / 100) - 1)]


def index_bytes(folder: Path) -> int:
    """Return the size of all files of a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def memory(process: psutil.Process) -> int:
    """Return the resident memory of the server's processes."""
    return resident_bytes(process)


def _ask(connection: http.client.HTTPConnection, text: str, mode: str) -> float:
    began = time.perf_counter()
    body = asked(connection, f"/api/v1/search?{urlencode({'q': text, 'mode': mode})}")
    milliseconds = (time.perf_counter() - began) * 1000
    json.loads(body)
    return milliseconds


def _wait(connection: http.client.HTTPConnection, process: psutil.Process) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.is_running():
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().read() is not None:
                return
        except OSError:
            connection.close()
            time.sleep(0.2)
    raise CommandError(f"the server did not answer within {START_SECONDS} s")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
