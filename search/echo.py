"""A query -> one sentence, Indonesian or English, that says what was searched for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from search.echo_words import LANGUAGES, Wording
from search.expressions import All, AnyOf, Dates, Expression, Field, Listed, Not, Phrase, Prefix, Reading, Word
from search.query import Filters, Query, comparison

Label = Callable[[str, str], str]

_FILTERED = ("speaker", "role", "affiliation", "region", "topic", "stance", "source", "kind", "event", "document")


@dataclass(frozen=True, slots=True)
class Held:
    """What the matches of a query hold: `minimum` of its listed words, or a similarity of `floor`; None: that is no way in."""

    minimum: int | None
    floor: float | None


def understood(query: Query, reading: Reading, held: Held, label: Label, language: str = "id") -> str:
    """Say what was searched for. `label(column, value)` gives what to show for a value."""
    echo = _Echo(LANGUAGES[language], label)
    parts = [echo.asked(reading, held) if query.text else echo.words.everything]
    parts += echo.filters(query.filters)
    return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class _Echo:
    words: Wording
    label: Label

    def asked(self, reading: Reading, held: Held) -> str:
        ways = []
        if reading.listed and held.minimum is not None:
            ways.append(self._listed(reading.listed, held.minimum))
        if held.floor is not None:
            ways.append(self.words.near.format(meaning=reading.meaning, floor=self._decimal(f"{held.floor:.3f}")))
        demands = self._expression(reading.demands) if reading.demands else ""
        asked = f" {self.words.or_} ".join(ways)
        if not (asked or demands):
            return self.words.nothing
        if demands and len(ways) > 1:
            asked = f"({asked})"
        return self.words.that.format(asked=self.words.both.join(part for part in (asked, demands) if part))

    def filters(self, filters: Filters) -> Iterable[str]:
        for name in _FILTERED:
            chosen: Sequence[str] = getattr(filters, name)
            if chosen:
                shown = [self.words.shown.get(value, self.label(name, value)) for value in chosen]
                yield f"{self.words.named[name]} {_joined(shown, self.words.or_)}"
        if filters.date_from or filters.date_to:
            yield self._dates(filters.date_from, filters.date_to)
        if filters.updated_since:
            yield self.words.updated.format(moment=f"{filters.updated_since.since:%Y-%m-%d %H:%M} UTC")

    def _listed(self, listed: Listed, minimum: int) -> str:
        content = set(listed.content)
        terms = [f"“{'/'.join(senses)}”" for senses in listed.senses if senses[0] in content]
        words = _joined(terms, self.words.and_)
        if len(terms) <= minimum:
            return self.words.holding.format(words=words)
        return self.words.some.format(minimum=minimum, words=words)

    def _expression(self, expression: Expression) -> str:
        match expression:
            case Word(term):
                return self.words.word.format(term=term)
            case Prefix(term):
                return self.words.prefix.format(term=term)
            case Phrase(terms, slop):
                apart = self.words.apart.format(slop=slop) if slop > 1 else ""
                return self.words.phrase.format(terms=" ".join(terms)) + apart
            case Field("confidence", value):
                operator, number = comparison(value)
                return f"{self.words.named['confidence']} {operator} {self._decimal(f'{number:g}')}"
            case Field("topic", value):
                return f"{self.words.named['topic']} “{self.label('topic', value.lower())}”"
            case Field(name, value):
                shown = self.words.shown.get(value.upper(), self.words.shown.get(value.lower(), value))
                return f"{self.words.named[name]} {shown}" if name == "has" else f"{self.words.named[name]} “{shown}”"
            case Dates(first, last):
                return self._dates(first, last)
            case Listed():
                return self._listed(expression, len(expression.content))
            case Not(part):
                return self.words.negated.format(part=self._nested(part))
            case AnyOf((Phrase((one, other), slop), Phrase(turned, _))) if turned == (other, one):  # as NEAR is read
                return self.words.close.format(one=one, other=other, slop=slop)
            case All(parts):
                return f" {self.words.and_} ".join(self._nested(part) for part in parts)
            case AnyOf(parts):
                return f" {self.words.or_} ".join(self._nested(part) for part in parts)

    def _nested(self, expression: Expression) -> str:
        text = self._expression(expression)
        return f"({text})" if isinstance(expression, All | AnyOf) else text

    def _dates(self, first: dt.date | None, last: dt.date | None) -> str:
        if first and last:
            if first == last:
                return self.words.day.format(first=self._day(first))
            if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
                whole = self.words.year if first.year == last.year else self.words.years
                return whole.format(first=first.year, last=last.year)
            return self.words.days.format(first=self._day(first), last=self._day(last))
        if first:
            return self.words.since.format(first=self._day(first))
        return self.words.until.format(last=self._day(last)) if last else self.words.dated

    def _day(self, day: dt.date) -> str:
        return f"{day.day} {self.words.months[day.month - 1]} {day.year}"

    def _decimal(self, number: str) -> str:
        return number.replace(".", self.words.decimal)


def _joined(items: Sequence[str], last: str) -> str:
    return items[0] if len(items) == 1 else f"{', '.join(items[:-1])} {last} {items[-1]}"
