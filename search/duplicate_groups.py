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

from search.columns import Mask
from search.duplicates import Collection, Part, same_words
from search.segments import SegmentCards, key, reading
from search.shingle_files import Numbers, Places


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


def updated(before: Groups, segments: Sequence[tuple[SegmentCards, Iterable[int]]], touched: Iterable[str] | None) -> Groups:
    """Return the groups of the live quotations of segments, each given with its dead rows.

    `touched` are the ids of what was added, replaced or deleted since `before`; None: everything is new. The work is that of
    what was touched, but for a look at each quotation's key and wording.
    """
    parts = [Part(cards.shingles, _live(len(cards), dead)) for cards, dead in segments]
    quotations = Collection(parts)
    keys = _concatenated([np.asarray(cards.keys) for cards, _ in segments])
    if touched is None:
        whole = Groups.none()
        changed = np.flatnonzero(quotations.live)
    else:
        moved = np.unique(np.asarray([key(item) for item in touched], dtype=np.uint64))
        lost = _among(before.labels, np.unique(before.labels[_among(before.members, moved)]))
        whole = Groups(before.members[~lost], before.labels[~lost])
        changed = np.flatnonzero(quotations.live & _among(keys, np.union1d(moved, before.members[lost])))
    left, right = _alike(quotations, changed)
    # Nodes are whole groups by their label, and single quotations by their key: a label is the least key of its group.
    ends = whole.of(keys[np.concatenate([left, right])]).reshape(2, -1)
    nodes = np.union1d(ends.ravel(), keys[changed])
    labels = nodes[connected(len(nodes), np.searchsorted(nodes, ends))]
    joined = _among(whole.labels, nodes)
    members = np.concatenate([whole.members[joined], nodes[~_among(nodes, whole.members)]])
    groups = np.concatenate([labels[np.searchsorted(nodes, whole.labels[joined])], labels[~_among(nodes, whole.members)]])
    _, place, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    several = sizes[place] > 1
    members = np.concatenate([whole.members[~joined], members[several]])
    groups = np.concatenate([whole.labels[~joined], groups[several]])
    ascending = np.argsort(members)
    return Groups(members[ascending], groups[ascending])


def _alike(quotations: Collection, changed: Places) -> tuple[Places, Places]:
    """Return pairs of live rows that connect each of these rows with all that are the same words."""
    left, right = same_words(quotations, changed)
    words = np.unique(quotations.wordings[changed])
    equal = np.flatnonzero(quotations.live & _among(quotations.wordings, words))
    _, first, place = np.unique(quotations.wordings[equal], return_index=True, return_inverse=True)
    return np.concatenate([left, equal]), np.concatenate([right, equal[first[place]]])


def _among(values: Numbers, few: Numbers) -> Mask:
    """Return which values are among some others, which ascend: where these are few, much faster than `numpy.isin`."""
    if not len(few):
        return np.zeros(len(values), dtype=bool)
    found: Mask = few[np.minimum(np.searchsorted(few, values), len(few) - 1)] == values
    return found


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


def _live(size: int, dead: Iterable[int]) -> Mask:
    live: Mask = np.ones(size, dtype=bool)
    live[list(dead)] = False
    return live


def _concatenated(parts: Sequence[Numbers]) -> Numbers:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.uint64)
