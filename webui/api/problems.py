"""Exceptions -> RFC 9457 problem+json with a machine-readable code, for every fault under /api."""

from __future__ import annotations

import json
from http import HTTPStatus
from urllib.parse import quote

from flask import Response, request
from werkzeug.exceptions import HTTPException

from corpus.errors import (
    EncoderError,
    IndexUnavailable,
    InputRejected,
    InvalidQuery,
    KutipanError,
    MailError,
    NotFound,
    StoreError,
)
from webui.api.access import Refused
from webui.api.cursors import CursorExpired

MEDIA_TYPE = "application/problem+json"

# Every code that an answer can carry, with what it means: for the documentation, and held to by the tests.
CODES: dict[str, str] = {
    "unknown-parameter": "there is no such parameter; the nearest one that exists is named",
    "no-value": "a parameter that is chosen or counted is given without a value",
    "text-too-long": "q or another text is longer than it may be",
    "too-few-words": "q is too short to be verified: three words at least",
    "too-many-values": "one filter has too many values",
    "bad-cursor": "cursor is not one that an answer gave in links.next",
    "too-few-sides": "a comparison needs two sides at least",
    "too-many-sides": "a comparison has four sides at most",
    "no-such-side": "there is no such speaker; /api/v1/speakers?name=… finds ids",
    "two-subjects": "q and claim exclude each other, and what is compared cannot be a filter too",
    "unknown-by": "not speaker, affiliation or period",
    "unknown-mode": "no such search mode",
    "unknown-order": "no such order",
    "unknown-topic": "no such topic; see /api/v1/topics",
    "unknown-stance": "not FAVOR, AGAINST or NONE",
    "unknown-kind": "not direct, indirect or mixed",
    "unknown-format": "no such form of an export",
    "format-unavailable": "this server cannot make that form of an export",
    "not-a-moment": "not a day or a moment in ISO 8601",
    "not-a-date": "not a year, month, day, or range of them",
    "date-range-reversed": "the dates end before they start",
    "not-a-number": "limit, offset or depth is not a whole number",
    "out-of-range": "limit, offset or depth is not within its bounds",
    "claim-without-words": "claim is empty or has no words",
    "not-judged": "the quotation of why is not among those judged",
    "claim-too-long": "claim is longer than one sentence",
    "invalid-query": "the query cannot be asked for another reason, given in detail",
    "cursor-of-another-query": "cursor was given for other parameters",
    "cursor-expired": "the index has changed since cursor was given: begin again without it (410)",
    "bad-request": "the request cannot be read",
    "not-found": "there is no such quotation",
    "unknown-path": "there is nothing at this address",
    "method-not-allowed": "that method is not served there; the header Allow names those that are",
    "too-many-requests": "a budget of your address is used up; Retry-After says for how many seconds",
    "token-needed": "that address needs a token in the header Authorization",
    "token-refused": "the token is none, has expired or was revoked",
    "scope-missing": "the token does not let its holder do that",
    "read-only": "this server was started for reading alone",
    "unknown-field": "there is no such field in the body",
    "missing-field": "a field of the body is missing",
    "wrong-type": "a field of the body is of another type",
    "input-rejected": "what is written cannot be kept; detail says why",
    "content-too-large": "the body is too large",
    "unsupported-media-type": "the body is not application/json",
    "withdrawn": "the quotation is not recorded any more; detail says when and why",
    "address-too-long": "the request line has more than 8,190 bytes",
    "request-header-fields-too-large": "the headers are too large",
    "internal-error": "a fault of ours; it has been logged",
    "index-unavailable": "the index is missing, being built, or of another version; detail says how to repair it",
    "store-unavailable": "the store cannot be read",
    "mail-unavailable": "the mail server does not take letters now",
    "encoder-unavailable": "the embedding or entailment model cannot be used; a search with mode=keyword still works",
}

# Codes of faults that the server itself finds, by status.
_CODES = {404: "unknown-path", 405: "method-not-allowed", 413: "content-too-large", 414: "address-too-long"}


def classify(error: Exception) -> tuple[int, str]:
    """Return the HTTP status and the code of an error."""
    if isinstance(error, InvalidQuery):
        return 410 if isinstance(error, CursorExpired) else 400, error.code
    if isinstance(error, NotFound):
        return 404, "not-found"
    if isinstance(error, IndexUnavailable):
        return 503, "index-unavailable"
    if isinstance(error, StoreError):
        return 503, "store-unavailable"
    if isinstance(error, EncoderError):
        return 503, "encoder-unavailable"
    if isinstance(error, MailError):
        return 503, "mail-unavailable"
    if isinstance(error, InputRejected):
        return 400, "input-rejected"
    if isinstance(error, Refused):
        return error.code or 400, error.kind
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
        "instance": quote(request.path.encode("utf-8", "surrogatepass"), safe="/:@!$&'()*+,;=~"),
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
