"""One process that holds the model, for all processes of a server: 0.9 GB once, and never in those that fork.

The judging process is cheap until the first pair arrives: only then it imports PyTorch and reads weights. It ends with the
process that started it. Pairs and probabilities travel over a local socket that only processes with its key can use.
"""

from __future__ import annotations

import multiprocessing
import os
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from typing import Any, NoReturn

from corpus.errors import EncoderError, KutipanError
from indexer.entailment.base import EntailmentModel, Probabilities
from indexer.entailment.checks import Pairs, judged
from indexer.entailment.loading import load

_FINGERPRINT, _JUDGE = "fingerprint", "judge"
_WARMING = [("Jembatan dibangun.", "Jembatan itu perlu.")]


@dataclass(frozen=True, slots=True)
class Address:
    """Where the judging process listens, and the key that it asks for."""

    path: str
    key: bytes


@contextmanager
def running(name: str, models_path: Path) -> Iterator[Address]:
    """Run the judging process, a child of this one, for the length of the block; the block gets where it listens.

    Name and folder are those of `loading.load`. Raises EncoderError when it does not start.
    """
    key = secrets.token_hex(32)
    # Not of `multiprocessing`, which has every forked process end the children of its parent when it ends itself.
    process = subprocess.Popen(
        [sys.executable, "-m", __name__, name, str(models_path), str(os.getpid())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    starter = os.getpid()
    try:
        assert process.stdin
        assert process.stdout
        with process.stdin, process.stdout:
            process.stdin.write(key + "\n")
            process.stdin.flush()
            path = process.stdout.readline().rstrip("\n")
        if not path:
            raise EncoderError("the process of the entailment model did not start: see its message above")
        yield Address(path, bytes.fromhex(key))
    finally:
        # A process that was forked inside the block leaves it too.
        if os.getpid() == starter:
            process.terminate()
            process.wait()


class SharedModel:
    """The model of another process; safe to share between threads and between processes."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._fingerprint: str | None = None

    @property
    def fingerprint(self) -> str:
        """Name and version of the model in the other process."""
        if self._fingerprint is None:
            self._fingerprint = str(self._ask(_FINGERPRINT, None))
        return self._fingerprint

    def judge(self, pairs: Pairs) -> Probabilities:
        """Return the probabilities of (text, claim) pairs, shape (len(pairs), 3), columns as in LABELS."""
        return judged(pairs, lambda asked: self._ask(_JUDGE, asked))

    def warm(self) -> None:
        """Have the model loaded, without waiting for it."""
        threading.Thread(target=self._warm, name="kutipan-warm", daemon=True).start()

    def _warm(self) -> None:
        with suppress(KutipanError):  # whoever asks next is told
            self._ask(_JUDGE, _WARMING)

    def _ask(self, what: str, content: Any) -> Any:
        try:
            # A connection for each question: threads need not take turns, and nothing has to be mended after a fork.
            with Client(self._address.path, authkey=self._address.key) as connection:
                connection.send((what, content))
                answer = connection.recv()
        except (OSError, EOFError, multiprocessing.AuthenticationError) as error:
            raise EncoderError("the process of the entailment model does not answer: restart `kutipan serve`") from error
        if isinstance(answer, KutipanError):
            raise answer
        return answer


def serve(model: EntailmentModel, key: bytes, announce: Callable[[str], None]) -> NoReturn:
    """Answer questions for ever; `announce` is told where."""
    judging = _Judging(model)
    with Listener(family="AF_UNIX", authkey=key, backlog=64) as listener:
        announce(str(listener.address))
        while True:
            try:
                connection = listener.accept()
            except (OSError, EOFError, multiprocessing.AuthenticationError):
                continue  # somebody without the key, or a client that left
            threading.Thread(target=judging.answer, args=(connection,), daemon=True).start()


class _Judging:
    """The model of this process; pairs are judged one question after another."""

    def __init__(self, model: EntailmentModel) -> None:
        self._model = model
        # Two questions at once would share the cores and both be late.
        self._turn = threading.Lock()

    def answer(self, connection: Connection) -> None:
        """Answer the question of one connection."""
        with connection, suppress(OSError, EOFError):
            connection.send(self._answer(*connection.recv()))

    def _answer(self, what: str, content: Any) -> Any:
        try:
            with self._turn:
                return self._model.fingerprint if what == _FINGERPRINT else self._model.judge(content)
        except KutipanError as error:
            return error
        except Exception as error:  # a fault of ours must reach the one who asks, not end a thread in silence
            return EncoderError(f"the entailment model failed ({type(error).__name__}: {error}); please report it")


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(0)


def main() -> None:
    """Run as the judging process: arguments name, models' folder and parent; the key on standard input."""
    name, models_path, parent = sys.argv[1:]
    # Ctrl-C goes to every process of a terminal; the parent decides when this one ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(int(parent),), daemon=True).start()
    key = bytes.fromhex(sys.stdin.readline().strip())
    serve(load(name, Path(models_path)), key, lambda path: print(path, flush=True))


if __name__ == "__main__":
    main()
