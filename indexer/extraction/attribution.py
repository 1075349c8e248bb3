"""Pieces of speech in order -> who said each, following the discourse rather than the distance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from corpus.records import Attribution
from indexer.extraction.mentions import Kind, Mention
from indexer.extraction.speech import Focus, Pointer, Speech
from indexer.speakers import Entity, Register

# Below this confidence the speaker is unknown: on the development articles fewer than half of those below it were right.
THRESHOLD = 0.35


def attribute(items: Sequence[Speech | Focus], register: Register, text: str) -> Iterator[tuple[Speech, Attribution]]:
    """Yield every piece of speech with its speaker, in the order of the text."""
    current: Entity | None = None
    focus: Entity | None = None
    announced = False
    person: Entity | None = None
    last_end = 0
    for place, item in enumerate(items):
        if isinstance(item, Focus):
            entity = register.resolve(item.mention, current)
            if entity is not None and (entity.name or entity.offices):
                focus, announced = entity, item.announced or (announced and focus is entity)
            continue
        entity, confidence, rule, reason = None, 0.0, "none", None
        if item.pointer is Pointer.NAMED and item.mention is not None:
            entity = register.resolve(item.mention, focus or current if item.mention.pointing else current)
            confidence, rule = _certainty_of(item.mention), "named"
        elif item.pointer is Pointer.UNKNOWN:
            reason = "the text gives nobody as the source of these words"
        elif item.pointer in (Pointer.UNCUED, Pointer.NEXT):
            entity, confidence, rule = _uncued(items, place, register, current, focus, announced, text, last_end)
        else:
            entity, confidence, rule = _implied(item, current, focus, announced, person)
        if rule == "group":
            reason = "a group of people who are not named"
        if entity is None and reason is None:
            entity, confidence, rule = _nearest(register, item, text)
            if entity is None:
                reason = "nobody who could have said it is named near it"
        yield item, _attribution(entity, confidence, rule, reason)
        if entity is not None:
            current = entity
            entity.spoke = place
            focus, announced = None, False
            if not entity.institution:
                person = entity
        last_end = max(last_end, item.end)


def _certainty_of(mention: Mention) -> float:
    if mention.kind is Kind.PERSON:
        return 0.97
    return 0.9 if mention.kind in (Kind.OFFICE, Kind.INSTITUTION) else 0.8


def _implied(
    item: Speech, current: Entity | None, focus: Entity | None, announced: bool, person: Entity | None
) -> tuple[Entity | None, float, str]:
    if item.mention is not None and item.mention.head == "mereka":
        return None, 0.0, "group"
    if (
        focus is not None
        and focus is not current
        and (announced or current is None or current.institution or item.mention is not None)
    ):
        return focus, 0.9 if announced else 0.75, "focus"
    if current is None:
        return None, 0.0, "none"
    if current.institution and person is not None:
        # "-nya" and "ia" mean a person where one has spoken before the body that he or she speaks for.
        return person, 0.7, "person-in-focus"
    return current, 0.93, "continued"


def _uncued(
    items: Sequence[Speech | Focus],
    place: int,
    register: Register,
    current: Entity | None,
    focus: Entity | None,
    announced: bool,
    text: str,
    last_end: int,
) -> tuple[Entity | None, float, str]:
    """A piece without a cue: the next piece's speaker where nothing stands between, else who is in focus."""
    item = items[place]
    assert isinstance(item, Speech)
    for later in items[place + 1 :]:
        if isinstance(later, Focus):
            break
        between = text[item.end : later.start].strip(" \n\t\"“”'’.,‘")
        if between:
            break
        if later.pointer is Pointer.NAMED and later.mention is not None:
            return register.resolve(later.mention, current), 0.88, "next"
        if later.pointer is Pointer.IMPLIED:
            break
        item = later
    if focus is not None:
        return focus, 0.85 if announced else 0.7, "focus"
    return current, 0.85 if current else 0.0, "continued"


def _nearest(register: Register, item: Speech, text: str) -> tuple[Entity | None, float, str]:
    """Return the person introduced last before a piece whose speaker the discourse does not give."""
    entity = register.introduced_before(item.start)
    return (entity, 0.55, "introduced") if entity is not None else (None, 0.0, "none")


def _attribution(entity: Entity | None, confidence: float, rule: str, reason: str | None) -> Attribution:
    if entity is None or confidence < THRESHOLD:
        return Attribution(confidence=confidence, rule=rule, reason=reason or "the evidence for a speaker is too weak")
    office = entity.office
    official = entity.institution or (office is not None and not office.private)
    return Attribution(
        speaker=entity.name,
        role=office.role if office else None,
        affiliation=office.affiliation if office else None,
        official=official,
        confidence=confidence,
        rule=rule,
        reason=None if entity.name else "the document does not name the person",
    )
