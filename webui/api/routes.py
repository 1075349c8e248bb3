"""Addresses -> JSON: /api/v1/search, claims, verify, quotations/<id>, groups/<id>, topics, openapi.json, and /healthz."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any, cast

from flask import Blueprint, Response, current_app, request, url_for
from flask.typing import ResponseReturnValue

from corpus.errors import EncoderError, NotFound
from search.claims import parse_claim
from search.query import MAX_OFFSET, Query, to_parameters
from webui import exporting, transport
from webui.address import claim_address, page_at, search_address
from webui.api import asking, cursors, problems, representation, verification
from webui.api import claims as claim_representation
from webui.api import openapi as specification
from webui.api.parameters import CLAIM_PARAMETERS, EXPORT_PARAMETERS, SEARCH_PARAMETERS, VERIFY_PARAMETERS, check
from webui.ports import Site

api = Blueprint("api", __name__)


def _site() -> Site:
    return cast(Site, current_app.extensions["kutipan"])


def _json(data: Any) -> Response:
    # Lone surrogates and every other oddity of hostile text survive as ASCII escapes.
    return Response(json.dumps(data, ensure_ascii=True, separators=(",", ":")), content_type="application/json")


@api.get("/api/v1/search")
def search() -> ResponseReturnValue:
    """Answer a search with the same results as the page."""
    site = _site()
    values = request.args.to_dict(flat=False)
    check(values, SEARCH_PARAMETERS)
    state = site.service.state
    query = asking.asked(site, values, state)
    scores = asking.switched_on(values, "scores")
    text = asking.last(values, "cursor")
    if text is not None:
        query = replace(query, offset=cursors.offset_of(text, query, state))
    unchanged = transport.unchanged(state)
    if unchanged is not None:
        return unchanged
    found = site.service.search(query)
    if text is not None and found.index != state:
        raise cursors.CursorExpired  # committed in between
    end = query.offset + query.limit
    on = cursors.of_results(query, found.index or state, end) if end < found.shown else None
    addresses = _page_links(query, on, {"scores": 1} if scores else {})
    return transport.tagged(_json(representation.page(found, _links, addresses, on, scores=scores)), found.index)


@api.get("/api/v1/export")
def export() -> ResponseReturnValue:
    """Answer with all matches as a file, sent while it is made."""
    site = _site()
    values = request.args.to_dict(flat=False)
    check(values, EXPORT_PARAMETERS)
    name = asking.last(values, "format") or "jsonl"
    form = exporting.form(name)
    header = asking.switched_on(values, "header")
    state = site.service.state
    query = asking.asked(site, {each: given for each, given in values.items() if each not in {"format", "header"}}, state)
    unchanged = transport.unchanged(state)
    if unchanged is not None:
        return unchanged
    export = site.service.export(query)
    said = exporting.about(export, current_app.config["KUTIPAN_VERSION"])
    response = Response(form.parts(export, said, header), content_type=f"{form.media_type}; charset=utf-8")
    if name == "parquet":
        response.content_type = form.media_type
    again: dict[str, Any] = {**to_parameters(replace(query, grouped=True)), "format": name}
    response.headers["Kutipan-Total"] = str(export.total)
    response.headers["Kutipan-Query"] = url_for("api.export", **again)
    response.headers["Kutipan-Index"] = json.dumps(said["index"])
    response.headers["Content-Disposition"] = f'attachment; filename="kutipan-{export.index.position}.{name}"'
    return transport.tagged(response, export.index)


def _links(id: str) -> tuple[str, str]:
    return url_for("api.quotation", id=id), url_for("pages.quotation", id=id)


def _page_links(query: Query, next_cursor: str | None, more: dict[str, Any]) -> dict[str, str | None]:
    """Return the addresses around a page of results; `more`: parameters of the answer's form, which belong to no query."""
    here = query if query.offset <= MAX_OFFSET else page_at(query, 0)
    back = page_at(query, query.offset - query.limit) if 0 < query.offset <= MAX_OFFSET else None

    def address(asked: Query, **also: str) -> str:
        values: dict[str, Any] = {**to_parameters(asked), **also, **more}
        return url_for("api.search", **values)

    return {
        "self": address(here),
        "page": search_address(here, "pages.search"),
        "next": address(page_at(query, 0), cursor=next_cursor) if next_cursor else None,
        "prev": address(back) if back else None,
    }


@api.get("/api/v1/claims")
def claims() -> ResponseReturnValue:
    """Answer who supports a claim and who opposes it."""
    site = _site()
    values = request.args.to_dict(flat=False)
    check(values, CLAIM_PARAMETERS)
    asked = parse_claim(values, topics=[topic.id for topic in site.topics])
    if site.claims is None:
        raise EncoderError("this server was started without an entailment model: claims cannot be judged")
    found = site.claims.judge(asked)
    addresses = {
        "self": claim_address(asked, "api.claims"),
        "page": claim_address(asked, "pages.claim"),
        "further": claim_address(replace(asked, depth=found.further), "api.claims") if found.further else None,
    }
    return _json(claim_representation.page(found, _links, addresses))


@api.get("/api/v1/verify")
def verify() -> ResponseReturnValue:
    """Answer whether an alleged quotation is real."""
    site = _site()
    check(request.args.to_dict(flat=False), VERIFY_PARAMETERS)
    text, speaker = request.args.get("q", ""), request.args.get("speaker") or None
    found = site.service.verify(text, speaker)
    addresses = {name: url_for(f"{name}.verify", q=text, speaker=speaker) for name in ("api", "pages")}
    answer = verification.verification(found, _links, {"self": addresses["api"], "page": addresses["pages"]})
    return transport.tagged(_json(answer), found.index)


@api.get("/api/v1/groups/<path:id>")
def group(id: str) -> ResponseReturnValue:
    """Answer with all quotations of the same words."""
    views = _site().service.group(id)
    if not views:
        raise NotFound(f"the index holds no quotation {id!r}")
    return _json(verification.versions(views, _links))


@api.get("/api/v1/quotations/<path:id>")
def quotation(id: str) -> ResponseReturnValue:
    """Answer with one quotation; 410 for one that was withdrawn."""
    site = _site()
    try:
        view = site.store.quotation(id)
    except NotFound:
        withdrawal = site.store.withdrawal(id)
        if withdrawal is None:
            raise
        return problems.problem(
            410,
            "withdrawn",
            f"this quotation was withdrawn on {withdrawal.withdrawn_at:%Y-%m-%d}: "
            f"its document was {withdrawal.reason.value}; see its other quotations with document={withdrawal.document_id}",
        )
    self_address, page_address = _links(id)
    return _json(representation.quotation(view, self_address=self_address, page_address=page_address))


@api.get("/api/v1/topics")
def topics() -> ResponseReturnValue:
    """Answer with the topics and their target propositions."""
    return _json({"topics": [representation.topic(topic) for topic in _site().topics]})


@api.get("/api/v1/openapi.json")
def openapi() -> ResponseReturnValue:
    """Answer with the OpenAPI document."""
    version = current_app.config["KUTIPAN_VERSION"]
    return _json(specification.document(version=version, page_limit=_site().settings.page_limit))


@api.get("/healthz")
def health() -> ResponseReturnValue:
    """Answer 200 while searches can be answered, 503 otherwise."""
    return _json({"status": "ok", "index": representation.index(_site().service.state)})
