"""The fault harness: what it compares, what it makes fail, and a few of its runs."""

from __future__ import annotations

import builtins
import errno
import io
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.faults import failing, material, report
from benchmarks.faults.__main__ import main, mixed
from benchmarks.faults.children import End
from benchmarks.faults.comparing import Holding, differences, held
from benchmarks.faults.runs import Result
from corpus.settings import Settings
from corpus.sources import open_sources
from corpus.store import Store
from indexer import build, pipeline
from indexer.annotate import Labeller
from indexer.changes import ChangeBatch
from indexer.encoders.fake import FakeEncoder
from search.service import SearchService, index_writer

ENCODER = FakeEncoder()


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Holding]:
    """A data folder of 24 documents, and what it holds."""
    folder = tmp_path_factory.mktemp("faults")
    material.write(folder / "documents", 24, seed=1)
    settings = _settings(folder / "data")
    with Store.open(settings.store_address) as store:
        pipeline.ingest(open_sources([folder / "documents"]), store, Labeller.load(None))
        writer = index_writer(settings, ENCODER.fingerprint, ENCODER.dimensions, "tests")
        build.bring_up_to_date(store, writer, ENCODER, settings.vector_cache_path)
    return settings.data, held(settings)


@pytest.fixture
def copy(kept: tuple[Path, Holding], tmp_path: Path) -> Settings:
    shutil.copytree(kept[0], tmp_path / "data")
    return _settings(tmp_path / "data")


def _settings(data: Path) -> Settings:
    return Settings(data=data, engine="whoosh", encoder="fake", semantic_floor=1.0)


def parts(settings: Settings, wanted: Holding) -> set[str]:
    return {problem.partition(":")[0] for problem in differences(settings, wanted)}


def test_a_folder_is_like_itself(copy: Settings, kept: tuple[Path, Holding]) -> None:
    wanted = kept[1]
    assert len(wanted.documents) == 24
    assert wanted.totals["stored pages"] == 2
    assert len(wanted.quotations) > 24
    assert list(differences(copy, wanted)) == []


@pytest.mark.parametrize(
    ("statement", "noticed"),
    [
        pytest.param("DELETE FROM documents WHERE id = 'rilis-3'", {"documents", "totals"}, id="a document is missing"),
        pytest.param(
            "UPDATE documents SET content_hash = 'x' WHERE id = 'rilis-3'", {"documents"}, id="a document has other words"
        ),
        pytest.param(
            "DELETE FROM quotations WHERE id = (SELECT min(id) FROM quotations)",
            {"quotations", "identities", "totals", "doctor"},
            id="a quotation is missing in the store",
        ),
        pytest.param(
            "UPDATE quotations SET text = text || '!' WHERE id = (SELECT min(id) FROM quotations)",
            {"quotations", "doctor"},
            id="a quotation has other words",
        ),
        pytest.param(
            "DELETE FROM contents WHERE hash = (SELECT min(hash) FROM contents)", {"store", "doctor"}, id="a page is missing"
        ),
        pytest.param(
            "UPDATE quotations SET speaker_id = (SELECT max(speaker_id) FROM quotations)",
            {"identities", "quotations", "totals", "doctor"},
            id="everybody is one person",
        ),
    ],
)
def test_what_is_wrong_in_the_store_is_noticed(
    statement: str, noticed: set[str], copy: Settings, kept: tuple[Path, Holding]
) -> None:
    with closing(sqlite3.connect(copy.data / "store.sqlite")) as connection, connection:
        assert connection.execute(statement).rowcount > 0
    assert noticed <= parts(copy, kept[1])


def _more(wanted: Holding) -> Holding:
    """Return what would be wanted, did the folder hold a document and a quotation twice."""
    document, quotation = min(wanted.documents), min(wanted.quotations)
    return replace(
        wanted,
        documents={key: value for key, value in wanted.documents.items() if key != document},
        quotations={key: value for key, value in wanted.quotations.items() if key != quotation},
    )


def test_what_is_there_in_addition_is_noticed(copy: Settings, kept: tuple[Path, Holding]) -> None:
    problems = list(differences(copy, _more(kept[1])))
    assert [problem.partition(" (")[0] for problem in problems] == [
        "documents: 0 are missing, 1 too many, 0 are other ones",
        "quotations: 0 are missing, 1 too many, 0 are other ones",
        "index: 0 are missing, 1 too many, 0 are other ones",
    ]


def test_a_quotation_that_the_index_lost_is_noticed(copy: Settings, kept: tuple[Path, Holding]) -> None:
    writer = index_writer(copy, ENCODER.fingerprint, ENCODER.dimensions, "tests")
    lost = min(kept[1].quotations)
    writer.apply(ChangeBatch(upserts=[], vectors=ENCODER.passages([]), deletes=[lost], position=writer.position))
    writer.commit()
    writer.close()
    problems = list(differences(copy, kept[1]))
    assert {problem.partition(":")[0] for problem in problems} == {"doctor", "index", "search"}
    assert any(problem.startswith("search") and problem.endswith(lost) for problem in problems)


def test_a_quotation_that_is_found_twice_is_noticed(
    copy: Settings, kept: tuple[Path, Holding], monkeypatch: pytest.MonkeyPatch
) -> None:
    export = SearchService.export
    monkeypatch.setattr(
        SearchService, "export", lambda service, query: [*export(service, query), next(iter(export(service, query)))]
    )
    assert parts(copy, kept[1]) == {"index"}


def test_a_folder_without_an_index_is_noticed(copy: Settings, kept: tuple[Path, Holding]) -> None:
    shutil.rmtree(copy.index_path)
    assert parts(copy, kept[1]) == {"doctor", "index"}


def test_an_index_that_is_behind_is_noticed(copy: Settings, kept: tuple[Path, Holding], tmp_path: Path) -> None:
    material.write(tmp_path / "second", 24, seed=1, edition=2)
    with Store.open(copy.store_address) as store:
        pipeline.ingest(open_sources([tmp_path / "second"]), store, Labeller.load(None))
        wanted = held(copy)
    assert wanted.totals["documents"] == 29
    assert wanted.totals["revisions"] == 6
    assert parts(copy, wanted) == {"doctor", "index", "search"}


def _documents(folder: Path) -> dict[str, object]:
    found: dict[str, object] = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.html")}
    for path in folder.glob("*.jsonl"):
        found |= {record["id"]: record for record in map(json.loads, path.read_text(encoding="utf-8").splitlines())}
    return found


def test_the_material_follows_from_its_seed(tmp_path: Path) -> None:
    for name, edition in (("a", 1), ("b", 1), ("c", 2)):
        material.write(tmp_path / name, 40, seed=5, edition=edition)
    one, same, later = (_documents(tmp_path / name) for name in "abc")
    assert one == same
    assert (len(one), len(later)) == (40, 48)
    assert sum(later[key] != one[key] for key in one) == 10


@pytest.mark.parametrize(
    ("name", "number", "lasting", "failures"),
    [("mkdir", 2, False, [2]), ("mkdir", 2, True, [2, 3]), ("open", 1, False, []), ("mkdir", 9, True, [])],
)
def test_the_nth_own_call_fails(
    name: str, number: int, lasting: bool, failures: list[int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for owner, watched in ((os, "fsync"), (os, "replace"), (os, "mkdir"), (io, "open"), (builtins, "open")):
        monkeypatch.setattr(owner, watched, getattr(owner, watched))  # so that it is taken back
    calls = failing.OwnCalls(name, number, "ENOSPC", lasting=lasting)
    calls.arm()
    failed = []
    for serial in (1, 2, 3):
        try:
            (tmp_path / str(serial)).mkdir()
        except OSError as error:
            failed.append((serial, error.errno))
    assert failed == [(serial, errno.ENOSPC) for serial in failures]
    assert calls.seen["mkdir"] == 3


def test_system_calls_are_those_of_the_first_thread(tmp_path: Path) -> None:
    lines = ["70 fsync(3) = 0", "71 fsync(4) = 0", "70  write(1, ..., 5) = 5", "70 fsync(3) = 0", "70 +++ exited with 0 +++"]
    (tmp_path / "calls").write_text("\n".join(lines), encoding="utf-8")
    assert failing.system_calls(tmp_path / "calls") == {"fsync": 2, "write": 1}


def test_runs_of_both_kinds_are_mixed() -> None:
    runs = mixed({"kill": range(8), "fault": range(2)})
    assert sorted(runs) == [("fault", 0), ("fault", 1), *(("kill", seed) for seed in range(8))]
    assert {kind for kind, _ in runs[:5]} == {kind for kind, _ in runs[5:]} == {"kill", "fault"}


def test_the_page_counts_what_happened() -> None:
    results = [
        Result(seed=0, kind="kill", engine="whoosh", start="empty", struck=["ingesting"]),
        Result(
            seed=1,
            kind="kill",
            engine="tantivy",
            start="earlier",
            struck=["ingesting", "done"],
            problems=["index: one is missing"],
        ),
        Result(
            seed=0,
            kind="fault",
            engine="whoosh",
            start="empty",
            struck=["ingesting"],
            fault="own call: fsync 3 EIO",
            ended=End.REFUSED,
        ),
    ]
    page = report.as_markdown(results, 2_000, {"cores": "2"})
    for line in (
        "- cores: 2",
        "| killed with SIGKILL | 2 | 1 | 1 |",
        "| with a failing disk | 1 | 1 | 0 |",
        "3 kills (1 runs once, 1 runs twice). "
        "Runs by engine: tantivy 1, whoosh 1; from an empty folder 1, over an earlier edition 1.",
        "| ingesting | 2 |",
        "| own call: fsync | 1 | 1 | 0 | 0 |",
        "- kill 1 (tantivy, earlier ): index: one is missing",
    ):
        assert line in page.splitlines()
    assert "2,000 made-up documents" in page
    assert report.summary(results)[0] == "2 runs killed with SIGKILL: 1 ended as if nothing had happened, 1 did not"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="the harness forks")
def test_a_few_runs_lose_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A part of `make faults`, in a process without threads of ours."""
    command = [sys.executable, "-m", "benchmarks.faults", "--documents", "150", "--kills", "4", "--faults", "4"]
    page, kept = tmp_path / "page.md", tmp_path / "results.jsonl"
    done = subprocess.run(
        [*command, "--markdown", str(page), "--results", str(kept)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    results = [json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()]
    assert [result["kind"] for result in results].count("kill") == 4
    assert [result["kind"] for result in results].count("fault") == 4
    assert all(result["struck"] and not result["problems"] for result in results)
    assert "| killed with SIGKILL | 4 | 4 | 0 |" in page.read_text(encoding="utf-8")
    # With all results known, nothing is left to run.
    monkeypatch.setattr(sys, "argv", [*command[2:], "--results", str(kept)])
    assert main() == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "4 runs with a failing disk: 4 ended as if nothing had happened" in said.err
