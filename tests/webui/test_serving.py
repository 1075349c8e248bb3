"""The server: several processes on a real index, one clear message when it cannot start, a graceful end."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from gunicorn.http.errors import InvalidRequestLine, LimitRequestHeaders, LimitRequestLine

from corpus.errors import ConfigurationError, IndexUnavailable, StoreError
from corpus.settings import Settings
from tests.webui.data_folder import fill, index
from webui import serving


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings(data=tmp_path_factory.mktemp("data"), encoder="fake", semantic_floor=-1.0)
    fill(settings)
    index(settings)
    return settings


@pytest.fixture(scope="module")
def server(data: Settings) -> Iterator[tuple[subprocess.Popen[str], str]]:
    program = (
        "from pathlib import Path; from corpus.settings import Settings; from webui.serving import serve;"
        f"serve(Settings(data=Path({str(data.data)!r}), encoder='fake', semantic_floor=-1.0), port=0, workers=2)"
    )
    process = subprocess.Popen([sys.executable, "-c", program], stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    line = process.stderr.readline()
    assert "http://127.0.0.1:" in line, line + process.stderr.read()
    yield process, line.split()[1]
    if process.returncode is None:
        process.kill()
        process.communicate()


def get(address: str) -> tuple[int, str, bytes]:
    try:
        with urllib.request.urlopen(address) as response:
            return response.status, response.headers["Content-Type"], response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers["Content-Type"], error.read()


def raw(address: str, request: bytes) -> bytes:
    """Send bytes that no client library would send; return what comes back."""
    host, _, port = address.removeprefix("http://").strip("/").partition(":")
    with socket.create_connection((host, int(port))) as connection:
        connection.sendall(request)
        received = b""
        while chunk := connection.recv(65536):
            received += chunk
    return received


@pytest.mark.parametrize("mode", ["keyword", "semantic", "hybrid"])
def test_it_answers_from_a_real_index(server: tuple[subprocess.Popen[str], str], mode: str) -> None:
    status, _, body = get(f"{server[1]}api/v1/search?q=persatuan&mode={mode}")
    assert status == 200
    assert [result["id"] for result in json.loads(body)["results"]] == ["jaga"]


def test_it_shows_the_quotation_in_its_text(server: tuple[subprocess.Popen[str], str]) -> None:
    status, _, body = get(f"{server[1]}kutipan/jaga")
    assert status == 200
    assert b'<mark id="kutipan" tabindex="-1">Jaga persatuan</mark>' in body


def test_the_topics_are_the_shipped_ones(server: tuple[subprocess.Popen[str], str]) -> None:
    topics = json.loads(get(f"{server[1]}api/v1/topics")[2])["topics"]
    assert {topic["id"] for topic in topics} == {"unity", "elections", "misinformation"}
    assert all(topic["name"]["id"] and topic["target"]["en"] for topic in topics)


@pytest.mark.parametrize(
    ("request_", "status", "code"),
    [
        (b"GET /api/v1/search?q=" + b"a" * 10_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414, "address-too-long"),
        (b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 200_000 + b"\r\n\r\n", 431, "request-header-fields-too-large"),
        (b"NONSENSE\r\n\r\n", 400, "bad-request"),
    ],
)
def test_what_is_not_a_request_is_refused_politely(
    server: tuple[subprocess.Popen[str], str], request_: bytes, status: int, code: str
) -> None:
    head, _, body = raw(server[1], request_).partition(b"\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {status} ".encode())
    assert b"application/problem+json" in head
    assert json.loads(body)["code"] == code


@pytest.mark.parametrize(
    ("error", "status"),
    [(LimitRequestLine(1, 2), 414), (LimitRequestHeaders("x"), 431), (InvalidRequestLine("x"), 400), (OSError(), None)],
)
def test_refusal(error: Exception, status: int | None) -> None:
    refused = serving.refusal(error)
    assert (refused and refused[0]) == status


def test_ctrl_c_ends_it_quietly(server: tuple[subprocess.Popen[str], str]) -> None:
    process, address = server
    assert get(f"{address}healthz")[0] == 200
    process.send_signal(signal.SIGINT)
    _, said = process.communicate()
    assert process.returncode == 0
    assert said == ""


@pytest.mark.parametrize(
    ("host", "reason"),
    [("256.1.1.1", "not an address"), ("no.such.host.invalid", "not an address"), ("192.0.2.1", "cannot listen")],
)
def test_an_address_that_cannot_be_used(host: str, reason: str) -> None:
    with pytest.raises(ConfigurationError, match=reason):
        serving.listen(host, 0)


def test_a_port_in_use_is_said_once(data: Settings) -> None:
    with serving.listen("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ConfigurationError, match=rf"cannot listen on 127.0.0.1:{port} .*--port"):
            serving.serve(data, port=port)


def test_a_missing_folder_is_said_before_anything_starts(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="no data folder"):
        serving.serve(Settings(data=tmp_path / "none", encoder="fake"), port=0)


def test_a_folder_without_a_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no store"):
        serving.serve(Settings(data=tmp_path, encoder="fake"), port=0)


def test_a_store_without_an_index(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, encoder="fake")
    fill(settings)
    with pytest.raises(IndexUnavailable, match="kutipan index"):
        serving.serve(settings, port=0)
