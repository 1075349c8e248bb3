"""RSS and Atom: the entries of a feed."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Iterator
from typing import Any

from corpus.errors import InputRejected
from corpus.fetching import Client, FetchFailed
from corpus.following.items import Cursor, Item
from corpus.following.plan import SourcePlan
from corpus.sources.base import storable
from corpus.sources.html import words_of

FEED_LIMIT = 20_000_000
"""Most bytes of a feed or sitemap: the sitemap protocol allows 50 MB, real ones have less than five."""

_ACCEPT = "application/atom+xml, application/rss+xml, application/xml;q=0.9, */*;q=0.5"


class FeedListing:
    """The entries of the feed at a plan's URL; an unchanged feed has none."""

    def __init__(self, plan: SourcePlan, client: Client, cursor: Cursor) -> None:
        self.cursor = cursor
        self._plan, self._client = plan, client

    def __iter__(self) -> Iterator[Item | InputRejected]:
        """Yield the entries in the feed's order."""
        known = self.cursor
        answer = self._client.get(
            self._plan.address,
            etag=known.get("etag"),
            last_modified=known.get("last_modified"),
            accept=_ACCEPT,
            limit=FEED_LIMIT,
        )
        if answer.unchanged:
            return
        yield from entries(answer.body, answer.url)
        self.cursor = {name: value for name, value in (("etag", answer.etag), ("last_modified", answer.last_modified)) if value}


_NO_CHARACTER = re.compile(rb"&#(?:(\d{1,9})|[xX]([0-9a-fA-F]{1,8}));?")
"""A character by its number. Halves of emoji (55357) are met in real feeds, and feedparser fails on them."""


def _in_its_place(match: re.Match[bytes]) -> bytes:
    number = int(match[1]) if match[1] else int(match[2], 16)
    return b"&#xFFFD;" if 0xD800 <= number <= 0xDFFF or number > 0x10FFFF else match[0]


def entries(body: bytes, url: str) -> Iterator[Item | InputRejected]:
    """Yield the entries of a feed. Raises FetchFailed for what is no feed."""
    import feedparser

    try:
        found: Any = feedparser.parse(
            io.BytesIO(_NO_CHARACTER.sub(_in_its_place, body)), response_headers={"content-location": url}
        )
    # What feedparser raises for elements that end where they did not begin, and for what is no number or no character.
    except (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError):
        raise FetchFailed(url, "is a feed too broken to be read; tell the publisher") from None
    if not found.version and not found.entries:
        raise FetchFailed(url, "is no RSS or Atom feed; give the feed's own address")
    for number, entry in enumerate(found.entries, 1):
        link = str(entry.get("link") or "").strip()
        if not link.startswith(("http://", "https://")):
            yield InputRejected(f"{url}#{number}", "is an entry without a link to its page; tell the publisher")
            continue
        yield Item(
            url=storable(link),
            state=str(_stated(entry, "updated") or _stated(entry, "published") or "") or None,
            title=words_of(str(entry.get("title") or "")) or None,
            date=_day(_stated(entry, "published_parsed") or _stated(entry, "updated_parsed")),
        )


WESTERN_INDONESIA = dt.timedelta(hours=7)


def _stated(entry: dict[str, Any], name: str) -> Any:
    """Return a field as the feed gives it: an entry's own `get` takes one moment for the other, with a warning."""
    return dict.get(entry, name)


def _day(moment: Any) -> dt.date | None:
    """Return the day of a moment in UTC, as it was in Jakarta: feedparser loses the zone in which it was given."""
    try:
        return (dt.datetime(*moment[:6]) + WESTERN_INDONESIA).date()
    except (TypeError, ValueError, OverflowError):
        return None
