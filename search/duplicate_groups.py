"""Which quotations are the same words in several places: one number a group, kept beside each committed generation.

A group is a connected component of the pairs that `duplicates` finds, and its number the least key of its members, so that
the groups depend on what the index holds and on nothing else: not on the order of arrival, nor on how it was cut into
segments. A commit looks up only what it has changed, and what was grouped with something that has changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from search.columns import Columns, Mask
from search.duplicates import Collection, Part, same_words
from search.segments import SegmentCards, key, reading
from search.shingle_files import Numbers, Places
from search.shingles import digest


@dataclass(frozen=True, slots=True)
class Groups:
    """Groups of two and more: `labels[i]` is the group of the quotation with the key `members[i]`; members ascend."""

    members: Numbers
    labels: Numbers

    @classmethod
    def none(cls) -> Groups:
        """Return the groups of an empty index."""
        empty = np.zeros(0, dtype=np.uint64)
        return cls(empty, empty)

    @classmethod
    def read(cls, path: Path) -> Groups:
        """Read what `write` wrote. Raises IndexUnavailable when it is damaged."""
        with reading(path):
            members, labels = np.load(path, allow_pickle=False)
            return cls(members, labels)

    def write(self, path: Path) -> None:
        """Write the groups into a file."""
        np.save(path, np.vstack([self.members, self.labels]))

    def of(self, keys: Numbers) -> Numbers:
        """Return the group of each quotation by its key; one that is alone is its own group."""
        if not len(self.members):
            return keys
        places = np.minimum(np.searchsorted(self.members, keys), len(self.members) - 1)
        return np.where(self.members[places] == keys, self.labels[places], keys)


def speakers(columns: Columns) -> Numbers:
    """Return a number for the speaker of each row; 0 where none is known."""
    table = [*(digest(value.value) for value in columns.values["speaker"]), 0]
    return np.asarray(table, dtype=np.uint64)[columns.codes["speaker"]]


def updated(before: Groups, segments: Sequence[tuple[SegmentCards, Iterable[int]]], touched: Iterable[str] | None) -> Groups:
    """Return the groups of the live quotations of segments, each given with its dead rows.

    `touched` are the ids of what was added, replaced or deleted since `before`; None: everything is new.
    """
    parts = [Part(cards.shingles, speakers(cards.columns), _live(len(cards), dead)) for cards, dead in segments]
    quotations = Collection(parts)
    keys = _concatenated([np.asarray(cards.keys) for cards, _ in segments])
    rows = np.flatnonzero(quotations.live)
    old = before.of(keys)
    if touched is None:
        changed: Mask = quotations.live
    else:
        changed = np.isin(keys, np.asarray([key(item) for item in touched], dtype=np.uint64))
        changed = changed | np.isin(old, _broken(before, keys[rows], keys[changed], touched))
        changed = changed & quotations.live
    # Nodes are wordings: equal ones need no edge between them.
    _, node = np.unique(quotations.wordings, return_inverse=True)
    left, right = same_words(quotations, np.flatnonzero(changed))
    kept = rows[~changed[rows] & np.isin(keys[rows], before.members)]
    _, first = np.unique(old[kept], return_index=True)
    heads = np.zeros(0, dtype=np.int64) if not len(kept) else kept[first[np.searchsorted(old[kept][first], old[kept])]]
    edges = np.vstack([np.concatenate([node[left], node[kept]]), np.concatenate([node[right], node[heads]])])
    component = connected(len(quotations), edges)[node[rows]]
    return _labelled(component, keys[rows])


def _broken(before: Groups, live: Numbers, changed: Numbers, touched: Iterable[str]) -> Numbers:
    """Return the groups of which a member has gone or changed."""
    moved = np.union1d(changed, np.asarray([key(item) for item in touched], dtype=np.uint64))
    lost = ~np.isin(before.members, live) | np.isin(before.members, moved)
    return np.unique(before.labels[lost])


def connected(size: int, edges: Places) -> Places:
    """Return for each of `size` nodes the least node that it is connected with by `edges`, shape (2, n)."""
    label = np.arange(size, dtype=np.int64)
    while True:
        # Each node takes the least label at either end of its edges, then the label of its label, until nothing moves.
        least = np.minimum(label[edges[0]], label[edges[1]])
        after = label.copy()
        np.minimum.at(after, edges[0], least)
        np.minimum.at(after, edges[1], least)
        after = after[after]
        if np.array_equal(after, label):
            return label
        label = after


def _labelled(component: Places, keys: Numbers) -> Groups:
    """Return the components of two and more as groups, named by their least key."""
    order = np.lexsort((keys, component))
    opens: Mask = np.ones(len(order), dtype=bool)
    opens[1:] = component[order][1:] != component[order][:-1]
    starts = np.flatnonzero(opens)
    sizes = np.diff(np.append(starts, len(order)))
    labels = np.repeat(keys[order][starts], sizes)
    several = np.repeat(sizes > 1, sizes)
    members, labels = keys[order][several], labels[several]
    ascending = np.argsort(members)
    return Groups(members[ascending], labels[ascending])


def _live(size: int, dead: Iterable[int]) -> Mask:
    live: Mask = np.ones(size, dtype=bool)
    live[list(dead)] = False
    return live


def _concatenated(parts: Sequence[Numbers]) -> Numbers:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.uint64)
