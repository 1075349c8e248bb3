"""What every source offers, and the checks that all of them share.

A source never raises for one bad document: it yields an InputRejected in its place, so that the run goes on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from corpus.errors import InputRejected
from corpus.records import RawDocument

Outcome = RawDocument | InputRejected

TEXT_LIMIT = 5_000_000
"""Most characters of text in one document. The longest of 11,661 real articles has 45,735; a book has about a million."""

LINE_LIMIT = 4 * TEXT_LIMIT
"""Most bytes in one file or JSONL line before decoding: a character takes up to four in UTF-8 and UTF-32."""

FILE_LIMIT = 100_000_000
"""Most bytes in one file that holds more than words: a PDF with photographs, a message with attachments."""

_LONE_SURROGATE = re.compile(r"[\ud800-\udfff]")


class Source(Protocol):
    """Documents one after the other, in a fixed order, in flat memory.

    `bytes_read` of `total_bytes` (as they lie on disk) tell how far the iteration is.
    """

    @property
    def total_bytes(self) -> int:
        """Size of all that there is to read, in bytes."""

    @property
    def bytes_read(self) -> int:
        """Bytes that the iteration has passed."""

    def __iter__(self) -> Iterator[Outcome]:
        """Yield each document, or what is wrong with it."""


def checked(raw: RawDocument) -> Outcome:
    """Return the document when it can be stored, else the rejection that says why not."""
    if "\0" in raw.text or any("\0" in (value or "") for value in (raw.id, raw.title, raw.source, raw.url)):
        return InputRejected(raw.location, "holds NUL characters, so it is no text; export the document as text again")
    if len(raw.text) > TEXT_LIMIT:
        return too_long(raw.location, f"{len(raw.text):,} characters")
    if not raw.text.strip():
        return InputRejected(raw.location, "has no text; give the document's words, or leave it out")
    return raw


def too_long(location: str, size: str) -> InputRejected:
    """Return the rejection of a document of `size` ("52,428,800 bytes")."""
    return InputRejected(
        location, f"one document of {size} is more than the limit of {TEXT_LIMIT:,} characters; split it into its documents"
    )


def storable(text: str) -> str:
    """Return the text with lone surrogates, which no encoding can write, replaced by U+FFFD."""
    return _LONE_SURROGATE.sub("\ufffd", text)


def whole(path: Path, limit: int) -> bytes | InputRejected:
    """Return the bytes of a file that holds one document, or what is wrong with it."""
    location = str(path)
    try:
        with path.open("rb") as stream:
            data = stream.read(limit + 1)
    except OSError as error:
        return unreadable(location, error)
    if not data.strip():
        return InputRejected(location, "is empty; give the document's words, or leave it out")
    if len(data) > limit:
        return too_long(location, f"{file_size(path):,} bytes")
    return data


def file_size(path: Path) -> int:
    """Return the size of a file in bytes, 0 when it cannot be read."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def unreadable(location: str, error: OSError) -> InputRejected:
    """Return the rejection of something that the operating system would not read."""
    why = error.strerror or type(error).__name__
    return InputRejected(location, f"cannot be read ({why}); check the path and its permissions")
