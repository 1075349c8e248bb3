"""Alterations of an index's own quotations -> how often the verdict on them is right, by kind of alteration."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from random import Random
from time import perf_counter

from corpus.records import QuotationView
from evaluation.alterations import Case, cases
from search.verify import Note, Verification

Verify = Callable[[str, str | None, frozenset[str]], Verification]
"""Alleged words, alleged speaker, ids to be looked past -> answer."""


@dataclass
class Tally:
    """Of one kind of alteration: how many there were, and what was said of them."""

    cases: int = 0
    verdict: int = 0
    source: int = 0
    called_out: int = 0
    wrong: list[tuple[Case, Verification]] = field(default_factory=list)


@dataclass(frozen=True)
class Measured:
    """What was measured: a tally for each kind, and the seconds of each question."""

    tallies: dict[str, Tally]
    seconds: Sequence[float]

    def rates(self) -> dict[str, float]:
        """Return the share of right verdicts by kind, and the false alarms: absent quotations said to be real."""
        rates = {kind: tally.verdict / tally.cases for kind, tally in self.tallies.items()}
        absent = self.tallies.get("not in the corpus")
        if absent:
            rates["false alarm"] = 1 - absent.verdict / absent.cases
        return rates


def measure(
    views: Iterable[QuotationView],
    documents: Callable[[QuotationView], Sequence[QuotationView]],
    group: Callable[[str], frozenset[str]],
    verify: Verify,
    words: Sequence[str],
    seed: int = 1,
) -> Measured:
    """Ask about alterations of `views`.

    `documents` gives the quotations of a view's document, `group` the ids of the same words (itself included), `words` are
    put in where words are added or replaced.
    """
    random = Random(seed)
    tallies: dict[str, Tally] = defaultdict(Tally)
    seconds = []
    for view in views:
        for case in cases(view, documents(view), words, random):
            absent = frozenset[str]().union(*(group(id) for id in case.sources)) if case.absent else frozenset()
            began = perf_counter()
            found = verify(case.text, case.speaker, absent)
            seconds.append(perf_counter() - began)
            _count(tallies[case.kind], case, found, group)
    return Measured(dict(tallies), seconds)


def _count(tally: Tally, case: Case, found: Verification, group: Callable[[str], frozenset[str]]) -> None:
    tally.cases += 1
    best = {view.id for view in found.matches[0].quotations} if found.matches else set()
    right = found.verdict is case.verdict
    tally.verdict += right
    tally.source += any(best & group(id) for id in case.sources)
    tally.called_out += case.negation is not None and Note(f"negation_{case.negation}") in found.notes
    if not right:
        tally.wrong.append((case, found))
