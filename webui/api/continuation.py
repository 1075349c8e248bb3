"""Where a page of results ends -> an opaque cursor, and back. It holds only for the query and the index it was made for.

Relevance is measured against the whole index, so that the order of an index that has changed has no place "after the
hundredth result of the old one": going on there would leave results out or give them twice, and nobody would see it.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import replace

from corpus.errors import InvalidQuery
from search.query import Query, to_parameters
from search.results import IndexState

DIGEST = 12  # characters of a digest: a mistake is found, and nothing is gained by forging one


class CursorExpired(InvalidQuery):
    """A cursor of an index that has been replaced since (HTTP 410)."""

    def __init__(self) -> None:
        super().__init__(
            "the index has changed since this cursor was given, and with it the order: begin again without cursor; "
            "/api/v1/export gives all results of one index in one answer",
            parameter="cursor",
            code="cursor-expired",
        )


def cursor(query: Query, state: IndexState, offset: int) -> str:
    """Return the cursor of a query's results from `offset` on."""
    fields = [offset, _of_query(query), _of_index(state)]
    return base64.urlsafe_b64encode(json.dumps(fields, separators=(",", ":")).encode()).decode().rstrip("=")


def offset_of(text: str, query: Query, state: IndexState) -> int:
    """Return where a query's results go on.

    Raises InvalidQuery for what is no cursor (code bad-cursor) or another query's (cursor-of-another-query), CursorExpired
    for one of another index.
    """
    try:
        offset, of_query, of_index = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, TypeError, RecursionError):
        offset = None
    if not isinstance(offset, int) or isinstance(offset, bool) or not 0 <= offset < 1 << 31:
        raise InvalidQuery(
            "cursor is not one that an answer gave: take it from next_cursor, or leave it out to begin at the start",
            parameter="cursor",
            code="bad-cursor",
        )
    if of_query != _of_query(query):
        raise InvalidQuery(
            "this cursor belongs to another query: send it with the parameters of the answer that gave it (limit may differ)",
            parameter="cursor",
            code="cursor-of-another-query",
        )
    if of_index != _of_index(state):
        raise CursorExpired
    return offset


def _of_query(query: Query) -> str:
    # How many results a page has, and where it begins, makes no other query.
    return _digest(json.dumps(to_parameters(replace(query, offset=0, limit=1)), sort_keys=True))


def _of_index(state: IndexState) -> str:
    return _digest("\x1f".join((str(state.position), state.committed_at.isoformat(), state.encoder, state.pipeline_version)))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:DIGEST]
