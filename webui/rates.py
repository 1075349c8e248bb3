"""How often an address may ask: one table of all processes of a server, and the generic cell rate algorithm over it.

The algorithm (ITU-T I.371) keeps one moment a key: when everything that was asked for would have been earned at the even
rate. No window begins anew at a full minute, so that nobody can ask twice as much around it, and nothing has to be cleared.
"""

from __future__ import annotations

import fcntl
import hashlib
import math
import mmap
import os
import struct
import tempfile
import time
import weakref
from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from threading import Lock

SLOTS = 1 << 16
"""Addresses that are remembered at once, 1 MB: more in one minute than a site of this kind has readers."""

PROBED = 16
"""Places looked at for a key; when all are taken, the one that is soonest forgotten anyway is given up."""

_SLOT = struct.Struct("<Qd")


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """At most `quota` in `window` seconds."""

    name: str
    quota: int
    window: int = 60

    @property
    def interval(self) -> float:
        """Seconds in which one is earned."""
        return self.window / self.quota


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What is left of a budget after a request: how many, when all of it is back, and when to try again (0: it was let in)."""

    budget: Budget
    remaining: int
    reset: int
    wait: int = 0


class Counter:
    """Counts for all processes forked after it was made; the memory is theirs together, nothing is written to a disk.

    A process that is killed while it counts cannot stop the others: the system gives its lock back.
    """

    def __init__(self, slots: int = SLOTS, clock: Callable[[], float] = time.monotonic) -> None:
        """Make an empty table. `clock` must be the same for all processes, as the system's monotonic one is."""
        self._memory = mmap.mmap(-1, slots * _SLOT.size)
        self._slots = slots
        self._clock = clock
        self._secret = os.urandom(16)  # without it nobody can choose addresses that share a place
        self._threads = Lock()
        self._processes = _nameless_file()
        weakref.finalize(self, os.close, self._processes)

    def take(self, key: str, wanted: Sequence[tuple[Budget, int]]) -> list[Balance]:
        """Take from several budgets at once, all of it or, where one has not enough, nothing; return what is left of each."""
        with self._threads:
            fcntl.lockf(self._processes, fcntl.LOCK_EX)
            try:
                return self._take(key, wanted)
            finally:
                fcntl.lockf(self._processes, fcntl.LOCK_UN)

    def _take(self, key: str, wanted: Sequence[tuple[Budget, int]]) -> list[Balance]:
        now = self._clock()
        places: list[tuple[int, int, float]] = []
        for budget, _ in wanted:
            places.append(self._place(f"{budget.name}\x1f{key}", now, {place for place, _, _ in places}))
        earned = [max(now, at) for _, _, at in places]
        after = [at + cost * budget.interval for at, (budget, cost) in zip(earned, wanted, strict=True)]
        waits = [end - now - budget.window for end, (budget, _) in zip(after, wanted, strict=True)]
        # Rounding must not keep back the last of a budget.
        refused = any(wait > 1e-6 for wait in waits)
        left: list[Balance] = []
        for (place, digest, _), (budget, _), before, end, wait in zip(places, wanted, earned, after, waits, strict=True):
            kept = before if refused else end
            if not refused:
                _SLOT.pack_into(self._memory, place, digest, end)
            left.append(
                Balance(
                    budget=budget,
                    remaining=max(0, math.floor((budget.window - (kept - now)) / budget.interval + 1e-6)),
                    reset=math.ceil(kept - now),
                    wait=max(1, math.ceil(wait)) if wait > 1e-6 else 0,
                )
            )
        return left

    def _place(self, key: str, now: float, others: AbstractSet[int]) -> tuple[int, int, float]:
        """Return where a key is kept, the number it is known by there, and its moment; never one of the others' places."""
        digest = int.from_bytes(hashlib.blake2b(key.encode("utf-8", "replace"), digest_size=8, key=self._secret).digest()) | 1
        oldest: tuple[float, int] | None = None
        for step in range(PROBED):
            place = (digest + step) % self._slots * _SLOT.size
            known, moment = _SLOT.unpack_from(self._memory, place)
            if place in others:
                continue
            if known == digest:
                return place, digest, moment
            moment = moment if known and moment > now else 0.0
            if oldest is None or moment < oldest[0]:
                oldest = (moment, place)
        assert oldest is not None
        return oldest[1], digest, 0.0


def _nameless_file() -> int:
    """Return a file that is there to be locked: the lock of a process that dies is free again."""
    descriptor, name = tempfile.mkstemp(prefix="kutipan-")
    os.unlink(name)  # noqa: PTH108 (what mkstemp gives is a plain name)
    return descriptor
