"""The parameters of a search request: one table from which documentation, OpenAPI and the check for unknown names come.

The values are read by `search.query.parse_parameters`, which the command line shares; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from corpus.errors import InvalidQuery
from corpus.records import QuotationKind, Stance
from indexer.entailment.checks import MOST_CHARACTERS
from search.claims import DEPTH, MOST_DEPTH
from search.query import MAX_OFFSET, MAX_TEXT, MAX_VALUES, Mode, Order

Schema = Mapping[str, Any]
_DATE_PATTERN = r"^[0-9]{4}(-[0-9]{1,2}(-[0-9]{1,2})?)?$"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One request parameter: what it means and which values it takes.

    `many`: it may be given several times, `least` to `most` of them.
    """

    name: str
    description: str
    schema: Schema
    many: bool = False
    least: int = 0
    most: int = MAX_VALUES
    required: bool = False
    example: Any = None


def _words(most: int) -> Schema:
    return {"type": "string", "maxLength": most}


def _choice(values: Iterable[str], default: str | None = None) -> Schema:
    schema: dict[str, Any] = {"type": "string", "enum": list(values)}
    return schema | {"default": default} if default else schema


def _filter(name: str, description: str, schema: Schema | None = None, example: Any = None) -> Parameter:
    return Parameter(
        name=name,
        description=description,
        schema=schema or {"type": "string"},
        many=True,
        example=example,
    )


PARAMETERS: tuple[Parameter, ...] = (
    Parameter(
        name="q",
        description=(
            'What to look for: words (Indonesian or English), "exact phrases", "close words"~5, prefix*, AND, OR, NOT, NEAR/5, '
            "parentheses, and the fields speaker: role: affiliation: region: topic: stance: source: event: kind: "
            "date:2023..2024 has:speaker confidence:>0.9. Empty: everything that the filters let through, newest first."
        ),
        schema=_words(MAX_TEXT),
        example="netralitas ASN dalam pilkada",
    ),
    Parameter(
        name="mode",
        description="keyword: by words; semantic: by meaning; hybrid: both, fused.",
        schema=_choice(Mode, Mode.HYBRID),
    ),
    _filter("speaker", "Only quotations of this speaker, by id.", example="katma-f-dirun"),
    _filter("role", "Only quotations of speakers with this office, as the source gives it."),
    _filter("affiliation", "Only quotations of speakers of this institution or place."),
    _filter("region", "Only quotations of this province, regency or city, by id.", example="kabupaten-cirebon"),
    _filter("topic", "Only quotations on this topic, by id (see /api/v1/topics).", example="elections"),
    _filter(
        "stance",
        "Only quotations that take this side towards a chosen topic, or towards any topic when none is chosen.",
        _choice(Stance),
    ),
    _filter("source", "Only quotations published by this source."),
    _filter("kind", "Only quotations of this kind.", _choice(QuotationKind)),
    _filter("event", "Only quotations said at this event."),
    _filter("document", "Only quotations in this document, by id."),
    Parameter(
        name="date",
        description="Published then: a year, month or day, or a range such as 2023..2024 or 2023-03-01.. .",
        schema={"type": "string", "maxLength": 30},
        example="2023-03",
    ),
    Parameter(
        name="date_from",
        description="Published on this day, or in this month or year, or later.",
        schema={"type": "string", "pattern": _DATE_PATTERN},
        example="2023-03-01",
    ),
    Parameter(
        name="date_to",
        description="Published on this day, or in this month or year, or earlier.",
        schema={"type": "string", "pattern": _DATE_PATTERN},
        example="2023-12-31",
    ),
    Parameter(
        name="order",
        description="relevance: the best match first; newest, oldest: by date of publication.",
        schema=_choice(Order, Order.RELEVANCE),
    ),
    Parameter(
        name="limit",
        description="Most results in the answer.",
        schema={"type": "integer", "minimum": 1, "default": 20},
    ),
    Parameter(
        name="offset",
        description="Results to skip. To read on, follow links.next or give cursor: these hold where an offset drifts.",
        schema={"type": "integer", "minimum": 0, "maximum": MAX_OFFSET, "default": 0},
    ),
    Parameter(
        name="group",
        description="1: quotations of the same words are one result, the best match of them; 0: each is one.",
        schema={"type": "integer", "minimum": 0, "maximum": 1, "default": 1},
    ),
)

UPDATED_SINCE = Parameter(
    name="updated_since",
    description=(
        "Only quotations that were recorded or changed at or after this moment, as far as the index holds it; "
        "a moment without a time zone is in UTC."
    ),
    schema={"type": "string", "maxLength": 40},
    example="2026-03-01T08:30:00Z",
)
CURSOR = Parameter(
    name="cursor",
    description=(
        "Where to go on: next_cursor of the answer before, sent with the same parameters (limit may differ) in place of offset."
    ),
    schema={"type": "string", "maxLength": 200},
)
SCORES = Parameter(
    name="scores",
    description="1: each result says how its words (BM25F) and its meaning (cosine) scored alone; 0: scores is null.",
    schema={"type": "integer", "minimum": 0, "maximum": 1, "default": 0},
)
SEARCH_PARAMETERS: tuple[Parameter, ...] = (*PARAMETERS, UPDATED_SINCE, CURSOR, SCORES)

FEED_PARAMETERS: tuple[Parameter, ...] = (
    *(parameter for parameter in PARAMETERS if parameter.name not in {"offset", "order", "group"}),
    UPDATED_SINCE,
)
EXPORT_PARAMETERS: tuple[Parameter, ...] = (
    *(parameter for parameter in PARAMETERS if parameter.name not in {"limit", "offset", "group"}),
    UPDATED_SINCE,
    Parameter(
        name="format",
        description="jsonl: a quotation a line, as the endpoint gives it; csv: for spreadsheets; parquet: typed columns.",
        schema=_choice(("jsonl", "csv", "parquet"), "jsonl"),
    ),
    Parameter(
        name="header",
        description=(
            "1: the first line says what the file holds: as an object {export} in jsonl, after # in csv. Parquet always has it "
            "in its metadata."
        ),
        schema={"type": "integer", "minimum": 0, "maximum": 1, "default": 0},
    ),
)

_OF_A_SEARCH = {"q", "mode", "order", "limit", "offset", "group"}

VERIFY_PARAMETERS: tuple[Parameter, ...] = (
    Parameter(
        name="q",
        description="The alleged quotation, three words at least; … and brackets stand for what was left out.",
        schema=_words(MAX_TEXT),
        required=True,
        example="Persatuan itu hadiah",
    ),
    Parameter(
        name="speaker",
        description="Who is said to have said it: a name, with or without titles and office.",
        schema=_words(MAX_TEXT),
        example="Ratna Sekarwati",
    ),
)

CLAIM_PARAMETERS: tuple[Parameter, ...] = (
    Parameter(
        name="claim",
        description="A sentence that one can be for or against, at most 600 characters.",
        schema=_words(MOST_CHARACTERS),
        required=True,
        example="Pilkada sebaiknya ditunda",
    ),
    Parameter(
        name="depth",
        description="How many quotations to judge, the nearest to the claim; by default as many as 1.7 s suffice for.",
        schema={"type": "integer", "minimum": 1, "maximum": MOST_DEPTH, "default": DEPTH},
    ),
    Parameter(
        name="why",
        description="Id of a judged quotation of which the deciding words are to be shown: its field words.",
        schema={"type": "string"},
    ),
    *(parameter for parameter in PARAMETERS if parameter.name not in _OF_A_SEARCH),
)


def check(values: Mapping[str, Sequence[str]], parameters: Iterable[Parameter] = PARAMETERS) -> None:
    """Refuse what the table does not allow, as far as nobody reads the value further on.

    A misspelt filter that is ignored would give wrong counts, and so would a choice without a value that was meant to have one.
    Raises InvalidQuery; for a name, with the nearest one that does exist.
    """
    known = {parameter.name: parameter for parameter in parameters}
    for name, given in values.items():
        parameter = known.get(name)
        if parameter is None:
            near = get_close_matches(name, known, n=1)
            advice = f"did you mean {near[0]}?" if near else f"choose from {', '.join(known)}"
            shown = name if len(name) <= 40 else name[:40] + "…"
            raise InvalidQuery(f"there is no parameter {shown!r}: {advice}", parameter=shown, code="unknown-parameter")
        if parameter.many and len(given) > MAX_VALUES:  # a smaller number has a code of its own, where it is read
            raise InvalidQuery(
                f"{name} has {len(given)} values: give at most {MAX_VALUES}", parameter=name, code="too-many-values"
            )
        most = parameter.schema.get("maxLength")
        if most and name != "claim" and any(len(value) > most for value in given):
            raise InvalidQuery(f"{name} is too long: give at most {most:,} characters", parameter=name, code="text-too-long")
        chosen = parameter.schema.keys() & {"enum", "pattern", "minimum"}
        if chosen and any(not value.strip() for value in given):
            raise InvalidQuery(f"{name} has no value: give one, or leave {name} out", parameter=name, code="no-value")


def as_openapi(page_limit: int, parameters: Iterable[Parameter] = PARAMETERS) -> list[dict[str, Any]]:
    """Return the parameters as OpenAPI 3.1 parameter objects."""
    result: list[dict[str, Any]] = []
    for parameter in parameters:
        schema: dict[str, Any] = dict(parameter.schema)
        if parameter.name == "limit":
            schema["maximum"] = page_limit
            schema["default"] = min(20, page_limit)
        if parameter.many:
            schema = {"type": "array", "items": schema, "minItems": parameter.least, "maxItems": parameter.most}
        entry: dict[str, Any] = {
            "name": parameter.name,
            "in": "query",
            "description": parameter.description,
            "schema": schema,
        }
        if parameter.required:
            entry["required"] = True
        if parameter.many:
            entry["description"] += " May be repeated: the values are alternatives."
            entry |= {"style": "form", "explode": True}
        if parameter.example is not None:
            several = parameter.many and not isinstance(parameter.example, list)
            entry["example"] = [parameter.example] if several else parameter.example
        result.append(entry)
    return result
