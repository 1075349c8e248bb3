"""English words of a query -> the Indonesian words that quotations use for them.

Quotations are Indonesian, questions about Indonesia often English. A small bilingual encoder finds little of it, and words
nothing at all; a glossary of the field (Ballesteros and Croft 1997, dictionary translation of queries) closes that gap.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources

from search.analysis import function_words, roots, terms

Alternatives = tuple[str, ...]
"""Words that may stand for one word of a query, the commonest first."""

LONGEST = 4
"""Words of the longest term of the glossary."""

ENGLISH_SHARE = 0.5
"""Least share of a query's words that must be English before any is translated: below it, foreign words in an Indonesian
query ("real count KPU") are what people say, and mean themselves."""


def translated(words: Sequence[str]) -> tuple[Alternatives, ...] | None:
    """Return the words of an English query as alternatives, one tuple a word to be held; None when it is not in English.

    `words` are folded. Words of grammar go; what the glossary lacks (names, acronyms) stays as it is.
    """
    found = list(_chunks(words))
    grammar = function_words("English")
    evidence = sum(
        len(chunk)
        for chunk, meanings in found
        if meanings and not all(word in roots() or (word,) in meanings for word in chunk)
    )
    evidence += sum(word in grammar for word in words)
    if not evidence or any(word in function_words("Indonesian") - grammar for word in words):
        return None
    covered = evidence + sum(len(chunk) for chunk, meanings in found if meanings and len(chunk) == 1 and chunk[0] in roots())
    if covered < ENGLISH_SHARE * len(words):
        return None
    slots: dict[Alternatives, None] = {}
    for chunk, meanings in found:
        if meanings:
            slots.update(dict.fromkeys(meanings))
        elif chunk[0] not in grammar:
            slots[chunk] = None
    return tuple(slots) or None


def _chunks(words: Sequence[str]) -> Iterator[tuple[tuple[str, ...], tuple[Alternatives, ...]]]:
    """Cut words into terms of the glossary, longest first, each with its translation; () for a word that it lacks."""
    entries = _entries()
    place = 0
    while place < len(words):
        for length in range(min(LONGEST, len(words) - place), 0, -1):
            chunk = tuple(words[place : place + length])
            meanings = next((entries[form] for form in _forms(chunk) if form in entries), ())
            if meanings and (length > 1 or chunk[0] not in function_words("English")):
                break
            meanings = ()
        yield chunk, meanings
        place += len(chunk)


def _forms(chunk: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield a term as it stands, then with the base forms of its last word, then of its first."""
    yield chunk
    for base in _bases(chunk[-1]):
        yield (*chunk[:-1], base)
    if len(chunk) > 1:
        for base in _bases(chunk[0]):
            yield (base, *chunk[1:])


def _bases(word: str) -> Iterator[str]:
    """Yield what an English word may be an inflected form of; most of it is no word, which the glossary settles."""
    if word.endswith("ies"):
        yield word[:-3] + "y"
    if word.endswith("es"):
        yield word[:-2]
    if word.endswith("s") and not word.endswith("ss"):
        yield word[:-1]
    for ending in ("ed", "ing", "er", "ly"):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            base = word.removesuffix(ending)
            yield base
            yield base + "e"
            if base[-1] == base[-2]:
                yield base[:-1]
            if base.endswith("i"):
                yield base[:-1] + "y"


@cache
def _entries() -> Mapping[tuple[str, ...], tuple[Alternatives, ...]]:
    entries = {}
    for line in resources.files("search").joinpath("glossary_en.txt").read_text(encoding="utf-8").splitlines():
        term, _, meaning = line.partition(" = ")
        if meaning and not line.startswith("#"):
            entries[tuple(terms(term))] = tuple(tuple(terms(slot)) for slot in meaning.split(" "))
    return entries
