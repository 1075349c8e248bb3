"""Two to four speakers, institutions or periods on one topic, query or claim -> the same counts of each, side by side.

The subject is an ordinary query: each side is that query with one restriction more, so that every number here is the total of a
search that a reader can open. Counts are set against how much the corpus holds (`search.timeline`), shares come with intervals
(`search.proportions`), words with how surely they tell the sides apart (`search.wordings`).
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from typing import Protocol

from corpus.errors import InvalidQuery
from corpus.records import QuotationView, Stance
from search.claims import ClaimPage, ClaimQuery
from search.matches import Count, Matches, Turn
from search.proportions import Share
from search.query import Filters, Query, date_range, parse_parameters, to_parameters
from search.results import Hit, IndexState, ResultPage
from search.timeline import Months, Timeline, timeline
from search.wordings import Word, characteristic, counted

FEWEST, MOST = 2, 4
"""Sides of a comparison: more are a ranking."""

SAMPLE = 1_500
"""Quotations of a side whose words are counted: 90 ms to read and cut. Larger sides are sampled evenly, and it is said."""

WORDS = 15
QUOTED = 4
TURNS = 6

CLAIM_DEPTH = 100
"""Quotations of a side judged against a claim, those nearest to it: four sides take as long as two claims of their own."""


class Kind(StrEnum):
    """What the sides are: speakers by id, institutions as documents name them (affiliations), or periods."""

    SPEAKER = "speaker"
    AFFILIATION = "affiliation"
    PERIOD = "period"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What is asked: the sides, and what they are compared on.

    `query` is what all sides share. With a `claim` its text is the claim, and stances are those towards it.
    """

    by: Kind
    sides: tuple[str, ...]
    query: Query
    claim: str = ""

    def of(self, side: str) -> Query:
        """Return the query of one side."""
        filters = self.query.filters
        if self.by is Kind.PERIOD:
            first, last = date_range(side)
            return replace(self.query, filters=replace(filters, date_from=first, date_to=last))
        return replace(self.query, filters=replace(filters, **{self.by.value: (side,)}))  # type: ignore[arg-type]


class Searching(Protocol):
    """What is asked of a search service."""

    def search(self, query: Query) -> ResultPage:
        """Return one page of results."""

    def matches(self, query: Query) -> Matches:
        """Return all matches."""

    def background(self) -> Mapping[str, int]:
        """Return how many of a sample of all quotations hold each word."""


class Judging(Protocol):
    """What is asked of a service that judges claims."""

    def judge(self, query: ClaimQuery) -> ClaimPage:
        """Return both sides of a claim."""


@dataclass(frozen=True, slots=True)
class SideStance:
    """How many quotations of a side take which stance on a topic (the claim: topic ""). `share` is of different wordings."""

    topic: str
    stance: Stance
    count: Count
    share: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side. `volume` is how many quotations the corpus holds of the sources and days asked for; `rate` their share."""

    value: str
    label: str
    query: Query
    matches: Matches
    volume: int
    stances: tuple[SideStance, ...]
    hits: tuple[Hit, ...]
    words: tuple[Word, ...] = ()
    sampled: int = 0
    turns: tuple[Turn, ...] = ()
    turns_total: int = 0
    judged: ClaimPage | None = None

    @property
    def rate(self) -> Share:
        """The share of the corpus that matches."""
        return Share(self.matches.total, self.volume)

    def stances_by_month(self, topic: str) -> dict[Stance, Months]:
        """Return how many quotations a month take each stance on a topic; on the claim (topic "") those that take sides."""
        if self.judged is not None:
            pages = {Stance.FAVOR: self.judged.supporting, Stance.AGAINST: self.judged.opposing}
            return {stance: dict(column.months) for stance, column in pages.items()}
        return {stance: months for (name, stance), months in self.matches.stances_by_month().items() if name == topic}


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """All sides, the months of the corpus (`volume`), and the periods that show the matches of all of them."""

    comparison: Comparison
    sides: tuple[Side, ...]
    volume: Months
    line: Timeline
    index: IndexState | None

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics on which any side says anything; of a claim the one without a name."""
        return tuple(sorted({each.topic for side in self.sides for each in side.stances}))


def parse_comparison(
    values: Mapping[str, Sequence[str]], *, topics: Collection[str] | None = None, complete: bool = True
) -> Comparison:
    """Read the parameters that page, API and command line share: `by`, `side`, `claim`, and those of a search.

    `complete`: there must be sides enough. Raises InvalidQuery, with the parameter's name and a code.
    """
    by = _kind(values)
    sides = tuple(dict.fromkeys(value.strip() for value in values.get("side", ()) if value.strip()))
    if len(sides) > MOST:
        raise InvalidQuery(f"{len(sides)} sides are given: compare at most {MOST}", parameter="side", code="too-many-sides")
    if complete and len(sides) < FEWEST:
        raise InvalidQuery(
            f"{len(sides)} sides are given: name {FEWEST} to {MOST} by side=…&side=…", parameter="side", code="too-few-sides"
        )
    query = replace(parse_parameters(values, page_limit=MOST, topics=topics), limit=QUOTED, offset=0)
    claim = next((value.strip() for value in reversed(values.get("claim", ())) if value.strip()), "")
    if claim and query.text:
        raise InvalidQuery("q and claim are both given: compare on one of them", parameter="claim", code="two-subjects")
    if by is Kind.PERIOD:
        _check_periods(sides, query.filters)
    elif getattr(query.filters, by.value):
        raise InvalidQuery(
            f"{by.value} is what is compared: give its values as side, not as a filter", parameter=by.value, code="two-subjects"
        )
    return Comparison(by=by, sides=sides, query=replace(query, text=claim or query.text), claim=claim)


def comparison_parameters(comparison: Comparison) -> dict[str, list[str]]:
    """Return the parameters that `parse_comparison` reads back, without those that have their default value."""
    plain = to_parameters(replace(comparison.query, limit=Query().limit))
    if comparison.claim:
        plain.pop("q", None)
    claim = {"claim": [comparison.claim]} if comparison.claim else {}
    sides = {"side": list(comparison.sides)} if comparison.sides else {}
    return {"by": [comparison.by.value], **sides, **plain, **claim}


def compare(comparison: Comparison, service: Searching, judging: Judging | None = None) -> Compared:
    """Return all sides of a comparison; `judging` is needed for one on a claim.

    Raises InvalidQuery for a side of which the corpus holds nothing at all, and what the services raise.
    """
    if comparison.claim and judging is None:
        raise ValueError("a comparison on a claim needs what judges it")
    corpus = service.matches(Query(filters=covering(comparison.query.filters)))
    sides = [_side(comparison, value, service, judging) for value in comparison.sides]
    texts = [[view.text for view in side.matches.sample(SAMPLE)] for side in sides]
    telling = characteristic([counted(each) for each in texts], service.background(), WORDS)
    worded = tuple(
        replace(side, words=tuple(words), sampled=len(own)) for side, words, own in zip(sides, telling, texts, strict=True)
    )
    return Compared(
        comparison=comparison,
        sides=worded,
        volume=corpus.months(),
        line=timeline(corpus.months(), [side.matches.months() for side in worded]),
        index=corpus.index,
    )


def _side(comparison: Comparison, value: str, service: Searching, judging: Judging | None) -> Side:
    query = comparison.of(value)
    matches = service.matches(query)
    judged = None
    if comparison.claim and judging is not None:
        judged = judging.judge(ClaimQuery(claim=comparison.claim, filters=query.filters, depth=CLAIM_DEPTH))
    total, turns = matches.turns(TURNS) if judged is None else _turns_of(judged, TURNS)
    return Side(
        value=value,
        label=_label(comparison.by, value, matches, service),
        query=query,
        matches=matches,
        volume=service.matches(Query(filters=covering(query.filters))).total,
        stances=_stances(matches, comparison.query.filters.topic) if judged is None else _judged_stances(judged),
        hits=service.search(query).hits,
        turns=tuple(turns),
        turns_total=total,
        judged=judged,
    )


def _stances(matches: Matches, chosen: Collection[str]) -> tuple[SideStance, ...]:
    counted_by = {pair: count for pair, count in matches.stances().items() if not chosen or pair[0] in chosen}
    whole: Counter[str] = Counter()
    for (topic, _), count in counted_by.items():
        whole[topic] += count.distinct
    nothing = Count(0, 0)
    return tuple(
        SideStance(topic, stance, found := counted_by.get((topic, stance), nothing), Share(found.distinct, whole[topic]))
        for topic in sorted(whole)
        for stance in Stance
    )


def _judged_stances(judged: ClaimPage) -> tuple[SideStance, ...]:
    counts = {Stance.FAVOR: len(judged.supporting.quotations), Stance.AGAINST: len(judged.opposing.quotations)}
    counts[Stance.NONE] = judged.judged - sum(counts.values())
    return tuple(
        SideStance("", stance, Count(counts[stance], counts[stance]), Share(counts[stance], judged.judged)) for stance in Stance
    )


def _turns_of(judged: ClaimPage, most: int) -> tuple[int, list[Turn]]:
    """Return where a speaker takes the other side of the claim than the time before, the newest first."""
    by_speaker: dict[str, dict[dt.date, list[tuple[QuotationView, Stance]]]] = {}
    for stance, column in ((Stance.FAVOR, judged.supporting), (Stance.AGAINST, judged.opposing)):
        for item in column.quotations:
            view = item.quotation
            if view.speaker_id and view.date:
                by_speaker.setdefault(view.speaker_id, {}).setdefault(view.date, []).append((view, stance))
    turns = []
    for days in by_speaker.values():
        # A day with both sides has no order: it says neither what came before nor what after.
        clear = [days[day][0] for day in sorted(days) if len({stance for _, stance in days[day]}) == 1]
        for (before, was), (after, now) in pairwise(clear):
            if was is not now:
                turns.append(Turn(topic="", before=before, after=after, before_stance=was, after_stance=now))
    turns.sort(key=lambda turn: (str(turn.after.date), turn.after.id), reverse=True)
    return len(turns), turns[:most]


def _label(by: Kind, value: str, matches: Matches, service: Searching) -> str:
    if by is not Kind.SPEAKER:
        return value
    known = matches.values("speaker") or service.matches(Query(filters=Filters(speaker=(value,)))).values("speaker")
    if not known:
        raise InvalidQuery(
            f"side={value!r} is no speaker of this index: /api/v1/speakers?name=… finds ids",
            parameter="side",
            code="no-such-side",
        )
    return known[0].label


def covering(filters: Filters) -> Filters:
    """Return the filters that say which part of the corpus is looked at: its sources and days, not what is said there."""
    return Filters(source=filters.source, date_from=filters.date_from, date_to=filters.date_to)


def _kind(values: Mapping[str, Sequence[str]]) -> Kind:
    given = next((value.strip() for value in reversed(values.get("by", ())) if value.strip()), Kind.SPEAKER.value)
    try:
        return Kind(given.lower())
    except ValueError:
        raise InvalidQuery(
            f"by={given!r} does not exist: choose from {', '.join(Kind)}", parameter="by", code="unknown-by"
        ) from None


def _check_periods(sides: Sequence[str], filters: Filters) -> None:
    if filters.date_from or filters.date_to:
        raise InvalidQuery(
            "periods are compared: give them as side, and no date beside them", parameter="date", code="two-subjects"
        )
    for side in sides:
        try:
            date_range(side)
        except ValueError as error:
            code = "date-range-reversed" if "before it starts" in str(error) else "not-a-date"
            raise InvalidQuery(f"side: {error}", parameter="side", code=code) from None
