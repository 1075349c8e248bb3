"""WordPress sites, over their REST interface: every post with its words, and every edit since the last round."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from corpus import dates
from corpus.errors import InputRejected
from corpus.fetching import Client, FetchFailed
from corpus.following.items import Cursor, Item
from corpus.following.plan import SourcePlan
from corpus.records import RawDocument
from corpus.sources.base import LINE_LIMIT, checked, storable
from corpus.sources.html import words_of

PAGE = 50
"""Posts asked for at once; WordPress gives 100 at most, and small servers fail at that."""

_FIELDS = "id,link,date,modified_gmt,title,content"


class WordPressListing:
    """The posts of the site at a plan's URL, the longest unchanged first, from where the last round ended.

    The cursor holds when the last post that was read had been changed. Posts are asked for in the order of their changes, so
    an edit made while we read comes at the end and is not missed.
    """

    def __init__(self, plan: SourcePlan, client: Client, cursor: Cursor) -> None:
        self.cursor = cursor
        self._plan, self._client = plan, client
        self._base = plan.address.rstrip("/").removesuffix("/wp-json/wp/v2/posts") + "/wp-json/wp/v2/posts"

    def __iter__(self) -> Iterator[Item | InputRejected]:
        """Yield every post that is new or was edited."""
        since = _before(self.cursor.get("modified_gmt"))
        number = 1
        while True:
            parameters = {"per_page": PAGE, "page": number, "orderby": "modified", "order": "asc", "_fields": _FIELDS}
            if since:
                parameters["modified_after"] = since
            if self._plan.since:
                parameters["after"] = f"{self._plan.since.isoformat()}T00:00:00"
            url = f"{self._base}?{urlencode(parameters)}"
            try:
                answer = self._client.get(url, accept="application/json", limit=4 * LINE_LIMIT)
            except FetchFailed as error:
                if number > 1 and "status 400" in error.reason:  # how WordPress says that there is no such page
                    return
                raise
            posts = _posts(answer.body, self._base)
            for post in posts:
                yield item(post, self._base, self._plan.label, answer.fetched_at)
                changed = post.get("modified_gmt") if isinstance(post, dict) else None
                if isinstance(changed, str):
                    self.cursor = {"modified_gmt": changed}
            if len(posts) < PAGE:
                return
            number += 1


def item(post: Any, base: str, label: str | None, fetched_at: dt.datetime) -> Item | InputRejected:
    """Return the document of a post, or why it is none."""
    if not isinstance(post, dict) or not isinstance(post.get("link"), str):
        return InputRejected(base, "gave a post without a link; tell the site's keeper")
    link = storable(post["link"])
    content, title = post.get("content"), post.get("title")
    if not isinstance(content, dict) or content.get("protected"):
        return InputRejected(link, "is locked with a password, or has no words; ask the publisher")
    document = checked(
        RawDocument(
            location=link,
            text=storable(words_of(str(content.get("rendered") or ""))),
            title=words_of(str(title.get("rendered") or "")) or None if isinstance(title, dict) else None,
            date=dates.parse(str(post.get("date") or "")[:10]),
            source=label,
            url=link,
            fetched_at=fetched_at,
            media_type="text/html",
            content=json.dumps(post, ensure_ascii=True, sort_keys=True).encode(),
        )
    )
    if isinstance(document, InputRejected):
        return document
    return Item(url=link, state=str(post.get("modified_gmt") or "") or None, date=document.date, document=document)


def _posts(body: bytes, base: str) -> list[Any]:
    try:
        posts = json.loads(body)
    except (ValueError, RecursionError):
        posts = None
    if not isinstance(posts, list):
        raise FetchFailed(base, "gives no list of posts; is it a WordPress site with its REST interface open?")
    return posts


def _before(moment: str | None) -> str | None:
    """Return the second before a moment: posts changed in the same second may not all have been read."""
    if moment is None:
        return None
    try:
        return (dt.datetime.fromisoformat(moment) - dt.timedelta(seconds=1)).isoformat()
    except ValueError:
        return None
