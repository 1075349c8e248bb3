"""A claim -> who supported it and who opposed it: the quotations nearest in meaning, judged one by one.

Being near says what a quotation is about; which side it takes only the entailment model tells. The work is bounded: the best
`depth` quotations are judged, on a slow machine those that there is time for, and the answer says how many, of how many that
matched.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import Protocol

import numpy as np

from corpus.errors import InvalidQuery
from corpus.records import QuotationView, Span, Stance
from indexer.entailment.base import LABELS, EntailmentModel, Probabilities
from indexer.entailment.checks import checked_claim
from indexer.entailment.deciding import deciding
from indexer.entailment.sides import Side, side
from search.query import Filters, Mode, Query, parse_parameters, to_parameters
from search.results import IndexState, ResultPage

DEPTH = 200
"""Quotations judged by default: 1.2 s on two cores that compute in bfloat16 (176 pairs/s), beside 0.2 s for the search."""

MOST_DEPTH = 1_000

FIRST_PAGE = 1.7
"""Seconds after which a server judges no further of the default depth: with the answer's own work, a first page within 2 s also
on a machine that is busy or old. A depth that was asked for is judged whole."""

_FIRST = 32  # quotations judged before it is known how fast that goes: one pass of the model
_FEWEST = 8  # for fewer another pass is not worth its beginning

NEAR = 0.5
"""Least score of a quotation that is given a side, as a share of the nearest one's. The model gives sides to words on other
subjects, too: of "ASN boleh ikut berkampanye" 86 of 200 got one, most of them about ASN in other respects, and ranked by
probability alone these came first. With the share, and ranked by both, the quotation that forbids ASN to campaign is first."""


class Searching(Protocol):
    """What is asked of a search service."""

    def search(self, query: Query) -> ResultPage:
        """Return one page of results."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimQuery:
    """What is asked: a claim, which quotations may answer, and how many of the nearest are judged.

    `why` is the id of a quotation whose deciding words are to be shown.
    """

    claim: str
    filters: Filters = field(default_factory=Filters)
    depth: int = DEPTH
    why: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A quotation with the side it takes on the claim; `probabilities` in the order of LABELS.

    `nearness` (0..1) is its score in the search as a share of the nearest quotation's.
    `words` are the spans that decided, where they were asked for (`ClaimQuery.why`).
    """

    quotation: QuotationView
    side: Side
    probabilities: tuple[float, ...]
    nearness: float = 1.0
    words: tuple[Span, ...] = ()

    @property
    def leaning(self) -> float:
        """The higher probability of the two sides."""
        return max(value for label, value in zip(LABELS, self.probabilities, strict=True) if label is not Stance.NONE)

    @property
    def lead(self) -> float:
        """By how much one side is likelier than the other: of 0.50 and 0.48 nobody should read the former first."""
        favor, against = (self.probabilities[LABELS.index(stance)] for stance in (Stance.FAVOR, Stance.AGAINST))
        return abs(favor - against)


@dataclass(frozen=True, slots=True)
class Voice:
    """One speaker's quotations in a column, in that order; `speaker` is None for all whose speaker is unknown."""

    speaker_id: str | None
    speaker: str | None
    quotations: tuple[Judged, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """The quotations of one side, those first that take it most clearly and are nearest to the claim."""

    quotations: tuple[Judged, ...]

    @property
    def by_speaker(self) -> tuple[Voice, ...]:
        """The same by speaker: who has the most first, the unknown last."""
        grouped: dict[str | None, list[Judged]] = {}
        for item in self.quotations:
            grouped.setdefault(item.quotation.speaker_id, []).append(item)
        ordered = sorted(grouped.items(), key=lambda group: (group[0] is None, -len(group[1]), group[0] or ""))
        return tuple(Voice(speaker, speaker and items[0].quotation.speaker, tuple(items)) for speaker, items in ordered)

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

    `judged` quotations of `found` were read. `uncertain` ones lean to a side, but not clearly enough, or are too far from the
    claim, to be given it; `open` counts those that take none. `model` names the entailment model.
    """

    query: ClaimQuery
    supporting: Column
    opposing: Column
    uncertain: Column
    open: int
    judged: int
    found: int
    model: str
    index: IndexState | None = None

    @property
    def further(self) -> int | None:
        """The depth to ask for next; None when everything that was found, or as much as is ever judged, was judged."""
        if self.judged >= self.found or self.query.depth >= MOST_DEPTH:
            return None
        return min(2 * self.query.depth, MOST_DEPTH)


def parse_claim(values: Mapping[str, Sequence[str]], *, topics: Collection[str] | None = None) -> ClaimQuery:
    """Read the parameters that page, API and command line share: `claim`, `depth`, and the filters of a search.

    Raises InvalidQuery, with the parameter's name and a code, for what cannot be asked.
    """
    filters = {name: found for name, found in values.items() if name in Filters.__dataclass_fields__ or name == "date"}
    claim = next((value for value in reversed(values.get("claim", ())) if value.strip()), "")
    depth = next((value.strip() for value in reversed(values.get("depth", ())) if value.strip()), str(DEPTH))
    if not re.fullmatch(r"[0-9]{1,12}", depth):
        raise InvalidQuery(f"depth={depth!r} is not a number: give 1 to {MOST_DEPTH}", parameter="depth", code="not-a-number")
    if not 1 <= int(depth) <= MOST_DEPTH:
        raise InvalidQuery(f"depth={depth} is out of range: give 1 to {MOST_DEPTH}", parameter="depth", code="out-of-range")
    chosen = parse_parameters(filters, page_limit=MOST_DEPTH, topics=topics).filters
    why = next((value.strip() for value in reversed(values.get("why", ())) if value.strip()), None)
    return ClaimQuery(claim=checked_claim(claim), filters=chosen, depth=int(depth), why=why)


def claim_parameters(query: ClaimQuery) -> dict[str, list[str]]:
    """Return the parameters that `parse_claim` reads back as `query`, without those that have their default value."""
    depth = {} if query.depth == DEPTH else {"depth": [str(query.depth)]}
    why = {"why": [query.why]} if query.why else {}
    return {"claim": [query.claim], **to_parameters(Query(filters=query.filters)), **depth, **why}


class ClaimService:
    """Answers claims from a search service and an entailment model; as safe to share between threads as these are."""

    def __init__(
        self,
        service: Searching,
        model: EntailmentModel,
        warm: Callable[[], None] = lambda: None,
        *,
        seconds: float | None = None,
    ) -> None:
        """Take the parts, what gets the model ready without waiting for it, and the time for the default depth (None: any)."""
        self._service = service
        self._model = model
        self._seconds = seconds
        self.warm = warm

    def judge(self, query: ClaimQuery) -> ClaimPage:
        """Return both sides of a claim.

        Raises InvalidQuery for a claim without words or one longer than a sentence; EncoderError when a
        model fails; IndexUnavailable when there is no index.
        """
        return judge(query, self._service, self._model, self._seconds if query.depth == DEPTH else None)


def judge(query: ClaimQuery, service: Searching, model: EntailmentModel, seconds: float | None = None) -> ClaimPage:
    """Return both sides of a claim, the nearest quotations judged, as many as there is time for; see `ClaimService.judge`."""
    end = None if seconds is None else perf_counter() + seconds
    claim = checked_claim(query.claim)
    depth = max(1, min(query.depth, MOST_DEPTH))
    page = service.search(Query(text=_words(claim), mode=Mode.HYBRID, filters=query.filters, limit=depth))
    probabilities = _in_time([(hit.quotation.text, claim) for hit in page.hits], model, end)
    best = max((hit.score for hit in page.hits), default=0.0) or 1.0
    judged = [
        _judged(hit.quotation, row.tolist(), max(0.0, hit.score / best))
        for hit, row in zip(page.hits, probabilities, strict=False)  # the nearest, where there was no time for all
    ]
    if query.why is not None:
        judged = _explained(judged, query, model)
    undecided = [item for item in judged if item.side.stance is Stance.NONE]
    uncertain = _column(item for item in undecided if item.side.uncertain)
    return ClaimPage(
        query=query,
        supporting=_column(item for item in judged if item.side.stance is Stance.FAVOR),
        opposing=_column(item for item in judged if item.side.stance is Stance.AGAINST),
        uncertain=uncertain,
        open=len(undecided) - len(uncertain.quotations),
        judged=len(judged),
        found=page.total,
        model=model.fingerprint,
        index=page.index,
    )


def _in_time(pairs: Sequence[tuple[str, str]], model: EntailmentModel, end: float | None) -> Probabilities:
    """Return the probabilities of the first pairs, one pass at least and as many as will be done by `end`."""
    if end is None or len(pairs) <= _FIRST:
        return model.judge(pairs)
    parts: list[Probabilities] = []
    done, size = 0, _FIRST
    while size:
        began = perf_counter()
        parts.append(model.judge(pairs[done : done + size]))
        now = perf_counter()
        fitting = int(size * max(0.0, end - now) / max(now - began, 1e-6))
        done += size
        # Twice what is done at most: the first ones may have been known, and say nothing of how long the others take.
        size = min(fitting, 2 * done, len(pairs) - done)
        if size < min(_FEWEST, len(pairs) - done):
            break
    return np.concatenate(parts)


def _judged(view: QuotationView, probabilities: Sequence[float], nearness: float) -> Judged:
    taken = side(probabilities)
    if taken.stance is not Stance.NONE and nearness < NEAR:
        none = probabilities[LABELS.index(Stance.NONE)]
        taken = Side(Stance.NONE, none, uncertain=True, leaning=taken.stance)
    return Judged(view, taken, tuple(round(value, 4) for value in probabilities), round(nearness, 4))


def _explained(judged: Sequence[Judged], query: ClaimQuery, model: EntailmentModel) -> list[Judged]:
    if query.why not in {item.quotation.id for item in judged}:
        raise InvalidQuery(
            f"why={query.why!r} is not among the {len(judged)} quotations judged: give the id of one of them, or raise depth",
            parameter="why",
            code="not-judged",
        )
    return [
        replace(item, words=deciding(item.quotation.text, query.claim, model)) if item.quotation.id == query.why else item
        for item in judged
    ]


def _column(judged: Iterable[Judged]) -> Column:
    # Rounded, so that equal words said twice tie, and the newer stands first, whatever their place in a batch.
    return Column(
        tuple(
            sorted(
                judged,
                key=lambda item: (
                    -round(item.lead * item.nearness, 2),
                    -(item.quotation.date.toordinal() if item.quotation.date else 0),
                ),
            )
        )
    )


def _words(claim: str) -> str:
    """Return the words of a claim, which the query language reads as plain words: no operators, fields or marks."""
    return " ".join(re.findall(r"\w+", claim.lower()))
