"""What the product asks of an embedding model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Encoder(Protocol):
    """Turns texts into unit vectors whose dot product is the cosine similarity of their meanings."""

    @property
    def fingerprint(self) -> str:
        """Name of the vector space (model, weights, version). Vectors of different fingerprints are never compared."""

    @property
    def dimensions(self) -> int:
        """Length of a vector."""

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of texts to be found: float32, shape (len(texts), dimensions), rows of length 1."""

    def query(self, text: str) -> Vectors:
        """Return the vector of a search query: float32, shape (dimensions,), length 1."""
