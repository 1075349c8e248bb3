"""Marked spans -> safe HTML; long quotations -> excerpts; a source's address -> a link that opens at the quoted words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from markupsafe import Markup, escape

from corpus.records import Span

# Words at either end of a text fragment. Five are almost always unique in an article, and few enough that a link
# glued into the live page's text (see ../shared/README.md) rarely falls among them.
FRAGMENT_WORDS = 5
# Characters of a quotation on a result card: six lines of the page's measure, twelve on a phone.
EXCERPT_LENGTH = 420
# Characters before the first mark that an excerpt keeps, so that the match is read in its sentence.
EXCERPT_LEAD = 120


def merged(spans: Iterable[Span], length: int) -> list[Span]:
    """Return the spans in order, cut to 0..length, overlapping and touching ones joined, empty ones left out."""
    result: list[Span] = []
    for span in sorted(Span(min(s.start, length), min(s.end, length)) for s in spans):
        if span.start == span.end:
            continue
        if result and span.start <= result[-1].end:
            result[-1] = Span(result[-1].start, max(result[-1].end, span.end))
        else:
            result.append(span)
    return result


def marked(text: str, spans: Iterable[Span], window: Span | None = None) -> Markup:
    """Return the window of `text` (all of it when None) escaped, with the spans between <mark> and </mark>."""
    window = window or Span(0, len(text))
    parts: list[Markup] = []
    position = window.start
    for span in _bridged(text, merged(spans, len(text))):
        start, end = max(span.start, window.start), min(span.end, window.end)
        if start >= end:
            continue
        parts += [escape(text[position:start]), Markup("<mark>"), escape(text[start:end]), Markup("</mark>")]
        position = end
    parts.append(escape(text[position : window.end]))
    return Markup("").join(parts)


def _bridged(text: str, spans: Sequence[Span]) -> list[Span]:
    """Join marks with nothing but white space between them: a marked phrase reads as one."""
    result: list[Span] = []
    for span in spans:
        if result and not text[result[-1].end : span.start].strip():
            result[-1] = Span(result[-1].start, span.end)
        else:
            result.append(span)
    return result


def excerpt(text: str, spans: Sequence[Span], limit: int = EXCERPT_LENGTH) -> Span:
    """Return the window of at most `limit` characters, cut between words, that shows the first marks of a long text."""
    if len(text) <= limit:
        return Span(0, len(text))
    first = min((span.start for span in spans), default=0)
    start = _word_start(text, max(0, min(first - EXCERPT_LEAD, len(text) - limit)))
    end = min(len(text), start + limit)
    if end < len(text):
        end = max(text.rfind(" ", start, end), start + limit // 2)
    return Span(start, end)


def _word_start(text: str, position: int) -> int:
    if position == 0:
        return 0
    space = text.find(" ", position)
    return position if space < 0 or space - position > EXCERPT_LEAD else space + 1


def web_address(url: str | None) -> str | None:
    """Return `url` if it is an http(s) address that a page may link to, else None (a source may say `javascript:`)."""
    if not url:
        return None
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    return url.strip() if parts.scheme.lower() in {"http", "https"} and parts.netloc else None


def fragment_link(url: str | None, words: str) -> str | None:
    """Return the address that opens the live page at these words (https://wicg.github.io/scroll-to-text-fragment/)."""
    address = web_address(url)
    if address is None:
        return None
    tokens = words.split()
    if not tokens:
        return address
    if len(tokens) <= 2 * FRAGMENT_WORDS and "\n" not in words.strip():
        directive = _fragment(tokens)
    else:
        directive = f"{_fragment(tokens[:FRAGMENT_WORDS])},{_fragment(tokens[-FRAGMENT_WORDS:])}"
    separator = ":~:" if "#" in address else "#:~:"
    return f"{address}{separator}text={directive}"


def _fragment(tokens: Sequence[str]) -> str:
    """Percent-encode words for a text directive, in which `-`, `,` and `&` have a meaning of their own."""
    text = re.sub(r"^[^\w]+|[^\w]+$", "", " ".join(tokens)) or " ".join(tokens)
    return quote(text, safe="", errors="replace").replace("-", "%2D")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of a paragraph: plain words, or words of the quotation `quotation_id`. `opens`: its first stretch."""

    text: str
    quotation_id: str | None = None
    opens: bool = False


def paragraphs(text: str, quotations: Sequence[tuple[str, Span]], chosen: str) -> list[list[Piece]]:
    """Return the text's paragraphs, cut where quotations (id, span) begin and end.

    Where quotations overlap, the chosen one is kept whole, then the one that begins first. Joined, the pieces give back
    every character that is not white space.
    """
    kept: list[tuple[str, Span]] = []
    for id, span in sorted(quotations, key=lambda item: (item[0] != chosen, item[1])):
        if span.end <= len(text) and all(span.end <= other.start or span.start >= other.end for _, other in kept):
            kept.append((id, span))
    kept.sort(key=lambda item: item[1])
    result: list[list[Piece]] = []
    opened: set[str] = set()
    for match in re.finditer(r"[^\n]*\S[^\n]*", text):
        pieces: list[Piece] = []
        position = match.start()
        for id, span in kept:
            start, end = max(span.start, match.start()), min(span.end, match.end())
            if start >= end:
                continue
            if start > position:
                pieces.append(Piece(text=text[position:start]))
            pieces.append(Piece(text=text[start:end], quotation_id=id, opens=id not in opened))
            opened.add(id)
            position = end
        if position < match.end():
            pieces.append(Piece(text=text[position : match.end()]))
        result.append(pieces)
    return result
