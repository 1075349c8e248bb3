"""Counts of a part and a whole -> the share, and how far it can be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

Z95 = 1.959964
"""Of a normal distribution 95 % lie within this many deviations of its middle."""


@dataclass(frozen=True, slots=True)
class Share:
    """`part` of `whole`, with the 95 % interval by Wilson's score; of nothing everything is possible."""

    part: int
    whole: int

    @property
    def share(self) -> float | None:
        """The share, 0 to 1; None of nothing."""
        return self.part / self.whole if self.whole else None

    @property
    def interval(self) -> tuple[float, float]:
        """The lower and the upper bound, 0 to 1."""
        return wilson(self.part, self.whole)


def wilson(part: int, whole: int, z: float = Z95) -> tuple[float, float]:
    """Return the interval that holds the true share (Wilson 1927, doi:10.2307/2276774); 0 to 1 of nothing.

    Unlike the textbook's share ± error it stays within 0 and 1, and says something of 0 out of 5.
    """
    if not 0 <= part <= whole:
        raise ValueError(f"{part} is no part of {whole}")
    if whole == 0:
        return 0.0, 1.0
    share, square = part / whole, z * z
    middle = (share + square / (2 * whole)) / (1 + square / whole)
    reach = z * sqrt(share * (1 - share) / whole + square / (4 * whole * whole)) / (1 + square / whole)
    # At the ends the bound is the end itself; rounding would leave it a hair's breadth away.
    low = 0.0 if part == 0 else max(0.0, middle - reach)
    high = 1.0 if part == whole else min(1.0, middle + reach)
    return low, high
