"""POST /api/v1/corrections, GET /api/v1/reports and POST /api/v1/reports/<number>: for programs that hold a token."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, current_app, url_for
from flask.typing import ResponseReturnValue

from corpus.records import QuotationKind
from corpus.store.records import Report, Scope
from webui.api import access
from webui.ports import Site

writing = Blueprint("writing", __name__)

LONGEST = {"speaker": 200, "role": 200, "affiliation": 200, "why": 2_000}
"""Characters of what is written: a name, an office, a page of reasons."""

CORRECTED = ("speaker", "role", "affiliation", "official", "kind")


def _site() -> Site:
    site: Site = current_app.extensions["kutipan"]
    return site


def _json(data: Any, status: int = 200) -> Response:
    response = Response(json.dumps(data), status=status, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"  # what a token opens is nobody else's
    return response


@writing.post("/api/v1/corrections")
def correct() -> ResponseReturnValue:
    """Put a quotation right, in the name of the token's holder."""
    desk, token = access.writer(_site(), Scope.CORRECT)
    given = access.body({"quotation": str, "fields": dict, "wrong": bool, "why": str})
    fields = _fields(given)
    desk.correct(
        given.get("quotation", ""),
        fields,
        who=token.name,
        why=_short("why", given.get("why", "")),
        wrong=given.get("wrong", False),
    )
    made = {"quotation": given["quotation"], "fields": fields, "wrong": given.get("wrong", False), "who": token.name}
    response = _json(made, 201)
    response.headers["Location"] = url_for("api.quotation", id=given["quotation"])
    return response


@writing.get("/api/v1/reports")
def reports() -> ResponseReturnValue:
    """Answer with the readers' reports that wait for a decision, the oldest first."""
    desk, _ = access.writer(_site(), Scope.MODERATE)
    return _json({"reports": [shown(report) for report in desk.reports()]})


@writing.post("/api/v1/reports/<int(max=2147483647):number>")
def decide(number: int) -> ResponseReturnValue:
    """Accept a report, which makes it a correction, or reject it."""
    desk, token = access.writer(_site(), Scope.MODERATE)
    given = access.body({"accept": bool, "fields": dict, "wrong": bool, "why": str})
    why = _short("why", given.get("why", ""))
    if "accept" not in given:
        raise access.Refused(400, "missing-field", "say accept: true, or accept: false")
    if given["accept"]:
        report = desk.accept_report(number, _fields(given), who=token.name, why=why, wrong=given.get("wrong", False))
    else:
        report = desk.reject_report(number, who=token.name, why=why)
    return _json(shown(report))


def _fields(given: dict[str, Any]) -> dict[str, str | bool | None]:
    """Return the fields that are put right. Raises Refused for one that there is not, or of another type."""
    fields: dict[str, str | bool | None] = {}
    for name, value in given.get("fields", {}).items():
        if name not in CORRECTED:
            raise access.Refused(400, "unknown-field", f"there is no field {name[:40]!r}: choose from {', '.join(CORRECTED)}")
        right = isinstance(value, bool) if name == "official" else value is None or isinstance(value, str)
        if not right or (name == "kind" and value not in list(QuotationKind)):
            raise access.Refused(400, "wrong-type", f"{name} is of another type: see /api/v1/docs")
        fields[name] = _short(name, value) if isinstance(value, str) else value
    return fields


def _short(name: str, text: str) -> str:
    most = LONGEST.get(name, 200)
    if len(text) > most:
        raise access.Refused(400, "text-too-long", f"{name} has {len(text):,} characters: give at most {most:,}")
    return text


def shown(report: Report) -> dict[str, Any]:
    """Return a report as JSON."""
    return {
        "number": report.number,
        "quotation": report.quotation_id,
        "document": report.document_id,
        "fault": report.fault.value,
        "fields": dict(report.fields),
        "message": report.message,
        "made_at": report.made_at.isoformat(),
        "state": report.state.value,
        "decided_by": report.decided_by,
    }
