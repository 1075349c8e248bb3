"""A file beside this module, one an encoder -> the turn of its query vectors and the background of its similarities.

Both were learnt from the quotations with claims that were written for this project (`search.query_side.learning`): a claim
says in other words what its quotation says, as a query does.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources

import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float32]
Scores = NDArray[np.float32]

TURN = 0.25
"""Share of the learnt turn in a query's vector, the rest is the encoder's own.

Of 20,413 real quotations, those that are about a query (grade 2 or 3; 23 graded queries and 46 of our own) stand 2.5
deviations above the background in 86 to 99 of 100 cases by kind of query; unturned in 67 to 79. The whole turn ranks topics
worse (nDCG@10 0.34 instead of 0.43), since claims are sentences.
"""

PRIOR = 500
"""How many quotations of the index weigh as much as the background known beforehand.

Fewer than that are often all about one thing, and their median then tells what is meant, not what is not. Of 20,000 they
are the better judge: their own background let 104 to 691 pass at one floor, the one known beforehand 17 to 1,281.
"""

SMALLEST = 1e-6
"""Deviation; similarities are rounded to six places, below that they are all the same."""

BELOW = 0.1587  # share of a normal distribution below mean minus deviation


@dataclass(frozen=True, slots=True)
class Background:
    """The similarity that a query has to what it does not mean.

    Models of the e5 family put all texts close together, and each query has its own level: the median was between 0.74
    and 0.83 on 23 queries, so one fixed cosine let through 7,834 of 20,413 quotations for one query and none for another.
    """

    middle: float
    deviation: float

    @classmethod
    def of(cls, similarities: Scores, known: Background | None = None) -> Background:
        """Measure it over all similarities of an index, shape (quotations,), beside what is `known` beforehand.

        Median and lower half describe the background as long as less than half of the index is about the query.
        """
        if not len(similarities):
            return known or cls(0.0, 0.0)
        middle, low = _quantile(similarities, 0.5), _quantile(similarities, BELOW)
        if known is None:
            return cls(float(middle), float(middle - low))
        own = len(similarities) / (len(similarities) + PRIOR)
        return cls(
            own * float(middle) + (1 - own) * known.middle,
            own * float(middle - low) + (1 - own) * known.deviation,
        )

    def floor(self, deviations: float) -> float:
        """Return the similarity that stands out by so many deviations."""
        return self.middle + deviations * self.deviation

    def standing(self, similarities: Scores) -> Scores:
        """Return by how many deviations each similarity stands out."""
        if self.deviation < SMALLEST:
            return np.zeros_like(similarities)
        standing: Scores = (similarities - np.float32(self.middle)) / np.float32(self.deviation)
        return standing


@dataclass(frozen=True, slots=True)
class QuerySide:
    """What was learnt for one encoder. Shapes: `left` (dimensions, rank), `right` (rank, dimensions), the others' last
    (dimensions,); the turn of a vector is `vector + left @ right @ vector + shift`, and `spread` is a root of the covariance of
    passages, shape (rank of it, dimensions).
    """

    left: NDArray[np.float32]
    right: NDArray[np.float32]
    shift: Vector
    middle: Vector
    spread: NDArray[np.float32]

    @classmethod
    def of(cls, fingerprint: str) -> QuerySide | None:
        """Return what was learnt for an encoder; None: nothing, its queries stay as they are."""
        return _read(fingerprint.partition("/")[0])

    def turned(self, vector: Vector) -> Vector:
        """Return the vector of a query, shape (dimensions,), turned towards where quotations of its meaning lie; length 1."""
        turned = _unit(vector + self.left @ (self.right @ vector) + self.shift)
        return _unit((1 - TURN) * vector + TURN * turned)

    def background(self, vector: Vector) -> Background:
        """Return which similarity a turned query has to quotations at large: mean and deviation of a normal distribution."""
        return Background(float(vector @ self.middle), float(np.linalg.norm(self.spread @ vector)))


def _quantile(values: Scores, share: float) -> float:
    """Return a quantile as numpy.quantile does; of a million values in 1 ms instead of 7, since it selects one place alone."""
    place = share * (len(values) - 1)
    first = int(place)
    parted = np.partition(values, first)
    here = float(parted[first])
    after = float(parted[first + 1 :].min()) if first + 1 < len(values) else here
    return here + (after - here) * (place - first)


def _unit(vector: Vector) -> Vector:
    unit: Vector = (vector / max(float(np.linalg.norm(vector)), 1e-9)).astype(np.float32)
    return unit


@cache
def _read(model: str) -> QuerySide | None:
    from safetensors.numpy import load

    file = resources.files("search.query_side").joinpath(f"{model}.safetensors")
    if not file.is_file():
        return None
    tensors = load(file.read_bytes())
    return QuerySide(**{name: tensor.astype(np.float32) for name, tensor in tensors.items()})
