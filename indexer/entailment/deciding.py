"""A judged pair -> the words of the text that decided it: those without which the model would be least sure of its answer.

Occlusion (Zeiler & Fergus 2014): each word is left out once. It asks any model nothing but judgements, so that it holds for
those of other people as well, and costs one pair a word: about a quarter of a second for a quotation of ordinary length.
"""

from __future__ import annotations

import re

import numpy as np

from corpus.records import Span
from indexer.entailment.base import EntailmentModel
from indexer.entailment.checks import checked_claim

MOST_PIECES = 40
"""Pieces that are left out in turn; of longer texts a piece has several words. It bounds the work at a quarter of a second."""

MOST_SHOWN = 5
LEAST_SHARE = 0.3
"""Of the strongest piece's effect, that another one must reach to be shown; below it the model hardly notices the word."""

LEAST_EFFECT = 0.02
"""Probability that a piece must take along; less is within what bfloat16 rounds."""

_WORD = re.compile(r"\w+(?:[-'’]\w+)*")


def deciding(text: str, claim: str, model: EntailmentModel) -> tuple[Span, ...]:
    """Return the spans of the words that speak most for the label that the model gives, in the order of the text.

    Empty where no single word does: what several words say together, or a text of one word.
    """
    pieces = _pieces(text)
    if len(pieces) < 2:
        return ()
    claim = checked_claim(claim)
    without = [text[: piece.start] + text[piece.end :] for piece in pieces]
    probabilities = model.judge([(each, claim) for each in (text, *without)])
    given = int(probabilities[0].argmax())
    effects = probabilities[0, given] - probabilities[1:, given]
    strongest = np.argsort(-effects, kind="stable")[:MOST_SHOWN]
    enough = max(LEAST_EFFECT, LEAST_SHARE * float(effects.max()))
    return tuple(sorted((pieces[place] for place in strongest if effects[place] >= enough), key=lambda piece: piece.start))


def _pieces(text: str) -> list[Span]:
    words = [Span(found.start(), found.end()) for found in _WORD.finditer(text)]
    size = max(1, -(-len(words) // MOST_PIECES))
    groups = [words[start : start + size] for start in range(0, len(words), size)]
    return [Span(group[0].start, group[-1].end) for group in groups]
