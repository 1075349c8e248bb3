"""Tokens -> military and police ranks of several words, which belong neither to the office nor to the name."""

from __future__ import annotations

from indexer.extraction.lexicon import (
    ADDRESS,
    CAPITAL,
    FIRST,
    INSTITUTION,
    NAME,
    OFFICE,
    OFFICE_WORD,
    PRIVATE,
    REGION,
    TITLE,
    UPPER,
    words,
)
from indexer.extraction.tokens import Tokens

# Balinese names after "I", which is no grade of a rank there.
AFTER_I = frozenset({"made", "wayan", "nyoman", "ketut", "gede", "gusti", "putu", "komang", "kadek", "nengah", "dewa", "gde"})
_BEFORE = frozenset({"ajun", "ajudan"})
_RANKS = words("ranks")
_AFTER = words("after")


# "Direktur Jenderal", "Direktorat Jenderal": an office, not a general.
_GENERAL_OFFICES = frozenset(
    {
        "direktur",
        "sekretaris",
        "inspektur",
        "konsul",
        "gubernur",
        "direktorat",
        "inspektorat",
        "sekretariat",
        "jaksa",
        "majelis",
    }
)


def rank_end(tokens: Tokens, index: int) -> int:
    """Return the token after the rank that begins at a token and stands before a name; `index` itself if none does."""
    lower, flags, size = tokens.lower, tokens.flags, len(tokens)
    step = index
    while step < size and lower[step] in _BEFORE and flags[step] & CAPITAL:
        step += 1
    if step >= size or lower[step] not in _RANKS or not flags[step] & CAPITAL:
        return index
    single = step
    if lower[step] == "jenderal" and step == index and index and lower[index - 1] in _GENERAL_OFFICES:
        return index
    step += 1
    while step < size:
        if lower[step] == "i" and lower[step + 1 : step + 2] and lower[step + 1] in AFTER_I:
            break
        if (lower[step] in _AFTER and flags[step] & CAPITAL) or (lower[step] == "." and lower[step - 1] in _AFTER | _RANKS):
            step += 1
        elif lower[step] == "(" and lower[step + 1 : step + 3] in (["purn", ")"], ["pol", ")"]):
            step += 3
            # "Komisaris Jenderal (Pol), Fadil Irman"
            step += lower[step : step + 1] == [","] and step + 1 < size and bool(flags[step + 1] & CAPITAL)
        elif lower[step] == "(" and lower[step + 1 : step + 4] == ["purn", ".", ")"]:
            step += 4
        else:
            break
    if step >= size:
        return index
    bits = flags[step]
    if bits & (TITLE | ADDRESS) and bits & CAPITAL:
        return step
    if not bits & CAPITAL or (bits & (FIRST | INSTITUTION | OFFICE | UPPER) and not bits & (NAME | PRIVATE)):
        return index
    # "Inspektur Jenderal Kementerian …" and "Komisaris Utama" are offices; a rank is followed by a name.
    office = (
        lower[single] in {"komisaris", "inspektur", "kapten", "jenderal"} and bits & (OFFICE_WORD | REGION) and not bits & NAME
    )
    return index if office else step
