"""Rejections -> the few reasons behind them: a thousand broken lines have one cause."""

from __future__ import annotations

import re
from collections.abc import Iterable

from corpus.store.records import Reason

_PARTICULAR = re.compile(r"'[^']*'|\"[^\"]*\"|\S*/\S*|\b0x[0-9a-f]+|(?<![\w-])\d[\d,.]*\b")
"""What differs between two rejections of one cause: names in quotes, paths, addresses and numbers."""


def grouped(rejected: Iterable[tuple[str, str, int]]) -> tuple[Reason, ...]:
    """Return the reasons of (location, reason, how often), the most frequent first; the first location is the example."""
    found: dict[str, list[Reason]] = {}
    for location, reason, number in rejected:
        found.setdefault(_PARTICULAR.sub("…", reason), []).append(Reason(reason=reason, number=number, example=location))
    merged = [
        Reason(
            reason=some[0].reason if len(some) == 1 else common,
            number=sum(each.number for each in some),
            example=some[0].example,
        )
        for common, some in found.items()
    ]
    return tuple(sorted(merged, key=lambda each: -each.number))
