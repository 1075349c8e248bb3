"""A bounded memory of what was computed, shared by the threads that serve one index generation."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Found = TypeVar("Found")


class Cache(Generic[Key, Found]):
    """Keeps the `size` values used last. Two threads may compute the same value at once; either result serves."""

    def __init__(self, size: int) -> None:
        self._size = size
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
            self._kept[key] = found
            if len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return found
