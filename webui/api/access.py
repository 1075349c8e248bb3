"""A bearer token in a request -> who writes, or 401 and 403. No cookie, address or parameter opens anything."""

from __future__ import annotations

import json
from typing import Any

from flask import request
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, UnsupportedMediaType

from corpus.store.records import Scope, Token
from webui.ports import DeskPort, Site

MOST_BYTES = 64_000
"""Of a request's body: every field at its longest, in a script of four bytes a letter."""


class Refused(HTTPException):
    """Somebody may not write. `kind` is the code of the problem."""

    def __init__(self, status: int, kind: str, description: str) -> None:
        super().__init__(description)
        self.code = status
        self.kind = kind

    def get_headers(self, *arguments: Any, **more: Any) -> list[tuple[str, str]]:
        """Return the headers of RFC 6750, which says how to come back."""
        if self.code not in {401, 403}:
            return super().get_headers(*arguments, **more)
        error = {"token-refused": ', error="invalid_token"', "scope-missing": ', error="insufficient_scope"'}
        challenge = f'Bearer realm="kutipan"{error.get(self.kind, "")}'
        return [*super().get_headers(*arguments, **more), ("WWW-Authenticate", challenge)]


def writer(site: Site, scope: Scope) -> tuple[DeskPort, Token]:
    """Return the desk, and the token that the request shows. Raises Refused for one that doesn't let anybody do that."""
    scheme, _, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise Refused(401, "token-needed", "send a token: Authorization: Bearer kutipan_…; `kutipan token create` makes one")
    if site.desk is None:
        raise Refused(403, "read-only", "this server was started for reading alone")
    token = site.desk.token(secret.strip())
    if token is None:
        raise Refused(401, "token-refused", "this token is none, has expired or was revoked")
    if scope not in token.scopes:
        raise Refused(403, "scope-missing", f"this token lacks the scope {scope.value}")
    return site.desk, token


def body(fields: dict[str, type | tuple[type, ...]]) -> dict[str, Any]:
    """Return the JSON object of a request, of these fields and types and no others; what is missing is left out.

    Raises Refused for anything else.
    """
    if request.mimetype != "application/json":
        raise UnsupportedMediaType("send a JSON object, with Content-Type: application/json")
    if (request.content_length or 0) > MOST_BYTES:
        raise RequestEntityTooLarge(f"send at most {MOST_BYTES:,} bytes")
    request.max_content_length = MOST_BYTES
    try:
        given = json.loads(request.get_data())
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        raise Refused(400, "bad-request", "the body is not a JSON object in UTF-8")
    for name, value in given.items():
        if name not in fields:
            raise Refused(400, "unknown-field", f"there is no field {name[:40]!r}: choose from {', '.join(fields)}")
        kinds = fields[name]
        if not isinstance(value, kinds):
            raise Refused(400, "wrong-type", f"{name} is of another type: see /api/v1/docs")
    return given
