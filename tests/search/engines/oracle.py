"""What every engine must find, said the slow and plain way: one quotation at a time, from its own words."""

from __future__ import annotations

from collections.abc import Sequence

from corpus import regions
from corpus.records import QuotationView
from search.analysis import name_terms, stem, terms
from search.columns import about
from search.expressions import ENOUGH, All, AnyOf, Dates, Expression, Field, Listed, Not, Phrase, Prefix, Word


def found(expression: Expression, views: Sequence[QuotationView]) -> set[str]:
    """Return the ids of the quotations that match."""
    for minimum in range(len(_listed(expression)), -1, -1):
        if minimum <= 1 or sum(_held(_listed(expression), view) >= minimum for view in views) >= ENOUGH:
            return {view.id for view in views if matches(expression, view, minimum)}
    raise AssertionError("a minimum of none is always met")


def _listed(expression: Expression) -> tuple[str, ...]:
    parts = expression.parts if isinstance(expression, All) else (expression,)
    return next((part.content for part in parts if isinstance(part, Listed)), ())


def _held(terms_listed: Sequence[str], view: QuotationView) -> int:
    return sum(matches(Word(term), view, 1) for term in terms_listed)


def matches(expression: Expression, view: QuotationView, minimum: int) -> bool:
    """Tell whether a quotation matches an expression, of whose listed words it must hold `minimum`."""
    words = terms(view.text)
    roots = {stem(word) for word in [*words, *terms(about(view))]}
    match expression:
        case Word(term):
            return stem(term) in roots
        case Listed():
            return _held(expression.content, view) >= max(1, minimum)
        case Prefix(term):
            return any(word.startswith(term) for word in words)
        case Phrase(phrase, slop):
            return any(_continues(phrase[1:], words, start, slop) for start, word in enumerate(words) if word == phrase[0])
        case Field(name, value):
            return _field(name, value, view)
        case Dates(first, last):
            return view.date is not None and (first is None or first <= view.date) and (last is None or view.date <= last)
        case Not(part):
            return not matches(part, view, minimum)
        case All(parts):
            return all(matches(part, view, minimum) for part in parts)
        case AnyOf(parts):
            return any(matches(part, view, minimum) for part in parts)


def _continues(rest: tuple[str, ...], words: list[str], place: int, slop: int) -> bool:
    if not rest:
        return True
    following = range(place + 1, min(len(words), place + 1 + slop))
    return any(words[after] == rest[0] and _continues(rest[1:], words, after, slop) for after in following)


def _field(name: str, value: str, view: QuotationView) -> bool:
    event = view.event.name if view.event else None
    names = {
        "speaker": f"{view.speaker or ''} {view.speaker_id or ''}",
        "role": view.role,
        "affiliation": view.affiliation,
        "source": view.source,
        "event": event,
    }
    match name:
        case "topic":
            return any(item.topic == value.lower() for item in view.topics)
        case "stance":
            return any(item.stance.value == value for item in view.topics)
        case "kind":
            return view.kind.value == value
        case "has":
            held = {
                **names,
                "speaker": view.speaker_id,
                "topic": view.topics,
                "stance": view.topics,
                "date": view.date,
                "region": view.region,
            }
            return bool(held[value])
        case "region":
            wanted = regions.regions().get(value) or regions.find(value)
            place = regions.regions().get(view.region or "")
            return wanted is not None and place is not None and wanted.id in (place.id, place.province)
        case "speaker":
            own, office = set(terms(names["speaker"] or "")), set(terms(view.role or ""))
            return set(name_terms(value)) <= own | office and bool(own.intersection(name_terms(value)))
        case _:
            return set(terms(value)) <= set(terms(names[name] or ""))
