"""Text and filters -> Query: what a person asks, before any engine sees it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum


class Mode(StrEnum):
    """By words, by meaning, or both fused."""

    KEYWORD = "keyword"
    SEMANTIC = "semantic"
    HYBRID = "hybrid"


class Order(StrEnum):
    """The order of results."""

    RELEVANCE = "relevance"
    NEWEST = "newest"
    OLDEST = "oldest"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Restrictions beside the words. Values of one field are alternatives, fields are combined with AND.

    `speaker` holds speaker ids; `topic` topic ids; `stance` FAVOR/AGAINST/NONE towards the chosen topics (any topic when
    none is chosen); dates are inclusive.
    """

    speaker: tuple[str, ...] = ()
    role: tuple[str, ...] = ()
    affiliation: tuple[str, ...] = ()
    topic: tuple[str, ...] = ()
    stance: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    event: tuple[str, ...] = ()
    document: tuple[str, ...] = ()
    date_from: dt.date | None = None
    date_to: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """One request. An empty `text` asks for everything that the filters let through, newest first."""

    text: str = ""
    mode: Mode = Mode.HYBRID
    filters: Filters = field(default_factory=Filters)
    order: Order = Order.RELEVANCE
    limit: int = 20
    offset: int = 0
