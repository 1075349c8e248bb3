"""One web page -> one document: the main text by trafilatura, title, date, site and URL from its metadata."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from corpus import dates
from corpus.errors import InputRejected
from corpus.records import RawDocument
from corpus.sources.base import Outcome, checked, file_size, storable
from corpus.sources.plain import read_text

LEAST_TEXT = 80
"""Characters below which what trafilatura finds is a menu or a notice, not an article."""

_DECLARED_CHARSET = re.compile(r"<\?xml[^>]*\?>", re.I)


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
        page = read_text(self.path)
        self.bytes_read = self.total_bytes
        yield page if isinstance(page, InputRejected) else article(page, str(self.path))


def article(page: str, location: str) -> Outcome:
    """Return the article of an HTML page, or that it has none."""
    # Imported here: trafilatura takes most of a second to load, and text files don't need it.
    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # its complaints become our rejection
    # A declaration of another encoding than UTF-8 no longer holds for a decoded page, and lxml refuses it.
    found = bare_extraction(
        _DECLARED_CHARSET.sub("", page, count=1),
        include_comments=False,
        include_tables=False,
        with_metadata=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    text = "" if found is None or isinstance(found, dict) else storable(found.text or "").strip()
    if len(text) < LEAST_TEXT or found is None or isinstance(found, dict):
        return InputRejected(location, "has no article (a list, a form, a page made by scripts?); save the article's own page")
    return checked(
        RawDocument(
            location=location,
            text=re.sub(r"\n+", "\n\n", text),
            title=found.title or None,
            date=dates.parse(found.date) if found.date else None,
            source=found.sitename or found.hostname or None,
            url=found.url if found.url and urlsplit(found.url).scheme in ("http", "https") else None,
            media_type="text/html",
        )
    )
