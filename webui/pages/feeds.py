"""GET /feed.atom and /feed.json : a search in the address -> a feed of its newest quotations. The query is the subscription.

Atom: RFC 4287. JSON Feed: https://www.jsonfeed.org/version/1.1/. An entry's id comes from the quotation's id alone, so that it
stays the same under another host; quotations of the same words are one entry, known by the one that was published first.
"""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from xml.etree import ElementTree

from flask import Response, request
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from search.query import Order, Query, to_parameters
from search.results import Hit, ResultPage
from webui import transport, vocabulary
from webui.address import absolute, page_address, search_address
from webui.api.asking import asked
from webui.api.parameters import FEED_PARAMETERS, check
from webui.language import current_language, day, gettext
from webui.ports import Site
from webui.wording import web_address

NAMESPACE = uuid.UUID("6f0c1f0e-3b0a-5c58-9d0f-6a1d7d0a4b11")
"""Of the ids of entries and feeds; it is never looked up and must never change."""

TITLE_LENGTH = 120
"""Characters of the words in an entry's title: one line in most readers of feeds."""

ATOM = "http://www.w3.org/2005/Atom"

# What no XML document may hold, escaped or not (XML 1.0, production 2).
_IMPOSSIBLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One quotation in a feed."""

    id: str
    title: str
    author: str
    address: str
    source: str | None
    html: Markup
    text: str
    published: dt.datetime | None
    updated: dt.datetime
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """The newest quotations of a search."""

    id: str
    title: str
    subtitle: str
    address: str
    page: str
    language: str
    updated: dt.datetime
    entries: tuple[Entry, ...]


def feed_page(site: Site, form: str) -> ResponseReturnValue:
    """Answer with a feed in one of FORMS."""
    values = request.args.to_dict(flat=False)
    check(values, FEED_PARAMETERS)
    state = site.service.state
    query = replace(asked(site, values, state), order=Order.NEWEST, offset=0, grouped=True)
    unchanged = transport.unchanged(state)
    if unchanged is not None:
        return unchanged
    found = site.service.search(query)
    write, media_type = FORMS[form]
    response = Response(write(feed(site, query, found, form)), content_type=f"{media_type}; charset=utf-8")
    return transport.tagged(response, found.index)


def feed(site: Site, query: Query, found: ResultPage, form: str) -> Feed:
    """Return the feed of a page of results."""
    changed = site.store.changed_at(hit.quotation.id for hit in found.hits)
    state = found.index or site.service.state
    entries = tuple(entry(hit, changed.get(hit.quotation.id, state.committed_at), site) for hit in found.hits)
    subject = found.understood_en if current_language() == "en" else found.understood
    plain = {name: given for name, given in to_parameters(query).items() if name not in {"order", "group"}}
    address = absolute(page_address(f"feed_{form}", **plain))
    return Feed(
        id=_urn(f"{current_language()} {json.dumps(plain, sort_keys=True)}"),
        title=f"Kutipan: {query.text}" if query.text else "Kutipan",
        subtitle=subject,
        address=address,
        page=absolute(search_address(replace(query, order=Order.NEWEST, limit=Query().limit))),
        language=current_language(),
        updated=max((each.updated for each in entries), default=state.committed_at),
        entries=entries,
    )


def entry(hit: Hit, changed: dt.datetime, site: Site) -> Entry:
    """Return a hit as an entry."""
    quotation = hit.quotation
    who = quotation.speaker or gettext("Pembicara tak diketahui")
    speaker = ", ".join(part for part in (who, quotation.role, quotation.affiliation) if part)
    where = " · ".join(part for part in (quotation.source, day(quotation.date), quotation.title) if part)
    labels = [
        f"{vocabulary.topic_name(each.topic, site.topics)}: {vocabulary.stance_name(each.stance)}" for each in quotation.topics
    ]
    event = quotation.event.name if quotation.event else None
    told = [part for part in (event, *labels) if part]
    html = Markup("<blockquote><p>{}</p></blockquote><p>{}</p><p>{}</p>").format(quotation.text, speaker, where)
    if told:
        html += Markup("<p>{}</p>").format(" · ".join(told))
    return Entry(
        id=_urn(hit.group.id if hit.group else quotation.id),
        title=f"{who}: {_short(quotation.text)}",
        author=speaker,
        address=absolute(page_address("quotation", id=quotation.id)),
        source=web_address(quotation.url),
        html=html,
        text="\n".join((quotation.text, "", speaker, where, *told)),
        published=dt.datetime.combine(quotation.date, dt.time(), dt.UTC) if quotation.date else None,
        updated=changed,
        tags=tuple(dict.fromkeys(each.topic for each in quotation.topics)),
    )


def atom(feed: Feed) -> bytes:
    """Return a feed as Atom."""
    root = ElementTree.Element("feed", {"xmlns": ATOM, "xml:lang": feed.language})
    _add(root, "id", feed.id)
    _add(root, "title", feed.title)
    _add(root, "subtitle", feed.subtitle)
    _add(root, "updated", _moment(feed.updated))
    _add(root, "link", rel="self", type="application/atom+xml", href=feed.address)
    _add(root, "link", rel="alternate", type="text/html", href=feed.page)
    _add(root, "generator", "Kutipan")
    _add(_add(root, "author"), "name", "Kutipan")
    for each in feed.entries:
        item = _add(root, "entry")
        _add(item, "id", each.id)
        _add(item, "title", each.title)
        _add(item, "updated", _moment(each.updated))
        if each.published:
            _add(item, "published", _moment(each.published))
        _add(_add(item, "author"), "name", each.author)
        _add(item, "link", rel="alternate", type="text/html", href=each.address)
        if each.source:
            _add(item, "link", rel="via", href=each.source)
        for tag in each.tags:
            _add(item, "category", term=tag)
        _add(item, "content", str(each.html), type="html")
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def json_feed(feed: Feed) -> bytes:
    """Return a feed as JSON Feed 1.1."""
    data: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "description": feed.subtitle,
        "home_page_url": feed.page,
        "feed_url": feed.address,
        "language": feed.language,
        "items": [_item(each) for each in feed.entries],
    }
    return json.dumps(data).encode("ascii")


def _item(entry: Entry) -> dict[str, Any]:
    item = {
        "id": entry.id,
        "url": entry.address,
        "external_url": entry.source,
        "title": entry.title,
        "content_html": str(entry.html),
        "content_text": entry.text,
        "date_published": _moment(entry.published) if entry.published else None,
        "date_modified": _moment(entry.updated),
        "authors": [{"name": entry.author}],
        "tags": list(entry.tags),
    }
    return {name: value for name, value in item.items() if value is not None}


FORMS: Mapping[str, tuple[Callable[[Feed], bytes], str]] = {
    "atom": (atom, "application/atom+xml"),
    "json": (json_feed, "application/feed+json"),
}


def _add(parent: ElementTree.Element, tag: str, text: str | None = None, **attributes: str) -> ElementTree.Element:
    clean = {name: _IMPOSSIBLE.sub("\ufffd", value) for name, value in attributes.items()}
    child = ElementTree.SubElement(parent, tag, clean)
    if text is not None:
        child.text = _IMPOSSIBLE.sub("\ufffd", text)
    return child


def _moment(value: dt.datetime) -> str:
    return value.astimezone(dt.UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")


def _urn(name: str) -> str:
    return uuid.uuid5(NAMESPACE, name.encode("utf-8", "surrogatepass").decode("utf-8", "replace")).urn


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= TITLE_LENGTH else line[:TITLE_LENGTH].rsplit(" ", 1)[0] + " …"
