"""The process in which one target is attacked: with bounds on memory and on processor time, saying what it does.

It writes each input to a file before reading it, so that whoever started it still has what killed it. Lines of JSON on
standard output tell how far it is.
"""

from __future__ import annotations

import argparse
import faulthandler
import hashlib
import json
import resource
import signal
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

from tests.fuzzing.branches import ROOT, Branches
from tests.fuzzing.mutations import mutated
from tests.fuzzing.targets import TARGETS, Target

MEMORY = 3 * 2**30
"""Bytes of address space: three times what the largest document within the limits takes."""

HEAVY = 700
"""MiB of memory that no input may make this process take; reading the largest documents within the limits takes half of it."""

HANGING = 20.0
"""Seconds of processor time for one input, the tracing of branches included; files of a megabyte take one or two."""

QUICK = 0.5
"""Seconds above which an input is not mutated further: a slow one stands in the way of hundreds."""

SMALL = 100_000
"""Bytes of a seed that others may be made of."""

CURRENT = "current"
"""The file in the folder that holds the input being read."""


@dataclass(slots=True)
class Progress:
    """What an attack has come to."""

    inputs: int = 0
    kept: int = 0
    branches: int = 0
    slowest: float = 0.0
    seen: set[str] = field(default_factory=set)

    def said(self) -> dict[str, Any]:
        """Return the figures as JSON takes them; memory in MiB, the largest so far."""
        return {
            "inputs": self.inputs,
            "kept": self.kept,
            "branches": self.branches,
            "slowest": round(self.slowest, 2),
            "processor": round(time.process_time(), 1),
            "memory": peak_memory(),
        }


def limit() -> None:
    """Bound memory; let processor time above HANGING end the process, with the place on standard error."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    faulthandler.enable()
    faulthandler.register(signal.SIGPROF, chain=True)


def peak_memory() -> int:
    """Return the most memory that this process had, in MiB: getrusage counts what its parent had when it was started."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024


def attempt(target: Target, data: bytes, folder: Path) -> tuple[float, str | None]:
    """Read one input; return the processor time it took and the traceback of what went wrong."""
    (folder / CURRENT).write_bytes(data)
    began = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, HANGING)
    try:
        target.read(data, folder)
        wrong = None
    except Exception:
        wrong = traceback.format_exc(limit=-12)
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return time.process_time() - began, wrong


def attack(target: Target, folder: Path, seconds: float, seed: int) -> Iterator[dict[str, Any]]:
    """Attack for a time, beginning with the seeds in the folder; yield findings and, every second, figures."""
    random, branches, progress = Random(f"{target.name}/{seed}"), Branches(), Progress()
    pool: list[bytes] = []
    until, told = time.monotonic() + seconds, 0.0
    for data in _inputs(target, folder, pool, random):
        before = len(branches.reached)
        with branches.watched():
            took, wrong = attempt(target, data, folder)
        progress.inputs += 1
        progress.slowest = max(progress.slowest, took)
        if (len(branches.reached) > before or progress.inputs <= 1) and took < QUICK:
            pool.append(data)
        progress.kept, progress.branches = len(pool), len(branches.reached)
        if wrong is None and peak_memory() > HEAVY:
            wrong = f"memory: more than {HEAVY} MiB"
        if wrong is not None and (mark := place(wrong)) not in progress.seen:
            progress.seen.add(mark)
            yield {"finding": "error", "place": mark, "traceback": wrong, "input": _keep(folder, data)}
        if time.monotonic() - told > 1:
            told = time.monotonic()
            yield progress.said()
        if told > until:
            return


def _inputs(target: Target, folder: Path, pool: list[bytes], random: Random) -> Iterator[bytes]:
    # Made by whoever started this process: a bomb takes more memory to be made than it may take to be read.
    small = []
    for path in sorted(folder.glob("seed-*")):
        data = path.read_bytes()
        if len(data) < SMALL:
            small.append(data)
        yield data
    while True:
        # Half of the attacks begin with one of the ten newest inputs: there new ground is nearest.
        recent = pool[-10:] if random.random() < 0.5 else pool
        data = random.choice(recent or small)
        yield target.container(data, random, lambda some: mutated(some, random, target.words, pool or small))


def place(wrong: str) -> str:
    """Return where a traceback ends in our code, and the error's kind: findings of one cause share it."""
    lines = [line.strip() for line in wrong.splitlines()]
    ours = [line for line in lines if line.startswith(f'File "{ROOT}') and ".venv" not in line and "fuzzing" not in line]
    inmost = ours or [line for line in lines if line.startswith("File ")]
    last = lines[-1].split(":")[0] if lines else "?"
    said = lines[-1][:80] if last == "AssertionError" else last
    return f"{said} at {inmost[-1].replace(f'{ROOT}/', '') if inmost else '?'}"


def _keep(folder: Path, data: bytes) -> str:
    path = folder / f"finding-{hashlib.sha256(data).hexdigest()[:12]}"
    path.write_bytes(data)
    return str(path)


def replay(target: Target, paths: Sequence[Path], folder: Path) -> Iterator[dict[str, Any]]:
    """Read given inputs, each by the target that its name begins with ("html-…"), else by `target`; yield what came of it."""
    for path in paths:
        took, wrong = attempt(TARGETS.get(path.name.partition("-")[0], target), path.read_bytes(), folder)
        yield {"input": str(path), "seconds": round(took, 2), "traceback": wrong}


def main() -> None:
    """Attack a target, or with --replay read given inputs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=sorted(TARGETS))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--replay", type=Path, nargs="*")
    given = parser.parse_args()
    target = TARGETS[given.target]
    limit()
    told = (
        replay(target, given.replay, given.folder)
        if given.replay is not None
        else attack(target, given.folder, given.seconds, given.seed)
    )
    for line in told:
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
