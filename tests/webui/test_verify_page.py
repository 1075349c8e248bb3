"""Verify: page and endpoint say the same, whatever is typed; every word of the reader's is only data."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from corpus.records import QuotationKind
from tests.webui.fakes import ARTICLES, SCRIPT, FakeService
from tests.webui.test_api import answer, problem
from tests.webui.test_search_page import read

SAID = ARTICLES[0].said[0].words
NEGATED = SAID.replace("bukan ", "")
LANGUAGES = ("", "/en")


def at(path: str, parameters: dict[str, str]) -> str:
    return f"{path}?{urlencode(parameters)}"


@pytest.mark.parametrize(("prefix", "name"), [("", "Periksa"), ("/en", "Verify")])
def test_the_navigation_leads_to_the_form(client: FlaskClient, prefix: str, name: str) -> None:
    assert f'href="{prefix}/periksa"' in read(client, f"{prefix}/")
    page = read(client, f"{prefix}/periksa")
    assert 'name="q"' in page
    assert f'aria-current="page">{name}' in page
    assert "putusan" not in page


@pytest.mark.parametrize(
    ("words", "speaker", "verdict", "heading", "english"),
    [
        (SAID, "", "verbatim", "Sesuai kata demi kata", "Verbatim"),
        (SAID.replace("hadiah", "beban"), "", "altered", "Diubah", "Altered"),
        (SAID, "Darmo Wicaksana", "different_speaker", "Pembicaranya lain", "A different speaker"),
        ("kelinci biru melompati pagar bambu", "", "not_found", "Tidak ditemukan di arsip ini", "Not found in this archive"),
    ],
)
def test_page_and_endpoint_give_the_same_verdict(
    client: FlaskClient, words: str, speaker: str, verdict: str, heading: str, english: str
) -> None:
    asked = {"q": words, "speaker": speaker}
    assert answer(client, at("/api/v1/verify", asked), "Verification")["verdict"] == verdict
    for prefix, expected in zip(LANGUAGES, (heading, english), strict=True):
        page = client.get(f"{prefix}/periksa", query_string=asked).get_data(as_text=True)
        assert f'id="putusan">{expected}' in page
        assert 'name="robots" content="noindex' in page


def test_differences_are_marked_and_can_be_heard(client: FlaskClient) -> None:
    page = client.get("/periksa", query_string={"q": SAID.replace("hadiah", "beban")}).get_data(as_text=True)
    marked = re.findall(r'<(del|ins)><span class="unseen">\[(.*?): </span>(.*?)<span class="unseen">\]</span></\1>', page)
    assert marked == [("del", "hanya dalam yang diperiksa", "beban,"), ("ins", "hanya dalam sumbernya", "hadiah,")]


def test_a_dropped_negation_is_called_out(client: FlaskClient) -> None:
    assert "negation_dropped" in answer(client, at("/api/v1/verify", {"q": NEGATED}), "Verification")["notes"]
    assert "Ada kata ingkar yang hilang" in client.get("/periksa", query_string={"q": NEGATED}).get_data(as_text=True)


@pytest.mark.parametrize(
    ("query", "code"), [({"q": "dua kata"}, "too-few-words"), ({"q": "a " * 2000}, "text-too-long"), ({}, "too-few-words")]
)
def test_what_cannot_be_asked(client: FlaskClient, query: dict[str, str], code: str) -> None:
    problem(client.get("/api/v1/verify", query_string=query), 400, code)
    if query:
        response = client.get("/periksa", query_string=query)
        assert response.status_code == 400
        assert 'id="masalah"' in response.get_data(as_text=True)


def test_a_misspelt_parameter_is_refused(client: FlaskClient) -> None:
    problem(client.get("/api/v1/verify?q=satu+dua+tiga&speakr=x"), 400, "unknown-parameter")


def test_hostile_words_are_only_words(client: FlaskClient) -> None:
    typed = f"pemilu {SCRIPT} satu dua"
    page = client.get("/periksa", query_string={"q": typed, "speaker": SCRIPT}).get_data(as_text=True)
    assert SCRIPT not in page
    assert "&lt;script&gt;" in page


def test_without_an_index_there_is_a_problem(client: FlaskClient, service: FakeService) -> None:
    service.available = False
    assert client.get("/periksa", query_string={"q": SAID}).status_code == 503
    problem(client.get("/api/v1/verify", query_string={"q": SAID}), 503, "index-unavailable")


def test_versions_of_the_same_words(client: FlaskClient, service: FakeService) -> None:
    first = service.views[0]
    found = answer(client, f"/api/v1/groups/{first.id}", "Versions")
    assert (found["id"], found["size"]) == (first.id, 1)
    assert found["versions"][0]["kind"] == QuotationKind.DIRECT
    problem(client.get("/api/v1/groups/never-there"), 404, "not-found")
