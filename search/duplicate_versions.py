"""The groups of one generation, by its rows: which rows stand for their group, and what is to be said of a group."""

from __future__ import annotations

from collections import Counter
from functools import cached_property

import numpy as np

from search.analysis import name_terms
from search.catalogue import Catalogue
from search.columns import Mask
from search.duplicate_groups import Groups
from search.results import Group
from search.segments import Rows


class Versions:
    """The groups of the quotations of a catalogue."""

    def __init__(self, groups: Groups, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._labels = groups.of(catalogue.keys)
        self._alone: Mask = ~np.isin(catalogue.keys, groups.members)

    @cached_property
    def _order(self) -> Rows:
        return np.argsort(self._labels, kind="stable")

    def first_of_each(self, rows: Rows) -> Rows:
        """Return the places in `rows` at which a group stands for the first time, in order."""
        keep = self._alone[rows]
        places = np.flatnonzero(~keep)
        _, first = np.unique(self._labels[rows[places]], return_index=True)
        keep[places[first]] = True
        return np.flatnonzero(keep)

    def members(self, row: int) -> Rows:
        """Return the rows of a row's group, itself included: what was published first stands first, the undated last."""
        if self._alone[row]:
            return np.asarray([row], dtype=np.intp)
        label = self._labels[row]
        first, last = (np.searchsorted(self._labels, label, side, sorter=self._order) for side in ("left", "right"))
        rows = self._order[first:last]
        day = self._catalogue.columns.numbers["day"][rows]
        return rows[np.lexsort((self._catalogue.keys[rows], np.where(day == 0, np.iinfo(np.int32).max, day)))]

    def group(self, row: int) -> Group | None:
        """Return what is to be said of a row's group; None: it stands alone."""
        if self._alone[row]:
            return None
        rows = self.members(row)
        columns = self._catalogue.columns
        first = self._catalogue.card(int(rows[0]))
        names = [columns.values["speaker"][code].label for code in columns.codes["speaker"][rows].tolist() if code >= 0]
        return Group(
            id=first.id,
            size=len(rows),
            documents=len(np.unique(columns.codes["document"][rows])),
            sources=len({code for code in columns.codes["source"][rows].tolist() if code >= 0}),
            speakers=distinct_names(names),
            first=first.date,
        )


def distinct_names(names: list[str]) -> tuple[str, ...]:
    """Return who is named, the most often named first; "Ratna" and "Ratna Sekarwati" are one, under the longer name."""
    kept: list[tuple[set[str], str]] = []
    for name, _ in sorted(Counter(names).items(), key=lambda item: (-len(name_terms(item[0])), -item[1], item[0])):
        words = set(name_terms(name))
        if not any(words <= longer for longer, _ in kept):
            kept.append((words, name))
    often = Counter(longest for name in names for words, longest in kept if set(name_terms(name)) <= words)
    return tuple(sorted((name for _, name in kept), key=lambda name: (-often[name], name)))
