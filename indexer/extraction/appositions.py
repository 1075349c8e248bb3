"""A name with the office given on either side of it, or an office with the name that follows."""

from __future__ import annotations

from dataclasses import replace

from indexer.extraction import lexicon
from indexer.extraction.bodies import pointed_at, read_account, read_institution
from indexer.extraction.lexicon import (
    ADDRESS,
    CAPITAL,
    FIRST,
    GROUP,
    INSTITUTION,
    NAME,
    OFFICE,
    OFFICE_WORD,
    ORDINARY,
    PUNCTUATION,
    REGION,
    SOMEBODY,
    SPEECH,
    STEM,
    TIME,
    TITLE,
    UPPER,
    words,
)
from indexer.extraction.mention import Kind, Mention
from indexer.extraction.names import PersonName, aside, read_name
from indexer.extraction.office_grammar import ACTS_FOR
from indexer.extraction.offices import Office, read_office, starts_office
from indexer.extraction.ranks import rank_end
from indexer.extraction.tokens import Tokens

# What may follow an office that stands after a name; anything else means that it was none.
_ENDS_OFFICE = words("ends_office") | {"("}
# Tokens of a clause between an office and its holder's name, and words of that name.
_LONGEST_CLAUSE, _MOST_HOLDER = 6, 4


def with_office(tokens: Tokens, office: Office, sole: frozenset[str]) -> Mention:
    """Return the office with the name that follows it, at once or after a comma."""
    lower, flags, size = tokens.lower, tokens.flags, len(tokens)
    index = office.last
    if index < size and lower[index] in {"bernama", "sendiri"}:
        index += 1
    if office.head == "akun" and index < size and lower[index] == "@":
        return read_account(tokens, index) or Mention(office.first, index, Kind.OFFICE, role=office.role, private=True)
    if index < size and lower[index] == "yang":
        index = _over_clause(tokens, index)
    comma = index < size and lower[index] == ","
    begin = index + comma
    if index + 1 < size and lower[index] in {"yakni", "yaitu"}:
        begin = index + 1
    elif comma and begin < size and lower[begin] in {"yakni", "yaitu"}:
        begin += 1
    if comma and begin + 2 < size and flags[begin] & REGION and flags[begin] & CAPITAL:
        # "Dosen Universitas Meranti, Surabaya, Wira Lestari": the place between them is skipped.
        after = next((step for step in range(begin, min(size - 1, begin + 4)) if lower[step] == ","), None)
        place = after is not None and all(flags[step] & REGION for step in range(begin, after))
        if place and after is not None and flags[after + 1] & CAPITAL and not flags[after + 1] & (TIME | REGION):
            begin = after + 1
    if (
        begin < size
        and flags[begin] & (CAPITAL | TITLE | ADDRESS)
        and not (comma and starts_office(tokens, begin) and rank_end(tokens, begin) == begin)
    ):
        following = flags[begin + 1] if begin + 1 < size else 0
        barred = REGION | INSTITUTION | TIME | OFFICE | FIRST
        pair = following & CAPITAL and not (flags[begin] | following) & barred
        name = read_name(tokens, begin, sure=not comma or bool(pair) or lower[begin] in sole)
        alone = name is not None and len(name.words) == 1 and not (comma or name.titled or name.words[0] in sole)
        if name is not None and not comma and office.private and lower[name.last : name.last + 1] == ["bernama"]:
            # "warga Cengkareng bernama Syarif": where the person lives, and then the name.
            resident = read_name(tokens, name.last + 1, sure=True) if name.last + 1 < size else None
            if resident is not None:
                return replace(_person(resident, office.first, office), affiliation=office.affiliation or name.name)
        if name is not None and alone and not flags[begin] & NAME and not flags[office.first] & CAPITAL:
            described = pointed_at(tokens, name.last + 1) if name.last < size and not flags[name.last] & PUNCTUATION else 0
            if described == name.last + 2:
                # "kata pegiat sepeda motor Vespa kuno ini": whoever is in focus.
                role = tokens.slice(office.first, described - 1)
                return Mention(
                    office.first, described, Kind.OFFICE, role=role, private=office.private, pointing=True, head=office.head
                )
        if name is not None and alone and office.affiliation:
            last = name.last
            if not flags[begin] & NAME and lower[last : last + 1] == ["ini"]:
                # "Managing Director Firma Hukum Hendrajat ini menambahkan": the word is the body's, not the speaker's.
                affiliation = f"{office.affiliation} {name.name}"
                return Mention(
                    office.first,
                    last + 1,
                    Kind.OFFICE,
                    role=office.role,
                    affiliation=affiliation,
                    private=office.private,
                    pointing=True,
                    head=office.head,
                )
        lone = name is not None and comma and len(name.words) == 1 and not name.titled and lower[begin] not in sole
        if name is not None and office.private and not name.nickname:
            held = _also_holds(tokens, name, sole)
            office = held or office
        if lone and not flags[begin] & NAME:
            lone = not _stands_apart(tokens, begin)
        elif lone:
            lone = False
        if name is not None and not lone:
            relative = (
                _relative(tokens, office, name, sole) if not comma and office.private | (office.head in ACTS_FOR) else None
            )
            return relative or _person(name, office.first, office)
    last = pointed_at(tokens, index)
    pointing = last > index
    _, called = aside(tokens, index) if index < size and lower[index] == "yang" else (index, None)
    if called and not office.affiliation:
        # "lelaki yang akrab disapa Gus Makki": he is named after all.
        known = lexicon.indonesian().flags
        parts = tuple(word for word in called.lower().split() if not known.get(word, 0) & ADDRESS)
        return Mention(office.first, index, Kind.PERSON, called, parts, titled=True, role=office.role, private=office.private)
    return Mention(
        office.first,
        last,
        Kind.OFFICE,
        role=office.role,
        affiliation=office.affiliation,
        private=office.private,
        pointing=pointing,
        head=office.head,
    )


def _over_clause(tokens: Tokens, index: int) -> int:
    """Return the comma after a short clause between an office and its holder ("Ketua IWO yang baru dilantik, Rina Wati, …")."""
    flags, lower, size = tokens.flags, tokens.lower, len(tokens)
    comma = next((step for step in range(index + 1, min(size - 3, index + _LONGEST_CLAUSE)) if flags[step] & PUNCTUATION), None)
    if comma is None or lower[comma] != "," or any(flags[step] & (CAPITAL | SPEECH) for step in range(index, comma)):
        return index
    end = comma + 1
    while end < size and flags[end] & CAPITAL and not flags[end] & (OFFICE | INSTITUTION | REGION | TIME | FIRST):
        end += 1
    return comma if 2 <= end - comma - 1 <= _MOST_HOLDER and end < size and lower[end] == "," else index


def _also_holds(tokens: Tokens, name: PersonName, sole: frozenset[str]) -> Office | None:
    """Return the public office that follows a private person's name ("anak sulung korban, Dita, yang juga ajudan …")."""
    index = name.last + (tokens.lower[name.last : name.last + 1] == [","])
    if tokens.lower[index : index + 1] != ["yang"]:
        return None
    index += 1
    while index < len(tokens) and tokens.lower[index] in {"juga", "merupakan", "menjabat", "sebagai", "adalah"}:
        index += 1
    if index >= len(tokens) or not starts_office(tokens, index):
        return None
    held = read_office(tokens, index, sole)
    return None if held is None or held.private else held


def _relative(tokens: Tokens, office: Office, other: PersonName, sole: frozenset[str]) -> Mention | None:
    """Return the one who is named after the person that he or she acts for ("kuasa hukum Rayen, Jajang, …")."""
    begin = other.last + 1
    if begin + 1 >= len(tokens) or tokens.lower[other.last] != "," or not tokens.flags[begin] & (CAPITAL | TITLE):
        return None
    if starts_office(tokens, begin) or tokens.flags[begin] & (REGION | TIME | INSTITUTION):
        return None
    name = read_name(tokens, begin, sure=tokens.lower[begin] in sole or _stands_apart(tokens, begin))
    if name is None or not (len(name.words) > 1 or _stands_apart(tokens, begin) or tokens.lower[begin] in sole):
        return None
    person = _person(name, office.first, office)
    return replace(person, role=f"{office.role} {other.name}", affiliation=None)


def _stands_apart(tokens: Tokens, index: int) -> bool:
    """Tell whether a capitalised word between commas after an office must be its holder's only name."""
    flags, lower = tokens.flags, tokens.lower
    barred = REGION | INSTITUTION | TIME | OFFICE | FIRST | ORDINARY | OFFICE_WORD | UPPER | GROUP | SOMEBODY
    if flags[index] & barred or index + 1 >= len(tokens):
        return False
    return lower[index + 1] in {",", ".", "saat", "dalam", "kepada", "ketika", "usai"} or bool(flags[index + 1] & SPEECH)


def _person(name: PersonName, first: int, office: Office | None = None) -> Mention:
    return Mention(
        first,
        name.last,
        Kind.PERSON,
        name=name.name,
        words=name.words,
        nickname=name.nickname,
        titled=name.titled,
        ranked=name.ranked,
        role=office.role if office else None,
        affiliation=office.affiliation if office else None,
        private=office.private if office else False,
        head=office.head if office else "",
    )


def with_name(tokens: Tokens, name: PersonName, sole: frozenset[str]) -> Mention:
    """Return the person with the office that follows the name: after a comma, in brackets, "selaku", "yang juga"."""
    lower, size = tokens.lower, len(tokens)
    person = _person(name, name.first)
    if name.nickname and name.nickname.isupper() and not name.titled and _stands_for(name.nickname, name.words):
        # "Financial Services Commission (FSC)" is a body: people's short names are not made of initials in brackets.
        words = (*name.words, name.nickname.lower())
        return Mention(name.first, name.last, Kind.INSTITUTION, name=tokens.slice(name.first, name.last), words=words)
    index = name.last
    begin = None
    closed_by = None
    if index < size and lower[index] in {",", "("}:
        begin = index + 1
        closed_by = ")" if lower[index] == "(" else None
    elif index < size and lower[index] == "selaku":
        begin = index + 1
    elif index < size and lower[index] == "salah":
        begin = index
    elif index + 2 < size and lower[index] == "yang" and lower[index + 1] in {"juga", "merupakan", "menjabat"}:
        begin = index + 2
        while begin < size and lower[begin] in {"merupakan", "sebagai", "menjabat", "adalah", "juga"}:
            begin += 1
    if begin is not None and begin < size and lower[begin] in {"selaku", "yang", "seorang", "salah"}:
        begin += 1
        while begin < size and lower[begin] in {"juga", "merupakan", "menjabat", "sebagai", "satu", "seorang", "adalah"}:
            begin += 1
    bits = tokens.flags[index + 1] if index + 1 < size else 0
    if lower[index : index + 2] == [",", "dari"] and index + 2 < size and tokens.flags[index + 2] & (INSTITUTION | UPPER):
        # "tutur dr Arief SpBS, dari RS Melati."
        index, bits = index + 1, tokens.flags[index + 2]
    if index < size and lower[index] == "dari" and bits & CAPITAL and bits & (INSTITUTION | UPPER):
        body = read_institution(tokens, index + 1, sole)
        return person if body is None else replace(person, last=body.last, affiliation=body.name)
    if begin is None or begin >= size or not starts_office(tokens, begin):
        return person
    if lower[person.first - 1] == "menurut" and lower[index] == "," and not tokens.flags[begin] & CAPITAL:
        # "Menurut Rina, tahanan yang tidak disebut namanya …": what is said begins, unless a comma closes the office.
        described = read_office(tokens, begin, sole, name_follows=False)
        if described is None or described.last >= size or lower[described.last] != ",":
            return person
    office = read_office(tokens, begin, sole)
    if office is None:
        return person
    cued = person.first > 0 and tokens.flags[person.first - 1] & STEM
    opens = index < size and lower[index] == "," and not tokens.flags[begin] & CAPITAL and _opens_sentence(tokens, person.first)
    if opens and len(person.words) > 1 and not cued:
        whole = read_office(tokens, begin, sole, name_follows=False)
        if whole is not None and lower[whole.last : whole.last + 1] == [","] and whole.last + 1 < size:
            cued = bool(tokens.flags[whole.last + 1] & SPEECH)  # "Sena Wira, direktur eksekutif Karsa, mengatakan"
    if office.last < size and lower[index] == "," and not cued and read_name(tokens, office.last, sure=True):
        # The office belongs to the name after it ("Terkait kasus Alvin, Sekretaris Kompolnas Benny Mamoto …").
        return person
    office = read_office(tokens, begin, sole, name_follows=False) or office
    following = lower[office.last] if office.last < size else "."
    ends = following in _ENDS_OFFICE or following in {"juga", "pun", "turut"}
    if closed_by and following != closed_by:
        return person
    if not ends and lower[index] != "selaku" and not (office.last < size and tokens.flags[office.last] & SPEECH):
        return person
    if lower[index] == "," and following == "," and _is_list(tokens, office):
        return person
    last = office.last + (following == ")")
    return replace(
        person, last=last, role=office.role, affiliation=office.affiliation, private=office.private, head=office.head
    )


def _opens_sentence(tokens: Tokens, index: int) -> bool:
    return (
        index == 0
        or tokens.lower[index - 1] in {".", "!", "?", '"', "”"}
        or "\n" in tokens.text[tokens.end[index - 1] : tokens.start[index]]
    )


def _stands_for(short: str, words: tuple[str, ...]) -> bool:
    initials = "".join(word[0] for word in words)
    return len(words) > 1 and len(short) > 1 and short.lower()[:2] in initials


def _is_list(tokens: Tokens, office: Office) -> bool:
    """Tell whether the office after a name begins the next item of a list ("…, Kapolda Riau Irjen X, Pangdam Y")."""
    index = office.last + 1
    return index < len(tokens) and starts_office(tokens, index) and bool(tokens.flags[index] & CAPITAL)
