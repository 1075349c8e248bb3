"""Scores by words and similarities by meaning -> one ranking, and a floor below which a similarity says nothing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]

MEANING_WEIGHT = 0.06
"""What one deviation of similarity is worth, beside 1 for holding all words as typed.

Measured on 20,413 real quotations with 23 graded queries (nDCG@10): 0.03 to 0.15 all give 0.62. Words alone give 0.55,
meaning alone 0.38, reciprocal rank fusion 0.48, min-max scaling of both legs at its best weight 0.57, this without feedback
0.58.
"""

FEEDBACK = 5
FEEDBACK_WEIGHT = 0.5
"""How many of the best quotations refine the query's vector (Rocchio 1971), and their share. 3 to 8 of them at 0.3 to 0.5
give 0.60 to 0.62 instead of 0.59; English queries gain most (0.19 to 0.46), since what they find is in Indonesian."""

SMALLEST = 1e-6  # deviation; similarities are rounded to six places, below that they are all the same
BELOW = 0.1587  # share of a normal distribution below mean minus deviation


@dataclass(frozen=True, slots=True)
class Background:
    """The similarity that a query has to what it does not mean: middle and deviation, over all quotations of the index.

    Models of the e5 family put all texts close together, and each query has its own level: the median was between 0.74
    and 0.83 on 23 queries, so one fixed cosine let through 7,834 of 20,413 quotations for one query and none for another.
    Median and lower half describe the background as long as less than half of the index is about the query.
    """

    middle: float
    deviation: float

    @classmethod
    def of(cls, similarities: Scores) -> Background:
        """Measure the background of a query's similarities, shape (quotations,)."""
        if not len(similarities):
            return cls(0.0, 0.0)
        middle, low = np.quantile(similarities, (0.5, BELOW))
        return cls(float(middle), float(middle - low))

    def floor(self, deviations: float) -> float:
        """Return the similarity that stands out by so many deviations."""
        return self.middle + deviations * self.deviation

    def standing(self, similarities: Scores) -> Scores:
        """Return by how many deviations each similarity stands out."""
        if self.deviation < SMALLEST:
            return np.zeros_like(similarities)
        standing: Scores = (similarities - np.float32(self.middle)) / np.float32(self.deviation)
        return standing


def fuse(words: Scores, full: float, similarities: Scores) -> Scores:
    """Return the fused score of every quotation.

    The words' part is their share of the full score, not of the best one found: where no quotation holds the words, as with
    an English query, they say little and meaning decides. Both scales come from the whole index, so that a filter never
    changes the order of what it lets through.
    """
    share = words / np.float32(full) if full > 0 else words
    fused: Scores = share + np.float32(MEANING_WEIGHT) * Background.of(similarities).standing(similarities)
    return fused


def refined(query: Scores, best: Scores) -> Scores:
    """Return the query's unit vector moved towards the vectors of the best quotations, shape (some, dimensions)."""
    if not len(best):
        return query
    centre = best.mean(axis=0)
    moved = query + np.float32(FEEDBACK_WEIGHT) * centre / max(float(np.linalg.norm(centre)), 1e-9)
    vector: Scores = (moved / max(float(np.linalg.norm(moved)), 1e-9)).astype(np.float32)
    return vector
