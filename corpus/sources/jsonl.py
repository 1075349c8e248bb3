"""Many documents in one file, one JSON object a line: `.jsonl` and `.jsonl.gz`, read as a stream.

Fields: `text` (needed; or `html`, a text with tags), `id, title, date, source, url, speaker, fetched_at` (each may be
missing or null), under these names or others (`names.py`).
"""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, cast

from corpus.errors import InputRejected
from corpus.records import RawDocument
from corpus.sources.base import LINE_LIMIT, Outcome, checked, file_size, storable, too_long, unreadable
from corpus.sources.encodings import PROBE, UndecodableError, Utf8Stream, decode, wide_encoding
from corpus.sources.fields import FieldError, document_fields, kind
from corpus.sources.names import FieldNames

BOMB_RATIO = 200
"""Expansion beyond which a gzip file is taken for an attack: JSON of articles expands 3 to 10 times, gzip 1,032 at most."""

BOMB_FLOOR = 100_000_000
"""Unpacked bytes below which the expansion does not matter."""

BLANK_LINES = 1_000_000
"""Lines without a word beyond which a file is taken for an attack: each takes as long as a whole one to be passed over, and
100 kB of gzip hold a hundred million."""


class JsonLines:
    """The documents of a `.jsonl` or `.jsonl.gz` file.

    Rejected, each with `path:line`: a line that is not JSON, not an object, has no text, has a field of the wrong kind, is
    longer than LINE_LIMIT, holds NUL characters or is in no encoding that can be told. Rejected, with `path`: an empty or
    unreadable file, one that is not gzip, what follows a break in a gzip file, and what follows BOMB_RATIO.
    """

    def __init__(self, path: Path, names: FieldNames | None = None) -> None:
        self.path = path
        self._names = names or FieldNames()
        self.total_bytes = file_size(path)
        self._handle: BinaryIO | None = None
        self._passed = 0

    @property
    def bytes_read(self) -> int:
        """Bytes of the file, as it lies on disk, that have been read."""
        if self._handle is not None and not self._handle.closed:
            self._passed = min(self._handle.tell(), self.total_bytes)
        return self._passed

    def __iter__(self) -> Iterator[Outcome]:
        """Yield the document of each line, or what is wrong with it."""
        location = str(self.path)
        number = 0
        try:
            with self.path.open("rb") as self._handle:
                for number, line in self._lines(self._handle):
                    if line is None:
                        yield too_long(f"{location}:{number}", f"more than {LINE_LIMIT:,} bytes")
                    elif line.strip():
                        yield self._document(line, f"{location}:{number}")
        except (EOFError, zlib.error) as error:
            yield InputRejected(location, f"{_broken(error)} after line {number}; what came before is kept; fetch it again")
        except gzip.BadGzipFile as error:
            yield InputRejected(location, f"is not gzip ({error}); pack it again, or name it .jsonl")
        except UnicodeDecodeError as error:
            yield InputRejected(location, f"breaks as {error.encoding.upper()} after line {number}; save it as UTF-8")
        except _BombError as error:
            yield InputRejected(location, f"{error} after line {number}; pack the articles again without padding")
        except OSError as error:
            yield unreadable(location, error)
        else:
            if number == 0:
                yield InputRejected(location, "is empty; give one JSON object a line, or leave it out")
        self._passed = self.total_bytes

    def _lines(self, handle: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
        packed = self.path.suffix.lower() == ".gz"
        stream = cast(io.BufferedIOBase, gzip.GzipFile(fileobj=handle) if packed else handle)
        start = stream.peek(PROBE)[:PROBE] if isinstance(stream, gzip.GzipFile | io.BufferedReader) else b""
        encoding = wide_encoding(start)
        if encoding == "utf-8-sig":
            stream.read(3)
        elif encoding is not None:
            stream = io.BufferedReader(Utf8Stream(stream, encoding))
        unpacked = blank = 0
        for number, line, size in _bounded_lines(stream):
            unpacked += size
            blank += size < 3 and not (line or b"x").strip()
            if blank > BLANK_LINES:
                raise _BombError(f"has more than {BLANK_LINES:,} blank lines")
            if packed and unpacked > BOMB_FLOOR and unpacked > BOMB_RATIO * max(handle.tell(), 1):
                raise _BombError(f"expands more than {BOMB_RATIO}-fold")
            if size and (line is None or line):
                yield number, line

    def _document(self, line: bytes, location: str) -> Outcome:
        try:
            record = json.loads(decode(line))
        except UndecodableError as error:
            return InputRejected(location, str(error))
        except json.JSONDecodeError as error:
            return InputRejected(location, f"is not JSON ({error.msg} at column {error.colno}); give one whole object a line")
        except (RecursionError, ValueError):
            return InputRejected(location, "is JSON nested or numbered beyond reason; give an object of plain fields")
        return _record(record, location, self._names)


def _record(record: Any, location: str, names: FieldNames) -> Outcome:
    if not isinstance(record, dict):
        return InputRejected(location, f'is {kind(record)}, not an object; give {{"id": ..., "text": ...}}')
    record = names.apply(record)
    text = record.get("text")
    if text is None:
        return InputRejected(location, "has no text; give the document's words in the field `text`")
    if not isinstance(text, str):
        return InputRejected(location, f"has a text that is {kind(text)}; give the document's words as one string")
    try:
        fields = document_fields(record)
    except FieldError as error:
        return InputRejected(location, str(error))
    return checked(RawDocument(location=location, text=storable(text), **fields))


def _bounded_lines(stream: io.BufferedIOBase) -> Iterator[tuple[int, bytes | None, int]]:
    """Yield (line number, line, size in bytes); pieces of a line beyond LINE_LIMIT have None, the later ones b""."""
    number, inside = 0, False
    while piece := stream.readline(LINE_LIMIT + 1):
        whole = piece.endswith(b"\n") or len(piece) <= LINE_LIMIT
        if not inside:
            number += 1
            yield number, piece if whole else None, len(piece)
        else:
            yield number, b"", len(piece)
        inside = not whole


def _broken(error: Exception) -> str:
    return "is cut short" if isinstance(error, EOFError) else "is damaged"


class _BombError(Exception):
    pass
