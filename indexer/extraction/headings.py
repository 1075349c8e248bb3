"""Words of a heading that run into a name because the paragraph breaks are lost."""

from __future__ import annotations

from indexer.extraction.lexicon import CAPITAL, NAME, NUMBER, OFFICE_WORD, ORDINARY, PUNCTUATION, REGION, words
from indexer.extraction.mention import Kind, Mention
from indexer.extraction.tokens import Tokens

_LOWER_IN_HEADINGS = words("lower_in_headings")
_QUOTES = frozenset("\"“”„'‘")
_LONGEST_LINK = 30


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


def link_end(tokens: Tokens, index: int) -> int:
    """Return the token at which the heading of another article ends that "Baca juga:" at a token opens; `index` if none.

    It ends where the text goes on in lower case, with a quotation or in a new paragraph.
    """
    lower, flags, size = tokens.lower, tokens.flags, len(tokens)
    if lower[index] != "baca" or lower[index + 1 : index + 3] != ["juga", ":"]:
        return index
    step = index + 3
    while step < min(size, index + _LONGEST_LINK):
        if not flags[step] & (CAPITAL | NUMBER | PUNCTUATION) and lower[step] not in _LOWER_IN_HEADINGS:
            break
        if lower[step] in _QUOTES or "\n" in tokens.text[tokens.end[step - 1] : tokens.start[step]]:
            break
        step += 1
    return step


def surname_follows(tokens: Tokens, index: int) -> bool:
    """Tell whether a known name follows, so that a verb's look is accidental ("Bayu Puji Hariyanto")."""
    bits = tokens.flags[index + 1] if index + 1 < len(tokens) else 0
    return bool(bits & NAME) and bool(bits & CAPITAL)


def _goes_on(tokens: Tokens, index: int) -> bool:
    """Tell whether the sentence goes on in lower case or after a comma, so that the words before are all one name."""
    if index >= len(tokens):
        return False
    if tokens.lower[index] in {"itu", "ini", "tersebut"}:
        # "jelas Rudianto Pembatasan itu …": the full stop after the name was lost.
        return False
    return not tokens.flags[index] & (CAPITAL | PUNCTUATION) or tokens.lower[index] in {",", "("}


def before_heading(tokens: Tokens, begin: int, end: int) -> int:
    """Return where a name ends that runs into the ordinary words of a heading ("Rina Wulandari Ungkap Alasan")."""
    flags = tokens.flags
    for index in range(begin + 1, end):
        bits = flags[index]
        if not bits & (ORDINARY | OFFICE_WORD) or bits & (NAME | REGION) or not bits & CAPITAL:
            continue
        rest = flags[index + 1 : end]
        if not rest and _goes_on(tokens, end):
            return end
        if not rest or (rest[0] & ORDINARY and not rest[0] & NAME) or not any(bit & NAME for bit in rest):
            return index
    return end
