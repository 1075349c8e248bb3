"""The form by which a reader says that a quotation is wrong: open to everybody, of use to no machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from corpus.settings import Settings
from corpus.store.records import Fault
from tests.webui.fakes import SCRIPT, TOPICS, FakeService, FakeStore
from tests.webui.test_quotation_page import of
from tests.webui.test_search_page import links, read, text_of
from webui.app import create_app
from webui.rates import Counter

GIVEN = {"fault": "speaker", "speaker": "Darmo Wicaksana", "role": "", "message": "lihat paragraf kedua"}


def test_the_quotation_leads_to_the_form(client: FlaskClient, store: FakeStore) -> None:
    id = of(store, "bukan hadiah")
    assert f"/lapor/{id}" in links(read(client, f"/kutipan/{id}"))
    page = read(client, f"/lapor/{id}")
    assert "Persatuan itu bukan hadiah" in page
    assert f'action="/lapor/{id}" method="post"' in page
    assert "Report a mistake" in read(client, f"/en/lapor/{id}")


def test_a_report_is_kept_and_thanked_for(client: FlaskClient, store: FakeStore) -> None:
    response = client.post("/lapor/luar/negeri:3", data=GIVEN, headers={"Sec-Fetch-Site": "same-origin"})
    assert (response.status_code, response.location) == (303, "/lapor/luar/negeri:3?terkirim=1")
    (kept,) = store.reported
    assert (kept.quotation_id, kept.fault, kept.message) == ("luar/negeri:3", Fault.SPEAKER, "lihat paragraf kedua")
    assert kept.fields["speaker"] == "Darmo Wicaksana"
    assert "Terima kasih" in text_of(read(client, response.location))


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({"Sec-Fetch-Site": "cross-site", "Origin": "https://lain.example"}, 403, id="a form elsewhere"),
        pytest.param({"Sec-Fetch-Site": "same-site"}, 403, id="a neighbour under the same domain"),
        pytest.param({"Origin": "https://lain.example"}, 403, id="an older browser, from elsewhere"),
        pytest.param({"Origin": "null"}, 403, id="a sandboxed frame"),
        pytest.param({"Origin": "http://localhost"}, 303, id="an older browser, from here"),
        pytest.param({"Sec-Fetch-Site": "none"}, 303, id="the address bar"),
        pytest.param({}, 303, id="a program that acts for itself"),
    ],
)
def test_a_form_on_another_site_cannot_report_in_a_readers_name(
    client: FlaskClient, store: FakeStore, headers: dict[str, str], status: int
) -> None:
    assert client.post(f"/lapor/{of(store, 'jualan')}", data=GIVEN, headers=headers).status_code == status
    assert len(store.reported) == (status == 303)


def test_what_fills_in_every_field_is_no_person(client: FlaskClient, store: FakeStore) -> None:
    response = client.post(f"/lapor/{of(store, 'jualan')}", data=GIVEN | {"situs": "https://spam.example"})
    assert response.status_code == 303
    assert store.reported == []


@pytest.mark.parametrize(
    "given",
    [{}, {"fault": "semua"}, {"fault": "other"}, {"fault": "speaker", "speaker": "", "message": ""}],
)
def test_a_report_that_says_nothing_comes_back_with_what_was_typed(
    client: FlaskClient, store: FakeStore, given: dict[str, str]
) -> None:
    response = client.post(f"/lapor/{of(store, 'jualan')}", data=given)
    assert response.status_code == 400
    assert "Laporan ini belum dapat diterima." in response.text
    assert store.reported == []


def test_hostile_words_stay_words(client: FlaskClient, store: FakeStore) -> None:
    response = client.post("/lapor/luar/negeri:3", data={"fault": SCRIPT, "speaker": SCRIPT, "message": f"</textarea>{SCRIPT}"})
    assert response.status_code == 400
    assert SCRIPT not in response.text
    assert "&lt;/textarea&gt;" in response.text


def test_a_flood_is_not_even_read(client: FlaskClient, store: FakeStore) -> None:
    response = client.post(f"/lapor/{of(store, 'jualan')}", data=GIVEN | {"message": "x" * 100_000})
    assert response.status_code == 413
    assert store.reported == []


@pytest.mark.parametrize(("id", "status"), [("tak-ada", 404), ("ditarik", 410)])
def test_nothing_can_be_reported_of_what_is_not_there(client: FlaskClient, id: str, status: int) -> None:
    assert client.get(f"/lapor/{id}").status_code == status
    assert client.post(f"/lapor/{id}", data=GIVEN).status_code == status


def test_nobody_reports_more_than_a_person_would(service: FakeService, store: FakeStore) -> None:
    app = create_app(Settings(data=Path("unused")), service, store, TOPICS, counter=Counter(256))
    address = f"/lapor/{of(store, 'jualan')}"
    statuses = [app.test_client().post(address, data=GIVEN).status_code for _ in range(12)]
    assert statuses == [303] * 10 + [429] * 2
    assert app.test_client().get(address).status_code == 200, "reading is another matter"
