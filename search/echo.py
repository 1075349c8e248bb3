"""A query -> one Indonesian sentence that says what was searched for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from search.expressions import All, AnyOf, Dates, Expression, Field, Listed, Not, Phrase, Prefix, Reading, Word
from search.query import Filters, Query

Label = Callable[[str, str], str]

_NAMED = {
    "speaker": "oleh",
    "role": "dengan jabatan",
    "affiliation": "dari lembaga",
    "region": "di wilayah",
    "topic": "bertopik",
    "stance": "bersikap",
    "source": "bersumber dari",
    "kind": "berjenis",
    "event": "pada acara",
    "document": "dalam dokumen",
    "has": "yang diketahui",
}
_SHOWN = {
    "FAVOR": "mendukung",
    "AGAINST": "menentang",
    "NONE": "netral",
    "direct": "langsung",
    "indirect": "tidak langsung",
    "mixed": "campuran",
}
_MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)


@dataclass(frozen=True, slots=True)
class Held:
    """What the matches of a query hold: `minimum` of its listed words, or a similarity of `floor`; None: that is no way in."""

    minimum: int | None
    floor: float | None


def understood(query: Query, reading: Reading, held: Held, label: Label) -> str:
    """Say what was searched for. `label(column, value)` gives what to show for a filter's value."""
    parts = [_asked(query, reading, held)] if query.text else ["semua kutipan"]
    parts += _filters(query.filters, label)
    return ", ".join(part for part in parts if part)


def _asked(query: Query, reading: Reading, held: Held) -> str:
    ways = []
    if reading.listed and held.minimum is not None:
        ways.append(_listed(reading.listed, held.minimum))
    if held.floor is not None:
        ways.append(f"bermakna dekat dengan “{reading.meaning}” (kemiripan ≥ {_decimal(held.floor)})")
    demands = _expression(reading.demands) if reading.demands else ""
    asked = " atau ".join(ways)
    if not (asked or demands):
        return "kutipan (tidak ada kata yang dapat dicari)"
    if demands and len(ways) > 1:
        asked = f"({asked})"
    return "kutipan yang " + ", dan yang ".join(part for part in (asked, demands) if part)


def _listed(listed: Listed, minimum: int) -> str:
    terms = [f"“{term}”" for term in listed.content]
    if len(terms) <= minimum:
        return f"memuat {_joined(terms, 'dan')}"
    return f"memuat sedikitnya {minimum} dari kata {_joined(terms, 'dan')}"


def _expression(expression: Expression) -> str:
    match expression:
        case Word(term):
            return f"memuat “{term}”"
        case Prefix(term):
            return f"memuat kata berawalan “{term}”"
        case Phrase(terms, slop):
            near = f" (berjarak paling jauh {slop} kata)" if slop > 1 else ""
            return f"memuat frasa “{' '.join(terms)}”{near}"
        case Field(name, value):
            return f"{_NAMED[name]} “{_SHOWN.get(value.upper(), _SHOWN.get(value.lower(), value))}”"
        case Dates(first, last):
            return _dates(first, last)
        case Listed():
            return _listed(expression, len(expression.content))
        case Not(part):
            return f"tidak {_nested(part)}"
        case All(parts):
            return " dan ".join(_nested(part) for part in parts)
        case AnyOf(parts):
            return " atau ".join(_nested(part) for part in parts)


def _nested(expression: Expression) -> str:
    text = _expression(expression)
    return f"({text})" if isinstance(expression, All | AnyOf) else text


def _filters(filters: Filters, label: Label) -> Iterable[str]:
    for name in ("speaker", "role", "affiliation", "region", "topic", "stance", "source", "kind", "event", "document"):
        chosen: Sequence[str] = getattr(filters, name)
        if chosen:
            yield f"{_NAMED[name]} {_joined([_SHOWN.get(value, label(name, value)) for value in chosen], 'atau')}"
    if filters.date_from or filters.date_to:
        yield _dates(filters.date_from, filters.date_to)


def _dates(first: dt.date | None, last: dt.date | None) -> str:
    if first and last:
        if first == last:
            return f"tanggal {_day(first)}"
        if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
            return f"tahun {first.year}" if first.year == last.year else f"tahun {first.year} sampai {last.year}"
        return f"tanggal {_day(first)} sampai {_day(last)}"
    if first:
        return f"sejak {_day(first)}"
    return f"sampai {_day(last)}" if last else "bertanggal"


def _day(day: dt.date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _decimal(number: float) -> str:
    return f"{number:.3f}".replace(".", ",")


def _joined(items: Sequence[str], last: str) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}"
