"""Text and where the name of an occasion starts -> how far it goes: "rapat kerja dengan Komisi II", and not "di ..."."""

from __future__ import annotations

import re

from corpus import dates
from corpus.records import Span
from indexer.occasions.words import DAY, words

LONGEST_NAME = 24
"""Words of a name: the longest of 28 annotated ones has 24."""

VERB = re.compile(r"(?:me[mnlrwy]\w{3,}|menge?\w{3,}|di[a-z]{4,}|ter[a-z]{4,}|ber[a-z]{4,})\Z")
"""A lower-case word that looks like a verb."""

_ASIDE = re.compile(r"\((?:[a-z]|\d|[^()]*\d/)")
_EDGE = " ,.;:!?-–—'’"
_TOKEN = re.compile(r"\([^()\n]{1,60}\)|[^\s(),]+,?|,")
_COUNTED = frozenset({"ini", "itu", "tersebut", "pertama", "kedua", "ketiga", "terakhir", "sebelumnya"})
_WITHIN = re.compile(r"\s*di\s+(?:lingkungan|lingkup|tingkat|bidang|era|masa|bulan|tahun|kalangan)\b", re.I)
_DANGLING = re.compile(r"\s+(?:dan|serta|di|ke|dari|pada|dalam|antara|kepada|para|tentang|tahap)\Z")
_GLUED_STOP = re.compile(r"[a-z)\d]\.(?=[A-Z][a-z])")


def name_at(text: str, start: int, head: int, limit: int) -> Span:
    """Return the span of the name whose first words stand from `start` to `head`."""
    tokens = list(_TOKEN.finditer(text, start, limit))
    end = start
    for index, token in enumerate(tokens[:LONGEST_NAME]):
        if token.start() >= head and _ends_name(text, tokens, index):
            break
        end = token.end()
        if (glued := _GLUED_STOP.search(text, token.start(), end)) is not None:
            end = glued.start() + 1
            break
        if (token[0][-1] in ".;:!?" and len(token[0]) > 3) or (token[0][-1] == "," and not _list_goes_on(tokens, index)):
            break
    name = _DANGLING.sub("", text[start:end].rstrip(_EDGE)).rstrip(_EDGE)
    return Span(start, start + len(name))


def _ends_name(text: str, tokens: list[re.Match[str]], index: int) -> bool:
    """Tell whether a name ends before one of its tokens."""
    word = tokens[index][0]
    following = tokens[index + 1][0] if index + 1 < len(tokens) else ""
    plain = word.strip(",.;:!?").lower()
    if word[0] in "\"“”‘'" or _ASIDE.match(word):
        return True
    if plain == "di":
        return _WITHIN.match(text, tokens[index].start()) is None
    if plain == "pada":
        return not following[:1].isupper() or bool(
            dates.find(f"{following} {text[tokens[index].end() : tokens[index].end() + 30]}")
        )
    if plain == "dalam":
        return following.lower() == "rangka"
    if plain == "hari" and word[0].islower():
        return following.lower().strip(",.") in _COUNTED or re.match(DAY, following) is not None
    if word[0].isupper() and not re.match(DAY, word):
        return False
    if plain == "dengan":
        return following.lower().strip(",.") in words("aside") or following[:1] in '"“”'
    if plain in words("stop"):
        return not _goes_on(plain, following, tokens[index - 1][0].lower())
    return VERB.match(plain) is not None and plain not in words("verb_not")


def _goes_on(plain: str, following: str, before: str) -> bool:
    """Tell whether a word that mostly ends names belongs to this one ("rapat bersama Komisi", "HUT yang ke-79")."""
    if plain == "bersama":
        return following[:1].isupper() or before in words("together")
    return (plain == "untuk" and following[:1].isupper()) or (plain == "yang" and re.match(r"ke-?\d", following) is not None)


def _list_goes_on(tokens: list[re.Match[str]], index: int) -> bool:
    """Tell whether a comma belongs to a list of capitalised words that ends in "dan" ("TNI, Polri, dan ASN")."""
    for token in tokens[index + 1 : index + 7]:
        word = token[0]
        if word.lower() in ("dan", "serta", "hingga", "&"):
            return True
        if not (word[0].isupper() or word[0] == "(") or re.match(DAY, word):
            return False
    return False
