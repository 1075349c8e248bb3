"""Exports: as many rows as the search's total, in every form the same, with what is needed to make them again."""

from __future__ import annotations

import csv
import dataclasses
import gzip
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.records import QuotationView
from search.query import Query
from search.results import Export
from tests.webui.fakes import STATE, FakeService, FakeStore
from tests.webui.test_api import check, problem
from webui import exporting

pq = pytest.importorskip("pyarrow.parquet", reason="pip install 'kutipan[parquet]'")
QUERIES = [
    "",
    "q=pemilu",
    "q=pemilu&stance=AGAINST",
    "topic=unity&order=oldest",
    "date=2024",
    "q=zzz",
    "updated_since=2024-01-01",
]


def lines(body: bytes) -> list[Any]:
    return [json.loads(line) for line in body.decode().split("\n") if line]


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("form", exporting.FORMS)
def test_as_many_rows_as_the_search_finds(client: FlaskClient, query: str, form: str) -> None:
    found = client.get(f"/api/v1/search?{query}&limit=100&group=0").json
    assert found is not None
    answer = client.get(f"/api/v1/export?{query}&format={form}")
    assert answer.status_code == 200
    if form == "jsonl":
        ids = [row["id"] for row in lines(answer.get_data())]
    elif form == "csv":
        ids = [row["id"] for row in csv.DictReader(io.StringIO(answer.get_data(as_text=True), newline=""))]
    else:
        ids = pq.read_table(io.BytesIO(answer.get_data())).column("id").to_pylist()
    assert ids == [result["id"] for result in found["results"]]
    assert int(answer.headers["Kutipan-Total"]) == found["total"] == len(ids)


def test_a_line_is_a_quotation_as_the_endpoint_gives_it(client: FlaskClient) -> None:
    for row in lines(client.get("/api/v1/export").get_data()):
        check(row, "Quotation")
        assert client.get(row["links"]["self"]).json == row
        assert client.get(row["links"]["page"]).status_code == 200


def test_headers_say_how_to_make_it_again(client: FlaskClient) -> None:
    answer = client.get("/api/v1/export?q=pemilu&stance=AGAINST&date=2024&format=csv")
    assert json.loads(answer.headers["Kutipan-Index"]) == {
        "quotations": STATE.quotations,
        "position": STATE.position,
        "committed_at": STATE.committed_at.isoformat(),
        "encoder": STATE.encoder,
        "pipeline_version": STATE.pipeline_version,
    }
    assert client.get(answer.headers["Kutipan-Query"]).get_data() == answer.get_data()
    assert answer.headers["Content-Disposition"] == 'attachment; filename="kutipan-41.csv"'
    assert answer.content_type == "text/csv; charset=utf-8"


def test_a_first_line_can_say_it_too(client: FlaskClient) -> None:
    first, *rows = lines(client.get("/api/v1/export?q=pemilu&header=1").get_data())
    assert first["export"]["query"]["q"] == ["pemilu"]
    assert first["export"]["total"] == len(rows) == 3
    assert first["export"]["index"]["position"] == 41
    assert first["export"]["exported_at"].endswith("+00:00")
    comment, _, rest = client.get("/api/v1/export?q=pemilu&header=1&format=csv").get_data(as_text=True).partition("\n")
    assert json.loads(comment.removeprefix("# "))["total"] == 3
    assert len(list(csv.DictReader(io.StringIO(rest, newline="")))) == 3


def test_parquet_has_types_and_says_what_it_holds(client: FlaskClient) -> None:
    table = pq.read_table(io.BytesIO(client.get("/api/v1/export?format=parquet&order=oldest").get_data()))
    types = {field.name: str(field.type) for field in table.schema}
    assert (types["date"], types["confidence"], types["official"], types["start"]) == ("date32[day]", "double", "bool", "int32")
    said = json.loads(table.schema.metadata[b"kutipan"])
    assert said["total"] == table.num_rows == 5
    first = table.to_pylist()[0]
    assert {label["topic"]: label["stance"] for label in first["topics"]}
    assert first["context"]


def test_text_is_exact_but_where_a_spreadsheet_would_run_it(client: FlaskClient, service: FakeService) -> None:
    formula = '=HYPERLINK("https://jahat.example";"klik")'
    service.views[0] = dataclasses.replace(service.views[0], text=formula)
    rows = {row["id"]: row for row in lines(client.get("/api/v1/export").get_data())}
    assert rows[service.views[0].id]["text"] == formula
    text = client.get("/api/v1/export?format=csv").get_data(as_text=True)
    by_id = {row["id"]: row for row in csv.DictReader(io.StringIO(text, newline=""))}
    assert by_id[service.views[0].id]["text"] == "'" + formula
    for view in service.views[1:]:
        assert by_id[view.id]["text"] == view.text


def test_it_is_sent_while_it_is_made(client: FlaskClient, service: FakeService) -> None:
    """The first part must not wait for the last row."""
    drawn = 0

    def endless(query: Query) -> Export:
        def rows() -> Iterator[QuotationView]:
            nonlocal drawn
            while True:
                drawn += 1
                yield service.views[0]

        return Export(query=query, total=10**9, index=STATE, quotations=rows())

    service.export = endless  # type: ignore[method-assign]
    for form, rows in (("jsonl", exporting.LINES), ("csv", exporting.LINES)):
        drawn = 0
        answer = client.get(f"/api/v1/export?format={form}", buffered=False)
        assert next(answer.iter_encoded())
        assert drawn == rows
        answer.close()


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_compressed_on_the_way(client: FlaskClient, form: str) -> None:
    plain = client.get(f"/api/v1/export?format={form}").get_data()
    answer = client.get(f"/api/v1/export?format={form}", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(answer.get_data()) == plain


def test_an_unchanged_index_costs_no_export(client: FlaskClient, service: FakeService) -> None:
    tag = client.get("/api/v1/export").headers["ETag"]
    searches = service.searches
    assert client.get("/api/v1/export", headers={"If-None-Match": tag}).status_code == 304
    assert service.searches == searches
    assert client.head("/api/v1/export").get_data() == b""


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("format=xlsx", "unknown-format"),
        ("limit=5", "unknown-parameter"),
        ("header=yes", "out-of-range"),
        ("updated_since=x", "not-a-moment"),
        ("mode=magic", "unknown-mode"),
    ],
)
def test_errors_come_before_the_first_row(client: FlaskClient, query: str, code: str) -> None:
    problem(client.get(f"/api/v1/export?{query}"), 400, code)


def test_without_pyarrow_it_says_what_to_do(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "find_spec", lambda name: None)
    refused = problem(client.get("/api/v1/export?format=parquet"), 400, "format-unavailable")
    assert "kutipan[parquet]" in refused["detail"]
    page = client.get("/?q=pemilu").get_data(as_text=True)
    assert "format=csv" in page
    assert "format=parquet" not in page, "what cannot be had is not offered"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.text(alphabet=st.characters(), max_size=30), min_size=1, max_size=4))
def test_no_text_breaks_a_form(store: FakeStore, texts: list[str]) -> None:
    """Line ends, quotation marks, NUL and lone surrogates stay inside their row."""
    views = [dataclasses.replace(store.views[0], id=str(n), text=text, title=text) for n, text in enumerate(texts)]

    def made(form: str) -> bytes:
        export = Export(query=Query(), total=len(views), index=STATE, quotations=iter(views))
        return b"".join(exporting.FORMS[form].parts(export, exporting.about(export, "0"), False))

    assert [row["text"] for row in lines(made("jsonl"))] == texts
    assert pq.read_table(io.BytesIO(made("parquet"))).num_rows == len(texts)
    read = list(csv.DictReader(io.StringIO(made("csv").decode(), newline="")))
    assert [row["id"] for row in read] == [view.id for view in views]
