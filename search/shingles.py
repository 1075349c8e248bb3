"""Text -> what is compared between two wordings: its words, and numbers of its pairs of neighbouring words (shingles)."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from search.analysis import words as cut

Hashes = NDArray[np.uint32]

_COMBINING = re.compile(r"[\u0300-\u036f]")


@dataclass(frozen=True, slots=True)
class WordAt:
    """One word of a text in the form in which it is compared, and where it stands (character offsets)."""

    form: str
    start: int
    end: int


def compared(text: str) -> list[WordAt]:
    """Return the words of a text for comparison: case, punctuation and diacritics aside, hyphens separating."""
    return [WordAt(plain(word.term), word.start, word.end) for word in cut(text)]


def forms(text: str) -> list[str]:
    """Return the words of a text in the form in which they are compared."""
    return [plain(word.term) for word in cut(text)]


def plain(term: str) -> str:
    """Return a folded word without its diacritics."""
    return term if term.isascii() else _COMBINING.sub("", unicodedata.normalize("NFKD", term))


def shingles(words: Sequence[str]) -> Hashes:
    """Return the distinct pairs of neighbouring words as numbers, ascending; a lone word is a shingle of its own.

    Pairs survive small edits and moved clauses, and are rare enough to look up. Of 25 million pairs, each collides with
    another by chance in 0.6 % of cases: a look-up proposes, words decide.
    """
    if len(words) < 2:
        found = [crc32(word.encode("utf-8", "surrogatepass")) for word in words]
    else:
        found = [crc32(f"{first} {second}".encode("utf-8", "surrogatepass")) for first, second in pairwise(words)]
    return np.unique(np.asarray(found, dtype=np.uint32))


def digest(*parts: str) -> int:
    """Return a 64-bit number of texts: equal for equal ones."""
    joined = "\x1f".join(parts).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(joined, digest_size=8).digest(), "little")
