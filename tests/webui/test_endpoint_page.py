"""The documentation page: every operation and shape of the OpenAPI document, links that work, nothing from elsewhere."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from webui.pages.endpoint import example, kind, values


def test_everything_of_the_document_is_on_the_page(client: FlaskClient) -> None:
    page = client.get("/api/v1/docs").get_data(as_text=True)
    document = client.get("/api/v1/openapi.json").json
    assert document is not None
    for path, item in document["paths"].items():
        for operation in item.values():
            assert f'id="{operation["operationId"]}"' in page, path
            for parameter in operation.get("parameters", ()):
                assert f"<code>{parameter['name']}</code>" in page
    for name in document["components"]["schemas"]:
        assert f'id="shape-{name}"' in page


def test_links_lead_somewhere(client: FlaskClient) -> None:
    page = client.get("/api/v1/docs").get_data(as_text=True)
    ids = set(re.findall(r'\sid="([^"]+)"', page))
    links = [unescape(link) for link in re.findall(r'<a href="([^"]+)"', page)]
    assert all(link[1:] in ids for link in links if link.startswith("#"))
    tried = [link for link in links if link.startswith("/api/v1/")]
    assert len(tried) > 8
    for link in tried:
        assert client.get(link).status_code in {200, 400}, link
    assert client.get(next(link for link in tried if link.startswith("/api/v1/search"))).status_code == 200


def test_the_navigation_leads_there(client: FlaskClient) -> None:
    assert 'href="/api/v1/docs"' in client.get("/").get_data(as_text=True)
    page = client.get("/api/v1/docs").get_data(as_text=True)
    assert 'aria-current="page"' in page
    assert "hreflang" not in page, "there is no such page in another language"


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "string"}, "string"),
        ({"type": "string", "maxLength": 2000}, "string, at most 2,000 characters"),
        ({"type": "string", "enum": ["a", "b"], "default": "a"}, "a, b; a unless given"),
        ({"type": "integer", "minimum": 1, "maximum": 100, "default": 20}, "integer 1 to 100; 20 unless given"),
        ({"type": "array", "items": {"type": "string", "enum": ["a"]}}, "a; repeats"),
    ],
)
def test_values_in_words(schema: dict[str, object], words: str) -> None:
    assert values(schema) == words


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"$ref": "#/components/schemas/Span"}, "Span"),
        ({"oneOf": [{"$ref": "#/components/schemas/Group"}, {"type": "null"}]}, "Group or null"),
        ({"type": "array", "items": {"type": "object"}}, "list of object"),
        ({"type": ["string", "null"]}, "string or null"),
        ({}, "any"),
    ],
)
def test_types_in_words(schema: dict[str, object], words: str) -> None:
    assert kind(schema) == words


def test_an_address_to_try() -> None:
    asked = {"name": "q", "schema": {}, "example": "hoaks & pemilu"}
    assert example("/api/v1/search", [asked]) == "/api/v1/search?q=hoaks+%26+pemilu"
    assert example("/api/v1/quotations/{id}", []) is None
    assert example("/api/v1/topics", []) == "/api/v1/topics"
