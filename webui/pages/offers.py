"""A query -> the same results for programs: feeds to follow, files to download, JSON; whatever of these this server has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import current_app

from search.query import Query, to_parameters
from webui import exporting
from webui.address import page_address
from webui.language import gettext


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One form of the results: its name, media type and address. `kind`: "follow", "mail", "download" or "data"."""

    kind: str
    name: str
    media_type: str
    address: str


def offers(query: Query) -> list[Offer]:
    """Return the forms in which this server has the results of a query."""
    home = page_address("search").rstrip("/")
    forms: tuple[tuple[str, str, str, str, dict[str, str]], ...] = (
        ("follow", "Atom", "application/atom+xml", f"{home}/feed.atom", {}),
        ("follow", "JSON Feed", "application/feed+json", f"{home}/feed.json", {}),
        ("mail", gettext("surel"), "text/html", f"{home}/langganan", {}),
        ("download", "CSV", "text/csv", "/api/v1/export", {"format": "csv"}),
        ("download", "JSONL", "application/x-ndjson", "/api/v1/export", {"format": "jsonl"}),
        ("download", "Parquet", "application/vnd.apache.parquet", "/api/v1/export", {"format": "parquet"}),
        ("data", "JSON", "application/json", "/api/v1/search", {}),
    )
    letters = current_app.extensions["kutipan"].post is not None
    missing = set(exporting.FORMS) - set(exporting.available())
    routes = current_app.url_map.bind("localhost")
    return [
        Offer(kind=kind, name=name, media_type=media_type, address=_address(path, query, more))
        for kind, name, media_type, path, more in forms
        if routes.test(path, method="GET") and more.get("format") not in missing and (letters or kind != "mail")
    ]


def kinds() -> Mapping[str, str]:
    """Return what each kind of offer is for, in the reader's words, in the order of showing."""
    return {
        "follow": gettext("Ikuti pencarian ini:"),
        "mail": gettext("Kabari saya lewat"),
        "download": gettext("Unduh semua hasil:"),
        "data": gettext("Hasil yang sama sebagai data:"),
    }


_OF_ONE_PAGE = frozenset({"limit", "offset", "order", "group"})


def _address(path: str, query: Query, more: Mapping[str, str]) -> str:
    parameters = to_parameters(query)
    if path != "/api/v1/search":
        # Feeds and files hold all that matches, in an order of their own.
        parameters = {name: values for name, values in parameters.items() if name not in _OF_ONE_PAGE}
    asked = urlencode({**parameters, **more}, doseq=True)
    return f"{path}?{asked}" if asked else path
