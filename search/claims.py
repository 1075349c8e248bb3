"""A claim -> who supported it and who opposed it: the quotations nearest in meaning, judged one by one.

Being near says what a quotation is about; which side it takes only the entailment model tells. The work is bounded: the best
`depth` quotations are judged, and the answer says how many matched.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from corpus.records import QuotationView, Stance
from indexer.entailment.base import EntailmentModel
from indexer.entailment.checks import checked_claim
from indexer.entailment.sides import Side, side
from search.query import Filters, Mode, Query
from search.results import IndexState, ResultPage

DEPTH = 200
"""Quotations judged by default: about a second on two cores."""

MOST_DEPTH = 1_000


class Searching(Protocol):
    """What is asked of a search service."""

    def search(self, query: Query) -> ResultPage:
        """Return one page of results."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A quotation with the side it takes on the claim."""

    quotation: QuotationView
    side: Side


@dataclass(frozen=True, slots=True)
class Voice:
    """One speaker's quotations in a column, likeliest first; `speaker` is None for all whose speaker is unknown."""

    speaker_id: str | None
    speaker: str | None
    quotations: tuple[Judged, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """The quotations of one side, likeliest first."""

    quotations: tuple[Judged, ...]

    @property
    def by_speaker(self) -> tuple[Voice, ...]:
        """The same by speaker: who has the most first, the unknown last."""
        grouped: dict[str | None, list[Judged]] = {}
        for item in self.quotations:
            grouped.setdefault(item.quotation.speaker_id, []).append(item)
        ordered = sorted(grouped.items(), key=lambda group: (group[0] is None, -len(group[1]), group[0] or ""))
        return tuple(Voice(speaker, items[0].quotation.speaker, tuple(items)) for speaker, items in ordered)

    @property
    def by_date(self) -> tuple[Judged, ...]:
        """The same by date, oldest first, the undated last."""
        return tuple(sorted(self.quotations, key=lambda item: (item.quotation.date is None, str(item.quotation.date))))

    @property
    def months(self) -> tuple[tuple[str, int], ...]:
        """How many quotations each month ("2023-03") has, oldest first."""
        counts = Counter(f"{item.quotation.date:%Y-%m}" for item in self.quotations if item.quotation.date)
        return tuple(sorted(counts.items()))


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPage:
    """Who is for a claim and who against it.

    `judged` quotations of `found` were read; `open` of them take no side, `uncertain` of those perhaps do. `model` names the
    entailment model.
    """

    claim: str
    supporting: Column
    opposing: Column
    open: int
    uncertain: int
    judged: int
    found: int
    model: str
    filters: Filters = field(default_factory=Filters)
    index: IndexState | None = None


def judge(
    claim: str, service: Searching, model: EntailmentModel, filters: Filters | None = None, depth: int = DEPTH
) -> ClaimPage:
    """Return both sides of a claim.

    Raises InvalidQuery for a claim without words or one longer than a sentence; EncoderError when a
    model fails; IndexUnavailable when there is no index.
    """
    claim = checked_claim(claim)
    depth = max(1, min(depth, MOST_DEPTH))
    filters = filters or Filters()
    page = service.search(Query(text=_words(claim), mode=Mode.HYBRID, filters=filters, limit=depth))
    found = [hit.quotation for hit in page.hits]
    probabilities = model.judge([(view.text, claim) for view in found])
    judged = [Judged(view, side(row)) for view, row in zip(found, probabilities, strict=True)]
    undecided = [item for item in judged if item.side.stance is Stance.NONE]
    return ClaimPage(
        claim=claim,
        supporting=_column(judged, Stance.FAVOR),
        opposing=_column(judged, Stance.AGAINST),
        open=len(undecided),
        uncertain=sum(item.side.uncertain for item in undecided),
        judged=len(judged),
        found=page.total,
        model=model.fingerprint,
        filters=filters,
        index=page.index,
    )


def _column(judged: Sequence[Judged], stance: Stance) -> Column:
    chosen = [item for item in judged if item.side.stance is stance]
    # Rounded, so that equal words said twice tie, and the newer stands first, whatever their place in a batch.
    chosen.sort(
        key=lambda item: (-round(item.side.probability, 2), -(item.quotation.date.toordinal() if item.quotation.date else 0))
    )
    return Column(tuple(chosen))


def _words(claim: str) -> str:
    """Return the words of a claim, which the query language reads as plain words: no operators, fields or marks."""
    return " ".join(re.findall(r"\w+", claim.lower()))
