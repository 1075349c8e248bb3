"""A release as PDF -> one document: the text layer by PDFium, its lines joined into paragraphs again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import InputRejected
from corpus.records import RawDocument
from corpus.sources.base import FILE_LIMIT, TEXT_LIMIT, Outcome, checked, file_size, storable, whole

if TYPE_CHECKING:
    import pypdfium2

MEDIA_TYPE = "application/pdf"

_PAGE_NUMBER = re.compile(r"(?:hal(?:aman)?\.?|page)?\s*[-–|]?\s*\d{1,4}\s*(?:(?:dari|of|/)\s*\d{1,4})?\s*[-–|]?", re.I)
_SENTENCE_END = re.compile(r"[.!?:;][\"”’')\]]*$")
_HYPHENS = "\x02\ufffe"
"""What PDFium gives for a hyphen that only the end of the line put there."""

_WIDE_GAP = 1.35
"""Distance of two lines, in usual distances, from which a paragraph lies between them: typists leave half a line or more."""

_SHORT_LINE = 0.12
_INDENT = 0.02
"""Shares of the column's width: what a line that ends its paragraph leaves free at the least, and what an indented one does."""


class PdfFile:
    """The text of a `.pdf` file, one document.

    Rejected: what no PDF reader opens, a locked file, one without a text layer (a scan), and the limits of every source.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.total_bytes = file_size(path)
        self.bytes_read = 0

    def __iter__(self) -> Iterator[Outcome]:
        """Yield the document, or what is wrong with the file."""
        data = whole(self.path, FILE_LIMIT)
        self.bytes_read = self.total_bytes
        yield data if isinstance(data, InputRejected) else release(data, str(self.path))


def release(data: bytes, location: str) -> Outcome:
    """Return the document in the bytes of a PDF, or why there is none."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower():
            return InputRejected(location, "is locked with a password; save it without one")
        return InputRejected(location, "is not a PDF that can be read; export it again, or give it as text")
    try:
        text = _text(document)
    finally:
        document.close()
    if not text.strip():
        return InputRejected(location, "has no text layer (a scan?); run text recognition (OCR) over it, or type it off")
    return checked(RawDocument(location=location, text=text, media_type=MEDIA_TYPE, content=data))


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a page and where it stands, in points from the page's lower left corner."""

    text: str
    left: float
    right: float
    bottom: float


def _text(document: pypdfium2.PdfDocument) -> str:
    """Return the paragraphs of all pages; reading stops soon after TEXT_LIMIT, which `checked` then reports."""
    import pypdfium2

    pages: list[list[_Line]] = []
    size = 0
    for number in range(len(document)):
        try:
            page = document[number]
            pages.append(_lines(page))
            page.close()
        except pypdfium2.PdfiumError:
            continue  # a broken page; the others are still worth reading
        size += sum(len(line.text) for line in pages[-1])
        if size > TEXT_LIMIT:
            break
    steps = sorted(
        above.bottom - below.bottom for lines in pages for above, below in pairwise(lines) if above.bottom > below.bottom
    )
    usual = steps[len(steps) // 4] if steps else 0.0  # of one-line paragraphs, the median would be the gap between them
    paragraphs: list[str] = []
    for lines in pages:
        found = _paragraphs(lines, usual)
        if paragraphs and found and not _SENTENCE_END.search(paragraphs[-1]) and found[0][:1].islower():
            paragraphs[-1] = _joined(paragraphs[-1], found.pop(0))
        paragraphs += found
    return storable("\n\n".join(paragraphs))


def _lines(page: pypdfium2.PdfPage) -> list[_Line]:
    """Return the lines of a page in reading order, without the line that only counts pages."""
    from pypdfium2 import raw

    lines: list[_Line] = []
    textpage = page.get_textpage()
    codes = [raw.FPDFText_GetUnicode(textpage, index) for index in range(textpage.count_chars())]
    start = 0
    for index, code in enumerate([*codes, ord("\n")]):
        if code not in (ord("\r"), ord("\n")):
            continue
        inked = [place for place in range(start, index) if not chr(codes[place]).isspace()]
        if inked:
            left, bottom, _, _ = textpage.get_charbox(inked[0], loose=True)
            right = textpage.get_charbox(inked[-1], loose=True)[2]
            lines.append(_Line(_decoded(codes[start:index]), left, right, bottom))
        start = index + 1
    textpage.close()
    return [line for line in lines if not _PAGE_NUMBER.fullmatch(line.text)]


def _decoded(codes: list[int]) -> str:
    """Return the words of UTF-16 code units; PDFium gives letters beyond the basic plane in two."""
    units = b"".join(code.to_bytes(2, "little") for code in codes if code < 0x10000)
    return " ".join(units.decode("utf-16-le", "replace").replace("\0", "").split())


def _paragraphs(lines: list[_Line], usual: float) -> list[str]:
    """Join the lines of a page that belong together; PDF knows only where each stands. `usual`: their distance, in points."""
    if not lines:
        return []
    margin, edge = min(line.left for line in lines), max(line.right for line in lines)
    width = max(edge - margin, 1.0)
    paragraphs = [lines[0].text]
    for above, below in pairwise(lines):
        apart = abs(above.bottom - below.bottom) > _WIDE_GAP * usual
        ended = bool(_SENTENCE_END.search(above.text)) and edge - above.right > _SHORT_LINE * width
        indented = below.left - margin > _INDENT * width and above.left - margin <= _INDENT * width
        if apart or ended or indented:
            paragraphs.append(below.text)
        else:
            paragraphs[-1] = _joined(paragraphs[-1], below.text)
    return paragraphs


def _joined(above: str, below: str) -> str:
    return above[:-1] + below if above[-1:] in _HYPHENS else f"{above} {below}"
