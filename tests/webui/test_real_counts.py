"""What is counted, on a real store and index: nothing that can be asked makes it fail, and answers follow their schemas."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.settings import Settings
from tests.webui.data_folder import fill, index
from tests.webui.test_api import check
from webui.serving import build

ENDPOINTS = {"speakers": "Speakers", "events": "Events", "timeline": "Timeline", "compare": "Comparison"}
PAGES = ("/pembicara", "/pembicara/ratna-sekarwati", "/lembaga", "/bandingkan", "/en/bandingkan", "/bandingkan/words.csv")
NAMES = st.sampled_from(
    ["q", "mode", "speaker", "topic", "stance", "date", "limit", "cursor", "name", "by", "side", "find", "order", "affiliation"]
)
VALUES = st.sampled_from(
    [
        "ratna-sekarwati",
        "2023",
        "2024..2023",
        "..",
        "unity",
        "FAVOR",
        "period",
        "affiliation",
        "keyword",
        "1",
        "-1",
        "W10",
        "9999-12",
    ]
)
REQUESTS = st.lists(st.tuples(NAMES, VALUES | st.text(max_size=8)), max_size=5)


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder = Settings(data=tmp_path_factory.mktemp("counts"), encoder="fake")
    fill(folder)
    index(folder)
    return build(folder).test_client()


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(ENDPOINTS)), REQUESTS)
def test_every_answer_follows_its_schema(real: FlaskClient, endpoint: str, asked: list[tuple[str, str]]) -> None:
    response = real.get(f"/api/v1/{endpoint}", query_string=asked)
    assert response.status_code in {200, 400}
    check(json.loads(response.get_data()), ENDPOINTS[endpoint] if response.status_code == 200 else "Problem")


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(PAGES), REQUESTS)
def test_no_request_makes_a_page_fail(real: FlaskClient, page: str, asked: list[tuple[str, str]]) -> None:
    assert real.get(page, query_string=asked).status_code in {200, 301, 302, 400, 404}


def test_a_speaker_of_a_real_store(real: FlaskClient) -> None:
    response = real.get("/api/v1/speakers/ratna-sekarwati")
    assert response.status_code == 200
    check(response.json, "Speaker")
    assert real.get("/pembicara/ratna-sekarwati").status_code == 200


def test_an_unchanged_answer_is_not_sent_again(real: FlaskClient) -> None:
    for address in ("/api/v1/speakers", "/pembicara", "/pembicara/ratna-sekarwati", "/api/v1/timeline?q=persatuan"):
        tag = real.get(address).headers["ETag"]
        assert real.get(address, headers={"If-None-Match": tag}).status_code == 304
