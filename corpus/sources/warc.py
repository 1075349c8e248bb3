"""An archive of a crawl (.warc, .warc.gz, .wacz) -> the documents among its pages, as they were fetched."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from corpus.errors import InputRejected
from corpus.records import RawDocument
from corpus.sources import html, pdf, word
from corpus.sources.base import FILE_LIMIT, LINE_LIMIT, Outcome, file_size, too_long, unreadable

if TYPE_CHECKING:
    from warcio.recordloader import ArcWarcRecord

_PAGES = ("text/html", "application/xhtml+xml")

_RECORD_LIMIT, _PIECE = 2_000_000_000, 1 << 16
"""Unpacked bytes of a record beyond which it is an attack, and how many are passed over at once."""


_MOST_LINES, _LONGEST_LINE = 10_000, 1 << 16
"""Lines of a record's headers and blanks, and bytes of one of them, beyond which it is an attack: warcio joins a line of 150 MB
from pieces, each time copying all before."""


class WarcFile:
    """The documents of a `.warc` or `.warc.gz` file: pages, PDFs and Word documents that were answered with 200.

    A page archived twice is one document with two revisions. Styles, pictures and what was answered with an error are passed
    over; a page without an article is a rejection, with its address.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.total_bytes = file_size(path)
        self._handle: IO[bytes] | None = None
        self._passed = 0

    @property
    def bytes_read(self) -> int:
        """Bytes of the file that have been read."""
        if self._handle is not None and not self._handle.closed:
            self._passed = min(self._handle.tell(), self.total_bytes)
        return self._passed

    def __iter__(self) -> Iterator[Outcome]:
        """Yield each document, or what is wrong with it."""
        try:
            with self.path.open("rb") as self._handle:
                yield from self._documents(self._handle)
        except OSError as error:
            yield unreadable(str(self.path), error)
        self._passed = self.total_bytes

    def _documents(self, handle: IO[bytes]) -> Iterator[Outcome]:
        yield from documents(handle, str(self.path))


class WaczFile(WarcFile):
    """The documents of a `.wacz` file: a zip package of WARC files."""

    def _documents(self, handle: IO[bytes]) -> Iterator[Outcome]:
        try:
            with zipfile.ZipFile(handle) as package:
                names = sorted(name for name in package.namelist() if name.endswith((".warc", ".warc.gz")))
                if not names:
                    yield InputRejected(str(self.path), "holds no WARC file; give a web archive (.wacz)")
                for name in names:
                    with package.open(name) as stream:
                        yield from documents(stream, f"{self.path}: {name}")
        except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            yield InputRejected(str(self.path), f"is no web archive that can be read ({error}); export it again")


def documents(stream: IO[bytes], location: str) -> Iterator[Outcome]:
    """Yield the documents of a WARC stream."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    number = 0
    try:
        with contextlib.redirect_stderr(io.StringIO()):  # warcio prints what we say as a rejection
            archive = ArchiveIterator(stream)
            archive.reader = lines = _Lines(archive.reader)
            records = iter(archive)
        while True:
            lines.passed = 0
            with contextlib.redirect_stderr(io.StringIO()):
                record = next(records, None)
            if record is None:
                break
            number += 1
            found = _document(record, location)
            if found is not None:
                yield found
            _drain(record)
    # What warcio and zlib raise for records that are cut, mangled or of impossible lengths; fuzzing found each.
    except (ArchiveLoadFailed, zlib.error, ArithmeticError, AttributeError, EOFError, LookupError, TypeError,
            ValueError) as error:  # fmt: skip
        why = str(error).strip().splitlines()[0][:200] if str(error).strip() else type(error).__name__
        yield InputRejected(location, f"is damaged after record {number} ({why}); what came before is kept; fetch it again")
    else:
        if number == 0:
            yield InputRejected(location, "holds no record; give a web archive (WARC)")


def _document(record: ArcWarcRecord, location: str) -> Outcome | None:
    """Return the document of a record, what is wrong with it, or None for what is no document at all."""
    headers = record.http_headers
    if record.rec_type not in ("response", "resource") or (headers is not None and headers.get_statuscode() != "200"):
        return None
    url = str(record.rec_headers.get_header("WARC-Target-URI") or "")
    if not url.startswith(("http://", "https://")):
        return None
    kind = str((headers.get_header("content-type") if headers is not None else record.content_type) or "")
    media_type = kind.partition(";")[0].strip().lower()
    if media_type not in (*_PAGES, pdf.MEDIA_TYPE, word.MEDIA_TYPE):
        return None
    limit = LINE_LIMIT if media_type in _PAGES else FILE_LIMIT
    data = record.content_stream().read(limit + 1)
    where = f"{location}: {url}"
    if len(data) > limit:
        return too_long(where, f"more than {limit:,} bytes")
    fetched_at = _moment(record.rec_headers.get_header("WARC-Date"))
    if media_type in _PAGES:
        return html.page(data, where, url=url, fetched_at=fetched_at)
    found = pdf.release(data, where) if media_type == pdf.MEDIA_TYPE else word.release(data, where)
    return replace(found, url=url, fetched_at=fetched_at) if isinstance(found, RawDocument) else found


class _Lines:
    """warcio's reader, with bounds on what it reads line by line: the headers of a record, and the blanks before them."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader
        self.passed = 0

    def readline(self, length: int | None = None) -> bytes:
        """Return a line, or the `length` bytes at its start. Raises ValueError."""
        self.passed += 1
        # warcio gives fewer bytes of a longer line than it is asked for, but more than half.
        most = 4 * _LONGEST_LINE
        line: bytes = self._reader.readline(min(length or most, most))
        if self.passed > _MOST_LINES or len(line) > _LONGEST_LINE:
            raise ValueError(f"headers of more than {_MOST_LINES:,} lines, or of one of more than {_LONGEST_LINE:,} bytes")
        return line

    def __getattr__(self, name: str) -> Any:
        return getattr(self._reader, name)


def _drain(record: ArcWarcRecord) -> None:
    """Read what is left of a record, as long as it is no bomb. Raises ValueError."""
    for _ in range(_RECORD_LIMIT // _PIECE):
        if not record.raw_stream.read(_PIECE):
            return
    raise ValueError(f"one record unpacks to more than {_RECORD_LIMIT:,} bytes")


def _moment(value: object) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
