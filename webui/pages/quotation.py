"""GET /kutipan/<id> : one quotation, where it stands in its source, and how we know."""

from __future__ import annotations

import json
from typing import Any

from flask import render_template
from flask.typing import ResponseReturnValue

from corpus.errors import IndexUnavailable, NotFound
from corpus.records import Document, QuotationKind, QuotationView
from search.differences import differences
from search.query import Filters, Query
from search.shingles import forms
from webui.address import page_address, search_address
from webui.language import day, gettext
from webui.pages import problems
from webui.pages.cards import badges, speaker_address
from webui.ports import Site
from webui.wording import fragment_link, paragraphs, web_address

# Names after which a quotation is listed in a few words: long enough to be recognised.
GIST = 90


def quotation_page(site: Site, id: str) -> ResponseReturnValue:
    """Answer with the quotation's page; 410 for one that was withdrawn, 404 for one that never was."""
    try:
        quotation = site.store.quotation(id)
    except NotFound:
        return _missing(site, id)
    document = _document(site, quotation)
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
        "permanent_address": page_address("quotation", id=quotation.id, _external=True),
        "citation": citation(quotation, page_address("quotation", id=quotation.id, _external=True)),
        "structured": structured(quotation, page_address("quotation", id=quotation.id, _external=True)),
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


def _missing(site: Site, id: str) -> ResponseReturnValue:
    withdrawal = site.store.withdrawal(id)
    if withdrawal is None:
        problem = problems.Problem(
            title=gettext("Kutipan tidak ditemukan"),
            detail=gettext("Tidak ada kutipan dengan alamat ini. Periksa tautannya, atau cari kata-katanya."),
        )
        return problems.error_page(404, problem)
    reasons = {
        "revised": gettext("penerbitnya mengubah naskahnya sehingga kata-kata ini tidak lagi ada di sana"),
        "corrected": gettext("seorang pembaca menyatakan bahwa ini bukan kutipan"),
        "reannotated": gettext("pembacaan ulang naskahnya menunjukkan bahwa ini bukan kutipan, atau batasnya lain"),
    }
    reason = reasons.get(str(withdrawal.reason), str(withdrawal.reason))
    problem = problems.Problem(
        title=gettext("Kutipan ini telah ditarik"),
        detail=gettext("Ditarik pada %(date)s: %(reason)s.", date=day(withdrawal.withdrawn_at), reason=reason),
    )
    return problems.error_page(410, problem)


def _gist(text: str) -> str:
    return text if len(text) <= GIST else text[:GIST].rsplit(" ", 1)[0] + " …"


def citation(quotation: QuotationView, address: str) -> str:
    """Return how to cite a quotation: speaker, words, source, date, address."""
    words = f"“{quotation.text}”" if quotation.kind is QuotationKind.DIRECT else quotation.text
    speaker = ", ".join(part for part in (quotation.speaker, quotation.role) if part)
    where = (quotation.title, quotation.source, day(quotation.date), web_address(quotation.url))
    who = speaker or gettext("Pembicara tak diketahui")
    # Messages inside an f-string would not be found by the extractor.
    via = gettext("Lewat")
    return f"{who}: {words} – {', '.join(part for part in where if part)}. {via} Kutipan, {address}"


def structured(quotation: QuotationView, address: str) -> str:
    """Return the quotation as schema.org JSON-LD (https://schema.org/Quotation), safe inside a script element."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Quotation",
        "@id": address,
        "text": quotation.text,
        "inLanguage": "id",
    }
    if quotation.speaker:
        data["spokenByCharacter"] = {"@type": "Person", "name": quotation.speaker}
        if quotation.role:
            data["spokenByCharacter"]["jobTitle"] = quotation.role
    if quotation.date:
        data["datePublished"] = quotation.date.isoformat()
    if web_address(quotation.url):
        data["isBasedOn"] = quotation.url
    # < and > cannot close the element, & cannot begin an entity: all three are valid JSON escapes.
    text = json.dumps(data, ensure_ascii=True, sort_keys=True)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
