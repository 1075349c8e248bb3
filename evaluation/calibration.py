"""Stated probabilities and what was right -> reliability table: does a confidence of 0.9 mean nine in ten?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

BINS = 10
"""Bins of equal width, as Guo et al. (2017) and most since use them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Predictions whose probability lies in [low, high), the last bin's end included: how sure, how often right."""

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """The bins that hold predictions, and the expected calibration error: the mean gap, weighted by count."""

    bins: tuple[Bin, ...]

    @property
    def count(self) -> int:
        """Number of predictions."""
        return sum(each.count for each in self.bins)

    @property
    def error(self) -> float:
        """Expected calibration error, 0..1; 0 without predictions."""
        gaps = (each.count * abs(each.confidence - each.accuracy) for each in self.bins)
        return sum(gaps) / self.count if self.count else 0.0


def reliability(predictions: Iterable[tuple[float, bool]], bins: int = BINS) -> Reliability:
    """Return the reliability of (probability, right) pairs. Raises ValueError for a probability outside 0..1."""
    sorted_in: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for probability, right in predictions:
        if not 0 <= probability <= 1:
            raise ValueError(f"{probability} is not a probability")
        sorted_in[min(int(probability * bins), bins - 1)].append((probability, right))
    return Reliability(tuple(_bin(number, bins, held) for number, held in enumerate(sorted_in) if held))


def _bin(number: int, bins: int, held: Sequence[tuple[float, bool]]) -> Bin:
    return Bin(
        low=number / bins,
        high=(number + 1) / bins,
        count=len(held),
        confidence=sum(probability for probability, _ in held) / len(held),
        accuracy=sum(right for _, right in held) / len(held),
    )
