"""JSON Schemas (2020-12) of everything that the endpoint answers with: one table, used by OpenAPI and by the tests.

`additionalProperties` is false throughout, so that a field that is not described here fails the tests.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from corpus.records import QuotationKind, Stance
from search.compare import Kind
from search.differences import Change
from search.negation import Negation
from search.query import Filters, Mode, Order
from search.timeline import Coverage
from search.verify import Note, Verdict

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"


def _object(properties: Mapping[str, Schema], optional: tuple[str, ...] = (), description: str = "") -> Schema:
    schema: Schema = {
        "type": "object",
        "properties": dict(properties),
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }
    return schema | {"description": description} if description else schema


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _text(description: str = "", *, null: bool = False, **more: Any) -> Schema:
    schema: Schema = {"type": ["string", "null"] if null else "string"}
    if description:
        schema["description"] = description
    return schema | more


def _number(description: str, low: float | None = None, high: float | None = None, kind: str = "number") -> Schema:
    schema: Schema = {"type": kind, "description": description}
    if low is not None:
        schema["minimum"] = low
    if high is not None:
        schema["maximum"] = high
    return schema


def _count(description: str) -> Schema:
    return _number(description, 0, kind="integer")


_DAY = _text("YYYY-MM-DD", null=True, format="date")
_LINK = _text("Address; null where there is none.", null=True, format="uri-reference")

_QUOTATION: dict[str, Schema] = {
    "id": _text("Permanent id."),
    "document_id": _text("Id of the document in which it stands."),
    "kind": _text(
        "direct: between quotation marks; indirect: in the reporter's syntax; mixed: indirect with a quoted fragment.",
        enum=list(QuotationKind),
    ),
    "text": _text("The exact words, as the document has them."),
    "span": _ref("Span"),
    "cue": _text("The word that reports the speech.", null=True),
    "speaker_id": _text("Id to filter by.", null=True),
    "speaker": _text("Name without titles; null when unknown, and then speaker_reason says why.", null=True),
    "role": _text("Office, as the document gives it.", null=True),
    "affiliation": _text("Institution or place of the office.", null=True),
    "official": {"type": "boolean", "description": "Holds an office or speaks for an institution."},
    "speaker_reason": _text("Why the speaker is unknown.", null=True),
    "confidence": _number("Estimated probability that the speaker is right.", 0, 1),
    "rule": _text("What decided the speaker; corrected: a person did."),
    "region": _text("Province, regency or city of the speaker's office, else of where it was said, by id.", null=True),
    "date": _DAY | {"description": "Day of publication."},
    "title": _text("Title of the document.", null=True),
    "source": _text("Who published it.", null=True),
    "url": _text("Where it was published, as the source gives it.", null=True),
    "dateline": _text("Place that opens the document.", null=True),
    "event": {"oneOf": [_ref("Event"), {"type": "null"}]},
    "topics": _list(_ref("TopicStance")),
    "context": _text("The text around it, about a sentence on either side."),
    "links": _ref("QuotationLinks"),
}

_FILTERS = _object(
    {
        name: _DAY if name.startswith("date_") else _list({"type": "string"})
        for name in Filters.__dataclass_fields__
        if name != "updated_since"
    }
    | {"updated_since": _text("Moment of recording.", null=True, format="date-time")}
)

_SHARE: dict[str, Schema] = {
    name: {"type": ["number", "null"], "description": said, "minimum": 0, "maximum": 1}
    for name, said in (
        ("share", "The share; null of nothing."),
        ("low", "Lower bound of its 95 % interval (Wilson)."),
        ("high", "Upper bound of its 95 % interval (Wilson)."),
    )
}
_COVERAGE = _text("none: the corpus holds nothing of the month; thin: less than 100 quotations.", enum=list(Coverage))
_QUERY: dict[str, Schema] = {
    "q": _text(),
    "mode": _text(enum=list(Mode)),
    "order": _text(enum=list(Order)),
    "group": _number("1: quotations of the same words are one result.", 0, 1, kind="integer"),
    "filters": _FILTERS,
}
_NAMED_QUERY = _object({**_QUERY, "name": _text("Words of the names.", null=True)})
_COMPARED_QUERY = _object(
    {
        "by": _text(enum=list(Kind)),
        "sides": _list({"type": "string"}),
        "claim": _text(null=True),
        **_QUERY,
    }
)

SCHEMAS: dict[str, Schema] = {
    "Span": _object(
        {"start": _count("First character."), "end": _count("Character after the last.")},
        description="Half-open range of characters (Unicode code points).",
    ),
    "Event": _object(
        {
            "name": _text(null=True),
            "type": _text(null=True),
            "place": _text(null=True),
            "date": _DAY,
        },
        description="The occasion at which it was said.",
    ),
    "TopicStance": _object(
        {
            "topic": _text("Topic id."),
            "stance": _text("Side towards the topic's target proposition.", enum=list(Stance)),
            "probability": _number("Probability of the stance.", 0, 1),
            "method": _text("What decided it."),
        }
    ),
    "QuotationLinks": _object(
        {
            "self": _LINK,
            "page": _LINK | {"description": "Page that shows it marked in its document."},
            "source": _LINK | {"description": "The live page, opened at these words (text fragment)."},
        }
    ),
    "Quotation": _object(_QUOTATION),
    "Result": _object(
        {
            **_QUOTATION,
            "score": _number("Orders the results of this query; means nothing across queries."),
            "scores": {
                "type": ["object", "null"],
                "description": "With scores=1 each leg's own score where it saw the quotation: keyword (BM25F), semantic "
                "(cosine); otherwise null.",
                "properties": {"keyword": {"type": "number"}, "semantic": {"type": "number"}},
                "additionalProperties": {"type": "number"},
            },
            "marks": _list(_ref("Span")) | {"description": "Spans of text that match the words of the query."},
            "group": {"oneOf": [_ref("Group"), {"type": "null"}]},
        },
        description="A quotation with its place in the answer.",
    ),
    "Group": _object(
        {
            "id": _text("The quotation of these words that was published first; with its versions at /api/v1/groups/<id>."),
            "size": _count("Quotations of these words in the whole index, this one included."),
            "documents": _count("Documents in which they stand."),
            "sources": _count("Sources that published them."),
            "speakers": _list({"type": "string"}) | {"description": "Who is named; several: they are attributed differently."},
            "first": _DAY | {"description": "Day of the first publication."},
        },
        description="The same words, but for small differences, in several places.",
    ),
    "Difference": _object(
        {
            "change": _text(
                "same: in both; only_first, only_second: in one of them; skipped: left out by an ellipsis.", enum=list(Change)
            ),
            "text": _text("The words, as their text has them; where both do, as the second has them."),
        },
        description="A stretch of two wordings laid side by side.",
    ),
    "Version": _object(
        {
            **_QUOTATION,
            "differences": _list(_ref("Difference")) | {"description": "From the version that was published first."},
        },
        description="One of several quotations of the same words.",
    ),
    "Versions": _object(
        {
            "id": _text("The quotation that was published first."),
            "size": _count("How many there are; 1: the words stand nowhere else."),
            "versions": _list(_ref("Version")) | {"description": "The first published first, the undated last."},
        }
    ),
    "Match": _object(
        {
            "verdict": _text("Of the words alone; not_found: merely close.", enum=list(Verdict)),
            "similarity": _number("How far the alleged words and the real stretch agree.", 0, 1),
            "differences": _list(_ref("Difference")) | {"description": "First the alleged words, second the real ones."},
            "speaker_agrees": {
                "type": ["boolean", "null"],
                "description": "Whether the alleged speaker said it; null: none is alleged, or the real one is unknown.",
            },
            "excerpt": {"type": "boolean", "description": "The alleged words are a part of the real ones."},
            "reordered": {"type": "boolean", "description": "Parts changed places."},
            "indirect": {"type": "boolean", "description": "The words stand only in a reporter's syntax."},
            "negation": _text("What became of a negation.", null=True, enum=[*Negation, None]),
            "group": {"oneOf": [_ref("Group"), {"type": "null"}]},
            "quotations": _list(_ref("Quotation"))
            | {"description": "One, or the neighbours that the alleged quotation joins, in their order."},
        },
        description="A real quotation beside an alleged one.",
    ),
    "Verification": _object(
        {
            "query": _object({"q": _text(), "speaker": _text(null=True)}),
            "verdict": _text("What the alleged quotation is.", enum=list(Verdict)),
            "notes": _list(_text(enum=list(Note)))
            | {"description": "What to know of the best match; in_article: the words stand in an article's own text."},
            "matches": _list(_ref("Match")) | {"description": "The closest quotations, the best first, one of each group."},
            "index": {"oneOf": [_ref("Index"), {"type": "null"}]},
            "links": _object({"self": _LINK, "page": _LINK}),
        },
        description="Whether an alleged quotation is real.",
    ),
    "FacetValue": _object(
        {
            "value": _text("What to filter by."),
            "label": _text("What to show."),
            "count": _count("In how many of all matches it occurs."),
        }
    ),
    "Index": _object(
        {
            "quotations": _count("Quotations in the index."),
            "position": _count("Position of the store's change log that the index holds."),
            "committed_at": _text("When it was committed.", format="date-time"),
            "encoder": _text("Embedding model and weights."),
            "pipeline_version": _text("Version of the pipeline that annotated the quotations."),
        },
        description="The index that answered: with the query, this makes an answer reproducible.",
    ),
    "Query": _object(
        {
            "q": _text(),
            "mode": _text(enum=list(Mode)),
            "order": _text(enum=list(Order)),
            "group": _number("1: quotations of the same words are one result.", 0, 1, kind="integer"),
            "filters": _FILTERS,
        },
        description="The query as it was read, defaults filled in.",
    ),
    "PageLinks": _object({"self": _LINK, "page": _LINK, "next": _LINK, "prev": _LINK}),
    "ResultPage": _object(
        {
            "query": _ref("Query"),
            "understood": _text("What was searched for, in Indonesian."),
            "understood_en": _text("The same in English."),
            "notes": _list({"type": "string"}) | {"description": "What was read differently than typed, in Indonesian."},
            "notes_en": _list({"type": "string"}) | {"description": "The same in English."},
            "suggestion": _text("The query with words put right that no quotation holds; null: none is misspelt.", null=True),
            "total": _count("All matching quotations, the same on every page; the facets count these too."),
            "groups": _number("The matches when quotations of the same words count once.", 0, kind="integer")
            | {"type": ["integer", "null"]},
            "limit": _count("Most results in this answer."),
            "offset": _count("Results skipped."),
            "next_cursor": _text("What to give as cursor to read on; null at the end.", null=True),
            "results": _list(_ref("Result")),
            "facets": {
                "type": "object",
                "description": (
                    "Counts over all matches, by speaker, role, affiliation, region, topic, stance, source, event, kind and "
                    "month: the most frequent values first, months in order of time."
                ),
                "additionalProperties": _list(_ref("FacetValue")),
            },
            "index": {"oneOf": [_ref("Index"), {"type": "null"}]},
            "links": _ref("PageLinks"),
        }
    ),
    "Judgement": _object(
        {
            **_QUOTATION,
            "stance": _text("Side that the words take on the claim.", enum=list(Stance)),
            "probability": _number("Probability of the stance.", 0, 1),
            "uncertain": {
                "type": "boolean",
                "description": "It leans to a side, but not clearly enough or too far from the claim: then stance is NONE.",
            },
            "probabilities": _object({label.value: _number("", 0, 1) for label in Stance}),
            "nearness": _number("Its score in the search as a share of the nearest quotation's.", 0, 1),
            "words": _list(_ref("Span"))
            | {"description": "Words of text without which the model would be least sure; for the quotation of why only."},
        },
        description="A quotation with the side that it takes on the claim.",
    ),
    "ClaimColumn": _object(
        {
            "total": _count("Quotations of this side among those judged."),
            "quotations": _list(_ref("Judgement"))
            | {"description": "All of them; first those likeliest to take it and nearest to the claim."},
            "by_speaker": _list(
                _object(
                    {
                        "speaker_id": _text("Id to filter by; null for all whose speaker is unknown.", null=True),
                        "speaker": _text(null=True),
                        "count": _count("Quotations of this speaker on this side."),
                    }
                )
            )
            | {"description": "Who has the most first, the unknown last."},
            "by_month": _list(_object({"month": _text("YYYY-MM."), "count": _count("Quotations of this month.")}))
            | {"description": "Oldest first, without the undated."},
        }
    ),
    "ClaimQuery": _object(
        {
            "claim": _text(),
            "depth": _count("How many quotations were to be judged."),
            "why": _text("Id of the quotation whose deciding words are shown.", null=True),
            "filters": _FILTERS,
        },
        description="The question as it was read, defaults filled in.",
    ),
    "ClaimLinks": _object({"self": _LINK, "page": _LINK, "further": _LINK | {"description": "The same, judged deeper."}}),
    "ClaimPage": _object(
        {
            "query": _ref("ClaimQuery"),
            "model": _text("Version of the entailment model that judged."),
            "found": _count("Quotations that match the claim by words or meaning."),
            "judged": _count("How many of them, the nearest, were judged."),
            "open": _count("Judged quotations that take no side."),
            "supporting": _ref("ClaimColumn"),
            "opposing": _ref("ClaimColumn"),
            "uncertain": _ref("ClaimColumn"),
            "index": {"oneOf": [_ref("Index"), {"type": "null"}]},
            "links": _ref("ClaimLinks"),
        }
    ),
    "Voice": _object(
        {
            "id": _text("Id to filter by."),
            "name": _text(),
            "kind": _text(
                "person or institution; null while it is not settled.", null=True, enum=["person", "institution", None]
            ),
            "matches": _count("Quotations of this speaker that match."),
            "quotations": _count("All quotations of this speaker."),
            "first": _DAY | {"description": "Day of the first match."},
            "last": _DAY | {"description": "Day of the last match."},
            "links": _ref("SpeakerLinks"),
        },
        description="A speaker in a list.",
    ),
    "SpeakerLinks": _object({"self": _LINK, "page": _LINK, "quotations": _LINK}),
    "ListLinks": _object({"self": _LINK, "page": _LINK, "next": _LINK}),
    "Speakers": _object(
        {
            "query": _NAMED_QUERY,
            "total": _count("Speakers of the matches, the same on every page."),
            "matches": _count("Quotations that match, those without a known speaker included."),
            "speakers": _list(_ref("Voice")) | {"description": "Who has most matches first."},
            "next_cursor": _text("What to give as cursor to read on; null at the end.", null=True),
            "index": {"oneOf": [_ref("Index"), {"type": "null"}]},
            "links": _ref("ListLinks"),
        }
    ),
    "Valued": _object(
        {
            "value": _text("What to filter by."),
            "label": _text("What to show."),
            "quotations": _count("Quotations that have it."),
            "first": _DAY | {"description": "Day of the first of them."},
            "last": _DAY | {"description": "Day of the last of them."},
        }
    ),
    "StanceCount": _object(
        {
            "topic": _text("Topic id; null for the claim of a comparison.", null=True),
            "stance": _text(enum=list(Stance)),
            "quotations": _count("Quotations of this side."),
            "distinct": _count("Those of the same words counted once."),
            **_SHARE,
        },
        description="How many quotations take a side; the share is of the distinct ones on the topic.",
    ),
    "Month": _object(
        {
            "month": _text("YYYY-MM."),
            "quotations": _count("Matches of this month."),
            "corpus": _count("All quotations of the month from the same sources."),
            "coverage": _COVERAGE,
            **_SHARE,
            "stances": _list(
                _object({"topic": _text(), "stance": _text(enum=list(Stance)), "quotations": _count("Of this month.")})
            ),
        },
        description="A month; the share is of all quotations of that month, null where the corpus holds none.",
    ),
    "Speaker": _object(
        {
            "id": _text("Permanent id."),
            "name": _text(),
            "kind": _text(
                "person or institution; null while it is not settled.", null=True, enum=["person", "institution", None]
            ),
            "quotations": _count("All quotations."),
            "distinct": _count("Those of the same words counted once."),
            "spellings": _list(_object({"name": _text(), "quotations": _count("Quotations that write it so.")})),
            "offices": _list(
                _object(
                    {
                        "role": _text(null=True),
                        "affiliation": _text(null=True),
                        "first": _DAY,
                        "last": _DAY,
                        "current": {"type": "boolean", "description": "Seen in it until about the last time seen at all."},
                        "quotations": _count("Quotations in this office."),
                    }
                )
            )
            | {"description": "By the first day: days on which documents name the office, not those of appointment."},
            "stances": _list(_ref("StanceCount")),
            "months": _list(_ref("Month")) | {"description": "From the first with a quotation to the last, none left out."},
            "events": _list(_ref("Valued")),
            "regions": _list(_ref("Valued")),
            "index": {"oneOf": [_ref("Index"), {"type": "null"}]},
            "links": _ref("SpeakerLinks"),
        }
    ),
    "Merged": _object(
        {"id": _text("The id asked for."), "merged_into": _text("The id that took it in."), "links": _ref("SpeakerLinks")}
    ),
    "Events": _object(
        {
            "query": _NAMED_QUERY,
            "total": _count("Events of the matches, the same on every page."),
            "events": _list(
                _object(
                    {
                        "value": _text("What to filter by."),
                        "label": _text("What to show."),
                        "quotations": _count("Quotations said there."),
                        "first": _DAY | {"description": "Day on which the first of them was published."},
                        "last": _DAY | {"description": "Day on which the last of them was published."},
                        "links": _object({"quotations": _LINK, "page": _LINK}),
                    }
                )
            )
            | {"description": "By name as documents give it; that with most quotations first."},
            "next_cursor": _text("What to give as cursor to read on; null at the end.", null=True),
            "index": {"oneOf": [_ref("Index"), {"type": "null"}]},
            "links": _ref("ListLinks"),
        }
    ),
    "Timeline": _object(
        {
            "query": _ref("Query"),
            "total": _count("All matches."),
            "undated": _count("Those of which no day is known: in no month."),
            "stances": _list(_ref("StanceCount")),
            "months": _list(_ref("Month")) | {"description": "From the first with a match to the last, none left out."},
            "index": {"oneOf": [_ref("Index"), {"type": "null"}]},
            "links": _object({"self": _LINK, "page": _LINK}),
        }
    ),
    "Change": _object(
        {
            "topic": _text("Topic id; null for the claim.", null=True),
            "before": _ref("Quotation"),
            "before_stance": _text(enum=list(Stance)),
            "after": _ref("Quotation"),
            "after_stance": _text(enum=list(Stance)),
        },
        description="A speaker takes the other side than the time before.",
    ),
    "ComparedSide": _object(
        {
            "side": _text("As it was asked for."),
            "label": _text("What to show."),
            "quotations": _count("All matches of this side."),
            "distinct": _count("Those of the same words counted once."),
            "corpus": _count("All quotations of the same sources and days."),
            **_SHARE,
            "stances": _list(_ref("StanceCount")),
            "words": _list(
                _object(
                    {
                        "word": _text(),
                        "z_score": _number("Log-odds ratio with a Dirichlet prior, in standard deviations."),
                        "quotations_here": _count("Quotations of this side that hold it."),
                        "quotations_elsewhere": _count("Quotations of the other sides that hold it."),
                    }
                )
            )
            | {"description": "Words that tell this side from the others (Monroe et al. 2008), the most telling first."},
            "words_from": _count("Quotations whose words were counted: a sample of the distinct ones where these are many."),
            "results": _list(_ref("Result")) | {"description": "The best matches."},
            "changes_total": _count("Changes of side in all."),
            "changes": _list(_ref("Change")) | {"description": "The newest of them."},
            "judged": {
                "oneOf": [
                    _object(
                        {
                            "judged": _count("Quotations judged, those nearest to the claim."),
                            "model": _text("Version of the entailment model."),
                            "supporting": _ref("ClaimColumn"),
                            "opposing": _ref("ClaimColumn"),
                        }
                    ),
                    {"type": "null"},
                ]
            },
        },
        description="One side; the share is of all quotations of the corpus from the same sources and days.",
    ),
    "Comparison": _object(
        {
            "query": _COMPARED_QUERY,
            "months": _list(
                _object(
                    {
                        "month": _text("YYYY-MM."),
                        "corpus": _count("All quotations of the month from the same sources."),
                        "coverage": _COVERAGE,
                        "quotations": _list(_count("Matches, in the order of the sides.")),
                    }
                )
            ),
            "sides": _list(_ref("ComparedSide")),
            "index": {"oneOf": [_ref("Index"), {"type": "null"}]},
            "links": _object({"self": _LINK, "page": _LINK}),
        }
    ),
    "Topic": _object(
        {
            "id": _text("What to filter by."),
            "name": {"type": "object", "description": "By language.", "additionalProperties": {"type": "string"}},
            "target": {
                "type": "object",
                "description": "The proposition towards which stance is judged, by language.",
                "additionalProperties": {"type": "string"},
            },
        }
    ),
    "Topics": _object({"topics": _list(_ref("Topic"))}),
    "Health": _object({"status": _text(enum=["ok"]), "index": _ref("Index")}),
    "Problem": _object(
        {
            "type": _text("about:blank: `code` says more than a page could.", format="uri-reference"),
            "title": _text("The HTTP status in words."),
            "status": _number("The HTTP status.", 400, 599, kind="integer"),
            "detail": _text("What was given, what is wrong with it, what to do."),
            "instance": _text("The address asked for.", format="uri-reference"),
            "code": _text("Stable word for the fault.", pattern="^[a-z0-9-]+$"),
            "parameter": _text("The request's parameter at fault."),
        },
        # What cannot even be read as a request is answered by the server, which knows no address.
        optional=("parameter", "instance"),
        description="RFC 9457 problem details.",
    ),
}


def standalone(name: str) -> Schema:
    """Return one schema with everything it refers to, for a JSON Schema validator."""
    return {"$schema": DIALECT, "$ref": f"#/components/schemas/{name}", "components": {"schemas": SCHEMAS}}
