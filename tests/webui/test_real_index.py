"""The application on a real store and index, in process: nothing that can be typed makes it fail."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.settings import Settings
from search.query import Mode
from tests.webui.data_folder import TEXT, fill, index
from tests.webui.test_api import check
from webui.serving import build

WORDS = [
    "jaga",
    "persatuan",
    "AND",
    "OR",
    "NOT",
    "(",
    ")",
    '"',
    "'",
    "*",
    "~2",
    "^3",
    ":",
    "speaker:",
    "date:2023..",
    "\\",
    "[a TO",
    "-",
]
QUERIES = st.lists(st.sampled_from(WORDS) | st.text(max_size=6), max_size=8).map(" ".join)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder = Settings(data=tmp_path_factory.mktemp("real"), encoder="fake")
    fill(folder)
    index(folder)
    return build(folder).test_client()


@settings(max_examples=150, deadline=None)
@given(QUERIES, st.sampled_from(Mode), st.booleans())
def test_no_query_makes_it_fail(real: FlaskClient, text: str, mode: Mode, page: bool) -> None:
    response = real.get("/" if page else "/api/v1/search", query_string={"q": text, "mode": mode.value})
    assert response.status_code in {200, 400}
    if not page:
        check(json.loads(response.get_data()), "ResultPage" if response.status_code == 200 else "Problem")


@pytest.mark.parametrize(
    "address", ["/api/v1/search?q=persatuan&mode=keyword", "/api/v1/quotations/jaga", "/api/v1/topics", "/healthz"]
)
def test_answers_follow_their_schemas(real: FlaskClient, address: str) -> None:
    response = real.get(address)
    assert response.status_code == 200
    schema = {"search": "ResultPage", "quotations": "Quotation", "topics": "Topics", "healthz": "Health"}
    check(response.json, next(name for part, name in schema.items() if part in address))


def test_words_are_marked_where_they_stand(real: FlaskClient) -> None:
    page = real.get("/api/v1/search?q=persatuan&mode=keyword").json
    assert page is not None
    [result] = page["results"]
    assert [result["text"][mark["start"] : mark["end"]] for mark in result["marks"]] == ["persatuan"]
    assert TEXT[result["span"]["start"] : result["span"]["end"]] == result["text"] == "Jaga persatuan"


def test_every_facet_can_be_filtered_by(real: FlaskClient) -> None:
    """What a facet promises, its filter gives; page and endpoint read the same names."""
    page = real.get("/api/v1/search").json
    assert page is not None
    for name, values in page["facets"].items():
        parameter = "date" if name == "month" else name
        for value in values:
            found = real.get("/api/v1/search", query_string={parameter: value["value"]}).json
            assert found is not None
            assert found["total"] == value["count"], (name, value)


def test_every_way_of_writing_a_query_is_understood(real: FlaskClient) -> None:
    """The examples of the help are read as what they are said to be: without a note of a misreading."""
    from webui.pages.guidance import examples, syntax

    with real.application.test_request_context("/"):
        texts = [link.text for link in (*examples(), *syntax())]
    for text in texts:
        answer = real.get("/api/v1/search", query_string={"q": text, "mode": "keyword"})
        assert answer.status_code == 200
        assert answer.json is not None
        assert answer.json["notes"] == [], text
