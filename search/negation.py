"""Words that turn a statement into its opposite: an alleged quotation that gains or loses one is another statement."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from importlib import resources

_INSIDE = re.compile(r"(ke|per)?tidak\w+")  # ketidakadilan, ketidakpastian


class Negation(StrEnum):
    """What became of a negation on the way from the real words to the alleged ones."""

    ADDED = "added"
    DROPPED = "dropped"


@cache
def negations() -> frozenset[str]:
    """Return the negations of Indonesian, written and spoken, and of English, in the form in which words are compared."""
    listed = resources.files("search").joinpath("negations.txt").read_text(encoding="utf-8")
    return frozenset(word for line in listed.splitlines() if not line.startswith("#") for word in line.split())


def negates(word: str) -> bool:
    """Say whether a word (as compared) negates."""
    return word in negations() or _INSIDE.fullmatch(word) is not None


def between(alleged: Iterable[str], real: Iterable[str]) -> Negation | None:
    """Return what became of the negations where alleged words stand in place of real ones."""
    ours, theirs = sum(map(negates, alleged)), sum(map(negates, real))
    if ours == theirs:
        return None
    return Negation.ADDED if ours > theirs else Negation.DROPPED
