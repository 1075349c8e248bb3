"""Install Kutipan into the environment whose Python runs this: `python scripts/install.py [--test]`.

Standard library only. PyTorch comes first, because on Linux its default build brings several GB of CUDA libraries, which a
machine without an NVIDIA card must not get where there is a build without them. A second call finds nothing to do at once.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.metadata
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Protocol

ROOT = Path(__file__).resolve().parent.parent
OLDEST_PYTHON, NEWEST_PYTHON = (3, 11), (3, 13)
OLDEST_PIP = (23, 2)  # the first that learns a package's dependencies without downloading all of it

TORCH = "torch==2.13.0"  # the build that Kutipan is tested with
ANY_TORCH = "torch>=2.4"  # where that one is not to be had for this Python or platform

_CUDA = re.compile(r"(nvidia|cuda)-|triton$")
_WORTH_SHOWING = re.compile(r"\s*(Collecting|Downloading|Building wheel|Installing collected|Successfully installed)\b")


class Installer(Protocol):
    """What installing PyTorch needs of pip and uv."""

    def plan(self, requirement: str) -> dict[str, Any] | None:
        """Return pip's report of what installing a requirement would bring; None when it cannot be installed."""

    def install(self, *arguments: str) -> bool:
        """Install with pip; False when that failed."""

    def install_cpu_build(self, requirement: str) -> bool:
        """Install a requirement's CPU build from where its makers publish that; False when that failed."""


def python_problem(version: Sequence[int]) -> str | None:
    """Return what is wrong with a Python version, if anything."""
    if OLDEST_PYTHON <= tuple(version[:2]) <= NEWEST_PYTHON:
        return None
    return (
        f"Kutipan needs Python {_dotted(OLDEST_PYTHON)} to {_dotted(NEWEST_PYTHON)}, this is {_dotted(version[:3])}: "
        f"delete .venv and run make PYTHON=python3.12 with the name of a Python that fits"
    )


def digest(parts: Iterable[bytes]) -> str:
    """Return a digest of everything that an installation depends on."""
    total = hashlib.sha256()
    for part in parts:
        total.update(len(part).to_bytes(8, "big") + part)
    return total.hexdigest()


def is_current(stamp: str, wanted: str, *, test: bool) -> bool:
    """Tell whether a stamp (the text of its file) says that this very installation was finished."""
    try:
        found = json.loads(stamp)
        return bool(found["digest"] == wanted and (found["test"] or not test))
    except (ValueError, KeyError, TypeError):
        return False


def cuda_packages(report: dict[str, Any]) -> list[str]:
    """Return the names of the CUDA libraries that a pip report would install."""
    names = (re.sub(r"[-_.]+", "-", item["metadata"]["name"]).lower() for item in report["install"])
    return sorted(name for name in names if _CUDA.match(name))


def has_gpu(find: Callable[[str], str | None] = shutil.which, driver: Path = Path("/proc/driver/nvidia/version")) -> bool:
    """Tell whether this machine has an NVIDIA card with its driver."""
    return find("nvidia-smi") is not None or driver.exists()


def install_torch(installer: Installer, *, gpu: bool, say: Callable[[str], None] = print) -> bool:
    """Install PyTorch: without CUDA libraries unless there is a card or no other build; False when that failed."""
    for requirement in (TORCH, ANY_TORCH):
        report = installer.plan(requirement)
        if report is not None:
            break
    else:
        return False
    cuda = cuda_packages(report)
    if not cuda or gpu:
        say(f"installing {requirement}" + (" with CUDA, for the card of this machine" if cuda else " for the processor"))
        return installer.install(requirement)
    say(
        f"the default build of {requirement} brings CUDA libraries, and this machine has no NVIDIA card: fetching the CPU build"
    )
    if installer.install_cpu_build(requirement):
        return True
    say(
        f"the CPU build could not be fetched. Going on with the default build and its {len(cuda)} CUDA libraries, several GB "
        "in all. To avoid that, interrupt now and install a CPU build of torch into .venv yourself."
    )
    return installer.install(requirement)


class Pip:
    """Runs pip and uv in this environment; everything they print goes to a log, the milestones also to the terminal."""

    def __init__(self, log: Path) -> None:
        self._log = log
        log.write_text("", encoding="utf-8")

    def plan(self, requirement: str) -> dict[str, Any] | None:
        """Return pip's report of what installing a requirement would bring; None when it cannot be installed."""
        command = [*_PIP, "install", "--dry-run", "--quiet", "--report", "-", requirement]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        with self._log.open("a", encoding="utf-8") as log:
            log.write(f"$ {' '.join(command)}\n{done.stderr}")
        report: dict[str, Any] | None = json.loads(done.stdout) if done.returncode == 0 else None
        return report

    def install(self, *arguments: str) -> bool:
        """Install with pip; False when that failed."""
        return self._run([*_PIP, "install", "--progress-bar", "off", *arguments])

    def install_cpu_build(self, requirement: str) -> bool:
        """Install the CPU build of a PyTorch requirement by uv, which knows where PyTorch publishes it."""
        uv = [sys.executable, "-m", "uv", "pip", "install", "--python", sys.executable, "--torch-backend=cpu"]
        return self.install("uv") and self._run([*uv, requirement])

    def _run(self, command: list[str]) -> bool:
        with self._log.open("a", encoding="utf-8") as log:
            log.write(f"$ {' '.join(command)}\n")
            with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
                for line in process.stdout or ():
                    log.write(line)
                    if _WORTH_SHOWING.match(line):
                        print(f"  {_shortened(line.strip())}", flush=True)
        return process.returncode == 0


_PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input"]


def main() -> int:
    """Install what is missing; 0 when everything is there."""
    parser = argparse.ArgumentParser(description="Install Kutipan into this environment.")
    parser.add_argument("--test", action="store_true", help="also what the tests and checks need")
    test: bool = parser.parse_args().test
    problem = python_problem(sys.version_info[:3])
    if problem:
        print(problem, file=sys.stderr)
        return 1
    stamp = Path(sys.prefix) / "kutipan-install.json"
    wanted = digest([(ROOT / "pyproject.toml").read_bytes(), Path(__file__).read_bytes(), sys.version.encode(), bytes(ROOT)])
    if stamp.exists() and is_current(stamp.read_text(encoding="utf-8"), wanted, test=test):
        return 0
    log = Path(sys.prefix) / "kutipan-install.log"
    print(
        f"installing Kutipan and what it needs into {sys.prefix} (some minutes the first time; everything: {log})", flush=True
    )
    if not _install(Pip(log), test=test):
        print(_tail(log), file=sys.stderr)
        print(
            "The installation failed; above is the end of what pip said. Without network, check the connection or the proxy. "
            "Then run the same command again: what was installed stays.",
            file=sys.stderr,
        )
        return 1
    stamp.write_text(json.dumps({"digest": wanted, "test": test}), encoding="utf-8")
    print("installed")
    return 0


def _install(pip: Pip, *, test: bool) -> bool:
    if _version("pip") < OLDEST_PIP and not pip.install("--upgrade", "pip"):
        return False
    if not _version("torch") and not install_torch(pip, gpu=has_gpu()):
        return False
    print("installing Kutipan" + (" with what its tests need" if test else ""), flush=True)
    return pip.install("--editable", f"{ROOT}[test]" if test else str(ROOT))


def _version(package: str) -> tuple[int, ...]:
    try:
        return tuple(int(number) for number in re.findall(r"\d+", importlib.metadata.version(package))[:2])
    except importlib.metadata.PackageNotFoundError:
        return ()


def _dotted(version: Iterable[int]) -> str:
    return ".".join(map(str, version))


def _shortened(line: str, width: int = 110) -> str:
    return line if len(line) <= width else f"{line[: width - 1]}…"


def _tail(log: Path, lines: int = 15) -> str:
    return "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-lines:])


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit("interrupted; run the same command again to go on")
