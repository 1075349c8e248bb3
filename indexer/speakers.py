"""Mentions -> the people and bodies of one document, and the answer to whom a name, an office or a pronoun means."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence

from indexer.extraction import lexicon
from indexer.extraction.entities import (
    Entity,
    Held,
    extends,
    nearly,
    office_held,
    office_words,
    respelt,
    significant_words,
    words_of,
)
from indexer.extraction.mention import Kind, Mention

# Words that make another office of one: a "Bupati" is no "Wakil Bupati".
_DISTINCT = frozenset({"wakil", "calon", "staf", "ajudan", "asisten", "juru", "deputi", "khusus"})
# Common nouns for bodies: with "itu" or "tersebut" they point back to one that was named.
_COLLECTIVE = lexicon.words("collective")
# Heads that describe anybody.
_DESCRIBING = lexicon.words("describing")
# How many candidates are looked at for one mention. Documents name far fewer people; without a limit a hostile text of
# many names would take quadratic time.
_REACH = 200
# Words of an affiliation that a bare office may adopt: longer ones come from lists of key words that run together.
_LONGEST_ADOPTED = 7
_MOST_INITIALS = 4


class Register:
    """The people and bodies of one document, filled from its mentions and then asked.

    `starts` are the character offsets of the document's tokens, `quoted` the tokens inside quotations, where a name
    introduces nobody.
    """

    def __init__(self, mentions: Sequence[Mention], starts: Sequence[int], quoted: frozenset[int] = frozenset()) -> None:
        self.entities: list[Entity] = []
        self._quoted = quoted
        self._counts = Counter(word for mention in mentions for word in mention.words)
        self._starts = starts
        self._by_word: dict[str, list[Entity]] = {}
        self._by_edge: dict[str, list[Entity]] = {}
        self._holders: dict[str, list[tuple[Entity, Held]]] = {}
        # Fullest names first, so that every shorter form finds the person it belongs to.
        for mention in sorted((m for m in mentions if m.name), key=lambda m: (-len(m.words), m.first)):
            self._add(mention)
        self._vacant = [office_held(mention) for mention in mentions if mention.kind is Kind.OFFICE and mention.affiliation][
            :_REACH
        ]
        for entity in self.entities:
            entity.offices.sort(key=lambda office: office.position)
            entity.positions.sort()
        flags = lexicon.indonesian().flags
        self._introductions = sorted(
            (place, number, entity)
            for number, entity in enumerate(self.entities)
            if not entity.institution and (entity.offices or any(flags.get(word, 0) & lexicon.NAME for word in entity.words))
            for place in entity.positions
        )

    def resolve(self, mention: Mention, current: Entity | None) -> Entity | None:
        """Return whom a mention means; `current` is who is in focus. A new entity where nobody known fits."""
        if mention.name:
            if mention.pointing and mention.head in _COLLECTIVE and current is not None and current.institution:
                return current
            known = self._by_name(mention)
            described = known is None or not any(office.role[:1].isupper() for office in known.offices)
            if known is None or (known.spoke < 0 and len(known.words) == 1 and described):
                known = self._by_part(mention, current) or known
            return known or self._add(mention)
        if mention.role is None:
            return current
        held = self._by_surname(mention) or self._by_office(mention, current)
        if held is not None:
            return held
        if mention.pointing and current is not None and not current.institution and not current.offices:
            self._hold(current, office_held(mention))
        # "kata pedagang tersebut" after a president has spoken: somebody else; "pria itu" may be the president.
        other = mention.private and current is not None and any(not office.private for office in current.offices)
        other = other and mention.head not in _DESCRIBING
        if mention.pointing and current is not None and not other and current.institution == (mention.head in _COLLECTIVE):
            return current
        entity = Entity(None, positions=[mention.first])
        self.entities.append(entity)
        self._hold(entity, office_held(mention))
        return entity

    def office_of(self, entity: Entity) -> Held | None:
        """Return the office in which the document introduces somebody, with the affiliation that it gives anywhere."""
        if not entity.offices:
            return None
        first = entity.offices[0]
        if first.affiliation is None and first.words == {"menteri"}:
            # "Menteri Rahma" may be the headline's short form of the office that the text gives later.
            return next((office for office in entity.offices[1:] if first.words < office.words), first)
        if first.affiliation is not None or "presiden" in first.words or "menteri" in first.words:
            return first
        for office in (*entity.offices[1:], *self._vacant):
            if (
                office.affiliation
                and first.words
                and first.words <= office.words
                and office_words(office.role, None) == first.words
                and len(office.affiliation.split()) <= _LONGEST_ADOPTED
            ):
                return office
        if len(first.words) <= 2:
            return next((office for office in entity.offices[1:] if first.words < office.words and office.affiliation), first)
        return first

    def is_bare(self, entity: Entity) -> bool:
        """Tell whether nothing but a name that has not spoken yet is known of somebody."""
        return not entity.institution and entity.spoke < 0 and not entity.offices

    def name(self, holder: Entity, named: Entity) -> None:
        """Take two entities for one: the holder of an office, and the name that the text uses for him or her."""
        holder.name, holder.words = named.name, named.words
        holder.positions = sorted(holder.positions + named.positions)
        for word in named.words:
            self._by_word[word] = [holder if entity is named else entity for entity in self._by_word[word]]
        self.entities.remove(named)

    def introduced_before(self, character: int) -> tuple[Entity, int] | None:
        """Return the person named last before a character of the text, holders of offices first, and how many tokens ago."""
        token = bisect_left(self._starts, character)
        place = bisect_left(self._introductions, (token,))
        nearest = self._introductions[max(0, place - _REACH) : place]
        holders = [introduction for introduction in nearest if introduction[2].offices]
        if not nearest:
            return None
        introduced, _, entity = (holders or nearest)[-1]
        return entity, token - introduced

    # -- names ----------------------------------------------------------------------------------------------------------

    def _add(self, mention: Mention) -> Entity:
        assert mention.name is not None
        entity = self._by_name(mention)
        if entity is None:
            entity = Entity(mention.name, significant_words(mention), mention.kind is Kind.INSTITUTION)
            self.entities.append(entity)
            self._enter(entity, entity.words)
        entity.ranked |= mention.ranked
        if mention.first not in self._quoted:
            entity.positions.append(mention.first)
        if significant_words(mention) >= entity.words:
            entity.forms[mention.name] += 1
            entity.name = max(entity.forms, key=lambda form: (len(form.split()), not form.isupper(), entity.forms[form], form))
        elif mention.kind is Kind.PERSON and entity.name is not None:
            entity.name = respelt(entity.name, mention.words, self._counts)
        if mention.nickname:
            nicknames = set(words_of(mention.nickname))
            entity.nicknames |= nicknames
            self._enter(entity, nicknames)
        if (mention.role or mention.affiliation) and mention.kind is Kind.PERSON:
            self._hold(entity, office_held(mention))
        return entity

    def _enter(self, entity: Entity, words: Iterable[str]) -> None:
        for word in words:
            self._by_word.setdefault(word, []).append(entity)
            if not entity.institution and len(word) > 3:
                # One letter's difference leaves the first or the last three letters alone, so these find near spellings.
                self._by_edge.setdefault(word[:3] + "-", []).append(entity)
                self._by_edge.setdefault("-" + word[-3:], []).append(entity)

    def _near(self, words: Iterable[str]) -> list[Entity]:
        """Return the people with a name that begins or ends like one of some words, at most a few hundred."""
        edges = (edge for word in words if len(word) > 3 for edge in (word[:3] + "-", "-" + word[-3:]))
        return list(dict.fromkeys(entity for edge in edges for entity in self._by_edge.get(edge, ())[-_REACH:]))

    def _hold(self, entity: Entity, office: Held) -> None:
        entity.offices.append(office)
        for word in office.words:
            self._holders.setdefault(word, []).append((entity, office))

    def _by_name(self, mention: Mention) -> Entity | None:
        assert mention.name is not None
        wanted = significant_words(mention)
        if not wanted:
            return None
        nicknames = lexicon.indonesian().nicknames
        alias = nicknames.get(mention.name.lower()) or nicknames.get(" ".join(mention.words))
        fitting = self._fitting(wanted, mention)
        if alias and not any(entity.words > wanted for entity in fitting):
            fitting = self._fitting(frozenset(alias.lower().split()), mention) or fitting
        if not fitting and mention.kind is Kind.PERSON:
            fitting = [entity for entity in self._near(wanted) if nearly(wanted, entity.words)]
        if not fitting and mention.kind is Kind.PERSON and len(wanted) == 1:
            # "Risma" for "Tri Rismaharini", "Tino" for "Martino", where only one holder of an office has such a name.
            word = next(iter(wanted))
            holders = [
                e
                for e in self._near(wanted)
                if e.offices and len(word) > 3 and any(known.startswith(word) or known.endswith(word) for known in e.words)
            ]
            fitting = holders if len(holders) == 1 else []
        if not fitting and len(wanted) == 1:
            fitting = self._by_initials(mention.name)
        if not fitting:
            return None

        def rank(entity: Entity) -> tuple[int, bool, int, int]:
            before = bisect_left(entity.positions, mention.first)
            recent = entity.positions[before - 1] if before and entity.positions else -1
            return entity.spoke, bool(entity.offices), recent, len(entity.words)

        return max(fitting, key=rank)

    def _by_initials(self, short: str) -> list[Entity]:
        """Return the one person whose initials a word in capitals is ("BG" for Budi Gunarsa), where it is no body's name."""
        known = lexicon.indonesian()
        body = known.flags.get(short.lower(), 0) & lexicon.INSTITUTION or short.lower() in known.bodies
        if not short.isupper() or not 1 < len(short) <= _MOST_INITIALS or body:
            return []
        people = (entity for entity in self.entities[:_REACH] if not entity.institution and entity.name)
        called = [e for e in people if "".join(word[0] for word in (e.name or "").split()).upper() == short]
        return called if len(called) == 1 else []

    def _fitting(self, wanted: frozenset[str], mention: Mention) -> list[Entity]:
        body = mention.kind is Kind.INSTITUTION
        generic = len(wanted) == 1 and lexicon.indonesian().flags.get(next(iter(wanted)), 0) & lexicon.GROUP
        found = []
        for entity in dict.fromkeys(entity for word in wanted for entity in self._by_word.get(word, ())):
            known = entity.words | entity.nicknames
            if entity.institution and not body and (mention.role or mention.titled):
                fits = False
            elif entity.institution and (generic or (not body and len(wanted) > 1) or (body and not extends(entity, wanted))):
                fits = wanted == entity.words
            elif body and not entity.institution:
                # "RW mengatakan" after "RW (33)": initials that were a person's name before.
                fits = wanted == entity.words and (entity.name or "").isupper()
            elif body and len(wanted) > 1:
                # "Bank Indonesia" is no "Gedung Bank Indonesia".
                first = mention.words[0]
                short = all(f"({word})" in (entity.name or "").lower() for word in wanted)  # "DPP IKM"
                fits = wanted <= known and (short or first not in wanted or (entity.name or "").lower().startswith(first))
            else:
                fits = wanted <= known or (not body and not entity.institution and entity.words <= wanted)
            if fits:
                found.append(entity)
        return found

    def _by_part(self, mention: Mention, current: Entity | None) -> Entity | None:
        """Return who is in focus if the name is the beginning or end of one of theirs ("Fira" for "Defira")."""
        if current is None or current.institution or len(mention.words) != 1 or len(mention.words[0]) < 4:
            return None
        part = mention.words[0]
        fits = any(word.endswith(part) or word.startswith(part) for word in current.words)
        # "Suko" for "Sukadiono": a short form that keeps the first three letters.
        fits = fits or any(word[:3] == part[:3] and len(word) > len(part) + 2 for word in current.words)
        return current if fits else None

    def _by_surname(self, mention: Mention) -> Entity | None:
        """Return who bears an office's word as a name ("Khatib" after "Esmail Khatib")."""
        role = mention.role or ""
        if mention.affiliation or " " in role or not role[:1].isupper():
            return None
        bearers = [entity for entity in self._by_word.get(role.lower(), ()) if not entity.institution and len(entity.words) > 1]
        return bearers[-1] if bearers else None

    # -- offices --------------------------------------------------------------------------------------------------------

    def _by_office(self, mention: Mention, current: Entity | None) -> Entity | None:
        assert mention.role is not None
        wanted = office_words(mention.role, mention.affiliation)
        if not wanted:
            return None
        rarest = min((self._holders.get(word, []) for word in wanted), key=len)
        best: tuple[tuple[int, int, int], Entity] | None = None
        for entity, office in rarest[-_REACH:]:
            if (mention.private and not office.private) or not wanted <= office.words:
                continue
            if (office.words - wanted) & _DISTINCT:
                continue
            before = office.position <= mention.first
            closeness = int(entity is current) + int(before)
            score = (closeness, -len(office.words - wanted), office.position if before else -office.position)
            if best is None or score > best[0]:
                best = (score, entity)
        return best[1] if best else None
