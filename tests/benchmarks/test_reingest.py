"""The sample ingested three times by the commands: what `make reingest` does ten times with the whole shared corpus."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import reingest
from benchmarks.material import SAMPLE
from benchmarks.reingest import Run
from benchmarks.sections import put_section


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("again") / "data"


@pytest.fixture(scope="module")
def runs(data: Path) -> list[Run]:
    return reingest.again(SAMPLE, data, 3)


def test_the_same_corpus_again_adds_nothing_but_the_records_of_the_runs(runs: list[Run]) -> None:
    first, last = runs[0].held, runs[-1].held
    assert list(reingest.grown(first, last)) == []
    assert first.rows["store.quotations"] > 50
    assert (first.rows["store.runs"], last.rows["store.runs"]) == (1, 3)
    assert last.bytes == first.bytes


@pytest.mark.parametrize(
    ("statement", "says"),
    [
        ("INSERT INTO changes SELECT max(position) + 1, 'x', 0, '2024-01-01 00:00:00' FROM changes", "store.changes has"),
        ("UPDATE documents SET updated_at = '2031-01-01 00:00:00'", "store.documents has"),
        ("DELETE FROM quotation_topics", "store.quotation_topics has 0 rows"),
    ],
)
def test_what_grows_or_is_written_over_would_be_noticed(
    runs: list[Run], data: Path, statement: str, says: str, tmp_path: Path
) -> None:
    with (
        closing(sqlite3.connect(data / "store.sqlite")) as source,
        closing(sqlite3.connect(tmp_path / "store.sqlite")) as copy,
    ):
        source.backup(copy)
        copy.execute(statement)
        copy.commit()
    tables = {name: rows for name, rows in runs[-1].held.rows.items() if name.startswith("store.")}
    (found,) = reingest.grown(replace(runs[-1].held, rows=tables, bytes={}), replace(reingest.held(tmp_path), bytes={}))
    assert found.startswith(says)


def test_bytes_beyond_the_room_of_the_records_would_be_noticed(runs: list[Run]) -> None:
    held = runs[-1].held
    for name, more, noticed in (("store.sqlite", 1_000_000, 1), ("store.sqlite", 4_096, 0), ("index/", 1, 1)):
        grown = replace(held, bytes={**held.bytes, name: held.bytes[name] + more})
        assert len(list(reingest.grown(held, grown))) == noticed


def test_the_page_says_what_was_compared(runs: list[Run]) -> None:
    facts = {"processor": "a processor", "cores": "2"}
    page = "\n".join(reingest.report(runs, [], "the sample", facts))
    assert "nothing grew" in page
    assert "| store.runs | 1 | 3 | runs are recorded |" in page
    assert "**no**" not in page
    assert "store.changes has 2 rows" in "\n".join(reingest.report(runs, ["store.changes has 2 rows"], "the sample", facts))


def test_each_command_puts_its_own_section(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# Page\n\nWhat it is about.\n", encoding="utf-8")
    put_section(page, "One", ["first"])
    put_section(page, "Two", ["second", "", "| a |"])
    put_section(page, "One", ["again \\1"])
    text = page.read_text(encoding="utf-8")
    assert text.startswith("# Page\n\nWhat it is about.\n\n## One\n\nMeasured on ")
    assert text.count("## One") == text.count("## Two") == 1
    assert "again \\1\n\n## Two" in text
    assert "first" not in text
    assert text.endswith("second\n\n| a |\n")
