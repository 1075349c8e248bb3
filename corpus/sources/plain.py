"""One document in one text file: `.txt` and `.md`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

from corpus.errors import InputRejected
from corpus.records import RawDocument
from corpus.sources.base import LINE_LIMIT, Outcome, checked, file_size, whole
from corpus.sources.encodings import UndecodableError, decode
from corpus.sources.fields import FieldError, document_fields

_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.*?)^---[ \t]*\r?\n", re.S | re.M)


def _heading(match: re.Match[str]) -> str:
    return match[1].rstrip(" \t").rstrip("#").rstrip(" \t")


# No pattern may look further from each of its beginnings than a link is long: a line of a hundred thousand "![" takes minutes.
_MARKDOWN: list[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]] = [
    (re.compile(r"!\[[^\[\]\n]*\]\([^)\n]{0,2000}\)"), ""),  # images
    (re.compile(r"(?<!!)\[([^\[\]\n]+)\]\([^)\n]{0,2000}\)"), r"\1"),  # links keep their words
    (re.compile(r"^[ \t]{0,3}#{1,6}[ \t]+(.*)$", re.M), _heading),  # headings
    (re.compile(r"^[ \t]{0,3}>[ \t]?", re.M), ""),  # block quotes
    (re.compile(r"^[ \t]{0,3}(?:[-*_][ \t]*){3,}$", re.M), ""),  # rules
    (re.compile(r"(?<![\w*])(\*{1,3})(?=[^\s*])([^*\n]+)(?<=[^\s*])\1(?![\w*])"), r"\2"),  # emphasis
    (re.compile(r"(?<![\w_])(_{1,3})(?=[^\s_])([^_\n]+)(?<=[^\s_])\1(?![\w_])"), r"\2"),
]


class PlainFile:
    """The one document of a `.txt` or `.md` file.

    A Markdown file may open with YAML front matter (between two lines of `---`) that gives `id`, `title`, `date`,
    `source`, `url`. Its marks are taken off, its words kept.

    Rejected: a missing, unreadable or empty file, one above LINE_LIMIT bytes or TEXT_LIMIT characters, NUL bytes, an
    encoding that cannot be told, front matter that is not YAML.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.total_bytes = file_size(path)
        self.bytes_read = 0

    def __iter__(self) -> Iterator[Outcome]:
        """Yield the document, or what is wrong with it."""
        location = str(self.path)
        text = read_text(self.path)
        self.bytes_read = self.total_bytes
        if isinstance(text, InputRejected):
            yield text
            return
        if self.path.suffix.lower() != ".md":
            yield checked(RawDocument(location=location, text=text))
            return
        try:
            given, body = _front_matter(text)
            fields = document_fields(given)
        except FieldError as error:
            yield InputRejected(location, f"its front matter {error}")
            return
        yield checked(RawDocument(location=location, text=_plain(body), media_type="text/markdown", **fields))


def read_text(path: Path) -> str | InputRejected:
    """Return the text of a whole file, or what is wrong with it."""
    data = whole(path, LINE_LIMIT)
    return data if isinstance(data, InputRejected) else decoded(data, str(path))


def decoded(data: bytes, location: str) -> str | InputRejected:
    """Return the text of a document's bytes, or that no encoding fits."""
    try:
        return decode(data)
    except UndecodableError as error:
        return InputRejected(location, str(error))


def _front_matter(text: str) -> tuple[dict[str, Any], str]:
    match = _FRONT_MATTER.match(text)
    if match is None:
        return {}, text
    try:
        given = yaml.safe_load(match[1]) or {}
    except (yaml.YAMLError, ValueError) as error:
        raise FieldError(f"is not YAML ({str(error).splitlines()[0]}); write `title: ...` lines, or remove it") from None
    if not isinstance(given, dict):
        raise FieldError("is not a list of names with values; write `title: ...` lines, or remove it")
    return given, text[match.end() :]


def _plain(text: str) -> str:
    for pattern, replacement in _MARKDOWN:
        text = pattern.sub(replacement, text)
    return text
