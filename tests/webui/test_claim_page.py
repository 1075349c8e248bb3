"""Both sides of a claim: page and endpoint say the same, whatever is typed; every word of a reader's claim is only data."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from corpus.errors import EncoderError
from corpus.settings import Settings
from indexer.entailment.fake import FakeEntailment
from search.claims import ClaimPage, ClaimQuery, ClaimService
from tests.webui.fakes import SCRIPT, TOPICS, FakeService, FakeStore
from tests.webui.test_api import answer, problem
from tests.webui.test_search_page import read
from webui.app import create_app

FOR = "persatuan bukan hadiah"
LANGUAGES = ("", "/en")


def column(page: str, stance: str) -> str:
    found = re.search(rf'<section class="side-column stance-{stance}".*?</section>', page, re.S)
    assert found
    return found[0]


def test_the_navigation_leads_to_the_form(client: FlaskClient) -> None:
    assert 'href="/klaim"' in read(client, "/")
    assert 'href="/en/klaim"' in read(client, "/en/")
    page = read(client, "/klaim")
    assert 'name="claim"' in page
    assert 'aria-current="page">Klaim' in page
    assert "side-column" not in page


def test_the_form_keeps_what_narrows_a_claim_that_is_yet_to_be_made(client: FlaskClient) -> None:
    for asked, status in (("", 200), ("&claim=%3F", 400)):
        page = read(client, f"/klaim?topic=unity&depth=12&date_from=2023&why=x{asked}", status)
        hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
        assert hidden == {"topic": "unity", "depth": "12", "date_from": "2023"}


@pytest.mark.parametrize("prefix", LANGUAGES)
@pytest.mark.parametrize("by", ["", "&by=date"])
def test_page_and_endpoint_say_the_same(prefix: str, by: str, client: FlaskClient) -> None:
    data = answer(client, f"/api/v1/claims?claim={FOR}", "ClaimPage")
    page = read(client, f"{prefix}/klaim?claim={FOR}{by}")
    assert data["supporting"]["total"] == len(data["supporting"]["quotations"]) > 0
    for stance, side in (("favor", data["supporting"]), ("against", data["opposing"])):
        shown = column(page, stance)
        assert shown.count("data-card") == side["total"]
        for quotation in side["quotations"]:
            assert f'href="{prefix}{quotation["links"]["page"]}"' in shown
            assert f"{quotation['probability']:.0%}" in shown
    assert data["model"] in page
    assert (data["query"]["depth"], data["judged"]) == (200, data["found"])
    assert f'href="{prefix}/klaim?claim=' in page, "the other order"


def test_the_judged_depth_is_stated_and_can_be_exceeded(client: FlaskClient) -> None:
    data = answer(client, "/api/v1/claims?claim=yang&depth=1", "ClaimPage")
    assert data["judged"] == 1 < data["found"]
    assert data["links"]["further"] == "/api/v1/claims?claim=yang&depth=2"
    page = read(client, "/klaim?claim=yang&depth=1")
    assert f"Dari {data['found']} kutipan yang cocok, 1 yang paling dekat telah dinilai" in page
    assert 'href="/klaim?claim=yang&amp;depth=2"' in page
    everything = answer(client, "/api/v1/claims?claim=yang", "ClaimPage")
    assert everything["links"]["further"] is None


def test_the_deciding_words_are_shown_for_the_quotation_that_was_asked_about(client: FlaskClient) -> None:
    [plain] = answer(client, f"/api/v1/claims?claim={FOR}", "ClaimPage")["supporting"]["quotations"]
    assert plain["words"] == []
    [asked] = answer(client, f"/api/v1/claims?claim={FOR}&why={plain['id']}", "ClaimPage")["supporting"]["quotations"]
    assert [asked["text"][word["start"] : word["end"]] for word in asked["words"]] == ["bukan"], "the fake hears one negation"
    page = read(client, f"/klaim?claim={FOR}")
    found = re.search(r'class="why" href="([^"#]+)#(k-[0-9a-f]+)"', page)
    assert found
    explained = read(client, found[1].replace("&amp;", "&"))
    assert "<mark>bukan</mark>" in explained
    assert f'id="{found[2]}"' in explained


def test_filters_narrow_who_may_answer(client: FlaskClient) -> None:
    assert answer(client, f"/api/v1/claims?claim={FOR}&source=Tidak+ada", "ClaimPage")["judged"] == 0
    assert "Tidak ada di antara yang telah dinilai." in read(client, f"/klaim?claim={FOR}&source=Tidak+ada")


@pytest.mark.parametrize(
    ("query", "code", "parameter"),
    [
        ("", "claim-without-words", "claim"),
        ("claim=%F0%9F%99%82", "claim-without-words", "claim"),
        ("claim=" + "a" * 5000, "claim-too-long", "claim"),
        ("claim=damai&depth=0", "out-of-range", "depth"),
        ("claim=damai&depth=ten", "not-a-number", "depth"),
        ("claim=damai&why=nothing", "not-judged", "why"),
        ("claim=damai&topic=weather", "unknown-topic", "topic"),
        ("claim=damai&q=x", "unknown-parameter", "q"),
        ("cliam=damai", "unknown-parameter", "cliam"),
    ],
)
def test_what_cannot_be_asked_is_refused(query: str, code: str, parameter: str, client: FlaskClient) -> None:
    refused = problem(client.get(f"/api/v1/claims?{query}"), 400, code)
    assert refused["parameter"] == parameter


@pytest.mark.parametrize(("claim", "status"), [("🙂", 400), ("a" * 5000, 400), ("Мир важен", 200), ("peace matters", 200)])
@pytest.mark.parametrize("prefix", LANGUAGES)
def test_the_page_answers_whatever_is_typed(claim: str, status: int, prefix: str, client: FlaskClient) -> None:
    response = client.get(f"{prefix}/klaim", query_string={"claim": claim})
    assert response.status_code == status
    assert ('role="alert"' in response.text) == (status == 400)


def test_a_claim_is_data(client: FlaskClient) -> None:
    page = read(client, f"/klaim?claim={SCRIPT}")
    assert SCRIPT not in page
    assert "&lt;script&gt;" in page


class Broken:
    """Claims that a failing model cannot judge."""

    def judge(self, query: ClaimQuery) -> ClaimPage:
        raise EncoderError("the entailment model cannot be read: reinstall Kutipan")

    def warm(self) -> None:
        raise AssertionError("a claim was given: nothing is to be prepared")


def test_without_a_model_page_and_endpoint_say_so(service: FakeService, store: FakeStore) -> None:
    for claims in (None, Broken()):
        client = create_app(Settings(data=Path("unused")), service, store, TOPICS, claims).test_client()
        assert (
            "reinstall" in problem(client.get("/api/v1/claims?claim=damai"), 503, "encoder-unavailable")["detail"] or not claims
        )
        response = client.get("/klaim?claim=damai")
        assert response.status_code == 503
        assert 'role="alert"' in response.text


def test_opening_the_form_gets_the_model_ready(service: FakeService, store: FakeStore) -> None:
    warmed: list[bool] = []
    claims = ClaimService(service, FakeEntailment(), lambda: warmed.append(True))
    client = create_app(Settings(data=Path("unused")), service, store, TOPICS, claims).test_client()
    read(client, "/klaim?claim=damai")
    assert not warmed
    read(client, "/klaim")
    assert warmed == [True]


def test_openapi_describes_the_claims(client: FlaskClient) -> None:
    described = json.loads(client.get("/api/v1/openapi.json").get_data())["paths"]["/api/v1/claims"]["get"]
    names = [parameter["name"] for parameter in described["parameters"]]
    assert names[:3] == ["claim", "depth", "why"]
    assert "speaker" in names
    assert not {"q", "mode", "order", "limit", "offset"} & set(names)
