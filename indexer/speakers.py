"""Mentions -> the people and bodies of one document, and the answer to whom a name, an office or a pronoun means."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from indexer.extraction import lexicon
from indexer.extraction.mentions import Kind, Mention

_MODIFIERS = frozenset({"mantan", "eks", "plt", "plh", "pj", "pjs", "penjabat", "pelaksana", "tugas", "harian"})
# Other words for offices that a country has one of.
_EPITHETS = {
    "kepala negara": "presiden",
    "kepala pemerintahan": "presiden",
    "orang nomor satu": "presiden",
    "rais am": "rais aam",
}


@dataclass(slots=True)
class Office:
    """An office in which somebody is given: where in the text (token), role, affiliation, and the words of both."""

    position: int
    role: str
    affiliation: str | None
    private: bool
    words: frozenset[str]


@dataclass(slots=True)
class Entity:
    """A person or body of the document. `name` is the fullest form; None: known by the office alone."""

    name: str | None
    words: tuple[str, ...] = ()
    institution: bool = False
    offices: list[Office] = field(default_factory=list)
    positions: list[int] = field(default_factory=list)
    nicknames: set[str] = field(default_factory=set)
    spoke: int = -1

    @property
    def office(self) -> Office | None:
        """The office in which the document introduces the person: the first, unless it is bare and a later one is full."""
        if not self.offices:
            return None
        first = self.offices[0]
        if first.affiliation is None and len(first.words) <= 2:
            fuller = [office for office in self.offices[1:] if first.words <= office.words and office.affiliation]
            if fuller:
                return fuller[0]
        return first


def office_words(role: str, affiliation: str | None) -> frozenset[str]:
    """Return the words of an office with short forms spelt out, modifiers such as "mantan" left out."""
    aliases = lexicon.indonesian().aliases
    words: set[str] = set()
    for word in _split(f"{role} {affiliation or ''}"):
        words.update(aliases.get(word, (word,)))
    return frozenset(words - _MODIFIERS - {"dan", "di", "republik", "indonesia", "ri"})


def _split(text: str) -> list[str]:
    return "".join(character if character.isalnum() else " " for character in text.lower()).split()


class Register:
    """The people and bodies of one document, filled from its mentions and then asked."""

    def __init__(self, mentions: Iterable[Mention], starts: Sequence[int]) -> None:
        self.entities: list[Entity] = []
        self._starts = starts
        self._by_word: dict[str, list[Entity]] = {}
        named = [mention for mention in mentions if mention.name]
        # Fullest names first, so that every shorter form finds the person it belongs to.
        for mention in sorted(named, key=lambda m: (-len(m.words), m.first)):
            self._add(mention)
        for entity in self.entities:
            entity.offices.sort(key=lambda office: office.position)
            entity.positions.sort()

    def _add(self, mention: Mention) -> Entity:
        entity = self._by_name(mention, mention.first)
        if entity is None:
            entity = Entity(mention.name, mention.words, mention.kind is Kind.INSTITUTION)
            self.entities.append(entity)
            for word in set(mention.words):
                self._by_word.setdefault(word, []).append(entity)
        entity.positions.append(mention.first)
        if mention.nickname:
            for word in _split(mention.nickname):
                self._by_word.setdefault(word, []).append(entity)
            entity.nicknames.update(_split(mention.nickname))
        if mention.role and mention.kind is Kind.PERSON:
            words = office_words(mention.role, mention.affiliation)
            entity.offices.append(Office(mention.first, mention.role, mention.affiliation, mention.private, words))
        return entity

    def resolve(self, mention: Mention, current: Entity | None) -> Entity | None:
        """Return whom a mention means; `current` is who spoke last. A new entity where nobody known fits."""
        if mention.name:
            return self._by_name(mention, mention.first) or self._add(mention)
        if mention.role is None:
            return current
        if mention.pointing and mention.head not in {"warga"}:
            held = self._by_office(mention, current)
            if held is not None:
                return held
            if current is not None and not current.institution and mention.kind is Kind.OFFICE:
                return current
        held = self._by_office(mention, current)
        if held is not None:
            return held
        words = office_words(mention.role, mention.affiliation)
        entity = Entity(
            None,
            offices=[Office(mention.first, mention.role, mention.affiliation, mention.private, words)],
            positions=[mention.first],
        )
        self.entities.append(entity)
        return entity

    def introduced_before(self, character: int) -> Entity | None:
        """Return the person named last before a character of the text, those with an office first."""
        token = bisect_left(self._starts, character)
        best: tuple[tuple[bool, int], Entity] | None = None
        for entity in self.entities:
            place = bisect_left(entity.positions, token)
            if entity.institution or entity.name is None or not place:
                continue
            score = (bool(entity.offices), entity.positions[place - 1])
            if best is None or score > best[0]:
                best = (score, entity)
        return best[1] if best else None

    def _by_name(self, mention: Mention, position: int) -> Entity | None:
        institution = mention.kind is Kind.INSTITUTION
        wanted = {word for word in mention.words if word.isalnum() or "-" in word or "'" in word or "’" in word}
        if not wanted:
            return None
        candidates = {id(entity): entity for word in wanted for entity in self._by_word.get(word, ())}
        alias = lexicon.indonesian().nicknames.get(" ".join(mention.words)) or lexicon.indonesian().nicknames.get(
            (mention.name or "").lower()
        )
        if alias:
            other = set(alias.lower().split())
            for word in other:
                for entity in self._by_word.get(word, ()):
                    if other <= set(entity.words) or len(other & set(entity.words)) >= 2:
                        candidates[id(entity)] = entity
                        wanted = wanted | other if other <= set(entity.words) else wanted
        fitting = []
        for entity in candidates.values():
            known = set(entity.words) | entity.nicknames
            if institution != entity.institution:
                continue
            if (
                wanted <= known
                or (alias and set(alias.lower().split()) & set(entity.words))
                or (not institution and known and set(entity.words) <= wanted)
            ):
                fitting.append(entity)
        if not fitting:
            return None

        def rank(entity: Entity) -> tuple[bool, int, int]:
            before = [place for place in entity.positions if place <= position]
            return (
                bool(entity.offices),
                entity.spoke if entity.spoke >= 0 else (before[-1] if before else -1),
                len(entity.words),
            )

        return max(fitting, key=rank)

    def _by_office(self, mention: Mention, current: Entity | None) -> Entity | None:
        assert mention.role is not None
        role = _EPITHETS.get(mention.role.lower(), mention.role)
        wanted = office_words(role, mention.affiliation)
        if not wanted:
            return None
        best: tuple[tuple[int, int, int], Entity] | None = None
        for entity in self.entities:
            for office in entity.offices:
                if office.private != mention.private and mention.private:
                    continue
                if not wanted <= office.words:
                    continue
                before = office.position <= mention.first
                score = (
                    int(entity is current) + int(before),
                    -len(office.words - wanted),
                    office.position if before else -office.position,
                )
                if best is None or score > best[0]:
                    best = (score, entity)
        return best[1] if best else None
