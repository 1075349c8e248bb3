"""QuotationView <-> one line of JSON: the card that the index keeps, so that searching needs the index folder alone."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from corpus.records import Event, QuotationKind, QuotationView, Span, Stance, TopicStance


def to_line(view: QuotationView) -> bytes:
    """Return the card as UTF-8 JSON without a line break; empty fields are left out."""
    card: dict[str, Any] = {
        "id": view.id,
        "document_id": view.document_id,
        "kind": view.kind.value,
        "text": view.text,
        "span": [view.span.start, view.span.end],
        "cue": view.cue,
        "speaker_id": view.speaker_id,
        "speaker": view.speaker,
        "role": view.role,
        "affiliation": view.affiliation,
        "official": view.official,
        "speaker_reason": view.speaker_reason,
        "confidence": view.confidence,
        "rule": view.rule if view.rule != "none" else None,
        "region": view.region,
        "date": _day_out(view.date),
        "title": view.title,
        "source": view.source,
        "url": view.url,
        "dateline": view.dateline,
        "event": view.event
        and {"name": view.event.name, "type": view.event.type, "place": view.event.place, "date": _day_out(view.event.date)},
        "topics": [[item.topic, item.stance.value, item.probability, item.method] for item in view.topics],
        "context": view.context,
    }
    filled = {name: value for name, value in card.items() if value not in (None, "", [], False) or name == "text"}
    # A lone surrogate (broken input) has no UTF-8; JSON's own escape keeps it.
    return json.dumps(filled, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")


def from_line(line: bytes) -> QuotationView:
    """Return the view that `to_line` was given. Raises ValueError or KeyError for anything else."""
    card = json.loads(line)
    event = card.get("event")
    return QuotationView(
        id=card["id"],
        document_id=card.get("document_id", ""),
        kind=QuotationKind(card["kind"]),
        text=card["text"],
        span=Span(*card["span"]),
        cue=card.get("cue"),
        speaker_id=card.get("speaker_id"),
        speaker=card.get("speaker"),
        role=card.get("role"),
        affiliation=card.get("affiliation"),
        official=card.get("official", False),
        speaker_reason=card.get("speaker_reason"),
        confidence=card.get("confidence", 0.0),
        rule=card.get("rule", "none"),
        region=card.get("region"),
        date=_day_in(card.get("date")),
        title=card.get("title"),
        source=card.get("source"),
        url=card.get("url"),
        dateline=card.get("dateline"),
        event=event and Event(name=event["name"], type=event["type"], place=event["place"], date=_day_in(event["date"])),
        topics=tuple(TopicStance(topic=t, stance=Stance(s), probability=p, method=m) for t, s, p, m in card.get("topics", ())),
        context=card.get("context", ""),
    )


def _day_out(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _day_in(day: str | None) -> dt.date | None:
    return dt.date.fromisoformat(day) if day else None
