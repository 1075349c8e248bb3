"""One round through a followed source: what is new or changed, fetched, as a source of documents.

What was learnt of pages is written down by `commit` only, after the documents that were yielded are stored: whoever is
killed in between fetches a few pages again, and nothing is missed.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Protocol

from corpus.errors import InputRejected
from corpus.fetching import Answer, Client, FetchFailed
from corpus.following.feeds import FeedListing
from corpus.following.items import Cursor, Item, Listing
from corpus.following.plan import SourcePlan
from corpus.following.sitemaps import SitemapListing
from corpus.following.wordpress import WordPressListing
from corpus.records import RawDocument
from corpus.sources import document_id, html, open_sources, pdf, word
from corpus.sources.base import Outcome
from corpus.sources.names import FieldNames
from corpus.store import FollowedSource, PageState, Store

LOOK_AGAIN = tuple(dt.timedelta(days=days) for days in (1, 7, 30))
"""Ages at which a page is looked at again although nothing announced a change: most edits come within a day, some in weeks."""

TRY_AGAIN = dt.timedelta(hours=1)
"""Time until a page that could not be had is tried again, doubled with its age, up to the last of LOOK_AGAIN."""

AT_ONCE = 50
"""Pages asked for in the store at a time."""

DUE_AT_ONCE = 500
"""Pages looked at again in one round: the others wait for the next, so that news comes first."""

_READERS = {"application/pdf": pdf.release, word.MEDIA_TYPE: word.release}


class PageList:
    """Pages whose addresses the plan itself names."""

    def __init__(self, plan: SourcePlan, client: Client, cursor: Cursor) -> None:
        self.cursor = cursor
        self._urls = plan.urls

    def __iter__(self) -> Iterator[Item | InputRejected]:
        """Yield the pages."""
        return (Item(url=url) for url in self._urls)


LISTINGS: dict[str, Callable[[SourcePlan, Client, Cursor], Listing]] = {
    "feed": FeedListing,
    "sitemap": SitemapListing,
    "wordpress": WordPressListing,
    "pages": PageList,
}


class Round(Protocol):
    """The documents of one round. `counts` says what came of pages that gave none: unchanged, gone, failed."""

    counts: Counter[str]

    def __iter__(self) -> Iterator[Outcome]:
        """Yield each new or changed document, or what is wrong with it. Raises FetchFailed when the source itself fails."""

    def commit(self) -> None:
        """Write down what is known of the pages so far; to be called when what they gave is stored."""


def open_round(plan: SourcePlan, known: FollowedSource, client: Client, store: Store) -> Round:
    """Return a round through a source, of which `known` is known."""
    if plan.kind == "folder":
        return FolderRound(plan)
    return PageRound(plan, LISTINGS[plan.kind](plan, client, known.cursor), client, store)


class FolderRound:
    """The documents of a folder that is watched; what has not changed is told by its hash."""

    def __init__(self, plan: SourcePlan) -> None:
        self.counts: Counter[str] = Counter()
        self._source = open_sources([Path(plan.address)], FieldNames(plan.fields))

    def __iter__(self) -> Iterator[Outcome]:
        """Yield each document of the folder."""
        return iter(self._source)

    def commit(self) -> None:
        """Do nothing: a folder is read whole each time."""


class PageRound:
    """The documents of pages on the web: those that a source lists as new or changed, then those due for another look."""

    def __init__(self, plan: SourcePlan, listing: Listing, client: Client, store: Store) -> None:
        self.counts: Counter[str] = Counter()
        self._plan, self._listing, self._client, self._store = plan, listing, client, store
        self._pending: list[PageState] = []
        self._seen: set[str] = set()

    def __iter__(self) -> Iterator[Outcome]:
        """Yield each new or changed document, or what is wrong with it."""
        for some in _groups(self._listing, AT_ONCE):
            items = [item for item in some if isinstance(item, Item)]
            known = self._store.known_pages(self._plan.name, [item.url for item in items])
            yield from (item for item in some if isinstance(item, InputRejected))
            for item in items:
                yield from self._listed(item, known.get(item.url))
        for page in self._store.due_pages(self._plan.name, DUE_AT_ONCE):
            if page.url not in self._seen:
                yield from self._fetched(Item(url=page.url, state=page.state, title=page.title, date=page.date), page)

    def commit(self) -> None:
        """Write down what is known of the pages so far; to be called when what they gave is stored."""
        known, self._pending = self._pending, []
        self._store.remember(self._plan.name, self._listing.cursor, known)

    def _listed(self, item: Item, page: PageState | None) -> Iterator[Outcome]:
        plan = self._plan
        unwanted = (plan.match and not plan.match.search(item.url)) or (plan.since and item.date and item.date < plan.since)
        if item.url in self._seen or unwanted:
            return
        self._seen.add(item.url)
        if page is not None and _is_known(item, page):
            self.counts["unchanged"] += 1
            return
        if item.document is not None:
            self._note(item, page, document=item.document)
            yield item.document
        else:
            yield from self._fetched(item, page)

    def _fetched(self, item: Item, page: PageState | None) -> Iterator[Outcome]:
        self._seen.add(item.url)
        try:
            answer = self._client.get(
                item.url, etag=page.etag if page else None, last_modified=page.last_modified if page else None
            )
        except FetchFailed as error:
            self.counts["gone" if error.gone else "failed"] += 1
            self._missed(item, page, error)
            if page is None or not error.gone:
                yield InputRejected(item.url, error.reason)
            return
        if answer.unchanged and page is not None:
            self.counts["unchanged"] += 1
            self._note(item, page, answer=answer)
            return
        outcome = self._read(item, answer)
        self._note(item, page, answer=answer, document=outcome if isinstance(outcome, RawDocument) else None)
        yield outcome

    def _read(self, item: Item, answer: Answer) -> Outcome:
        reader = _READERS.get(answer.media_type)
        if reader is not None:
            found = reader(answer.body, item.url)
        elif answer.media_type in ("", "text/html", "application/xhtml+xml"):
            found = html.page(answer.body, item.url, url=answer.url, fetched_at=answer.fetched_at)
        else:
            return InputRejected(item.url, f"is of a kind ({answer.media_type}) that is not read; leave it out by `match`")
        if isinstance(found, InputRejected):
            return found
        return replace(
            found,
            url=answer.url,
            fetched_at=answer.fetched_at,
            title=found.title or item.title,
            date=found.date or item.date,
            source=self._plan.label or found.source,
        )

    def _note(
        self, item: Item, page: PageState | None, *, answer: Answer | None = None, document: RawDocument | None = None
    ) -> None:
        """Remember a page that was had; one that gives a document is looked at again some time."""
        now = _now()
        first = page.first_seen if page else now
        identifier = document_id(document) if document else page.document_id if page and answer and answer.unchanged else None
        again = next((first + age for age in LOOK_AGAIN if first + age > now), None)
        self._pending.append(
            PageState(
                url=item.url,
                first_seen=first,
                checked_at=now,
                document_id=identifier,
                state=item.state,
                title=item.title,
                date=item.date,
                etag=(answer.etag if answer else None) or (page.etag if page else None),
                last_modified=(answer.last_modified if answer else None) or (page.last_modified if page else None),
                # What a source gives whole it also says the edits of.
                check_at=again if identifier and item.document is None else None,
            )
        )

    def _missed(self, item: Item, page: PageState | None, error: FetchFailed) -> None:
        """Remember a page that could not be had: tried again later and later, or gone."""
        now = _now()
        before = page or PageState(url=item.url, title=item.title, date=item.date, first_seen=now, checked_at=now)
        wait = max(TRY_AGAIN, now - before.first_seen)
        again = None if error.gone or wait > LOOK_AGAIN[-1] else now + wait
        gone = (before.gone_at or now) if error.gone else before.gone_at
        # The listed state has not been read, unless it is the state of being gone.
        state = item.state if error.gone else before.state
        self._pending.append(replace(before, state=state, checked_at=now, check_at=again, gone_at=gone))


def _is_known(item: Item, page: PageState) -> bool:
    """Tell whether there is nothing new at a listed page: it was read in this state, or failed and waits for its next turn."""
    waiting = page.check_at is not None and page.check_at > _now()
    if item.state == page.state:
        return waiting or page.check_at is None
    return waiting and page.document_id is None


def _groups(listing: Listing, size: int) -> Iterator[list[Item | InputRejected]]:
    iterator = iter(listing)
    while some := list(islice(iterator, size)):
        yield some


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
