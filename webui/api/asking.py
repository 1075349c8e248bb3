"""A request's parameters -> a query that the index can be asked, with what only the store knows filled in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Protocol

from corpus.errors import InvalidQuery
from search.query import Query, Updates, moment, parse_parameters
from search.results import IndexState
from webui.ports import Site


class UpdatesPort(Protocol):
    """What is asked of a store."""

    def changed_since(self, moment: dt.datetime, until: int) -> frozenset[str]:
        """Return the quotations that were recorded, changed or withdrawn at or after a moment, up to a position."""


Values = Mapping[str, Sequence[str]]


def asked(site: Site, values: Values, state: IndexState) -> Query:
    """Return the query of a request, as of an index. Raises InvalidQuery for what cannot be asked."""
    query = parse_parameters(values, page_limit=site.settings.page_limit, topics=[topic.id for topic in site.topics])
    return with_updates(query, values, site.store, state)


def with_updates(query: Query, values: Values, store: UpdatesPort, state: IndexState) -> Query:
    """Return a query that keeps only what changed since the moment that `values` name, if they name one."""
    text = last(values, "updated_since")
    if text is None:
        return query
    try:
        since = moment(text)
    except ValueError as error:
        raise InvalidQuery(f"updated_since: {error}", parameter="updated_since", code="not-a-moment") from None
    # What the store has recorded beyond the index is not in it yet, so that the same index gives the same answer.
    updates = Updates(since=since, position=state.position, ids=store.changed_since(since, state.position))
    return replace(query, filters=replace(query.filters, updated_since=updates))


def switched_on(values: Values, name: str) -> bool:
    """Say whether a parameter of 0 or 1 is 1. Raises InvalidQuery for anything else."""
    text = last(values, name) or "0"
    if text not in {"0", "1"}:
        raise InvalidQuery(f"{name}={text!r} is out of range: give 0 or 1", parameter=name, code="out-of-range")
    return text == "1"


def last(values: Values, name: str) -> str | None:
    """Return the last value given for a parameter; empty ones count as not given."""
    return next((value.strip() for value in reversed(values.get(name, ())) if value.strip()), None)
