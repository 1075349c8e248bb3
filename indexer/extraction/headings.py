"""Words of a heading that run into a name because the paragraph breaks are lost."""

from __future__ import annotations

from indexer.extraction.lexicon import CAPITAL, NAME, OFFICE_WORD, ORDINARY, PUNCTUATION, REGION
from indexer.extraction.mention import Kind, Mention
from indexer.extraction.tokens import Tokens


def heading_runs_in(tokens: Tokens, mention: Mention, sole: frozenset[str]) -> bool:
    """Tell whether words of a heading stand before a name that the text uses alone ("Permudah Penyidikan Iwan mengaku")."""
    if mention.role or mention.titled or len(mention.words) < 2 or tokens.flags[mention.first] & NAME:
        return False
    if mention.words[0] in sole or mention.kind not in (Kind.PERSON, Kind.INSTITUTION):
        return False
    later = next((index for index, word in enumerate(mention.words) if word in sole), None)
    if later is None:
        return False
    before = [tokens.flags[mention.first + step] for step in range(later)]
    return any(bits & ORDINARY for bits in before) and not any(bits & NAME for bits in before)


def surname_follows(tokens: Tokens, index: int) -> bool:
    """Tell whether a known name follows, so that a verb's look is accidental ("Bayu Puji Hariyanto")."""
    bits = tokens.flags[index + 1] if index + 1 < len(tokens) else 0
    return bool(bits & NAME) and bool(bits & CAPITAL)


def _goes_on(tokens: Tokens, index: int) -> bool:
    """Tell whether the sentence goes on in lower case or after a comma, so that the words before are all one name."""
    if index >= len(tokens):
        return False
    return not tokens.flags[index] & (CAPITAL | PUNCTUATION) or tokens.lower[index] in {",", "("}


def before_heading(tokens: Tokens, begin: int, end: int) -> int:
    """Return where a name ends that runs into the ordinary words of a heading ("Rina Wulandari Ungkap Alasan")."""
    flags = tokens.flags
    for index in range(begin + 1, end):
        bits = flags[index]
        if not bits & (ORDINARY | OFFICE_WORD) or bits & (NAME | REGION):
            continue
        rest = flags[index + 1 : end]
        if not rest and _goes_on(tokens, end):
            return end
        if not rest or (rest[0] & ORDINARY and not rest[0] & NAME) or not any(bit & NAME for bit in rest):
            return index
    return end
