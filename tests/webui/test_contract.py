"""The endpoint does what its OpenAPI document says: Schemathesis asks it what the document allows, and what it does not.

Settings in schemathesis.toml. `make api-test` asks a served sample corpus much more.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig

from corpus.settings import Settings
from indexer.entailment.fake import FakeEntailment
from search.claims import ClaimService
from tests.webui.fakes import TOPICS, FakeService, FakeStore, record, withdrawal
from webui.app import create_app

CONFIGURATION = SchemathesisConfig.from_path(Path(__file__).parents[2] / "schemathesis.toml")


def _application() -> Any:
    documents, views = record()
    service = FakeService(views)
    store = FakeStore(documents, views, {"ditarik": withdrawal("ditarik")})
    claims = ClaimService(service, FakeEntailment())
    application = create_app(Settings(data=Path("unused")), service, store, TOPICS, claims).wsgi_app

    def plain(environ: dict[str, Any], start_response: Any) -> Any:
        # Schemathesis' WSGI client asks for gzip and then does not unpack it.
        environ.pop("HTTP_ACCEPT_ENCODING", None)
        return application(environ, start_response)

    return plain


schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", _application(), config=CONFIGURATION)


@schema.parametrize()
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
def test_every_operation_keeps_its_contract(case: schemathesis.Case[Any]) -> None:
    case.call_and_validate()
