"""The installer's decisions: which PyTorch comes, when there is nothing to do, and what it says."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest


def _load() -> ModuleType:
    path = Path(__file__).parent.parent / "scripts" / "install.py"
    specification = importlib.util.spec_from_file_location("install", path)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


install = _load()


def report(*names: str) -> dict[str, Any]:
    return {"install": [{"metadata": {"name": name}} for name in names]}


CPU = report("torch", "sympy", "filelock")
CUDA = report("torch", "nvidia-cublas-cu12", "NVIDIA_cudnn_cu12", "triton", "cuda-bindings", "filelock")


class Recorder:
    """An installer that knows some requirements and notes what it is told to do."""

    def __init__(self, plans: dict[str, dict[str, Any]], *, cpu_build: bool = True) -> None:
        self._plans = plans
        self._cpu_build = cpu_build
        self.done: list[str] = []

    def plan(self, requirement: str) -> dict[str, Any] | None:
        return self._plans.get(requirement)

    def install(self, *arguments: str) -> bool:
        self.done.append(" ".join(arguments))
        return True

    def install_cpu_build(self, requirement: str) -> bool:
        self.done.append(f"cpu build of {requirement}")
        return self._cpu_build


PINNED, ANY = install.TORCH, install.ANY_TORCH


@pytest.mark.parametrize(
    ("plans", "gpu", "cpu_build", "done"),
    [
        pytest.param({PINNED: CPU}, False, True, [PINNED], id="the default build is for the processor"),
        pytest.param({PINNED: CUDA}, True, True, [PINNED], id="there is a card to use"),
        pytest.param({PINNED: CUDA}, False, True, [f"cpu build of {PINNED}"], id="no card: the CPU build"),
        pytest.param({PINNED: CUDA}, False, False, [f"cpu build of {PINNED}", PINNED], id="no CPU build to be had"),
        pytest.param({ANY: CPU}, False, True, [ANY], id="the tested version does not exist here"),
        pytest.param({ANY: CUDA}, False, True, [f"cpu build of {ANY}"], id="nor does it, and CUDA threatens"),
    ],
)
def test_no_cuda_without_a_card(plans: dict[str, Any], gpu: bool, cpu_build: bool, done: list[str]) -> None:
    recorder = Recorder(plans, cpu_build=cpu_build)
    assert install.install_torch(recorder, gpu=gpu, say=lambda line: None)
    assert recorder.done == done


def test_a_big_download_is_announced() -> None:
    said: list[str] = []
    install.install_torch(Recorder({PINNED: CUDA}, cpu_build=False), gpu=False, say=said.append)
    assert "several GB" in said[-1]


def test_without_network_nothing_is_tried() -> None:
    recorder = Recorder({})
    assert not install.install_torch(recorder, gpu=False)
    assert recorder.done == []


def test_cuda_packages_are_recognised() -> None:
    assert install.cuda_packages(CPU) == []
    assert install.cuda_packages(CUDA) == ["cuda-bindings", "nvidia-cublas-cu12", "nvidia-cudnn-cu12", "triton"]


@pytest.mark.parametrize(
    ("program", "driver", "expected"),
    [(None, False, False), ("/usr/bin/nvidia-smi", False, True), (None, True, True)],
    ids=["neither", "the program", "the driver"],
)
def test_a_card_is_recognised(program: str | None, driver: bool, expected: bool, tmp_path: Path) -> None:
    version = tmp_path / "version"
    if driver:
        version.write_text("NVRM", encoding="utf-8")
    assert install.has_gpu(lambda name: program, version) is expected


@pytest.mark.parametrize(
    ("version", "fits"),
    [((3, 10, 14), False), ((3, 11, 0), True), ((3, 12, 1), True), ((3, 13, 9), True), ((3, 14, 0), False)],
)
def test_pythons_that_do_not_fit_are_told_so(version: tuple[int, ...], fits: bool) -> None:
    problem = install.python_problem(version)
    assert (problem is None) is fits
    if problem:
        assert ".".join(map(str, version)) in problem
        assert "3.11 to 3.13" in problem


@pytest.mark.parametrize(
    ("stamp", "test", "current"),
    [
        pytest.param('{"digest": "a", "test": true}', True, True, id="all there"),
        pytest.param('{"digest": "a", "test": true}', False, True, id="more than wanted"),
        pytest.param('{"digest": "a", "test": false}', True, False, id="the tests' needs are missing"),
        pytest.param('{"digest": "b", "test": true}', False, False, id="something has changed since"),
        pytest.param('{"dig', False, False, id="cut short"),
        pytest.param("[]", False, False, id="something else"),
    ],
)
def test_an_installation_is_done_once(stamp: str, test: bool, current: bool) -> None:
    assert install.is_current(stamp, "a", test=test) is current


def test_digests_keep_parts_apart() -> None:
    assert install.digest([b"ab", b"c"]) != install.digest([b"a", b"bc"])
    assert install.digest([b"ab", b"c"]) == install.digest([b"ab", b"c"])
