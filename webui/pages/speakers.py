"""GET /pembicara and /lembaga : who is quoted, the most often first; of a query, who says it most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue

from corpus.errors import InvalidQuery
from search.proportions import Share
from search.query import Filters, Query, parse_parameters, to_parameters
from search.voices import named, voices
from webui import transport
from webui.address import page_address, search_address
from webui.api import cursors
from webui.pages import problems
from webui.pages.speaker import kind_name
from webui.ports import Site

# Speakers on one page: a long screen, and a short list to look up kinds for.
PAGE = 50
# A share of fewer quotations says little: it is shown, but not as a percentage.
ENOUGH_FOR_SHARE = 20


def speakers_page(site: Site) -> ResponseReturnValue:
    """Answer with the list of speakers; what cannot be asked comes back with what is wrong, as 400."""
    values = request.args.to_dict(flat=False)
    name = (values.get("name") or [""])[-1].strip()
    asking = {"here": "speakers", "name": name, "of": "speakers"}
    try:
        query = parse_parameters(values, page_limit=PAGE, topics=[topic.id for topic in site.topics])
        cursor = (values.get("cursor") or [""])[-1]
        after = cursors.entry_of(cursor) if cursor else None
        unchanged = transport.unchanged(site.service.state)
        if unchanged is not None:
            return unchanged
        everything = site.service.matches(Query())
        asked = query.text != "" or query.filters != Filters()
        matching = site.service.matches(query) if asked else everything
    except InvalidQuery as error:
        return render_template("speakers.html", **asking, query=Query(), problem=problems.invalid(error)), 400
    found = voices(matching, everything, name=name, after=after, most=PAGE)
    kinds = site.store.speaker_kinds([voice.id for voice in found.voices])
    kept = _kept(values)
    most = max((voice.matches for voice in found.voices), default=1)
    rows = [
        {
            "voice": voice,
            "kind": kind_name(kinds.get(voice.id)),
            "address": page_address("speaker", id=voice.id),
            "matches_address": search_address(_of(query, voice.id)) if asked else None,
            "share": Share(voice.matches, voice.quotations) if voice.quotations >= ENOUGH_FOR_SHARE else None,
            "width": round(100 * voice.matches / most, 2),
        }
        for voice in found.voices
    ]
    top = [voice.id for voice in found.voices[:3]]
    context: dict[str, Any] = asking | {
        "query": query,
        "asked": asked,
        "rows": rows,
        "total": found.total,
        "matches": matching.total,
        "index": matching.index,
        "kept_by_form": [(field, value) for field, given in kept.items() for value in given],
        "next_address": page_address("speakers", **_with(kept, name), cursor=cursors.of_entry(*found.after))
        if found.after
        else None,
        "first_address": page_address("speakers", **_with(kept, name)) if after else None,
        "query_address": search_address(query) if asked else None,
        "compare_address": page_address("compare", by="speaker", side=top, **kept) if asked and len(top) > 1 else None,
        "json_endpoint": ("analysis.speakers", _with(kept, name)),
    }
    return transport.tagged(make_response(render_template("speakers.html", **context)), matching.index)


def institutions_page(site: Site) -> ResponseReturnValue:
    """Answer with the list of institutions, as the documents name them."""
    name = request.args.get("name", "").strip()
    unchanged = transport.unchanged(site.service.state)
    if unchanged is not None:
        return unchanged
    everything = site.service.matches(Query())
    found = named(everything.values("affiliation"), name)
    most = max((each.count for each in found[:PAGE]), default=1)
    context: dict[str, Any] = {
        "here": "speakers",
        "of": "institutions",
        "name": name,
        "query": Query(),
        "total": len(found),
        "rows": [
            {
                "voice": {"name": each.label, "matches": each.count, "first": each.first, "last": each.last},
                "kind": "",
                "address": page_address("institutions", affiliation=each.value),
                "width": round(100 * each.count / most, 2),
            }
            for each in found[:PAGE]
        ],
        "cut": len(found) > PAGE,
        "index": everything.index,
        "kept_by_form": [],
    }
    return transport.tagged(make_response(render_template("speakers.html", **context)), everything.index)


def _kept(values: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return the parameters of the query itself, without those that only turn pages."""
    query = parse_parameters(values, page_limit=PAGE)
    return {name: given for name, given in to_parameters(query).items() if name not in ("limit", "offset", "order", "group")}


def _with(kept: Mapping[str, Sequence[str]], name: str) -> dict[str, Any]:
    return {**kept, "name": name} if name else dict(kept)


def _of(query: Query, speaker: str) -> Query:
    return replace(query, filters=replace(query.filters, speaker=(speaker,)), offset=0, limit=20)
