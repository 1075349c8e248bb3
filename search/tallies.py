"""Rows -> how many of them have each value of each column: exact, several columns counted in one pass.

To count one column over half a million rows takes numpy a millisecond, whatever its values are. So columns are joined as long
as their combinations stay few (month and region; role and source …), and a pass counts all combinations: five passes for ten
facets. Of more than half of all rows, those that are left out are counted instead.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from math import prod

import numpy as np
from numpy.typing import NDArray

from search.columns import Codes, Columns

Rows = NDArray[np.intp]
Counts = NDArray[np.int64]

COUNTED = ("speaker", "role", "affiliation", "region", "source", "event", "kind", "month")

ROWS_PER_COMBINATION = 8  # at least, of all rows: what a pass saves is more than what its many counters cost

_PAIRS = "pairs"


class Tallies:
    """Counts the values of the rows of one generation; safe to share between threads."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._sets, set_codes = _pair_sets(columns)
        self._codes = {**{name: columns.codes[name] for name in COUNTED}, _PAIRS: set_codes}
        self._sizes = {**{name: len(columns.values[name]) + 1 for name in COUNTED}, _PAIRS: len(self._sets) + 1}
        self._joint = [
            (names, _joined([(self._codes[name], self._sizes[name]) for name in names]))
            for names in _packed(self._sizes, columns.size // ROWS_PER_COMBINATION)
        ]
        # A region lies in one province: provinces are counted by way of it.
        self._province = np.full(self._sizes["region"] - 1, -1, dtype=np.int32)
        within = columns.codes["region"] >= 0
        self._province[columns.codes["region"][within]] = columns.codes["province"][within]

    def count(self, rows: Rows) -> Tally:
        """Count rows, each given once."""
        size = self._columns.size
        if 2 * len(rows) <= size:
            found = self._counted(rows)
        else:
            others = np.ones(size, dtype=bool)
            others[rows] = False
            rest = self._counted(np.flatnonzero(others))
            found = {name: whole - rest[name] for name, whole in self._whole.items()}
        provinces = np.zeros(len(self._columns.values["province"]), dtype=np.int64)
        placed = self._province >= 0
        np.add.at(provinces, self._province[placed], found["region"][placed])
        by_set = found.pop(_PAIRS)
        return Tally({**found, "province": provinces}, self._sets, by_set)

    @cached_property
    def _whole(self) -> Mapping[str, Counts]:
        return self._counted(None)

    def _counted(self, rows: Rows | None) -> dict[str, Counts]:
        """Count rows (None: all) by every column and by the sets of pairs."""
        found: dict[str, Counts] = {}
        for names, codes in self._joint:
            shape = [self._sizes[name] for name in names]
            counts = np.bincount(codes if rows is None else codes.take(rows), minlength=prod(shape)).reshape(shape)
            for axis, name in enumerate(names):
                others = tuple(other for other in range(len(names)) if other != axis)
                found[name] = counts.sum(axis=others)[1:] if others else counts[1:]
        return found


class Tally:
    """How many rows have each value: `counts[name][code]`, and each set of pairs of topic and stance."""

    def __init__(self, counts: Mapping[str, Counts], sets: NDArray[np.bool_], by_set: Counts) -> None:
        self.counts = counts
        self._sets = sets
        self._by_set = by_set

    def having(self, wanted: Sequence[bool]) -> int:
        """Return how many rows have one of the pairs, at least, that are wanted; one answer for each pair."""
        return int(self._by_set[self._sets[:, np.asarray(wanted, dtype=bool)].any(axis=1)].sum())


def _pair_sets(columns: Columns) -> tuple[NDArray[np.bool_], Codes]:
    """Return which pairs each set holds that any row has, shape (sets, pairs), and the set of each row (-1: no pair)."""
    pairs = len(columns.values["pair"])
    codes: Codes = np.full(columns.size, -1, dtype=np.int32)
    if not len(columns.pair_rows):
        return np.zeros((0, pairs), dtype=bool), codes
    rows, place = np.unique(columns.pair_rows, return_inverse=True)
    held = np.zeros((len(rows), -(-pairs // 64) * 8), dtype=np.uint8)  # a bit for each pair, in whole 64-bit numbers
    np.bitwise_or.at(held, (place, columns.pair_codes // 8), np.uint8(1) << (columns.pair_codes % 8).astype(np.uint8))
    sets, which = np.unique(held.view(np.uint64), axis=0, return_inverse=True)
    codes[rows] = which.reshape(-1)
    bits = np.unpackbits(np.ascontiguousarray(sets).view(np.uint8), axis=1, bitorder="little")
    return bits[:, :pairs].astype(bool), codes


def _packed(sizes: Mapping[str, int], most: int) -> list[list[str]]:
    """Return which columns to count together: as few passes as the first place that fits gives, the largest column first."""
    bins: list[list[str]] = []
    for name in sorted(sizes, key=lambda name: -sizes[name]):
        home = next((names for names in bins if sizes[name] * prod(sizes[other] for other in names) <= most), None)
        if home is None:
            bins.append([name])
        else:
            home.append(name)
    return bins


def _joined(columns: Sequence[tuple[Codes, int]]) -> Codes:
    """Return one code of each row for its values in several columns, whose own code -1 counts as a value."""
    joint = np.zeros(len(columns[0][0]), dtype=np.int32)
    for codes, size in columns:
        joint *= np.int32(size)
        joint += codes
        joint += np.int32(1)
    return joint
