"""Speakers and events -> JSON: who is quoted, as what, how often, on which topics and sides, month by month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from corpus.records import Stance
from corpus.store.records import SpeakerKind
from indexer.register import Portrait
from search.matches import Count, Matches, Valued
from search.proportions import Share
from search.timeline import Timeline
from search.voices import Voice

Json = dict[str, Any]


def day(value: dt.date | None) -> str | None:
    """Return a day as ISO 8601."""
    return value.isoformat() if value else None


def voice(each: Voice, kind: SpeakerKind | None, links: Json) -> Json:
    """Return one speaker of a list."""
    return {
        "id": each.id,
        "name": each.name,
        "kind": kind.value if kind else None,
        "matches": each.matches,
        "quotations": each.quotations,
        "first": day(each.first),
        "last": day(each.last),
        "links": links,
    }


def portrait(found: Portrait, matches: Matches, line: Timeline, links: Json) -> Json:
    """Return a speaker with offices, spellings, and counts by topic, side and month."""
    return {
        "id": found.speaker.id,
        "name": found.speaker.name,
        "kind": found.speaker.kind.value if found.speaker.kind else None,
        "quotations": matches.total,
        "distinct": matches.distinct,
        "spellings": [{"name": name, "quotations": count} for name, count in found.spellings],
        "offices": [
            {
                "role": each.role,
                "affiliation": each.affiliation,
                "first": day(each.first),
                "last": day(each.last),
                "current": each.current,
                "quotations": each.quotations,
            }
            for each in found.offices
        ],
        "stances": stances(matches.stances()),
        "months": months(line, matches),
        "events": [valued(each) for each in matches.values("event")],
        "regions": [valued(each) for each in matches.values("region")],
        "links": links,
    }


def stances(counted: Mapping[tuple[str, Stance], Count]) -> list[Json]:
    """Return counts by topic and side; shares are of quotations of different words, with Wilson's 95 % interval."""
    whole: dict[str, int] = {}
    for (topic, _), count in counted.items():
        whole[topic] = whole.get(topic, 0) + count.distinct
    return [
        {
            "topic": topic,
            "stance": side.value,
            "quotations": count.quotations,
            "distinct": count.distinct,
            **share(Share(count.distinct, whole[topic])),
        }
        for (topic, side), count in sorted(counted.items())
    ]


def share(value: Share | None) -> Json:
    """Return a share with its interval; nulls where there is no whole."""
    if value is None or value.share is None:
        return {"share": None, "low": None, "high": None}
    low, high = value.interval
    return {"share": round(value.share, 6), "low": round(low, 6), "high": round(high, 6)}


def months(line: Timeline, matches: Matches) -> list[Json]:
    """Return every month of a timeline: what the corpus holds of it, what matches, and the sides by topic."""
    counts = line.counts(matches.months())
    by_side = {pair: line.counts(found) for pair, found in matches.stances_by_month().items()}
    return [
        {
            "month": f"{each.first:%Y-%m}",
            "quotations": counts[at],
            "corpus": each.volume,
            "coverage": each.coverage.value,
            **share(each.share(counts[at])),
            "stances": [
                {"topic": topic, "stance": side.value, "quotations": found[at]}
                for (topic, side), found in sorted(by_side.items())
                if found[at]
            ],
        }
        for at, each in enumerate(line.periods)
    ]


def valued(each: Valued) -> Json:
    """Return a value with its count and days."""
    return {
        "value": each.value,
        "label": each.label,
        "quotations": each.count,
        "first": day(each.first),
        "last": day(each.last),
    }


def values(found: Sequence[Valued]) -> list[Json]:
    """Return values with their counts and days."""
    return [valued(each) for each in found]
