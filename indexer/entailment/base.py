"""What the product asks of an entailment model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.records import Stance

Probabilities = NDArray[np.float32]

LABELS = (Stance.FAVOR, Stance.AGAINST, Stance.NONE)
"""The columns of every table of probabilities: entailed, contradicted, neither."""


class EntailmentModel(Protocol):
    """Tells how likely a text supports, opposes or leaves open a claim."""

    @property
    def fingerprint(self) -> str:
        """Name and version of the model. Judgements of different fingerprints are never mixed."""

    def judge(self, pairs: Sequence[tuple[str, str]]) -> Probabilities:
        """Return the probabilities of (text, claim) pairs: float32, shape (len(pairs), 3), columns as in LABELS, rows sum to 1.

        A text without words takes no side. Raises InvalidQuery for a claim that has no words or is too long, EncoderError
        when the model cannot be loaded.
        """
