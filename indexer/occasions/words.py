"""Language data about occasions -> words, forms and patterns: `occasions.tsv`, `occasion_words.tsv` and `venues.txt`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

DAY = r"(?:Senin|Selasa|Rabu|Kamis|Jum['’]?at|Sabtu|Minggu|Ahad)\b"

VERBS = frozenset({"verb", "act", "passive"})
"""The kinds of forms that are verbs."""


@dataclass(frozen=True, slots=True)
class Form:
    """A word or words that name occasions; `kind` is "named", "plain", one of `VERBS` or "none" (see `occasions.tsv`)."""

    pattern: re.Pattern[str]
    type: str
    kind: str


@cache
def forms() -> dict[str, tuple[Form, ...]]:
    """Return the forms of the lexicon by their first word, longer ones first."""
    by_first: dict[str, tuple[Form, ...]] = {}
    rows = [line.split("\t") for line in lexicon_lines("occasions.tsv")]
    for form, type_, kind in sorted(rows, key=lambda row: -len(row[0])):
        its = "" if kind in VERBS else "(?:nya)?"
        first, *more = form.split()
        # The first two words may be glued where a link stood ("Aksidamai").
        tail = r"\s*" + r"\s+".join(map(re.escape, more)) if more else ""
        found = Form(re.compile(rf"{re.escape(first)}{tail}{its}(?!\w)", re.I), type_, kind)
        for key in (first, *(first + second for second in more[:1])):
            by_first[key] = (*by_first.get(key, ()), found)
    return by_first


@cache
def words(group: str) -> frozenset[str]:
    """Return the words of a group of `occasion_words.tsv`."""
    groups = dict(line.split("\t") for line in lexicon_lines("occasion_words.tsv"))
    return frozenset(groups[group].split("|"))


def any_of(group: str) -> str:
    """Return the alternatives of a pattern for the words of a group, longer ones first."""
    return "|".join(map(re.escape, sorted(words(group), key=lambda word: (-len(word), word))))


@cache
def words_before(*groups: str) -> re.Pattern[str]:
    """Return the pattern of the last words before a name: one of the first group, then any of the others.

    The first of them may be glued to the word before it, where a link stood ("Prabowomenghadiri"), if it is long enough.
    """
    first, *rest = map(any_of, groups)
    between = rf"(?:\s+(?:{'|'.join(rest)}))*" if rest else ""
    return re.compile(rf"(?:\b|(?=\w{{6}}))(?:{first}){between}\s+\Z", re.I)


@cache
def words_after(group: str) -> re.Pattern[str]:
    """Return the pattern of a name's continuation in which a word of the group comes soon."""
    return re.compile(rf"[^.\n“\"]{{0,80}}?\b(?:{any_of(group)})\b", re.I)


@cache
def venue_words() -> frozenset[str]:
    """Return the words that open the name of a place where an occasion is held."""
    return frozenset(word for line in lexicon_lines("venues.txt") for word in line.split())


def lexicon_lines(name: str) -> Iterator[str]:
    """Yield the lines of a file of the Indonesian lexicon, without comments and empty lines."""
    text = (resources.files("indexer.lexicon.id") / name).read_text(encoding="utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))
