"""Speakers, institutions and who says it most: as pages, as tables, and as JSON, with the same numbers."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.webui.fakes import SCRIPT, FakeService
from tests.webui.test_api import answer, problem
from tests.webui.test_search_page import links, read, text_of

HOSTILE = "si-script-alert-x-script"


def table(client: FlaskClient, address: str) -> list[dict[str, str]]:
    response = client.get(address)
    assert response.status_code == 200
    assert response.mimetype == "text/csv"
    assert "attachment" in response.headers["Content-Disposition"]
    return list(csv.DictReader(io.StringIO(response.get_data(as_text=True))))


def test_a_card_leads_to_its_speaker(client: FlaskClient) -> None:
    assert "/pembicara/ratna-sekarwati" in links(read(client, "/?q=bukan+hadiah"))
    assert "/en/pembicara/ratna-sekarwati" in links(read(client, "/en/?q=bukan+hadiah"))


def test_a_speaker_with_offices_topics_events_and_words(client: FlaskClient) -> None:
    text = text_of(read(client, "/pembicara/ratna-sekarwati"))
    for part in (
        "Ratna Sekarwati",
        "Bupati, Kabupaten Tirta Wening sejak Maret 2023",
        "2 kutipan",
        "Maret 2023 2 2 1.000",  # the month, its quotations, the archive's, the rate
        "Persatuan",
        "1 50% (9%–91%)",
        "rapat koordinasi kerukunan 2",
        "Perkataan terbaru",
    ):
        assert part in text, part


def test_every_number_is_that_of_the_search_it_leads_to(client: FlaskClient) -> None:
    page = read(client, "/pembicara/ratna-sekarwati")
    searches = [address for address in links(page) if address.startswith("/?") and "speaker=ratna-sekarwati" in address]
    assert len(searches) > 6
    for address in searches:
        assert client.get(address).status_code == 200
    stances = [address for address in searches if "stance=" in address]
    assert stances
    for address in stances:
        assert "1 kutipan" in text_of(read(client, address))


def test_a_merged_id_leads_on(client: FlaskClient) -> None:
    moved = client.get("/en/pembicara/ratna-s")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/en/pembicara/ratna-sekarwati")
    moved = client.get("/pembicara/ratna-s/timeline.csv")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/pembicara/ratna-sekarwati/timeline.csv")
    moved = client.get("/api/v1/speakers/ratna-s")
    assert (moved.status_code, moved.headers["Location"]) == (308, "/api/v1/speakers/ratna-sekarwati")
    assert moved.json is not None
    assert moved.json["merged_into"] == "ratna-sekarwati"


@pytest.mark.parametrize(
    "address",
    [
        "/pembicara/tidak-ada",
        "/pembicara/tidak-ada/timeline.csv",
        "/pembicara/ratna-sekarwati/nothing.csv",
        "/lembaga?affiliation=Tidak+Ada",
        "/lembaga/timeline.csv?affiliation=Tidak+Ada",
    ],
)
def test_what_is_not_there_is_404(client: FlaskClient, address: str) -> None:
    assert client.get(address).status_code == 404


def test_an_institution_and_who_speaks_for_it(client: FlaskClient) -> None:
    text = text_of(read(client, "/lembaga?affiliation=Kabupaten+Tirta+Wening"))
    assert "Yang berbicara Ratna Sekarwati 2" in text
    assert "Kabupaten Tirta Wening 2" in text_of(read(client, "/lembaga"))
    rows = table(client, "/lembaga/speakers.csv?affiliation=Kabupaten+Tirta+Wening")
    assert rows == [
        {"value": "ratna-sekarwati", "label": "Ratna Sekarwati", "quotations": "2", "first": "2023-03-01", "last": "2023-03-01"}
    ]


def test_the_list_of_speakers_and_its_search(client: FlaskClient) -> None:
    text = text_of(read(client, "/pembicara"))
    assert "3 pembicara" in text
    assert text.index("Ratna Sekarwati") < text.index("Darmo Wicaksana"), "the most quoted first"
    assert "1 pembicara" in text_of(read(client, "/pembicara?name=Hj.+ratna"))
    assert "Tidak ada nama yang cocok" in text_of(read(client, "/pembicara?name=zzz"))


def test_who_says_it_most(client: FlaskClient) -> None:
    page = read(client, "/pembicara?q=pemilu")
    assert "Siapa yang paling sering mengatakannya?" in text_of(page)
    assert "Ratna" not in text_of(page)
    assert "/?q=pemilu&speaker=darmo-wicaksana" in links(page)


def test_the_search_page_leads_to_who_says_it_most(client: FlaskClient) -> None:
    assert "/pembicara?q=pemilu&topic=elections" in links(read(client, "/?q=pemilu&topic=elections&order=oldest&group=0"))
    assert "/pembicara" in links(read(client, "/"))


def test_tables_say_what_the_page_says(client: FlaskClient) -> None:
    [month] = table(client, "/pembicara/ratna-sekarwati/timeline.csv")
    assert (month["first"], month["quotations"], month["corpus_quotations"], month["coverage"]) == (
        "2023-03-01",
        "2",
        "2",
        "thin",
    )
    assert (month["misinformation_FAVOR"], month["unity_FAVOR"], month["unity_NONE"]) == ("1", "1", "1")
    topics = table(client, "/pembicara/ratna-sekarwati/topics.csv")
    unity = {row["stance"]: row for row in topics if row["topic"] == "unity"}
    assert (unity["FAVOR"]["quotations"], unity["FAVOR"]["share"]) == ("1", "0.5")
    assert [row["value"] for row in table(client, "/pembicara/ratna-sekarwati/events.csv")] == ["rapat koordinasi kerukunan"]


@pytest.mark.parametrize(
    "address", ["/pembicara", f"/pembicara/{HOSTILE}", f"/en/pembicara/{HOSTILE}", "/pembicara?name=<script>"]
)
def test_hostile_names_stay_text(client: FlaskClient, address: str) -> None:
    page = read(client, address)
    assert SCRIPT not in page
    assert "<script>" not in page
    assert "<img src=x" not in page
    assert "javascript:" not in " ".join(links(page)).lower()
    assert " style=" not in page, "the policy of the page forbids it"


def test_speakers_as_json(client: FlaskClient) -> None:
    seen: list[Any] = []
    address = "/api/v1/speakers?limit=1"
    while address:
        page = answer(client, address, "Speakers")
        assert page["total"] == 3
        assert page["matches"] == 5
        seen += page["speakers"]
        assert (page["links"]["next"] is None) == (page["next_cursor"] is None)
        address = page["links"]["next"]
    assert seen[0]["id"] == "ratna-sekarwati"
    assert len({each["id"] for each in seen}) == 3
    for each in seen:
        assert client.get(each["links"]["page"]).status_code == 200
        found = answer(client, each["links"]["quotations"], "ResultPage")
        assert found["total"] == each["matches"] == each["quotations"]


def test_a_query_narrows_the_speakers(client: FlaskClient) -> None:
    page = answer(client, "/api/v1/speakers?q=pemilu&topic=elections&stance=AGAINST", "Speakers")
    assert [(each["id"], each["matches"]) for each in page["speakers"]] == [("darmo-wicaksana", 1)]
    assert page["query"]["filters"]["stance"] == ["AGAINST"]


def test_one_speaker_as_json(client: FlaskClient) -> None:
    data = answer(client, "/api/v1/speakers/ratna-sekarwati", "Speaker")
    assert data["quotations"] == 2
    assert data["offices"][0] == {
        "role": "Bupati",
        "affiliation": "Kabupaten Tirta Wening",
        "first": "2023-03-01",
        "last": "2023-03-01",
        "current": True,
        "quotations": 2,
    }
    [month] = data["months"]
    assert (month["month"], month["quotations"], month["corpus"], month["share"]) == ("2023-03", 2, 2, 1.0)
    assert {(each["topic"], each["stance"]): each["quotations"] for each in data["stances"]} == {
        ("misinformation", "FAVOR"): 1,
        ("unity", "FAVOR"): 1,
        ("unity", "NONE"): 1,
    }


def test_events_and_timeline(client: FlaskClient) -> None:
    events = answer(client, "/api/v1/events?speaker=ratna-sekarwati", "Events")
    assert [(each["value"], each["quotations"]) for each in events["events"]] == [("rapat koordinasi kerukunan", 2)]
    assert answer(client, "/api/v1/events?name=zzz", "Events")["total"] == 0
    line = answer(client, "/api/v1/timeline?q=pemilu", "Timeline")
    months = {each["month"]: each for each in line["months"]}
    assert line["total"] == 3
    assert line["undated"] == 1
    assert len(months) == 10, "from February to November, none left out"
    assert (months["2024-02"]["quotations"], months["2024-02"]["coverage"]) == (1, "thin")
    assert (months["2024-05"]["coverage"], months["2024-05"]["share"]) == ("none", None)


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/api/v1/speakers/nobody", 404, "not-found"),
        ("/api/v1/speakers?cursor=x", 400, "bad-cursor"),
        ("/api/v1/speakers?nmae=x", 400, "unknown-parameter"),
        ("/api/v1/speakers?topic=weather", 400, "unknown-topic"),
        ("/api/v1/events?cursor=W10", 400, "bad-cursor"),
        ("/api/v1/events?limit=0", 400, "out-of-range"),
        ("/api/v1/timeline?limit=5", 400, "unknown-parameter"),
        ("/api/v1/timeline?date=soon", 400, "not-a-date"),
    ],
)
def test_errors_say_what_is_wrong(client: FlaskClient, address: str, status: int, code: str) -> None:
    problem(client.get(address), status, code)


def test_a_speaker_whom_the_index_does_not_hold_yet(client: FlaskClient, service: FakeService) -> None:
    service.views = [view for view in service.views if view.speaker_id != "ratna-sekarwati"]
    text = text_of(read(client, "/pembicara/ratna-sekarwati"))
    assert "0 kutipan" in text
    assert "belum ada dalam indeks" in text
    data = answer(client, "/api/v1/speakers/ratna-sekarwati", "Speaker")
    assert (data["quotations"], data["months"]) == (0, [])
    assert data["offices"], "what the store knows is told all the same"


def test_without_an_index_it_says_so(client: FlaskClient, service: FakeService) -> None:
    service.available = False
    for address in ("/pembicara", "/pembicara/ratna-sekarwati", "/lembaga"):
        assert client.get(address).status_code == 503
    problem(client.get("/api/v1/speakers"), 503, "index-unavailable")
