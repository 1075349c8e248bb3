"""Text -> words: one way to cut, fold and stem for index, query and highlighting, so that what meets here meets there."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from threading import Lock
from typing import Any

MAX_TERM = 80
"""Longest term kept, in characters: beyond it a "word" is a URL or a broken line, and only its beginning is compared."""

_WORD = re.compile(r"[^\W_]+(?:['’ʼ`´][^\W_]+)*")
_JOINTS = re.compile(r"['’ʼ`´]")


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text: its folded form, and where it stands (character offsets)."""

    term: str
    start: int
    end: int


def words(text: str) -> Iterator[Word]:
    """Cut a text into words; hyphens separate ("berita-berita" is two), apostrophes do not ("Jum'at" is jumat)."""
    return (Word(fold(match.group()), match.start(), match.end()) for match in _WORD.finditer(text))


def terms(text: str) -> list[str]:
    """Return the folded words of a text, in order: what phrases are compared with."""
    return [fold(word) for word in _WORD.findall(text)]


def fold(word: str) -> str:
    """Return the form in which a word is compared: compatibility forms and case unified, apostrophes dropped."""
    if word.isascii() and word.isalnum():
        return word[:MAX_TERM].lower()
    return _JOINTS.sub("", unicodedata.normalize("NFKC", word)).casefold()[:MAX_TERM]


_stems: dict[str, str] = {}
_MAX_STEMS = 500_000  # about 60 MB; the words of all 11,661 real articles number 110,000
_stemmer_lock = Lock()


def stem(term: str) -> str:
    """Return the root of a folded Indonesian word: menyatakan, pernyataan and dinyatakan all give nyata.

    Words with digits or of another script stay as they are. Each distinct word is stemmed once a process: that takes
    0.1 ms, a look-up 0.1 µs, and 1.5 million running words held 27,000 distinct ones.
    """
    found = _stems.get(term)
    if found is None:
        found = _stemmed(term)
        if len(_stems) >= _MAX_STEMS:
            _stems.clear()
        _stems[term] = found
    return found


def _stemmed(term: str) -> str:
    if len(term) <= 3 or not (term.isascii() and term.isalpha()):
        return term
    with _stemmer_lock:  # the stemmer keeps state between its steps
        return str(_stemmer().stem_word(term)) or term


@cache
def _stemmer() -> Any:
    # Imported on first use: a process that only looks up known words never needs the dictionary.
    from Sastrawi.Dictionary.ArrayDictionary import ArrayDictionary
    from Sastrawi.Stemmer.Stemmer import Stemmer

    # Without our own the rules cut civic words that the dictionary of 2006 does not know: pemilu would become "milu".
    return Stemmer(ArrayDictionary(sorted(roots())))


@cache
def function_words(language: str | None = None) -> frozenset[str]:
    """Return the words that carry grammar rather than content, of "Indonesian", "English" or (None) both.

    No quotation must hold them to match.
    """
    listed = resources.files("search").joinpath("function_words.txt").read_text(encoding="utf-8")
    found: set[str] = set()
    section = ""
    for line in listed.splitlines():
        if line.startswith("#"):
            section = line.strip("# ")
        elif language in (None, section):
            found.update(line.split())
    return frozenset(found)


@cache
def roots() -> frozenset[str]:
    """Return the roots of Indonesian words that the stemmer knows."""
    from Sastrawi.Stemmer.StemmerFactory import StemmerFactory

    return frozenset([*StemmerFactory().get_words(), *_lines("root_words.txt")])


@cache
def titles() -> frozenset[str]:
    """Return the titles, ranks, forms of address and degrees that are no part of a name, folded, without full stops."""
    listed = resources.files("indexer.lexicon.id").joinpath("titles.txt").read_text(encoding="utf-8")
    lines = (line.partition("\t")[2] for line in listed.splitlines() if not line.startswith("#"))
    return frozenset(fold(title.replace(".", "")) for line in lines for title in line.split())


def name_terms(name: str) -> list[str]:
    """Return the folded words of a person's name without titles and degrees; of titles alone: all of them."""
    chunks = [chunk for chunk in re.split(r"[\s,]+", name) if chunk]
    own = [chunk for chunk in chunks if fold(chunk.replace(".", "")) not in titles()]
    return terms(" ".join(own)) or terms(name)


def _lines(name: str) -> list[str]:
    listed = resources.files("search").joinpath(name).read_text(encoding="utf-8")
    return [word for line in listed.splitlines() if not line.startswith("#") for word in line.split()]
