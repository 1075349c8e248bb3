"""When do two texts, two names, two offices count as the same? The measures that all scores rest on."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

MARKS = str.maketrans("", "", '“”"‟„«»')
OUTER = " .,;:!?…-–—'‘’"
"""What may stand or not stand at the ends of a quotation without making it another."""

TITLES = frozenset((Path(__file__).parent / "titles.txt").read_text(encoding="utf-8").split())
"""Words of a name that say nothing about who it is."""

SAME_OFFICE = 0.5
"""Token F1 from which an unnamed person's role identifies the person."""


class Rates(NamedTuple):
    """Precision, recall and their harmonic mean, 0..1; 0 where nothing can be divided."""

    precision: float
    recall: float
    f1: float

    @classmethod
    def of(cls, right: int, found: int, wanted: int) -> Rates:
        """Return the rates of `right` hits among `found` predictions for `wanted` gold items."""
        precision = right / found if found else 0.0
        recall = right / wanted if wanted else 0.0
        return cls(precision, recall, 2 * precision * recall / (precision + recall) if right else 0.0)


@lru_cache(maxsize=10_000)
def plain(text: str) -> str:
    """Return a quotation's words without marks, case, repeated white space and punctuation at its ends."""
    return " ".join(text.translate(MARKS).split()).strip(OUTER).lower()


@lru_cache(maxsize=10_000)
def _bag(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


def overlap(first: str, second: str) -> float:
    """Return how far two texts share their words (Jaccard index of the bags of words), 1 for equal `plain` texts."""
    if plain(first) == plain(second):
        return 1.0
    one, other = _bag(first), _bag(second)
    either = (one | other).total()
    return (one & other).total() / either if either else 0.0


def token_f1(first: str, second: str) -> float:
    """Return the F1 of the words of one text as a prediction of the other; 1 when both are empty."""
    one, other = _bag(first), _bag(second)
    words = one.total() + other.total()
    return 2 * (one & other).total() / words if words else 1.0


def name(text: str | None) -> tuple[str, ...]:
    """Return the words of a person's own name: lower case, without titles, ranks and degrees."""
    return tuple(word for word in re.findall(r"\w+", (text or "").lower()) if word not in TITLES)


def same_name(wanted: tuple[str, ...], given: tuple[str, ...], *, strict: bool) -> bool:
    """Tell whether two names are of one person; unless `strict`, a part of the name is enough."""
    if strict or wanted == given:
        return wanted == given
    return bool(given) and (set(given) <= set(wanted) or set(wanted) <= set(given))


def same_speaker(wanted: str | None, wanted_role: str | None, given: str | None, *, strict: bool) -> bool:
    """Tell whether the speaker found is the one wanted.

    Who is never named in the article is found by no name, or by the office under which the article knows the person.
    """
    if not name(wanted):
        return not name(given) or token_f1(wanted_role or "", given or "") >= SAME_OFFICE
    return same_name(name(wanted), name(given), strict=strict)
