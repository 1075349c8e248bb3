"""Where a list ends -> an opaque word for the address, and back. There are two kinds.

A cursor of results holds only for the query and the index it was made for: relevance is measured against the whole index, so
that the order of an index that has changed has no place "after the hundredth result of the old one"; going on there would leave
results out or give them twice, and nobody would see it. Speakers and events are ordered by what they are themselves, count and
key, and their cursor holds for ever: it goes on behind these, whatever came or went.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import replace
from typing import Any

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


def of_results(query: Query, state: IndexState, offset: int) -> str:
    """Return the cursor of a query's results from `offset` on."""
    return _written(offset, _of_query(query), _of_index(state))


def offset_of(text: str, query: Query, state: IndexState) -> int:
    """Return where a query's results go on.

    Raises InvalidQuery for what is no cursor (code bad-cursor) or another query's (cursor-of-another-query), CursorExpired
    for one of another index.
    """
    offset, of_query, of_index = _read(text, 3)
    if not _whole(offset) or not 0 <= offset < 1 << 31:
        raise _unknown()
    if of_query != _of_query(query):
        raise InvalidQuery(
            "this cursor belongs to another query: send it with the parameters of the answer that gave it (limit may differ)",
            parameter="cursor",
            code="cursor-of-another-query",
        )
    if of_index != _of_index(state):
        raise CursorExpired
    return int(offset)


def of_entry(count: int, key: str) -> str:
    """Return the cursor behind an entry of a list that is ordered by falling count, then by key."""
    return _written(count, key)


def entry_of(text: str) -> tuple[int, str]:
    """Return what `of_entry` was given. Raises InvalidQuery for anything else."""
    count, key = _read(text, 2)
    if not _whole(count) or not isinstance(key, str):
        raise _unknown()
    return int(count), key


def _written(*fields: int | str) -> str:
    return base64.urlsafe_b64encode(json.dumps(fields, separators=(",", ":")).encode()).decode().rstrip("=")


def _read(text: str, length: int) -> list[Any]:
    try:
        fields = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, TypeError, RecursionError):
        raise _unknown() from None
    if not isinstance(fields, list) or len(fields) != length:
        raise _unknown()
    return fields


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _unknown() -> InvalidQuery:
    return InvalidQuery(
        "cursor is not one that an answer gave: take it from next_cursor or links.next, or leave it out to begin at the start",
        parameter="cursor",
        code="bad-cursor",
    )


def _of_query(query: Query) -> str:
    # How many results a page has, and where it begins, makes no other query.
    return _digest(json.dumps(to_parameters(replace(query, offset=0, limit=1)), sort_keys=True))


def _of_index(state: IndexState) -> str:
    return _digest("\x1f".join((str(state.position), state.committed_at.isoformat(), state.encoder, state.pipeline_version)))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:DIGEST]
