"""One web page -> one document: the main text by trafilatura, title, date, site and URL from its metadata."""

from __future__ import annotations

import contextlib
import datetime as dt
import logging
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from corpus import dates
from corpus.errors import InputRejected
from corpus.records import RawDocument
from corpus.sources.base import LINE_LIMIT, Outcome, checked, file_size, storable, whole
from corpus.sources.plain import decoded

LEAST_TEXT = 80
"""Characters below which what trafilatura finds is a menu or a notice, not an article."""

_DECLARED_CHARSET = re.compile(r"<\?xml[^>]*\?>", re.I)

_FAILURES = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What trafilatura and the libraries under it raise for pages that are broken in ways they do not foresee."""

_BLOCKS = re.compile(
    r"address|article|aside|blockquote|br|dd|div|dl|dt|figcaption|footer|form|h[1-6r]|header|li|main|nav|ol|p|pre|section"
    r"|table|tbody|td|tfoot|th|thead|tr|ul"
)
_WORDLESS = frozenset(("audio", "figure", "iframe", "noscript", "object", "script", "style", "svg", "template", "video"))


class HtmlFile:
    """The article of an `.html` or `.htm` file.

    Rejected: what PlainFile rejects, and a page in which no article is found (a list, a login form, a script-only page).
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.total_bytes = file_size(path)
        self.bytes_read = 0

    def __iter__(self) -> Iterator[Outcome]:
        """Yield the article, or what is wrong with the page."""
        data = whole(self.path, LINE_LIMIT)
        self.bytes_read = self.total_bytes
        yield data if isinstance(data, InputRejected) else page(data, str(self.path))


def page(data: bytes, location: str, *, url: str | None = None, fetched_at: dt.datetime | None = None) -> Outcome:
    """Return the article of a page as it was fetched; `url` is where that was, and wins over what the page says."""
    text = decoded(data, location)
    if isinstance(text, InputRejected):
        return text
    found = article(text, location, url=url)
    return found if isinstance(found, InputRejected) else replace(found, content=data, fetched_at=fetched_at)


def article(text: str, location: str, *, url: str | None = None) -> Outcome:
    """Return the article of an HTML page, or that it has none."""
    found = _extracted(text, url)
    words = "" if found is None or isinstance(found, dict) else storable(found.text or "").strip()
    if len(words) < LEAST_TEXT or found is None or isinstance(found, dict):
        return InputRejected(location, "has no article (a list, a form, a page made by scripts?); save the article's own page")
    stated = found.url if found.url and urlsplit(found.url).scheme in ("http", "https") else None
    return checked(
        RawDocument(
            location=location,
            text=re.sub(r"\n+", "\n\n", words),
            title=found.title or None,
            date=dates.parse(found.date) if found.date else None,
            source=found.sitename or found.hostname or None,
            url=url or stated,
            media_type="text/html",
        )
    )


def _extracted(text: str, url: str | None) -> Any:
    """Return what trafilatura finds, None where that is nothing or where even its words alone make it fail."""
    # Imported here: trafilatura takes most of a second to load, and text files don't need it.
    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # its complaints become our rejection
    # A declaration of another encoding than UTF-8 no longer holds for a decoded page, and lxml refuses it.
    page = _DECLARED_CHARSET.sub("", text, count=1)
    for metadata in (True, False):
        with contextlib.suppress(*_FAILURES):
            return bare_extraction(
                page,
                url=url,
                include_comments=False,
                include_tables=False,
                with_metadata=metadata,
                date_extraction_params={"extensive_search": False, "original_date": True},
            )
    return None


def words_of(fragment: str) -> str:
    """Return the words of an HTML fragment that is all article (a feed's entry, a mail): a paragraph for each block.

    Pictures, their captions, scripts and styles are left out. Text without any tag comes back as it is.
    """
    from lxml import etree  # imported here for the same reason as trafilatura

    if "<" not in fragment and "&" not in fragment:
        return fragment.strip()
    try:
        root = _root(storable(fragment).replace("\0", ""))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return ""
    pieces: list[str] = []
    for action, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if action == "start" and element.tag in _WORDLESS:
            element.clear(keep_tail=True)
        elif action in ("start", "end") and isinstance(element.tag, str) and _BLOCKS.fullmatch(element.tag):
            pieces.append("\n\n")
        if action == "start":
            pieces.append(re.sub(r"\s+", " ", element.text or ""))
        elif element is not root:
            pieces.append(re.sub(r"\s+", " ", element.tail or ""))
    lines = "".join(pieces).split("\n\n")
    return "\n\n".join(" ".join(line.split()) for line in lines if line.strip())


def _root(fragment: str) -> Any:
    """Return the element that holds a fragment; raise what lxml raises."""
    import lxml.html

    try:
        return lxml.html.fragment_fromstring(fragment, create_parent="div")
    except (AssertionError, LookupError):  # a whole page without exactly one body
        return lxml.html.document_fromstring(fragment)
