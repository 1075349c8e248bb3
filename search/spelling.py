"""Query text -> the same text with misspelt words put right, from the index's own vocabulary."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Protocol

from rapidfuzz import process
from rapidfuzz.distance import OSA

from search.analysis import roots, stem, words
from search.expressions import All, AnyOf, Expression, Reading, Word
from search.glossary import translated

SHORTEST = 4
"""Letters of the shortest word put right: three letters are one slip away from a dozen others."""

LONG = 6
"""Letters from which on two slips are looked for, the first letter right, as it nearly always is (Pollock and Zamora 1984)."""

RARE = 2
OFTENER = 200
"""A word that so few quotations hold may be a slip that got into print, when one letter away from one so much more frequent."""

CANDIDATES = 50


class Frequencies(Protocol):
    """What the index knows of words."""

    def holding(self, term: str) -> int:
        """Return how many quotations a word finds, in any form and place."""

    def typed(self, term: str) -> int:
        """Return how many quotations hold the word just so."""


class Speller:
    """Spelling by one generation's vocabulary, which is read at the first word that it does not know."""

    def __init__(self, beginning: Callable[[str], Sequence[str]], frequencies: Frequencies) -> None:
        self._beginning = beginning
        self._frequencies = frequencies

    def suggestion(self, text: str, reading: Reading) -> str | None:
        """Return the text with each misspelt word replaced by the likeliest one; None: nothing is misspelt, or past help.

        Only words that are searched for as such: a phrase is verbatim, a name may be anything.
        """
        asked = set(_asked(reading))
        pieces, end = [], 0
        for word in words(text):
            better = self._better(word.term) if word.term in asked else None
            if better is not None:
                pieces += [text[end : word.start], better]
                end = word.end
        return "".join([*pieces, text[end:]]) if pieces else None

    def _better(self, term: str) -> str | None:
        if len(term) < SHORTEST or not term.isalpha() or term in roots() or stem(term) in roots() or translated([term]):
            return None
        holding = self._frequencies.holding(term)
        if holding > RARE:
            return None
        slips = 2 if len(term) >= LONG and not holding else 1
        near = process.extract(
            term, self._near_length(len(term), slips), scorer=OSA.distance, score_cutoff=slips, limit=CANDIDATES
        )
        ranked = [
            (distance, -self._frequencies.typed(word), word)
            for word, distance, _ in near
            if word != term and (distance == 1 or word[0] == term[0])
        ]
        if holding:
            ranked = [each for each in ranked if -each[1] >= OFTENER * holding]
        return min(ranked)[2] if ranked else None

    def _near_length(self, length: int, slips: int) -> list[str]:
        return [word for each in range(length - slips, length + slips + 1) for word in self._by_length.get(each, ())]

    @cached_property
    def _by_length(self) -> dict[int, list[str]]:
        found = defaultdict(list)
        for word in self._beginning(""):
            if word.isalpha():
                found[len(word)].append(word)
        return dict(found)


def _asked(reading: Reading) -> Iterator[str]:
    """Yield the plain words of a query that are not its translation."""
    if reading.listed and not reading.listed.also:
        yield from reading.listed.terms
    if reading.demands:
        yield from _words(reading.demands)


def _words(expression: Expression) -> Iterator[str]:
    match expression:
        case Word(term):
            yield term
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from _words(part)
