"""A hit -> what its card on the result page shows."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from corpus.records import QuotationView
from search.results import Group, Hit
from webui import vocabulary
from webui.address import page_address
from webui.ports import TopicText
from webui.wording import excerpt, fragment_link, marked


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """The side that a quotation takes on a topic, in words."""

    topic: str
    topic_name: str
    stance: str
    stance_name: str
    probability: float
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One result, ready to be shown."""

    number: int
    quotation: QuotationView
    words: Markup
    cut_before: bool
    cut_after: bool
    badges: tuple[Badge, ...]
    address: str
    speaker_address: str | None
    live_address: str | None
    by_meaning: bool
    group: Group | None = None


def card(number: int, hit: Hit, topics: tuple[TopicText, ...]) -> Card:
    """Return the card of one hit; `number` counts from 1 over all pages."""
    quotation = hit.quotation
    window = excerpt(quotation.text, hit.marks)
    return Card(
        number=number,
        quotation=quotation,
        words=marked(quotation.text, hit.marks, window),
        cut_before=window.start > 0,
        cut_after=window.end < len(quotation.text),
        badges=badges(quotation, topics),
        address=page_address("quotation", id=quotation.id),
        speaker_address=speaker_address(quotation),
        live_address=fragment_link(quotation.url, quotation.text),
        group=hit.group,
        by_meaning="semantic" in hit.scores and "keyword" not in hit.scores,
    )


def badges(quotation: QuotationView, topics: tuple[TopicText, ...]) -> tuple[Badge, ...]:
    """Return a quotation's topics and stances in the reader's language."""
    targets = {topic.id: vocabulary.in_language(topic.target) for topic in topics}
    return tuple(
        Badge(
            topic=item.topic,
            topic_name=vocabulary.topic_name(item.topic, topics),
            stance=str(item.stance),
            stance_name=vocabulary.stance_name(item.stance),
            probability=item.probability,
            target=targets.get(item.topic, ""),
        )
        for item in quotation.topics
    )


def speaker_address(quotation: QuotationView) -> str | None:
    """Return the address of the page of the quotation's speaker; None when unknown."""
    return page_address("speaker", id=quotation.speaker_id) if quotation.speaker_id else None
