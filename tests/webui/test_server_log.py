from __future__ import annotations

import datetime as dt
import io
import json
from types import SimpleNamespace

import pytest
from gunicorn.config import Config

from corpus import logs
from webui.server_log import ServerLog

ASKED = {"REQUEST_METHOD": "GET", "PATH_INFO": "/api/v1/search", "QUERY_STRING": "q=rahasia", "REMOTE_ADDR": "192.0.2.7"}


def test_a_request_is_a_line_without_the_reader_and_the_words(stream: io.StringIO) -> None:
    log = ServerLog(Config())
    assert log.access_log_enabled
    log.access(SimpleNamespace(status="200 OK", sent=512), None, ASKED, dt.timedelta(milliseconds=12.5))
    line = json.loads(stream.getvalue())
    assert {name: line[name] for name in ("event", "method", "path", "status", "bytes", "ms")} == {
        "event": "request", "method": "GET", "path": "/api/v1/search", "status": 200, "bytes": 512, "ms": 12.5,
    }  # fmt: skip
    assert "rahasia" not in stream.getvalue()
    assert "192.0.2.7" not in stream.getvalue()


def test_what_the_server_says_itself_has_the_same_form(stream: io.StringIO, capfd: pytest.CaptureFixture[str]) -> None:
    ServerLog(Config()).error("Worker (pid:%s) was sent SIGKILL!", 7)
    line = json.loads(capfd.readouterr().err.splitlines()[-1])
    assert (line["level"], line["logger"], line["event"]) == ("error", "gunicorn.error", "Worker (pid:7) was sent SIGKILL!")


def test_in_text_form_no_request_is_logged() -> None:
    logs.configure("text")
    log = ServerLog(Config())
    assert not log.access_log_enabled
    log.access(SimpleNamespace(status=200, sent=0), None, ASKED, dt.timedelta())
