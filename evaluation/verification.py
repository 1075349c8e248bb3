"""Alterations of an index's own quotations -> how often the verdict on them is right, by kind of alteration."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from random import Random
from time import perf_counter

from corpus.records import QuotationView
from evaluation.alterations import ABSENT, Case, cases
from evaluation.tables import Table, figure
from search.query import Query
from search.service import SearchService
from search.verify import Note, Verification

WORDS_FROM = 300  # quotations whose words are put into others

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
        absent = self.tallies.get(ABSENT)
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


def of_index(service: SearchService, most: int, seed: int = 1) -> Measured:
    """Ask an index about alterations of `most` of its quotations, chosen by chance; the same ones for the same seed."""
    views = sorted(service.export(Query()), key=lambda view: view.id)
    random = Random(seed)
    documents: dict[str, list[QuotationView]] = defaultdict(list)
    for view in views:
        documents[view.document_id].append(view)
    chosen = random.sample(views, min(most, len(views)))
    words = [word for view in random.sample(views, min(WORDS_FROM, len(views))) for word in view.text.split()]
    return measure(
        chosen,
        lambda view: documents[view.document_id],
        lambda id: frozenset(view.id for view in service.group(id)),
        lambda text, speaker, without: service.verify(text, speaker, without=without),
        words or ["kata"],
        seed,
    )


def table(measured: Measured) -> Table:
    """Return the measurement: for each kind, how many, the right verdicts, the right source first, negations called out."""
    rows = []
    for kind, tally in measured.tallies.items():
        shares = [figure(share / tally.cases) for share in (tally.verdict, tally.source)]
        called = figure(tally.called_out / tally.cases) if kind.startswith("negation") else figure(None)
        found = shares[1] if kind != ABSENT else figure(None)
        rows.append((kind, f"{tally.cases:,}", shares[0], found, called))
    return Table("Alleged quotations", ("kind", "cases", "right verdict", "source first", "called out"), tuple(rows))


def _count(tally: Tally, case: Case, found: Verification, group: Callable[[str], frozenset[str]]) -> None:
    tally.cases += 1
    best = {view.id for view in found.matches[0].quotations} if found.matches else set()
    right = found.verdict is case.verdict
    tally.verdict += right
    tally.source += any(best & group(id) for id in case.sources)
    tally.called_out += case.negation is not None and Note(f"negation_{case.negation}") in found.notes
    if not right:
        tally.wrong.append((case, found))
