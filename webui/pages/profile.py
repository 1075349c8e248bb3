"""Everything that a speaker or an institution said -> counts over time, by topic and side, with events, regions and company."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from corpus.records import Stance
from search.compare import SAMPLE
from search.matches import Matches, Turn, Valued
from search.proportions import Share
from search.query import Filters, Mode, Query
from search.results import Hit
from search.timeline import Period, Timeline, timeline
from search.wordings import characteristic, counted
from webui import vocabulary
from webui.address import search_address
from webui.language import gettext
from webui.pages.cards import Card, card
from webui.pages.charts import Chart, Layer, Row, chart, period_name
from webui.ports import Site
from webui.tables import TIMELINE_COLUMNS, Table, rate_rows, values_table

# Sides in the order in which they are read: for, open, against.
SIDES = (Stance.FAVOR, Stance.NONE, Stance.AGAINST)
# Values of a list that are shown at once, and that the page carries at all.
SHOWN, CARRIED = 8, 40
NEWEST = 5
TURNS = 6
WORDS = 20


@dataclass(frozen=True, slots=True)
class Linked:
    """A value with its count, its days, and the address of the search that finds just these quotations."""

    label: str
    count: int
    address: str
    first: dt.date | None = None
    last: dt.date | None = None
    value: str = ""


@dataclass(frozen=True, slots=True)
class SideCount:
    """How many quotations take a side on a topic, and the share among those of different words."""

    stance: str
    name: str
    count: int
    share: Share
    address: str


@dataclass(frozen=True, slots=True)
class TopicCounts:
    """A topic with its sides. `distinct` counts quotations of the same words once."""

    topic: str
    name: str
    target: str
    count: int
    distinct: int
    address: str
    sides: tuple[SideCount, ...]


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """One line of the table under a chart: the period, its counts in the order of the columns, and where to read them."""

    name: str
    period: Period
    counts: tuple[int, ...]
    address: str


@dataclass(frozen=True, slots=True)
class TurnView:
    """Two quotations of one speaker that take different sides of a topic, ready to be shown."""

    topic: str
    speaker: str
    before: Card
    after: Card
    before_side: str
    after_side: str
    before_stance: str
    after_stance: str


@dataclass(frozen=True, slots=True)
class Profile:
    """All that is counted of one subject, before it is shown."""

    filters: Filters
    matches: Matches
    volume: dict[str, int]
    line: Timeline

    @classmethod
    def of(cls, site: Site, filters: Filters) -> Profile:
        """Count what these filters let through."""
        matches = site.service.matches(Query(filters=filters))
        volume = site.service.matches(Query()).months()
        return cls(filters, matches, volume, timeline(volume, [matches.months()]))

    def topics(self, site: Site) -> list[TopicCounts]:
        """Return the topics that are spoken of, with their sides."""
        return topic_counts(site, self.matches, self.filters)


def topic_counts(site: Site, matches: Matches, filters: Filters, text: str = "") -> list[TopicCounts]:
    """Return the topics of matches, with their sides; `filters` and `text` are the query that found them."""
    counted = matches.stances()
    result = []
    for topic in site.topics:
        counts = [(side, counted.get((topic.id, side))) for side in SIDES]
        distinct = sum(count.distinct for _, count in counts if count)
        if not distinct:
            continue
        on_topic = replace(filters, topic=(topic.id,))
        sides = tuple(
            SideCount(
                stance=side.value,
                name=vocabulary.stance_name(side),
                count=count.quotations if count else 0,
                share=Share(count.distinct if count else 0, distinct),
                address=search_address(Query(text=text, filters=replace(on_topic, stance=(side.value,)))),
            )
            for side, count in counts
        )
        result.append(
            TopicCounts(
                topic=topic.id,
                name=vocabulary.topic_name(topic.id, site.topics),
                target=vocabulary.in_language(topic.target),
                count=sum(side.count for side in sides),
                distinct=distinct,
                address=search_address(Query(text=text, filters=on_topic)),
                sides=sides,
            )
        )
    return result


def side_rows(matches: Matches, line: Timeline, topics: Sequence[TopicCounts]) -> list[Row]:
    """Return one row of a chart for each topic: support and open ones above the line, opposition below it."""
    by_month = matches.stances_by_month()
    rows = []
    for topic in topics:
        counts = {side: line.counts(by_month.get((topic.topic, side), {})) for side in SIDES}
        rows.append(side_row(topic.name, topic.address, counts, len(line.periods)))
    return rows


def side_row(name: str, address: str | None, counts: dict[Stance, tuple[int, ...]], periods: int) -> Row:
    """Return the row of a chart that shows the sides of one topic."""
    return Row(
        name=name,
        address=address,
        counts=tuple(sum(counts[side][at] for side in SIDES) for at in range(periods)),
        layers=tuple(Layer(side.value.lower(), counts[side], below=side is Stance.AGAINST) for side in SIDES),
    )


def period_rows(line: Timeline, columns: Sequence[tuple[int, ...]], address: Callable[[Period], str]) -> list[PeriodRow]:
    """Return the lines of a chart's table: the periods in which anything was said."""
    return [
        PeriodRow(period_name(each, line.unit), each, tuple(counts[at] for counts in columns), address(each))
        for at, each in enumerate(line.periods)
        if any(counts[at] for counts in columns)
    ]


def shown(site: Site, profile: Profile) -> dict[str, Any]:
    """Return what the pages of speakers and institutions show alike."""
    filters, matches, line = profile.filters, profile.matches, profile.line
    counts = line.counts(matches.months())
    topics = profile.topics(site)
    rows = side_rows(matches, line, topics)

    def within(period: Period) -> str:
        return search_address(Query(filters=replace(filters, date_from=period.first, date_to=period.last)))

    total, turns = matches.turns(TURNS)
    overall = Row(name="", counts=counts, layers=(Layer("all", counts),))
    return {
        "matches": matches,
        "index": matches.index,
        "undated": matches.total - sum(counts),
        "chart": chart(line, [overall]),
        "topic_chart": chart(line, rows) if rows else None,
        "periods": period_rows(line, [counts], within),
        "topics": topics,
        "topic_periods": period_rows(line, [layer.counts for row in rows for layer in row.layers], within),
        "sides": [vocabulary.stance_name(side) for side in SIDES],
        "events": linked(matches.values("event"), filters, "event"),
        "regions": linked(matches.values("region"), filters, "region"),
        "shown": SHOWN,
        "newest": [card(at, Hit(quotation=view, score=0.0), site.topics) for at, view in enumerate(matches.newest(NEWEST), 1)],
        "turns": [turn_view(site, turn, 2 * at + 100) for at, turn in enumerate(turns)],
        "turns_total": total,
        "words": _words(site, profile),
        "all_address": search_address(Query(filters=filters)),
    }


def _words(site: Site, profile: Profile) -> list[dict[str, str]]:
    """Return the words that tell the subject from the archive as a whole, each with its search."""
    own = counted(view.text for view in profile.matches.sample(SAMPLE))
    [words] = characteristic([own], site.service.background(), WORDS)
    return [
        {
            "text": word.text,
            "address": search_address(Query(text=f'"{word.text}"', mode=Mode.KEYWORD, filters=profile.filters)),
            "told": gettext("%(count)s di sini, %(others)s dalam sampel arsip", count=str(word.count), others=str(word.others)),
        }
        for word in words
    ]


def turn_view(site: Site, turn: Turn, number: int) -> TurnView:
    """Return a change of sides, ready to be shown; `number` tells its cards from others of the page."""
    before, after = (
        card(number + at, Hit(quotation=view, score=0.0), site.topics) for at, view in enumerate((turn.before, turn.after))
    )
    return TurnView(
        topic=vocabulary.topic_name(turn.topic, site.topics),
        speaker=turn.after.speaker or "",
        before=before,
        after=after,
        before_side=vocabulary.stance_name(turn.before_stance),
        after_side=vocabulary.stance_name(turn.after_stance),
        before_stance=turn.before_stance.value.lower(),
        after_stance=turn.after_stance.value.lower(),
    )


def linked(values: Sequence[Valued], filters: Filters, field: str) -> list[Linked]:
    """Return values with the search that adds each to the filters."""
    return [
        Linked(
            label=each.label,
            count=each.count,
            address=search_address(Query(filters=replace(filters, **{field: (each.value,)}))),  # type: ignore[arg-type]
            first=each.first,
            last=each.last,
            value=each.value,
        )
        for each in values[:CARRIED]
    ]


def timeline_table(profile: Profile) -> Table:
    """Return the months as a table: counts, rates with their interval, and counts by topic and side."""
    line = timeline(profile.volume, [profile.matches.months()], monthly=True)
    by_month = profile.matches.stances_by_month()
    pairs = sorted(by_month)
    columns = [line.counts(by_month[pair]) for pair in pairs]
    rows = [
        (*row, *(counts[at] for counts in columns))
        for at, row in enumerate(rate_rows(line, line.counts(profile.matches.months())))
    ]
    return (*TIMELINE_COLUMNS, *(f"{topic}_{side.value}" for topic, side in pairs)), rows


def topics_table(site: Site, profile: Profile) -> Table:
    """Return topics and sides as a table: quotations, those of different words, and the share of these."""
    columns = ("topic", "stance", "quotations", "distinct", "share", "low", "high")
    rows = [
        (topic.topic, side.stance, side.count, side.share.part, side.share.share, *side.share.interval)
        for topic in profile.topics(site)
        for side in topic.sides
    ]
    return columns, rows


def tables(site: Site, profile: Profile) -> dict[str, Callable[[], Table]]:
    """Return the tables of a profile by the name of their file."""
    return {
        "timeline": lambda: timeline_table(profile),
        "topics": lambda: topics_table(site, profile),
        "events": lambda: values_table(profile.matches.values("event")),
        "regions": lambda: values_table(profile.matches.values("region")),
        "speakers": lambda: values_table(profile.matches.values("speaker")),
    }


__all__ = ["Chart", "Profile", "shown", "tables"]
