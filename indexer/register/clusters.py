"""Mentions of speakers in documents -> sets of mentions that are one person or one institution.

Careful in both directions. Mentions of one name come together unless their offices say that they are two people; of a
common name only where their offices say that they are one. Names that differ (a middle name, an initial, a spelling) come
together only with an office in common. What is still open stays apart.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from corpus.store.records import Mention, SpeakerKind
from indexer.extraction import lexicon
from indexer.register import forms, names
from indexer.register.evidence import MODEST, Evidence, clash
from indexer.register.forms import Name
from indexer.register.offices import ENOUGH, Office, offices_by_key

Key = tuple[str, str]

# A name so rare that a longer one around it is the same person's: each word in hardly any other name.
_RARE = 20
# From here on a name is so frequent that two bearers who share nothing at all in their offices are two.
_FREQUENT = 150
# Words that have run into a name rather than being part of it.
_NO_NAME = lexicon.ORDINARY | lexicon.OFFICE | lexicon.OFFICE_WORD | lexicon.TITLE | lexicon.ADDRESS | lexicon.REGION
# Share of the documents from which one bearer of a common name is the one who is meant without an office, and how many
# documents that takes: somebody known to readers.
_DOMINANT, _KNOWN_BEARER = 0.8, 5
# In how many documents a form of a public person's name stands with an office before the office is theirs.
_SEVERAL = 3


@dataclass(slots=True, eq=False)
class Cluster:
    """Mentions of one person or institution; `label` tells clusters of one name apart that must stay so."""

    name: Name
    kind: SpeakerKind
    members: set[Key] = field(default_factory=set)
    offices: Counter[Office] = field(default_factory=Counter)
    label: str = ""
    spellings: set[tuple[str, ...]] = field(default_factory=set)

    @property
    def documents(self) -> int:
        """In how many documents the person or institution speaks."""
        return len({document for document, _ in self.members})

    def take(self, other: Cluster) -> None:
        """Add another cluster's mentions to this one."""
        self.members |= other.members
        self.offices += other.offices
        self.spellings |= other.spellings


@dataclass(slots=True)
class Grouping:
    """Clusters, and the mentions whose name is nobody's."""

    clusters: list[Cluster]
    nobody: set[Key]


def clusters(mentions: Sequence[Mention]) -> Grouping:
    """Return who is who. Depends on the set of mentions alone, not on their order nor on any earlier answer."""
    by_key: dict[Key, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_key[mention.key].append(mention)
    held = offices_by_key(mentions)
    with_office = {mention.name for mention in mentions if mention.role}
    kinds = {key: names.kind_of(found[0].name, found[0].name in with_office) for key, found in by_key.items()}
    people = {key: found[0].name for key, found in by_key.items() if kinds[key] is SpeakerKind.PERSON}
    bodies = {key: found[0].name for key, found in by_key.items() if kinds[key] is SpeakerKind.INSTITUTION}
    grouping = _People(people, held)
    return Grouping([*grouping.clusters(), *_bodies(bodies)], {key for key, kind in kinds.items() if kind is None})


def _bodies(bodies: Mapping[Key, str]) -> list[Cluster]:
    """Return the institutions: equal names, short forms spelt out."""
    acronyms = names.explained(bodies.values())
    found: dict[Name, Cluster] = {}
    for key in sorted(bodies):
        name = names.body_key(bodies[key], acronyms)
        found.setdefault(name, Cluster(name, SpeakerKind.INSTITUTION)).members.add(key)
    return list(found.values())


class _People:
    """The people among the mentions."""

    def __init__(self, people: Mapping[Key, str], held: Mapping[Key, frozenset[Office]]) -> None:
        self._held = held
        self._people = people
        self._plain = {tuple(names.plain_words(name)) for name in people.values()}
        folded = {key: names.folded(name) for key, name in people.items()}
        offices: defaultdict[Name, set[Office]] = defaultdict(set)
        for key, name in folded.items():
            offices[name] |= held[key]
        self._evidence = Evidence(offices)
        self._figures = _offices_of_figures(people, held)
        self._groups: defaultdict[Name, list[Key]] = defaultdict(list)
        for key in sorted(folded):
            self._groups[self._full_name(people[key], folded[key], held[key], offices)].append(key)

    def clusters(self) -> list[Cluster]:
        """Return the people, those of one name first, then names that are forms of others brought together."""
        return self._linked(
            [cluster for name in sorted(self._groups) for cluster in self._of_one_name(name, self._groups[name])]
        )

    # -- one name -----------------------------------------------------------------------------------------------------

    def _full_name(self, name: str, folded: Name, held: frozenset[Office], offices: Mapping[Name, set[Office]]) -> Name:
        """Return the name under which a public person is known in full; a shorter form needs an office that agrees."""
        figure = names.figure(name)
        if figure is None:
            return names.without_glued(name, self._plain) or folded
        full = names.folded(figure.name)
        # A nickname is nobody else's. A shorter form of the name may be: a minister's first two names are a mayor's whole name.
        local = any(one.region for one in held)
        doubtful = figure.bare or (local and folded != full and set(folded) <= set(full))
        known = offices.get(full, set()) | self._figures.get(full, set())
        if doubtful and held and not any(self._evidence.one_office(a, b, 2) for a in held for b in known):
            return folded
        return full

    def _of_one_name(self, name: Name, keys: Sequence[Key]) -> list[Cluster]:
        common = self._evidence.is_common(name)
        placed = [key for key in keys if self._held[key]]
        parts: list[Cluster] = []
        # Those with the most to compare first, so that what joins them later doesn't depend on chance.
        order = sorted(placed, key=lambda key: (-len(self._held[key]), -max(map(self._evidence.weight, self._held[key])), key))
        for key in order:
            one = Cluster(
                name, SpeakerKind.PERSON, {key}, Counter(self._held[key]), spellings={names.spelling(self._people[key])}
            )
            fitting = [part for part in parts if self._one_person(part, one, common)]
            if fitting:
                fitting[0].take(one)
                for other in fitting[1:]:
                    if self._one_person(fitting[0], other, common):
                        fitting[0].take(other)
                        parts.remove(other)
            else:
                parts.append(one)
        bare = [key for key in keys if not self._held[key]]
        return self._with_bare(name, parts, bare, common)

    def _with_bare(self, name: Name, parts: list[Cluster], bare: Sequence[Key], common: bool) -> list[Cluster]:
        """Add the mentions without an office, to a bearer of the name if it is certain to whom."""
        if not bare:
            return parts
        if len(name) == 1 and not self._evidence.is_telling_word(name[0]):
            # "Agus" of one article is not "Agus" of another.
            by_document: dict[str, Cluster] = {}
            for key in bare:
                label = hashlib.sha256(key[0].encode("utf-8", "surrogatepass")).hexdigest()[:6]
                by_document.setdefault(key[0], Cluster(name, SpeakerKind.PERSON, label=label)).members.add(key)
            return [*parts, *by_document.values()]
        largest = max(parts, key=lambda part: (part.documents, min(part.members)), default=None)
        if largest is not None:
            total = sum(part.documents for part in parts)
            known = largest.documents >= _DOMINANT * total and (not common or largest.documents >= _KNOWN_BEARER)
            if known:
                largest.members |= set(bare)
                return parts
        return [*parts, Cluster(name, SpeakerKind.PERSON, set(bare))]

    def _one_person(self, left: Cluster, right: Cluster, common: bool) -> bool:
        """Tell whether two bearers of one name are the same by their offices."""
        if clash(left.offices, right.offices, common):
            return False
        if not common and self._evidence.count(left.name) < _FREQUENT:
            # "Wisnu Wardhana" is "Wisnu Wardana" only where something in their offices is the same.
            alike = not left.spellings.isdisjoint(right.spellings)
            return alike or self._evidence.alike(left.offices, right.offices)
        if len(left.name) > 1 and any(
            one.named and one.words == other.words for one in left.offices for other in right.offices
        ):
            return True  # two of one name in one named office ("Panglima TNI")
        enough = ENOUGH if common else ENOUGH / 2
        pairs = [(a, b) for a in left.offices for b in right.offices if self._evidence.apart(a, b) <= MODEST or not common]
        return any(self._evidence.one_office(a, b, len(left.name), enough) for a, b in pairs)

    # -- two names ----------------------------------------------------------------------------------------------------

    def _linked(self, found: list[Cluster]) -> list[Cluster]:
        """Bring forms of one name together; single words last, when it is known which longer names are one person's."""
        by_word: defaultdict[str, list[Cluster]] = defaultdict(list)
        for cluster in found:
            for word in set(cluster.name):
                by_word[word].append(cluster)
        into: dict[int, Cluster] = {}

        def whole(cluster: Cluster) -> Cluster:
            while id(cluster) in into:
                cluster = into[id(cluster)]
            return cluster

        order = sorted(found, key=lambda each: (-len(each.name), -each.documents, each.name, min(each.members)))
        for several in (True, False):
            for short in order:
                if (len(short.name) > 1) != several or short.label:
                    continue
                near = {id(other): other for word in short.name for other in by_word[word] if other.name != short.name}
                fitting = [other for other in near.values() if forms.is_form(short.name, other.name)]
                wholes = {
                    id(whole(other)): whole(other) for other in fitting if self._same(short, other, alone=len(fitting) == 1)
                }
                own = whole(short)
                wholes.pop(id(own), None)
                for full in _one_name(list(wholes.values())):
                    if own is not full and self._compatible(own, full):
                        full.take(own)
                        into[id(own)] = full
                        own = full
        return [cluster for cluster in found if id(cluster) not in into]

    def _same(self, short: Cluster, full: Cluster, *, alone: bool) -> bool:
        """Tell whether one name is a form of the other and their offices say that it is one person's.

        `alone`: no other name has this form; of a rare one that is enough, as long as no office speaks against it.
        """
        if alone and len(short.name) > 1 and self._is_around(short, full) and self._evidence.count(short.name) <= _RARE:
            return True
        return any(self._evidence.one_office(a, b, len(short.name)) for a in short.offices for b in full.offices)

    def _is_around(self, short: Cluster, full: Cluster) -> bool:
        """Tell whether the longer name is the shorter with a word more, or words before it, and no office says otherwise."""
        longer = len(full.name) - len(short.name)
        # "Manchester United Sari Dewi" is another name after the first, "Bank Sari Dewi" a word that ran into one.
        around = longer == 1 or (longer > 1 and full.name[longer:] == short.name)
        if not around or not forms.initials_fit(short.name, full.name):
            return False
        if short.name in names.figures():
            # The wife of a public person bears her own name before his.
            flags = lexicon.indonesian().flags
            before = full.name[:longer]
            return all(flags.get(word, 0) & _NO_NAME and not flags.get(word, 0) & lexicon.NAME for word in before)
        if not short.offices or not full.offices:
            return True
        return self._evidence.alike(short.offices, full.offices)

    def _compatible(self, left: Cluster, right: Cluster) -> bool:
        common = self._evidence.is_common(min(left.name, right.name, key=len))
        return not clash(left.offices, right.offices, common)


def _one_name(wholes: list[Cluster]) -> list[Cluster]:
    """Return the clusters if each is a form of the next longer one ("Sari P. Laya", "Sari Prana Laya"); else none."""
    ordered = sorted(wholes, key=lambda each: (len("".join(each.name)), each.name, min(each.members)))
    pairs = pairwise(ordered)
    return ordered if all(a.name == b.name or forms.is_form(a.name, b.name) for a, b in pairs) else []


def _offices_of_figures(people: Mapping[Key, str], held: Mapping[Key, frozenset[Office]]) -> dict[Name, set[Office]]:
    """Return the offices in which several documents see a public person under a form of the name of two words or more."""
    seen: defaultdict[Name, Counter[Office]] = defaultdict(Counter)
    for key, name in people.items():
        figure = names.figure(name)
        if figure is not None and not figure.bare:
            seen[names.folded(figure.name)].update(held[key])
    return {full: {one for one, count in counts.items() if count >= _SEVERAL} for full, counts in seen.items()}
