"""A quotation -> how to cite it: a line for people, BibTeX, RIS and CSL-JSON for the programs that keep references.

What is cited is the text in which the words stand; who said them, and the words, go into its note, and this record's
permanent address is where they were found. The article's own author is not recorded, and left out rather than guessed.
BibTeX: https://ctan.org/pkg/bibtex; RIS: the tags of Reference Manager; CSL-JSON:
https://citeproc-js.readthedocs.io/en/latest/csl-json/markup.html
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from corpus.records import QuotationKind, QuotationView
from webui.language import day, gettext
from webui.wording import web_address

# Characters of the words that stand for the title of a text without one.
TITLE_LENGTH = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A quotation, this record's address of it, and when its source was fetched, None when unknown."""

    quotation: QuotationView
    address: str
    fetched_at: dt.datetime | None = None

    @property
    def title(self) -> str:
        """The title of the text, or the beginning of the words."""
        quotation = self.quotation
        if quotation.title:
            return _line(quotation.title)
        words = _line(quotation.text)
        return words if len(words) <= TITLE_LENGTH else words[:TITLE_LENGTH].rsplit(" ", 1)[0] + " …"

    @property
    def url(self) -> str | None:
        """The source's address, None where it has none that may be linked to."""
        return web_address(self.quotation.url)

    @property
    def said(self) -> str:
        """Who said what: “words” – speaker, office."""
        quotation = self.quotation
        words = _line(quotation.text)
        if quotation.kind is QuotationKind.DIRECT:
            words = f"“{words}”"
        return f"{words} – {_speaker(quotation)}"

    @property
    def key(self) -> str:
        """A name of letters, digits and hyphens, for files and references."""
        return "kutipan-" + (re.sub(r"[^A-Za-z0-9]+", "-", self.quotation.id).strip("-")[:64] or "tanpa-id")


def plain(cited: Cited) -> str:
    """Return the line for people: speaker, words, source, date, addresses."""
    quotation = cited.quotation
    words = f"“{quotation.text}”" if quotation.kind is QuotationKind.DIRECT else quotation.text
    where = (quotation.title, quotation.source, day(quotation.date), cited.url)
    # Messages inside an f-string would not be found by the extractor.
    via = gettext("Lewat")
    return f"{_speaker(quotation)}: {words} – {', '.join(part for part in where if part)}. {via} Kutipan, {cited.address}"


def bibtex(cited: Cited) -> str:
    """Return a BibTeX entry; every character that TeX reads as a command is escaped."""
    quotation = cited.quotation
    fields: dict[str, str] = {"title": f"{{{_tex(cited.title)}}}"}
    if quotation.source:
        fields["howpublished"] = _tex(_line(quotation.source))
    if quotation.date:
        fields |= {"year": f"{quotation.date:%Y}", "month": f"{quotation.date:%m}", "date": quotation.date.isoformat()}
    if cited.url:
        fields["url"] = _bare(cited.url)
    if cited.fetched_at:
        fields["urldate"] = f"{cited.fetched_at:%Y-%m-%d}"
    fields["note"] = f"{_tex(cited.said)}. Kutipan: \\url{{{_bare(cited.address)}}}"
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{{cited.key},\n{lines}\n}}\n"


def ris(cited: Cited) -> str:
    """Return a RIS record: one line a tag, ended by ER."""
    quotation = cited.quotation
    rows: list[tuple[str, str | None]] = [
        ("TY", "NEWS"),
        ("ID", cited.key),
        ("TI", cited.title),
        ("T2", quotation.source),
        ("PY", f"{quotation.date:%Y}" if quotation.date else None),
        ("DA", f"{quotation.date:%Y/%m/%d}" if quotation.date else None),
        ("UR", cited.url),
        ("Y2", f"{cited.fetched_at:%Y/%m/%d}" if cited.fetched_at else None),
        ("N1", cited.said),
        ("DB", "Kutipan"),
        ("L2", cited.address),
        ("LA", "id"),
    ]
    lines = [f"{tag}  - {_line(value)}" for tag, value in rows if value]
    return "\r\n".join([*lines, "ER  - ", ""])


def csl_json(cited: Cited) -> str:
    """Return a list of one CSL-JSON item."""
    quotation = cited.quotation
    item: dict[str, Any] = {
        "id": cited.key,
        "type": "article-newspaper",
        "title": cited.title,
        "language": "id",
        "note": cited.said,
        "archive": "Kutipan",
        "archive_location": cited.address,
    }
    if quotation.source:
        item["container-title"] = _line(quotation.source)
    if quotation.date:
        item["issued"] = _parts(quotation.date)
    if cited.url:
        item["URL"] = cited.url
    if cited.fetched_at:
        item["accessed"] = _parts(cited.fetched_at)
    # Lone surrogates of a broken source survive as escapes, as in all our JSON.
    return json.dumps([item], ensure_ascii=True, indent=1) + "\n"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """A form of citation that can be downloaded."""

    name: str
    media_type: str
    write: Callable[[Cited], str]


FORMS: Mapping[str, Form] = {
    "bib": Form(name="BibTeX", media_type="application/x-bibtex", write=bibtex),
    "ris": Form(name="RIS", media_type="application/x-research-info-systems", write=ris),
    "json": Form(name="CSL-JSON", media_type="application/vnd.citationstyles.csl+json", write=csl_json),
}
"""By the ending of the file."""


def _speaker(quotation: QuotationView) -> str:
    named: Iterable[str | None] = (quotation.speaker, quotation.role)
    return ", ".join(_line(part) for part in named if part) or gettext("Pembicara tak diketahui")


def _parts(when: dt.date) -> dict[str, list[list[int]]]:
    return {"date-parts": [[when.year, when.month, when.day]]}


def _line(text: str) -> str:
    """Return a text as one line of printable characters: a line break would begin another field."""
    return "".join(c for c in " ".join(text.split()) if c.isprintable())


_TEX: Mapping[str, str] = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "#": r"\#",
    "%": r"\%",
    "_": r"\_",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
}


def _tex(text: str) -> str:
    return "".join(_TEX.get(character, character) for character in text)


def _bare(address: str) -> str:
    """Return an address that stands between braces as it is: no brace, backslash or space of its own."""
    return re.sub(r"[{}\\\s%^~]", lambda found: found[0] if found[0] == "%" else f"%{ord(found[0]):02X}", address)
