"""A backup is of one moment, whole or absent, and comes back as it was; a damaged one is never put in a store's place."""

from __future__ import annotations

import json
import shutil
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from corpus.errors import ConfigurationError, StoreError
from corpus.keeping import backups, checking
from corpus.settings import Settings
from corpus.store import Store
from tests.corpus.statements import statement


@pytest.fixture
def data(tmp_path: Path) -> Settings:
    settings = Settings(data=tmp_path / "data")
    with Store.open(settings.store_address) as store:
        store.put_many(statement(name, [f"Kotak suara {name} siap."]) for name in "abc")
    (settings.data / "topics.yaml").write_text("topics: []\n", encoding="utf-8")
    (settings.index_path).mkdir()
    (settings.index_path / "manifest.json").write_text("{}", encoding="utf-8")
    return settings


def views(settings: Settings) -> list[str]:
    with Store.open(settings.store_address, create=False) as store:
        return [view.id for view in store.all_views()]


@pytest.mark.parametrize("place", ["backup", "backup.sqlite"])
def test_a_backup_comes_back(tmp_path: Path, data: Settings, place: str) -> None:
    made = backups.make(data, tmp_path / place)
    assert (made.documents, made.quotations, made.position) == (3, 3, 3)
    other = Settings(data=tmp_path / "other")
    restored = backups.restore(other, made.path)
    assert (restored.identity, restored.position) == (made.identity, made.position)
    assert views(other) == views(data)
    assert (other.data / "topics.yaml").exists() == (place == "backup")


def test_restoring_over_a_store_sets_it_aside_and_drops_the_index(tmp_path: Path, data: Settings) -> None:
    made = backups.make(data, tmp_path / "backup")
    with Store.open(data.store_address) as store:
        store.put(statement("d", ["Sesudah cadangan."]))
    later = views(data)
    with pytest.raises(ConfigurationError, match="--replace"):
        backups.restore(data, made.path)
    assert views(data) == later
    backups.restore(data, made.path, replace=True)
    assert len(views(data)) == 3
    assert not data.index_path.exists(), "it may hold changes that the store has not made yet"
    (aside,) = data.data.glob("store.sqlite.before-*Z")
    shutil.move(aside, tmp_path / "aside.sqlite")
    assert views(Settings(store_url=f"sqlite:///{tmp_path / 'aside.sqlite'}")) == later


def test_a_folder_gets_a_backup_inside(tmp_path: Path, data: Settings) -> None:
    (tmp_path / "backups").mkdir()
    made = backups.make(data, tmp_path / "backups")
    assert made.path.parent == tmp_path / "backups"
    assert json.loads((made.path / backups.NOTE).read_text(encoding="utf-8"))["documents"] == 3


def test_a_backup_made_while_others_write_is_of_one_moment(tmp_path: Path, data: Settings) -> None:
    stop = threading.Event()

    def write() -> None:
        with Store.open(data.store_address) as store:
            number = 0
            while not stop.is_set():
                number += 1
                store.put_many([statement(f"{number}-{half}", [f"Tahap {number}."]) for half in ("kiri", "kanan")])

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(5):
            made = backups.make(data, tmp_path / f"{number}.sqlite")
            assert checking.damage(made.path) == []
            with closing(sqlite3.connect(made.path)) as connection:
                halves = connection.execute(
                    "SELECT count(*) FROM documents GROUP BY substr(id, 1, instr(id, '-')) HAVING instr(id, '-') > 0"
                )
                assert {count for (count,) in halves} <= {2}
    finally:
        stop.set()
        writer.join()


@pytest.mark.parametrize(
    ("name", "harm"),
    [
        pytest.param("store.sqlite", lambda data: data[: len(data) // 2], id="truncated"),
        pytest.param("store.sqlite", lambda data: data[:5000] + b"\xff" * 3000 + data[8000:], id="overwritten"),
        pytest.param("topics.yaml", lambda data: data + b"x", id="another file"),
        pytest.param("backup.json", lambda data: data[:20], id="its note"),
    ],
)
def test_a_damaged_backup_is_refused(tmp_path: Path, data: Settings, name: str, harm: object) -> None:
    made = backups.make(data, tmp_path / "backup")
    path = made.path / name
    path.write_bytes(harm(path.read_bytes()))  # type: ignore[operator]
    before = views(data)
    with pytest.raises(StoreError, match="damaged"):
        backups.restore(data, made.path, replace=True)
    assert views(data) == before


def test_a_damaged_file_alone_is_refused(tmp_path: Path, data: Settings) -> None:
    made = backups.make(data, tmp_path / "store-only.sqlite")
    made.path.write_bytes(made.path.read_bytes()[:6000])
    with pytest.raises(StoreError, match="damaged"):
        backups.restore(Settings(data=tmp_path / "other"), made.path)


@pytest.mark.parametrize(
    ("settings", "place", "message"),
    [
        (Settings(data=Path("nowhere")), "b", "there is no store"),
        (Settings(store_url="postgresql://host/kutipan"), "b", "pg_dump"),
    ],
)
def test_what_cannot_be_backed_up_is_said(tmp_path: Path, settings: Settings, place: str, message: str) -> None:
    with pytest.raises((ConfigurationError, StoreError), match=message):
        backups.make(settings, tmp_path / place)


def test_places_that_cannot_take_a_backup(tmp_path: Path, data: Settings) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="exists already"):
        backups.make(data, tmp_path / "file")
    with pytest.raises(ConfigurationError, match="cannot be written"):
        backups.make(data, tmp_path / "file" / "backup")
    with pytest.raises(StoreError, match="no backup"):
        backups.restore(Settings(data=tmp_path / "other"), tmp_path / "none")
