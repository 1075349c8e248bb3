"""Exceptions -> RFC 9457 problem+json with a machine-readable code, for every fault under /api."""

from __future__ import annotations

import json
from http import HTTPStatus

from flask import Response, request
from werkzeug.exceptions import HTTPException

from corpus.errors import EncoderError, IndexUnavailable, InvalidQuery, KutipanError, NotFound, StoreError

MEDIA_TYPE = "application/problem+json"

# Codes of faults that the server itself finds, by status.
_CODES = {404: "unknown-path", 405: "method-not-allowed", 413: "content-too-large", 414: "address-too-long"}


def classify(error: Exception) -> tuple[int, str]:
    """Return the HTTP status and the code of an error."""
    if isinstance(error, InvalidQuery):
        return 400, error.code
    if isinstance(error, NotFound):
        return 404, "not-found"
    if isinstance(error, IndexUnavailable):
        return 503, "index-unavailable"
    if isinstance(error, StoreError):
        return 503, "store-unavailable"
    if isinstance(error, EncoderError):
        return 503, "encoder-unavailable"
    if isinstance(error, HTTPException) and error.code:
        return error.code, _CODES.get(error.code, _slug(error.code))
    return 500, "internal-error"


def _slug(status: int) -> str:
    return _title(status).lower().replace(" ", "-").replace("'", "")


def _title(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"


def problem(status: int, code: str, detail: str, parameter: str | None = None) -> Response:
    """Return a problem+json response."""
    body: dict[str, object] = {
        "type": "about:blank",
        "title": _title(status),
        "status": status,
        "detail": detail,
        "instance": request.path,
        "code": code,
    }
    if parameter is not None:
        body["parameter"] = parameter
    return Response(json.dumps(body), status=status, content_type=MEDIA_TYPE)


def from_error(error: Exception) -> Response:
    """Return the response for an error; an unforeseen one says nothing of its cause to the outside."""
    status, code = classify(error)
    if isinstance(error, HTTPException):
        detail = error.description or _title(status)
        if status == 404:
            detail = f"there is nothing at {request.path}: see /api/v1/openapi.json for what there is"
    elif isinstance(error, KutipanError):
        detail = str(error)
    else:
        detail = "something went wrong on our side; it has been logged"
    response = problem(status, code, detail, getattr(error, "parameter", None))
    if isinstance(error, HTTPException):
        for name, value in error.get_headers():
            if name.lower() not in {"content-type", "content-length"}:
                response.headers[name] = value
    if status == 503:
        # An index is committed every few seconds while it is built; a client that waits this long finds it or not.
        response.headers["Retry-After"] = "10"
    return response
