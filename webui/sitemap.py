"""GET /robots.txt and /sitemap.xml : which pages a search engine may read, and where all quotations are.

Sitemaps: https://www.sitemaps.org/protocol.html. Part 0 lists the pages that stand by themselves, each further part a slice of
the quotations in order of their ids, so that a part hardly changes while the corpus grows.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from xml.etree import ElementTree

from flask import Blueprint, Response, abort, current_app, url_for
from flask.typing import ResponseReturnValue

from webui.address import absolute
from webui.ports import Site

sitemap = Blueprint("sitemap", __name__)

SLICE = 10_000
"""Quotations of one part: a megabyte and a half; the protocol allows 50,000 and 50 MB."""

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"

PAGES = ("search", "speakers", "institutions", "compare", "claim", "verify", "about")
"""Pages that stand by themselves, in both languages."""

CLOSED = (
    # Searches are endless: every filter of every result would be another page of the same quotations. Simple
    # readers of this file take a bare /? for /, and would stay away from everything.
    *("/?*", "/en/?*", "/pembicara?*", "/en/pembicara?*", "/bandingkan?*", "/en/bandingkan?*", "/klaim?*", "/en/klaim?*"),
    *("/periksa?*", "/en/periksa?*", "/feed.", "/en/feed.", "/sitasi/", "/en/sitasi/"),
    # Forms, and what programs read.
    *("/lapor/", "/en/lapor/", "/langganan", "/en/langganan", "/api/v1/", "/metrics"),
)
OPEN = ("/api/v1/docs",)


def _site() -> Site:
    site: Site = current_app.extensions["kutipan"]
    return site


@sitemap.get("/robots.txt")
def robots() -> ResponseReturnValue:
    """Answer with what search engines may read."""
    lines = ["User-agent: *", *(f"Allow: {path}" for path in OPEN), *(f"Disallow: {path}" for path in CLOSED)]
    lines += ["", f"Sitemap: {absolute(url_for('sitemap.parts'))}"]
    return Response("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@sitemap.get("/sitemap.xml")
def parts() -> ResponseReturnValue:
    """Answer with the list of parts."""
    count = 1 + -(-_site().store.quotation_count() // SLICE)
    root = ElementTree.Element("sitemapindex", {"xmlns": NAMESPACE})
    for number in range(count):
        _add(ElementTree.SubElement(root, "sitemap"), "loc", absolute(url_for("sitemap.part", number=number)))
    return _xml(root)


@sitemap.get("/sitemap-<int(max=100000):number>.xml")
def part(number: int) -> ResponseReturnValue:
    """Answer with one part."""
    if number == 0:
        addresses = [url_for(f"{pages}.{page}") for pages in ("pages", "pages_en") for page in PAGES]
        return _xml(_urls((address, None) for address in addresses))
    store = _site().store
    ids = store.quotation_ids((number - 1) * SLICE, SLICE)
    if not ids:
        abort(404)
    changed = store.changed_at(ids)
    return _xml(_urls((url_for("pages.quotation", id=id), changed.get(id)) for id in ids))


def _urls(found: Iterable[tuple[str, dt.datetime | None]]) -> ElementTree.Element:
    root = ElementTree.Element("urlset", {"xmlns": NAMESPACE})
    for address, changed in found:
        url = ElementTree.SubElement(root, "url")
        _add(url, "loc", absolute(address))
        if changed:
            _add(url, "lastmod", changed.strftime("%Y-%m-%dT%H:%M:%SZ"))
    return root


def _add(parent: ElementTree.Element, tag: str, text: str) -> None:
    ElementTree.SubElement(parent, tag).text = text


def _xml(root: ElementTree.Element) -> Response:
    body = bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))
    response = Response(body, content_type="application/xml; charset=utf-8")
    response.headers["X-Robots-Tag"] = "noindex"  # a list of pages is no page
    return response
