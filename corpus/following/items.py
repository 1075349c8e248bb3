"""What a source lists: pages to fetch, or documents that it gives whole."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from corpus.errors import InputRejected
from corpus.records import RawDocument

Cursor = Mapping[str, str]
"""How far a source has been read, in words that only its own module understands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One page that a source lists.

    `state` changes when the page does, as far as the source says; None where it does not. `title` and `date` stand in where
    the page itself has none. `document` is the page's document where the source gives it whole.
    """

    url: str
    state: str | None = None
    title: str | None = None
    date: dt.date | None = None
    document: RawDocument | None = None


class Listing(Protocol):
    """A source's list, read once. `cursor` is how far the items that were yielded reach; it may move on while iterating."""

    cursor: Cursor

    def __iter__(self) -> Iterator[Item | InputRejected]:
        """Yield what is new or may have changed since the cursor that the listing began with. Raises FetchFailed."""
