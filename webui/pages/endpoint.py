"""GET /api/v1/docs : the OpenAPI document -> a page that a person reads, with a link to try each operation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode

from flask import current_app, render_template
from flask.typing import ResponseReturnValue

from webui.api import openapi
from webui.api.problems import CODES
from webui.ports import Site

Json = dict[str, Any]


def documentation_page(site: Site) -> ResponseReturnValue:
    """Answer with the documentation of the endpoint, in English as its field names are."""
    document = openapi.document(version=current_app.config["KUTIPAN_VERSION"], page_limit=site.settings.page_limit)
    schemas: Mapping[str, Json] = document["components"]["schemas"]
    return render_template(
        "endpoint.html",
        here="endpoint",
        alternates=[],  # there is one such page, in one language
        info=document["info"],
        operations=[
            _operation(path, method, operation)
            for path, item in document["paths"].items()
            for method, operation in item.items()
        ],
        shapes=[_shape(name, schema) for name, schema in schemas.items()],
        codes=CODES,
    ), 200


def _operation(path: str, method: str, operation: Json) -> Json:
    parameters = operation.get("parameters", [])
    answers = [
        {"status": status, "description": answer["description"], "contents": _contents(answer)}
        for status, answer in operation["responses"].items()
    ]
    return {
        "id": operation["operationId"],
        "method": method.upper(),
        "path": path,
        "summary": operation["summary"],
        "description": operation.get("description", ""),
        "parameters": [{**each, "values": values(each["schema"])} for each in parameters],
        "answers": answers,
        "example": example(path, parameters) if method == "get" and "security" not in operation else None,
    }


def _contents(answer: Json) -> list[tuple[str, str]]:
    return [(media, kind(content.get("schema", {}))) for media, content in answer.get("content", {}).items()]


def _shape(name: str, schema: Json) -> Json:
    fields = [
        {"name": field, "kind": kind(inner), "description": inner.get("description", "")}
        for field, inner in schema.get("properties", {}).items()
    ]
    return {"name": name, "description": schema.get("description", ""), "fields": fields}


def example(path: str, parameters: list[Json]) -> str | None:
    """Return an address to try, of what the parameters give as examples; None where an id is needed that nobody knows."""
    if "{" in path:
        return None
    wanted = [each for each in parameters if each.get("required") or each["name"] in {"q", "claim", "side", "by"}]
    given = {each["name"]: each["example"] for each in wanted if "example" in each}
    return quote(path) + ("?" + urlencode(given, doseq=True) if given else "")


def kind(schema: Json) -> str:
    """Return the type of a schema in words."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    if "oneOf" in schema:
        return " or ".join(kind(option) for option in schema["oneOf"])
    if schema.get("type") == "array":
        return f"list of {kind(schema['items'])}"
    kinds = schema.get("type", "any")
    return " or ".join(kinds) if isinstance(kinds, list) else str(kinds)


def values(schema: Json) -> str:
    """Return in words which values a parameter takes."""
    inner = schema["items"] if schema.get("type") == "array" else schema
    said = ", ".join(map(str, inner["enum"])) if "enum" in inner else kind(inner)
    if "maximum" in inner:
        said += f" {inner.get('minimum', 0):,} to {inner['maximum']:,}"
    if "maxLength" in inner:
        said += f", at most {inner['maxLength']:,} characters"
    if "default" in inner:
        said += f"; {inner['default']} unless given"
    return said + ("; repeats" if inner is not schema else "")
