"""A result page's facets -> groups of links that add or take away one value; its filters -> chips that take it away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from search.query import Query
from search.results import FacetValue, ResultPage
from webui import vocabulary
from webui.address import VALUE_FILTERS, Around, values_of
from webui.language import day
from webui.ports import TopicText

# Values of a facet that are shown at once: what fits beside the first results without scrolling.
SHOWN = 6
# Values that the page carries at all. The rest are rarer still, and reachable by searching for them; the page stays small.
CARRIED = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One value of a filter with the address that turns it on or off."""

    value: str
    label: str
    count: int
    chosen: bool
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """One filter: its values shown at once, those behind "more", and whether the page leaves out rarer ones."""

    field: str
    name: str
    first: tuple[Choice, ...]
    rest: tuple[Choice, ...]
    cut: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """One active filter with the address without it."""

    field_name: str
    label: str
    address: str


def groups(query: Query, facets: Mapping[str, Sequence[FacetValue]], topics: tuple[TopicText, ...]) -> list[Group]:
    """Return the filters that have values, in reading order, chosen values first."""
    result: list[Group] = []
    around = Around(query)
    for field in vocabulary.FACETS:
        chosen = values_of(query.filters, field)
        values = [value for value in facets.get(field, ()) if value.value]
        if not values:
            continue
        values.sort(key=lambda value: (value.value not in chosen, -value.count))
        choices = tuple(
            Choice(
                value=value.value,
                label=vocabulary.value_name(field, value.value, value.label, topics),
                count=value.count,
                chosen=value.value in chosen,
                address=around.toggled(field, value.value),
            )
            for value in values[:CARRIED]
        )
        result.append(
            Group(
                field=field,
                name=vocabulary.field_name(field),
                first=choices[:SHOWN],
                rest=choices[SHOWN:],
                cut=len(values) > CARRIED,
            )
        )
    return result


def chips(page: ResultPage, topics: tuple[TopicText, ...]) -> list[Chip]:
    """Return one chip for each active filter value."""
    query, facets = page.query, page.facets
    titles = {hit.quotation.document_id: hit.quotation.title for hit in page.hits}
    result: list[Chip] = []
    around = Around(query)
    for field in VALUE_FILTERS:
        labels: dict[str, str | None] = {value.value: value.label for value in facets.get(field, ())}
        labels |= titles if field == "document" else {}
        for value in values_of(query.filters, field):
            label = vocabulary.value_name(field, value, labels.get(value) or _readable(field, value), topics)
            address = around.toggled(field, value)
            result.append(Chip(field_name=vocabulary.field_name(field), label=label, address=address))
    first, last = query.filters.date_from, query.filters.date_to
    if first:
        address = around.between(None, last)
        result.append(Chip(field_name=vocabulary.field_name("date_from"), label=day(first), address=address))
    if last:
        address = around.between(first, None)
        result.append(Chip(field_name=vocabulary.field_name("date_to"), label=day(last), address=address))
    return result


def _readable(field: str, value: str) -> str:
    """Return a name for a value that no match has, so that the index cannot say what it is called."""
    return value.replace("-", " ").title() if field in ("speaker", "region") else value
