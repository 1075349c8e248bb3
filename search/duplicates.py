"""Quotations -> pairs that are the same words but for small differences: an exact join, not an estimate.

The similarity of two quotations is the Jaccard similarity of their shingle sets A and B. Where it is t or more, any
|A| - ceil(t |A|) + 1 shingles of A hold at least one of B (Chaudhuri, Ganti, Kaushik 2006; Bayardo, Ma, Srikant 2007), so
that looking up that many of the rarest ones finds every pair. Nothing depends on chance or on the order of arrival, as it
would with MinHash bands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.columns import Mask
from search.shingle_files import TELLING, Numbers, Places, SegmentShingles, spread
from search.shingles import Hashes

SAME_VOICE = 0.35
"""Least similarity of two versions by one speaker. This and the next from hand-read pairs of real articles: docs/design.md."""

OTHER_VOICE = 0.6
"""Least similarity where the speakers differ or one is unknown: below it, such pairs were mostly two officials who speak of
the same thing; above it, mostly one statement that is attributed differently."""

NEVER = 2.0  # a similarity that no pair has

MOST_AT_ONCE = 4_000_000
"""Look-up results held at once, about 100 MB."""

QUERIES_AT_ONCE = 20_000

Pairs = tuple[Places, Places]


@dataclass(frozen=True, slots=True)
class Part:
    """The quotations of one segment: their shingles, and which of them count (None: all)."""

    shingles: SegmentShingles
    live: Mask | None


class Collection:
    """Quotations of several segments, in one numbering: those of the first segment, dead ones included, then the next."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = [part.shingles for part in parts]
        self._starts = np.cumsum([0, *(len(part.shingles.counts) for part in parts)]).astype(np.int64)
        none: Numbers = np.zeros(0, dtype=np.uint64)
        self.counts = np.concatenate([np.zeros(0, dtype=np.int64), *(part.shingles.counts for part in parts)])
        self.wordings: Numbers = np.concatenate([none, *(part.shingles.wordings for part in parts)])
        self.numbers: Numbers = np.concatenate([none, *(part.shingles.numbers for part in parts)])
        self.speakers: Numbers = np.concatenate([none, *(part.shingles.voices for part in parts)])
        masks = [np.ones(len(p.shingles.counts), dtype=bool) if p.live is None else p.live for p in parts]
        self.live: Mask = np.concatenate([np.zeros(0, dtype=bool), *masks])

    def __len__(self) -> int:
        return len(self.counts)

    def shingles(self, rows: Places) -> Hashes:
        """Return the shingles of rows, one after the other."""
        home = np.searchsorted(self._starts, rows, "right") - 1
        lengths = self.counts[rows]
        result: Hashes = np.zeros(int(lengths.sum()), dtype=np.uint32)
        begins = np.cumsum(lengths) - lengths
        for number, part in enumerate(self._parts):
            mine = np.flatnonzero(home == number)
            if len(mine):
                result[spread(begins[mine], lengths[mine])] = part.of_rows(rows[mine] - self._starts[number])
        return result

    def frequencies(self, hashes: Hashes) -> Places:
        """Return how many quotations hold each shingle."""
        distinct, where = np.unique(hashes, return_inverse=True)
        found = np.zeros(len(distinct), dtype=np.int64)
        for part in self._parts:
            found += part.ranges(distinct)[1]
        return found[where]

    def holding(self, hashes: Hashes) -> Pairs:
        """Return (place in `hashes`, row) for every live quotation that holds a shingle."""
        places, rows = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
        for start, part in zip(self._starts.tolist(), self._parts, strict=False):
            first, lengths = part.ranges(hashes)
            places.append(np.repeat(np.arange(len(hashes)), lengths))
            rows.append(part.rows(first, lengths) + start)
        place, row = np.concatenate(places), np.concatenate(rows)
        keep = self.live[row]
        return place[keep], row[keep]


def same_words(quotations: Collection, asked: Places) -> Pairs:
    """Return every pair of live quotations, one of them among `asked`, whose words are the same but for small differences.

    Of quotations with equal `wordings`, which are the same anyway, one stands for all.
    """
    asked = _standing(quotations, asked)
    found = [_matches(quotations, asked[start : start + QUERIES_AT_ONCE]) for start in range(0, len(asked), QUERIES_AT_ONCE)]
    empty = np.zeros(0, dtype=np.int64)
    return np.concatenate([empty, *(a for a, _ in found)]), np.concatenate([empty, *(b for _, b in found)])


def _standing(quotations: Collection, rows: Places) -> Places:
    """Return one row for each wording and speaker."""
    rows = rows[quotations.counts[rows] > 0]
    order = np.lexsort((quotations.speakers[rows], quotations.wordings[rows]))
    words, voices = quotations.wordings[rows][order], quotations.speakers[rows][order]
    first = np.ones(len(rows), dtype=bool)
    first[1:] = (words[1:] != words[:-1]) | (voices[1:] != voices[:-1])
    return np.sort(rows[order[first]])


def _matches(quotations: Collection, asked: Places) -> Pairs:
    owner, hashes = _rarest(quotations, asked)
    found: list[Pairs] = []
    for start, end in _stretches(quotations.frequencies(hashes), owner):
        place, other = quotations.holding(hashes[start:end])
        found.append(_candidates(quotations, asked[owner[start:end][place]], other))
    left, right = (np.concatenate([np.zeros(0, dtype=np.int64), *(pair[side] for pair in found)]) for side in (0, 1))
    return _verified(quotations, *_distinct(quotations, left, right))


def _rarest(quotations: Collection, asked: Places) -> tuple[Places, Hashes]:
    """Return (place in `asked`, shingle) for as many of the rarest shingles as any match must share one of."""
    counts = quotations.counts[asked]
    hashes = quotations.shingles(asked)
    owner = np.repeat(np.arange(len(asked)), counts)
    order = np.lexsort((hashes, quotations.frequencies(hashes), owner))
    rank = np.arange(len(hashes)) - np.repeat(np.cumsum(counts) - counts, counts)
    chosen = order[rank < np.repeat(counts - _left_out(counts), counts)]
    return owner[chosen], hashes[chosen]


def _left_out(counts: Places) -> Places:
    """Return how many shingles of a quotation need not be looked up."""
    left_out: Places = np.ceil(SAME_VOICE * counts - 1e-9).astype(np.int64) - 1
    return left_out


def _stretches(costs: Places, owner: Places) -> list[tuple[int, int]]:
    """Cut a list into stretches that cost about MOST_AT_ONCE together; what has one owner (ascending) stays together."""
    lasts = np.flatnonzero(np.append(owner[1:] != owner[:-1], True)) + 1 if len(owner) else np.zeros(0, dtype=np.int64)
    ends = np.cumsum(costs)[lasts - 1]
    cuts, start, before = [], 0, 0
    while start < len(lasts):
        end = max(start + 1, int(np.searchsorted(ends, before + MOST_AT_ONCE, "right")))
        cuts.append((int(lasts[start - 1]) if start else 0, int(lasts[end - 1])))
        start, before = end, int(ends[end - 1])
    return cuts


def _needed(quotations: Collection, left: Places, right: Places) -> NDArray[np.float64]:
    """Return the similarity from which each pair is the same."""
    one_voice = (quotations.speakers[left] == quotations.speakers[right]) & (quotations.speakers[left] != 0)
    few = np.minimum(quotations.counts[left], quotations.counts[right])
    return np.where(one_voice, SAME_VOICE, np.where(few >= TELLING, OTHER_VOICE, NEVER))


def _candidates(quotations: Collection, left: Places, right: Places) -> Pairs:
    """Keep the pairs, given once for each shingle that was found in both, that can be the same."""
    keep = np.minimum(quotations.counts[left], quotations.counts[right]) >= SAME_VOICE * np.maximum(
        quotations.counts[left], quotations.counts[right]
    )
    pairs, shared = np.unique((left[keep] << 32) | right[keep], return_counts=True)
    left, right = pairs >> 32, pairs & 0xFFFFFFFF
    needed = _needed(quotations, left, right)
    sizes = quotations.counts[left] + quotations.counts[right]
    keep = shared + _left_out(quotations.counts[left]) >= needed / (1 + needed) * sizes - 1e-9
    keep &= (needed < NEVER) & (quotations.wordings[left] != quotations.wordings[right])
    one, other = quotations.numbers[left], quotations.numbers[right]
    # Each says a number that the other does not: eruptions, sentences and traffic notices come in one wording.
    keep &= ((one & ~other) == 0) | ((other & ~one) == 0)
    return left[keep], right[keep]


def _distinct(quotations: Collection, left: Places, right: Places) -> Pairs:
    """Keep one pair of rows for each pair of wordings and kind of need."""
    words = np.sort((quotations.wordings[left], quotations.wordings[right]), axis=0)
    keys = np.vstack([words, (_needed(quotations, left, right) > SAME_VOICE)[None, :]])
    order = np.lexsort(keys)
    first = np.ones(len(order), dtype=bool)
    first[1:] = (keys[:, order[1:]] != keys[:, order[:-1]]).any(axis=0)
    return left[order[first]], right[order[first]]


def _verified(quotations: Collection, left: Places, right: Places) -> Pairs:
    """Keep the pairs that share enough shingles in fact."""
    keep = np.zeros(len(left), dtype=bool)
    sizes = quotations.counts[left] + quotations.counts[right]
    needed = _needed(quotations, left, right)
    for start, end in _stretches(sizes, np.arange(len(left))):
        marked = np.sort(
            np.concatenate(
                [
                    (np.repeat(np.arange(end - start, dtype=np.uint64), quotations.counts[side]) << np.uint64(32))
                    | quotations.shingles(side)
                    for side in (left[start:end], right[start:end])
                ]
            )
        )
        twice = (marked[1:][marked[1:] == marked[:-1]] >> np.uint64(32)).astype(np.int64)
        shared = np.bincount(twice, minlength=end - start)
        keep[start:end] = shared >= needed[start:end] * (sizes[start:end] - shared) - 1e-9
    return left[keep], right[keep]
