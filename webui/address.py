"""A query -> the address that holds it, whole or with one thing changed. Every link of the search page is made here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any
from urllib.parse import quote_plus

from flask import current_app, request, url_for

from corpus.settings import Settings
from search.claims import ClaimQuery, claim_parameters
from search.query import Filters, Mode, Order, Query, to_parameters
from webui.language import DEFAULT, current_language

# Filters that hold several values, by name.
VALUE_FILTERS = ("speaker", "role", "affiliation", "region", "topic", "stance", "source", "kind", "event", "document")

# All parameters of a query, in the order in which its address has them.
_NAMES = ("q", "mode", "order", *VALUE_FILTERS, "date_from", "date_to", "updated_since", "limit", "offset", "group")
# What may stand in an address as it is, as Werkzeug has it.
_PLAIN = "!$'()*,/:;?@"


def page_address(page: str, **values: Any) -> str:
    """Return the address of a page in the reader's language."""
    blueprint = "pages" if current_language() == DEFAULT else f"pages_{current_language()}"
    return url_for(f"{blueprint}.{page}", **values)


def absolute(address: str) -> str:
    """Return an address of this site with its host: the one of the settings, else the one that was asked for."""
    settings: Settings = current_app.extensions["kutipan"].settings
    return (settings.site_url or request.host_url).rstrip("/") + address


def search_address(query: Query, endpoint: str | None = None) -> str:
    """Return the address of a query's page in the reader's language, or under another endpoint."""
    values: dict[str, Any] = dict(to_parameters(query))
    return url_for(endpoint, **values) if endpoint else page_address("search", **values)


class Around:
    """The addresses around a query, from its first page, each with one thing changed: `search_address` of `toggled`, `between`.

    A result page has 300 of them that differ by a word; what they share is written once.
    """

    def __init__(self, query: Query) -> None:
        self._path = page_address("search")
        parameters = to_parameters(page_at(query, 0))
        self._parts: dict[str, Sequence[str]] = {
            name: [_part(name, value) for value in values] for name, values in parameters.items()
        }

    def toggled(self, field: str, value: str) -> str:
        """Return the address with the value added to the filter, or taken away if it was chosen."""
        part = _part(field, value)
        chosen = self._parts.get(field, ())
        return self._with({field: [each for each in chosen if each != part] if part in chosen else [*chosen, part]})

    def between(self, first: dt.date | None, last: dt.date | None) -> str:
        """Return the address restricted to these days, both included."""
        days = {"date_from": first, "date_to": last}
        return self._with({name: [_part(name, day.isoformat())] if day else () for name, day in days.items()})

    def _with(self, changed: dict[str, Sequence[str]]) -> str:
        parts = self._parts | changed
        query = "&".join(part for name in _NAMES if name in parts for part in parts[name])
        return f"{self._path}?{query}" if query else self._path


@lru_cache(8_192)
def _part(name: str, value: str) -> str:
    return f"{name}={quote_plus(value, safe=_PLAIN)}"


def claim_address(query: ClaimQuery, endpoint: str | None = None, **more: str) -> str:
    """Return the address of a claim's page in the reader's language, or under another endpoint."""
    values: dict[str, Any] = {**claim_parameters(query), **more}
    return url_for(endpoint, **values) if endpoint else page_address("claim", **values)


def form_fields(query: Query, *apart: str) -> list[tuple[str, str]]:
    """Return the query's parameters as hidden fields of a form that asks for the parameters `apart` itself."""
    return [(name, value) for name, values in to_parameters(page_at(query, 0)).items() if name not in apart for value in values]


def values_of(filters: Filters, field: str) -> tuple[str, ...]:
    """Return the chosen values of one filter."""
    values: tuple[str, ...] = getattr(filters, field)
    return values


def toggled(query: Query, field: str, value: str) -> Query:
    """Return the query, from its first page, with the value added to the filter, or taken away if it was chosen."""
    chosen = values_of(query.filters, field)
    changed = tuple(v for v in chosen if v != value) if value in chosen else (*chosen, value)
    return replace(query, filters=replace(query.filters, **{field: changed}), offset=0)  # type: ignore[arg-type]


def between(query: Query, first: dt.date | None, last: dt.date | None) -> Query:
    """Return the query, from its first page, restricted to these days, both included."""
    return replace(query, filters=replace(query.filters, date_from=first, date_to=last), offset=0)


def ordered(query: Query, order: Order) -> Query:
    """Return the query, from its first page, in another order."""
    return replace(query, order=order, offset=0)


def searched_by(query: Query, mode: Mode) -> Query:
    """Return the query, from its first page, in another mode."""
    return replace(query, mode=mode, offset=0)


def page_at(query: Query, offset: int) -> Query:
    """Return the query's page that starts at `offset`."""
    return replace(query, offset=max(0, offset))


def without_filters(query: Query) -> Query:
    """Return the query without its filters."""
    return replace(query, filters=Filters(), offset=0)


def is_filtered(query: Query) -> bool:
    """Say whether any filter is set."""
    return query.filters != Filters()
