"""A deterministic encoder for tests: texts that share words have similar vectors, nothing is loaded."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import numpy as np

from indexer.encoders.base import Vectors


class FakeEncoder:
    """Each word has a random direction drawn from its hash and the seed; a text is the direction of its words' sum."""

    def __init__(self, *, dimensions: int = 64, seed: int = 0) -> None:
        self.dimensions = dimensions
        self.fingerprint = f"fake/{dimensions}/{seed}"
        self._seed = seed

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of texts to be found: float32, shape (len(texts), dimensions), rows of length 1."""
        return np.stack([self.query(text) for text in texts]) if texts else np.zeros((0, self.dimensions), np.float32)

    def query(self, text: str) -> Vectors:
        """Return the vector of a text: float32, shape (dimensions,), length 1."""
        words = re.findall(r"\w+", text.lower()) or [""]
        total = np.sum([self._direction(word) for word in words], axis=0)
        vector: Vectors = (total / np.linalg.norm(total)).astype(np.float32)
        return vector

    def _direction(self, word: str) -> Vectors:
        digest = hashlib.blake2b(f"{self._seed} {word}".encode("utf-8", "surrogatepass"), digest_size=8).digest()
        return np.random.default_rng(int.from_bytes(digest)).standard_normal(self.dimensions, dtype=np.float32)
