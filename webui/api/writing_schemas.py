"""JSON Schemas and operations of what needs a token: part of the OpenAPI document, apart from what everybody reads."""

from __future__ import annotations

from typing import Any

from corpus.records import QuotationKind
from corpus.store.records import Fault, ReportState

Json = dict[str, Any]

SECURITY: Json = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token of `kutipan token create`, with the scope that is named.",
    }
}

_WHY: Json = {"type": "string", "maxLength": 2_000, "description": "How one knows; kept with the correction."}
_WRONG: Json = {"type": "boolean", "description": "It is no quotation at all; then without fields."}
_NAME: Json = {"type": ["string", "null"], "maxLength": 200}
_FIELDS: Json = {
    "type": "object",
    "description": "What is right; null: unknown.",
    "properties": {
        "speaker": _NAME,
        "role": _NAME,
        "affiliation": _NAME,
        "official": {"type": "boolean"},
        "kind": {"type": "string", "enum": list(QuotationKind)},
    },
    "additionalProperties": False,
}


def _object(properties: Json, required: list[str] | None = None, description: str = "") -> Json:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties) if required is None else required,
        "additionalProperties": False,
        "description": description,
    }


SCHEMAS: Json = {
    "CorrectionWanted": _object(
        {"quotation": {"type": "string", "description": "Its id."}, "fields": _FIELDS, "wrong": _WRONG, "why": _WHY},
        ["quotation"],
        "What is right of a quotation, or that it is none: one of the two.",
    ),
    "CorrectionMade": _object(
        {
            "quotation": {"type": "string"},
            "fields": _FIELDS,
            "wrong": {"type": "boolean"},
            "who": {"type": "string", "description": "Whose token it was."},
        },
        description="A correction that wins over the pipeline from now on.",
    ),
    "ReaderReport": _object(
        {
            "number": {"type": "integer"},
            "quotation": {"type": "string"},
            "document": {"type": "string"},
            "fault": {"type": "string", "enum": list(Fault)},
            "fields": {
                "type": "object",
                "description": "What the reader says is right.",
                "additionalProperties": {"type": "string"},
            },
            "message": {"type": "string"},
            "made_at": {"type": "string", "format": "date-time"},
            "state": {"type": "string", "enum": list(ReportState)},
            "decided_by": {"type": ["string", "null"]},
        },
        description="What a reader says is wrong with a quotation.",
    ),
    "ReaderReports": _object(
        {
            "reports": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/ReaderReport"},
                "description": "The oldest first.",
            }
        }
    ),
    "ReportDecision": _object(
        {
            "accept": {"type": "boolean", "description": "true makes it a correction."},
            "fields": _FIELDS,
            "wrong": _WRONG,
            "why": _WHY,
        },
        ["accept"],
        "What becomes of a report; fields and wrong win over what it says.",
    ),
}

_REFUSALS = {
    "400": "The body asks for something impossible.",
    "401": "No token, or one that opens nothing.",
    "403": "The token lacks the scope, or this server is for reading alone.",
    "404": "There is nothing with this id.",
    "413": "The body is too large.",
    "415": "The body is not JSON.",
    "429": "A budget of your address is used up.",
}


def _operation(name: str, summary: str, scope: str, status: str, schema: str, wanted: str | None = None) -> Json:
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    answer = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    refusals = _REFUSALS if wanted else {code: _REFUSALS[code] for code in ("401", "403", "429")}
    operation: Json = {
        "operationId": name,
        "summary": summary,
        "description": f"Needs a token with the scope {scope}.",
        "security": [{"token": []}],
        "responses": {
            status: {"description": summary, "content": answer},
            **{code: {"description": said, "content": problem} for code, said in refusals.items()},
            "default": {"description": "Any other fault.", "content": problem},
        },
    }
    if wanted:
        content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{wanted}"}}}
        operation["requestBody"] = {"required": True, "content": content}
    return operation


PATHS: Json = {
    "/api/v1/corrections": {
        "post": _operation("correct", "Correct a quotation", "correct", "201", "CorrectionMade", "CorrectionWanted")
    },
    "/api/v1/reports": {
        "get": _operation("reports", "Readers' reports that wait for a decision", "moderate", "200", "ReaderReports")
    },
    "/api/v1/reports/{number}": {
        "post": {
            **_operation("decide", "Decide a reader's report", "moderate", "200", "ReaderReport", "ReportDecision"),
            "parameters": [
                {
                    "name": "number",
                    "in": "path",
                    "required": True,
                    "description": "The report's number.",
                    "schema": {"type": "integer", "minimum": 0, "maximum": 2_147_483_647},
                }
            ],
        }
    },
}
