"""Ranked quotations and graded judgements -> nDCG@10, recall@50, reciprocal rank, and the share of the first ten judged.

nDCG@10(judged) leaves out of each ranking what nobody judged (condensed lists: Sakai 2007, SIGIR): it compares rankings of
which one was in the pool and another was not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from math import log2

from evaluation.records import Scores

DEPTH = 10
"""Results that a person looks at: nDCG and the judged share count these."""
RECALL_DEPTH = 50
GOOD = 2
"""Grade from which a quotation is what was asked for; 1 only touches it."""


def score(judgements: Mapping[str, Mapping[str, int]], run: Mapping[str, Sequence[str]]) -> Scores:
    """Return the means over all judged queries; `run` holds the ids found for each, best first.

    The judgements are pooled, so incomplete: a system whose results were not in the pool is scored too low, and
    `judged@10` says how far that may matter.
    """
    each = [one_query(grades, run.get(query, ())) for query, grades in judgements.items()]
    names = ("nDCG@10", "nDCG@10(judged)", "recall@50(grade>=2)", "MRR(grade>=2)", "judged@10")
    means = {name: sum(row[name] for row in each) / len(each) if each else 0.0 for name in names}
    return means | {"queries": len(each)}


def one_query(grades: Mapping[str, int], ranked: Sequence[str]) -> Scores:
    """Return the scores of one query. Gain is 2^grade - 1 (Burges et al. 2005), discounted by log2 of the rank + 1."""
    found = [grades.get(each, 0) for each in ranked]
    ideal = _gain(sorted(grades.values(), reverse=True)[:DEPTH])
    good = {each for each, grade in grades.items() if grade >= GOOD}
    first = next((rank for rank, grade in enumerate(found, 1) if grade >= GOOD), None)
    return {
        "nDCG@10": _gain(found[:DEPTH]) / ideal if ideal else 0.0,
        "nDCG@10(judged)": _gain([grades[each] for each in ranked if each in grades][:DEPTH]) / ideal if ideal else 0.0,
        "recall@50(grade>=2)": len(good.intersection(ranked[:RECALL_DEPTH])) / len(good) if good else 1.0,
        "MRR(grade>=2)": 1 / first if first else 0.0,
        "judged@10": sum(each in grades for each in ranked[:DEPTH]) / DEPTH,
    }


def _gain(grades: Iterable[int]) -> float:
    return sum(((1 << grade) - 1) / log2(rank + 1) for rank, grade in enumerate(grades, 1))
