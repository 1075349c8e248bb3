"""A comparison -> JSON."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from search.compare import Compared, Side
from search.matches import Turn
from search.timeline import timeline
from webui.api import claims, representation
from webui.api.speakers import share

Json = dict[str, Any]
Links = Callable[[str], tuple[str, str]]


def compared(found: Compared, links: Links, page_links: Json) -> Json:
    """Return all sides; `links` gives the addresses of a quotation's JSON and page by id."""
    asked = found.comparison
    query = representation.query(asked.query)
    if asked.claim:
        query["q"] = ""
    line = timeline(found.volume, [side.matches.months() for side in found.sides], monthly=True)
    months = [line.counts(side.matches.months()) for side in found.sides]
    return {
        "query": {"by": asked.by.value, "sides": list(asked.sides), "claim": asked.claim or None, **query},
        "months": [
            {
                "month": f"{each.first:%Y-%m}",
                "corpus": each.volume,
                "coverage": each.coverage.value,
                "quotations": [counts[at] for counts in months],
            }
            for at, each in enumerate(line.periods)
        ],
        "sides": [_side(side, links) for side in found.sides],
        "index": representation.index(found.index),
        "links": page_links,
    }


def _side(side: Side, links: Links) -> Json:
    return {
        "side": side.value,
        "label": side.label,
        "quotations": side.matches.total,
        "distinct": side.matches.distinct,
        "corpus": side.volume,
        **share(side.rate),
        "stances": [
            {
                "topic": each.topic or None,
                "stance": each.stance.value,
                "quotations": each.count.quotations,
                "distinct": each.count.distinct,
                **share(each.share),
            }
            for each in side.stances
        ],
        "words": [
            {"word": each.text, "z_score": each.score, "quotations_here": each.count, "quotations_elsewhere": each.others}
            for each in side.words
        ],
        "words_from": side.sampled,
        "results": [representation.result(hit, links) for hit in side.hits],
        "changes_total": side.turns_total,
        "changes": [_turn(each, links) for each in side.turns],
        "judged": None
        if side.judged is None
        else {
            "judged": side.judged.judged,
            "model": side.judged.model,
            "supporting": claims.column(side.judged.supporting, links),
            "opposing": claims.column(side.judged.opposing, links),
        },
    }


def _turn(turn: Turn, links: Links) -> Json:
    def quotation(view: Any) -> Json:
        self_address, page_address = links(view.id)
        return representation.quotation(view, self_address=self_address, page_address=page_address)

    return {
        "topic": turn.topic or None,
        "before": quotation(turn.before),
        "before_stance": turn.before_stance.value,
        "after": quotation(turn.after),
        "after_stance": turn.after_stance.value,
    }
