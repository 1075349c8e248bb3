"""An index -> the ways of ranking it, each with one part less or another in its place, down to words as typed alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from indexer.encoders.base import Encoder, Vectors
from search.engines.scoring import Matches, Scorer, Weighting
from search.expressions import Listed, Reading
from search.fusion import FEEDBACK, fuse, refined
from search.generation import Generation
from search.language import read
from search.query_side import Background, QuerySide

Scores = NDArray[np.float32]
Ranking = Callable[[str], Scores]
"""Words of a query -> a score for every quotation of the index, shape (quotations,)."""

RANK_CONSTANT = 60
"""Of reciprocal rank fusion (Cormack, Clarke and Büttcher 2009), as its authors set it."""

MINMAX_WORDS = 0.4
"""Share of the words' leg in the fusion by min-max scaling: the best of 0.3 to 0.8 on both sets of queries, so that what it is
compared with has no easier opponent (0.6: 0.586 and 0.602 instead of 0.595 and 0.639)."""

WORDS_TYPED = Weighting(root=0.0, typed=1.0)
ROOTS_ALONE = Weighting(typed=0.0)


@dataclass(frozen=True, slots=True)
class Asked:
    """One query as the legs see it: its words' matches, its vector, similarities and their background."""

    words: Matches
    vector: Vectors
    similarities: Scores
    background: Background


class Ablation:
    """The rankings of one index by name, from the plainest to the product's own; queries are embedded once."""

    def __init__(self, generation: Generation, encoder: Encoder) -> None:
        self._generation = generation
        self._side = QuerySide.of(encoder.fingerprint)
        self._embedded = lru_cache(maxsize=None)(encoder.query)
        self._typed = generation.scorer.weighted(WORDS_TYPED)
        self._roots = generation.scorer.weighted(ROOTS_ALONE)

    @property
    def rankings(self) -> Mapping[str, Ranking]:
        """Every way of ranking; the last one is what hybrid search does."""
        scorer = self._generation.scorer
        return {
            "words as typed": lambda text: self._words(text, self._typed, translate=False).scores,
            "roots alone": lambda text: self._words(text, self._roots, translate=False).scores,
            "words: both": lambda text: self._words(text, scorer, translate=False).scores,
            "words + English glossary": lambda text: self._words(text, scorer).scores,
            "meaning alone": lambda text: self._asked(text, translate=False, turn=False).similarities,
            "meaning + glossary": lambda text: self._asked(text, turn=False).similarities,
            "meaning + glossary + turn": lambda text: self._asked(text).similarities,
            "meaning + its own feedback": lambda text: self._fed_back(self._asked(text), by_words=False)[0],
            "meaning + fused feedback (semantic mode)": lambda text: self._fed_back(self._asked(text))[0],
            "fusion: reciprocal ranks": lambda text: _reciprocal(self._asked(text)),
            "fusion: min-max": lambda text: _minmax(self._asked(text)),
            "fusion: shares, no feedback": lambda text: _fused(self._asked(text)),
            "hybrid without glossary": lambda text: self._hybrid(self._asked(text, translate=False)),
            "hybrid without turn": lambda text: self._hybrid(self._asked(text, turn=False)),
            "hybrid": lambda text: self._hybrid(self._asked(text)),
        }

    def compared(self, text: str) -> tuple[Scores, Background | None]:
        """Return the similarities of a query to every quotation, and the background that is known beforehand."""
        asked = self._asked(text)
        return asked.similarities, self._side.background(asked.vector) if self._side else None

    def rows(self, ids: Sequence[str]) -> NDArray[np.intp]:
        """Return the rows of those quotations that the index holds."""
        rows = self._generation.catalogue.rows(ids)
        return rows[rows >= 0]

    def ids(self, scores: Scores, depth: int) -> list[str]:
        """Return the ids of the best quotations; those without a score are none, ties go by the id's key."""
        order = np.lexsort((self._generation.catalogue.keys, -scores))[:depth]
        return [self._generation.card(int(row)).id for row in order if scores[row] != 0]

    def _words(self, text: str, scorer: Scorer, *, translate: bool = True) -> Matches:
        words = _reading(text, translate=translate).words
        assert words is not None, f"the query {text!r} holds no word"
        return scorer.match(words)

    def _asked(self, text: str, *, translate: bool = True, turn: bool = True) -> Asked:
        vector = self._embedded(_reading(text, translate=translate).meaning)
        if turn and self._side:
            vector = self._side.turned(vector)
        similarities, background = self._generation.compared(vector)
        return Asked(self._words(text, self._generation.scorer, translate=translate), vector, similarities, background)

    def _fed_back(self, asked: Asked, *, by_words: bool = True) -> tuple[Scores, Background]:
        first = _fused(asked) if by_words else asked.similarities
        best = np.argsort(-first, kind="stable")[:FEEDBACK]
        return self._generation.compared(refined(asked.vector, self._generation.vectors(best)))

    def _hybrid(self, asked: Asked) -> Scores:
        similarities, background = self._fed_back(asked)
        return fuse(asked.words.scores, asked.words.full, similarities, background)


def _reading(text: str, *, translate: bool) -> Reading:
    reading = read(text)
    if translate or not (reading.listed and reading.listed.also):
        return reading
    return Reading(listed=Listed(tuple(dict.fromkeys(text.lower().split()))), meaning=text)


def _fused(asked: Asked) -> Scores:
    return fuse(asked.words.scores, asked.words.full, asked.similarities, asked.background)


def _reciprocal(asked: Asked) -> Scores:
    def ranks(scores: Scores) -> NDArray[np.float64]:
        places = np.empty(len(scores), dtype=np.int64)
        places[np.argsort(-scores, kind="stable")] = np.arange(1, len(scores) + 1)
        return 1 / (RANK_CONSTANT + places)

    fused: Scores = (np.where(asked.words.scores > 0, ranks(asked.words.scores), 0) + ranks(asked.similarities)).astype(
        np.float32
    )
    return fused


def _minmax(asked: Asked) -> Scores:
    def scaled(scores: Scores) -> Scores:
        low, high = float(scores.min()), float(scores.max())
        return (scores - np.float32(low)) / np.float32(high - low or 1.0)

    words, meaning = scaled(asked.words.scores), scaled(asked.similarities)
    fused: Scores = np.float32(MINMAX_WORDS) * words + np.float32(1 - MINMAX_WORDS) * meaning
    return fused
