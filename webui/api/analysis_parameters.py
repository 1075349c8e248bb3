"""The parameters of what is counted rather than listed: speakers, events, timelines and comparisons."""

from __future__ import annotations

from search.compare import FEWEST, MOST, Kind
from search.query import MAX_TEXT
from webui.api.parameters import PARAMETERS, Parameter

_LIST = {"order", "offset", "group", "limit"}

SUBJECT: tuple[Parameter, ...] = tuple(each for each in PARAMETERS if each.name not in _LIST)
"""What is counted: the words, the mode and the filters of a search."""

_PAGE: tuple[Parameter, ...] = (
    next(each for each in PARAMETERS if each.name == "limit"),
    Parameter(
        name="cursor",
        description="Where the list goes on: next_cursor of the answer before, sent with the same parameters.",
        schema={"type": "string", "maxLength": 1000},
    ),
)

SPEAKER_PARAMETERS: tuple[Parameter, ...] = (
    Parameter(
        name="name",
        description="Only speakers whose names hold these words, or their beginnings; titles make no difference.",
        schema={"type": "string", "maxLength": MAX_TEXT},
        example="tito karnavian",
    ),
    *SUBJECT,
    *_PAGE,
)

EVENT_PARAMETERS: tuple[Parameter, ...] = (
    Parameter(
        name="name",
        description="Only events whose names hold these words, or their beginnings.",
        schema={"type": "string", "maxLength": MAX_TEXT},
        example="rapat koordinasi",
    ),
    *SUBJECT,
    *_PAGE,
)

TIMELINE_PARAMETERS: tuple[Parameter, ...] = SUBJECT

COMPARE_PARAMETERS: tuple[Parameter, ...] = (
    Parameter(
        name="by",
        description="What the sides are: speakers by id, institutions as documents name them, or periods.",
        schema={"type": "string", "enum": list(Kind), "default": Kind.SPEAKER.value},
    ),
    Parameter(
        name="side",
        description=f"What is compared, two to {MOST} times; a period as date takes it: 2024, 2025-01..2025-06.",
        schema={"type": "string"},
        many=True,
        least=FEWEST,
        most=MOST,
        required=True,
        example=["prabowo-subianto", "ganjar-pranowo"],
    ),
    Parameter(
        name="claim",
        description="A sentence that one can be for or against, in place of q: then stances are those towards it.",
        schema={"type": "string", "maxLength": 600},
    ),
    *SUBJECT,
)
