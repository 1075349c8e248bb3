"""A small language for phrases of Indonesian, and a fast matcher for many of them: text -> the phrases that occur in it.

A phrase is words in order, within one sentence. A word may be written as

    pemilu        that word in any case, with or without clitics (pemilunya); hyphens count as spaces
    KPU           two or more capitals: that word in capitals only
    ~rukun        any word made of the root (kerukunan, merukunkan; see `wordforms`)
    pilkada*      any word that begins so
    a|b|~c        one of these
    @name         one of a named list of phrases
    (yang)        may be missing
    #             a number
    ?             a question mark (the only sign that ends a sentence and can be asked for)
    ..            up to 4 other words
    ...           up to 12 other words

Matching costs a dictionary look-up a word, so that thousands of quotations a second pass through hundreds of phrases.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from corpus.errors import ConfigurationError
from indexer.wordforms import forms, without_clitics

GAPS = {"..": 4, "...": 12}
"""How many other words each gap sign lets through."""

# Words remembered with their classes. A language's vocabulary is about this large; names and numbers without end are not.
_MEMORY = 200_000
# Phrases that one written phrase may expand to through named lists; beyond this somebody has nested lists by mistake.
_MOST_EXPANSIONS = 5_000

_TOKEN = re.compile(r"[^\W_]+|[.!?;\n]+")
_GLUED = re.compile(r"(?<=[a-z])(?=[A-Z])")  # "kataKapolda": words that lost the space between them
_WRITTEN = re.compile(r"~?[^\W_]+\*?|[#?]")

_ENDS = frozenset({".", "?"})


@dataclass(frozen=True, slots=True)
class Token:
    """A word as written, with its character offsets; `.` or `?` stands for the end of a sentence."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Match:
    """A phrase found: its key, the positions (in tokens) of its words without the gaps, and its character range."""

    key: str
    words: tuple[int, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Element:
    """One word of a phrase: the classes that fit, whether it may be missing, and how many words may stand before it."""

    classes: frozenset[int]
    optional: bool
    gap: int


def tokens(text: str) -> list[Token]:
    """Return the words of a text in order, and `.` or `?` where a sentence or line ends."""
    found = []
    for match in _TOKEN.finditer(text):
        word, start = match[0], match.start()
        if word[0] in ".!?;\n":
            # A dot between characters is part of a number or an abbreviation ("10.000", "S.Sos"), not an end.
            if word != "." or match.end() == len(text) or text[match.end()].isspace() or text[match.end()] in "\"'”’)":
                found.append(Token("?" if "?" in word else ".", start, match.end()))
        elif word.islower() or word.isupper() or not _GLUED.search(word):
            found.append(Token(word, start, match.end()))
        else:
            for part in _GLUED.split(word):
                found.append(Token(part, start, start + len(part)))
                start += len(part)
    return found


class PhraseMatcher:
    """Finds many phrases in one pass. `phrases` gives the phrases of every key; `lists` what @name stands for.

    Raises ConfigurationError for a phrase that is not written in the language above.
    """

    def __init__(self, phrases: Mapping[str, Sequence[str]], lists: Mapping[str, Sequence[str]] | None = None) -> None:
        self._lists = lists or {}
        self._class_of: dict[str, int] = {}
        self._words: dict[str, set[int]] = defaultdict(set)
        self._capitals: dict[str, set[int]] = defaultdict(set)
        self._beginnings: dict[str, int] = {}
        self._by_first: dict[int, list[tuple[str, tuple[_Element, ...]]]] = defaultdict(list)
        self._memory: dict[str, frozenset[int]] = {}
        for key, written in phrases.items():
            for phrase in written:
                try:
                    compiled = self._compile(phrase)
                except RecursionError:
                    raise ConfigurationError(
                        f"the lists in the phrase {phrase!r} name each other in a circle; take one out"
                    ) from None
                for elements in compiled:
                    for first in elements[0].classes:
                        self._by_first[first].append((key, elements))

    def find(self, text: str) -> list[Match]:
        """Return every occurrence of every phrase, in order of first word."""
        return self.find_in(tokens(text))

    def find_in(self, words: Sequence[Token]) -> list[Match]:
        """Return every occurrence of every phrase in words that `tokens` gave."""
        classes = [self._classes(token.word) for token in words]
        found: dict[tuple[str, tuple[int, ...]], Match] = {}
        for position, here in enumerate(classes):
            for first in here:
                for key, elements in self._by_first.get(first, ()):
                    places = _follow(elements, 1, position + 1, classes, words, (position,))
                    if places is not None:
                        found.setdefault((key, places), Match(key, places, words[places[0]].start, words[places[-1]].end))
        return list(found.values())

    def _compile(self, phrase: str) -> list[tuple[_Element, ...]]:
        slots: list[list[tuple[tuple[frozenset[int], int], ...]]] = []
        optional: list[bool] = []
        gap = 0
        for part in phrase.replace("-", " ").split():
            if part in GAPS:
                gap = GAPS[part]
                continue
            may_miss = part.startswith("(") and part.endswith(")")
            slots.append(self._alternatives(part[1:-1] if may_miss else part, gap, phrase))
            optional.append(may_miss)
            gap = 0
        if not slots or optional[0] or gap:
            raise ConfigurationError(
                f"the phrase {phrase!r} must begin and end with a word that cannot be missing; write it like 'isu (yang) palsu'"
            )
        compiled = []
        for choice in product(*slots):
            elements = [
                _Element(classes, may_miss, before)
                for sequence, may_miss in zip(choice, optional, strict=True)
                for classes, before in sequence
            ]
            compiled.append(tuple(elements))
            if len(compiled) > _MOST_EXPANSIONS:
                raise ConfigurationError(
                    f"the phrase {phrase!r} stands for over {_MOST_EXPANSIONS} phrases; use fewer @lists in it"
                )
        return compiled

    def _alternatives(self, part: str, gap: int, phrase: str) -> list[tuple[tuple[frozenset[int], int], ...]]:
        """Return the sequences of (classes, gap before) that one part of a phrase stands for; single words share one."""
        single: set[int] = set()
        longer: list[tuple[tuple[frozenset[int], int], ...]] = []
        for option in part.split("|"):
            if not option.startswith("@"):
                single |= self._class(option, phrase)
                continue
            if option[1:] not in self._lists:
                known = ", ".join(f"@{name}" for name in self._lists) or "none"
                raise ConfigurationError(
                    f"the phrase {phrase!r} names the list {option}, which is not defined; defined are: {known}"
                )
            for member in self._lists[option[1:]]:
                if len(member.split()) == 1 and "@" not in member:
                    for word in member.split("|"):
                        single |= self._class(word, member)
                    continue
                longer += [
                    ((first, gap), *rest)
                    for elements in self._compile(member)
                    for (first, _), *rest in _without_options(elements)
                ]
        return ([((frozenset(single), gap),)] if single else []) + longer

    def _class(self, written: str, phrase: str) -> set[int]:
        if not _WRITTEN.fullmatch(written):
            raise ConfigurationError(
                f"{written!r} in the phrase {phrase!r} is not a word; "
                "write word, ~root, word*, @list, one|other, (optional), '..' or '...'"
            )
        number = self._class_of.setdefault(written, len(self._class_of))
        if written.startswith("~"):
            for form in forms(written[1:]):
                self._words[form].add(number)
        elif written.endswith("*"):
            self._beginnings[written[:-1].lower()] = number
        elif sum(letter.isupper() for letter in written) >= 2:
            self._capitals[written].add(number)
        else:
            self._words[written.lower()].add(number)
        return {number}

    def _classes(self, word: str) -> frozenset[int]:
        known = self._memory.get(word)
        if known is None:
            if len(self._memory) >= _MEMORY:
                self._memory.clear()
            known = self._memory[word] = self._classify(word)
        return known

    def _classify(self, word: str) -> frozenset[int]:
        found = set(self._capitals.get(word, ()))
        lower = word.lower()
        if word[0].isdigit():
            found |= self._words.get("#", set())
        for form in without_clitics(lower):
            found |= self._words.get(form, set())
        found |= {number for beginning, number in self._beginnings.items() if lower.startswith(beginning)}
        return frozenset(found)


def _without_options(elements: tuple[_Element, ...]) -> list[list[tuple[frozenset[int], int]]]:
    """Return the phrase as (classes, gap before) in every way in which its optional words may stand or be missing."""
    variants: list[list[tuple[frozenset[int], int]]] = [[]]
    for element in elements:
        longer = [[*variant, (element.classes, element.gap)] for variant in variants]
        variants = [*variants, *longer] if element.optional else longer
    return variants


def longest(matches: Iterable[Match]) -> list[Match]:
    """Return the matches without those whose words are all part of a longer one.

    "tidak ada kecurangan" so takes the word from "kecurangan", which says the contrary by itself.
    """
    kept: list[Match] = []
    over: dict[int, list[Match]] = defaultdict(list)
    for match in sorted(matches, key=lambda match: -len(match.words)):
        longer = (other for other in over.get(match.words[0], ()) if len(other.words) > len(match.words))
        if not any(set(match.words) <= set(other.words) for other in longer):
            kept.append(match)
            for word in match.words:
                over[word].append(match)
    return sorted(kept, key=lambda match: match.words)


def _follow(
    elements: tuple[_Element, ...],
    index: int,
    position: int,
    classes: Sequence[frozenset[int]],
    words: Sequence[Token],
    places: tuple[int, ...],
) -> tuple[int, ...] | None:
    """Return the positions of the words if the rest of a phrase stands from `position` on, the nearest ones first."""
    if index == len(elements):
        return places
    element = elements[index]
    for place in range(position, min(position + element.gap + 1, len(classes))):
        if not element.classes.isdisjoint(classes[place]):
            rest = _follow(elements, index + 1, place + 1, classes, words, (*places, place))
            if rest is not None:
                return rest
        if words[place].word in _ENDS:
            break
    return _follow(elements, index + 1, position, classes, words, places) if element.optional else None
