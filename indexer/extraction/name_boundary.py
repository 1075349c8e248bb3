"""Where an office ends and its holder's name begins, when both run into one row of capitals.

In "Kepala Dinas Kominfo Nana Storada" each word counts for or against being part of a name, and the best-scoring
ending of the row wins.
"""

from __future__ import annotations

from indexer.extraction import lexicon
from indexer.extraction.lexicon import (
    ADDRESS,
    CAPITAL,
    FIRST,
    INSTITUTION,
    MODIFIER,
    NAME,
    OFFICE,
    OFFICE_WORD,
    ORDINARY,
    PUNCTUATION,
    REGION,
    TIME,
    TITLE,
    UPPER,
    words,
)
from indexer.extraction.office_grammar import COMPANY_HEADS, JOINTS, LOOSE_JOINTS, NAMED_AFTER, PLACE_HEADS
from indexer.extraction.ranks import AFTER_I, rank_end
from indexer.extraction.tokens import Tokens

_MOST_NAME_TOKENS = 8
# Words that end the names of companies and are seldom a first name.
_COMPANY_WORDS = frozenset({"golf", "karya", "persada", "gemilang", "sukses"})
# "I Gusti Ngurah" and the like in initials.
_BALINESE = frozenset({"ign", "iga", "ib", "aan"})
_BALINESE_ARTICLES = frozenset({"i", "ni", "ida"})
_NO_SURNAME = OFFICE | INSTITUTION | OFFICE_WORD | REGION | ORDINARY | TIME | FIRST | UPPER
_BODY_HEADS = words("associations")


# What a word counts for being part of a name at the end of a row of capitals. Set by hand; a shift of 0.5 in any of them
# changes no speaker on the development articles and on PFSA-ID.
_KNOWN_NAME, _DOUBLE_NAME, _UNKNOWN, _INITIAL = 3.0, 1.0, 1.0, 0.5


_PLACE, _COMMON, _OFFICIAL, _ACRONYM, _AFTER_PLACE_HEAD = -2.0, -2.0, -3.5, -2.5, -1.5


def is_complete(head: str) -> bool:
    """Tell whether a head names the whole office, so that a name comes next ("Menkes", "Kapolri", "Wapres")."""
    spelt = lexicon.indonesian().aliases.get(head, ())
    return "menteri" in spelt or head in {"kapolri", "wapres", "seskab"}


def before_name(tokens: Tokens, begin: int, last: int, sole: frozenset[str], *, complete: bool) -> int:
    """Return where in the row `begin`..`last` a person's name begins, or `last` if none does."""
    flags, lower = tokens.flags, tokens.lower
    for index in range(begin, last):
        if rank_end(tokens, index) > index:
            return index
        following = flags[index + 1] if index + 1 < len(tokens) else 0
        titled = flags[index] & (TITLE | ADDRESS) and (following & CAPITAL or lower[index + 1 : index + 2] == ["."])
        if (
            titled
            and lower[index - 1] not in NAMED_AFTER  # "RSUP Prof Ngoerah"
            and not flags[index] & (OFFICE_WORD | OFFICE | REGION | INSTITUTION)
            and (len(lower[index]) > 1 or lower[index + 1 : index + 2] == ["."])
        ):
            return index
    best, cut, total = 0.0, last, 0.0
    alone = None
    if last + 1 < len(tokens) and lower[last] == "," and _opens_name(tokens, last + 1):
        best = 3.0
    elif lower[last : last + 1] == ["yang"]:
        # "Ketua Karang Taruna Arun yang baru dilantik": an unknown last word is as well the place.
        best = _UNKNOWN
    for index in range(last - 1, max(begin, last - _MOST_NAME_TOKENS) - 1, -1):
        score = _name_score(tokens, index, last, sole)
        if complete and score == _COMMON and not tokens.flags[index] & REGION:
            score = _INITIAL
        if score is None:
            break
        if tokens.lower[index] in sole and alone is None:
            alone = index
        elif alone is not None and index < alone - 1 and score == _UNKNOWN:
            # People are called by their first names, so that what stands well before one is a company.
            score = -_UNKNOWN
        total += score
        if tokens.lower[index - 1] in JOINTS | LOOSE_JOINTS:
            # No name begins right after a word that joins parts of an office.
            continue
        if total > best or (total == best and cut < last and score >= 0):
            best, cut = total, index
    while cut < last and flags[cut] & PUNCTUATION:
        cut += 1
    return cut


def _opens_name(tokens: Tokens, index: int) -> bool:
    bits = tokens.flags[index]
    if bits & (TITLE | ADDRESS | NAME):
        return True
    following = tokens.flags[index + 1] if index + 1 < len(tokens) else 0
    if bits & ORDINARY and following & CAPITAL and not following & _NO_SURNAME:
        # "Kepala Divisi Rendatin, Insan Kusumah": an ordinary word as a first name.
        bits &= ~ORDINARY
    return bool(bits & CAPITAL) and not bits & (OFFICE | INSTITUTION | OFFICE_WORD | REGION | ORDINARY | TIME | FIRST | UPPER)


def _name_score(tokens: Tokens, index: int, last: int, sole: frozenset[str]) -> float | None:
    """Return what a word counts for belonging to the name that ends the row; None where a name cannot reach back."""
    bits, word = tokens.flags[index], tokens.lower[index]
    if bits & PUNCTUATION:
        return 0.0 if word == "." and len(tokens.lower[index - 1]) <= 2 else None
    if not bits & CAPITAL:
        return 0.0 if word in {"bin", "binti", "van", "de", "al"} else None
    if word in sole and not bits & (OFFICE_WORD | INSTITUTION):
        return _KNOWN_NAME + 1
    if tokens.lower[index - 1] in _BODY_HEADS and not bits & NAME:
        # "Ketua Perhimpunan Petambak …": what the body is of comes before its head's name.
        return _AFTER_PLACE_HEAD
    if tokens.lower[index - 1] in NAMED_AFTER and not (bits & NAME and index + 1 < last and tokens.flags[index + 1] & NAME):
        return _AFTER_PLACE_HEAD
    if bits & OFFICE_WORD and tokens.flags[index - 1] & (OFFICE | OFFICE_WORD) and not tokens.flags[index - 1] & NAME:
        return _OFFICIAL
    if word in _BALINESE_ARTICLES and index + 1 < last and tokens.lower[index + 1] in AFTER_I:
        return _KNOWN_NAME
    if word in _BALINESE and bits & UPPER and index + 1 < last:
        return _KNOWN_NAME
    if bits & UPPER and len(word) <= 4 and not tokens.words[index - 1].isupper() and index + 1 < last:
        return _INITIAL if tokens.lower[index + 1] == "." and len(word) <= 2 else _ACRONYM
    if word in _COMPANY_WORDS and tokens.flags[index - 1] & CAPITAL and index + 2 < last:
        # "President Director Wahana Karya Destia Wiranata"
        return _COMMON
    if bits & NAME:
        return _DOUBLE_NAME if bits & (ORDINARY | OFFICE_WORD | REGION | OFFICE) else _KNOWN_NAME
    if bits & (OFFICE | INSTITUTION | OFFICE_WORD | MODIFIER):
        return _OFFICIAL
    if bits & REGION:
        return _PLACE
    if bits & UPPER:
        if len(word) <= 2 and tokens.lower[index + 1 : index + 2] == ["."]:
            return _INITIAL
        return _ACRONYM if index + 1 < last or len(word) > 3 else 0.0
    if bits & (ORDINARY | FIRST):
        # After a known name an ordinary word is as well a surname ("Agung Pribadi").
        before = tokens.flags[index - 1]
        return 0.0 if before & NAME and before & CAPITAL and not before & (OFFICE_WORD | INSTITUTION) else _COMMON
    if len(word) == 1:
        return _INITIAL if word != "i" else _COMMON
    if not word.strip("ivxlc"):
        return _OFFICIAL
    if tokens.lower[index - 1] in COMPANY_HEADS and index + 2 < last:
        return -_UNKNOWN
    if "-" in word and tokens.words[index].partition("-")[2][:1].isupper() and index + 1 < last:
        # A pair that stands for election ("Ketua Tim Hukum Luthfi-Yasin Agus Wijayanto").
        return -_UNKNOWN
    # An unknown word between a body or a ruler and a known name is more often a place than a first name.
    governs = (
        tokens.flags[index - 1] & (INSTITUTION | UPPER)
        or (tokens.lower[index - 1] == ")" and index + 2 < last)
        or tokens.lower[index - 1] in PLACE_HEADS
        or tokens.lower[index - 1] == "kota"
    )
    called = index + 2 < last and (tokens.lower[index + 1] in sole or tokens.lower[index + 1] in _BALINESE_ARTICLES)
    if governs and index + 1 < last and (tokens.flags[index + 1] & NAME or called):
        return -_UNKNOWN
    return _UNKNOWN
