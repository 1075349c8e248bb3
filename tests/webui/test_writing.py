"""What needs a token: nothing is written without one, by one of another scope, or by one that has ended."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

import kutipan
from corpus.settings import Settings
from corpus.store import Scope, Store
from corpus.store.records import Fault
from tests.webui.data_folder import fill
from tests.webui.fakes import TOPICS, FakeService, FakeStore
from webui.api import writing_schemas
from webui.api.problems import CODES
from webui.app import create_app


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Store]:
    folder = Settings(data=tmp_path)
    fill(folder)
    with Store.open(folder.store_address) as store:
        yield store


@pytest.fixture
def client(desk: Store, service: FakeService) -> FlaskClient:
    return create_app(Settings(data=Path("unused")), service, desk, TOPICS, desk=desk).test_client()


def bearer(desk: Store, *scopes: Scope) -> dict[str, str]:
    return {"Authorization": f"Bearer {desk.create_token('Meja Data Kabar Muara', scopes)[1]}"}


def refused(response: Any, status: int, code: str) -> None:
    data = json.loads(response.get_data())
    assert (response.status_code, data["code"]) == (status, code), data
    assert code in CODES, "document it"
    assert ("WWW-Authenticate" in response.headers) == (status in {401, 403})


def follows(data: Any, schema: str) -> None:
    document = {"$ref": f"#/components/schemas/{schema}", "components": {"schemas": writing_schemas.SCHEMAS}}
    Draft202012Validator(document).validate(data)


def test_a_quotation_is_corrected_in_the_holders_name(client: FlaskClient, desk: Store) -> None:
    wanted = {"quotation": "jaga", "fields": {"role": "Wakil Bupati"}, "why": "daftar hadir"}
    follows(wanted, "CorrectionWanted")
    response = client.post("/api/v1/corrections", json=wanted, headers=bearer(desk, Scope.CORRECT))
    assert response.status_code == 201
    follows(response.json, "CorrectionMade")
    assert response.headers["Location"] == "/api/v1/quotations/jaga"
    assert client.get("/api/v1/quotations/jaga").json["role"] == "Wakil Bupati"  # type: ignore[index]
    [kept] = desk.corrections()
    assert (kept.who, kept.why, kept.fields) == ("Meja Data Kabar Muara", "daftar hadir", {"role": "Wakil Bupati"})


@pytest.mark.parametrize(
    "method_and_path", [("POST", "/api/v1/corrections"), ("GET", "/api/v1/reports"), ("POST", "/api/v1/reports/1")]
)
def test_nothing_opens_but_a_token_of_the_scope(client: FlaskClient, desk: Store, method_and_path: tuple[str, str]) -> None:
    method, path = method_and_path
    needed = Scope.CORRECT if "corrections" in path else Scope.MODERATE
    other = Scope.MODERATE if needed is Scope.CORRECT else Scope.CORRECT
    ended = desk.create_token("lama", [needed])
    desk.revoke_token(ended[0].number)
    good = desk.create_token("baik", [needed])[1]
    for headers, status, code in (
        ({}, 401, "token-needed"),
        ({"Authorization": "Basic eA=="}, 401, "token-needed"),
        ({"Authorization": "Bearer "}, 401, "token-needed"),
        ({"Authorization": "Bearer kutipan_x"}, 401, "token-refused"),
        ({"Authorization": f"Bearer {ended[1]}"}, 401, "token-refused"),
        ({"Authorization": f"Bearer {good}x"}, 401, "token-refused"),
        ({"Cookie": f"token={good}"}, 401, "token-needed"),
        (bearer(desk, other), 403, "scope-missing"),
    ):
        response = client.open(path, method=method, json={}, headers=headers)
        refused(response, status, code)
        assert response.headers["WWW-Authenticate"].startswith("Bearer ")
    assert client.open(f"{path}?token={good}", method=method, json={}).status_code == 401
    assert desk.corrections() == []


def test_a_server_for_reading_alone(service: FakeService, store: FakeStore) -> None:
    client = create_app(Settings(data=Path("unused")), service, store, TOPICS).test_client()
    refused(client.post("/api/v1/corrections", json={}, headers={"Authorization": "Bearer x"}), 403, "read-only")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"quotation": "tidak-ada", "fields": {"role": "x"}}, 404, "not-found"),
        ({"quotation": "jaga"}, 400, "input-rejected"),
        ({"quotation": "jaga", "fields": {"role": "x"}, "wrong": True}, 400, "input-rejected"),
        ({"quotation": "jaga", "fields": {"text": "kata lain"}}, 400, "unknown-field"),
        ({"quotation": "jaga", "fields": {"official": "ya"}}, 400, "wrong-type"),
        ({"quotation": "jaga", "fields": {"kind": "lagu"}}, 400, "wrong-type"),
        ({"quotation": "jaga", "fields": {"role": "x" * 201}}, 400, "text-too-long"),
        ({"quotation": "jaga", "fields": {"role": "x"}, "who": "orang lain"}, 400, "unknown-field"),
        ({"quotation": 5}, 400, "wrong-type"),
        ([], 400, "bad-request"),
        ("{", 400, "bad-request"),
        ("[" * 30_000, 400, "bad-request"),
        (b"\xff\xfe", 400, "bad-request"),
        ({"quotation": "jaga", "why": "x" * 100_000}, 413, "content-too-large"),
    ],
)
def test_what_cannot_be_written(client: FlaskClient, desk: Store, body: Any, status: int, code: str) -> None:
    data = body if isinstance(body, str | bytes) else json.dumps(body)
    response = client.post(
        "/api/v1/corrections", data=data, headers=bearer(desk, Scope.CORRECT), content_type="application/json"
    )
    refused(response, status, code)
    assert desk.corrections() == []


def test_a_form_of_another_site_writes_nothing(client: FlaskClient, desk: Store) -> None:
    """A form cannot send JSON or a token; scripts of other sites are not let to ask."""
    response = client.post("/api/v1/corrections", data={"quotation": "jaga"}, headers=bearer(desk, Scope.CORRECT))
    refused(response, 415, "unsupported-media-type")
    preflight = client.options("/api/v1/corrections", headers={"Origin": "https://jahat.example"})
    assert "POST" not in preflight.headers["Access-Control-Allow-Methods"]
    assert "Authorization" not in preflight.headers["Access-Control-Allow-Headers"]


def test_reports_are_listed_and_decided(client: FlaskClient, desk: Store) -> None:
    first = desk.report("jaga", Fault.ROLE, role="Sekretaris")
    second = desk.report("jaga", Fault.OTHER, message="acaranya lain")
    headers = bearer(desk, Scope.MODERATE)
    listed = client.get("/api/v1/reports", headers=headers)
    follows(listed.json, "ReaderReports")
    assert [report["number"] for report in listed.json["reports"]] == [first.number, second.number]  # type: ignore[index]
    assert listed.headers["Cache-Control"] == "no-store"
    accepted = client.post(f"/api/v1/reports/{first.number}", json={"accept": True, "why": "benar"}, headers=headers)
    follows(accepted.json, "ReaderReport")
    assert accepted.json["state"] == "accepted"  # type: ignore[index]
    assert desk.quotation("jaga").role == "Sekretaris"
    rejected = client.post(f"/api/v1/reports/{second.number}", json={"accept": False}, headers=headers)
    assert rejected.json["decided_by"] == "Meja Data Kabar Muara"  # type: ignore[index]
    assert client.get("/api/v1/reports", headers=headers).json == {"reports": []}
    refused(client.post(f"/api/v1/reports/{first.number}", json={"accept": True}, headers=headers), 400, "input-rejected")
    refused(client.post("/api/v1/reports/99", json={"accept": True}, headers=headers), 404, "not-found")
    refused(client.post("/api/v1/reports/1", json={}, headers=headers), 400, "missing-field")
    refused(client.post(f"/api/v1/reports/{10**12}", json={}, headers=headers), 404, "unknown-path")


VALUES: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(alphabet=st.characters(), max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=6,
)
BODIES = st.dictionaries(st.sampled_from(["quotation", "fields", "wrong", "why", "x"]), VALUES, max_size=4)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(BODIES)
def test_no_body_makes_it_fail(client: FlaskClient, desk: Store, body: dict[str, Any]) -> None:
    headers = bearer(desk, Scope.CORRECT)
    assert client.post("/api/v1/corrections", json=body, headers=headers).status_code in {201, 400, 404}


def run(data: Path, *arguments: str) -> Any:
    return CliRunner().invoke(kutipan.main, ["--data", str(data), "token", *arguments])


def test_tokens_on_the_command_line(client: FlaskClient, desk: Store, tmp_path: Path) -> None:
    made = run(tmp_path, "create", "Redaksi", "--scope", "correct", "--days", "30")
    secret = made.stdout.strip()
    assert made.exit_code == 0
    assert "cannot be shown again" in made.stderr
    headers = {"Authorization": f"Bearer {secret}"}
    body = {"quotation": "jaga", "fields": {"role": "Bupati"}}
    assert client.post("/api/v1/corrections", json=body, headers=headers).status_code == 201
    shown = run(tmp_path, "list").stdout
    assert "Redaksi" in shown
    assert "correct" in shown
    assert secret not in shown
    [record] = [json.loads(line) for line in run(tmp_path, "list", "--format", "json").stdout.splitlines()]
    assert (record["name"], record["scopes"], record["revoked_at"]) == ("Redaksi", ["correct"], None)
    assert run(tmp_path, "revoke", "1").exit_code == 0
    refused(client.post("/api/v1/corrections", json=body, headers=headers), 401, "token-refused")
    for arguments in (("revoke", "1"), ("revoke", "7"), ("create", " ", "--scope", "correct")):
        assert run(tmp_path, *arguments).exit_code == kutipan.COULD_NOT_RUN
