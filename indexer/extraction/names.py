"""Tokens -> a person's own name, without the titles and ranks before it and the degrees after it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from indexer.extraction import lexicon
from indexer.extraction.headings import before_heading, surname_follows
from indexer.extraction.lexicon import (
    ADDRESS,
    CAPITAL,
    DEGREE,
    FIRST,
    GROUP,
    INSTITUTION,
    NAME,
    NUMBER,
    OFFICE,
    OFFICE_WORD,
    ORDINARY,
    PAPER,
    PUNCTUATION,
    REGION,
    SOMEBODY,
    SPEECH,
    TIME,
    TITLE,
    UPPER,
    words,
)
from indexer.extraction.ranks import rank_end
from indexer.extraction.tokens import Tokens

_PARTICLES = words("particles")
_DEGREE = re.compile(r"^(?:(?:[A-Z][A-Za-z]{0,3}\.)+[A-Z][A-Za-z]{0,5}|Sp[A-Z][A-Za-z]{0,5})$")
# Forms of address that are part of how a person is known when a single word follows ("Gus Dur", "Cak Imin").
_KEPT = words("kept")
_SON_OF = frozenset({"bin", "binti", "bte"})
# First names that are written short with a full stop ("Moh. Hatta").
_SHORTENED = frozenset({"moh", "muh", "abd", "ch", "st", "md", "ag", "th", "wm", "mr", "moch", "much"})
# Words between a name and "disapa" ("atau yang biasa disapa Ara").
_KNOWN_AS = frozenset({"yang", "akrab", "biasa", "lebih", "kerap", "sering", "karib"})
_MOST_WORDS = 6
_SHORTEST_ON_TICKET = 4
_HEADLINE_VERBS = words("headline_verbs")
# Last words of the names of buildings and places, in English.
_SITE_TAILS = words("site_tails")


@dataclass(frozen=True, slots=True)
class PersonName:
    """Tokens `first` to before `last` with titles and degrees; `name` without them; `nickname` another form given with it.

    `titled`: a title, rank or form of address stands before it, so that it surely is a person; `ranked`: a rank does, so
    that he or she serves in the police or the forces.
    """

    first: int
    last: int
    name: str
    words: tuple[str, ...]
    titled: bool
    nickname: str | None = None
    ranked: bool = False


def read_name(tokens: Tokens, first: int, *, sure: bool = False) -> PersonName | None:
    """Return the person's name that begins at token `first` with or without titles; None if none does.

    `sure`: the place calls for a name (after an office, a title, a speech verb), so ordinary words are accepted as one.
    """
    if _is_initials(tokens, first):
        last, _ = aside(tokens, first + 1)
        return PersonName(first, last, tokens.words[first], (tokens.lower[first],), titled=True)
    index, titled = _skip_titles(tokens, first)
    begin = index
    index = _read_words(tokens, begin, sure or titled, titled=titled)
    if index == begin:
        return None
    if not titled:
        begin = _after_body(tokens, begin, index)
    words = tuple(tokens.lower[begin:index])
    if len(words) == 1 and len(words[0]) == 1 and tokens.words[index : index + 1] != ["("]:
        # "4 akun X": a letter is nobody's name.
        return None
    if not titled and names_place(tokens, begin):
        return None
    if not (sure or titled) and not _like_a_person(tokens, begin, index):
        return None
    name = tokens.slice(begin, index)
    if "-" in words[-1] and len(words) > 1 and (ticket := _ticket(tokens, index - 1)):
        # "Acep Adang Ruhiat-Gitalis Dwinatarina": two who stand for election; the first is read here.
        name, words = f"{name[: -len(tokens.words[index - 1])]}{ticket}", (*words[:-1], ticket.lower())
    if titled and index == begin + 1 and tokens.lower[begin - 1] in _KEPT and begin > first:
        name = tokens.slice(begin - 1, index)
    last = _skip_degrees(tokens, index)
    last, nickname = aside(tokens, last)
    return PersonName(first, last, name.rstrip("."), words, titled, nickname, rank_end(tokens, first) > first)


def _is_initials(tokens: Tokens, index: int) -> bool:
    """Tell whether initials with an age in brackets stand for somebody's name ("RW (33)")."""
    if not tokens.flags[index] & UPPER or len(tokens.words[index]) > 3 or tokens.words[index + 1 : index + 2] != ["("]:
        return False
    age = tokens.words[index + 2 : index + 4]
    return len(age) == 2 and age[1] == ")" and age[0].isdigit() and len(age[0]) == 2


def _skip_titles(tokens: Tokens, index: int) -> tuple[int, bool]:
    flags, lower, size = tokens.flags, tokens.lower, len(tokens)
    first = index
    while index < size:
        step = rank_end(tokens, index)
        if step > index:
            index = step
            continue
        bits = flags[index]
        if not bits & (TITLE | ADDRESS):
            # "S.H." before a name is part of a list of degrees; initials are read with the name.
            break
        following = index + 1
        dotted = following < size and lower[following] == "."
        following += dotted
        if following < size and lower[following] == "(" and index > first:
            # "Irjen Pol (Purn) Budi"
            closing = following + 2
            if closing < size and lower[closing] == ")" and flags[following + 1] & TITLE:
                following = closing + 1
        if following >= size or not (flags[following] & (CAPITAL | TITLE)):
            break
        if bits & NAME and not dotted and not flags[following] & TITLE and not bits & CAPITAL:
            break
        if len(lower[index]) == 1 and not dotted and not (flags[following] & CAPITAL):
            break
        index = following
    return index, index > first


def _read_words(tokens: Tokens, begin: int, sure: bool, *, titled: bool = False) -> int:
    flags, lower, words, size = tokens.flags, tokens.lower, tokens.words, len(tokens)
    index = begin
    count = 0
    while index < size and count < _MOST_WORDS:
        bits, word = flags[index], lower[index]
        if bits & PUNCTUATION:
            # The full stop of an initial: "Katma F. Dirun".
            initial = word == "." and index > begin and flags[index - 1] & CAPITAL
            initial = initial and (
                len(words[index - 1]) == 1 or lower[index - 1] in _SHORTENED or (index == begin + 1 and _is_pair(tokens, begin))
            )
            if initial and index + 1 < size and flags[index + 1] & CAPITAL and tokens.start[index] == tokens.end[index - 1]:
                index += 1
                continue
            break
        if bits & NUMBER:
            break
        if not bits & CAPITAL:
            if (
                word in _PARTICLES
                and lower[index + 1 : index + 2]
                and lower[index + 1] in _PARTICLES
                and index > begin
                and flags[min(index + 2, size - 1)] & CAPITAL
            ):
                # "Suzanna van de Lagemaat"
                index += 2
                continue
            if (
                word in _PARTICLES
                and index > begin
                and index + 1 < size
                and flags[index + 1] & CAPITAL
                and (word in _SON_OF or not flags[index + 1] & (REGION | INSTITUTION | ORDINARY | FIRST))
            ):
                index += 1
                continue
            break
        if (bits & TIME and not bits & NAME) or (not word.isalpha() and any(letter.isdigit() for letter in word)):
            break
        if bits & FIRST and not bits & NAME:
            break
        if index > begin and ("." in word or words[index].startswith("Sp")) and _DEGREE.match(words[index]):
            break
        known = bits & NAME
        if bits & ADDRESS and index > begin and not bits & (NAME | ORDINARY | REGION):
            break
        if bits & SPEECH and not known and not (index > begin and surname_follows(tokens, index)):
            break
        if index == begin and not titled:
            if bits & UPPER and len(word) < 5 and not word.strip("ivx"):
                break
            if bits & (OFFICE | INSTITUTION | PAPER | GROUP | SOMEBODY) and not known:
                break
            if bits & (REGION | ORDINARY | OFFICE_WORD) and not known and not (sure and not bits & REGION):
                break
            pair = _is_pair(tokens, index)
            if bits & UPPER and not known and len(word) > 1 and not (pair or _all_capitals(tokens, index)):
                break
        elif not known and index > begin:
            if bits & ORDINARY and (word in _HEADLINE_VERBS or (word.endswith("kan") and len(word) > 6)):
                # "Solmadi Beli 3 Sapi": a headline that runs into the text.
                break
            if bits & (OFFICE | INSTITUTION) and not bits & REGION:
                break
            if bits & DEGREE and bits & UPPER and len(word) > 1:
                break
            if bits & UPPER and len(word) > 3 and not words[index - 1].isupper():
                break
        index += 1
        count += 1
        if count > 1 and "-" in word and _ticket(tokens, index - 1):
            break
    index = before_heading(tokens, begin, index)
    while index > begin and (lower[index - 1] in _PARTICLES or (lower[index - 1] == "." and len(words[index - 2]) > 2)):
        index -= 1
    return index


def _ticket(tokens: Tokens, index: int) -> str | None:
    """Return the first of two names that a hyphen joins ("Ruhiat-Gitalis Winarni"), not of a double one ("Hairston-Neal")."""
    left, _, right = tokens.words[index].partition("-")
    both = min(len(left), len(right)) >= _SHORTEST_ON_TICKET and right[:1].isupper() and right.isalpha()
    goes_on = index + 1 < len(tokens) and tokens.flags[index + 1] & CAPITAL and not tokens.flags[index + 1] & (FIRST | TIME)
    return left if both and goes_on else None


def _is_pair(tokens: Tokens, index: int) -> bool:
    """Tell whether two capitals with a full stop are somebody's initials ("LT. Handoko")."""
    word = tokens.words[index]
    stop = tokens.words[index + 1 : index + 2] == ["."] and index + 2 < len(tokens) and tokens.flags[index + 2] & NAME
    return len(word) == 2 and word.isupper() and bool(stop) and not tokens.flags[index] & (REGION | OFFICE_WORD | INSTITUTION)


def _all_capitals(tokens: Tokens, index: int) -> bool:
    """Tell whether the next word is in capitals too, as in a name set in capitals."""
    return index + 1 < len(tokens) and bool(tokens.flags[index + 1] & UPPER) and len(tokens.lower[index]) > 3


def _after_body(tokens: Tokens, begin: int, end: int) -> int:
    """Return where the person's name begins after a company's ("Arta Investindo Raka Wibisana")."""
    placed = 0 if tokens.flags[begin] & NAME else REGION | INSTITUTION
    for index in range(end - 3, begin, -1):
        bits = tokens.flags[index]
        of_body = (bits & OFFICE_WORD and not bits & ORDINARY) or bits & placed
        if of_body and bits & CAPITAL and not bits & NAME and tokens.flags[index + 1] & NAME:
            return index + 1
    return begin


def names_place(tokens: Tokens, begin: int) -> bool:
    """Tell whether the capitalised words at a token name a place abroad or a building: "Wira Tower", "New Jersey"."""
    end = begin
    while end < min(len(tokens), begin + _MOST_WORDS) and tokens.flags[end] & CAPITAL:
        end += 1
    if end - begin < 2:
        return False
    return tokens.lower[end - 1] in _SITE_TAILS or (tokens.lower[begin] == "new" and not tokens.flags[begin + 1] & NAME)


def _like_a_person(tokens: Tokens, begin: int, end: int) -> bool:
    """Tell whether capitalised words of no stated kind may be a person's name."""
    bits = [flag for flag in tokens.flags[begin:end] if flag & CAPITAL]
    if any(flag & INSTITUTION and not flag & NAME for flag in bits):
        return False
    known = sum(1 for flag in bits if flag & NAME)
    return known > 0 or not any(flag & (REGION | ORDINARY | OFFICE_WORD) for flag in bits)


def _skip_degrees(tokens: Tokens, index: int) -> int:
    flags, lower, words, size = tokens.flags, tokens.lower, tokens.words, len(tokens)
    while index < size:
        following = index
        while following < size and lower[following] in {",", "."} and following - index < 2:
            following += 1
        if following >= size:
            break
        word = words[following]
        if len(word) <= 2 and lower[following + 1 : following + 2] == ["."] and following + 2 < size:
            # "M. Ag", "S. Pd": a degree with a blank inside.
            spaced = f"{lower[following]}.{lower[following + 2]}"
            if following > index and lexicon.indonesian().flags.get(spaced, 0) & DEGREE:
                index = following + 3
                continue
        is_degree = (
            flags[following] & DEGREE and (len(word) > 2 or word.isupper() or "." in word) and flags[following] & CAPITAL
        )
        if not is_degree and not _DEGREE.match(word):
            break
        if following == index and "." not in word and not word.isupper() and not word.startswith("Sp"):
            break
        index = following + 1
        if index + 2 < size and lower[index] == "(" and lower[index + 2] == ")" and len(words[index + 1]) == 1:
            # "SpB(K)Onk"
            index += 3
            index += index < size and tokens.start[index] == tokens.end[index - 1] and not flags[index] & PUNCTUATION
        if (
            index < size
            and lower[index] == "."
            and index + 1 < size
            and (lower[index + 1] in {",", ")"} or not flags[index + 1] & CAPITAL)
        ):
            index += 1
    return index


def aside(tokens: Tokens, index: int) -> tuple[int, str | None]:
    """Pass over what stands in brackets after a name: an age, a short form of the office, or another name of the person."""
    flags, lower, size = tokens.flags, tokens.lower, len(tokens)
    if index + 2 < size and lower[index] == "(":
        for closing in range(index + 1, min(size, index + 8)):
            if lower[closing] == ")":
                inner = flags[index + 1]
                is_name = (
                    inner & CAPITAL
                    and not inner & (OFFICE | INSTITUTION | REGION | NUMBER)
                    and closing - index <= 4
                    and "," not in lower[index:closing]
                )
                return closing + 1, tokens.slice(index + 1, closing) if is_name else None
        return index, None
    for step in range(index, min(size - 1, index + 8)):
        word = lower[step]
        if word in {"disapa", "dipanggil", "sapaan", "alias", "dikenal"} or (
            word == "atau" and (step == index or lower[step + 1] in _KNOWN_AS)
        ):
            begin = step + 1
            while begin < size and lower[begin] in {
                "dengan",
                "sebagai",
                "akrab",
                "akrabnya",
                "nama",
                "panggilan",
                "lebih",
                "yang",
                "biasa",
                "disapa",
                "dikenal",
                ",",
            }:
                begin += 1
            finish = _read_words(tokens, begin, True)
            if finish > begin and finish - begin <= 3:
                before = lower[begin - 1] if flags[begin - 1] & ADDRESS else ""
                return index if step > index + 1 else finish, tokens.slice(begin - bool(before), finish)
            break
        if word not in _KNOWN_AS and word != ",":
            break
    return index, None
