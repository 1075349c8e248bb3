"""Addresses written in one go are those that are built one by one."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search.query import Filters, Mode, Order, Query, parse_parameters
from webui.address import VALUE_FILTERS, Around, between, search_address, toggled

VALUES = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8)
DAYS: st.SearchStrategy[dt.date | None] = st.none() | st.dates(dt.date(2000, 1, 1), dt.date(2030, 1, 1))
CHOSEN: dict[str, st.SearchStrategy[Any]] = {
    field: st.lists(VALUES, max_size=2, unique=True).map(tuple) for field in VALUE_FILTERS
}
FILTERS = st.builds(Filters, **CHOSEN, date_from=DAYS, date_to=DAYS, updated_since=st.none())
QUERIES = st.builds(
    Query,
    text=VALUES | st.just(""),
    mode=st.sampled_from(Mode),
    order=st.sampled_from(Order),
    filters=FILTERS,
    limit=st.sampled_from([10, 20]),
    offset=st.sampled_from([0, 40]),
    grouped=st.booleans(),
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    query=QUERIES,
    field=st.sampled_from(VALUE_FILTERS),
    value=VALUES,
    first=DAYS,
    last=DAYS,
    path=st.sampled_from(["/", "/en/"]),
)
def test_one_thing_is_changed(
    app: Flask, query: Query, field: str, value: str, first: dt.date | None, last: dt.date | None, path: str
) -> None:
    with app.test_request_context(path):
        around = Around(query)
        for each in (value, *getattr(query.filters, field)):
            assert around.toggled(field, each) == search_address(toggled(query, field, each))
        assert around.between(first, last) == search_address(between(query, first, last))


@pytest.mark.parametrize("text", ["50% lebih & kurang", "apa? ini + itu", "a/b;c=d", "“kata”"])
def test_an_address_is_read_back(app: Flask, text: str) -> None:
    query = Query(text=text, filters=Filters(speaker=("x y",)))
    with app.test_request_context("/"):
        address = Around(query).toggled("role", text)
    values = parse_qs(urlsplit(address).query)
    assert parse_parameters(values, page_limit=20) == replace(query, filters=replace(query.filters, role=(text,)))
