"""GET /metrics for whoever runs the server, and nobody else; GET /api/v1/docs for whoever asks it by program."""

from __future__ import annotations

import ipaddress

from flask import Blueprint, Response, abort, current_app, request
from flask.typing import ResponseReturnValue

from webui.metrics import Metrics
from webui.pages.endpoint import documentation_page
from webui.ports import Site

operations = Blueprint("operations", __name__)


@operations.get("/metrics")
def metrics() -> ResponseReturnValue:
    """Answer with the numbers of all processes, to this machine alone.

    An address that a proxy put there is believed as far as `proxies` says; a request that came through one nobody told of is
    not taken for local.
    """
    site: Site = current_app.extensions["kutipan"]
    unexpected = "X-Forwarded-For" in request.headers and not site.settings.proxies
    if unexpected or not _local(request.remote_addr):
        abort(404)
    counted: Metrics = current_app.extensions["kutipan-metrics"]
    text, media_type = counted.text()
    return Response(text, content_type=media_type, headers={"Cache-Control": "no-store"})


@operations.get("/api/v1/docs")
def documentation() -> ResponseReturnValue:
    """Answer with the documentation of the endpoint."""
    return documentation_page(current_app.extensions["kutipan"])


def _local(address: str | None) -> bool:
    try:
        return ipaddress.ip_address(address or "").is_loopback
    except ValueError:
        return False
