"""GET /kutipan/<id> : one quotation, where it stands in its source, and how we know."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Sequence
from typing import Any

from flask import Response, abort, render_template, request
from flask.typing import ResponseReturnValue

from corpus.errors import IndexUnavailable, NotFound
from corpus.records import Document, QuotationView
from corpus.store.records import PageState
from search.differences import differences
from search.query import Filters, Query
from search.shingles import forms
from webui import citations
from webui.address import absolute, page_address, search_address
from webui.citations import Cited
from webui.language import gettext
from webui.pages.cards import badges, speaker_address
from webui.pages.withdrawn import missing_page, reason
from webui.pages.wordings import Wording, earlier_wordings
from webui.ports import Site
from webui.wording import fragment_link, paragraphs, web_address

# Names after which a quotation is listed in a few words: long enough to be recognised.
GIST = 90


def quotation_page(site: Site, id: str) -> ResponseReturnValue:
    """Answer with the quotation's page; what is not recorded any more leads on, or says why it was withdrawn."""
    try:
        quotation = site.store.quotation(id)
    except NotFound:
        return missing_page(site, id)
    document = _document(site, quotation)
    address = absolute(page_address("quotation", id=quotation.id))
    cited = Cited(quotation=quotation, address=address, fetched_at=document.fetched_at if document else None)
    pages = site.store.pages_of(quotation.document_id)
    others = tuple(site.store.quotations_of(quotation.document_id)) if document else (quotation,)
    context: dict[str, Any] = {
        "quotation": quotation,
        "document": document,
        "badges": badges(quotation, site.topics),
        "speaker_address": speaker_address(quotation),
        "live_address": fragment_link(quotation.url, quotation.text),
        "plain_address": web_address(quotation.url),
        "paragraphs": paragraphs(document.text, [(q.id, q.span) for q in others], quotation.id) if document else [],
        "versions": _versions(site, quotation),
        "others": [q for q in others if q.id != quotation.id],
        "voices": {q.id: q.speaker or gettext("pembicara tak diketahui") for q in others},
        "gist": _gist,
        "document_address": search_address(Query(filters=Filters(document=(quotation.document_id,)))),
        "permanent_address": address,
        "citation": citations.plain(cited),
        "citation_forms": [
            (form.name, page_address("cite", form=ending, id=quotation.id)) for ending, form in citations.FORMS.items()
        ],
        "structured": structured(quotation, address),
        "came_from": _came_from(site, quotation),
        "wordings": _wordings(site, quotation, document),
        "vanished": _vanished(pages),
        "checked": max((page.checked_at for page in pages), default=None),
        "report_address": page_address("report", id=quotation.id),
    }
    return render_template("quotation.html", **context), 200


def _versions(site: Site, quotation: QuotationView) -> list[dict[str, Any]]:
    """Return where else the same words stand, the first published first, with the differences from this quotation."""
    try:
        members = site.service.group(quotation.id)
    except IndexUnavailable:
        return []  # the page shows what the store holds, with an index or without
    return [
        {"quotation": view, "pieces": differences(quotation.text, view.text), "same": forms(view.text) == forms(quotation.text)}
        for view in members
        if view.id != quotation.id
    ]


def _document(site: Site, quotation: QuotationView) -> Document | None:
    """Return the source text if it is held and says what the quotation says."""
    try:
        document = site.store.document(quotation.document_id)
    except NotFound:
        return None
    return document if quotation.span.of(document.text) == quotation.text else None


def _wordings(site: Site, quotation: QuotationView, document: Document | None) -> list[Wording]:
    if document is None or document.revision == 1:
        return []
    return earlier_wordings(quotation, site.store.revisions(document.id))


def _came_from(site: Site, quotation: QuotationView) -> str | None:
    """Return what became of the address that led here, in words; None for whoever came by the right one."""
    withdrawal = site.store.withdrawal(request.args.get("dari", ""))
    return reason(withdrawal) if withdrawal and withdrawal.document_id == quotation.document_id else None


def _vanished(pages: Sequence[PageState]) -> dt.datetime | None:
    """Return since when a document cannot be had at any of the pages on which it was found; None while it can."""
    gone = [page.gone_at for page in pages if page.gone_at is not None]
    return max(gone) if gone and len(gone) == len(pages) else None


def _gist(text: str) -> str:
    return text if len(text) <= GIST else text[:GIST].rsplit(" ", 1)[0] + " …"


def cite(site: Site, form: str, id: str) -> ResponseReturnValue:
    """Answer with a citation as a file; 404 for a form or a quotation that there is not, 410 for a withdrawn one."""
    if form not in citations.FORMS:
        abort(404)
    try:
        quotation = site.store.quotation(id)
    except NotFound:
        return missing_page(site, id)
    document = _document(site, quotation)
    cited = Cited(
        quotation=quotation,
        address=absolute(page_address("quotation", id=id)),
        fetched_at=document.fetched_at if document else None,
    )
    chosen = citations.FORMS[form]
    text = chosen.write(cited).encode("utf-8", "replace")  # a broken source may hold lone surrogates
    response = Response(text, content_type=f"{chosen.media_type}; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=f"{cited.key}.{form}")
    return response


def structured(quotation: QuotationView, address: str) -> str:
    """Return the quotation as schema.org JSON-LD (https://schema.org/Quotation), safe inside a script element."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Quotation",
        "@id": address,
        "url": address,
        "text": quotation.text,
        "inLanguage": "id",
    }
    if quotation.speaker:
        speaker: dict[str, Any] = {"@type": "Person", "name": quotation.speaker}
        if quotation.role:
            speaker["jobTitle"] = quotation.role
        if quotation.affiliation:
            speaker["affiliation"] = {"@type": "Organization", "name": quotation.affiliation}
        data["creator"] = data["spokenByCharacter"] = speaker
    if quotation.date:
        data["datePublished"] = quotation.date.isoformat()
    if quotation.topics:
        data["keywords"] = sorted({each.topic for each in quotation.topics})
    source = {
        "@type": "Article",
        "headline": quotation.title,
        "url": web_address(quotation.url),
        "datePublished": data.get("datePublished"),
        "publisher": {"@type": "Organization", "name": quotation.source} if quotation.source else None,
    }
    told = {name: value for name, value in source.items() if value is not None}
    if len(told) > 1:
        data["isPartOf"] = told
    if web_address(quotation.url):
        data["isBasedOn"] = quotation.url
    # < and > cannot close the element, & cannot begin an entity: all three are valid JSON escapes.
    text = json.dumps(data, ensure_ascii=True, sort_keys=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
