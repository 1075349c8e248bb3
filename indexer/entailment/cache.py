"""Judgements by model, text and claim, kept in one SQLite file: a pair is judged once, whoever asks again."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from corpus.records import text_digest
from indexer.encoders.cache import VectorCache
from indexer.entailment.base import LABELS, EntailmentModel, Probabilities


class CachedModel:
    """A model that looks pairs up in a file first; safe to share between threads when the model is.

    The file is one of `VectorCache`: everything in it can be computed again. Three probabilities are kept as float16, exact to
    0.0005, and given back so also the first time, so that an answer does not depend on what was known before.
    """

    def __init__(self, model: EntailmentModel, path: Path) -> None:
        self._model = model
        self._path = path

    @property
    def fingerprint(self) -> str:
        """Name and version of the model: its own."""
        return self._model.fingerprint

    def judge(self, pairs: Sequence[tuple[str, str]]) -> Probabilities:
        """Return the probabilities of (text, claim) pairs: float32, shape (len(pairs), 3), columns as in LABELS."""
        if not pairs:
            return np.zeros((0, len(LABELS)), np.float32)
        keys = [pair_digest(text, claim) for text, claim in pairs]
        # Opened for each call: a connection belongs to one thread.
        with VectorCache(self._path) as cache:
            known = cache.get(self.fingerprint, keys, len(LABELS))
            missing = {key: pair for key, pair in zip(keys, pairs, strict=True) if key not in known}
            if missing:
                computed = self._model.judge(list(missing.values()))
                cache.put(self.fingerprint, list(missing), computed)
                known.update(zip(missing, computed.astype(np.float16).astype(np.float32), strict=True))
        return np.stack([known[key] for key in keys])


def pair_digest(text: str, claim: str) -> bytes:
    """Return the key of a pair: SHA-256 of both digests."""
    return hashlib.sha256(bytes.fromhex(text_digest(text)) + bytes.fromhex(text_digest(claim.strip()))).digest()
