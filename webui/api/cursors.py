"""Where a list goes on -> an opaque word for the address, and back."""

from __future__ import annotations

import base64
import binascii
import json

from corpus.errors import InvalidQuery


def encoded(count: int, key: str) -> str:
    """Return the cursor behind an entry of a list that is ordered by falling count, then by key."""
    return base64.urlsafe_b64encode(json.dumps([count, key], separators=(",", ":")).encode()).decode().rstrip("=")


def decoded(cursor: str) -> tuple[int, str]:
    """Return what `encoded` was given. Raises InvalidQuery for anything else."""
    try:
        count, key = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, UnicodeError, TypeError):
        count, key = None, None
    if not isinstance(count, int) or isinstance(count, bool) or not isinstance(key, str):
        raise InvalidQuery(
            "cursor is not one that an answer gave: take it from links.next, or leave it out to begin at the start",
            parameter="cursor",
            code="bad-cursor",
        )
    return count, key
