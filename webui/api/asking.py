"""A request's parameters -> a query that the index can be asked, with what only the store knows filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from corpus.errors import InvalidQuery
from search.query import Query, Updates, moment, parse_parameters
from search.results import IndexState
from webui.ports import Site

Values = Mapping[str, Sequence[str]]


def asked(site: Site, values: Values, state: IndexState) -> Query:
    """Return the query of a request, as of an index. Raises InvalidQuery for what cannot be asked."""
    query = parse_parameters(values, page_limit=site.settings.page_limit, topics=[topic.id for topic in site.topics])
    text = last(values, "updated_since")
    if text is None:
        return query
    try:
        since = moment(text)
    except ValueError as error:
        raise InvalidQuery(f"updated_since: {error}", parameter="updated_since", code="not-a-moment") from None
    # What the store has recorded beyond the index is not in it yet, so that the same index gives the same answer.
    updates = Updates(since=since, position=state.position, ids=site.store.changed_since(since, state.position))
    return replace(query, filters=replace(query.filters, updated_since=updates))


def last(values: Values, name: str) -> str | None:
    """Return the last value given for a parameter; empty ones count as not given."""
    return next((value.strip() for value in reversed(values.get(name, ())) if value.strip()), None)
