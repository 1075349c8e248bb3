"""Addresses -> pages. `blueprint()` is mounted once for each language; relative endpoints keep the reader's language."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Response, current_app, render_template
from flask.typing import ResponseReturnValue

from webui.pages.about import about_page
from webui.pages.claim import claim_page
from webui.pages.quotation import quotation_page
from webui.pages.search import search_page
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

    @pages.get("/klaim")
    def claim() -> ResponseReturnValue:
        return claim_page(site())

    @pages.get("/periksa")
    def verify() -> ResponseReturnValue:
        return verify_page(site())

    @pages.get("/tentang")
    def about() -> ResponseReturnValue:
        return about_page(site())

    @pages.get("/opensearch.xml")
    def opensearch() -> ResponseReturnValue:
        return Response(render_template("opensearch.xml"), mimetype="application/opensearchdescription+xml")

    return pages
