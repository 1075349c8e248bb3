"""A model for tests: sides by shared words and negation. It knows nothing of meaning."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from indexer.entailment.base import Probabilities
from indexer.entailment.checks import judged

_NEGATION = frozenset({"tidak", "bukan", "jangan", "tanpa", "menolak"})
_SURE = 0.9


class FakeEntailment:
    """A text that holds half of a claim's words supports it; opposes it where only one of both is negated."""

    fingerprint = "fake-entailment-1"

    def __init__(self) -> None:
        self.computed: list[tuple[str, str]] = []
        """Every pair that was computed, for tests of caches."""

    def judge(self, pairs: Sequence[tuple[str, str]]) -> Probabilities:
        """Return the probabilities of (text, claim) pairs: float32, shape (len(pairs), 3)."""
        return judged(pairs, self._compute)

    def _compute(self, pairs: Sequence[tuple[str, str]]) -> Probabilities:
        self.computed += pairs
        rows = np.full((len(pairs), 3), (1 - _SURE) / 2, dtype=np.float32)
        for row, (text, claim) in enumerate(pairs):
            said, claimed = (set(re.findall(r"\w+", each.lower())) for each in (text, claim))
            near = len(said & claimed - _NEGATION) * 2 >= len(claimed - _NEGATION)
            opposed = bool(said & _NEGATION) != bool(claimed & _NEGATION)
            rows[row, (1 if opposed else 0) if near else 2] = _SURE
        return rows
