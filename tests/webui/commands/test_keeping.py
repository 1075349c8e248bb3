"""Backup, restore, dump and load from the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from corpus.settings import Settings
from kutipan import main
from tests.webui import data_folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    settings = Settings(data=tmp_path / "data", encoder="fake")
    data_folder.fill(settings)
    data_folder.index(settings)
    return settings.data


def run(data: Path, *arguments: str | Path) -> Result:
    return CliRunner(env={"KUTIPAN_ENCODER": "fake"}).invoke(main, ["--data", str(data), *map(str, arguments)])


def found(data: Path) -> list[str]:
    result = run(data, "search", "persatuan", "--mode", "keyword", "--format", "json")
    assert result.exit_code == 0, result.output
    return [hit["id"] for hit in json.loads(result.stdout)["results"]]


def test_a_backup_is_searched_again_after_indexing(tmp_path: Path, data: Path) -> None:
    made = json.loads(run(data, "backup", tmp_path / "backup", "--format", "json").stdout)
    assert made["quotations"] == 1
    restored = run(tmp_path / "other", "restore", made["path"])
    assert restored.exit_code == 0, restored.output
    assert "1 quotations" in restored.stdout
    assert "kutipan index" in restored.stderr
    assert run(tmp_path / "other", "index").exit_code == 0
    assert found(tmp_path / "other") == found(data) == ["jaga"]


def test_an_index_fits_the_store_that_was_loaded(tmp_path: Path, data: Path) -> None:
    dumped = run(data, "dump", tmp_path / "dump.jsonl.gz")
    assert dumped.exit_code == 0, dumped.output
    (data / "store.sqlite").rename(tmp_path / "old.sqlite")
    loaded = run(data, "load", tmp_path / "dump.jsonl.gz")
    assert loaded.exit_code == 0, loaded.output
    report = json.loads(run(data, "index", "--format", "json").stdout)
    assert report["indexed"] == 0
    assert found(data) == ["jaga"]


def test_a_dump_goes_to_standard_output(data: Path) -> None:
    lines = run(data, "dump", "-").stdout.splitlines()
    assert [json.loads(line)["type"] for line in (lines[0], lines[-1])] == ["kutipan-dump", "end"]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["restore", "none"], "exists already"),
        (["load", "none.jsonl"], "already holds"),
        (["dump", "none/dump.jsonl"], "cannot be written"),
    ],
)
def test_what_cannot_be_done_is_said(data: Path, arguments: list[str], message: str) -> None:
    result = run(data, *arguments)
    assert result.exit_code == 2
    assert message in result.stderr
