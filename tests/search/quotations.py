"""Quotations written for the tests: fictional officials of fictional regencies. Nobody said these words."""

from __future__ import annotations

import csv
import datetime as dt
import re
from dataclasses import replace
from itertools import cycle
from pathlib import Path

from corpus.records import Event, QuotationKind, QuotationView, Span, Stance, TopicStance, speaker_id


def view(
    id: str,
    text: str,
    *,
    kind: str = "direct",
    date: str = "",
    source: str = "",
    speaker: str = "",
    role: str = "",
    affiliation: str = "",
    topics: str = "",
    event: str = "",
) -> QuotationView:
    """Return a quotation from short values; topics as "unity:FAVOR elections:NONE"."""
    pairs = [item.split(":") for item in topics.split()]
    return QuotationView(
        id=id,
        document_id=f"d-{source or 'x'}-{date or 'x'}",
        kind=QuotationKind(kind),
        text=text,
        span=Span(10, 10 + len(text)),
        speaker_id=speaker_id(re.sub(r"\b(Dr|H)\. ", "", speaker)) if speaker else None,
        speaker=speaker or None,
        role=role or None,
        affiliation=affiliation or None,
        confidence=0.9 if speaker else 0.0,
        date=dt.date.fromisoformat(date) if date else None,
        title=f"Kabar dari {source}" if source else None,
        source=source or None,
        event=Event(name=event) if event else None,
        topics=tuple(TopicStance(topic=topic, stance=Stance(stance)) for topic, stance in pairs),
    )


_REGIONS = (None, "jawa-barat", "kabupaten-cirebon", "kota-cirebon", "bali")
"""Regions in turn: a province, two within it, another one, none."""

with (Path(__file__).parent / "quotations.tsv").open(encoding="utf-8") as _file:
    QUOTATIONS = tuple(
        replace(view(**row), region=region)
        for row, region in zip(csv.DictReader(_file, delimiter="\t", quoting=csv.QUOTE_NONE), cycle(_REGIONS), strict=False)
    )
