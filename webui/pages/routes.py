"""Addresses -> pages. `blueprint()` is mounted once for each language; relative endpoints keep the reader's language."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue

from webui.pages import subscribe as subscribing
from webui.pages.about import about_page
from webui.pages.claim import claim_page
from webui.pages.compare import compare_page, compare_table
from webui.pages.feeds import feed_page
from webui.pages.quotation import cite as citation_file
from webui.pages.quotation import quotation_page
from webui.pages.report import report_page
from webui.pages.report import send_report as keep_report
from webui.pages.search import search_page
from webui.pages.speaker import institution_page, institution_table, speaker_page, speaker_table
from webui.pages.speakers import institutions_page, speakers_page
from webui.pages.verify import verify_page
from webui.ports import Site


def site() -> Site:
    """Return the parts that the running application was given."""
    return cast(Site, current_app.extensions["kutipan"])


def blueprint() -> Blueprint:
    """Return the routes of the pages."""
    pages = Blueprint("pages", __name__)

    @pages.get("/")
    def search() -> ResponseReturnValue:
        return search_page(site())

    # Ids of quotations that were extracted elsewhere are kept as they came, and may hold a slash.
    @pages.get("/kutipan/<path:id>")
    def quotation(id: str) -> ResponseReturnValue:
        return quotation_page(site(), id)

    @pages.get("/sitasi/<form>/<path:id>")
    def cite(form: str, id: str) -> ResponseReturnValue:
        return citation_file(site(), form, id)

    @pages.get("/lapor/<path:id>")
    def report(id: str) -> ResponseReturnValue:
        return report_page(site(), id)

    @pages.post("/lapor/<path:id>")
    def send_report(id: str) -> ResponseReturnValue:
        return keep_report(site(), id)

    @pages.get("/klaim")
    def claim() -> ResponseReturnValue:
        return claim_page(site())

    @pages.get("/periksa")
    def verify() -> ResponseReturnValue:
        return verify_page(site())

    @pages.get("/pembicara")
    def speakers() -> ResponseReturnValue:
        return speakers_page(site())

    @pages.get("/pembicara/<id>")
    def speaker(id: str) -> ResponseReturnValue:
        return speaker_page(site(), id)

    @pages.get("/pembicara/<id>/<table>.csv")
    def speaker_csv(id: str, table: str) -> ResponseReturnValue:
        return speaker_table(site(), id, table)

    @pages.get("/lembaga")
    def institutions() -> ResponseReturnValue:
        name = request.args.get("affiliation", "").strip()
        return institution_page(site(), name) if name else institutions_page(site())

    @pages.get("/lembaga/<table>.csv")
    def institution_csv(table: str) -> ResponseReturnValue:
        return institution_table(site(), table)

    @pages.get("/bandingkan")
    def compare() -> ResponseReturnValue:
        return compare_page(site())

    @pages.get("/bandingkan/<table>.csv")
    def compare_csv(table: str) -> ResponseReturnValue:
        return compare_table(site(), table)

    @pages.get("/tentang")
    def about() -> ResponseReturnValue:
        return about_page(site())

    @pages.get("/langganan")
    def subscribe_form() -> ResponseReturnValue:
        return subscribing.subscribe_page(site())

    @pages.post("/langganan")
    def subscribe() -> ResponseReturnValue:
        return subscribing.subscribe(site())

    @pages.get("/langganan/ya/<word>")
    def confirm(word: str) -> ResponseReturnValue:
        return subscribing.confirm_page(site(), word)

    @pages.post("/langganan/ya/<word>")
    def confirmed(word: str) -> ResponseReturnValue:
        return subscribing.confirm(site(), word)

    @pages.get("/langganan/berhenti/<word>")
    def leave(word: str) -> ResponseReturnValue:
        return subscribing.leave_page(site(), word)

    @pages.post("/langganan/berhenti/<word>")
    def left(word: str) -> ResponseReturnValue:
        return subscribing.leave(site(), word)

    @pages.get("/feed.atom")
    def feed_atom() -> ResponseReturnValue:
        return feed_page(site(), "atom")

    @pages.get("/feed.json")
    def feed_json() -> ResponseReturnValue:
        return feed_page(site(), "json")

    @pages.get("/opensearch.xml")
    def opensearch() -> ResponseReturnValue:
        return Response(render_template("opensearch.xml"), mimetype="application/opensearchdescription+xml")

    return pages
