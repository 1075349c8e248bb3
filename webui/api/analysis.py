"""Addresses -> JSON of what is counted rather than listed: /api/v1/speakers, events, timeline and compare."""

from __future__ import annotations

import json
from typing import Any, cast

from flask import Blueprint, Response, current_app, request, url_for
from flask.typing import ResponseReturnValue

from corpus.errors import EncoderError
from indexer.register import portrayed
from search import compare as comparing
from search.matches import Matches
from search.query import Filters, Query, parse_parameters, to_parameters
from search.timeline import timeline as timeline_of
from search.voices import named, voices
from webui import transport
from webui.address import search_address
from webui.api import cursors, representation
from webui.api import speakers as shown
from webui.api.analysis_parameters import COMPARE_PARAMETERS, EVENT_PARAMETERS, SPEAKER_PARAMETERS, TIMELINE_PARAMETERS
from webui.api.comparison import compared as compared_as_json
from webui.api.parameters import check
from webui.ports import Site

analysis = Blueprint("analysis", __name__)


def _site() -> Site:
    return cast(Site, current_app.extensions["kutipan"])


def _json(data: Any) -> Response:
    # Lone surrogates and every other oddity of hostile text survive as ASCII escapes.
    return Response(json.dumps(data, ensure_ascii=True, separators=(",", ":")), content_type="application/json")


def _query(site: Site) -> Query:
    values = request.args.to_dict(flat=False)
    return parse_parameters(values, page_limit=site.settings.page_limit, topics=[topic.id for topic in site.topics])


def _matching(site: Site, query: Query, everything: Matches) -> Matches:
    return site.service.matches(query) if query.text or query.filters != Filters() else everything


@analysis.get("/api/v1/speakers")
def speakers() -> ResponseReturnValue:
    """Answer with the speakers of a query, or of everything, the most often quoted first."""
    site = _site()
    check(request.args.to_dict(flat=False), SPEAKER_PARAMETERS)
    query = _query(site)
    name, cursor = request.args.get("name", "").strip(), request.args.get("cursor")
    after = cursors.entry_of(cursor) if cursor else None
    unchanged = transport.unchanged(site.service.state)
    if unchanged is not None:
        return unchanged
    everything = site.service.matches(Query())
    matching = _matching(site, query, everything)
    found = voices(matching, everything, name=name, after=after, most=query.limit)
    kinds = site.store.speaker_kinds([each.id for each in found.voices])
    following = cursors.of_entry(*found.after) if found.after else None
    answer = {
        "query": {**representation.query(query), "name": name or None},
        "total": found.total,
        "matches": matching.total,
        "speakers": [shown.voice(each, kinds.get(each.id), _speaker_links(each.id)) for each in found.voices],
        "next_cursor": following,
        "index": representation.index(matching.index),
        "links": _list_links("analysis.speakers", "pages.speakers", query, name, cursor, following),
    }
    return transport.tagged(_json(answer), matching.index)


@analysis.get("/api/v1/speakers/<id>")
def speaker(id: str) -> ResponseReturnValue:
    """Answer with one speaker; 308 to the identity that took it in, where there is one."""
    site = _site()
    current = site.store.speaker(id)
    if current.id != id:
        moved = _json({"id": id, "merged_into": current.id, "links": _speaker_links(current.id)})
        moved.status_code = 308
        moved.headers["Location"] = url_for("analysis.speaker", id=current.id)
        return moved
    matches = site.service.matches(Query(filters=Filters(speaker=(id,))))
    line = timeline_of(site.service.matches(Query()).months(), [matches.months()], monthly=True)
    portrait = portrayed(current, site.store.mentions(id))
    answer = shown.portrait(portrait, matches, line, _speaker_links(id))
    return transport.tagged(_json({**answer, "index": representation.index(matches.index)}), matches.index)


@analysis.get("/api/v1/events")
def events() -> ResponseReturnValue:
    """Answer with the events of a query, or of everything, those with most quotations first."""
    site = _site()
    check(request.args.to_dict(flat=False), EVENT_PARAMETERS)
    query = _query(site)
    name, cursor = request.args.get("name", "").strip(), request.args.get("cursor")
    after = cursors.entry_of(cursor) if cursor else None
    matching = site.service.matches(query)
    found = sorted(named(matching.values("event"), name), key=lambda each: (-each.count, each.value))
    rest = [each for each in found if after is None or (-each.count, each.value) > (-after[0], after[1])]
    page = rest[: query.limit]
    following = cursors.of_entry(page[-1].count, page[-1].value) if len(rest) > len(page) else None
    answer = {
        "query": {**representation.query(query), "name": name or None},
        "total": len(found),
        "events": [
            {
                **shown.valued(each),
                "links": {
                    "quotations": url_for("api.search", event=each.value),
                    "page": url_for("pages.search", event=each.value),
                },
            }
            for each in page
        ],
        "next_cursor": following,
        "index": representation.index(matching.index),
        "links": _list_links("analysis.events", None, query, name, cursor, following),
    }
    return transport.tagged(_json(answer), matching.index)


@analysis.get("/api/v1/timeline")
def timeline() -> ResponseReturnValue:
    """Answer with the months of a query, beside what the corpus holds of them."""
    site = _site()
    check(request.args.to_dict(flat=False), TIMELINE_PARAMETERS)
    query = _query(site)
    matching = site.service.matches(query)
    covering = Query(filters=comparing.covering(query.filters))
    volume = site.service.matches(covering).months()
    line = timeline_of(volume, [matching.months()], monthly=True)
    dated = sum(matching.months().values())
    answer = {
        "query": representation.query(query),
        "total": matching.total,
        "undated": matching.total - dated,
        "stances": shown.stances(matching.stances()),
        "months": shown.months(line, matching),
        "index": representation.index(matching.index),
        "links": {
            "self": url_for("analysis.timeline", **_parameters(query)),
            "page": search_address(query, "pages.search"),
        },
    }
    return transport.tagged(_json(answer), matching.index)


@analysis.get("/api/v1/compare")
def compare() -> ResponseReturnValue:
    """Answer with two to four speakers, institutions or periods side by side."""
    site = _site()
    check(request.args.to_dict(flat=False), COMPARE_PARAMETERS)
    asked = comparing.parse_comparison(request.args.to_dict(flat=False), topics=[topic.id for topic in site.topics])
    if asked.claim and site.claims is None:
        raise EncoderError("this server was started without an entailment model: claims cannot be judged")
    found = comparing.compare(asked, site.service, site.claims)
    addresses: dict[str, Any] = dict(comparing.comparison_parameters(asked))
    links = {"self": url_for("analysis.compare", **addresses), "page": url_for("pages.compare", **addresses)}
    return transport.tagged(_json(compared_as_json(found, _quotation_links, links)), found.index)


def _quotation_links(id: str) -> tuple[str, str]:
    return url_for("api.quotation", id=id), url_for("pages.quotation", id=id)


def _speaker_links(id: str) -> dict[str, str]:
    return {
        "self": url_for("analysis.speaker", id=id),
        "page": url_for("pages.speaker", id=id),
        "quotations": url_for("api.search", speaker=id),
    }


def _parameters(query: Query) -> dict[str, Any]:
    return {name: given for name, given in to_parameters(query).items() if name not in ("offset", "order", "group")}


def _list_links(
    endpoint: str, page: str | None, query: Query, name: str, cursor: str | None, following: str | None
) -> dict[str, str | None]:
    asked = _parameters(query) | ({"name": name} if name else {})
    unlimited = {key: value for key, value in asked.items() if key != "limit"}
    return {
        "self": url_for(endpoint, **asked, cursor=cursor),
        "page": url_for(page, **unlimited, cursor=cursor) if page else None,
        "next": url_for(endpoint, **asked, cursor=following) if following else None,
    }
