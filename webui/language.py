"""The reader's language: Indonesian at the root, English under /en; the address alone decides, so that links can be shared.

Message ids are the Indonesian wordings themselves: Indonesian is the language that the page is written in, it can never
be missing a translation, and a translator into another regional language starts from it.
"""

from __future__ import annotations

import datetime as dt

import flask_babel
from babel import Locale
from flask import Flask, request

DEFAULT = "id"
LANGUAGES = ("id", "en")


def current_language() -> str:
    """Return the language code of the request's address."""
    first = request.path.split("/", 2)[1] if request.path.startswith("/") else ""
    return first if first in LANGUAGES and first != DEFAULT else DEFAULT


def install(app: Flask) -> None:
    """Give the application its catalogues."""
    flask_babel.Babel(app, default_locale=DEFAULT, locale_selector=lambda: Locale.parse(current_language()))
    app.jinja_env.filters["day"] = day
    app.jinja_env.globals["period"] = period


def gettext(message: str, **values: object) -> str:
    """Return a message in the reader's language, its %(name)s places filled in."""
    return str(flask_babel.gettext(message, **values))


def day(value: dt.date | dt.datetime | None) -> str:
    """Return "1 Maret 2023" in the reader's language, or "tanpa tanggal"."""
    if value is None:
        return gettext("tanpa tanggal")
    return str(flask_babel.format_date(value, "d MMMM y"))


def period(first: dt.date, last: dt.date, short: bool = False) -> str:
    """Return the name of whole months or years: "Maret 2023" (short: "Mar 2023"), "2023", "2001–2004"."""
    if first.month == last.month and first.year == last.year:
        return str(flask_babel.format_date(first, "MMM y" if short else "MMMM y"))
    return str(first.year) if first.year == last.year or short else f"{first.year}–{last.year}"
