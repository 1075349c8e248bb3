"""Expression -> matches: boolean logic and BM25F over the postings of terms, on whole arrays.

Scoring posting by posting in Python took 150 ms and more for common words at 60,000 quotations. An engine only gives
the postings of a term, once; the rest is a few array operations, and every quotation has its exact score, which exact
totals and fusion need anyway. All engines are scored here, so that they rank alike.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from search.analysis import stem
from search.cache import Cache
from search.catalogue import Catalogue
from search.columns import Mask
from search.engines.base import Engine
from search.expressions import ENOUGH, All, AnyOf, Dates, Expression, Field, Listed, Not, Phrase, Prefix, Word
from search.segments import Rows as RowPlaces
from search.segments import damaged

Rows = NDArray[np.int32]
Scores = NDArray[np.float32]

# Measured on 20,413 real quotations with 23 graded queries (nDCG@10); every one lies on a plateau, not on a peak.
K1 = 0.9  # 0.4 to 1.2: 0.54 to 0.55; above, repeated words win over rare ones
B_TEXT = 0.75  # 0.6 to 0.9: 0.55; 0.3: 0.51, one-word exclamations win
SURFACE_WEIGHT = 0.8  # of the word as typed, beside its root; 0: 0.51, 0.5 to 1.5: 0.54 to 0.55
COORDINATION = 0.5  # power of the share of content words held; 0: 0.54, and fused 0.58 instead of 0.62
B_ABOUT = 0.75
ABOUT_WEIGHT = 0.3  # of the words around a quotation (name, office, title): they find it, its own words rank it
SPARSE = 32
"""A word in fewer than one of so many rows is weighed by sorting these, a commoner one in arrays over all rows: at a million,
0.1 to 1 ms instead of 3."""

CACHED_BYTES = 128_000_000
"""Of weights kept, 8 for each quotation that holds a word: at a million quotations 30 of the most common words (4 MB each)
or 60,000 of median frequency."""


@dataclass(frozen=True, slots=True)
class Matches:
    """Which rows match, and the score of every row by its words.

    `mask` has shape (rows,); `scores` is float32 of the same shape, 0 where no word occurs. A row that holds some of the
    words but does not match has a score too: fusion uses it. `full` is the score of a quotation of average length that
    holds every word once, just as typed: it makes scores of different queries comparable.
    `minimum` is how many of the listed words each match holds at least (None: no words are listed).
    """

    mask: Mask
    scores: Scores
    full: float
    minimum: int | None

    @property
    def rows(self) -> RowPlaces:
        """The matching rows, in order."""
        return np.flatnonzero(self.mask)


@dataclass(frozen=True, slots=True)
class _Held:
    """The rows that hold a term, and how often each does."""

    rows: Rows
    counts: Scores


@dataclass(frozen=True, slots=True)
class Weights:
    """The rows that a word is found by, what it weighs in each, and what one occurrence as typed would weigh (`full`)."""

    rows: Rows
    weights: Scores
    full: float


@dataclass(slots=True)
class _Tally:
    """Scores being added up."""

    scores: Scores
    full: float = 0.0
    minimum: int | None = None


@dataclass(frozen=True, slots=True)
class Weighting:
    """What the forms of a word weigh: its root, and the word as typed beside it."""

    root: float = 1.0
    typed: float = SURFACE_WEIGHT


class Scorer:
    """Evaluates expressions over one generation; safe to share between threads."""

    def __init__(self, engine: Engine, catalogue: Catalogue, weighting: Weighting | None = None) -> None:
        self._weighting = weighting or Weighting()
        self._engine = engine
        self._catalogue = catalogue
        self._size = len(catalogue)
        numbers = catalogue.columns.numbers
        self._text_norm = _length_norm(numbers["words"], B_TEXT)
        self._about_norm = _length_norm(numbers["about"], B_ABOUT)
        self._words: Cache[str, Weights] = Cache(CACHED_BYTES, lambda found: found.rows.nbytes + found.weights.nbytes + 200)
        self._as_typed: Cache[str, Rows] = Cache(CACHED_BYTES // 4, lambda rows: rows.nbytes + 200)  # words of phrases

    def weighted(self, weighting: Weighting) -> Scorer:
        """Return a scorer of the same words with other weights: for measuring."""
        return Scorer(self._engine, self._catalogue, weighting)

    def match(self, expression: Expression) -> Matches:
        """Return which rows match, and how well."""
        tally = _Tally(np.zeros(self._size, dtype=np.float32))
        mask = self._evaluate(expression, tally)
        return Matches(mask, tally.scores, tally.full, tally.minimum)

    def holding(self, term: str) -> int:
        """Return how many quotations a word finds, in any form and place."""
        return len(self._word(term).rows)

    def typed(self, term: str) -> int:
        """Return how many quotations hold the word just so."""
        return len(self._postings("text", term).rows)

    def _evaluate(self, expression: Expression, tally: _Tally | None) -> Mask:
        """Return the mask of an expression and add what its words weigh to the tally (None: under NOT, nothing counts)."""
        match expression:
            case Word(term):
                return self._holding(self._word(term), tally)
            case Listed():
                return self._listed(expression, tally)
            case Prefix(term):
                return self._holding(self._words.get(f"{term}*", lambda: self._prefix(term)), tally)  # no word holds a *
            case Phrase():
                return self._phrase(expression, tally)
            case Field():
                return self._catalogue.where(expression)
            case Dates():
                return self._catalogue.within(expression)
            case Not(part):
                return ~self._evaluate(part, None)
            case All(parts):
                return self._joined(np.logical_and, parts, tally)
            case AnyOf(parts):
                return self._joined(np.logical_or, parts, tally)

    def _joined(self, operation: np.ufunc, parts: Sequence[Expression], tally: _Tally | None) -> Mask:
        mask: Mask = operation.reduce([self._evaluate(part, tally) for part in parts])
        return mask

    def _holding(self, found: Weights, tally: _Tally | None) -> Mask:
        mask: Mask = np.zeros(self._size, dtype=bool)
        mask[found.rows] = True
        if tally:
            tally.scores[found.rows] += found.weights
            tally.full += found.full
        return mask

    def _listed(self, listed: Listed, tally: _Tally | None) -> Mask:
        if len(listed.terms) == 1:
            return self._one(listed, tally)
        content = set(listed.content)
        held = np.zeros(self._size, dtype=np.uint16)
        weights = np.zeros(self._size, dtype=np.float32)
        for senses in listed.senses:
            found = self._any_of(senses)
            weights[found.rows] += found.weights
            if senses[0] in content:
                held[found.rows] += 1
            if tally:
                tally.full += found.full
        touched = _filled(weights)
        if tally:
            share = np.arange(len(content) + 1, dtype=np.float32) / np.float32(len(content))
            tally.scores[touched] += weights[touched] * (share ** np.float32(COORDINATION))[held[touched]]
        holding = np.bincount(held[touched], minlength=len(content) + 1)[::-1].cumsum()[::-1]  # so many words or more
        minimum = len(content)
        while minimum > 1 and holding[minimum] < ENOUGH:
            minimum -= 1
        if tally:
            tally.minimum = minimum
        mask: Mask = held >= minimum
        return mask

    def _one(self, listed: Listed, tally: _Tally | None) -> Mask:
        """Return what `_listed` does of a single word, without arrays over all rows that count the words held."""
        found = self._any_of(next(iter(listed.senses)))
        if tally:
            tally.minimum = 1
        return self._holding(found, tally)

    def _phrase(self, phrase: Phrase, tally: _Tally | None) -> Mask:
        candidates = self._holding_all(phrase.terms)
        if len(phrase.terms) > 1 and len(candidates):
            numbers = np.sort(self._catalogue.numbers[candidates])
            found_numbers = self._engine.phrase(phrase.terms, phrase.slop, numbers)
            candidates = self._catalogue.numbered(found_numbers)
            candidates = candidates[candidates >= 0]
        mask: Mask = np.zeros(self._size, dtype=bool)
        mask[candidates] = True
        if tally:
            weights = np.zeros(self._size, dtype=np.float32)
            for term in dict.fromkeys(phrase.terms):
                found = self._word(term)
                weights[found.rows] += found.weights
                tally.full += found.full
            tally.scores[candidates] += weights[candidates]
        return mask

    def _holding_all(self, words: Sequence[str]) -> Rows:
        """Return the rows that hold every one of these words as typed."""
        candidates: Rows | None = None
        for term in sorted(set(words), key=len, reverse=True):  # long words are rare: empty sets come early
            rows = self._typed(term)
            if candidates is not None:
                inside = np.zeros(self._size, dtype=bool)
                inside[candidates] = True
                rows = rows[inside[rows]]
            candidates = rows
            if not len(candidates):
                break
        assert candidates is not None
        return candidates

    def _typed(self, term: str) -> Rows:
        """Return the rows that hold a word as typed; kept for the next phrase with it."""
        return self._as_typed.get(term, lambda: self._postings("text", term).rows)

    def _postings(self, field: str, term: str) -> _Held:
        """Return which rows of this generation hold a term."""
        found = self._engine.postings(field, term)
        rows = self._catalogue.numbered(found.numbers)
        here = rows >= 0
        return _Held(rows, found.counts) if here.all() else _Held(rows[here], found.counts[here])

    def _word(self, term: str) -> Weights:
        """Return the rows that hold a form of the word, with its BM25F weight in each; computed once."""
        return self._words.get(term, lambda: self._weigh(term))

    def _any_of(self, words: Sequence[str]) -> Weights:
        """Return the rows that hold a form of any of these words, which mean the same: each weighs what its best one does."""
        found = [self._word(word) for word in words]
        if len(found) == 1:
            return found[0]
        found = [each for each in found if len(each.rows)] or found[:1]  # a word that nobody used makes no score fuller
        weights = np.zeros(self._size, dtype=np.float32)
        for each in found:
            weights[each.rows] = np.maximum(weights[each.rows], each.weights)
        rows = _filled(weights).astype(np.int32)
        return Weights(rows, weights[rows], max(each.full for each in found))

    def _weigh(self, term: str) -> Weights:
        root = stem(term)
        inside, around = self._postings("stem", root), self._postings("about", root)
        rows, place = self._union(inside.rows, around.rows)
        counts = np.zeros(len(rows), dtype=np.float32)
        counts[place(inside.rows)] = inside.counts / self._text_norm.take(inside.rows)
        counts[place(around.rows)] += np.float32(ABOUT_WEIGHT) * around.counts / self._about_norm.take(around.rows)
        rarity = np.float32(self._weighting.root) * self._rarity(len(rows))
        weights = rarity * _saturated(counts)
        exact = self._postings("text", term)
        exact_weight = np.float32(self._weighting.typed) * self._rarity(len(exact.rows))
        places = place(exact.rows)
        if len(places) and not (len(rows) and np.array_equal(rows.take(places, mode="clip"), exact.rows)):
            raise damaged(Path("words"), f"{term!r} stands where its root does not")
        weights[places] += exact_weight * _saturated(exact.counts / self._text_norm.take(exact.rows))
        return Weights(rows, weights, float(rarity + exact_weight))

    def _union(self, one: Rows, other: Rows) -> tuple[Rows, Callable[[Rows], Rows]]:
        """Return the rows of both, rising, and what gives the place of each of some rows among them."""
        if len(one) + len(other) < self._size // SPARSE:
            few: Rows = np.union1d(one, other)
            return few, lambda rows: np.searchsorted(few, rows).astype(np.int32)
        held = np.zeros(self._size, dtype=bool)
        held[one] = True
        held[other] = True
        many = np.flatnonzero(held).astype(np.int32)
        table = np.empty(self._size, dtype=np.int32)
        table[many] = np.arange(len(many), dtype=np.int32)

        def place(rows: Rows) -> Rows:
            places: Rows = table.take(rows)
            return places

        return many, place

    def _prefix(self, term: str) -> Weights:
        counts = np.zeros(self._size, dtype=np.float32)
        for word in self._engine.beginning(term):
            found = self._postings("text", word)
            counts[found.rows] += found.counts
        rows = _filled(counts).astype(np.int32)
        rarity = self._rarity(len(rows))
        return Weights(rows, rarity * _saturated(counts[rows] / self._text_norm[rows]), float(rarity))

    def _rarity(self, holding: int) -> np.float32:
        """Return the inverse document frequency (Robertson and Spärck Jones, kept positive as Lucene does)."""
        return np.float32(np.log1p((self._size - holding + 0.5) / (holding + 0.5)))


def _filled(values: Scores) -> RowPlaces:
    """Return where values are not 0; three times as fast by way of a mask."""
    return np.flatnonzero(values != 0)


def _saturated(counts: Scores) -> Scores:
    weights: Scores = counts * np.float32(K1 + 1) / (counts + np.float32(K1))
    return weights


def _length_norm(lengths: NDArray[np.int32], b: float) -> Scores:
    """Return BM25's length normalisation, relative to the average length."""
    average = max(1.0, float(lengths.mean())) if len(lengths) else 1.0
    norm: Scores = (1 - b + b * lengths / average).astype(np.float32)
    return norm
