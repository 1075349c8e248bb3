"""Text and filters -> Query: what a person asks, before any engine sees it."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from corpus.errors import InvalidQuery
from corpus.records import QuotationKind, Stance


class Mode(StrEnum):
    """By words, by meaning, or both fused."""

    KEYWORD = "keyword"
    SEMANTIC = "semantic"
    HYBRID = "hybrid"


class Order(StrEnum):
    """The order of results."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Updates:
    """Quotations that the store recorded or changed at or after a moment, `ids`, as of a position of its change log.

    `after` is another position where it counts what was recorded after it, whatever the moment.
    """

    since: dt.datetime
    position: int
    after: int = 0
    ids: frozenset[str] = field(compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Restrictions beside the words. Values of one field are alternatives, fields are combined with AND.

    `speaker` holds speaker ids; `region` ids of provinces, regencies and cities (`corpus.regions`); `topic` topic ids;
    `stance` FAVOR/AGAINST/NONE towards the chosen topics (any topic when none is chosen); dates are inclusive.
    `updated_since` is known to the store alone, which whoever asks has to ask first.
    """

    speaker: tuple[str, ...] = ()
    role: tuple[str, ...] = ()
    affiliation: tuple[str, ...] = ()
    region: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    stance: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    event: tuple[str, ...] = ()
    document: tuple[str, ...] = ()
    date_from: dt.date | None = None
    date_to: dt.date | None = None
    updated_since: Updates | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One request. An empty `text` asks for everything that the filters let through, newest first.

    `grouped`: quotations of the same words are one result.
    """

    text: str = ""
    mode: Mode = Mode.HYBRID
    filters: Filters = field(default_factory=Filters)
    order: Order = Order.RELEVANCE
    limit: int = 20
    offset: int = 0
    grouped: bool = True


MAX_TEXT = 2_000
"""Longest query text in characters: a long paragraph; beyond it the encoder would cut the text silently."""

MAX_OFFSET = 10_000
"""Deepest page by number: nobody reads further, and who collects follows cursors or exports."""

MAX_VALUES = 100
"""Most values of one filter: more alternatives than a person can mean."""

_MANY = ("speaker", "role", "affiliation", "region", "topic", "stance", "source", "kind", "event", "document")


def parse_parameters(values: Mapping[str, Sequence[str]], *, page_limit: int, topics: Collection[str] | None = None) -> Query:
    """Read the request parameters that page, API and command line share.

    `values` maps names to all given values. Empty values count as not given (forms send them), unknown names are left to
    the caller. `date` takes 2023, 2023-03, 2023-03-01 and ranges of them (2023..2024, 2023-03-01.., ..2024);
    it narrows what `date_from` and `date_to` let through. `topics`: the ids that exist, None: any.

    Raises InvalidQuery, with the parameter's name and a code, for what cannot be asked.
    """
    given = {name: [value.strip() for value in found if value.strip()] for name, found in values.items()}
    text = _last(given, "q") or ""
    if len(text) > MAX_TEXT:
        raise InvalidQuery(f"q has {len(text):,} characters: give at most {MAX_TEXT:,}", parameter="q", code="text-too-long")
    return Query(
        text=text,
        mode=_choice(given, "mode", Mode, Mode.HYBRID),
        order=_choice(given, "order", Order, Order.RELEVANCE),
        filters=_filters(given, topics),
        limit=_number(given, "limit", default=min(20, page_limit), low=1, high=page_limit),
        offset=_number(given, "offset", default=0, low=0, high=MAX_OFFSET),
        grouped=_number(given, "group", default=1, low=0, high=1) == 1,
    )


def to_parameters(query: Query) -> dict[str, list[str]]:
    """Return the parameters that `parse_parameters` reads back as `query`, without those that have their default value."""
    plain = Query()
    parameters: dict[str, list[str]] = {}
    if query.text:
        parameters["q"] = [query.text]
    if query.mode is not plain.mode:
        parameters["mode"] = [query.mode.value]
    if query.order is not plain.order:
        parameters["order"] = [query.order.value]
    for name in _MANY:
        chosen: tuple[str, ...] = getattr(query.filters, name)
        if chosen:
            parameters[name] = list(chosen)
    for name in ("date_from", "date_to"):
        day: dt.date | None = getattr(query.filters, name)
        if day is not None:
            parameters[name] = [day.isoformat()]
    if query.filters.updated_since is not None:
        parameters["updated_since"] = [query.filters.updated_since.since.isoformat()]
    if query.limit != plain.limit:
        parameters["limit"] = [str(query.limit)]
    if query.offset != plain.offset:
        parameters["offset"] = [str(query.offset)]
    if not query.grouped:
        parameters["group"] = ["0"]
    return parameters


_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?")


def date_range(text: str) -> tuple[dt.date | None, dt.date | None]:
    """Return the first and last day of a date or range of dates as typed; None where an end is open.

    Raises ValueError when it is not one, or when it ends before it starts.
    """
    first, dots, last = (part.strip() for part in text.partition(".."))
    if not (first or last):
        raise ValueError(f"{text!r} names no date: give one such as 2023, 2023-03, 2023-03-01 or 2023..2024")
    start = _days(first)[0] if first else None
    end = (_days(last)[1] if last else None) if dots else _days(first)[1]
    if start is not None and end is not None and end < start:
        raise ValueError(f"{text!r} ends ({end}) before it starts ({start}): swap the dates")
    return start, end


_COMPARISON = re.compile(r"(>=|<=|>|<|=|)\s*(?:([01]|[01]?[.,][0-9]{1,6})|([0-9]{1,3})\s?%)")


def comparison(text: str) -> tuple[str, float]:
    """Return operator (>=, <=, > or <) and number of a bound on a probability as typed; a bare number is a least one.

    Raises ValueError when it is not one.
    """
    match = _COMPARISON.fullmatch(text.strip())
    number = -1.0
    if match is not None:
        number = float(match[2].replace(",", ".")) if match[2] else int(match[3]) / 100
    if match is None or not 0 <= number <= 1:
        raise ValueError(f"{text!r} is no bound on a probability: give one such as >0.9, >=0.5 or <0.3")
    return {"": ">=", "=": ">="}.get(match[1], match[1]), number


def _days(text: str) -> tuple[dt.date, dt.date]:
    match = _DATE.fullmatch(text)
    try:
        if match is None:
            raise ValueError
        year, month, day = (int(part) if part else None for part in match.groups())
        assert year is not None
        start = dt.date(year, month or 1, day or 1)
    except ValueError:
        raise ValueError(f"{text!r} is not a date: give one such as 2023, 2023-03 or 2023-03-01") from None
    if day is not None:
        return start, start
    last_month = month or 12
    return start, dt.date(year, last_month, calendar.monthrange(year, last_month)[1])


def _filters(given: Mapping[str, Sequence[str]], topics: Collection[str] | None) -> Filters:
    many = {name: tuple(dict.fromkeys(given.get(name, ()))) for name in _MANY}
    for name, chosen in many.items():
        if len(chosen) > MAX_VALUES:
            raise InvalidQuery(
                f"{name} has {len(chosen)} values: give at most {MAX_VALUES}", parameter=name, code="too-many-values"
            )
    many["stance"] = tuple(dict.fromkeys(value.upper() for value in many["stance"]))
    _check(many["stance"], "stance", [item.value for item in Stance])
    _check(many["kind"], "kind", [item.value for item in QuotationKind])
    if topics is not None:
        _check(many["topic"], "topic", sorted(topics))
    first, last = _dates(given)
    restrictions: dict[str, Any] = dict(many)
    return Filters(**restrictions, date_from=first, date_to=last)


def _dates(given: Mapping[str, Sequence[str]]) -> tuple[dt.date | None, dt.date | None]:
    first = last = None
    for name in ("date", "date_from", "date_to"):
        text = _last(given, name)
        if text is None:
            continue
        try:
            start, end = date_range(text)
        except ValueError as error:
            code = "date-range-reversed" if "before it starts" in str(error) else "not-a-date"
            raise InvalidQuery(f"{name}: {error}", parameter=name, code=code) from None
        if name != "date_to" and start is not None:
            first = start if first is None else max(first, start)
        if name != "date_from" and end is not None:
            last = end if last is None else min(last, end)
    if first is not None and last is not None and last < first:
        raise InvalidQuery(
            f"the dates end ({last}) before they start ({first}): swap date_from and date_to, or leave one out",
            parameter="date_to" if _last(given, "date_to") else "date",
            code="date-range-reversed",
        )
    return first, last


def _last(given: Mapping[str, Sequence[str]], name: str) -> str | None:
    found = given.get(name)
    return found[-1] if found else None


def _check(chosen: Sequence[str], name: str, known: Sequence[str]) -> None:
    for value in chosen:
        if value not in known:
            raise InvalidQuery(
                f"{name}={value!r} does not exist: choose from {', '.join(known)}", parameter=name, code=f"unknown-{name}"
            )


_Choice = TypeVar("_Choice", bound=StrEnum)


def _choice(given: Mapping[str, Sequence[str]], name: str, kind: type[_Choice], default: _Choice) -> _Choice:
    value = _last(given, name)
    if value is None:
        return default
    _check([value.lower()], name, [item.value for item in kind])
    return kind(value.lower())


def moment(text: str) -> dt.datetime:
    """Return a day or a moment as typed (ISO 8601); what names no time zone is in UTC. Raises ValueError when it is not one."""
    try:
        found = dt.datetime.fromisoformat(text.strip().replace(" ", "+"))  # a plus sign that was not escaped in an address
        return found.replace(tzinfo=dt.UTC) if found.tzinfo is None else found.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise ValueError(f"{text!r} is not a moment: give one such as 2023-03-01 or 2023-03-01T08:30:00+07:00") from None


def _number(given: Mapping[str, Sequence[str]], name: str, *, default: int, low: int, high: int) -> int:
    text = _last(given, name)
    if text is None:
        return default
    allowed = f"{low} to {high}"
    if not re.fullmatch(r"[+-]?[0-9]{1,12}", text):
        raise InvalidQuery(f"{name}={text!r} is not a number: give {allowed}", parameter=name, code="not-a-number")
    number = int(text)
    if not low <= number <= high:
        raise InvalidQuery(f"{name}={text} is out of range: give {allowed}", parameter=name, code="out-of-range")
    return number
