"""Comparisons as a page, as tables and as JSON: the form, the numbers, and what cannot be compared."""

from __future__ import annotations

import csv
import io

import pytest
from flask.testing import FlaskClient

from tests.webui.fakes import SCRIPT
from tests.webui.test_api import answer, problem
from tests.webui.test_search_page import links, read, text_of

TWO = "side=ratna-sekarwati&side=darmo-wicaksana"
TABLES = ("summary", "timeline", "stances", "words", "quotations", "changes")


def test_two_speakers_side_by_side(client: FlaskClient) -> None:
    page = read(client, f"/bandingkan?{TWO}")
    text = text_of(page)
    for part in (
        "Ratna Sekarwati – Darmo Wicaksana",
        "Ratna Sekarwati 2 400 (117,62–769,28) 5 2",  # quotations, rate and interval, the archive, distinct
        "Darmo Wicaksana 1 200 (36,22–624,47) 5 1",
        "Maret 2023 2 (1.000) 0 2",
        "November 2024 0 1 (1.000) 1",
        "Persatuan itu bukan hadiah",
        "Kami menolak hasil pemilu ini",
    ):
        assert part in text, part
    assert "/pembicara/ratna-sekarwati" in links(page)
    for address in (link for link in links(page) if link.startswith("/?")):
        assert client.get(address).status_code == 200


def test_a_topic_a_query_and_periods(client: FlaskClient) -> None:
    text = text_of(read(client, f"/bandingkan?{TWO}&topic=elections"))
    assert "Darmo Wicaksana mendukung 0 0% (0%–79%) netral 0 0% (0%–79%) menentang 1 100% (21%–100%)" in text
    assert "Ratna Sekarwati 0 0 (0–434,48) 5 0" in text, "a side that says nothing of it stands there all the same"
    text = text_of(read(client, "/bandingkan?by=period&side=2023&side=2024&q=pemilu&mode=keyword"))
    assert "2024 2 1.000 (342,38–1.000) 2 2" in text
    assert "2023 0 0 (0–657,62) 2 0" in text


def test_a_claim_is_judged_for_each_side(client: FlaskClient) -> None:
    page = read(client, f"/bandingkan?{TWO}&claim=Persatuan+perlu+dijaga")
    assert "Terhadap klaim itu" in text_of(page)
    data = answer(client, f"/api/v1/compare?{TWO}&claim=Persatuan+perlu+dijaga", "Comparison")
    for side in data["sides"]:
        assert sum(each["quotations"] for each in side["stances"]) == side["judged"]["judged"]


def test_the_form_offers_names_and_keeps_what_was_asked(client: FlaskClient) -> None:
    page = read(client, "/bandingkan")
    assert "Coba misalnya" in text_of(page) or "Bandingkan perkataan" in text_of(page)
    moved = client.get("/bandingkan?find=ratna&topic=unity")
    assert (moved.status_code, moved.headers["Location"]) == (
        302,
        "/bandingkan?by=speaker&side=ratna-sekarwati&topic=unity",
    )
    page = read(client, "/bandingkan?by=speaker&side=ratna-sekarwati&topic=unity")
    assert "Tambahkan satu lagi untuk membandingkan." in text_of(page)
    assert '<option value="unity" selected>' in page
    assert "Tidak ada yang bernama “zzz”" in text_of(read(client, "/bandingkan?find=zzz"))
    moved = client.get("/bandingkan?by=period&side=2023&find=2024-01..2024-06")
    assert moved.headers["Location"] == "/bandingkan?by=period&side=2023&side=2024-01..2024-06"
    page = read(client, "/bandingkan?find=i")
    assert "Yang dimaksud dengan “i”" in text_of(page) or "Si" in text_of(page)


def test_merged_speakers_lead_on(client: FlaskClient) -> None:
    moved = client.get("/bandingkan?side=ratna-s&side=darmo-wicaksana")
    assert (moved.status_code, moved.headers["Location"]) == (302, f"/bandingkan?by=speaker&{TWO}")


@pytest.mark.parametrize(
    "query",
    [
        "side=ratna-sekarwati&side=nobody",
        "by=colour",
        "by=period&side=soon",
        "side=a&side=b&side=c&side=d&side=e",
        f"{TWO}&topic=weather",
        f"{TWO}&q=x&claim=y",
        f"{TWO}&q={'a' * 3000}",
        f"{TWO}&claim={'a' * 3000}",
        "by=period&side=2023&find=soon",
    ],
)
def test_what_cannot_be_compared_comes_back_with_the_reason(client: FlaskClient, query: str) -> None:
    page = read(client, f"/bandingkan?{query}", 400)
    assert 'role="alert"' in page
    assert 'name="find"' in page or "side=" in page


@pytest.mark.parametrize(
    "address", [f"/bandingkan?side={SCRIPT}&side=%22%3E", f"/bandingkan?find={SCRIPT}", f"/bandingkan?{TWO}&q={SCRIPT}"]
)
def test_hostile_text_stays_text(client: FlaskClient, address: str) -> None:
    page = client.get(address).get_data(as_text=True)
    assert "<script>" not in page
    assert " style=" not in page


@pytest.mark.parametrize("table", TABLES)
def test_every_table_is_a_csv(client: FlaskClient, table: str) -> None:
    page = read(client, f"/bandingkan?{TWO}")
    assert any(f"/bandingkan/{table}.csv" in link for link in links(page)) or table == "changes"
    response = client.get(f"/bandingkan/{table}.csv?{TWO}")
    assert response.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(response.get_data(as_text=True))))
    if table == "summary":
        assert [(row["side"], row["quotations"], row["per_1000"]) for row in rows] == [
            ("ratna-sekarwati", "2", "400"),
            ("darmo-wicaksana", "1", "200"),
        ]
    if table == "timeline":
        assert len(rows) == 2 * 21, "from March 2023 to November 2024, for both"
        assert {row["coverage"] for row in rows} == {"thin", "none"}


def test_no_table_is_404(client: FlaskClient) -> None:
    assert client.get(f"/bandingkan/nothing.csv?{TWO}").status_code == 404


def test_page_and_endpoint_have_the_same_numbers(client: FlaskClient) -> None:
    data = answer(client, f"/api/v1/compare?{TWO}&topic=unity", "Comparison")
    text = text_of(read(client, f"/bandingkan?{TWO}&topic=unity"))
    for side in data["sides"]:
        assert f"{side['label']} {side['quotations']} {1000 * side['share']:.0f} (" in text
        assert f") {side['corpus']} {side['distinct']} " in text
    assert [month["quotations"] for month in data["months"]] == [[2, 0]]
    assert client.get(data["links"]["page"]).status_code == 200


@pytest.mark.parametrize(
    ("query", "code", "parameter"),
    [
        ("", "too-few-sides", "side"),
        ("side=ratna-sekarwati&side=nobody", "no-such-side", "side"),
        (f"{TWO}&by=colour", "unknown-by", "by"),
        (f"{TWO}&limit=3", "unknown-parameter", "limit"),
        ("side=a&side=b&side=c&side=d&side=e", "too-many-sides", "side"),
        (f"{TWO}&q=x&claim=y", "two-subjects", "claim"),
    ],
)
def test_errors_say_what_is_wrong(client: FlaskClient, query: str, code: str, parameter: str) -> None:
    assert problem(client.get(f"/api/v1/compare?{query}"), 400, code)["parameter"] == parameter
