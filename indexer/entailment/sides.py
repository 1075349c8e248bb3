"""Three probabilities -> one side, or none with the doubt marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.records import Stance
from indexer.entailment.base import LABELS

UNCERTAIN = 0.37
"""Probability that a side must reach. Below it a third of 53 sides were right on held-out written pairs, from 0.38 to 0.50
nearly half; a higher threshold costs macro F1 there (0.634 at 0.37, 0.629 at 0.40, 0.616 at 0.45, 0.568 at 0.50)."""


@dataclass(frozen=True, slots=True)
class Side:
    """The side that a text takes on a claim and how likely it is.

    `uncertain` marks a NONE beside which a side was likelier, but not likely enough; `leaning` is that side.
    """

    stance: Stance
    probability: float
    uncertain: bool = False
    leaning: Stance | None = None


def side(probabilities: NDArray[np.float32] | Sequence[float]) -> Side:
    """Return the side of one pair's probabilities, in the order of LABELS."""
    likely = dict(zip(LABELS, map(float, probabilities), strict=True))
    best = max(likely, key=lambda stance: likely[stance])
    if best is not Stance.NONE and likely[best] < UNCERTAIN:
        return Side(Stance.NONE, likely[Stance.NONE], uncertain=True, leaning=best)
    return Side(best, likely[best])
