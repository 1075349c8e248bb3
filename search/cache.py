"""A bounded memory of what was computed, shared by the threads that serve one index generation."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Found = TypeVar("Found")


class Cache(Generic[Key, Found]):
    """Keeps the values used last, as many as fit. Two threads may compute the same value at once; either result serves."""

    def __init__(self, budget: int, cost: Callable[[Found], int] = lambda _: 1) -> None:
        """Take how much may be kept, and what one value costs: values count as one each, or by their bytes."""
        self._budget = budget
        self._cost = cost
        self._spent = 0
        self._lock = Lock()
        self._kept: OrderedDict[Key, Found] = OrderedDict()

    def get(self, key: Key, compute: Callable[[], Found]) -> Found:
        """Return the value of a key, computed when it is not kept."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        found = compute()
        with self._lock:
            if key in self._kept:
                self._spent -= self._cost(self._kept.pop(key))
            self._kept[key] = found
            self._spent += self._cost(found)
            while self._spent > self._budget:
                self._spent -= self._cost(self._kept.popitem(last=False)[1])
        return found
