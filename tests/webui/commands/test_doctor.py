"""Files are really damaged; `kutipan doctor` says what is wrong, and repairs what can be made again from the store."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from corpus.store import faults
from kutipan import main
from tests.corpus.fault_places import small_disk
from webui.commands import doctor

ROOT = Path(__file__).parents[3]
SAMPLE = ROOT / "corpus" / "sample" / "statements"
NOBODY = 65534


def run(data: Path, *arguments: str) -> Result:
    return CliRunner(env={"KUTIPAN_ENCODER": "fake"}).invoke(main, ["--data", str(data), *arguments])


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("original") / "data"
    for arguments in (["ingest", str(SAMPLE), "--workers", "1"], ["index"]):
        assert run(data, *arguments).exit_code == 0
    model = data / "models" / "some-model"
    model.mkdir(parents=True)
    header = json.dumps({"weight": {"dtype": "F16", "shape": [4], "data_offsets": [0, 8]}}).encode()
    (model / "model.safetensors").write_bytes(len(header).to_bytes(8, "little") + header + bytes(8))
    for name in ("config.json", "tokenizer.json"):
        (model / name).write_text("{}", encoding="utf-8")
    return data


@pytest.fixture
def data(original: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(original, tmp_path / "data"))


def diagnosed(data: Path, *arguments: str) -> list[dict[str, Any]]:
    result = run(data, "doctor", "--format", "json", *arguments)
    assert result.exit_code in (0, 1), result.output
    found: list[dict[str, Any]] = json.loads(result.stdout)
    assert result.exit_code == any(each["severity"] != "note" for each in found), found
    assert all(each["where"] and each["problem"] and each["advice"] for each in found)
    return found


def search(data: Path, mode: str) -> list[str]:
    result = run(data, "search", "pemilu damai", "--mode", mode, "--format", "json")
    assert result.exit_code == 0, result.output
    return [each["id"] for each in json.loads(result.stdout)["results"]]


def test_a_sound_folder_is_sound(data: Path) -> None:
    assert diagnosed(data) == []
    assert run(data, "doctor").stdout == "nothing is wrong\n"


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def bend(path: Path) -> None:
    """Change one bit in the middle, which leaves the size as it was."""
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2] ^= 1
    path.write_bytes(bytes(whole))


def garbage(path: Path) -> None:
    path.write_bytes(b"\x93rusak\x00" * 3000)


HARMS: dict[str, Callable[[Path], None]] = {"cut": cut, "bent": bend, "garbage": garbage, "gone": lambda path: path.unlink()}


INDEX_FILES = (
    "index/segment-*/cards.jsonl",
    "index/segment-*/columns.npy",
    "index/segment-*/words/*.*",
    "index/vectors/segment-*[0-9].npy",
    "index/vectors/segment-*.scales.npy",
    "index/vectors/segment-*.keys.npy",
)
OTHER_FILES = (
    "index/manifest.json",
    "index/groups-*.npy",
    "vectors.sqlite",
    "models/*/model.safetensors",
    "models/*/tokenizer.json",
)


@pytest.mark.parametrize(
    ("pattern", "harm"),
    [
        *((pattern, harm) for pattern in INDEX_FILES for harm in HARMS),
        # One bit in a number of a cache or a model says nothing: only the segments of an index have digests.
        *((pattern, harm) for pattern in OTHER_FILES for harm in HARMS if harm != "bent"),
    ],
)
def test_what_is_derived_is_found_and_made_anew(data: Path, pattern: str, harm: str) -> None:
    part = pattern.partition("/")[0] if "/" in pattern else "cache"
    before = {mode: search(data, mode) for mode in ("keyword", "hybrid")}
    path = next(iter(sorted(data.glob(pattern))))
    HARMS[harm](path)
    if (part, harm) == ("cache", "gone"):
        assert diagnosed(data) == [], "a cache that is missing is no fault"
        return
    found = diagnosed(data)
    assert {each["part"] for each in found} == {part}, found
    assert any(str(path) in f"{each['where']} {each['problem']}" or str(path).startswith(each["where"]) for each in found)
    assert diagnosed(data, "--repair") == []
    assert {mode: search(data, mode) for mode in before} == before


def test_no_index_at_all_is_built(data: Path) -> None:
    before = search(data, "hybrid")
    shutil.rmtree(data / "index")
    (only,) = diagnosed(data)
    assert (only["part"], only["repair"]) == ("index", "bring the index up to date")
    assert diagnosed(data, "--repair") == []
    assert search(data, "hybrid") == before


def test_an_index_that_is_behind_catches_up(data: Path, tmp_path: Path) -> None:
    (tmp_path / "baru.txt").write_text('Bupati Ratna Sekarwati berkata, "Kotak suara sudah siap di gudang."', encoding="utf-8")
    assert run(data, "ingest", str(tmp_path / "baru.txt"), "--workers", "1").exit_code == 0
    (only,) = diagnosed(data)
    assert "behind the store" in only["problem"]
    assert diagnosed(data, "--repair") == []


def test_an_index_of_another_store_is_found(data: Path, original: Path) -> None:
    with closing(sqlite3.connect(data / "store.sqlite")) as connection, connection:
        connection.execute("UPDATE quotations SET role = 'Camat' WHERE id = (SELECT min(id) FROM quotations)")
    (only,) = diagnosed(data)
    assert "otherwise than the store" in only["problem"]
    assert diagnosed(data, "--repair") == []


def damage_pages(path: Path) -> None:
    """Overwrite the middle of the store, from the second page on: the header stays."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096 * 3)
        file.write(b"\xff" * (size // 2))


@pytest.mark.parametrize("harm", [cut, damage_pages, garbage], ids=["cut", "overwritten", "garbage"])
def test_a_damaged_store_cannot_be_repaired_and_says_how_to_go_on(data: Path, harm: Callable[[Path], None]) -> None:
    backup = json.loads(run(data, "backup", str(data.parent / "backup"), "--format", "json").stdout)
    for beside in ("store.sqlite-wal", "store.sqlite-shm"):
        (data / beside).unlink(missing_ok=True)
    harm(data / "store.sqlite")
    for found in (diagnosed(data), diagnosed(data, "--repair")):
        (first, *_) = [each for each in found if each["part"] == "store"]
        assert first["severity"] == "fault"
        assert first["repair"] is None
        assert "kutipan restore" in first["advice"]
    assert search(data, "keyword"), "the index still answers"
    assert run(data, "restore", backup["path"], "--replace").exit_code == 0
    assert diagnosed(data, "--repair") == []


def test_a_damaged_store_is_one_sentence_for_every_command(data: Path) -> None:
    garbage(data / "store.sqlite")
    for arguments in (["status"], ["ingest", str(SAMPLE), "--workers", "1"], ["index"], ["dump", "-"], ["speakers", "list"]):
        result = run(data, *arguments)
        assert result.exit_code == 2, arguments
        assert len(result.stderr.strip().splitlines()[-1]) > 40
        assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        ("DELETE FROM changes WHERE position = 3", "some are missing"),
        ("DELETE FROM changes WHERE quotation_id = (SELECT min(id) FROM quotations)", "not in its change log"),
        ("UPDATE quotations SET start = start + 1 WHERE id = (SELECT min(id) FROM quotations)", "not the words at their place"),
        ("UPDATE documents SET raw = x'00' WHERE id = (SELECT min(id) FROM documents)", "cannot be unpacked"),
        ("UPDATE contents SET data = x'00' WHERE hash = (SELECT min(hash) FROM contents)", "not those that were stored"),
        ("DELETE FROM events", "refers to a row"),
        ("INSERT INTO runs (command, started_at, counts) VALUES ('ingest', '2020-01-01 00:00:00', '{}')", "never ended"),
        (
            "UPDATE documents SET content = NULL; UPDATE document_revisions SET content = NULL",
            "belong to no document",
        ),
    ],
)
def test_records_that_contradict_each_other_are_found(data: Path, statement: str, problem: str) -> None:
    with closing(sqlite3.connect(data / "store.sqlite")) as connection, connection:
        kept = connection.execute("SELECT count(*) FROM contents").fetchone()[0]
        assert kept, "the sample has a page, whose bytes are kept"
        connection.executescript(statement)
    found = diagnosed(data)
    assert any(problem in each["problem"] for each in found), found


def test_lookup_indexes_of_the_store_are_made_anew(data: Path) -> None:
    """Rows are written while the schema hides an index, as a faulty disk or program might leave them."""
    path = data / "store.sqlite"
    with closing(sqlite3.connect(path)) as connection:
        sql = "SELECT sql FROM sqlite_master WHERE name = 'ix_quotations_speaker_id'"
        (written,) = connection.execute(sql).fetchone()
        connection.execute("PRAGMA writable_schema = ON")
        row = connection.execute("SELECT * FROM sqlite_master WHERE name = 'ix_quotations_speaker_id'").fetchone()
        connection.execute("DELETE FROM sqlite_master WHERE name = 'ix_quotations_speaker_id'")
        connection.commit()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE quotations SET speaker_id = NULL WHERE id = (SELECT min(id) FROM quotations)")
        connection.commit()
        connection.execute("PRAGMA writable_schema = ON")
        connection.execute("INSERT INTO sqlite_master VALUES (?, ?, ?, ?, ?)", row)
        connection.commit()
    assert written
    found = diagnosed(data)
    assert {each["repair"] for each in found if each["part"] == "store"} == {"make the store's lookup indexes anew"}
    assert [each for each in diagnosed(data, "--repair") if each["part"] == "store"] == []


def test_a_locked_store_is_said_to_be_locked(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "LOCK_PATIENCE", 0.1)
    with closing(sqlite3.connect(data / "store.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        result = run(data, "ingest", str(SAMPLE), "--workers", "1")
        assert result.exit_code == 2
        assert "another process has written to it" in result.stderr
        assert diagnosed(data) == [], "reading goes on beside a writer"
        assert search(data, "keyword")


@pytest.mark.parametrize("place", ["data", "index", "store.sqlite"])
def test_missing_permissions_are_named(data: Path, place: str) -> None:
    locked = data if place == "data" else data / place
    if os.geteuid() == 0:
        for path in [data, *data.rglob("*")]:
            os.chown(path, NOBODY, NOBODY)
        for parent in [data, *data.parents]:
            if not parent.stat().st_mode & 0o001:
                parent.chmod(parent.stat().st_mode | 0o011)
            if parent.name.startswith("pytest-of"):
                break
    locked.chmod(0o500 if locked.is_dir() else 0o400)
    try:
        done = as_nobody(data)
    finally:
        locked.chmod(0o700)
    assert done.returncode == 1, done.stderr
    assert f"fault: {locked}: may not be written by this user" in done.stdout


AS_NOBODY = """
import os, sys
from click.testing import CliRunner
from kutipan import main

look = ["--data", sys.argv[1], "doctor"]
CliRunner().invoke(main, look)  # everything is imported while it may be read
os.setgroups([])
os.setgid(65534)
os.setuid(65534)
main(look)
"""


def as_nobody(data: Path) -> subprocess.CompletedProcess[str]:
    """Run the doctor as a user to whom permissions mean something."""
    code = AS_NOBODY if os.geteuid() == 0 else "from kutipan import main; main()"
    command = [sys.executable, "-c", code, *([str(data)] if os.geteuid() == 0 else ["--data", str(data), "doctor"])]
    environment = {**os.environ, "KUTIPAN_ENCODER": "fake", "PYTHONPATH": str(ROOT)}
    return subprocess.run(command, capture_output=True, text=True, cwd="/", env=environment, check=False)


@contextmanager
def on_a_small_disk(data: Path, megabytes: int) -> Iterator[Path]:
    with small_disk(megabytes) as disk:
        yield Path(shutil.copytree(data, disk / "data"))


def test_a_full_disk_is_one_sentence_and_nothing_is_lost(original: Path, tmp_path: Path) -> None:
    size = sum(path.stat().st_size for path in original.rglob("*") if path.is_file())
    more = tmp_path / "more"
    more.mkdir()
    for number in range(400):
        words = " ".join(f"Kotak suara nomor {number} bagian {part} sudah siap." for part in range(200))
        (more / f"{number}.txt").write_text(f'Bupati Ratna Sekarwati berkata, "{words}"', encoding="utf-8")
    with on_a_small_disk(original, size // 1_000_000 + 2) as data:
        before = search(data, "keyword")
        result = run(data, "ingest", str(more), "--workers", "1")
        assert result.exit_code == 2, result.output
        assert "the disk is full" in result.stderr
        filler = data.parent / "filler"
        with filler.open("wb") as file:
            try:
                while True:
                    file.write(bytes(65536))
                    file.flush()
            except OSError:
                pass
        indexed = run(data, "index", "--rebuild")
        assert indexed.exit_code == 2
        assert re.search(r"No space left|the disk is full|the space on it", indexed.stderr)
        assert search(data, "keyword") == before
        assert "MB free" in run(data, "doctor").stdout
        filler.unlink()
        (data / "vectors.sqlite").unlink(missing_ok=True)
        assert {each["part"] for each in diagnosed(data)} <= {"disk", "index"}


def test_a_disk_that_is_nearly_full_is_a_warning(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corpus.keeping.diagnosis.SPARE_BYTES", 10**18)
    (only,) = diagnosed(data)
    assert (only["part"], only["severity"]) == ("disk", "warning")
    assert doctor.WRONG == 1


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    result = run(tmp_path / "none", "doctor")
    assert result.exit_code == 1
    assert "is no folder" in result.stdout
