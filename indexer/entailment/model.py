"""The model that ships: the bundled encoder with the adapter of `model/`, offline."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from corpus.errors import EncoderError
from indexer.encoders.bundled import BundledEncoder
from indexer.encoders.threads import sleep_while_waiting
from indexer.entailment.base import LABELS, Probabilities
from indexer.entailment.checks import Pairs, judged
from indexer.entailment.scores import softmax
from indexer.entailment.shipped import FOLDER, Shipped, fast_bfloat16

if TYPE_CHECKING:
    from indexer.entailment.network import Network
    from indexer.entailment.tokens import PairTokenizer

BATCH = 32
"""Pairs in one pass, of about equal length. Between 16 and 64 the speed differs by less than a tenth."""


class BundledEntailment:
    """Judges with the shipped adapter. PyTorch is imported and weights are read at the first pair (about 5 s).

    A process that forks must do so before: PyTorch's threads do not survive a fork.
    """

    def __init__(self, models_path: Path, folder: Path = FOLDER) -> None:
        """Take where the encoder is, or will be, unpacked, and the adapter's folder."""
        self._encoder = BundledEncoder(models_path)
        self._folder = folder
        self._loading = threading.Lock()
        self._parts: _Parts | None = None

    @cached_property
    def fingerprint(self) -> str:
        """Version of adapter and encoder."""
        return f"entailment/{self._shipped.version}/{self._encoder.fingerprint}"

    @cached_property
    def _shipped(self) -> Shipped:
        return Shipped.read(self._folder)

    def judge(self, pairs: Pairs) -> Probabilities:
        """Return the calibrated probabilities of (text, claim) pairs, shape (len(pairs), 3), columns as in LABELS.

        Raises InvalidQuery for a claim without words or longer than a sentence, EncoderError when the model cannot be loaded.
        """
        return judged(pairs, self._compute)

    def _compute(self, pairs: Pairs) -> Probabilities:
        parts = self._loaded()  # before any import of PyTorch, which reads once how its threads are to wait

        import torch

        from indexer.entailment.network import Batch

        encoded = list(parts.tokenizer.encode(pairs))
        order = sorted(range(len(pairs)), key=lambda place: len(encoded[place].ids))
        logits = np.zeros((len(pairs), len(LABELS)), dtype=np.float32)
        with torch.inference_mode():
            for start in range(0, len(order), BATCH):
                places = order[start : start + BATCH]
                batch = Batch.of([encoded[place] for place in places], parts.tokenizer.padding)
                logits[places] = parts.network(batch.to(parts.device)).cpu().numpy()
        return softmax(logits, self._shipped.temperature)

    def _loaded(self) -> _Parts:
        with self._loading:
            if self._parts is None:
                self._parts = self._load()
            return self._parts

    def _load(self) -> _Parts:
        # Freed memory is kept (see threads.give_back_freed_memory): lengths are few here, so it costs 0.1 GB at most, and
        # returning it took a third of the speed.
        sleep_while_waiting()
        try:
            import torch

            from indexer.entailment.tokens import PairTokenizer
        except ImportError as error:
            raise EncoderError(f"PyTorch or tokenizers cannot be imported ({error}): reinstall Kutipan") from error
        folder = self._encoder.folder
        device = "cuda" if torch.cuda.is_available() else "cpu"
        network = self._shipped.network(folder)
        # The head is small and compares small differences: float32 always.
        network.compute_in(torch.bfloat16 if fast_bfloat16(device) else torch.float32)
        return _Parts(network.to(device), PairTokenizer(folder), device)


@dataclass(frozen=True, slots=True)
class _Parts:
    network: Network
    tokenizer: PairTokenizer
    device: str
