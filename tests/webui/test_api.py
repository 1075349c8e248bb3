"""The JSON endpoint: answers follow their schemas, errors are problem+json, and both say what the page says."""

from __future__ import annotations

import base64
import dataclasses
import gzip
import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate
from werkzeug.test import TestResponse

from corpus.errors import EncoderError, IndexMismatch, StoreError
from corpus.records import QuotationKind, Stance
from corpus.settings import Settings
from search.query import Filters, Mode, Order, Query, parse_parameters, to_parameters
from tests.webui.fakes import SCRIPT, TOPICS, FakeService, FakeStore
from tests.webui.test_search_page import read
from webui.api import reference, writing_schemas
from webui.api.parameters import PARAMETERS
from webui.api.problems import CODES
from webui.api.schemas import SCHEMAS, standalone
from webui.app import create_app


def check(data: Any, schema: str) -> None:
    """Fail if the data does not follow one of the schemas, formats included."""
    Draft202012Validator(standalone(schema), format_checker=Draft202012Validator.FORMAT_CHECKER).validate(data)


def answer(client: FlaskClient, address: str, schema: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200
    assert response.content_type == "application/json"
    check(response.json, schema)
    return response.json


def problem(response: TestResponse, status: int, code: str) -> Any:
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    data = json.loads(response.get_data())
    check(data, "Problem")
    assert data["status"] == status
    assert code in CODES, "document it"
    assert data["code"] == code
    return data


def test_search_gives_quotations_with_everything_beside_them(client: FlaskClient) -> None:
    page = answer(client, "/api/v1/search?q=bukan+hadiah", "ResultPage")
    assert (page["total"], page["limit"], page["offset"], page["understood"]) == (1, 20, 0, "bukan hadiah")
    [result] = page["results"]
    assert result["text"] == "Persatuan itu bukan hadiah, melainkan pekerjaan kita setiap hari."
    assert (result["speaker"], result["role"]) == ("Ratna Sekarwati", "Bupati")
    assert result["event"] == {
        "name": "rapat koordinasi kerukunan",
        "type": None,
        "place": "Pendopo Kabupaten",
        "date": "2023-02-28",
    }
    assert result["topics"] == [{"topic": "unity", "stance": "FAVOR", "probability": 0.97, "method": "fake"}]
    assert [result["text"][m["start"] : m["end"]] for m in result["marks"]] == ["bukan", "hadiah"]
    assert result["scores"] is None
    assert client.get(result["links"]["self"]).status_code == 200
    assert client.get(result["links"]["page"]).status_code == 200
    assert result["links"]["source"].startswith("https://tirtawening.example/berita/1#:~:text=")


@pytest.mark.parametrize(
    "query", ["", "q=pemilu", "q=pemilu&stance=AGAINST", "date=2024", "q=zzz", "limit=1&offset=2", "q=%3Cscript%3E&offset=9"]
)
def test_page_and_endpoint_give_the_same_results(client: FlaskClient, query: str) -> None:
    data = answer(client, f"/api/v1/search?{query}", "ResultPage")
    page = read(client, f"/?{query}")
    positions = [page.find(f'class="see" href="{result["links"]["page"]}"') for result in data["results"]]
    assert -1 not in positions
    assert positions == sorted(positions)
    assert page.count("data-card") == len(data["results"])


def test_scores_of_each_leg_are_given_on_request(client: FlaskClient) -> None:
    page = answer(client, "/api/v1/search?q=pemilu&limit=1&scores=1", "ResultPage")
    assert page["results"][0]["scores"] == {"keyword": 2.0}
    assert page["query"] == answer(client, "/api/v1/search?q=pemilu&limit=1", "ResultPage")["query"]
    following = answer(client, page["links"]["next"], "ResultPage")
    assert following["results"][0]["scores"] is not None, "the way on asks for them too"
    assert "scores=1" in page["links"]["self"]
    assert "scores" not in page["links"]["page"]
    assert client.get(page["links"]["page"]).status_code == 200


def test_links_lead_through_all_results(client: FlaskClient) -> None:
    seen: list[str] = []
    address = "/api/v1/search?limit=2&order=oldest"
    back: list[str | None] = []
    while address:
        page = answer(client, address, "ResultPage")
        assert page["total"] == 5
        seen += [result["id"] for result in page["results"]]
        back.append(page["links"]["prev"])
        address = page["links"]["next"]
    assert len(set(seen)) == len(seen) == 5
    assert back[0] is None
    assert [parse_qs(urlsplit(str(a)).query).get("offset") for a in back[1:]] == [None, ["2"]]


def test_a_cursor_reads_on_whatever_the_size_of_a_page(client: FlaskClient) -> None:
    everything = [r["id"] for r in answer(client, "/api/v1/search?q=", "ResultPage")["results"]]
    first = answer(client, "/api/v1/search?limit=2", "ResultPage")
    rest = answer(client, f"/api/v1/search?limit=50&cursor={first['next_cursor']}", "ResultPage")
    assert [r["id"] for r in first["results"] + rest["results"]] == everything
    assert (rest["total"], rest["offset"], rest["next_cursor"]) == (first["total"], 2, None)


def test_a_cursor_holds_for_its_query_and_its_index(client: FlaskClient, service: FakeService) -> None:
    cursor = answer(client, "/api/v1/search?limit=2", "ResultPage")["next_cursor"]
    problem(client.get(f"/api/v1/search?limit=2&q=pemilu&cursor={cursor}"), 400, "cursor-of-another-query")
    service.state_now = dataclasses.replace(service.state_now, position=42)
    gone = problem(client.get(f"/api/v1/search?limit=2&cursor={cursor}"), 410, "cursor-expired")
    assert "/api/v1/export" in gone["detail"]


def test_an_index_that_changes_under_a_page_is_noticed(client: FlaskClient, service: FakeService) -> None:
    """The state is read before the search, which may already see the next generation."""
    cursor = answer(client, "/api/v1/search?limit=2", "ResultPage")["next_cursor"]
    before, searching = service.state_now, service.search

    def committed_meanwhile(query: Query) -> Any:
        service.state_now = dataclasses.replace(before, position=42)
        return searching(query)

    service.search = committed_meanwhile  # type: ignore[method-assign]
    problem(client.get(f"/api/v1/search?limit=2&cursor={cursor}"), 410, "cursor-expired")


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.text(min_size=1, max_size=60) | st.binary(max_size=60).map(lambda b: base64.urlsafe_b64encode(b).decode().rstrip("="))
)
@example("WzBd")
@example(base64.urlsafe_b64encode(b"[" * 90).decode())
@example(base64.urlsafe_b64encode(b'[true,"",""]').decode())
@example(base64.urlsafe_b64encode(b'[-1,"",""]').decode())
@example(base64.urlsafe_b64encode(b"[1e999,1,1]").decode())
def test_an_invented_cursor_is_refused(client: FlaskClient, text: str) -> None:
    response = client.get("/api/v1/search", query_string={"cursor": text})
    if text.strip():
        assert json.loads(response.get_data())["code"] in {"bad-cursor", "cursor-of-another-query"}
        assert response.status_code == 400


@pytest.mark.parametrize(
    ("since", "total"),
    [("2001", 5), ("2023-03-02T12:00:00Z", 4), ("2024-02-10", 2), ("2024-12-01T19:00:00+07:00", 1), ("2026", 0)],
)
def test_what_was_recorded_since(client: FlaskClient, since: str, total: int) -> None:
    day = since if len(since) > 4 else f"{since}-01-01"
    page = answer(client, f"/api/v1/search?updated_since={quote(day)}", "ResultPage")
    assert page["total"] == total
    assert page["query"]["filters"]["updated_since"].startswith(day[:10])
    assert parse_qs(urlsplit(page["links"]["self"]).query)["updated_since"]
    assert client.get(f"/api/v1/search?updated_since={day}").status_code == 200, "also where a plus sign was not escaped"


def test_pages_by_number_have_an_end(client: FlaskClient) -> None:
    assert answer(client, "/api/v1/search?offset=10000", "ResultPage")["results"] == []
    problem(client.get("/api/v1/search?offset=10001"), 400, "out-of-range")
    assert client.get("/?offset=10001").status_code == 400


def test_hostile_text_is_data(client: FlaskClient) -> None:
    response = client.get("/api/v1/search", query_string={"source": f"Sumber {SCRIPT}"})
    assert response.json is not None
    assert SCRIPT in response.json["results"][0]["text"]
    assert response.json["results"][0]["links"]["source"] is None, "javascript: is no link"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_one_quotation(client: FlaskClient, store: FakeStore) -> None:
    for view in store.views:
        data = answer(client, f"/api/v1/quotations/{view.id}", "Quotation")
        assert data["text"] == view.text
        assert store.document(data["document_id"]).text[data["span"]["start"] : data["span"]["end"]] == view.text


def test_topics_and_health(client: FlaskClient) -> None:
    topics = answer(client, "/api/v1/topics", "Topics")["topics"]
    assert [topic["id"] for topic in topics] == ["unity", "elections", "misinformation"]
    assert answer(client, "/healthz", "Health")["index"]["encoder"] == "fake-encoder"


@pytest.mark.parametrize(
    ("address", "status", "code", "parameter"),
    [
        ("/api/v1/search?limit=100000", 400, "out-of-range", "limit"),
        ("/api/v1/search?limit=-1", 400, "out-of-range", "limit"),
        ("/api/v1/search?offset=x", 400, "not-a-number", "offset"),
        ("/api/v1/search?mode=magic", 400, "unknown-mode", "mode"),
        ("/api/v1/search?topic=weather", 400, "unknown-topic", "topic"),
        ("/api/v1/search?stance=maybe", 400, "unknown-stance", "stance"),
        ("/api/v1/search?kind=song", 400, "unknown-kind", "kind"),
        ("/api/v1/search?order=random", 400, "unknown-order", "order"),
        ("/api/v1/search?date=yesterday", 400, "not-a-date", "date"),
        ("/api/v1/search?updated_since=yesterday", 400, "not-a-moment", "updated_since"),
        ("/api/v1/search?updated_since=0001-01-01T00:00%2B07:00", 400, "not-a-moment", "updated_since"),
        ("/api/v1/search?date_from=2024&date_to=2023", 400, "date-range-reversed", "date_to"),
        ("/api/v1/search?q=" + "a" * 10_000, 400, "text-too-long", "q"),
        ("/api/v1/search?spaeker=x", 400, "unknown-parameter", "spaeker"),
        ("/api/v1/search?q=tidak-mungkin", 400, "invalid-query", "q"),
        ("/api/v1/quotations/nothing", 404, "not-found", None),
        ("/api/v1/quotations/ditarik", 410, "withdrawn", None),
        ("/api/v1/quotations/../../etc/passwd", 404, "not-found", None),
        ("/api/v1/nothing", 404, "unknown-path", None),
        ("/api/", 404, "unknown-path", None),
    ],
)
def test_errors_say_what_is_wrong(client: FlaskClient, address: str, status: int, code: str, parameter: str | None) -> None:
    data = problem(client.get(address), status, code)
    assert data.get("parameter") == parameter
    assert data["detail"]


def test_a_misspelt_parameter_gets_the_right_name(client: FlaskClient) -> None:
    assert "did you mean speaker?" in problem(client.get("/api/v1/search?spaeker=x"), 400, "unknown-parameter")["detail"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_only_reading_is_served(client: FlaskClient, method: str) -> None:
    response = client.open("/api/v1/search", method=method)
    problem(response, 405, "method-not-allowed")
    assert "GET" in response.headers["Allow"]


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        (IndexMismatch("built by another encoder: run kutipan index --rebuild"), 503, "index-unavailable"),
        (StoreError("the disk is full"), 503, "store-unavailable"),
        (EncoderError("no weights"), 503, "encoder-unavailable"),
        (ZeroDivisionError("secret"), 500, "internal-error"),
    ],
)
def test_faults_of_ours(client: FlaskClient, service: FakeService, fault: Exception, status: int, code: str) -> None:
    service.fault = lambda: fault
    response = client.get("/api/v1/search?q=pemilu")
    data = problem(response, status, code)
    assert "secret" not in data["detail"]
    assert status == 500 or str(fault) in data["detail"]
    assert ("Retry-After" in response.headers) == (status == 503)


@pytest.mark.parametrize("address", ["/api/v1/search?q=pemilu", "/healthz"])
def test_without_an_index_it_says_how_to_build_one(client: FlaskClient, service: FakeService, address: str) -> None:
    service.available = False
    assert "kutipan index" in problem(client.get(address), 503, "index-unavailable")["detail"]


def test_an_unchanged_answer_costs_no_search(client: FlaskClient, service: FakeService) -> None:
    first = client.get("/api/v1/search?q=pemilu")
    tag = first.headers["ETag"]
    assert service.searches == 1
    again = client.get("/api/v1/search?q=pemilu", headers={"If-None-Match": tag})
    assert (again.status_code, again.get_data(), again.headers["ETag"]) == (304, b"", tag)
    assert service.searches == 1
    assert client.get("/api/v1/search?q=damai", headers={"If-None-Match": tag}).status_code == 200
    service.state_now = dataclasses.replace(service.state_now, position=42)
    assert client.get("/api/v1/search?q=pemilu", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("address", ["/", "/?q=pemilu", "/tentang", "/api/v1/topics", "/api/v1/openapi.json"])
def test_everything_that_is_read_can_be_revalidated(client: FlaskClient, address: str) -> None:
    tag = client.get(address).headers["ETag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304


def test_large_answers_are_compressed(client: FlaskClient) -> None:
    plain = client.get("/api/v1/search")
    squeezed = client.get("/api/v1/search", headers={"Accept-Encoding": "gzip"})
    assert squeezed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(squeezed.get_data()) == plain.get_data()
    assert int(squeezed.headers["Content-Length"]) == len(squeezed.get_data()) < len(plain.get_data())
    assert "Accept-Encoding" in plain.headers["Vary"]
    assert "Content-Encoding" not in client.get("/api/v1/search", headers={"Accept-Encoding": "gzip;q=0"}).headers
    assert "Content-Encoding" not in client.head("/api/v1/search?q=zzz").headers


@pytest.mark.parametrize(
    ("cors", "origin", "allowed"),
    [
        ("*", "https://koran.example", "*"),
        ("", "https://koran.example", None),
        ("https://koran.example https://riset.example", "https://koran.example", "https://koran.example"),
        ("https://koran.example", "https://elsewhere.example", None),
        ("https://koran.example", "https://koran.example.evil.example", None),
    ],
)
def test_which_sites_may_read(service: FakeService, store: FakeStore, cors: str, origin: str, allowed: str | None) -> None:
    app = create_app(Settings(data=Path("unused"), cors=cors), service, store, TOPICS)
    response = app.test_client().get("/api/v1/topics", headers={"Origin": origin})
    assert response.headers.get("Access-Control-Allow-Origin") == allowed
    assert "Access-Control-Allow-Credentials" not in response.headers
    assert ("Origin" in response.headers["Vary"]) == (cors != "*"), "a cache must not give one site's answer to another"


def test_other_sites_may_read(client: FlaskClient) -> None:
    assert client.get("/api/v1/search").headers["Access-Control-Allow-Origin"] == "*"
    assert client.get("/api/v1/search?limit=0").headers["Access-Control-Allow-Origin"] == "*"
    preflight = client.options("/api/v1/search")
    assert preflight.status_code == 200
    assert "GET" in preflight.headers["Access-Control-Allow-Methods"]
    assert "Access-Control-Allow-Origin" not in client.get("/").headers


def test_the_openapi_document_is_valid(client: FlaskClient) -> None:
    document = client.get("/api/v1/openapi.json").json
    assert document is not None
    validate(document)


def test_every_route_is_described_and_every_description_is_a_route(client: FlaskClient) -> None:
    document = client.get("/api/v1/openapi.json").json
    assert document is not None
    routes = {
        re.sub(r"<(?:[^:>]+:)?(\w+)>", r"{\1}", str(rule))
        for rule in client.application.url_map.iter_rules()
        if rule.endpoint.startswith(("api.", "analysis.", "writing.")) and rule.endpoint != "api.openapi"
    }
    assert routes == set(document["paths"])


def test_the_documentation_is_what_the_code_says() -> None:
    assert reference.FILE.read_text(encoding="utf-8") == reference.reference(), "run python -m webui.api.reference"
    check(reference.example(), "ResultPage")


def test_every_schema_is_used_and_valid() -> None:
    text = json.dumps(SCHEMAS | writing_schemas.SCHEMAS)
    answers = {"ResultPage", "ClaimPage", "Verification", "Versions", "Quotation", "Topics", "Health", "Problem"}
    answers |= {"Speakers", "Speaker", "Merged", "Events", "Timeline", "Comparison"}
    for name, schema in SCHEMAS.items():
        Draft202012Validator.check_schema(schema)
        if name not in answers:
            assert f'"#/components/schemas/{name}"' in text, name


def test_the_parameter_table_is_what_the_reader_reads() -> None:
    """Every parameter changes the query, and every field of the query has a parameter."""
    examples: dict[str, str] = {"q": "x", "mode": "keyword", "stance": "FAVOR", "kind": "direct", "order": "newest"}
    examples |= {"date": "2023", "date_from": "2023", "date_to": "2023", "limit": "7", "offset": "7", "group": "0"}
    plain = parse_parameters({}, page_limit=100)
    for parameter in PARAMETERS:
        values = {parameter.name: [examples.get(parameter.name, "x")]}
        assert parse_parameters(values, page_limit=100) != plain, parameter.name
    names = {parameter.name for parameter in PARAMETERS} | {"updated_since"}
    assert names == {*Filters.__dataclass_fields__, "date", "q", "mode", "order", "limit", "offset", "group"}
    enums = {p.name: p.schema["enum"] for p in PARAMETERS if "enum" in p.schema}
    assert enums == {"mode": list(Mode), "order": list(Order), "stance": list(Stance), "kind": list(QuotationKind)}


NAMES = st.sampled_from([parameter.name for parameter in PARAMETERS]) | st.text(max_size=8)
VALUES = st.text(max_size=40) | st.sampled_from(
    [
        "2023",
        "2023-13",
        "9999-12-31",
        "0000",
        "..",
        "-1",
        "1e9",
        "99999999999999999999",
        '"',
        "(((",
        "AND OR NOT",
        "speaker:",
        "\x00",
    ]
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(NAMES, VALUES), max_size=6))
def test_no_parameter_makes_it_fail(client: FlaskClient, pairs: list[tuple[str, str]]) -> None:
    query: dict[str, list[str]] = {}
    for name, value in pairs:
        query.setdefault(name, []).append(value)
    response = client.get("/api/v1/search", query_string=query)
    assert response.status_code in {200, 400}
    check(
        response.json if response.status_code == 200 else json.loads(response.get_data()),
        "ResultPage" if response.status_code == 200 else "Problem",
    )
    assert client.get("/", query_string=query).status_code in {200, 400}


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=60))
def test_no_path_makes_it_fail(client: FlaskClient, path: str) -> None:
    encoded = path.encode("utf-8", "surrogatepass").decode("latin-1")
    for start in ("/", "/api/", "/kutipan/", "/api/v1/quotations/", "/en/", "/static/"):
        status = client.get("/", environ_overrides={"PATH_INFO": start + encoded}).status_code
        assert status < 500


def test_parameters_round_trip_through_links(client: FlaskClient) -> None:
    address = "/api/v1/search?q=pemilu&mode=keyword&topic=elections&stance=AGAINST&date=2024&order=newest&limit=5"
    page = answer(client, address, "ResultPage")
    again = parse_qs(urlsplit(page["links"]["self"]).query)
    given_query = parse_parameters(parse_qs(urlsplit(address).query), page_limit=100)
    assert again == to_parameters(given_query)
    assert page["query"]["filters"]["date_from"] == "2024-01-01"
