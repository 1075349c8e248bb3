"""When segments are merged: those of like size, once they are many. Each row is rewritten only log8(n) times."""

from __future__ import annotations

from collections.abc import Sequence

MERGE_FACTOR = 8
"""Segments of like size that are merged into one: a query reads few segments, and a commit rewrites little."""

SMALLEST_TIER = 1_000  # rows; segments below it count as one size

LARGEST = 250_000
"""Rows of a segment: what a writer holds in memory (about 1 KB each) and rewrites at once is bounded. Segments of half this
size and more are merged no further, so their number grows by eight for each million."""


def crowded(sizes: Sequence[int]) -> list[int]:
    """Return the places of segments of like size that are to be merged into one, given what lives in each; none if few are."""
    tiers: dict[int, list[int]] = {}
    for place, size in enumerate(sizes):
        if size < LARGEST / 2:
            tiers.setdefault(_tier(size), []).append(place)
    return next((tier for _, tier in sorted(tiers.items()) if len(tier) >= MERGE_FACTOR), [])


def _tier(size: int) -> int:
    tier = 0
    while size >= SMALLEST_TIER:
        size //= MERGE_FACTOR
        tier += 1
    return tier
