"""Run a command and say what it cost: time, processor time, and memory of the whole process tree."""

from __future__ import annotations

import os
import resource
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import psutil

SAMPLE_SECONDS = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a finished command printed and took; `peak_bytes` sums the resident memory of all its processes."""

    output: str
    seconds: float
    cpu_seconds: float
    peak_bytes: int


class CommandError(Exception):
    """A measured command ended with an error."""


def measured(command: Sequence[str], *, one_core: bool = False, accepted: Sequence[int] = (0, 1)) -> Cost:
    """Run a command to its end. Exit code 1 (some input was rejected) is accepted unless told otherwise."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output, tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        began = time.perf_counter()
        with _pinned(one_core):
            process = psutil.Popen(command, stdout=output, stderr=errors, stdin=subprocess.DEVNULL)
        peak = 0
        while process.poll() is None:
            peak = max(peak, resident_bytes(process))
            with suppress(psutil.TimeoutExpired):
                process.wait(SAMPLE_SECONDS)
        seconds = time.perf_counter() - began
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        errors.seek(0)
        said = errors.read()
        # A crash of Python's ends with 1 as well.
        if process.returncode not in accepted or "Traceback (most recent call last)" in said:
            raise CommandError(f"{' '.join(command)} ended with {process.returncode}: {said[-2000:]}")
        output.seek(0)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return Cost(output=output.read(), seconds=seconds, cpu_seconds=cpu, peak_bytes=peak)


def resident_bytes(process: psutil.Process) -> int:
    """Return the resident memory of a process and all that it started; shared pages count for each."""
    total = 0
    with suppress(psutil.Error):
        for member in (process, *process.children(recursive=True)):
            with suppress(psutil.Error):
                total += member.memory_info().rss
    return total


@contextmanager
def _pinned(one_core: bool) -> Iterator[None]:
    """Keep what is started meanwhile on one core, where the system can do that."""
    if not (one_core and hasattr(os, "sched_setaffinity")):
        yield
        return
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)
