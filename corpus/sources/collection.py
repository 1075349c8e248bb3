"""Paths that a person names -> one source: files and folders, sorted, each document once."""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from corpus.errors import InputRejected
from corpus.records import RawDocument
from corpus.sources.base import Outcome, Source, unreadable
from corpus.sources.html import HtmlFile
from corpus.sources.identity import document_id
from corpus.sources.jsonl import JsonLines
from corpus.sources.mail import MailFile
from corpus.sources.names import FieldNames
from corpus.sources.pdf import PdfFile
from corpus.sources.plain import PlainFile
from corpus.sources.table import TableFile
from corpus.sources.warc import WaczFile, WarcFile
from corpus.sources.word import WordFile

KINDS: dict[str, Callable[[Path], Source]] = {
    ".txt": PlainFile,
    ".md": PlainFile,
    ".html": HtmlFile,
    ".htm": HtmlFile,
    ".pdf": PdfFile,
    ".docx": WordFile,
    ".eml": MailFile,
    ".warc": WarcFile,
    ".warc.gz": WarcFile,
    ".wacz": WaczFile,
}
TABLES: dict[str, Callable[[Path, FieldNames], Source]] = {
    ".jsonl": JsonLines,
    ".jsonl.gz": JsonLines,
    ".csv": TableFile,
    ".tsv": TableFile,
}
"""What is read, by the end of the file's name (case aside): files of documents, and tables of them with named fields."""


def open_sources(paths: Iterable[str | Path], names: FieldNames | None = None) -> Collection:
    """Return the documents of files and folders as one source; `names` are those of the fields of its tables.

    Folders are read through all their folders, in sorted order; what begins with a dot is skipped there. A file that is
    reached twice is read once. A missing path or an unknown kind of file is one rejection, yielded in its place.
    """
    seen: set[Path] = set()
    parts: list[Source | InputRejected] = []
    for path in map(Path, paths):
        for found in _walk(path):
            if isinstance(found, InputRejected):
                parts.append(found)
            elif (real := found.resolve()) not in seen:
                seen.add(real)
                parts.append(_open(found, names or FieldNames()))
    return Collection(parts)


class Collection:
    """Several sources as one, in which each document id stands once.

    The first of several documents with one id stays; a later one with other words is rejected, naming where the first
    stood, unless it was fetched later: then it is the page's newer state. One with the same words is skipped and counted in
    `repeats`. Remembering the ids takes about 250 bytes a document; nothing else grows.
    """

    def __init__(self, parts: Iterable[Source | InputRejected]) -> None:
        self._parts = tuple(parts)
        self._done = 0
        self._current: Source | None = None
        self.repeats = 0

    @property
    def total_bytes(self) -> int:
        """Size of all files, in bytes on disk."""
        return sum(part.total_bytes for part in self._parts if not isinstance(part, InputRejected))

    @property
    def bytes_read(self) -> int:
        """Bytes of the files that have been read."""
        return self._done + (self._current.bytes_read if self._current is not None else 0)

    def __iter__(self) -> Iterator[Outcome]:
        """Yield every document once, and what is wrong with the others."""
        self._done, self.repeats = 0, 0
        first: dict[str, _Seen] = {}
        for part in self._parts:
            if isinstance(part, InputRejected):
                yield part
                continue
            self._current = part
            for outcome in part:
                unique = outcome if isinstance(outcome, InputRejected) else self._unique(outcome, first)
                if unique is not None:
                    yield unique
            self._done, self._current = self._done + part.total_bytes, None

    def _unique(self, raw: RawDocument, first: dict[str, _Seen]) -> Outcome | None:
        identifier = document_id(raw)
        words = hashlib.sha256(raw.text.encode("utf-8", "surrogatepass")).digest()[:16]
        seen = _Seen(words, raw.location, raw.fetched_at)
        before = first.setdefault(identifier, seen)
        if before is seen:
            return raw
        if before.words == words:
            self.repeats += 1
            return None
        if before.fetched_at and raw.fetched_at and before.fetched_at < raw.fetched_at:
            first[identifier] = seen
            return raw
        return InputRejected(
            raw.location, f"has the id {identifier!r} of {before.location} but other words; give each document its own id"
        )


class _Seen(NamedTuple):
    """What is remembered of a document that was yielded."""

    words: bytes
    location: str
    fetched_at: dt.datetime | None


def _walk(path: Path) -> Iterator[Path | InputRejected]:
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        yield InputRejected(str(path), "does not exist; check the path")
        return
    except (OSError, ValueError) as error:  # ValueError: a NUL character in the name
        yield unreadable(str(path), error if isinstance(error, OSError) else OSError(0, str(error)))
        return
    if stat.S_ISDIR(mode):
        problems: list[OSError] = []
        for folder, folders, files in os.walk(path, onerror=problems.append):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            yield from (Path(folder, name) for name in sorted(files) if not name.startswith("."))
        yield from (unreadable(str(problem.filename or path), problem) for problem in problems)
    elif stat.S_ISREG(mode):
        yield path
    else:
        yield InputRejected(str(path), "is neither a file nor a folder; give one of these")


def _open(path: Path, names: FieldNames) -> Source | InputRejected:
    suffixes = [suffix.lower() for suffix in path.suffixes]
    for ending in ("".join(suffixes[-2:]), "".join(suffixes[-1:])):
        if ending in TABLES:
            return TABLES[ending](path, names)
        if ending in KINDS:
            return KINDS[ending](path)
    given = path.suffix or "no suffix"
    return InputRejected(str(path), f"is of a kind ({given}) that is not read; give one of {', '.join([*KINDS, *TABLES])}")
