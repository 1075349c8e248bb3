"""Tokens -> an office ("Plt. Kepala Badan Kesbangpol Provinsi Kalteng"), split into role and affiliation.

Where no comma parts them, office and name run into one row of capitals ("Kepala Dinas Kominfo Nana Storada"). The cut is
where the words after it look most like a name: each word counts for or against, and the best-scoring ending wins.
"""

from __future__ import annotations

from dataclasses import dataclass

from indexer.extraction import lexicon
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
from indexer.extraction.ranks import rank_end
from indexer.extraction.tokens import Tokens

# Words that join two capitalised parts of one office, whatever follows in capitals.
_JOINTS = words("joints")
# Words that do so only before the name of a body or a place.
_LOOSE_JOINTS = frozenset({"dari", "pada", "di", "se"})
# After these a capitalised word is a place's or a body's own name, whoever may also bear it.
_NAMED_AFTER = words("named_after")
# Offices of two words whose first word alone is none.
_SECOND_WORD = {
    "wali": {"kota", "nagari", "murid", "kelas", "band"},
    "juru": {"bicara", "kamera", "parkir"},
    "kuasa": {"hukum"},
    "tenaga": {"ahli"},
    "pelaku": {"usaha", "industri", "pasar", "wisata"},
}
# Heads whose unit belongs to the role ("Kepala Dinas Kesehatan", "Sekretaris Daerah"), not to the affiliation.
_UNIT_HEADS = words("unit_heads")
_UNITS = words("units")
_CIVIL_REGIONS = frozenset({"kabupaten", "kota", "provinsi", "kab", "prov", "kecamatan"})
_NOT_COMPLEMENTS = words("not_complements")
# Heads whose next word is the place that they rule or serve, be it in the list of regions or not.
_PLACE_HEADS = words("place_heads")
_KNOWN_OTHERWISE = OFFICE | OFFICE_WORD | INSTITUTION | REGION | UPPER | NUMBER | PUNCTUATION
_MOST_TOKENS = 30
_MOST_COMPLEMENTS = 4
_MOST_NAME_TOKENS = 8
# What a word counts for being part of a name at the end of a row of capitals; set by hand, checked on the development
# articles and on PFSA-ID, where a shift of 0.5 in any of them moves the speakers' score by less than a point.
_KNOWN_NAME, _DOUBLE_NAME, _UNKNOWN, _INITIAL = 3.0, 1.0, 1.0, 0.5
_PLACE, _COMMON, _OFFICIAL, _ACRONYM, _AFTER_PLACE_HEAD = -2.0, -2.0, -3.5, -2.5, -1.5


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
    for step in range(index, min(size, index + 6)):
        word, bits = lower[step], flags[step]
        if word in _SECOND_WORD:
            return step if step + 1 < size and lower[step + 1] in _SECOND_WORD[word] else found
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
        elif not bits & MODIFIER and not (word == "." and step > index):
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
    begin = head + (2 if tokens.lower[head] in _SECOND_WORD else 1)
    last = _extent(tokens, head, begin)
    if not name_follows:
        last = _over_places(tokens, last)
    if name_follows:
        last = _before_name(tokens, begin, last, sole, complete=_is_complete(tokens.lower[head]))
    end = last
    while end > begin and (tokens.lower[end - 1] in _JOINTS | _LOOSE_JOINTS or tokens.lower[end - 1] in {".", ",", "yang"}):
        end -= 1
    named = last < len(tokens) and tokens.flags[last] & CAPITAL
    last = last if named else end
    role, affiliation = _split(tokens, first, head, end)
    return Office(first, last, role, affiliation, bool(tokens.flags[head] & PRIVATE), tokens.lower[head])


def _is_complete(head: str) -> bool:
    """Tell whether a head names the whole office, so that a name comes next ("Menkes", "Kapolri", "Wapres")."""
    spelt = lexicon.indonesian().aliases.get(head, ())
    return "menteri" in spelt or head in {"kapolri", "wapres", "seskab"}


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
            if (bits & TIME and not bits & NAME and lower[index - 1] != "sepuluh") or (
                bits & FIRST and not bits & (OFFICE | OFFICE_WORD | INSTITUTION | NAME | TITLE)
            ):
                break
            if (
                bits & OFFICE
                and bits & CAPITAL
                and flags[index - 1] & NAME
                and not flags[index - 1] & (OFFICE_WORD | INSTITUTION)
            ):
                break
            index += 1
        elif word.startswith("ke-"):
            index += 1
        elif bits & NUMBER:
            if not flags[index - 1] & CAPITAL or (index + 1 < size and lower[index + 1] in {"tahun", "orang", "persen"}):
                break
            index += 1
        elif (word in _JOINTS and not following & (ADDRESS | TITLE)) and (
            following & CAPITAL or (following & (OFFICE | OFFICE_WORD) and not flags[index - 1] & CAPITAL)
        ):
            # After a name a joint begins something else ("… Hasyim dan Budi").
            if _ends_in_name(tokens, index):
                break
            index += 1
        elif (
            word in _LOOSE_JOINTS
            and following & CAPITAL
            and not following & (TIME | FIRST | TITLE | ADDRESS)
            and not (following & REGION and not following & (INSTITUTION | OFFICE_WORD))
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
    """Return the token after the places that go on an address ("warga Kampung Gabus, Tambun Utara, Kabupaten Bekasi")."""
    flags, lower, size = tokens.flags, tokens.lower, len(tokens)
    while index + 1 < size and lower[index] == "," and flags[index + 1] & CAPITAL:
        step = index + 1
        while step < size and flags[step] & CAPITAL and not flags[step] & (TIME | FIRST | OFFICE | TITLE | NAME):
            step += 1
        place = any(flags[k] & REGION or lower[k] in _CIVIL_REGIONS for k in range(index + 1, step))
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
        short = len(lower[index - 1]) <= 2 or flags[index - 1] & (MODIFIER | TITLE)
        return index + 1 if short and flags[index - 1] & CAPITAL else None
    if word in _JOINTS and following & CAPITAL and not _ends_in_name(tokens, index):
        return index + 1
    if word == "," and following & CAPITAL and following & (OFFICE_WORD | ORDINARY) and not following & (NAME | OFFICE | TIME):
        # "Kepala Biro Komunikasi, Layanan Informasi Publik, dan Kerja Sama": a list that "dan" closes.
        row = lower[index + 1 : index + 9]
        if "dan" in row and all(
            flags[step] & (CAPITAL | PUNCTUATION) for step in range(index + 1, index + 1 + row.index("dan"))
        ):
            return index + 1
    if word == "," and lower[index + 1 : index + 2] == ["dan"] and "," in lower[head:index]:
        return index + 1
    return None


def _ends_in_name(tokens: Tokens, index: int) -> bool:
    """Tell whether the row so far ends in a known name, or in two words of which nothing else is known."""
    flags = tokens.flags
    last = flags[index - 1]
    if not last & CAPITAL or last & _KNOWN_OTHERWISE or (last & ORDINARY and not last & NAME):
        return False
    if last & NAME:
        return True
    before = flags[index - 2] if index >= 2 else 0
    if index >= 3 and tokens.lower[index - 3] in _NAMED_AFTER:
        return False
    before &= ~ORDINARY if before & NAME else ~0
    return bool(before & CAPITAL) and not before & (_KNOWN_OTHERWISE | ORDINARY) and tokens.lower[index - 2] not in _NAMED_AFTER


def _is_complement(tokens: Tokens, head: int, index: int) -> bool:
    """Tell whether a lower-case word may go on a lower-case office ("pengamat politik", "guru besar hukum")."""
    bits, word = tokens.flags[index], tokens.lower[index]
    if word in {"adalah", "ialah", "merupakan"} or (tokens.flags[index - 1] & CAPITAL and index - 1 != head):
        return False
    if bits & (FIRST | TIME | PUNCTUATION | NUMBER) or len(word) < 3 or word.endswith("nya"):
        return word == "luar"
    if word in _NOT_COMPLEMENTS:
        return False
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


def _before_name(tokens: Tokens, begin: int, last: int, sole: frozenset[str], *, complete: bool) -> int:
    """Return where in the row `begin`..`last` a person's name begins, or `last` if none does."""
    flags, lower = tokens.flags, tokens.lower
    for index in range(begin, last):
        if rank_end(tokens, index) > index:
            return index
        following = flags[index + 1] if index + 1 < len(tokens) else 0
        titled = flags[index] & (TITLE | ADDRESS) and (following & CAPITAL or lower[index + 1 : index + 2] == ["."])
        if (
            titled
            and not flags[index] & (OFFICE_WORD | OFFICE | REGION | INSTITUTION)
            and (len(lower[index]) > 1 or lower[index + 1 : index + 2] == ["."])
        ):
            return index
    best, cut, total = 0.0, last, 0.0
    if last + 1 < len(tokens) and lower[last] == "," and _opens_name(tokens, last + 1):
        best = 3.0
    for index in range(last - 1, max(begin, last - _MOST_NAME_TOKENS) - 1, -1):
        score = _name_score(tokens, index, last, sole)
        if complete and score == _COMMON and not tokens.flags[index] & REGION:
            score = _INITIAL
        if score is None:
            break
        total += score
        if tokens.lower[index - 1] in _JOINTS | _LOOSE_JOINTS:
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
    if tokens.lower[index - 1] in _NAMED_AFTER and not (bits & NAME and index + 1 < last and tokens.flags[index + 1] & NAME):
        return _AFTER_PLACE_HEAD
    if bits & OFFICE_WORD and tokens.flags[index - 1] & (OFFICE | OFFICE_WORD) and not tokens.flags[index - 1] & NAME:
        return _OFFICIAL
    if bits & UPPER and len(word) <= 4 and not tokens.words[index - 1].isupper() and index + 1 < last:
        return _INITIAL if tokens.lower[index + 1] == "." and len(word) <= 2 else _ACRONYM
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
    # An unknown word between a body or a ruler and a known name is more often a place than a first name.
    governs = (
        tokens.flags[index - 1] & (INSTITUTION | UPPER)
        or tokens.lower[index - 1] in _PLACE_HEADS
        or tokens.lower[index - 1] == "kota"
    )
    if governs and index + 1 < last and tokens.flags[index + 1] & NAME:
        return -_UNKNOWN
    return _UNKNOWN


def _split(tokens: Tokens, first: int, head: int, last: int) -> tuple[str, str | None]:
    """Split an office into role and affiliation: the last institution or region in it that is not the unit it heads."""
    flags, lower = tokens.flags, tokens.lower
    unit = lower[head] in _UNIT_HEADS and head + 1 < last and lower[head + 1] in _UNITS
    starts = []
    depth = 0
    for index in range(head + 1, last):
        word, bits = lower[index], flags[index]
        if word == "(":
            depth += 1
        elif word == ")":
            depth -= 1
        if depth or word == ")" or (unit and index == head + 1):
            continue
        opens = (
            bits & INSTITUTION
            or (bits & UPPER and len(word) > 1 and word.strip("ivxlc") and word not in {"rt", "rw"})
            or word in _CIVIL_REGIONS
        )
        place = bits & REGION and bits & CAPITAL and not bits & OFFICE_WORD
        second = lower[index - 1] in _SECOND_WORD and word in _SECOND_WORD[lower[index - 1]]
        if (opens or place) and not second:
            starts.append((index, bool(opens)))
    cut = _cut(tokens, head, last, starts, unit)
    if cut is None or cut >= last:
        return tokens.slice(first, last), None
    role_end = cut
    while role_end > head + 1 and lower[role_end - 1] in _JOINTS | _LOOSE_JOINTS:
        role_end -= 1
    return tokens.slice(first, role_end), tokens.slice(cut, last)


def _is_unknown(tokens: Tokens, index: int) -> bool:
    """Tell whether nothing is known of a capitalised word, as of most villages."""
    return tokens.flags[index] & ~UPPER == CAPITAL and len(tokens.lower[index]) > 3


def _cut(tokens: Tokens, head: int, last: int, starts: list[tuple[int, bool]], unit: bool) -> int | None:
    flags, lower = tokens.flags, tokens.lower
    if lower[head] in _PLACE_HEADS and head + 1 < last:
        place = head + (2 if lower[head] in _SECOND_WORD else 1)
        if place < last and flags[place] & CAPITAL and not flags[place] & (OFFICE | OFFICE_WORD | PUNCTUATION):
            return place
    if not starts and not unit:
        return None
    if "menteri" in lower[head : head + 2]:
        # A ministry's field may read like an institution ("Menteri BUMN"); only the country is apart from the office.
        return next((index for index, opens in starts if not opens or lower[index] == "republik"), None)
    institutions = [index for index, opens in starts if opens and lower[index] not in _CIVIL_REGIONS]
    if unit or not institutions:
        places = [index for index in range(head + 2, last) if _is_unknown(tokens, index)] if unit else []
        if places and (not starts or places[0] < starts[0][0]):
            return places[0]
        for index, _ in starts:
            if lower[index] in _CIVIL_REGIONS or flags[index] & REGION or (flags[index] & INSTITUTION and index > head + 2):
                return index - 1 if lower[index - 1] in _CIVIL_REGIONS and index - 1 > head else index
        return None
    # Institutions that follow one another at once ("KPU RI", "Mabes Polri") are one; a later one after other words is
    # what the first belongs to ("Ketua Badan Legislasi (Baleg) DPR RI").
    cut = institutions[0]
    for index in institutions[1:]:
        apart = index > cut + 1 and not flags[index - 1] & INSTITUTION and lower[index - 1] not in _JOINTS
        if apart and not flags[index] & REGION:
            cut = index
    return cut
