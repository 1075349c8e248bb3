"""Gold and given labels -> confusion, F1 of each side, calibration. Labels are numbers: places in LABELS."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from indexer.entailment.base import LABELS, Probabilities

Numbers = NDArray[np.int64]
BINS = 10


@dataclass(frozen=True, slots=True)
class Scores:
    """`confusion[gold][given]` counts pairs; `f1` is that of each label, in the order of LABELS."""

    confusion: tuple[tuple[int, ...], ...]
    f1: tuple[float, ...]
    macro_f1: float
    accuracy: float
    pairs: int


def score(gold: Numbers, given: Numbers) -> Scores:
    """Return the scores of labels that were given to pairs, shape (pairs,) both."""
    table = np.zeros((len(LABELS), len(LABELS)), dtype=np.int64)
    np.add.at(table, (gold, given), 1)
    right, marked, wanted = np.diagonal(table), table.sum(0), table.sum(1)
    f1 = 2 * right / np.maximum(marked + wanted, 1)
    return Scores(
        confusion=tuple(tuple(row) for row in table.tolist()),
        f1=tuple(f1.tolist()),
        macro_f1=float(f1.mean()),
        accuracy=float(right.sum() / max(len(gold), 1)),
        pairs=len(gold),
    )


@dataclass(frozen=True, slots=True)
class Bin:
    """Pairs whose winning label got a probability within one tenth: how sure the model was, and how often it was right."""

    pairs: int
    probability: float
    right: float


def reliability(gold: Numbers, probabilities: Probabilities) -> tuple[Bin, ...]:
    """Return the non-empty tenths of the winning probability, lowest first."""
    sure, right = probabilities.max(1), probabilities.argmax(1) == gold
    tenth = np.minimum((sure * BINS).astype(int), BINS - 1)
    return tuple(
        Bin(int((tenth == number).sum()), float(sure[tenth == number].mean()), float(right[tenth == number].mean()))
        for number in range(BINS)
        if (tenth == number).any()
    )


def calibration_error(bins: Sequence[Bin]) -> float:
    """Return the expected calibration error: how far sureness and rightness lie apart, weighted by pairs."""
    return sum(one.pairs * abs(one.probability - one.right) for one in bins) / max(sum(one.pairs for one in bins), 1)


def softmax(logits: NDArray[np.float32], temperature: float) -> Probabilities:
    """Return probabilities of logits, shape (pairs, labels); a temperature above 1 makes them less sure."""
    scaled = logits / np.float32(temperature)
    powers = np.exp(scaled - scaled.max(1, keepdims=True))
    probabilities: Probabilities = (powers / powers.sum(1, keepdims=True)).astype(np.float32)
    return probabilities
