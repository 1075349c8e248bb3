from __future__ import annotations

import datetime as dt
import io
import json
import logging
from pathlib import Path

import pytest

from corpus import logs
from corpus.errors import ConfigurationError


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_an_event_is_one_object_a_line(stream: io.StringIO) -> None:
    logs.event("document", id="a", source=None, outcome="new", quotations=3, ms=1.5, path=Path("a\nb"))
    (line,) = lines(stream)
    moment = dt.datetime.fromisoformat(str(line.pop("time")))
    assert abs((moment - dt.datetime.now(dt.UTC)).total_seconds()) < 60
    assert line == {
        "level": "info", "logger": "kutipan", "event": "document",
        "id": "a", "source": None, "outcome": "new", "quotations": 3, "ms": 1.5, "path": "a\nb",
    }  # fmt: skip


def test_what_others_log_has_the_same_form(stream: io.StringIO) -> None:
    try:
        raise ValueError("“rusak”")
    except ValueError:
        logging.getLogger("webui.app").exception("unforeseen error at %s", "/cari")
    logging.getLogger("urllib3").info("chatter")
    (line,) = lines(stream)
    assert (line["level"], line["logger"], line["event"]) == ("error", "webui.app", "unforeseen error at /cari")
    assert "ValueError: “rusak”" in str(line["traceback"])


def test_a_failure_is_an_error(stream: io.StringIO) -> None:
    logs.failure("source failed", source="kabar")
    assert [line["level"] for line in lines(stream)] == ["error"]


def test_text_logs_no_events(capfd: pytest.CaptureFixture[str]) -> None:
    logs.configure("text")
    logs.event("document", id="a")
    logs.failure("source failed", source="kabar")
    assert not logs.structured()
    assert capfd.readouterr() == ("", "")


def test_configuring_again_replaces(stream: io.StringIO) -> None:
    second = io.StringIO()
    logs.configure("json", second)
    logs.event("document")
    assert (len(lines(stream)), len(lines(second))) == (0, 1)


def test_a_form_that_there_is_not() -> None:
    with pytest.raises(ConfigurationError, match="'yaml': give text or json"):
        logs.configure("yaml")
