"""How PyTorch and the query engine use cores and memory that they may have to share.

OpenMP threads wait for each other by spinning. With other work on the same cores they spin away the time in which the
thread they wait for could run: at a load of 8 on two cores a query took 437 ms by two threads and 36 by one, and PyTorch
embedded 15 passages/s spinning, 78 sleeping.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_M_MMAP_THRESHOLD = -3  # of malloc.h
_LARGE = 1 << 20  # bytes; below it a block is cheaper to keep than to ask for again


def sleep_while_waiting() -> None:
    """Let OpenMP threads of libraries that are loaded from now on sleep; OMP_WAIT_POLICY, where set, wins."""
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


def give_back_freed_memory() -> None:
    """Let glibc return large blocks to the system as soon as they are freed; elsewhere nothing changes.

    Left alone it keeps ever larger ones for itself, and activations come in all sizes: while 1,600 texts of 100 lengths were
    embedded, the process grew by 0.8 GB, with this by 0.1.
    """
    with suppress(AttributeError, OSError, TypeError):
        ctypes.CDLL(None).mallopt(_M_MMAP_THRESHOLD, _LARGE)


@contextmanager
def one_thread() -> Iterator[None]:
    """Give the OpenMP of a library that is loaded meanwhile one thread; one loaded before or after keeps its own number."""
    before = os.environ.get("OMP_NUM_THREADS")
    os.environ["OMP_NUM_THREADS"] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ["OMP_NUM_THREADS"]
        else:
            os.environ["OMP_NUM_THREADS"] = before
