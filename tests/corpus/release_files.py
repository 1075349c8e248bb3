"""Files of the kinds that carry releases, made of words: what the readers of such files are tried on."""

from __future__ import annotations

import gzip
import io
import zipfile
from collections.abc import Sequence
from email.message import EmailMessage

import docx

Line = tuple[float, float, str]
"""Left and bottom in points, and the words."""


def pdf_of(pages: Sequence[Sequence[Line]]) -> bytes:
    """Return a PDF whose pages show each line at its place in 11 point Helvetica; letters of Windows-1252 only."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    kids = []
    for lines in pages:
        shown = "\n".join(f"BT /F1 11 Tf {left} {bottom} Td ({_escaped(words)}) Tj ET" for left, bottom, words in lines)
        objects.append(f"<< /Length {len(shown.encode('cp1252'))} >>\nstream\n{shown}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    body, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\n"
    return body + f"{end}startxref\n{len(body)}\n%%EOF\n".encode()


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def word_of(*paragraphs: str, cells: Sequence[str] = ()) -> bytes:
    """Return a Word document of paragraphs, then a table of one row."""
    document = docx.Document()
    for words in paragraphs:
        document.add_paragraph(words)
    if cells:
        row = document.add_table(rows=1, cols=len(cells)).rows[0]
        for cell, words in zip(row.cells, cells, strict=True):
            cell.text = words
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def mail_of(body: str, *, html: str | None = None, attached: Sequence[tuple[str, bytes]] = ()) -> bytes:
    """Return a message with a body, its HTML version and attached files (name, bytes)."""
    message = EmailMessage()
    message["Subject"] = "Siaran Pers: Rapat Kerja Kabupaten Tanjung Selasih – “Rukun”"
    message["From"] = "Humas Tanjung Selasih <humas@tanjungselasih.example>"
    message["Date"] = "Wed, 01 Mar 2023 13:32:55 +0700"
    message["Message-ID"] = "<rilis-17@tanjungselasih.example>"
    message.set_content(body)
    if html is not None:
        message.add_alternative(html, subtype="html")
    for name, data in attached:
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


Capture = tuple[str, str, bytes, str]
"""URL, content type, body, and the status line's code with its reason ("200 OK")."""


def warc_of(*captures: Capture, packed: bool = True, day: int = 1) -> bytes:
    """Return a WARC file of answers, fetched on a day of March 2023; each record is a gzip member of its own."""
    records = []
    for url, kind, body, status in captures:
        answer = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n".encode() + body
        headers = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2023-03-{day:02}T06:00:00Z\r\n"
            f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
        )
        record = headers.encode() + answer + b"\r\n\r\n"
        records.append(gzip.compress(record) if packed else record)
    return b"".join(records)


def wacz_of(*archives: bytes) -> bytes:
    """Return a package of WARC files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as package:
        package.writestr("datapackage.json", "{}")
        for number, archive in enumerate(archives):
            package.writestr(f"archive/{number}.warc.gz", archive)
    return stream.getvalue()
