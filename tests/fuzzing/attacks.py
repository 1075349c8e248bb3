"""A target -> what attacking it for a time came to; a process that dies is a finding, and another one goes on."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from tests.fuzzing.branches import ROOT
from tests.fuzzing.child import CURRENT, HANGING
from tests.fuzzing.targets import TARGETS, Target

SILENT = 15 * HANGING
"""Seconds without a word after which a process is ended: it waits for something, or the machine is very busy."""


@dataclass(slots=True)
class Figures:
    """What attacks on one target came to, of one run or of many: seconds by the clock and of the processor, MiB."""

    seconds: float = 0.0
    processor: float = 0.0
    inputs: int = 0
    branches: int = 0
    slowest: float = 0.0
    memory: int = 0
    findings: list[str] = field(default_factory=list)

    def with_more(self, more: Figures) -> Figures:
        """Return the figures of both."""
        return Figures(
            seconds=self.seconds + more.seconds,
            processor=self.processor + more.processor,
            inputs=self.inputs + more.inputs,
            branches=max(self.branches, more.branches),
            slowest=max(self.slowest, more.slowest),
            memory=max(self.memory, more.memory),
            findings=list(dict.fromkeys([*self.findings, *more.findings])),
        )


def attack(target: Target, seconds: float, seed: int, findings: Path) -> Figures:
    """Attack a target for a time. Each finding becomes two files in `findings`: the input, and what was seen."""
    total = Figures()
    with tempfile.TemporaryDirectory(prefix="kutipan-fuzz-") as name:
        folder = Path(name)
        for number, data in enumerate(target.seeds()):
            (folder / f"seed-{number:03}").write_bytes(data)
        began = time.monotonic()
        while (left := seconds - (time.monotonic() - began)) > 0:
            part = one_process(target, left, seed, folder, findings)
            total = total.with_more(part)
            seed += 1
    total.seconds = seconds
    return total


def replayed(paths: Sequence[Path]) -> dict[Path, str | None]:
    """Return what is wrong with each of some inputs, None where nothing is; the process that reads them is bounded.

    Their names begin with the target's and a hyphen.
    """
    with tempfile.TemporaryDirectory(prefix="kutipan-fuzz-") as name, (Path(name) / "said").open("w+") as said:
        arguments = ["--replay", *map(str, paths)]
        done = subprocess.run(
            _command(next(iter(TARGETS)), Path(name), arguments), stdout=said, stderr=subprocess.PIPE, cwd=ROOT, env=_bare()
        )
        said.seek(0)
        results: dict[Path, str | None] = {Path(line["input"]): line["traceback"] for line in map(json.loads, said)}
    missing = [path for path in paths if path not in results]
    if missing:
        results[missing[0]] = f"the process ended with {done.returncode}\n{done.stderr.decode(errors='replace')[-3000:]}"
    return results


def one_process(target: Target, seconds: float, seed: int, folder: Path, findings: Path) -> Figures:
    """Attack a target in one process, which ends when the time is over or an input ends it; the seeds lie in the folder."""
    figures = Figures()
    errors = folder / "errors"
    with errors.open("wb") as stderr:
        process = subprocess.Popen(
            _command(target.name, folder, ["--seconds", f"{seconds:.1f}", "--seed", str(seed)]),
            stdout=subprocess.PIPE,
            stderr=stderr,
            cwd=ROOT,
            env=_bare(),
        )
        assert process.stdout is not None
        try:
            for line in _lines(process, process.stdout):
                if "finding" in line:
                    seen = _report(target.name, line["place"], line["traceback"], Path(line["input"]).read_bytes(), findings)
                    figures.findings.append(seen)
                else:
                    figures.inputs, figures.branches = line["inputs"], line["branches"]
                    figures.slowest, figures.memory = line["slowest"], line["memory"]
                    figures.processor = line["processor"]
        finally:
            process.kill()
            process.wait()
            process.stdout.close()
    if process.returncode != 0:
        data = (folder / CURRENT).read_bytes() if (folder / CURRENT).exists() else b""
        said = errors.read_text(encoding="utf-8", errors="replace")
        figures.findings.append(_report(target.name, _ending(process.returncode, said), said[-5_000:], data, findings))
        for path in folder.glob("seed-*"):
            if path.read_bytes() == data:  # what ends the process at its start would end every one
                path.unlink()
    return figures


def _lines(process: subprocess.Popen[bytes], stream: IO[bytes]) -> Iterator[dict[str, Any]]:
    """Yield what a process says; end it when it says nothing for long."""
    with _silence_ends(process) as heard:
        for line in stream:
            heard()
            yield json.loads(line)


class _silence_ends:  # noqa: N801 - reads as what it does
    """Ends a process that has not been heard of for SILENT seconds."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._timer: Any = None

    def __enter__(self) -> Any:
        self._restart()
        return self._restart

    def __exit__(self, *exception: object) -> None:
        self._timer.cancel()

    def _restart(self) -> None:
        import threading

        if self._timer is not None:
            self._timer.cancel()
        self._timer = threading.Timer(SILENT, self._process.send_signal, (signal.SIGPROF,))
        self._timer.daemon = True
        self._timer.start()


def _ending(code: int, said: str) -> str:
    """Return what a process died of, and where it was in our code."""
    kind = "hang" if code == -signal.SIGPROF else f"crash ({signal.Signals(-code).name})" if code < 0 else f"exit {code}"
    where = [line.strip() for line in said.splitlines() if f'"{ROOT}' in line and ".venv" not in line and "fuzzing" not in line]
    return f"{kind} at {where[0].replace(f'{ROOT}/', '') if where else '?'}"


def _report(target: str, place: str, said: str, data: bytes, findings: Path) -> str:
    """Write a finding to files; return its name, the same for findings of one cause."""
    findings.mkdir(parents=True, exist_ok=True)
    name = f"{target}-{hashlib.sha256(place.encode()).hexdigest()[:8]}"
    if not (findings / f"{name}.txt").exists():
        (findings / f"{name}.input").write_bytes(data)
        (findings / f"{name}.txt").write_text(f"{target}: {place}\n\n{said}\n", encoding="utf-8")
        print(f"finding: {findings / name}.txt: {place}", file=sys.stderr, flush=True)
    return f"{target}: {place}"


def _command(target: str, folder: Path, arguments: Sequence[str]) -> list[str]:
    nice = [found, "-n", "15"] if (found := shutil.which("nice")) else []
    return [*nice, sys.executable, "-W", "error", "-m", "tests.fuzzing.child", target, str(folder), *arguments]


def _bare() -> Mapping[str, str]:
    return {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONHASHSEED": "0"}


def as_record(figures: Mapping[str, Figures]) -> dict[str, Any]:
    """Return figures as JSON takes them."""
    return {name: asdict(each) for name, each in figures.items()}


def from_record(record: Mapping[str, Any]) -> dict[str, Figures]:
    """Return figures that were kept as JSON."""
    return {name: Figures(**each) for name, each in record.items()}
