"""Tokens -> institutions, people who are only described, and accounts."""

from __future__ import annotations

from indexer.extraction.lexicon import (
    ADDRESS,
    CAPITAL,
    FIRST,
    GROUP,
    INSTITUTION,
    NAME,
    NUMBER,
    OFFICE,
    OFFICE_WORD,
    ORDINARY,
    PRIVATE,
    PRONOUN,
    PUNCTUATION,
    REGION,
    SOMEBODY,
    SPEECH,
    TIME,
    TITLE,
    UPPER,
    words,
)
from indexer.extraction.mention import Kind, Mention
from indexer.extraction.tokens import Tokens

_NAME_JOINTS = words("name_joints")


DETERMINERS = frozenset({"ini", "itu", "tersebut"})


# Words that make a group nobody in particular: not a source (guidelines, "sejumlah warga").
_ANONYMOUS = words("anonymous")


# Bodies of people of one office, whose names go on with it ("Ikatan Dokter Indonesia").
_ASSOCIATIONS = words("associations")


_NOT_COMPLEMENTS = words("not_complements")


_DETERMINER_GAP = words("determiner_gap")


_MOST_TOKENS = 16
_NAMED_AFTER = words("named_after")
_NO_NAME = INSTITUTION | OFFICE_WORD | OFFICE | REGION | TIME | UPPER


def pointed_at(tokens: Tokens, index: int) -> int:
    """Return the token after "itu" or "tersebut" that points at a described person ("pria berusia 62 tahun itu")."""
    flags, lower = tokens.flags, tokens.lower
    for step in range(index, min(len(tokens), index + 6)):
        if lower[step] in DETERMINERS:
            return step + 1
        if not (lower[step] in _DETERMINER_GAP or flags[step] & (NUMBER | REGION) or (flags[step] & CAPITAL and step > index)):
            break
    return index


def read_institution(tokens: Tokens, first: int, sole: frozenset[str]) -> Mention | None:
    """Return the institution, company or group that begins at a token."""
    flags, lower, size = tokens.flags, tokens.lower, len(tokens)
    index = first
    if flags[index] & TIME and not flags[index] & INSTITUTION:
        return None
    if lower[index] == "pihak" and index + 1 < size:
        index += 1
        if not flags[index] & (CAPITAL | GROUP | INSTITUTION | SOMEBODY):
            return None
    limit = min(size, first + _MOST_TOKENS)
    index += 1
    capitals = bool(flags[index - 1] & CAPITAL)
    while index < limit:
        bits, word = flags[index], lower[index]
        if (word in sole and index > first) or word in {"vs", "nomor"}:
            break
        if word == "(":
            closing = next((step for step in range(index + 1, min(size, index + 8)) if lower[step] == ")"), None)
            if closing is None or flags[index + 1] & NUMBER:
                break
            index = closing + 1
            continue
        if bits & PUNCTUATION:
            glued = (
                index + 1 < limit
                and tokens.start[index] == tokens.end[index - 1]
                and tokens.start[index + 1] == tokens.end[index]
            )
            if index + 1 < limit and flags[index + 1] & CAPITAL and (word == "&" or (glued and word in {"-", "–", "/", "."})):
                index += 1
                continue
            break
        if bits & CAPITAL and not bits & TIME and not (bits & FIRST and not bits & (OFFICE_WORD | INSTITUTION)):
            head = bits & OFFICE and not bits & (INSTITUTION | OFFICE_WORD | PRIVATE)
            if head and index > first and (lower[first] not in _ASSOCIATIONS or lower[index - 1] == ")"):
                break
            if (
                bits & NAME
                and not bits & (INSTITUTION | OFFICE_WORD | REGION | ORDINARY)
                and flags[index - 1] & (GROUP | OFFICE)
            ):
                break
            if index > first + 1 and _begins_person(tokens, index):
                break
            titled = bits & (TITLE | ADDRESS) and not bits & (_NO_NAME | ORDINARY | NAME) and len(word) > 1
            if titled and index > first and index + 1 < limit and flags[index + 1] & (CAPITAL | PUNCTUATION):
                break
            capitals = True
            index += 1
        elif word in _NAME_JOINTS and index + 1 < limit and flags[index + 1] & CAPITAL and capitals:
            if word == "dan" and flags[index + 1] & (INSTITUTION | UPPER) and flags[first] & (UPPER | GROUP):
                break
            if word == "dan" and lower[index - 1] == ")" and flags[index + 1] & INSTITUTION:
                # "Badan Riset (BRP) dan Dinas Pangan": two bodies.
                break
            index += 1
        elif (capitals and flags[first] & INSTITUTION and _lower_case_part(tokens, index, limit)) or (
            not capitals
            and bits & (GROUP | INSTITUTION | OFFICE_WORD | ORDINARY)
            and not bits & (FIRST | SPEECH)
            and index - first < 4
            and not _verbal(word)
        ):
            index += 1
        else:
            break
    while lower[index - 1] in _NAME_JOINTS or (flags[index - 1] & PUNCTUATION and lower[index - 1] != ")"):
        index -= 1
    if index <= first:
        return None
    pointing = index < size and lower[index] in DETERMINERS
    # "pihak" says no more than that somebody speaks, unless a common noun needs it ("pihak kepolisian").
    begin = first + (lower[first] == "pihak" and index - first > 2)
    name = tokens.slice(begin, index)
    words = tuple(tokens.lower[begin:index])
    return Mention(first, index + pointing, Kind.INSTITUTION, name=name, words=words, pointing=pointing, head=lower[first])


def _begins_person(tokens: Tokens, index: int) -> bool:
    """Tell whether a person's two or three words follow a placed body at once ("Dinas Pangan Jawa Timur Retno Wulan")."""
    flags = tokens.flags
    if not flags[index - 1] & REGION or flags[index - 1] & NAME or tokens.lower[index - 1] in _NAMED_AFTER:
        return False
    end = index
    while end < len(tokens) and flags[end] & CAPITAL:
        if flags[end] & _NO_NAME and not flags[end] & NAME:
            return False
        end += 1
    known = flags[index] & NAME and not flags[index] & (_NO_NAME | ORDINARY)
    return bool(known) and 2 <= end - index <= 3


def _lower_case_part(tokens: Tokens, index: int, limit: int) -> bool:
    """Tell whether a lower-case word is part of a body's name ("Yayasan keadilan dan Keutuhan Manusia")."""
    flags, lower = tokens.flags, tokens.lower
    if flags[index] & (FIRST | SPEECH | PUNCTUATION | PRONOUN) or _verbal(lower[index]) or index + 2 >= limit:
        return False
    return lower[index + 1] in {"dan", "&"} and bool(flags[index + 2] & CAPITAL)


def _verbal(word: str) -> bool:
    return (
        word.startswith(("men", "mem", "meng", "meny", "ber", "di", "ter"))
        and len(word) > 5
        and word not in {"militer", "berita", "direksi"}
    )


def read_somebody(tokens: Tokens, first: int) -> Mention:
    """Return somebody who is only described: the noun phrase becomes the role."""
    flags, lower, size = tokens.flags, tokens.lower, len(tokens)
    index = first + 1
    while index < min(size, first + 7):
        bits, word = flags[index], lower[index]
        if bits & CAPITAL and not bits & (FIRST | TIME):
            index += 1
        elif bits & (PUNCTUATION | FIRST | SPEECH | NUMBER | TIME) or _verbal(word) or word in DETERMINERS | _NOT_COMPLEMENTS:
            break
        else:
            index += 1
    last = pointed_at(tokens, index)
    pointing = last > index
    return Mention(
        first,
        last,
        Kind.SOMEBODY,
        role=tokens.slice(first, index),
        private=True,
        pointing=pointing,
        head=lower[first],
    )


def read_account(tokens: Tokens, first: int) -> Mention | None:
    """Return an account of a social network by its handle, "@nama_akun"."""
    index = first + 1
    while (
        index < len(tokens)
        and tokens.start[index] == tokens.end[index - 1]
        and (not tokens.flags[index] & PUNCTUATION or tokens.lower[index] in {"_", "."})
    ):
        index += 1
    while index > first + 1 and tokens.lower[index - 1] == ".":
        index -= 1
    if index == first + 1:
        return None
    return Mention(
        first, index, Kind.INSTITUTION, name=tokens.text[tokens.start[first] : tokens.end[index - 1]], head="@", private=True
    )


def is_anonymous(tokens: Tokens, first: int) -> bool:
    """Tell whether the word before a mention makes it nobody in particular ("sejumlah warga")."""
    return first > 0 and tokens.lower[first - 1] in _ANONYMOUS
