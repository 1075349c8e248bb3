"""Pairs of quotations read by a person -> precision and recall of the groups of an index."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from importlib import resources

from evaluation.records import Scores
from evaluation.tables import Table, figure
from search.service import SearchService


def pairs() -> list[tuple[str, str, bool]]:
    """Return the pairs: two ids of quotations, and whether they are versions of the same words."""
    text = resources.files("evaluation").joinpath("same_words.tsv").read_text(encoding="utf-8")
    rows = csv.DictReader((line for line in text.splitlines() if not line.startswith("#")), delimiter="\t")
    return [(row["first"], row["second"], row["same"] == "yes") for row in rows]


def score(wanted: Iterable[tuple[str, str, bool]], service: SearchService) -> Scores:
    """Return precision, recall and the number of pairs of which the index holds both quotations."""
    right = grouped = same = held = 0
    for first, second, truth in wanted:
        members = {view.id for view in service.group(first)}
        if not members or not service.group(second):
            continue  # a better pipeline finds other quotations
        held += 1
        same += truth
        grouped += second in members
        right += truth and second in members
    return {
        "groups.P": right / grouped if grouped else 0.0,
        "groups.R": right / same if same else 0.0,
        "groups.pairs": held,
    }


def table(scores: Scores) -> Table:
    """Return the scores as a table."""
    row = ("read by a person", figure(scores["groups.P"]), figure(scores["groups.R"]), f"{scores['groups.pairs']:,.0f}")
    return Table("Groups of the same words", ("pairs", "precision", "recall", "n"), (row,))
