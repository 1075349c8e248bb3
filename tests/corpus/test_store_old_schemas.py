"""Stores that earlier schemas kept (`cases/stores`, readable dumps): opening brings them forward and loses no row."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from corpus.keeping import diagnosis
from corpus.keeping.findings import Severity
from corpus.store import Store, migrations
from corpus.store.records import DecisionAction
from corpus.store.schema import SCHEMA_REVISION, VERSION_TABLE
from indexer import register
from tests.corpus.statements import statement

DUMPS = sorted((Path(__file__).parent / "cases" / "stores").glob("*.sql"))

Rows = dict[str, tuple[list[str], Counter[tuple[Any, ...]]]]


@pytest.fixture(params=DUMPS, ids=lambda path: path.stem)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "store.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(request.param.read_text(encoding="utf-8"))
        assert connection.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchall() == [(request.param.stem,)]
    return path


def rows(path: Path, like: Rows | None = None) -> Rows:
    """Return all rows of all tables with the columns that they have, or that the tables of `like` have."""
    with closing(sqlite3.connect(path)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found: Rows = {}
        for name in like or {name for name in names if name != VERSION_TABLE and not name.startswith("sqlite_")}:
            columns = like[name][0] if like else [row[1] for row in connection.execute(f"PRAGMA table_info({name})")]
            found[name] = columns, Counter(connection.execute(f"SELECT {', '.join(columns)} FROM {name}"))
        return found


def test_there_is_a_store_of_every_schema_before_this_one() -> None:
    """With a new migration comes a dump of what the schema before it kept."""
    assert [path.stem for path in DUMPS] == sorted(set(migrations.known_revisions()) - {SCHEMA_REVISION})


def test_opening_brings_it_forward_and_loses_no_row(old: Path) -> None:
    before = rows(old)
    assert before["documents"][1].total() == 3
    assert before["quotations"][1].total() == 5
    Store.open(f"sqlite:///{old}", create=False).close()
    assert rows(old, before) == before
    with closing(sqlite3.connect(old)) as connection:
        assert connection.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchall() == [(SCHEMA_REVISION,)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    problems = [finding for finding in diagnosis.store(f"sqlite:///{old}") if finding.severity is not Severity.NOTE]
    assert problems == []


def test_what_it_kept_is_read_and_added_to(old: Path) -> None:
    revision = old_revision(old)
    with Store.open(f"sqlite:///{old}", create=False) as store:
        assert [document.id for document in store.documents()] == ["telaga-1", "telaga-2", "telaga-3"]
        assert {view.text for view in store.all_views()} == {
            "Kotak suara sudah tersimpan di gudang kecamatan.",
            "Kami menunggu logistik sampai hari Jumat.",
            "Pembagian air irigasi dibahas bersama petani.",
            "Pintu air dibuka dua kali sehari.",
            "Jembatan gantung dibuka lagi hari Senin.",
        }
        assert [version.document.revision for version in store.revisions("telaga-3")] == [1, 2]
        assert store.counts().withdrawn == 2
        assert store.position == 12
        if revision >= "0002":
            assert {correction.who for correction in store.corrections()} == {"penyunting"}
            assert [decision.action for decision in store.decisions()] == [DecisionAction.RENAME]
        if revision >= "0004":
            assert store.content("telaga-2") == b"<p>Pembagian air</p>"
            assert [page.url for page in store.pages_of("telaga-1")] == ["https://telaga.example/1"]
        if revision >= "0005":
            assert [report.message for report in store.reports()] == ["Nama lengkap"]
        store.put(statement("telaga-4", ["Pasar pagi dibuka lebih awal."]))
        register.resolve(store)
        assert store.settled
        assert store.counts().documents == 4


def old_revision(path: Path) -> str:
    with closing(sqlite3.connect(path)) as connection:
        (found,) = connection.execute(f"SELECT version_num FROM {VERSION_TABLE}").fetchone()
        return str(found)
