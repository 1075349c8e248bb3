"""`kutipan --log-format json`: standard error holds objects alone, standard output what it held before."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import kutipan
from corpus import logs

SAID = "“Mari kita jaga kerukunan,” kata Bupati Tanjung Selasih Raden Wiratama di aula, Rabu (1/3/2023)."


@pytest.fixture(autouse=True)
def in_text_again() -> Iterator[None]:
    yield
    logs.configure("text")


def run(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(kutipan.main, list(arguments), env=environment)


def test_ingest_logs_a_line_for_each_document_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(SAID, encoding="utf-8")
    (tmp_path / "b.txt").write_text("", encoding="utf-8")
    data = ["--data", str(tmp_path / "data")]
    result = run(*data, "--log-format", "json", "ingest", str(tmp_path / "a.txt"), str(tmp_path / "b.txt"), "--workers", "1")
    assert result.exit_code == 1
    lines = [json.loads(line) for line in result.stderr.splitlines()]
    assert [line["event"] for line in lines] == ["run started", "document", "document", "run finished"]
    assert {line["outcome"] for line in lines[1:3]} == {"new", "rejected"}
    assert result.stdout.startswith("1 added")


def test_an_error_is_a_line_too(tmp_path: Path) -> None:
    result = run("--data", str(tmp_path / "none"), "search", "x", KUTIPAN_LOG_FORMAT="json")
    assert result.exit_code == 2
    (line,) = [json.loads(line) for line in result.stderr.splitlines()]
    assert (line["level"], line["event"]) == ("error", "failed")
    assert str(tmp_path / "none") in line["reason"]


def test_a_format_that_there_is_not_is_said_to_people() -> None:
    result = run("status", KUTIPAN_LOG_FORMAT="yaml")
    assert result.exit_code == 2
    assert "give text or json" in result.stderr
