"""Bytes -> text: UTF-8 first, then what byte order marks and statistics say with confidence, else a reason."""

from __future__ import annotations

import codecs
import io

from charset_normalizer import from_bytes

PROBE = 4096
"""Bytes at the start of a file that decide between UTF-8 and UTF-16."""

_LEGACY = ["cp1252", "iso8859_15", "mac_roman"]
"""Single-byte encodings in which Indonesian text is met. Leaving the other ninety out keeps short texts from being taken
for Cyrillic or Vietnamese."""

_MOST_CHAOS = 0.1
"""charset-normalizer's measure of disorder above which its guess is not trusted (its own default is 0.2)."""

_MOST_HIGH_BYTES = 0.2
"""Share of bytes above 127 beyond which text is not Indonesian in a single-byte encoding."""

_BOMS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]


class UndecodableError(ValueError):
    """Bytes that are no text in any encoding that could be told; the message is the reason."""


def wide_encoding(start: bytes) -> str | None:
    """Return the name of the encoding that a byte order mark or regular NUL bytes give away, None for all others.

    `start` is the beginning of the file, PROBE bytes or fewer.
    """
    for mark, name in _BOMS:
        if start.startswith(mark):
            return name
    pairs = len(start) // 2
    if pairs >= 4:
        even, odd = start[0 : 2 * pairs : 2].count(0), start[1 : 2 * pairs : 2].count(0)
        if odd >= 0.7 * pairs and even <= 0.05 * pairs:
            return "utf-16-le"
        if even >= 0.7 * pairs and odd <= 0.05 * pairs:
            return "utf-16-be"
    return None


def decode(data: bytes) -> str:
    """Return the text of a whole file or line. Raises UndecodableError with the reason."""
    name = wide_encoding(data[:PROBE])
    if name is not None:
        try:
            return data.decode(name)
        except UnicodeDecodeError as error:
            raise UndecodableError(f"begins as {name.upper()} but breaks at byte {error.start}; save it as UTF-8") from None
    if 0 in data:
        raise UndecodableError("holds NUL bytes, so it is no text file; export the document as text or HTML")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        return _legacy(data, error)


def _legacy(data: bytes, error: UnicodeDecodeError) -> str:
    high = sum(byte > 127 for byte in data[:100_000])
    if high <= _MOST_HIGH_BYTES * min(len(data), 100_000):
        best = from_bytes(data, cp_isolation=_LEGACY, enable_fallback=False).best()
        if best is not None and best.chaos <= _MOST_CHAOS:
            return str(best)
    raise UndecodableError(
        f"is not UTF-8 (byte 0x{data[error.start]:02x} at position {error.start}) and its encoding cannot be told"
        " with confidence; save it as UTF-8"
    )


class Utf8Stream(io.RawIOBase):
    """A binary stream in UTF-16 or UTF-32, read as UTF-8, a piece at a time."""

    def __init__(self, stream: io.BufferedIOBase, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)()
        self._ready = b""
        self._ended = False

    def readable(self) -> bool:
        """Return True: it is for reading only."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill the buffer with UTF-8 bytes. Raises UnicodeDecodeError at a broken character."""
        while not self._ready and not self._ended:
            piece = self._stream.read(PROBE)
            self._ended = not piece
            self._ready = self._decoder.decode(piece, final=self._ended).encode("utf-8", "surrogatepass")
        size = min(len(buffer), len(self._ready))
        buffer[:size], self._ready = self._ready[:size], self._ready[size:]
        return size
