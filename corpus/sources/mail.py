"""A release as e-mail (.eml) -> documents: the message's own words, and each release attached to it."""

from __future__ import annotations

import datetime as dt
import email
import email.utils
from collections.abc import Iterator
from dataclasses import replace
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from pathlib import Path

from corpus.errors import InputRejected
from corpus.records import RawDocument
from corpus.sources import pdf, word
from corpus.sources.base import FILE_LIMIT, Outcome, checked, file_size, storable, whole
from corpus.sources.html import LEAST_TEXT, words_of
from corpus.sources.plain import decoded

MEDIA_TYPE = "message/rfc822"

_ATTACHED = {".pdf": pdf.release, ".docx": word.release}

_MOST_PARTS = 200
"""Parts of a message that are looked at: more are an attack or a mailbox, not a release."""


class MailFile:
    """The documents of one message in an `.eml` file: its body, and each PDF or Word document attached.

    The subject is the title, the day of sending the date, the sender's name the source. A body of a line or two that only
    says that something is attached is left out. Rejected: what is no message, and a message without any document.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.total_bytes = file_size(path)
        self.bytes_read = 0

    def __iter__(self) -> Iterator[Outcome]:
        """Yield each document of the message, or what is wrong with it."""
        data = whole(self.path, FILE_LIMIT)
        self.bytes_read = self.total_bytes
        if isinstance(data, InputRejected):
            yield data
        else:
            yield from documents(data, str(self.path))


def documents(data: bytes, location: str) -> Iterator[Outcome]:
    """Yield each document in the bytes of a message, or what is wrong with it."""
    # The older policy never parses headers on its own, which on hostile ones fails in many ways.
    message = email.message_from_bytes(data)
    if not message.keys():
        yield InputRejected(location, "is no e-mail message (it has no headers); save the message as .eml again")
        return
    stated = RawDocument(
        location=location,
        text="",
        id=_identifier(message),
        title=_header(message, "subject"),
        date=_sent(message),
        source=_sender(message),
    )
    attached = list(_attached(message, stated))
    body = storable(_body(message, location)).strip()
    if len(body) >= LEAST_TEXT or (body and not attached):
        yield checked(replace(stated, text=body, media_type=MEDIA_TYPE, content=data))
    elif not attached:
        yield InputRejected(location, "has no words and no PDF or Word document attached; save the message itself as .eml")
    yield from attached


def _attached(message: Message, stated: RawDocument) -> Iterator[Outcome]:
    for number, part in enumerate(message.walk()):
        name = _decoded(part.get_filename() or "")
        read = _ATTACHED.get(Path(name).suffix.lower())
        if read is None or number > _MOST_PARTS:
            continue
        found = read(_payload(part), f"{stated.location}: {name}")
        if isinstance(found, RawDocument):
            # A second document of the message needs an id of its own; its title stands in it.
            identifier = f"{stated.id}/{number}" if stated.id else None
            found = replace(found, id=identifier, date=stated.date, source=stated.source)
        yield found


def _body(message: Message, location: str) -> str:
    """Return the words of the message: the plain version where there is one, else those of the HTML."""
    plain, html = "", ""
    for number, part in enumerate(message.walk()):
        if number > _MOST_PARTS or part.get_filename() or part.is_multipart():
            continue
        kind = part.get_content_type()
        if kind in ("text/plain", "text/html"):
            text = _text(part, location)
            if kind == "text/plain":
                plain = plain or text
            else:
                html = html or words_of(text)
    return plain if plain.strip() else html


def _text(part: Message, location: str) -> str:
    data = _payload(part)
    try:
        return data.decode(part.get_content_charset("utf-8"))
    except (LookupError, ValueError):
        text = decoded(data, location)
        return data.decode("utf-8", "replace") if isinstance(text, InputRejected) else text


def _payload(part: Message) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _header(message: Message, name: str) -> str | None:
    return _decoded(str(message.get(name) or "")) or None


def _decoded(value: str) -> str:
    """Return a header's words: encoded ones decoded, folded lines joined."""
    try:
        parts = decode_header(value)
    except (HeaderParseError, LookupError, ValueError):
        parts = [(value, None)]
    words = [part if isinstance(part, str) else _letters(part, charset) for part, charset in parts]
    return " ".join(storable("".join(words)).replace("\0", "").split())


def _letters(part: bytes, charset: str | None) -> str:
    try:
        return part.decode(charset or "utf-8", "replace")
    except (LookupError, ValueError):  # ValueError: a charset's name with a NUL character in it
        return part.decode("utf-8", "replace")


def _sender(message: Message) -> str | None:
    name, address = email.utils.parseaddr(str(message.get("from") or ""))
    return _decoded(name) or address.rpartition("@")[2] or None


def _sent(message: Message) -> dt.date | None:
    """Return the day of sending, where the sender was."""
    try:
        return email.utils.parsedate_to_datetime(str(message.get("date") or "")).date()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None


def _identifier(message: Message) -> str | None:
    identifier = "".join(str(message.get("message-id") or "").split()).strip("<>")
    return identifier if 0 < len(identifier) <= 180 and identifier.isprintable() else None
