"""How PyTorch and the query engine use cores that they may have to share.

OpenMP threads wait for each other by spinning. With other work on the same cores they spin away the time in which the
thread they wait for could run: at a load of 8 on two cores a query took 437 ms by two threads and 36 by one, and PyTorch
embedded 15 passages/s spinning, 78 sleeping.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager


def sleep_while_waiting() -> None:
    """Let OpenMP threads of libraries that are loaded from now on sleep; OMP_WAIT_POLICY, where set, wins."""
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


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
