"""The register's own language data: closed classes of words, and the roots of Indonesian."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from indexer.extraction import lexicon

_SHORTEST_ROOT = 4
# meN-, peN-, ber-, ter-, di-, se-, ke-: with the letter that a nasal replaces ("menulis" from tulis).
_PREFIXES = (
    ("meng", "", "k"), ("peng", "", "k"), ("meny", "s"), ("peny", "s"), ("mem", "", "p"), ("pem", "", "p"),
    ("men", "", "t"), ("pen", "", "t"), ("me", ""), ("pe", ""), ("ber", ""), ("ter", ""), ("di", ""), ("se", ""), ("ke", ""),
)  # fmt: skip
_SUFFIXES = re.compile(r"(?:kan|an|i)?(?:nya|lah|kah|pun)?$")
# Endings that no given name has by itself; "-i" and "-an" only on a word that has a prefix too ("Meloni", "Pinkan").
_TELLING_SUFFIX = re.compile(r"(?:kan|annya|kannya|nya|lah|kah)$")
_ABSTRACT_SUFFIX, _LONG_ROOT = "an", 5


@cache
def register_words(name: str) -> frozenset[str]:
    """Return a closed class of words of `register_words.tsv`."""
    lines = (line.split("\t") for line in lexicon.lines("register_words.tsv"))
    return frozenset(word for group, words in lines if group == name for word in words.split())


@lru_cache(maxsize=100_000)
def is_word_form(word: str) -> bool:
    """Tell whether a word in lower case is a root of Indonesian or made of one by its affixes."""
    if word in _roots():
        return True
    for prefix, *restored in _PREFIXES:
        if word.startswith(prefix) and any(_is_root(letter + word[len(prefix) :]) for letter in restored):
            return True
    telling = _TELLING_SUFFIX.search(word)
    if telling is not None and _is_root(word):
        return True
    return word.endswith(_ABSTRACT_SUFFIX) and len(word) >= _LONG_ROOT + 2 and word[:-2] in _roots()


def _is_root(rest: str) -> bool:
    """Tell whether what is left after a prefix is a root of some length, with a suffix or without."""
    if rest in _roots() and len(rest) >= _SHORTEST_ROOT:
        return True
    return any(
        rest[:end] in _roots() and _SUFFIXES.fullmatch(rest, end) is not None
        for end in range(len(rest) - 1, _SHORTEST_ROOT, -1)
    )


@cache
def _roots() -> frozenset[str]:
    # Imported on first use: only the register needs the dictionary.
    from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

    return frozenset(StemmerFactory().get_words())
