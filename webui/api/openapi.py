"""The parameter table and the schema table -> an OpenAPI 3.1 document."""

from __future__ import annotations

from typing import Any

from webui.api import writing_schemas
from webui.api.analysis_parameters import COMPARE_PARAMETERS, EVENT_PARAMETERS, SPEAKER_PARAMETERS, TIMELINE_PARAMETERS
from webui.api.parameters import CLAIM_PARAMETERS, EXPORT_PARAMETERS, SEARCH_PARAMETERS, VERIFY_PARAMETERS, as_openapi
from webui.api.schemas import DIALECT, SCHEMAS
from webui.exporting import FORMS

Json = dict[str, Any]


def document(*, version: str, page_limit: int) -> Json:
    """Return the OpenAPI document of the endpoint."""
    quotation_id = {
        "name": "id",
        "in": "path",
        "required": True,
        "description": "Permanent id of a quotation.",
        "schema": {"type": "string"},
    }
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": DIALECT,
        "info": {
            "title": "Kutipan",
            "version": version,
            "summary": "Who said what in Indonesian government statements and news",
            "description": (
                "Reading needs no token. Times are ISO 8601, spans count Unicode code points. Version 1 only ever gains fields "
                "and parameters; anything else would become version 2. Answers carry an ETag that changes with the index."
            ),
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "paths": {
            "/api/v1/search": {
                "get": _operation(
                    "search",
                    "Search by words, by meaning, or both",
                    "ResultPage",
                    as_openapi(page_limit, SEARCH_PARAMETERS),
                    (400, 410, 503),
                )
            },
            "/api/v1/export": {"get": _export(page_limit)},
            "/api/v1/claims": {
                "get": _operation(
                    "claims",
                    "Who supports a claim and who opposes it",
                    "ClaimPage",
                    as_openapi(page_limit, CLAIM_PARAMETERS),
                    (400, 503),
                )
            },
            "/api/v1/quotations/{id}": {
                "get": _operation("quotation", "One quotation", "Quotation", [quotation_id], (404, 410, 503))
            },
            "/api/v1/verify": {
                "get": _operation(
                    "verify",
                    "Whether an alleged quotation is real",
                    "Verification",
                    as_openapi(page_limit, VERIFY_PARAMETERS),
                    (400, 503),
                )
            },
            "/api/v1/groups/{id}": {
                "get": _operation(
                    "group", "All quotations of the same words as one of them", "Versions", [quotation_id], (404, 503)
                )
            },
            "/api/v1/speakers": {
                "get": _operation(
                    "speakers",
                    "Who is quoted, or who says it most",
                    "Speakers",
                    as_openapi(page_limit, SPEAKER_PARAMETERS),
                    (400, 503),
                )
            },
            "/api/v1/speakers/{id}": {
                "get": _moved(_operation("speaker", "One speaker", "Speaker", [_SPEAKER_ID], (404, 503)))
            },
            "/api/v1/events": {
                "get": _operation("events", "At which events", "Events", as_openapi(page_limit, EVENT_PARAMETERS), (400, 503))
            },
            "/api/v1/timeline": {
                "get": _operation(
                    "timeline", "How often, month by month", "Timeline", as_openapi(page_limit, TIMELINE_PARAMETERS), (400, 503)
                )
            },
            "/api/v1/compare": {
                "get": _operation(
                    "compare",
                    "Two to four speakers, institutions or periods side by side",
                    "Comparison",
                    as_openapi(page_limit, COMPARE_PARAMETERS),
                    (400, 503),
                )
            },
            **writing_schemas.PATHS,
            "/api/v1/topics": {"get": _operation("topics", "Topics and their target propositions", "Topics")},
            "/healthz": {"get": _operation("health", "Whether searches can be answered", "Health", (), (503,))},
        },
        "components": {"schemas": SCHEMAS | writing_schemas.SCHEMAS, "securitySchemes": writing_schemas.SECURITY},
    }


_SPEAKER_ID: Json = {
    "name": "id",
    "in": "path",
    "required": True,
    "description": "Id of a speaker.",
    "schema": {"type": "string"},
}


def _export(page_limit: int) -> Json:
    operation = _operation(
        "export", "All matches as a file", "Quotation", as_openapi(page_limit, EXPORT_PARAMETERS), (400, 503)
    )
    operation["description"] = (
        "As many rows as the search's total in the same mode, all of one index, quotations of the same words one by one. "
        "The answer is sent while it is made: one that ends early breaks the connection. A line of jsonl is a Quotation."
    )
    answer = operation["responses"]["200"]
    answer["headers"] |= {
        "Kutipan-Total": {"description": "Number of rows.", "schema": {"type": "integer", "minimum": 0}},
        "Kutipan-Query": {"description": "Address of the same export.", "schema": {"type": "string"}},
        "Kutipan-Index": {"description": "The index that answered, an Index as JSON.", "schema": {"type": "string"}},
    }
    answer["content"] = {form.media_type: {} for form in FORMS.values()}
    return operation


def _moved(operation: Json) -> Json:
    """Add what is answered where an identity was merged into another."""
    operation["responses"]["308"] = {
        "description": "This identity was merged into another, to which Location leads.",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Merged"}}},
    }
    return operation


_FAULTS = {
    400: "A parameter asks for something impossible.",
    404: "There is nothing with this id.",
    410: "The quotation was withdrawn, or the cursor's index replaced; detail says more.",
    429: "A budget of your address is used up.",
    503: "The index, the store or the model cannot be used now; detail says how to repair it.",
}


def _operation(name: str, summary: str, schema: str, parameters: Any = (), faults: tuple[int, ...] = ()) -> Json:
    responses: Json = {
        "200": {
            "description": summary,
            "headers": {"ETag": {"description": "Version of this answer.", "schema": {"type": "string"}}},
            "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}},
        },
        "304": {"description": "Unchanged since the ETag in If-None-Match."},
    }
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status in sorted({*faults, 429}):
        responses[str(status)] = {"description": _FAULTS[status], "content": problem}
    responses["429"]["headers"] = {
        "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}}
    }
    responses["default"] = {"description": "Any other fault.", "content": problem}
    operation: Json = {"operationId": name, "summary": summary, "responses": responses}
    if parameters:
        operation["parameters"] = list(parameters)
    return operation
