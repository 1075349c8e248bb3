"""Names that name nobody: headings, datelines, prayers, offices and words that ran together.

Extraction takes what stands where a name stands; this looks at it alone, without the document. A single word without an
office is the doubtful case: in the corpus a third of those that no list of names knows were not a person's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from indexer.extraction import lexicon
from indexer.register.words import is_word_form, register_words

_SHORTEST_WORD = 5
# "Indiasegera", "Konamidalam": the first word of the sentence that lost its blank. Given names end in "hari" and "ini".
_RAN_ON = re.compile(
    r"\w{4,}(?:untuk|dalam|segera|kepada|dengan|yang|juga|bikin|kemarin|telah|belum|seperti|karena|punya|meng\w{4,}"
    r"|(?<=\w{5})(?:pun|itu))",
)
# "Wadirlantas", "Kasiintelijen", "Kapuspenkum": an office written as one word; extraction has to find who held it.
_OFFICE = re.compile(
    r"(?:wa)?(?:ka|dir|kasi?|kasub\w*|kabag|kabid|kanit|panit|kapus|karo|dan|kala)"
    r"(?:lantas|krimum|krimsus|resnarkoba|reskrim|reskoba|intel\w*|ops\w*|tipid\w*|penk\w+|dik|sat|lapas|rumkit|polsel"
    r"|sek|pas|ksa|khar|kal|sudin|sintel|poles|polres\w*)"
    r"|(?:wa)?(?:men|dir|kas|kap)(?:par|lu|keu|kes|dagri|hub|dikti|dikdasmen|sos|tan|han|ag|ko|polkam|kopolkam)?"
)


def is_nobody(words: Sequence[str], has_office: bool) -> bool:
    """Tell whether a name in plain words is nobody's. `has_office`: the document gives an office with it."""
    flags = lexicon.indonesian().flags
    bits = [flags.get(word, 0) for word in words]
    if not register_words("sacred").isdisjoint(words) and not has_office:
        return True
    if not register_words("fragments").isdisjoint(words) and register_words("fragments").issuperset(words):
        return True
    if has_office:
        office = bool(bits[0] & lexicon.OFFICE) and not bits[0] & lexicon.NAME
        return len(words) == 1 and (office or words[0] in register_words("addresses") or words[0] in register_words("goods"))
    if len(words) == 1:
        return _is_no_single_name(words[0], bits[0])
    if not register_words("sentence").isdisjoint(words):
        return True
    return words[0] in register_words("headings") or _is_headline(words, bits)


def _is_no_single_name(word: str, bits: int) -> bool:
    if bits & (lexicon.INSTITUTION | lexicon.GROUP | lexicon.REGION) or word in register_words("bodies"):
        return False
    if word in register_words("things") or word in register_words("goods") or _OFFICE.fullmatch(word):
        return True
    if bits & lexicon.NAME or word in register_words("given"):
        return False
    if _RAN_ON.fullmatch(word):
        return True
    return len(word) >= _SHORTEST_WORD and is_word_form(word)


def _is_headline(words: Sequence[str], bits: Sequence[int]) -> bool:
    """Tell whether a verb with its prefix stands among the words ("Tokoh Itu Menjalani …"); a body may be called by one."""
    if bits[0] & (lexicon.GROUP | lexicon.INSTITUTION):
        return False
    return any(
        word.startswith(("meng", "meny", "memb", "memp", "meni", "menj", "mend", "menc", "dipe", "dika", "berh", "berf"))
        and len(word) > 6
        and not bit & lexicon.NAME
        and is_word_form(word)
        for word, bit in zip(words, bits, strict=True)
    )
