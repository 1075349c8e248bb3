"""Sitemaps (sitemaps.org): the pages of a site with the moments of their last change."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator

from corpus import dates
from corpus.errors import InputRejected
from corpus.fetching import Client, FetchFailed
from corpus.following.feeds import FEED_LIMIT
from corpus.following.items import Cursor, Item
from corpus.following.plan import SourcePlan

MOST_MAPS = 200
"""Sitemaps of one site that are read in a round; the largest Indonesian news sites have some dozens."""


class SitemapListing:
    """The pages of the sitemap at a plan's URL, and of those that it lists; a map that has not changed is not read again.

    The cursor holds the moment of the last change of each map, as the site states it.
    """

    def __init__(self, plan: SourcePlan, client: Client, cursor: Cursor) -> None:
        self.cursor = cursor
        self._plan, self._client = plan, client

    def __iter__(self) -> Iterator[Item | InputRejected]:
        """Yield the pages of every changed map."""
        waiting: list[tuple[str, str | None]] = [(self._plan.address, None)]
        seen: set[str] = set()
        while waiting and len(seen) < MOST_MAPS:
            url, changed = waiting.pop(0)
            if url in seen or (changed is not None and self.cursor.get(url) == changed):
                continue
            seen.add(url)
            answer = self._client.get(url, limit=FEED_LIMIT, accept="application/xml, */*;q=0.5")
            maps, pages = locations(answer.body, url)
            waiting += maps
            for location, state in pages:
                yield Item(url=location, state=state, date=dates.parse(state[:10]) if state else None)
            if changed is not None:
                self.cursor = {**self.cursor, url: changed}


Location = tuple[str, str | None]
"""An address and when it last changed, as the site states it."""


def locations(body: bytes, url: str) -> tuple[list[Location], list[Location]]:
    """Return the maps and the pages that a sitemap lists. Raises FetchFailed for what is none."""
    from lxml import etree

    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
    try:
        root = etree.fromstring(_unpacked(body), parser)
        kind = None if root is None else _local(root.tag)
    except (etree.LxmlError, ValueError, OSError, EOFError, zlib.error):
        root = kind = None
    if kind not in ("urlset", "sitemapindex"):
        raise FetchFailed(url, "is no sitemap; give the site's sitemap.xml (its robots.txt names it)")
    found: dict[str, list[Location]] = {"sitemap": [], "url": []}
    for entry in root.iterchildren(tag=etree.Element):
        try:
            listed = _local(entry.tag)
            fields = {_local(child.tag): (child.text or "").strip() for child in entry.iterchildren(tag=etree.Element)}
        except UnicodeDecodeError:  # what was recovered of a broken map may hold halves of characters
            continue
        if fields.get("loc", "").startswith(("http://", "https://")):
            found.setdefault(listed, []).append((fields["loc"], fields.get("lastmod") or None))
    return found["sitemap"], found["url"]


def _local(tag: str) -> str:
    """Return an element's name without its namespace; a broken one ("lo:") is a name that nobody asks for."""
    return tag.rpartition("}")[2]


def _unpacked(body: bytes) -> bytes:
    """Return the bytes of a map, unpacked where it is gzip; what expands beyond the limit is no map."""
    if not body.startswith(b"\x1f\x8b"):
        return body
    data = gzip.GzipFile(fileobj=io.BytesIO(body)).read(FEED_LIMIT + 1)
    if len(data) > FEED_LIMIT:
        raise ValueError("a sitemap that unpacks beyond the limit")
    return data
