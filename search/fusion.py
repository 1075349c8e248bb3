"""Scores by words and similarities by meaning -> one ranking."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from search.query_side import Background

Scores = NDArray[np.float32]

MEANING_WEIGHT = 0.06
"""What one deviation of similarity is worth, beside 1 for holding all words as typed.

Measured on 20,413 real quotations (nDCG@10, 23 development queries and 60 of our own): 0.04 to 0.12 give 0.60 to 0.61 and 0.62
to 0.64. Less favours the former, more the latter, neither beyond chance. Chosen anew on four fifths of the queries and tried on
the rest (twenty times), this form gives 0.594 and 0.626, a weight by language 0.595 and 0.628, by length of the query 0.593 and
0.626, shares of the best score found instead 0.598 and 0.638, min-max scaling with feedback 0.592 and 0.639, reciprocal ranks
0.560 and 0.640, standard scores of both legs 0.589 and 0.612: no reason to leave the form that has one number.
"""

FEEDBACK = 3
FEEDBACK_WEIGHT = 0.5
"""How many of the best quotations refine the query's vector (Rocchio 1971), and their share.

In the semantic mode they take nDCG@10 from 0.45 to 0.50 (development) and 0.56 (our own queries). In hybrid they matter little:
3 to 8 at 0.2 to 0.7 give 0.59 to 0.60 and 0.63 to 0.64, none 0.59 and 0.63, or 0.62 and 0.63 with twice the weight of meaning.
"""

ATTRIBUTION = 0.02
"""Worth of a speaker who is known for certain, beside 1 for holding all words as typed; of a less certain one in proportion.

Mild on purpose: it settles what words and meaning leave open. Judged queries cannot measure it, since the quotations that were
judged name no speakers; docs/design.md says how seldom it changes the first ten elsewhere.
"""


def fuse(words: Scores, full: float, similarities: Scores, background: Background) -> Scores:
    """Return the fused score of every quotation; `background` is that of the similarities.

    The words' part is their share of the full score, not of the best one found: where no quotation holds the words, as with
    an English query, they say little and meaning decides. Both scales come from the whole index, so that a filter never
    changes the order of what it lets through.
    """
    share = words / np.float32(full) if full > 0 else words
    fused: Scores = share + np.float32(MEANING_WEIGHT) * background.standing(similarities)
    return fused


def preferred(scores: Scores, scale: float, confidence: Scores) -> Scores:
    """Return the scores with the mild preference for known speakers; `confidence` is 0 where none is known.

    `scale` is the score of holding all words. A quotation of score 0 stays there: preference finds nothing.
    """
    found: Scores = scores + np.float32(ATTRIBUTION * scale) * confidence * (scores != 0)
    return found


def refined(query: Scores, best: Scores) -> Scores:
    """Return the query's unit vector moved towards the vectors of the best quotations, shape (some, dimensions)."""
    if not len(best):
        return query
    centre = best.mean(axis=0)
    moved = query + np.float32(FEEDBACK_WEIGHT) * centre / max(float(np.linalg.norm(centre)), 1e-9)
    vector: Scores = (moved / max(float(np.linalg.norm(moved)), 1e-9)).astype(np.float32)
    return vector
