"""A function in a process of its own, forked from one that has everything loaded: killed, waited for, and what it said.

It says how far it is through shared memory: neither a kill nor a fault of the disk can touch that.
"""

from __future__ import annotations

import json
import mmap
import os
import signal
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from benchmarks.faults.work import Say, Stage
from corpus.errors import KutipanError

ROOM = 1 << 20  # bytes for what a process says in the end
POLL_SECONDS = 0.0005
STAGES = tuple(Stage)


class End(StrEnum):
    """How a process ended."""

    DONE = "done"
    KILLED = "killed"
    REFUSED = "refused with a sentence"
    CRASHED = "crashed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a process ended, how far it was, and what it returned or said."""

    end: End
    stage: Stage
    seconds: float
    said: Any = None


class Child:
    """A forked process that runs `task(say)`, whose answer must be JSON; it begins when `go` is called."""

    def __init__(self, task: Callable[[Say], Any], before: Callable[[], None] = lambda: None) -> None:
        """Fork. `before` is called in the child, just before the task: it arms a fault."""
        self._memory = mmap.mmap(-1, ROOM)
        self._began = time.perf_counter()
        self.process = os.fork()
        if self.process == 0:
            os._exit(self._live(task, before))

    def go(self) -> None:
        """Let it begin."""
        self._began = time.perf_counter()
        self._memory[1] = 1

    def wait(self, kill_after: float | None = None) -> Ending:
        """Wait for its end; kill it after so many seconds, unless it has ended by then."""
        end = None if kill_after is None else self._began + kill_after
        while True:
            process, status = os.waitpid(self.process, os.WNOHANG if end else 0)
            if process:
                break
            if end and time.perf_counter() >= end:
                os.kill(self.process, signal.SIGKILL)
                end = None
            time.sleep(POLL_SECONDS)
        seconds = time.perf_counter() - self._began
        stage = STAGES[self._memory[0]]
        if os.WIFSIGNALED(status):
            killed = os.WTERMSIG(status) == signal.SIGKILL
            said = None if killed else f"signal {os.WTERMSIG(status)}"
            return Ending(end=End.KILLED if killed else End.CRASHED, stage=stage, seconds=seconds, said=said)
        size = int.from_bytes(self._memory[4:12])
        outcome, said = json.loads(self._memory[12 : 12 + size])
        return Ending(end=End(outcome), stage=stage, seconds=seconds, said=said)

    def _live(self, task: Callable[[Say], Any], before: Callable[[], None]) -> int:
        try:
            while not self._memory[1]:
                time.sleep(POLL_SECONDS)
            before()
            self._answer(End.DONE, task(self._say))
        except KutipanError as error:
            self._answer(End.REFUSED, str(error))
        except BaseException:
            self._answer(End.CRASHED, traceback.format_exc()[-4000:])
        return 0

    def _say(self, stage: Stage) -> None:
        self._memory[0] = STAGES.index(stage)

    def _answer(self, end: End, said: Any) -> None:
        content = json.dumps([end, said]).encode()
        self._memory[4:12] = len(content).to_bytes(8)
        self._memory[12 : 12 + len(content)] = content


def run(task: Callable[[Say], Any]) -> Ending:
    """Run a task in a process of its own to its end."""
    child = Child(task)
    child.go()
    return child.wait()
