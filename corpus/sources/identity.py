"""Which document is it: an id that stays the same wherever and whenever the document is read."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import parse_qsl, urlencode, urlsplit

from corpus.records import RawDocument

_TRACKING = re.compile(r"^(?:utm_\w+|fbclid|gclid|dclid|igshid|mc_[ce]id|_ga|ref|source)$", re.I)


def document_id(raw: RawDocument) -> str:
    """Return the document's permanent id.

    It is the id that the source gives; else 16 hex digits derived from the URL; else from the words themselves. The same
    words in two files are therefore one document, different words are always two, and moving a file changes nothing.
    An edited file without id and URL is a new document: give it one of the two to keep its history together.
    """
    if raw.id:
        return raw.id
    key = f"url\x1f{canonical_url(raw.url)}" if raw.url else f"text\x1f{' '.join(raw.text.split())}"
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def canonical_url(url: str) -> str:
    """Return the URL without scheme, "www.", fragment, tracking parameters and trailing slash, its host in lower case.

    A URL that cannot be parsed is returned as it stands.
    """
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removeprefix("www.")
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:
        return url.strip()
    query = urlencode(
        [(name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.match(name)]
    )
    return f"{host}{port}{parts.path.rstrip('/')}" + (f"?{query}" if query else "")
