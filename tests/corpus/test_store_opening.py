"""Opening creates, migrates or refuses, and every fault of the database is one sentence that says what to do."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from corpus.errors import StoreError, StoreVersionError
from corpus.store import Store, faults, migrations, opening
from corpus.store.schema import SCHEMA_REVISION, VERSION_TABLE, metadata
from tests.corpus.postgres_server import PostgresServer
from tests.corpus.statements import statement


@contextmanager
def engine_of(url: str) -> Iterator[sa.Engine]:
    engine = opening.open_engine(url, create=True)
    yield engine
    engine.dispose()


def test_the_newest_migration_is_the_one_that_opening_expects() -> None:
    assert migrations.known_revisions()[0] == SCHEMA_REVISION


def test_migrations_make_what_the_schema_says(store_url: str) -> None:
    with engine_of(store_url) as engine, engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"version_table": VERSION_TABLE, "compare_type": True, "target_metadata": metadata}
        )
        assert compare_metadata(context, metadata) == []


@pytest.mark.parametrize("revision", [None, *migrations.known_revisions()])
def test_an_older_schema_is_migrated_forward(store_url: str, revision: str | None) -> None:
    with engine_of(store_url) as engine, engine.begin() as connection:
        metadata.drop_all(connection)
        connection.execute(sa.text(f"DROP TABLE {VERSION_TABLE}"))
        if revision:
            migrations.upgrade(connection, revision)
    with Store.open(store_url) as store:
        store.put(statement())
        assert store.counts().quotations == 1


def test_a_store_opens_again_without_alembic(store_url: str) -> None:
    """A search from the command line opens a store that is up to date, and should not wait for a migration tool."""
    Store.open(store_url).close()
    script = (
        "import sys; from corpus.store import Store; Store.open(sys.argv[1], create=False); print('alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script, store_url], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_newer_schema_is_refused_and_left_alone(store_url: str) -> None:
    with engine_of(store_url) as engine, engine.begin() as connection:
        connection.execute(sa.text(f"UPDATE {VERSION_TABLE} SET version_num = '9999'"))
    for _ in range(2):
        with pytest.raises(StoreVersionError, match=r"schema 9999.*install the newer Kutipan"):
            Store.open(store_url)


def test_tables_of_another_program_are_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "other.sqlite") as connection:
        connection.execute("CREATE TABLE documents (id)")
    connection.close()
    with pytest.raises(StoreError, match="not made by Kutipan: documents"):
        Store.open(f"sqlite:///{tmp_path / 'other.sqlite'}")


def test_creation_makes_the_folder(tmp_path: Path) -> None:
    Store.open(f"sqlite:///{tmp_path}/new/data/store.sqlite").close()
    assert (tmp_path / "new" / "data" / "store.sqlite").exists()


def test_sqlite_keeps_a_write_ahead_log_and_checks_references(tmp_path: Path) -> None:
    with engine_of(f"sqlite:///{tmp_path / 'store.sqlite'}") as engine, engine.connect() as connection:
        found = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout")
        ]
    assert found == ["wal", 1, 1, 30_000]


@pytest.mark.parametrize(
    ("url", "teaching"),
    [
        pytest.param("sqlite:///{folder}/none.sqlite", "there is no store at .*ingest", id="no file"),
        pytest.param("sqlite:///{folder}/empty.sqlite", "holds no store yet", id="empty file"),
        pytest.param("sqlite:///{folder}", "is a folder", id="a folder"),
        pytest.param("sqlite:///{folder}/garbage.sqlite", "not an SQLite database", id="another kind of file"),
        pytest.param("{folder}/none.sqlite", "write sqlite:///", id="a path"),
        pytest.param("mysql://host/database", "sqlite:/// or postgresql://", id="another database"),
        pytest.param("sqlite://", "memory forgets", id="memory"),
    ],
)
def test_what_cannot_be_opened_teaches(tmp_path: Path, url: str, teaching: str) -> None:
    (tmp_path / "empty.sqlite").touch()
    (tmp_path / "garbage.sqlite").write_bytes(b"Tidak ada basis data di sini. " * 100)
    with pytest.raises(StoreError, match=teaching):
        Store.open(url.format(folder=tmp_path), create=False)


def test_a_folder_that_cannot_be_made_teaches(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match=r"cannot be made.*data folder that you may write"):
        Store.open(f"sqlite:///{tmp_path / 'file' / 'data' / 'store.sqlite'}")


def _fill_the_disk(connection: sqlite3.Connection) -> None:
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages + 5}")


def _forbid_writing(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA query_only = ON")


@pytest.mark.parametrize(
    ("hinder", "teaching"),
    [
        pytest.param(_fill_the_disk, "the disk is full", id="full disk"),
        pytest.param(_forbid_writing, "write permission", id="read-only"),
    ],
)
def test_writing_that_fails_teaches_and_leaves_what_was_there(
    tmp_path: Path, hinder: Callable[[sqlite3.Connection], None], teaching: str
) -> None:
    url = f"sqlite:///{tmp_path / 'store.sqlite'}"
    with Store.open(url) as store:
        store.put(statement("a"))
        before = store.counts()
    with engine_of(url) as engine:
        engine.dispose()
        sa.event.listen(engine, "connect", lambda connection, record: hinder(connection))
        with pytest.raises(StoreError, match=teaching):
            Store(engine).put_many(statement(f"d{number}") for number in range(500))
        assert Store(engine).counts() == before


def test_a_damaged_file_teaches(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    with Store.open(f"sqlite:///{path}") as store:
        store.put_many(statement(f"d{number}") for number in range(200))
    content = bytearray(path.read_bytes())
    content[8192:-8192] = b"\xff" * (len(content) - 16384)
    path.write_bytes(content)
    with pytest.raises(StoreError, match=r"damaged.*restore"), Store.open(f"sqlite:///{path}") as store:
        list(store.documents())


def test_a_writer_that_does_not_end_teaches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "LOCK_PATIENCE", 0.05)
    path = tmp_path / "store.sqlite"
    with Store.open(f"sqlite:///{path}") as store:
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="another process"):
            store.put(statement())
        assert store.counts().documents == 0, "readers are not kept waiting"
        other.close()
        store.put(statement())


@pytest.mark.postgres
@pytest.mark.parametrize(
    ("change", "teaching"),
    [
        pytest.param(lambda url: url.replace("kutipan-pg-", "no-"), "cannot be reached", id="no server"),
        pytest.param(lambda url: url.replace("/postgres?", "/none?"), "does not exist", id="no database"),
        pytest.param(lambda url: url.replace("kutipan@", "stranger:secret@"), "stranger", id="no such user"),
    ],
)
def test_a_server_that_refuses_teaches(postgres_server: PostgresServer, change: Callable[[str], str], teaching: str) -> None:
    with pytest.raises(StoreError, match=teaching) as caught:
        Store.open(change(postgres_server.new_store()))
    assert "secret" not in str(caught.value)


@pytest.mark.postgres
def test_a_server_that_ends_the_connection_teaches_and_can_be_used_again(postgres_server: PostgresServer) -> None:
    url = postgres_server.new_store()
    with Store.open(url) as store:
        store.put(statement("a"))
        views = store.all_views()
        next(views)
        with postgres_server.connect() as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename = 'kutipan'"
            )
        with pytest.raises(StoreError, match=r"try again|cannot be reached"):
            list(views)
        store.put(statement("b"))
        assert store.counts().documents == 2


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(sqlite3.IntegrityError("UNIQUE constraint failed"), id="a mistake of ours in SQLite"),
        pytest.param(ValueError("no"), id="no database fault"),
    ],
)
def test_mistakes_of_the_program_are_not_dressed_up(fault: Any) -> None:
    assert faults.advice_for(fault) is None


@pytest.mark.parametrize("driver", ["postgresql", "postgres", "postgresql+psycopg"])
def test_postgresql_is_spoken_to_through_psycopg(driver: str) -> None:
    with pytest.raises(StoreError, match=r"postgresql\+psycopg://.*cannot be reached"):
        Store.open(f"{driver}://kutipan@/x?host=/nowhere")
