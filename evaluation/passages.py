"""The project's own gold: short passages, one phenomenon each, and quotations with the side they take. Files in `gold/`.

All people, places and offices of it are fictional; the annotation follows the guidelines word for word.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from corpus.records import QuotationKind, RawDocument
from evaluation.records import Article, Labelled, Occasion, Quoted

FOLDER = Path(__file__).parent / "gold"
PASSAGES = FOLDER / "passages.yaml"
STANCES = FOLDER / "stances.yaml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A text, what it tests and why, and what a careful reader finds in it."""

    phenomenon: str
    reason: str
    document: RawDocument
    gold: Article


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A quotation with its topics and stances, and what makes it hard."""

    text: str
    reason: str
    gold: Labelled


@cache
def passages() -> tuple[Passage, ...]:
    """Read the passages."""
    return tuple(map(_passage, yaml.safe_load(PASSAGES.read_text(encoding="utf-8"))))


@cache
def sayings() -> tuple[Said, ...]:
    """Read the quotations with stances."""
    rows = yaml.safe_load(STANCES.read_text(encoding="utf-8"))
    return tuple(
        Said(
            text=row["text"],
            reason=row["reason"],
            gold=Labelled(id=f"stance/{number:03}", topics=row["topics"], probabilities={}),
        )
        for number, row in enumerate(rows, 1)
    )


def _passage(row: Mapping[str, Any]) -> Passage:
    key = row["id"]
    day: dt.date | None = row.get("date")
    document = RawDocument(location=f"{PASSAGES.name}#{key}", id=key, text=row["text"], title=row.get("title"), date=day)
    gold = Article(id=key, quotes=tuple(map(_quoted, row["quotes"])), occasion=_occasion(row))
    return Passage(phenomenon=row["phenomenon"], reason=row["reason"], document=document, gold=gold)


def _quoted(row: Mapping[str, Any]) -> Quoted:
    kind = next(kind for kind in QuotationKind if kind.value in row)
    speaker, role, affiliation = [*(row.get("by") or []), None, None, None][:3]
    return Quoted(kind=kind, text=row[kind.value], cue=row.get("cue"), speaker=speaker, role=role, affiliation=affiliation)


def _occasion(row: Mapping[str, Any]) -> Occasion | None:
    if "event" not in row:
        return None
    event = row["event"] or {}
    day: dt.date | None = event.get("date")
    return Occasion(name=event.get("name"), place=event.get("place"), date=day.isoformat() if day else None)
