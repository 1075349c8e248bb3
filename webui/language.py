"""The reader's language: Indonesian at the root, English under /en; the address alone decides, so that links can be shared.

Message ids are the Indonesian wordings themselves: Indonesian is the language that the page is written in, it can never
be missing a translation, and a translator into another regional language starts from it.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache

import flask_babel
from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal
from flask import Flask, request

DEFAULT = "id"
LANGUAGES = ("id", "en")

# A page writes 400 numbers, days and messages, most of them also on the page before; Babel takes 10 to 20 µs for each.
_KEPT = 8_192


def current_language() -> str:
    """Return the language code of the request's address."""
    return _language_of(request.path)


@lru_cache(_KEPT)
def _language_of(path: str) -> str:
    first = path.split("/", 2)[1] if path.startswith("/") else ""
    return first if first in LANGUAGES and first != DEFAULT else DEFAULT


def install(app: Flask) -> None:
    """Give the application its catalogues."""
    flask_babel.Babel(app, default_locale=DEFAULT, locale_selector=lambda: Locale.parse(current_language()))
    found = flask_babel.get_translations
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda message: _message(current_language(), message),
        ngettext=lambda one, many, count: found().ungettext(one, many, count),
        pgettext=lambda context, message: found().upgettext(context, message),
        npgettext=lambda context, one, many, count: found().unpgettext(context, one, many, count),
        newstyle=True,
    )
    app.jinja_env.filters["day"] = day
    app.jinja_env.filters["numberformat"] = number
    app.jinja_env.globals["period"] = period


def gettext(message: str, **values: object) -> str:
    """Return a message in the reader's language, its %(name)s places filled in."""
    text = _message(current_language(), message)
    return text % values if values else text


def day(value: dt.date | dt.datetime | None) -> str:
    """Return "1 Maret 2023" in the reader's language, or "tanpa tanggal"."""
    if value is None:
        return gettext("tanpa tanggal")
    if isinstance(value, dt.datetime):
        return str(flask_babel.format_date(value, "d MMMM y"))
    return _date(current_language(), value, "d MMMM y")


def number(value: float) -> str:
    """Return "1.234,5" as the reader's language writes it."""
    return _decimal(current_language(), value)


def period(first: dt.date, last: dt.date, short: bool = False) -> str:
    """Return the name of whole months or years: "Maret 2023" (short: "Mar 2023"), "2023", "2001–2004"."""
    if first.month == last.month and first.year == last.year:
        return _date(current_language(), first, "MMM y" if short else "MMMM y")
    return str(first.year) if first.year == last.year or short else f"{first.year}–{last.year}"


@lru_cache(_KEPT)
def _message(language: str, message: str) -> str:
    return str(flask_babel.gettext(message))  # in the language of the request, which is `language`


@lru_cache(_KEPT)
def _date(language: str, value: dt.date, pattern: str) -> str:
    return str(format_date(value, pattern, locale=language))


@lru_cache(_KEPT)
def _decimal(language: str, value: float) -> str:
    return str(format_decimal(value, locale=language))
