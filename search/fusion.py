"""Scores by words and similarities by meaning -> one ranking."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]

KEYWORD_WEIGHT = 0.3
"""Share of the words in the fused score; meaning has the rest. See docs: ablation on the 23 dev queries."""


def fuse(keyword: Scores, semantic: Scores) -> Scores:
    """Return the weighted mean of both legs, each scaled to 0..1 over all quotations of the index.

    Scaling sees all quotations, not the matches, so that a filter never changes the order of what it lets through.
    """
    return np.float32(KEYWORD_WEIGHT) * scaled(keyword) + np.float32(1 - KEYWORD_WEIGHT) * scaled(semantic)


def scaled(scores: Scores) -> Scores:
    """Map the least score to 0 and the greatest to 1; all equal: 0."""
    if not len(scores):
        return scores
    low, high = scores.min(), scores.max()
    if high <= low:
        return np.zeros_like(scores)
    result: Scores = (scores - low) / (high - low)
    return result
