"""The groups of one generation, by its rows: which rows stand for their group, and what is to be said of a group."""

from __future__ import annotations

from collections import Counter
from functools import cached_property

import numpy as np

from search.analysis import name_terms
from search.catalogue import Catalogue
from search.duplicate_groups import Groups
from search.results import Group
from search.segments import Rows

ALONE = -1


class Versions:
    """The groups of the quotations of a catalogue."""

    def __init__(self, groups: Groups, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        keys = catalogue.keys[catalogue.key_order]
        places = np.searchsorted(keys, groups.members)
        here = np.flatnonzero(places < len(keys))
        here = here[keys[places[here]] == groups.members[here]]
        labels, codes = np.unique(groups.labels[here], return_inverse=True)
        self._size = len(labels)
        self._group = np.full(len(keys), ALONE, dtype=np.int32)
        """The group of each row, counted from 0: by it a thousand rows or a million are told apart without sorting."""
        self._group[catalogue.key_order[places[here]]] = codes

    @cached_property
    def _order(self) -> tuple[Rows, Rows]:
        """The rows of each group side by side, and where each group begins."""
        rows = np.flatnonzero(self._group != ALONE)
        order = rows[np.argsort(self._group[rows], kind="stable")]
        return order, np.searchsorted(self._group[order], np.arange(self._size + 1))

    def first_of_each(self, rows: Rows) -> Rows:
        """Return the places in `rows` at which a group stands for the first time, in order."""
        groups = self._group[rows]
        keep = groups == ALONE
        places = np.flatnonzero(~keep)
        first = np.zeros(self._size, dtype=np.intp)
        first[groups[places][::-1]] = places[::-1]  # of what is written to one place, the last stays: the first of the group
        keep[first[groups[places]]] = True
        return np.flatnonzero(keep)

    def groups(self, rows: Rows) -> int:
        """Return how many groups rows are of; one that stands alone is one."""
        groups = self._group.take(rows)
        seen = np.zeros(self._size + 1, dtype=bool)
        seen[groups] = True  # ALONE is the last place
        return int(np.count_nonzero(groups == ALONE) + np.count_nonzero(seen[:-1]))

    def members(self, row: int) -> Rows:
        """Return the rows of a row's group, itself included: what was published first stands first, the undated last."""
        group = int(self._group[row])
        if group == ALONE:
            return np.asarray([row], dtype=np.intp)
        order, starts = self._order
        rows = order[starts[group] : starts[group + 1]]
        day = self._catalogue.columns.numbers["day"][rows]
        return rows[np.lexsort((self._catalogue.keys[rows], np.where(day == 0, np.iinfo(np.int32).max, day)))]

    def group(self, row: int) -> Group | None:
        """Return what is to be said of a row's group; None: it stands alone."""
        if self._group[row] == ALONE:
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
    counts = Counter(names)
    terms = {name: name_terms(name) for name in counts}
    words = {name: set(found) for name, found in terms.items()}
    kept: list[str] = []
    for name in sorted(counts, key=lambda name: (-len(terms[name]), -counts[name], name)):
        if not any(words[name] <= words[longer] for longer in kept):
            kept.append(name)
    often = {longer: sum(number for name, number in counts.items() if words[name] <= words[longer]) for longer in kept}
    return tuple(sorted(kept, key=lambda name: (-often[name], name)))
