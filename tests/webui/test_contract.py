"""The endpoint does what its OpenAPI document says: Schemathesis asks it what the document allows, and what it does not.

Settings in schemathesis.toml. `make api-test` asks a served sample corpus much more.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.config import SchemathesisConfig

from corpus.settings import Settings
from corpus.store import Scope, Store
from indexer.entailment.fake import FakeEntailment
from search.claims import ClaimService
from tests.webui.data_folder import fill
from tests.webui.fakes import TOPICS, FakeService, FakeStore, record, withdrawal
from webui.app import create_app

CONFIGURATION = SchemathesisConfig.from_path(Path(__file__).parents[2] / "schemathesis.toml")


FOLDER = TemporaryDirectory(prefix="kutipan-contract-")


def _desk() -> Store:
    """Return a store with one quotation, into which is written what needs a token."""
    folder = Settings(data=Path(FOLDER.name))
    fill(folder)
    return Store.open(folder.store_address)


DESK = _desk()
TOKEN = {"Authorization": f"Bearer {DESK.create_token('penguji', list(Scope))[1]}"}


def _application() -> Any:
    documents, views = record()
    service = FakeService(views)
    store = FakeStore(documents, views, {"ditarik": withdrawal("ditarik")})
    claims = ClaimService(service, FakeEntailment())
    application = create_app(Settings(data=Path("unused")), service, store, TOPICS, claims, desk=DESK).wsgi_app

    def plain(environ: dict[str, Any], start_response: Any) -> Any:
        # Schemathesis' WSGI client asks for gzip and then does not unpack it.
        environ.pop("HTTP_ACCEPT_ENCODING", None)
        return application(environ, start_response)

    return plain


schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", _application(), config=CONFIGURATION)


@schema.parametrize()
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_operation_keeps_its_contract(case: schemathesis.Case[Any]) -> None:
    needs_token = "security" in case.operation.definition.raw
    case.call_and_validate(headers=TOKEN if needs_token else None)
