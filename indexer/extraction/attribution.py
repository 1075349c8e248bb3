"""Pieces of speech in order -> who said each, following the discourse rather than the distance.

The text keeps somebody in focus: who spoke last, or whom a sentence in between turned to. "-nya", pronouns and bare
quotations belong to the focus; a name or an office moves it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from corpus.records import Attribution
from indexer.extraction.entities import Entity
from indexer.extraction.lexicon import words
from indexer.extraction.mention import Kind
from indexer.extraction.speech import Focus, Pointer, Speech
from indexer.speakers import Register

# Below this confidence the speaker is unknown. It leaves out what only a person named long before could have said.
THRESHOLD = 0.4
# Tokens back to a person's introduction: within about three sentences, and within about eight.
_NEAR, _FAR = 60, 160
# Heads by which a text describes who is in focus already instead of naming anybody new.
_DESCRIBING = words("describing")
# How many pieces without a cue may stand before the one that names their speaker.
_LOOK_AHEAD = 12
_GROUPS = frozenset({"mereka", "keduanya", "ketiganya"})


@dataclass(frozen=True, slots=True)
class Decision:
    """Who said a piece of speech, with the estimated probability that it is right, what decided, or why nobody did."""

    entity: Entity | None
    confidence: float
    rule: str
    reason: str | None = None


_NOBODY = Decision(None, 0.0, "none", "nobody who could have said it is named near it")
_UNSIGNED = Decision(None, 0.0, "none", "the text gives nobody as the source of these words")
_GROUP = Decision(None, 0.0, "none", "a group of people who are not named")


def attribute(items: Sequence[Speech | Focus], register: Register, text: str) -> Iterator[tuple[Speech, Attribution]]:
    """Yield every piece of speech with its speaker, in the order of the text."""
    discourse = _Discourse(items, register, text)
    # An unnamed office may get its name from a later sentence, so nothing is given out before the end.
    decided = []
    for place, item in enumerate(items):
        if isinstance(item, Speech):
            decided.append((item, discourse.decide(place, item)))
        else:
            discourse.turn(item)
    for item, decision in decided:
        yield item, _attribution(register, decision)


class _Discourse:
    """Whom the text has in focus while it is read from its beginning to its end."""

    def __init__(self, items: Sequence[Speech | Focus], register: Register, text: str) -> None:
        self.items = items
        self.register = register
        self.text = text
        self.current: Entity | None = None  # who spoke last
        self.person: Entity | None = None  # the last of them who was a person
        self.turned: Entity | None = None  # whom a sentence has turned to since
        self.announced = False  # and it said that this person speaks

    def turn(self, item: Focus) -> None:
        """Take in whom a sentence turns to."""
        entity = self.register.resolve(item.mention, self.current)
        if entity is not None and (entity.name is not None or item.announced):
            self.announced = item.announced or (self.announced and self.turned is entity)
            self.turned = entity

    def decide(self, place: int, item: Speech) -> Decision:
        """Return who said a piece, and bring that person or body into focus."""
        if item.pointer is Pointer.NAMED and item.mention is not None:
            decision = self._named(item)
        elif item.pointer is Pointer.UNKNOWN:
            return _UNSIGNED
        elif item.pointer is Pointer.IMPLIED:
            decision = self._implied(item)
        else:
            decision = self._uncued(place)
        if decision is _GROUP:
            return decision
        if decision.entity is None:
            decision = self._announced_next(place) or self._introduced(item)
        if decision.confidence >= THRESHOLD:
            self._spoke(place, decision.entity)
        return decision

    def _announced_next(self, place: int) -> Decision | None:
        """Whom the sentence after a text's first pieces announces: "…," ungkapnya. / Hal itu diungkapkan Saan."""
        for later in self.items[place + 1 : place + 1 + _LOOK_AHEAD]:
            if isinstance(later, Focus):
                entity = self.register.resolve(later.mention, self.current) if later.announced else None
                return Decision(entity, 0.8, "announced-next") if entity is not None and entity.name else None
            if later.pointer is Pointer.NAMED:
                return None
        return None

    def _introduced(self, item: Speech) -> Decision:
        """The person introduced last before a piece that nothing else gives to anybody; the farther, the less likely."""
        found = self.register.introduced_before(item.start)
        if found is None:
            return _NOBODY
        entity, distance = found
        return Decision(entity, 0.6 if distance <= _NEAR else 0.45 if distance <= _FAR else 0.3, "introduced")

    def _spoke(self, place: int, entity: Entity | None) -> None:
        if entity is None:
            return
        entity.spoke = place
        self.current, self.turned, self.announced = entity, None, False
        if not entity.institution:
            self.person = entity

    def _named(self, item: Speech) -> Decision:
        assert item.mention is not None
        mention = item.mention
        entity = self.register.resolve(mention, self.turned or self.current)
        current = self.current
        if mention.kind is Kind.OFFICE and mention.pointing and entity is not None and entity.name is None and not current:
            # "… kata laporan Sitorus. Mantan kepala biro ini memastikan": whoever was named right before.
            found = self.register.introduced_before(item.start)
            if found is not None and found[1] <= _NEAR and found[0].name:
                return Decision(found[0], 0.72, "pointed-at")
        described = (
            mention.kind is Kind.OFFICE and not mention.private and mention.role is not None and mention.role[:1].islower()
        )
        if (
            described
            and entity is not None
            and entity.name is None
            and current is not None
            and current.name
            and entity.spoke < 0
        ):
            # "ujar mantan kapten tim yang pensiun tahun lalu": a description of who is in focus already.
            return Decision(current, 0.72, "described")
        unnamed = current is not None and current.name is None and current.offices and not current.offices[0].private
        unnamed = unnamed and current is not None and current.offices[0].role[:1].isupper()
        if unnamed and entity is not None and mention.kind is Kind.PERSON and self.register.is_bare(entity) and not self.turned:
            # "Bupati X meminta …" and then "jelas Romi": a name that nothing introduces is the office's holder.
            assert current is not None
            self.register.name(current, entity)
            entity = current
        sure = {Kind.PERSON: 0.97, Kind.OFFICE: 0.9, Kind.INSTITUTION: 0.92}.get(mention.kind, 0.8)
        return Decision(entity, sure, "named")

    def _implied(self, item: Speech) -> Decision:
        pronoun = item.mention.head if item.mention is not None else None
        if pronoun in _GROUPS:
            body = self.current is not None and self.current.institution and pronoun == "mereka" and self.turned is None
            return Decision(self.current, 0.75, "body-in-focus") if body else _GROUP
        turned, current = self.turned, self.current
        office = self.register.office_of(turned) if turned is not None else None
        holder = office is not None and not office.private
        open_to_turn = self.announced or current is None or current.institution or pronoun is not None or holder
        if turned is not None and turned is not current and open_to_turn:
            return Decision(turned, 0.9 if self.announced else 0.75, "focus")
        if current is None:
            return _NOBODY
        if current.institution and self.person is not None:
            # "-nya" and "ia" mean a person where one has spoken before the body that he or she speaks for.
            return Decision(self.person, 0.7, "person-in-focus")
        return Decision(current, 0.93, "continued")

    def _uncued(self, place: int) -> Decision:
        """A piece without a cue: the next piece's speaker where nothing stands between, else who is in focus."""
        item = self.items[place]
        assert isinstance(item, Speech)
        for later in self.items[place + 1 : place + 1 + _LOOK_AHEAD]:
            if isinstance(later, Focus) or self.text[item.end : later.start].strip(" \n\t\"“”'’.,‘"):
                break
            if later.pointer is Pointer.NAMED and later.mention is not None:
                return Decision(self.register.resolve(later.mention, self.current), 0.88, "next")
            if later.pointer is Pointer.IMPLIED:
                break
            item = later
        if self.turned is not None:
            return Decision(self.turned, 0.85 if self.announced else 0.7, "focus")
        return Decision(self.current, 0.85, "continued") if self.current is not None else _NOBODY


def _attribution(register: Register, decision: Decision) -> Attribution:
    entity = decision.entity
    if entity is None or decision.confidence < THRESHOLD:
        reason = decision.reason or "the evidence for a speaker is too weak"
        return Attribution(confidence=decision.confidence, rule=decision.rule, reason=reason)
    # A body that speaks holds no office: one found beside its name is somebody's there.
    office = None if entity.institution else register.office_of(entity)
    return Attribution(
        speaker=entity.name,
        role=(office.role or None) if office else None,
        affiliation=office.affiliation if office else None,
        official=entity.institution or entity.ranked or (office is not None and not office.private),
        confidence=decision.confidence,
        rule=decision.rule,
        reason=None if entity.name else "the document does not name the person",
    )
