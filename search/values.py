"""The values of a column: code -> value and what to show for it, and back from a value, or a word of a name, to codes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate
from typing import overload

import numpy as np
from numpy.typing import NDArray

from search.analysis import terms

_APOSTROPHES = {ord("'"): None, ord("`"): None}  # no part of a word, as `terms` has it


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a column, and what to show for it."""

    value: str
    label: str


class Values(Sequence[Value]):
    """The values of a column by code: of a million quotations some 400,000 titles and names, kept as plain strings.

    In tuples: lists of so many are looked through by every full collection of garbage, which held up a query for 100 ms.
    """

    def __init__(self, values: Iterable[str], labels: Iterable[str]) -> None:
        self.values = tuple(values)
        self.labels = tuple(labels)

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> Values:
        """Take pairs of value and label."""
        listed = list(pairs)
        return cls((value for value, _ in listed), (label for _, label in listed))

    def __len__(self) -> int:
        return len(self.values)

    @overload
    def __getitem__(self, code: int) -> Value: ...
    @overload
    def __getitem__(self, code: slice) -> Sequence[Value]: ...
    def __getitem__(self, code: int | slice) -> Value | Sequence[Value]:
        if isinstance(code, slice):
            return Values(self.values[code], self.labels[code])
        return Value(self.values[code], self.labels[code])

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Values):
            return NotImplemented
        return (self.values, self.labels) == (other.values, other.labels)

    __hash__ = None  # type: ignore[assignment]

    def code(self, value: str) -> int | None:
        """Return the code of a value; None: no quotation has it."""
        return self._codes.get(value)

    def holding(self, term: str) -> set[int]:
        """Return the codes of the values that hold a word, as value or as what is shown."""
        found: set[int] = set()
        place = self._folded.find(term) if len(self) else -1
        while place >= 0:
            code = bisect_right(self._starts, place) - 1
            if term in terms(f"{self.labels[code]} {self.values[code]}"):
                found.add(code)
            place = self._folded.find(term, self._starts[code + 1]) if code + 1 < len(self) else -1
        return found

    @cached_property
    def ranks(self) -> NDArray[np.int32]:
        """The place of each code in the order of what is shown: sorted once, where each count would sort its ties."""
        order = sorted(range(len(self)), key=lambda code: (self.labels[code], self.values[code]))
        ranks = np.empty(len(order), dtype=np.int32)
        ranks[order] = np.arange(len(order), dtype=np.int32)
        return ranks

    @cached_property
    def _codes(self) -> dict[str, int]:
        return {value: code for code, value in enumerate(self.values)}

    @cached_property
    def _folded(self) -> str:
        # One text to look for a word in: 100,000 names take 50 ms to prepare, where a table of their words took half a second.
        return "\n".join(
            line.lower().translate(_APOSTROPHES) if line.isascii() else " ".join(terms(line))
            for line in (f"{label} {key}".replace("\n", " ") for key, label in zip(self.values, self.labels, strict=True))
        )

    @cached_property
    def _starts(self) -> tuple[int, ...]:
        return (0, *accumulate(len(line) + 1 for line in self._folded.split("\n")))[:-1]
