"""One judging process for many that ask: same answers as in this process, errors arrive, it ends with its parent."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import psutil
import pytest

from corpus.errors import EncoderError, InvalidQuery
from indexer.entailment import shared
from indexer.entailment.crossencoder import CrossEncoder
from indexer.entailment.shared import Address, SharedModel
from tests.indexer import tiny_encoder

TEXT = "Jembatan Kali Wening harus dibangun tahun ini"
CLAIM = "Jembatan itu dibangun tahun ini"
LABELS = ("neutral", "entailment", "contradiction")


def judging_processes() -> list[psutil.Process]:
    return [child for child in psutil.Process().children() if "indexer.entailment.shared" in child.cmdline()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_encoder.classifier(tmp_path_factory.mktemp("tiny"), TEXT.split() + CLAIM.split(), LABELS)


@pytest.fixture(scope="module")
def address(folder: Path) -> Iterator[Address]:
    with shared.running(str(folder), folder) as address:
        yield address
    assert not judging_processes(), "it ends with the block"


def test_it_answers_as_the_model_does_here(address: Address, folder: Path) -> None:
    model, here = SharedModel(address), CrossEncoder(str(folder))
    asked = [(TEXT, CLAIM), ("Jembatan", CLAIM), ("", CLAIM)]
    np.testing.assert_allclose(model.judge(asked), here.judge(asked), atol=1e-5)
    assert model.fingerprint == here.fingerprint
    with pytest.raises(InvalidQuery):
        model.judge([(TEXT, "🙂")])


def test_many_may_ask_at_once(address: Address) -> None:
    model = SharedModel(address)
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda number: model.judge([(f"{TEXT} {number % 3}", CLAIM)]), range(24)))
    assert all((answers[number] == answers[number % 3]).all() for number in range(24))


def test_nobody_without_the_key_is_answered(address: Address) -> None:
    with pytest.raises(EncoderError, match="does not answer"):
        SharedModel(Address(address.path, b"guess")).judge([(TEXT, CLAIM)])
    assert SharedModel(address).judge([(TEXT, CLAIM)]).shape == (1, 3), "it goes on"


def test_a_model_that_cannot_be_loaded_is_said_to_whoever_asks(tmp_path: Path) -> None:
    before = judging_processes()
    with shared.running(str(tmp_path / "nowhere"), tmp_path) as address:
        model = SharedModel(address)
        with pytest.raises(EncoderError, match="cannot be loaded"):
            model.judge([(TEXT, CLAIM)])
        [process] = [each for each in judging_processes() if each not in before]
        process.send_signal(signal.SIGINT)
        with pytest.raises(EncoderError, match="cannot be loaded"):
            model.judge([(TEXT, CLAIM)])  # Ctrl-C is the parent's
    with pytest.raises(EncoderError, match="restart"):
        model.judge([(TEXT, CLAIM)])


def test_it_ends_with_its_parent_even_when_that_is_killed(tmp_path: Path) -> None:
    script = "from pathlib import Path\nfrom indexer.entailment import shared\nimport psutil, time\n"
    script += "with shared.running('nowhere', Path('.')):\n"
    script += "    print(psutil.Process().children()[0].pid, flush=True)\n    time.sleep(60)"
    root = Path(shared.__file__).parents[2]
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=root) as parent:
        assert parent.stdout
        child = psutil.Process(int(parent.stdout.readline()))
        os.kill(parent.pid, signal.SIGKILL)
    deadline = time.monotonic() + 20
    while child.is_running() and child.status() != psutil.STATUS_ZOMBIE and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE
