"""Annotated statements written for the store's tests: fictional officials of a fictional regency."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from corpus.records import (
    AnnotatedDocument,
    Attribution,
    Document,
    Event,
    Quotation,
    QuotationKind,
    Span,
    Stance,
    TopicStance,
    quotation_id,
    text_digest,
)

MEETING = Event(name="rapat persiapan pemilihan", type="rapat", place="Pendopo Telaga Jingga", date=dt.date(2031, 5, 6))
ELECTIONS = TopicStance(topic="elections", stance=Stance.FAVOR, probability=0.75, method="rule")
UNITY = TopicStance(topic="unity", stance=Stance.NONE, probability=0.5, method="model")


@dataclass(frozen=True)
class Saying:
    """What somebody says in a statement."""

    words: str
    speaker: str | None = "Ratna Wulandari"
    topics: tuple[TopicStance, ...] = (ELECTIONS,)
    event: Event | None = MEETING
    rule: str = "marks"


def statement(
    identifier: str = "telaga-1",
    sayings: Iterable[Saying | str] = ("Kotak suara sudah tersimpan di gudang kecamatan.",),
    *,
    title: str | None = "Kotak suara siap",
    opening: str = "TELAGA JINGGA - Persiapan di kabupaten ini berjalan.",
    version: str = "1",
    source: str | None = "Humas Telaga Jingga",
) -> AnnotatedDocument:
    """Write a statement around the sayings and annotate it as a pipeline would."""
    text, quotations, seen = opening, [], dict[str, int]()
    for saying in (Saying(words) if isinstance(words, str) else words for words in sayings):
        start = len(text) + len("\n\n“")
        text += f"\n\n“{saying.words}” katanya."
        end = start + len(saying.words)
        quotations.append(
            Quotation(
                id=quotation_id(identifier, saying.words, seen.setdefault(saying.words, 0)),
                document_id=identifier,
                kind=QuotationKind.DIRECT,
                span=Span(start, end),
                text=saying.words,
                cue="katanya",
                cue_span=Span(end + 2, end + 9),
                attribution=Attribution(
                    speaker=saying.speaker,
                    role="Bupati" if saying.speaker else None,
                    affiliation="Kabupaten Telaga Jingga" if saying.speaker else None,
                    official=saying.speaker is not None,
                    confidence=0.9 if saying.speaker else 0.0,
                    rule="full name" if saying.speaker else "none",
                    reason=None if saying.speaker else "no name in the document",
                ),
                event=saying.event,
                topics=saying.topics,
                confidence=0.95,
                rule=saying.rule,
            )
        )
        seen[saying.words] += 1
    raw = f"<p>{text}</p>"
    document = Document(
        id=identifier,
        text=text,
        raw=raw,
        content_hash=text_digest(f"{raw}\x1f{title}\x1f{source}"),
        title=title,
        date=dt.date(2031, 5, 7),
        dateline="TELAGA JINGGA",
        source=source,
        url=f"https://telagajingga.example/{identifier}",
        fetched_at=dt.datetime(2031, 5, 8, 9, 30, tzinfo=dt.UTC),
        media_type="text/html",
    )
    return AnnotatedDocument(document=document, quotations=tuple(quotations), event=MEETING, pipeline_version=version)


def read_again(annotated: AnnotatedDocument, version: str, **changed: object) -> AnnotatedDocument:
    """Return the same document as another pipeline version would annotate it: each quotation with fields changed."""
    quotations = tuple(replace(quotation, **changed) for quotation in annotated.quotations)  # type: ignore[arg-type]
    return replace(annotated, quotations=quotations, pipeline_version=version)
