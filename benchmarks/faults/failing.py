"""Ways in which a disk fails, each at a random place: all but one are the kernel's or SQLite's own refusals.

small disk    a file system in memory that is full after so many bytes (root; all writers, the engines' too)
file limit    RLIMIT_FSIZE: no file may grow beyond so many bytes (all writers)
store limit   SQLite's max_page_count: the store is full after so many pages
system call   the n-th fsync, fdatasync, pwrite64, write, ftruncate or rename fails (strace; all writers)
own call      the n-th os.fsync, os.replace, os.mkdir or open for writing of the program fails
"""

from __future__ import annotations

import builtins
import errno
import io
import os
import resource
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from functools import wraps
from pathlib import Path
from typing import Any

import sqlalchemy as sa

ERRORS = {"ENOSPC": errno.ENOSPC, "EIO": errno.EIO}
OWN_CALLS = ("fsync", "replace", "mkdir", "open")
SYSTEM_CALLS = ("fsync", "fdatasync", "pwrite64", "write", "ftruncate", "rename")
ROOMY = "512m"  # a small disk that was made larger
ATTACH_SECONDS = 10.0


class Fault(StrEnum):
    """What fails."""

    SMALL_DISK = "small disk"
    FILE_LIMIT = "file limit"
    STORE_LIMIT = "store limit"
    SYSTEM_CALL = "system call"
    OWN_CALL = "own call"


def possible() -> tuple[Fault, ...]:
    """Return the ways that this machine allows."""
    allowed = [Fault.FILE_LIMIT, Fault.STORE_LIMIT, Fault.OWN_CALL]
    if _mounting():
        allowed.append(Fault.SMALL_DISK)
    if _tracing():
        allowed.append(Fault.SYSTEM_CALL)
    return tuple(fault for fault in Fault if fault in allowed)


@contextmanager
def small_disk(size: str) -> Iterator[Path]:
    """Mount a file system in memory of this size ("700k"), and take it away in the end."""
    with tempfile.TemporaryDirectory(prefix="kutipan-disk-") as folder:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", folder], check=True, capture_output=True)
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "-l", folder], check=True, capture_output=True)


def resize(disk: Path, size: str) -> None:
    """Make a small disk larger or smaller."""
    subprocess.run(["mount", "-o", f"remount,size={size}", str(disk)], check=True, capture_output=True)


def shrink(disk: Path, spare: int) -> str:
    """Leave a small disk only so many free bytes, and return its size."""
    now = os.statvfs(disk)
    size = f"{(now.f_blocks - now.f_bfree) * now.f_frsize // 1024 + spare // 1024 + 64}k"
    resize(disk, size)
    return size


def limit_files(size: int) -> None:
    """Let no file of this process grow beyond so many bytes."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def limit_store(pages: int) -> None:
    """Let no store that this process opens from now on grow beyond so many pages."""

    @sa.event.listens_for(sa.engine.Engine, "connect")
    def limit(connection: Any, record: object) -> None:
        connection.execute(f"PRAGMA max_page_count = {pages}")


class OwnCalls:
    """Counts the program's own calls, and fails the n-th one of a name, or that one and all after it."""

    def __init__(self, name: str = "", number: int = 0, error: str = "EIO", *, lasting: bool = False) -> None:
        self.seen: Counter[str] = Counter()
        self._wanted = (name, number, ERRORS[error], lasting)

    def arm(self) -> None:
        """Watch from now on, in this process, for good."""
        for name in ("fsync", "replace", "mkdir"):
            setattr(os, name, self._watched(name, getattr(os, name)))
        opening = self._watched("open", io.open, _writes)
        builtins.open = io.open = opening

    def _watched(
        self, name: str, call: Callable[..., Any], concerns: Callable[..., bool] = lambda *_, **__: True
    ) -> Callable[..., Any]:
        @wraps(call)
        def watched(*arguments: Any, **named: Any) -> Any:
            if concerns(*arguments, **named):
                self.seen[name] += 1
                wanted, number, code, lasting = self._wanted
                if name == wanted and (self.seen[name] == number or (lasting and self.seen[name] > number)):
                    raise OSError(code, os.strerror(code), str(arguments[0]))
            return call(*arguments, **named)

        return watched


def _writes(file: Any, mode: str = "r", *_: Any, **__: Any) -> bool:
    return any(letter in mode for letter in "wxa+")


@contextmanager
def traced(process: int, expressions: list[str], output: Path) -> Iterator[None]:
    """Have strace follow a process and its threads, with these expressions (-e), from before this yields."""
    command = ["strace", "-f", "-q", "-o", str(output), "-p", str(process)]
    tracer = subprocess.Popen(
        [*command, *(part for expression in expressions for part in ("-e", expression))],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        end = time.monotonic() + ATTACH_SECONDS
        while not _followed(process):
            if tracer.poll() is not None or time.monotonic() > end:
                raise RuntimeError("strace could not follow a process of ours")
            time.sleep(0.005)
        yield
    finally:
        tracer.terminate()
        tracer.wait()


def system_calls(output: Path) -> dict[str, int]:
    """Return how often the first thread of a process made each of SYSTEM_CALLS, of what `traced` wrote.

    strace counts the calls of each thread by themselves, and so must whoever says which is to fail.
    """
    seen: Counter[str] = Counter()
    lines = output.read_text(encoding="utf-8", errors="replace").splitlines()
    first = min((int(line.split()[0]) for line in lines), default=0)  # a thread's number is higher than its process's
    for line in lines:
        thread, _, call = line.partition(" ")
        name = call.lstrip().partition("(")[0]
        if int(thread) == first and name in SYSTEM_CALLS:
            seen[name] += 1
    return dict(seen)


def _followed(process: int) -> bool:
    status = Path(f"/proc/{process}/status").read_text(encoding="ascii", errors="replace")
    return "TracerPid:\t0\n" not in status


def _mounting() -> bool:
    if os.geteuid() != 0:
        return False
    try:
        with small_disk("64k"):
            return True
    except (OSError, subprocess.CalledProcessError):
        return False


def _tracing() -> bool:
    if shutil.which("strace") is None:
        return False
    sleeper = subprocess.Popen(["sleep", "30"])
    try:
        with traced(sleeper.pid, ["trace=fsync"], Path(os.devnull)):
            return True
    except RuntimeError:
        return False
    finally:
        sleeper.kill()
        sleeper.wait()
