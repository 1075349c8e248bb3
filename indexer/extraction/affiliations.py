"""An office split into the role and the institution or place that it belongs to."""

from __future__ import annotations

from indexer.extraction.lexicon import CAPITAL, INSTITUTION, OFFICE, OFFICE_WORD, PRIVATE, PUNCTUATION, REGION, UPPER, words
from indexer.extraction.office_grammar import (
    ACTS_FOR,
    CIVIL_REGIONS,
    COMPANY_HEADS,
    JOINTS,
    LOOSE_JOINTS,
    PLACE_HEADS,
    SECOND_WORD,
)
from indexer.extraction.tokens import Tokens

# Heads whose unit belongs to the role ("Kepala Dinas Kesehatan", "Sekretaris Daerah"), not to the affiliation.
_UNIT_HEADS = words("unit_heads")


_UNITS = words("units")
# "Menko Hukum, HAM, Imigrasi", "Wamen ESDM"
_MINISTERS = ("menko", "wamen")
_FOR_COMPANIES = COMPANY_HEADS | {
    *("analis", "analyst", "vp", "evp", "svp", "gm", "avp", "direktur", "dirut", "pendiri", "komisaris", "president", "chief"),
    *("manajemen", "economist", "partner", "strategist", "spokesperson"),
}
# Words that end a company's own name ("Aice Group", "Bhayangkara FC").
_COMPANY_TAILS = frozenset(
    {
        "group",
        "grup",
        "sekuritas",
        "securities",
        "fc",
        "club",
        "foundation",
        "institute",
        "center",
        "centre",
        "airlines",
        "futures",
        "holding",
        "holdings",
        "hospital",
        "united",
    }
)
_BODY_OF = frozenset({"pemuda", "perempuan", "wanita", "relawan"})
# Common nouns for groups, which in capitals open a group's own name ("Ketua Kelompok Nelayan Arun").
_GROUPS = frozenset({"kelompok", "paguyuban", "sinode", "lingkar", "sahabat"})
_SENT_BY = frozenset({"fraksi", "partai", "dapil", "daerah"})
_BRANCHES = frozenset({"pusat", "wilayah", "daerah", "cabang"})


def split_office(tokens: Tokens, first: int, head: int, last: int) -> tuple[str, str | None]:
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
        if depth or word in {")", "tbk"} or (unit and index == head + 1):
            continue
        opens = (
            (bits & INSTITUTION and (bits & CAPITAL or not bits & OFFICE))
            or (bits & CAPITAL and word in _GROUPS)
            or (bits & UPPER and len(word) > 1 and word.strip("ivxlc") and word not in {"rt", "rw"})
            or word in CIVIL_REGIONS
            or word == "republik"
            or (word == "pimpinan" and lower[index + 1 : index + 2] and lower[index + 1] in _BRANCHES)
        )
        place = bits & REGION and bits & CAPITAL and not bits & OFFICE_WORD
        second = lower[index - 1] in SECOND_WORD and word in SECOND_WORD[lower[index - 1]]
        # "Head of Equity Research": what the office is of, not a body.
        second = second or bool("of" in lower[head:index] and bits & OFFICE_WORD and index + 1 < last)
        second = second or (lower[index - 1] == "of" and bool(bits & OFFICE_WORD))
        # "ibu dari D": whose mother she is, not where she belongs.
        relative = flags[head] & PRIVATE and lower[index - 1] == "dari" and bits & UPPER and not bits & INSTITUTION
        if (opens or place) and not second and not relative:
            # "Ketua Pemuda Muhammadiyah": a body's branch for the young or for women opens with that word.
            branch = index - 1 > first and lower[index - 1] in _BODY_OF and bits & INSTITUTION and flags[index - 1] & CAPITAL
            starts.append((index - bool(branch), bool(opens)))
    cut = _cut(tokens, head, last, starts, unit)
    if cut is None or cut >= last:
        return tokens.slice(first, last), None
    if lower[cut] in _COMPANY_TAILS:
        # "pendiri Suluh Holding", "CEO Wanasari United": the body's own name stands before what it is.
        while cut - 1 > head and _is_unknown(tokens, cut - 1, OFFICE | OFFICE_WORD | PUNCTUATION):
            cut -= 1
    while not flags[head] & CAPITAL and cut - 1 > head and _is_unknown(tokens, cut - 1):
        cut -= 1
    role_end = cut
    while role_end > head + 1 and lower[role_end - 1] in JOINTS | LOOSE_JOINTS | {"asal", ",", "sekaligus"}:
        role_end -= 1
    return tokens.slice(first, role_end), tokens.slice(cut, _affiliation_end(tokens, cut, last))


def _affiliation_end(tokens: Tokens, cut: int, last: int) -> int:
    """Return where the body ends before the party or district somebody sits in it for ("DPR RI dari Fraksi …")."""
    for index in range(cut + 1, last - 1):
        if tokens.lower[index] == "dari" and tokens.lower[index + 1] in _SENT_BY:
            return index
    return last


def _is_unknown(tokens: Tokens, index: int, barred: int | None = None) -> bool:
    """Tell whether nothing is known of a capitalised word, as of most villages; or nothing of the kinds `barred`."""
    if barred is not None:
        return bool(tokens.flags[index] & CAPITAL) and not tokens.flags[index] & barred
    return tokens.flags[index] & ~UPPER == CAPITAL and len(tokens.lower[index]) > 3


def _cut(tokens: Tokens, head: int, last: int, starts: list[tuple[int, bool]], unit: bool) -> int | None:
    flags, lower = tokens.flags, tokens.lower
    if lower[head] in PLACE_HEADS and head + 1 < last:
        place = head + (2 if lower[head] in SECOND_WORD else 1)
        if place < last and flags[place] & CAPITAL and not flags[place] & (OFFICE | OFFICE_WORD | PUNCTUATION):
            return place
    if "asal" in lower[head + 1 : last - 1]:
        return lower.index("asal", head) + 1
    if not starts and not flags[head] & (CAPITAL | PRIVATE) and lower[head] not in ACTS_FOR:
        # "direktur eksekutif Karsa": after an office in lower case the words in capitals are the body.
        capital = next((index for index in range(head + 1, last) if flags[index] & CAPITAL), last)
        plain = all(not flags[index] & (CAPITAL | PUNCTUATION) for index in range(head + 1, capital))
        return capital if plain and capital < last and not flags[capital] & (OFFICE | OFFICE_WORD) else None
    if not unit and (not starts or lower[starts[0][0]] in _COMPANY_TAILS) and lower[head] in _FOR_COMPANIES:
        # "Product Manager Traveloka", "VP Marketing Arunika": an unknown word after such an office is the company.
        company = head + 1
        while company < last and (flags[company] & (OFFICE | OFFICE_WORD) or lower[company] in {"of", "&", "and", "dan"}):
            company += 1
        if company < last and _is_unknown(tokens, company):
            return company
    if not starts and not unit:
        companies = (index for index in range(head + 1, last) if lower[index - 1] in _FOR_COMPANIES)
        return next((index for index in companies if _is_unknown(tokens, index)), None)
    if "menteri" in lower[head : head + 2] or lower[head].startswith(_MINISTERS):
        # A ministry's field may read like an institution ("Menteri BUMN"); only the country is apart from the office.
        return next((index for index, opens in starts if not opens or lower[index] in {"republik", "ri"}), None)
    institutions = [index for index, opens in starts if opens and lower[index] not in CIVIL_REGIONS]
    if unit or not institutions:
        places = (
            [index for index in range(head + 2, last) if _is_unknown(tokens, index) and lower[index - 1] != "("] if unit else []
        )
        if places and (not starts or places[0] < starts[0][0]):
            return places[0]
        for index, _ in starts:
            # "Deputi Bidang Edukasi dan Kemitraan BPDL": initials that end the office are its body.
            initials = index == last - 1 and index > head + 2 and flags[index] & UPPER and lower[index - 1] not in JOINTS
            if initials and not flags[index - 1] & UPPER:
                return index
            if (
                lower[index] in CIVIL_REGIONS | {"pimpinan"}
                or flags[index] & REGION
                or (flags[index] & INSTITUTION and index > head + 2)
            ):
                return index - 1 if lower[index - 1] in CIVIL_REGIONS and index - 1 > head else index
        return None
    # Institutions that follow one another at once ("KPU RI", "Mabes Polri") are one; a later one after other words is
    # what the first belongs to ("Ketua Badan Legislasi (Baleg) DPR RI").
    cut = institutions[0]
    if lower[cut] in {"pt", "cv"}:
        return cut
    for index in institutions[1:]:
        apart = index > cut + 1 and not flags[index - 1] & INSTITUTION and lower[index - 1] not in JOINTS
        if apart and not flags[index] & REGION:
            cut = index
    return cut
