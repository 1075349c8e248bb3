"""What every model refuses or answers without computing: claims that ask nothing, texts that say nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np

from corpus.errors import InvalidQuery
from indexer.entailment.base import LABELS, Probabilities

MOST_CHARACTERS = 600
"""Longest claim: a claim is one proposition; of several, a text can support one and oppose another."""

_WORD = re.compile(r"\w")
Pairs = Sequence[tuple[str, str]]


def checked_claim(claim: str) -> str:
    """Return a claim without space around it. Raises InvalidQuery where it has no words or is too long to be one."""
    claim = claim.strip()
    if not _WORD.search(claim):
        given = f"{claim[:20]!r} has no words" if claim else "the claim is empty"
        raise InvalidQuery(
            f'{given}: give a sentence that one can be for or against, such as "Pilkada sebaiknya ditunda"',
            parameter="claim",
            code="claim-without-words",
        )
    if len(claim) > MOST_CHARACTERS:
        raise InvalidQuery(
            f"the claim has {len(claim):,} characters: give one sentence of at most {MOST_CHARACTERS}",
            parameter="claim",
            code="claim-too-long",
        )
    return claim


def judged(pairs: Pairs, compute: Callable[[Pairs], Probabilities]) -> Probabilities:
    """Return the probabilities of pairs, each different one computed once; a text without words takes no side."""
    asked = [(text, checked_claim(claim)) for text, claim in pairs]
    distinct = list(dict.fromkeys(pair for pair in asked if _WORD.search(pair[0])))
    computed = compute(distinct) if distinct else np.zeros((0, len(LABELS)), np.float32)
    answers = dict(zip(distinct, computed, strict=True))
    silent = np.array([0, 0, 1], dtype=np.float32)
    rows = [answers.get(pair, silent) for pair in asked]
    return np.stack(rows) if rows else np.zeros((0, len(LABELS)), np.float32)
