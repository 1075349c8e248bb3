"""Messages in code and templates -> the English catalogue, checked and compiled: `python -m webui.catalogues`.

Message ids are the Indonesian wordings, so Indonesian needs no catalogue. What is compiled is committed beside its source,
so that running the page needs no build step; a test holds code, .po and .mo together.
"""

from __future__ import annotations

import datetime as dt
import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent
LANGUAGE = "en"
SOURCE = ROOT / "translations" / LANGUAGE / "LC_MESSAGES" / "messages.po"
COMPILED = SOURCE.with_suffix(".mo")
METHODS = [("**.py", "python"), ("templates/**", "jinja2")]
OPTIONS = {"templates/**": {"trimmed": "true", "newstyle_gettext": "true"}}


def extracted() -> Catalog:
    """Return every message that code and templates use."""
    catalog = Catalog(charset="utf-8")
    for name, _, message, comments, context in extract_from_dir(str(ROOT), METHODS, OPTIONS):
        catalog.add(message, None, [(f"webui/{name}", 0)], auto_comments=comments, context=context)
    return catalog


def translated() -> Catalog:
    """Return the English catalogue as committed."""
    if not SOURCE.exists():
        return Catalog(locale=LANGUAGE)
    with SOURCE.open("rb") as file:
        return read_po(file, locale=LANGUAGE)


def source(catalog: Catalog) -> bytes:
    """Return a catalogue as the text of a .po file: sorted, without line numbers and dates, so that differences are real."""
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=110, no_location=True, omit_header=True, sort_output=True)
    header = f'msgid ""\nmsgstr ""\n"Language: {LANGUAGE}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    header += '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    return header.encode() + buffer.getvalue()


def compiled(catalog: Catalog) -> bytes:
    """Return a catalogue as the bytes of a .mo file."""
    # The header holds two times; with fixed ones the file depends on nothing but its source.
    catalog.creation_date = catalog.revision_date = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def missing(catalog: Catalog) -> list[str]:
    """Return the messages that have no finished translation."""
    return [
        str(message.id)
        for message in catalog
        if message.id and (message.fuzzy or not all(message.string if isinstance(message.string, tuple) else [message.string]))
    ]


def main() -> int:
    """Bring the .po file up to date with the code, compile it, and say what is not translated yet."""
    catalog = translated()
    catalog.update(extracted(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    SOURCE.parent.mkdir(parents=True, exist_ok=True)
    SOURCE.write_bytes(source(catalog))
    COMPILED.write_bytes(compiled(translated()))
    untranslated = missing(catalog)
    for message in untranslated:
        print(f"not translated: {message}", file=sys.stderr)
    return 1 if untranslated else 0


if __name__ == "__main__":
    sys.exit(main())
