"""What was found once is not found again, and the fuzzer finds what there is to find."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path
from random import Random

import pytest

from tests.corpus.release_files import wacz_of, warc_of, word_of
from tests.fuzzing import attacks, containers
from tests.fuzzing.attacks import Figures
from tests.fuzzing.child import attempt, place
from tests.fuzzing.mutations import LARGEST, MUTATIONS, Mutation, mutated
from tests.fuzzing.report import CASES, as_markdown, cases
from tests.fuzzing.targets import TARGETS, Target


def test_what_was_found_is_read_now() -> None:
    for path, wrong in attacks.replayed([case.path for case in cases() if case.file]).items():
        assert wrong is None, f"{path.name}: {wrong}"


def test_every_input_is_listed_with_what_it_did() -> None:
    assert sorted(case.file for case in cases() if case.file) == sorted(
        path.name for path in CASES.iterdir() if path.name != "cases.tsv"
    )
    for case in cases():
        assert case.target in TARGETS
        assert not case.file or case.file.startswith(f"{case.target}-")
        assert case.found
        assert case.fixed


@pytest.mark.parametrize("name", sorted(set(TARGETS) - {"warc", "wacz", "docx", "jsonl.gz", "sitemap"}))
def test_seeds_are_read(name: str, tmp_path: Path) -> None:
    """The bombs' kinds are left to `make fuzz`: making them takes longer than all other tests of this folder."""
    for data in TARGETS[name].seeds():
        _, wrong = attempt(TARGETS[name], data, tmp_path)
        assert wrong is None, wrong


@pytest.mark.parametrize("mutate", MUTATIONS)
@pytest.mark.parametrize("data", [b"", b"x", b"a 12 b <p> 3\nline\n"])
def test_mutations_take_anything(mutate: Mutation, data: bytes) -> None:
    for seed in range(20):
        assert isinstance(mutate(data, Random(seed), [b"<p>", b"12"], []), bytes)


def test_mutations_are_bounded_and_come_again() -> None:
    made = [mutated(b"<p>12</p>" * 50_000, Random(seed), [b"<p>" * 100], [b"y" * 100]) for seed in range(40)]
    assert max(map(len, made)) <= LARGEST
    assert made == [mutated(b"<p>12</p>" * 50_000, Random(seed), [b"<p>" * 100], [b"y" * 100]) for seed in range(40)]


@pytest.mark.parametrize(
    "data", [word_of("Rapat"), wacz_of(warc_of(("https://a.example/", "text/html", b"<p>x", "200 OK")))], ids=["docx", "wacz"]
)
def test_mutated_packages_are_packages_again(data: bytes) -> None:
    """Else every input would end at the checksum."""
    made = [containers.zipped(data, Random(seed), lambda some: some + b"x") for seed in range(40)]
    assert sum(each != data + b"x" and _opens(each) for each in made) > 20


def _opens(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return package.testzip() is None
    except zipfile.BadZipFile:
        return False


BROKEN = """
import os, signal
from tests.fuzzing import child
from tests.fuzzing.targets import TARGETS, Target

def broken(data, folder):
    if data == b"hang":
        while True: pass
    if data == b"memory":
        bytearray(8 * 2**30)
    if data == b"crash":
        os.kill(os.getpid(), signal.SIGSEGV)

child.HANGING = 0.2
TARGETS["dates"] = Target("dates", broken, list, (b"x",))
child.main()
"""
"""A process that attacks a reader with three faults."""


def test_hangs_crashes_and_memory_are_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        attacks,
        "_command",
        lambda target, folder, arguments: [sys.executable, "-c", BROKEN, target, str(folder), *arguments],
    )
    for number, data in enumerate([b"fine", b"hang", b"memory", b"crash"]):
        (tmp_path / f"seed-{number}").write_bytes(data)
    # The first process ends with the hang, the second with the crash: how busy the machine is makes no difference.
    figures = [attacks.one_process(TARGETS["dates"], 600.0, 0, tmp_path, tmp_path / "findings") for _ in range(2)]
    kinds = [finding.removeprefix("dates: ").split(" at ")[0] for each in figures for finding in each.findings]
    assert kinds == ["hang", "MemoryError", "crash (SIGSEGV)"]
    assert {path.read_bytes() for path in (tmp_path / "findings").glob("*.input")} == {b"hang", b"memory", b"crash"}
    assert sorted(path.name for path in tmp_path.glob("seed-*")) == ["seed-0", "seed-2"], (
        "what ends the process is not read again"
    )


def test_findings_of_one_place_are_one(tmp_path: Path) -> None:
    def fails(data: bytes, folder: Path) -> None:
        raise KeyError(data)

    broken = Target("broken", fails, list, (b"x",))
    places = {place(str(attempt(broken, data, tmp_path)[1])) for data in (b"1", b"2")}
    assert len(places) == 1
    assert places.pop().startswith("KeyError at ")
    assert (tmp_path / "current").read_bytes() == b"2"


def test_the_page_holds_figures_and_cases() -> None:
    page = as_markdown({"dates": Figures(60, 50, 1_234, 56, 0.7, 89)})
    assert "| dates | 0.8 | 1,234 | 56 | 0.7 | 89 |" in page
    assert all(case.found in page for case in cases())
