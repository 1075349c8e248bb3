"""Gold annotations and predictions, read from the JSON that `kutipan extract` writes and the gold files share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from corpus.records import QuotationKind

Scores = dict[str, float]
"""Figures of one measurement by dotted name ("direct.exact.F1"), in the order in which they are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """One attributed piece of speech, as annotated or as found. `confidence` is that of the attribution, if it was given."""

    kind: QuotationKind
    text: str
    cue: str | None = None
    speaker: str | None = None
    role: str | None = None
    affiliation: str | None = None
    official: bool = False
    confidence: float | None = None

    @property
    def office(self) -> str:
        """Role and affiliation as one text: where the one ends and the other begins is a matter of taste."""
        return " ".join(filter(None, (self.role, self.affiliation)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Occasion:
    """Name, place and ISO date of the event that an article tells of; None for what it doesn't say."""

    name: str | None = None
    place: str | None = None
    date: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """All that is annotated in one article. `occasion` is None where nobody looked for events, which differs from no event."""

    id: str
    quotes: tuple[Quoted, ...] = ()
    occasion: Occasion | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """The topics of one quotation, each with FAVOR, AGAINST or NONE, and the probabilities of these, if given."""

    id: str
    topics: Mapping[str, str]
    probabilities: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """An article with labelled character spans (start, end, label), in order of their start: PFSA-ID's form."""

    id: str
    text: str
    spans: tuple[tuple[int, int, str], ...]


def article(record: Mapping[str, Any]) -> Article:
    """Return the article of a line of JSON. Raises KeyError, TypeError or ValueError when it is none."""
    event = record.get("event") or {}
    return Article(
        id=record["id"],
        quotes=tuple(map(quoted, record["quotes"])),
        occasion=Occasion(**{name: event.get(name) for name in ("name", "place", "date")}) if "event" in record else None,
    )


def quoted(record: Mapping[str, Any]) -> Quoted:
    """Return one quotation of a line of JSON."""
    return Quoted(
        kind=QuotationKind(record["kind"]),
        text=record["text"],
        cue=record.get("cue"),
        speaker=record.get("speaker"),
        role=record.get("speaker_role"),
        affiliation=record.get("speaker_affiliation"),
        official=bool(record.get("official")),
        confidence=record.get("confidence"),
    )


def labelled(record: Mapping[str, Any]) -> Labelled:
    """Return the topics and stances of a line of JSON."""
    return Labelled(id=record["id"], topics=dict(record["topics"]), probabilities=dict(record.get("probabilities", {})))


def marked(record: Mapping[str, Any]) -> Marked:
    """Return an article with spans of a line of JSON."""
    spans = ((span["start"], span["end"], span["label"]) for span in record["spans"])
    return Marked(id=record["id"], text=record["text"], spans=tuple(sorted(spans, key=lambda span: span[0])))


def claim_stance(record: Mapping[str, Any]) -> tuple[str, str]:
    """Return id and stance of a line of JSON that judges a quotation against a claim."""
    return str(record["id"]), record["stance"]  # as `kutipan label --claims` gives an id back
