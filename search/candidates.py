"""Words -> the quotations that share most of their rare pairs of neighbouring words: whom an alignment is worth trying with."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from search.catalogue import Catalogue
from search.segments import Rows
from search.shingle_files import Places
from search.shingles import Hashes

MOST_SHARED = 300_000
"""Postings read for one question, rarest shingles first: 10 ms. What is common in a million quotations tells little."""


def candidates(catalogue: Catalogue, hashes: Hashes, most: int) -> Rows:
    """Return the rows that share shingles, at most `most`, best first; ties in the same order in every generation.

    A shared shingle counts the logarithm of its rarity.
    """
    parts = [(cards.shingles.ranges(hashes), cards, live, start) for cards, live, start in catalogue.parts]
    frequencies = sum((found[1] for found, *_ in parts), np.zeros(len(hashes), dtype=np.int64))
    order = np.argsort(frequencies, kind="stable")
    order = order[frequencies[order] > 0]
    # The rarest is read whatever it costs: there is nothing better to go by.
    order = order[(np.cumsum(frequencies[order]) <= MOST_SHARED) | (np.arange(len(order)) == 0)]
    worth = np.log1p(len(catalogue) / np.maximum(frequencies, 1))
    rows, scores = [np.zeros(0, dtype=np.int64)], [np.zeros(0)]
    for (first, lengths), cards, live, start in parts:
        found, place = cards.shingles.rows(first[order], lengths[order]), np.repeat(order, lengths[order])
        here, kept = _living(found, live)
        rows.append(here + start)
        scores.append(worth[place[kept]])
    distinct, where = np.unique(np.concatenate(rows), return_inverse=True)
    total = np.bincount(where, weights=np.concatenate(scores), minlength=len(distinct))
    if len(distinct) > most:
        least = np.partition(total, -most)[-most]
        distinct, total = distinct[total >= least], total[total >= least]
    best: Rows = distinct[np.lexsort((catalogue.keys[distinct], -total))][:most]
    return best


def _living(rows: Places, live: Rows | None) -> tuple[Places, NDArray[np.bool_]]:
    """Return the places among the living of those rows that live, and which these are."""
    if live is None:
        return rows, np.ones(len(rows), dtype=bool)
    places = np.minimum(np.searchsorted(live, rows), max(0, len(live) - 1))
    kept = live[places] == rows if len(live) else np.zeros(len(rows), dtype=bool)
    return places[kept], kept
