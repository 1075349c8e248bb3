"""Roles and affiliations -> offices that can be compared: the same one in two spellings, two that one person cannot hold."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from corpus import regions
from corpus.store.records import Mention
from indexer.extraction import lexicon
from indexer.extraction.entities import office_words
from indexer.register.words import register_words

# Of how many names' offices a word is expected to be part before a store says so: keeps "Ketua" from being telling in a
# small store.
_EXPECTED = 3000
_GENERIC_SHARE = 1 / 30
# Weight (in nats, see `Weights`) from which what two offices share can be no accident. "Menteri Keuangan" weighs some 9,
# "Anggota DPR" 4, "Direktur Utama" 3 on the 11,661 articles of the corpus that this was measured on.
ENOUGH = 5.0
_GLUED = re.compile(r"(?<=^(?:dpr|mpr|dpd))ri$")
# "Komisi IIIDPRRI": blanks lost where links stood.
_RUN_TOGETHER = re.compile(r"(?<=DPR|MPR|DPD)(?=RI\b)|(?<=[IVX])(?=(?:DPR|MPR|DPD)(?:RI|D)?\b)|(?<=[a-z])(?=(?:DPR|MPR)\b)")


@dataclass(frozen=True, slots=True)
class Office:
    """An office as words, with the ids of the region that it is bound to and of that region's province.

    `moving`: of a service that sends its people from one region to another. `named`: a public office with the body or
    region to which it belongs.
    """

    words: frozenset[str]
    region: str | None
    province: str | None
    moving: bool
    private: bool
    named: bool = False


@lru_cache(maxsize=100_000)
def office(role: str | None, affiliation: str | None) -> Office | None:
    """Return the office that a role and an affiliation give; None where they give none."""
    flags = lexicon.indonesian().flags
    role = _RUN_TOGETHER.sub(" ", role) if role else None
    affiliation = _RUN_TOGETHER.sub(" ", affiliation) if affiliation else None
    # A rank ("Irjen") is held by hundreds.
    bodies = lexicon.indonesian().bodies
    words = frozenset(
        each
        for word in office_words(role or "", affiliation)
        if not flags.get(word, 0) & lexicon.TITLE
        for each in bodies.get(_GLUED.sub("", word), (_GLUED.sub("", word),))
        if each != "dan"
    )
    if not words:
        return None
    found = regions.find(f"{role or ''} {affiliation or ''}")
    if len(words) == 1 and found is None and not affiliation:
        return None  # "ayah", "musisi", "ketua": of anybody
    opens = next(iter((role or "").lower().split()), "")
    return Office(
        # "Gubernur Jabar" and "Gubernur Provinsi Jawa Barat" are the same words then.
        (words - regions.words_of(found.id)) | {found.id} if found else words,
        found.id if found else None,
        found.province if found else None,
        not register_words("moving").isdisjoint([*words, *(role or "").lower().split()]),
        bool(flags.get(opens, 0) & lexicon.PRIVATE),
        bool(role and (affiliation or found)) and len(words) > 1 and not flags.get(opens, 0) & lexicon.PRIVATE,
    )


class Weights:
    """How telling each word of an office is: the rarer among the names of a store, the more."""

    def __init__(self, offices: Iterable[Iterable[Office]]) -> None:
        """Take the offices of each name."""
        self._counts: Counter[str] = Counter()
        names = 0
        for held in offices:
            names += 1
            self._counts.update({word for each in held for word in each.words})
        self._names = max(names, _EXPECTED)
        self._cache: dict[str, float] = {}

    def __getitem__(self, word: str) -> float:
        weight = self._cache.get(word)
        if weight is None:
            bits = lexicon.indonesian().flags.get(word, 0)
            generic = bits & (lexicon.OFFICE | lexicon.OFFICE_WORD | lexicon.MODIFIER | lexicon.PRIVATE | lexicon.GROUP)
            expected = self._names * _GENERIC_SHARE if generic else 4
            weight = self._cache[word] = max(0.0, math.log(self._names / (self._counts[word] + expected)))
        return weight

    def shared(self, left: Office, right: Office) -> float:
        """Return how telling it is that two offices share what they share: 0 where one word of each could be chance.

        What each has beside it counts against it, so that two heads of different services are not taken for one.
        """
        return sum(self[word] for word in left.words & right.words) - self.apart(left, right) / 2

    def apart(self, left: Office, right: Office) -> float:
        """Return how much each of two offices has beside the other; 0 where one says all of the other."""
        return min(sum(self[word] for word in left.words - right.words), sum(self[word] for word in right.words - left.words))


def conflict(left: Office, right: Office) -> bool:
    """Tell whether two offices are bound to different regions, so that hardly anybody holds both."""
    if left.region is None or right.region is None or left.region == right.region:
        return False
    if left.province == right.province:
        # An official of a regency and one of its province may well be one; those of two regencies are not.
        return left.province not in (left.region, right.region)
    return True


def offices_by_key(mentions: Iterable[Mention]) -> Mapping[tuple[str, str], frozenset[Office]]:
    """Return the offices that each speaker of each document is given."""
    found: dict[tuple[str, str], set[Office]] = {}
    for mention in mentions:
        held = office(mention.role, mention.affiliation)
        known = found.setdefault(mention.key, set())
        if held is not None:
            known.add(held)
    return {key: frozenset(known) for key, known in found.items()}
