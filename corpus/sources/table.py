"""Many documents in one table: `.csv` and `.tsv`, a document a row, the first row naming the fields."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from corpus.errors import InputRejected
from corpus.records import RawDocument
from corpus.sources.base import LINE_LIMIT, Outcome, checked, file_size, storable, unreadable
from corpus.sources.encodings import PROBE, UndecodableError, decode, wide_encoding
from corpus.sources.fields import FieldError, document_fields
from corpus.sources.names import FieldNames

_DELIMITERS = ",;\t|"
"""What parts the cells: spreadsheets set to Indonesian write semicolons."""


class TableFile:
    """The documents of a `.csv` or `.tsv` file, read as a stream.

    Fields: those of JSON lines (`text` needed), under the names of the first row or of `names`. Rejected with `path:line`:
    a row without text, with a bad field or with more cells than the first; with `path`: a table without a column of text,
    an unreadable file, and what follows a broken character or a cell above LINE_LIMIT.
    """

    def __init__(self, path: Path, names: FieldNames | None = None) -> None:
        self.path = path
        self.total_bytes = file_size(path)
        self._names = names or FieldNames()
        self._handle: BinaryIO | None = None
        self._passed = 0

    @property
    def bytes_read(self) -> int:
        """Bytes of the file that have been read."""
        if self._handle is not None and not self._handle.closed:
            self._passed = min(self._handle.tell(), self.total_bytes)
        return self._passed

    def __iter__(self) -> Iterator[Outcome]:
        """Yield the document of each row, or what is wrong with it."""
        location = str(self.path)
        try:
            with self.path.open("rb") as self._handle:
                yield from self._documents(self._handle, location)
        except OSError as error:
            yield unreadable(location, error)
        self._passed = self.total_bytes

    def _documents(self, handle: BinaryIO, location: str) -> Iterator[Outcome]:
        start = handle.read(PROBE)
        handle.seek(0)
        if not start.strip():
            yield InputRejected(location, "is empty; give a first row of names and a document a row, or leave it out")
            return
        text = io.TextIOWrapper(handle, encoding=_encoding(start), newline="")
        limit = csv.field_size_limit(LINE_LIMIT)
        rows = csv.reader(text, delimiter=_delimiter(start, self.path))
        try:
            header = [name.strip() for name in next(rows, [])]
            if not self._has_text(header):
                yield InputRejected(
                    location,
                    f"has no column of text (it has {', '.join(header)[:200]}); name one `text`, or say --field text=NAME",
                )
                return
            for row in rows:
                if any(cell.strip() for cell in row):
                    yield self._document(header, row, f"{location}:{rows.line_num}")
        except UnicodeDecodeError as error:
            yield InputRejected(location, f"is not {error.encoding.upper()} after line {rows.line_num}; save it as UTF-8")
        except csv.Error as error:
            yield InputRejected(
                location, f"breaks after line {rows.line_num} ({error}); what came before is kept; save it again"
            )
        finally:
            csv.field_size_limit(limit)
            text.detach()

    def _has_text(self, header: list[str]) -> bool:
        """Tell whether a row could have words: asked of a row in which every cell is a word."""
        return bool(self._names.apply(dict.fromkeys(header, "x")).get("text"))

    def _document(self, header: list[str], row: list[str], location: str) -> Outcome:
        if len(row) > len(header):
            return InputRejected(
                location, f"has {len(row)} cells for {len(header)} columns; put cells with separators in quotes"
            )
        # A cell that is empty says nothing, as null does in JSON.
        given = {name: cell or None for name, cell in zip(header, row, strict=False)}
        record = self._names.apply(given)
        text = record.get("text")
        if not isinstance(text, str):
            return InputRejected(location, "has no text; give the document's words, or leave the row out")
        try:
            fields = document_fields(record)
        except FieldError as error:
            return InputRejected(location, str(error))
        return checked(RawDocument(location=location, text=storable(text), **fields))


def _encoding(start: bytes) -> str:
    """Return the encoding of the file: spreadsheets write UTF-8, UTF-16 with a mark, or Windows' own."""
    wide = wide_encoding(start)
    if wide is not None:
        return wide
    whole_lines = start[: start.rfind(b"\n") + 1] or start
    try:
        decode(whole_lines)
        whole_lines.decode("utf-8")
    except UndecodableError:
        return "utf-8"  # broken where it breaks, with the place
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _delimiter(start: bytes, path: Path) -> str:
    if path.suffix.lower() == ".tsv":
        return "\t"
    first = start.split(b"\n", 1)[0]
    return max(_DELIMITERS, key=lambda delimiter: first.count(delimiter.encode()))
