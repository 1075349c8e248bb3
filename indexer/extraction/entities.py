"""The people and bodies of a document as records, and when two names or two offices are one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from indexer.extraction import lexicon
from indexer.extraction.mention import Kind, Mention

_WORD = re.compile(r"[^\W_]+")
_MODIFIERS = frozenset({"mantan", "eks", "plt", "plh", "pj", "pjs", "penjabat", "pelaksana", "tugas", "harian"})


# Words that tell no two offices apart.
_EMPTY = frozenset({"dan", "di", "republik", "indonesia", "ri", "yang", "juga", "the", "of"})


# Other words for offices that a country has one of.
_EPITHETS = {"kepala negara": "presiden", "kepala pemerintahan": "presiden", "orang nomor satu": "presiden"}


# Names that differ by one letter are one name from this length on; shorter ones differ by a letter too often.
_FUZZY_LENGTH = 5


@dataclass(frozen=True, slots=True)
class Held:
    """An office in which somebody is given: where in the text (token), role, affiliation, and the words of both."""

    position: int
    role: str
    affiliation: str | None
    private: bool
    words: frozenset[str]


@dataclass(slots=True, eq=False)
class Entity:
    """A person or body of the document. `name` is the fullest form; None: known by the office alone.

    `spoke` is the place of the last piece of speech given to it, -1 before the first.
    """

    name: str | None
    words: frozenset[str] = frozenset()
    institution: bool = False
    offices: list[Held] = field(default_factory=list)
    positions: list[int] = field(default_factory=list)
    nicknames: set[str] = field(default_factory=set)
    forms: Counter[str] = field(default_factory=Counter)
    spoke: int = -1
    ranked: bool = False


@lru_cache(1 << 12)
def office_words(role: str, affiliation: str | None) -> frozenset[str]:
    """Return the words of an office with short forms spelt out, modifiers such as "mantan" left out."""
    aliases = lexicon.indonesian().aliases
    words: set[str] = set()
    for word in words_of(f"{_EPITHETS.get(role.lower(), role)} {affiliation or ''}"):
        words.update(aliases.get(word, (word,)))
    return frozenset(words - _MODIFIERS - _EMPTY)


def words_of(text: str) -> list[str]:
    """Return the lower-case words of a text, marks left out."""
    return _WORD.findall(text.lower())


def _one_letter_apart(left: str, right: str) -> bool:
    if left == right:
        return True
    if min(len(left), len(right)) < _FUZZY_LENGTH or abs(len(left) - len(right)) > 1:
        return False
    start = next((index for index, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), min(len(left), len(right)))
    if len(left) == len(right):
        return left[start + 1 :] == right[start + 1 :]
    longer, shorter = (left, right) if len(left) > len(right) else (right, left)
    return longer[start + 1 :] == shorter[start:]


def office_held(mention: Mention) -> Held:
    """Return the office that a mention gives somebody."""
    role = mention.role or ""
    words = office_words(role, mention.affiliation)
    return Held(mention.first, role, mention.affiliation, mention.private, words)


def significant_words(mention: Mention) -> frozenset[str]:
    """Return the words of a name without brackets and the like, short forms of ministries spelt out."""
    words = {word for word in mention.words if word[0].isalnum() or word[0] == "@"}
    if mention.kind is Kind.INSTITUTION and len(words) == 1:
        aliases = lexicon.indonesian().bodies.get(next(iter(words)))
        if aliases:
            return frozenset(aliases)
    return frozenset(words)


def respelt(name: str, words: Iterable[str], counts: Counter[str]) -> str:
    """Return a name with a word that the document mostly spells otherwise put right ("Herma" where "Herman" is usual)."""
    parts = name.split()
    for word in words:
        for index, part in enumerate(parts):
            if part.lower() != word and _one_letter_apart(part.lower(), word) and counts[word] > counts[part.lower()]:
                parts[index] = word.capitalize()
    return " ".join(parts)


def extends(entity: Entity, wanted: frozenset[str]) -> bool:
    """Tell whether a body's name is the short one spelt out or placed: "… (KPU)", "KPU Kota Bandung", "Bawaslu RI"."""
    if len(wanted) != 1:
        return True
    short = next(iter(wanted))
    if f"({short})" in (entity.name or "").lower().replace(" ", ""):
        return True
    flags = lexicon.indonesian().flags
    placing = lexicon.REGION | lexicon.OFFICE_WORD
    return short in entity.words and all(flags.get(word, 0) & placing for word in entity.words if word != short)


def nearly(left: frozenset[str], right: frozenset[str]) -> bool:
    """Tell whether two names are one in two spellings: all words but one alike, and that one a letter apart."""
    if not left or not right or len(left) > len(right):
        return False
    rest, others = left - right, right - left
    if len(rest) != 1:
        return False
    word = next(iter(rest))
    return any(_one_letter_apart(word, other) for other in others)
