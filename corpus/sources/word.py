"""A release as Word document (.docx) -> one document: its paragraphs and the cells of its tables, in order."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from corpus.errors import InputRejected
from corpus.records import RawDocument
from corpus.sources.base import FILE_LIMIT, LINE_LIMIT, Outcome, checked, file_size, storable, whole

if TYPE_CHECKING:
    from docx.document import Document
    from docx.table import _Cell

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class WordFile:
    """The text of a `.docx` file, one document.

    Rejected: what is no Word document, a locked one, one whose parts unpack to more than LINE_LIMIT bytes each, one
    without words, and the limits of every source.
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
    """Return the document in the bytes of a Word file, or why there is none."""
    import docx  # imported here: only Word documents need it
    from docx.opc.exceptions import OpcError
    from lxml import etree

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if any(part.file_size > LINE_LIMIT for part in package.infolist() if part.filename.endswith((".xml", ".rels"))):
                return InputRejected(location, f"unpacks to more than {LINE_LIMIT:,} bytes; save it again, or give it as text")
        text = "\n\n".join(_paragraphs(docx.Document(io.BytesIO(data))))
    # What zipfile and python-docx raise for files that are cut, locked, mangled or something else; fuzzing found each.
    except (zipfile.BadZipFile, zlib.error, OpcError, etree.LxmlError, ArithmeticError, AttributeError, EOFError, LookupError,
            NotImplementedError, OSError, RuntimeError, TypeError, ValueError):  # fmt: skip
        return InputRejected(location, "is not a Word document (.docx) that can be read; save it again, or give it as text")
    if not text.strip():
        return InputRejected(location, "has no words (only pictures?); give the document's words as text")
    return checked(RawDocument(location=location, text=storable(text), media_type=MEDIA_TYPE, content=data))


def _paragraphs(container: Document | _Cell) -> Iterator[str]:
    """Yield the words of each paragraph; a table, often only a letterhead's layout, gives those of each cell once."""
    from docx.text.paragraph import Paragraph

    for block in container.iter_inner_content():
        if isinstance(block, Paragraph):
            if words := " ".join(block.text.split()):
                yield words
            continue
        seen = set()
        for row in block.rows:
            for cell in row.cells:  # a merged cell comes back for each place that it covers
                if cell._tc not in seen:
                    seen.add(cell._tc)
                    yield from _paragraphs(cell)
