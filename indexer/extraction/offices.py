"""Tokens -> an office ("Plt. Kepala Badan Kesbangpol Provinsi Kalteng"), split into role and affiliation.

Where no comma parts them, office and name run into one row of capitals ("Kepala Dinas Kominfo Nana Storada"). The cut is
where the words after it look most like a name: each word counts for or against, and the best-scoring ending wins.
"""

from __future__ import annotations

from dataclasses import dataclass

from indexer.extraction.affiliations import split_office
from indexer.extraction.lexicon import (
    ADDRESS,
    CAPITAL,
    FIRST,
    INSTITUTION,
    MODIFIER,
    NAME,
    NUMBER,
    OFFICE,
    OFFICE_WORD,
    ORDINARY,
    PRIVATE,
    PUNCTUATION,
    REGION,
    SPEECH,
    TIME,
    TITLE,
    UPPER,
    words,
)
from indexer.extraction.name_boundary import before_name, is_complete
from indexer.extraction.office_grammar import CIVIL_REGIONS, JOINTS, LOOSE_JOINTS, NAMED_AFTER, SECOND_WORD
from indexer.extraction.tokens import Tokens

_NOT_COMPLEMENTS = words("not_complements")
_KNOWN_OTHERWISE = OFFICE | OFFICE_WORD | INSTITUTION | REGION | UPPER | NUMBER | PUNCTUATION
_MOST_TOKENS = 30
_MOST_COMPLEMENTS = 4
_MOST_MODIFIERS = 9
_MOST_BODY = 14
_SITES = words("sites")


@dataclass(frozen=True, slots=True)
class Office:
    """Tokens `first` to before `last`: `role`, and the `affiliation` it belongs to (None: none is given).

    `private`: a function of a private person ("warga"). `head` is the lower-case head word.
    """

    first: int
    last: int
    role: str
    affiliation: str | None
    private: bool
    head: str


def starts_office(tokens: Tokens, index: int) -> bool:
    """Tell whether an office begins at a token: a head, or modifiers before one."""
    return _head(tokens, index) is not None


def _head(tokens: Tokens, index: int) -> int | None:
    """Return the token of the head of the office that begins at a token."""
    flags, lower, size = tokens.flags, tokens.lower, len(tokens)
    found: int | None = None
    if lower[index] == "sementara" or lower[index : index + 2] == ["sumber", "daya"]:
        # "Sementara Analis X …": here the word joins sentences; "Sumber Daya" is a field, not somebody.
        return None
    if lower[index : index + 2] == ["ibu", "kota"]:
        return None
    for step in range(index, min(size, index + _MOST_MODIFIERS)):
        word, bits = lower[step], flags[step]
        if word in SECOND_WORD:
            return step if step + 1 < size and lower[step + 1] in SECOND_WORD[word] else found
        if bits & OFFICE:
            following = flags[step + 1] if step + 1 < size else 0
            named = (
                bits & NAME and bits & CAPITAL and following & CAPITAL and not following & (OFFICE | INSTITUTION | OFFICE_WORD)
            )
            if named:
                return found
            if not bits & MODIFIER:
                return step
            # "Plt." is an office by itself where no other follows ("Plt. Kepala Badan …").
            found = step
        elif not bits & MODIFIER and not (word in {".", "and", "&"} and step > index):
            return found
    return found


def read_office(tokens: Tokens, first: int, sole: frozenset[str], *, name_follows: bool = True) -> Office | None:
    """Return the office that begins at token `first`, as far as it goes; None if none does.

    `sole` holds the lower-case words that the document uses as a person's name on their own. `name_follows` is False
    after a name, where everything capitalised belongs to the office.
    """
    head = _head(tokens, first)
    if head is None:
        return None
    begin = head + (2 if tokens.lower[head] in SECOND_WORD else 1)
    last = _extent(tokens, head, begin)
    if not name_follows:
        last = _over_places(tokens, last)
    if name_follows:
        last = before_name(tokens, begin, last, sole, complete=is_complete(tokens.lower[head]))
    end = last
    while end > begin and (tokens.lower[end - 1] in JOINTS | LOOSE_JOINTS or tokens.lower[end - 1] in {".", ",", "yang"}):
        end -= 1
    named = last < len(tokens) and tokens.flags[last] & CAPITAL
    last = last if named else end
    role, affiliation = split_office(tokens, first, head, end)
    return Office(first, last, role, affiliation, bool(tokens.flags[head] & PRIVATE), tokens.lower[head])


def _extent(tokens: Tokens, head: int, index: int) -> int:
    """Return the token before which the row of words that an office and the name after it form ends."""
    flags, lower, size = tokens.flags, tokens.lower, len(tokens)
    limit = min(size, head + _MOST_TOKENS)
    complements = 0
    while index < limit:
        bits, word = flags[index], lower[index]
        following = flags[index + 1] if index + 1 < limit else 0
        if word in {"of", "for", "and"} and index + 2 < limit and lower[index + 1] == "the":
            index += 1
            following = flags[index + 1]
        if bits & PUNCTUATION:
            step = _over_punctuation(tokens, head, index, limit)
            if step is None:
                break
            index = step
        elif bits & CAPITAL:
            if word == lower[head] and index == head + 1:
                # "Ujar Bupati Bupati juga berharap …": the full stop between them was lost.
                break
            if (bits & TIME and not bits & NAME and lower[index - 1] != "sepuluh") or (
                bits & FIRST and not bits & (OFFICE | OFFICE_WORD | INSTITUTION | NAME | TITLE)
            ):
                break
            if (
                bits & OFFICE
                and bits & CAPITAL
                and index - 1 > head
                and flags[index - 1] & NAME
                and not flags[index - 1] & (OFFICE_WORD | INSTITUTION)
            ):
                break
            index += 1
        elif word.startswith("ke-"):
            index += 1
        elif word == "nomor" and index + 2 < limit and lower[index + 1] == "urut" and flags[index + 2] & NUMBER:
            # "Capres nomor urut 3"
            index += 3
        elif bits & NUMBER:
            if not flags[index - 1] & CAPITAL or (index + 1 < size and lower[index + 1] in {"tahun", "orang", "persen"}):
                break
            index += 1
        elif (word in JOINTS and not following & (ADDRESS | TITLE)) and (
            following & CAPITAL or (following & (OFFICE | OFFICE_WORD) and (word == "of" or not flags[index - 1] & CAPITAL))
        ):
            # After a name a joint begins something else ("… Hasyim dan Budi").
            if _ends_in_name(tokens, index):
                break
            index += 1
        elif (
            word in LOOSE_JOINTS
            and following & CAPITAL
            and not following & (TIME | FIRST | TITLE | ADDRESS)
            and not (following & REGION and not following & (INSTITUTION | OFFICE_WORD))
            and not (word == "di" and lower[index + 1] in _SITES)
        ):
            if _ends_in_name(tokens, index):
                break
            index += 1
        elif word in {"yang", "sekaligus"} and not _ends_in_name(tokens, index):
            step = index + 1 + (word == "yang" and index + 1 < size and lower[index + 1] in {"juga", "sekaligus"})
            if (word == "yang" and step == index + 1) or step >= limit or _head(tokens, step) is None:
                break
            index = step + 1
        elif complements < _MOST_COMPLEMENTS and _is_complement(tokens, head, index):
            complements += 1
            index += 1
        else:
            break
    return index


def _over_places(tokens: Tokens, index: int) -> int:
    """Return the token after the places that go on an address ("warga Kampung Meranti, Tambun Utara, Kabupaten Bekasi")."""
    flags, lower, size = tokens.flags, tokens.lower, len(tokens)
    while index + 1 < size and lower[index] == "," and flags[index + 1] & CAPITAL:
        step = index + 1
        while step < size and flags[step] & CAPITAL and not flags[step] & (TIME | FIRST | OFFICE | TITLE | NAME):
            step += 1
        place = any(flags[k] & REGION or lower[k] in CIVIL_REGIONS for k in range(index + 1, step))
        if not place or step - index > 5:
            break
        index = step
    return index


def _over_punctuation(tokens: Tokens, head: int, index: int, limit: int) -> int | None:
    """Return the token after a mark that an office may contain; None where the mark ends it."""
    flags, lower = tokens.flags, tokens.lower
    word = lower[index]
    following = flags[index + 1] if index + 1 < limit else 0
    if word == "(":
        closing = next((step for step in range(index + 1, min(len(tokens), index + 16)) if lower[step] == ")"), None)
        initials = closing == index + 2 and following & UPPER and not flags[index - 1] & NAME
        if (
            closing is None
            or (_ends_in_name(tokens, index) and not initials)
            or any(flags[step] & NUMBER for step in range(index, closing))
        ):
            return None
        return closing + 1
    if word == "." and following & CAPITAL:
        ends_body = flags[index - 1] & UPPER and flags[index - 1] & (REGION | OFFICE_WORD)  # "… DPR RI. Rina"
        initial = len(lower[index - 1]) <= 2 and not ends_body
        short = initial or lower[index - 1] == "tbk" or flags[index - 1] & (MODIFIER | TITLE)
        return index + 1 if short and flags[index - 1] & CAPITAL else None
    if word in JOINTS and following & CAPITAL and not _ends_in_name(tokens, index):
        return index + 1
    if word == "," and following & CAPITAL and following & (OFFICE_WORD | ORDINARY) and not following & (NAME | OFFICE | TIME):
        # "Kepala Biro Hukum, Organisasi, dan Kerja Sama": a list that "dan" closes.
        row = lower[index + 1 : index + 9]
        joint = next((step for step, word in enumerate(row) if word in {"dan", "&"}), None)
        if joint is not None and all(flags[step] & (CAPITAL | PUNCTUATION) for step in range(index + 1, index + 1 + joint)):
            return index + 1
    if word == "," and following & INSTITUTION and following & CAPITAL and _body_between_commas(tokens, index + 1):
        return index + 1
    if word == "," and lower[index + 1 : index + 2] == ["dan"] and "," in lower[head:index]:
        return index + 1
    return None


def _body_between_commas(tokens: Tokens, index: int) -> bool:
    """Tell whether a body's name reaches a comma and a person's name ("Kepala Bidang Jalan, Dinas Umum Melati, Rina …")."""
    flags, lower, size = tokens.flags, tokens.lower, len(tokens)
    step = index
    while step < min(size, index + _MOST_BODY) and (flags[step] & CAPITAL or lower[step] in {"dan", "(", ")", "&"}):
        step += 1
    if step + 1 >= size or lower[step] != ",":
        return False
    bits = flags[step + 1]
    return bool(bits & (CAPITAL | TITLE | ADDRESS)) and not bits & (INSTITUTION | OFFICE | TIME | FIRST | REGION)


def _ends_in_name(tokens: Tokens, index: int) -> bool:
    """Tell whether the row so far ends in a known name, or in two words of which nothing else is known."""
    flags = tokens.flags
    last = flags[index - 1]
    if not last & CAPITAL or last & _KNOWN_OTHERWISE or (last & ORDINARY and not last & NAME):
        return False
    if last & NAME:
        return True
    before = flags[index - 2] if index >= 2 else 0
    if index >= 3 and tokens.lower[index - 3] in NAMED_AFTER:
        return False
    before &= ~ORDINARY if before & NAME else ~0
    return bool(before & CAPITAL) and not before & (_KNOWN_OTHERWISE | ORDINARY) and tokens.lower[index - 2] not in NAMED_AFTER


def _is_complement(tokens: Tokens, head: int, index: int) -> bool:
    """Tell whether a lower-case word may go on a lower-case office ("pengamat politik", "guru besar hukum")."""
    bits, word = tokens.flags[index], tokens.lower[index]
    if word in {"adalah", "ialah", "merupakan"} or (tokens.flags[index - 1] & CAPITAL and index - 1 != head):
        return False
    if bits & (FIRST | TIME | PUNCTUATION | NUMBER) or len(word) < 3 or word.endswith("nya"):
        return word == "luar"
    if word in _NOT_COMPLEMENTS:
        return False
    if bits & PRIVATE and tokens.flags[head] & PRIVATE:
        # "anak kandung terdakwa", "ibu korban"
        return True
    if bits & SPEECH and word not in {"umum", "ulang"}:
        return False
    if word.startswith(("men", "mem", "meng", "meny", "ber", "ter")) and word not in {
        "berencana",
        "terbuka",
        "militer",
        "terpadu",
        "menengah",
    }:
        return False
    return not (
        word.startswith("di")
        and len(word) > 5
        and word not in {"digital", "direktur", "dirgantara", "disabilitas", "diplomasi"}
    )
