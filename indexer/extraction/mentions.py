"""Tokens -> mentions: everybody and every body that a document names, with the office given on either side of the name."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from enum import Enum

from indexer.extraction.lexicon import (
    ADDRESS,
    CAPITAL,
    FIRST,
    GROUP,
    INSTITUTION,
    MODIFIER,
    NAME,
    NUMBER,
    OFFICE,
    OFFICE_WORD,
    ORDINARY,
    PAPER,
    PRIVATE,
    PRONOUN,
    PUNCTUATION,
    REGION,
    SAY,
    SOMEBODY,
    SPEECH,
    STEM,
    TIME,
    TITLE,
    UPPER,
    words,
)
from indexer.extraction.names import PersonName, read_name
from indexer.extraction.offices import Office, read_office, starts_office
from indexer.extraction.ranks import rank_end
from indexer.extraction.tokens import Tokens, tokenize

_NAME_JOINTS = words("name_joints")
_DETERMINERS = frozenset({"ini", "itu", "tersebut"})
# Words that make a group nobody in particular: not a source (guidelines, "sejumlah warga").
_ANONYMOUS = words("anonymous")
# What may follow an office that stands after a name; anything else means that it was none.
_ENDS_OFFICE = words("ends_office") | {"("}
# Bodies of people of one office, whose names go on with it ("Ikatan Dokter Indonesia").
_ASSOCIATIONS = words("associations")
_NOT_COMPLEMENTS = words("not_complements")
_DETERMINER_GAP = words("determiner_gap")
_MOST_TOKENS = 16


class Kind(Enum):
    """What a mention is: somebody by name, by office, a body, somebody unnamed, or a pronoun."""

    PERSON = "person"
    OFFICE = "office"
    INSTITUTION = "institution"
    SOMEBODY = "somebody"
    PRONOUN = "pronoun"


@dataclass(frozen=True, slots=True)
class Mention:
    """Tokens `first` to before `last` that mention somebody.

    `name` and its lower-case `words` for a person or an institution; `role` and `affiliation` as given beside it; `private`:
    a function of a private person; `pointing`: "ini", "itu", "tersebut" follows, so somebody in focus is meant.
    """

    first: int
    last: int
    kind: Kind
    name: str | None = None
    words: tuple[str, ...] = ()
    nickname: str | None = None
    role: str | None = None
    affiliation: str | None = None
    private: bool = False
    titled: bool = False
    ranked: bool = False
    pointing: bool = False
    head: str = ""


def sole_names(tokens: Tokens) -> frozenset[str]:
    """Return the lower-case words that the text uses alone as a person's name, next to a verb of speech.

    "kata Ema", "Ema berharap", "menurut Edy": they tell where an office ends in "Wali Kota Bandung Ema Sumarna".
    """
    flags, lower = tokens.flags, tokens.lower
    found: Counter[str] = Counter()
    barred = OFFICE | INSTITUTION | TIME | FIRST | ADDRESS | TITLE | OFFICE_WORD | MODIFIER | GROUP | SOMEBODY | UPPER
    last = len(tokens) - 1
    for index in range(1, last):
        bits = flags[index]
        if not bits & CAPITAL or (bits & barred and not bits & NAME):
            continue
        # An ordinary word in capitals right after "kata", and alone, is somebody's name all the same ("kata Melek").
        if bits & ORDINARY and not bits & NAME and (not flags[index - 1] & STEM or flags[index + 1] & CAPITAL):
            continue
        after_cue = (flags[index - 1] & STEM and not flags[index - 1] & CAPITAL) or lower[index - 1] == "menurut"
        if bits & REGION and not bits & NAME and not (after_cue and flags[index - 1] & STEM):
            continue
        before_cue = flags[index + 1] & SAY and not (flags[index + 1] | flags[index - 1]) & CAPITAL and lower[index - 1] != ")"
        if after_cue or before_cue:
            found[lower[index]] += 1
    return frozenset(found)


def read_mention(tokens: Tokens, index: int, sole: frozenset[str], *, sure: bool = False) -> Mention | None:
    """Return the mention that begins at a token, with what stands beside it; None if none does.

    `sure`: the place calls for a speaker (after "kata", "menurut"), so that an unknown capitalised word is one.
    """
    if index >= len(tokens):
        return None
    bits = tokens.flags[index]
    if bits & PUNCTUATION or bits & NUMBER:
        return _account(tokens, index) if tokens.lower[index] == "@" else None
    if bits & PRONOUN:
        return Mention(index, index + 1, Kind.PRONOUN, head=tokens.lower[index])
    office = (
        read_office(tokens, index, sole)
        if bits & (OFFICE | MODIFIER) or tokens.lower[index] in {"wali", "juru", "tenaga"}
        else None
    )
    if office is not None:
        return _with_office(tokens, office, sole)
    name = read_name(tokens, index, sure=sure or tokens.lower[index] in sole)
    if name is not None:
        return _with_name(tokens, name, sole)
    if bits & PAPER and not bits & (INSTITUTION | SOMEBODY):
        return None
    if bits & INSTITUTION or (bits & GROUP and not bits & PAPER) or (bits & CAPITAL and bits & (UPPER | GROUP)):
        return _institution(tokens, index, sole)
    if sure and bits & CAPITAL and not bits & FIRST:
        return _institution(tokens, index, sole)
    if bits & SOMEBODY:
        return _somebody(tokens, index)
    return None


def scan(tokens: Tokens, sole: frozenset[str]) -> list[Mention]:
    """Return the mentions of a whole text, in order, none overlapping; pronouns and unnamed people are left out."""
    flags, lower = tokens.flags, tokens.lower
    wanted = CAPITAL | OFFICE | TITLE | ADDRESS | MODIFIER
    found: list[Mention] = []
    doubtful: list[Mention] = []
    index, size = 0, len(tokens)
    while index < size:
        bits = flags[index]
        if not bits & wanted or bits & PRONOUN:
            index += 1
            continue
        mention = read_mention(tokens, index, sole, sure=bool(flags[index - 1] & STEM) if index else False)
        if mention is None or mention.kind in (Kind.SOMEBODY, Kind.PRONOUN):
            index += 1
            continue
        if _heading_runs_in(tokens, mention, sole):
            index += 1
            continue
        bare = mention.kind is Kind.PERSON and len(mention.words) == 1 and not mention.role and not mention.titled
        if bare and lower[index] not in sole:
            doubtful.append(mention)
            index = mention.last
            continue
        pair = _pair(tokens, mention)
        found.extend(pair or (mention,))
        index = max(pair[-1].last if pair else mention.last, index + 1)
    # A single capitalised word is a person where it is part of the name of one who is introduced in full.
    introduced = {word for mention in found if mention.kind is Kind.PERSON for word in mention.words}
    found.extend(mention for mention in doubtful if mention.words[0] in introduced)
    found.sort(key=lambda mention: mention.first)
    return found


def _heading_runs_in(tokens: Tokens, mention: Mention, sole: frozenset[str]) -> bool:
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


def _pair(tokens: Tokens, mention: Mention) -> tuple[Mention, Mention] | None:
    """Return two people for "Bupati dan Wakil Bupati Tirtamaya Hendra Kusnandar dan Siti Aminah"."""
    last = mention.last
    if mention.kind is not Kind.PERSON or not mention.role or " dan " not in mention.role:
        return None
    if last + 1 >= len(tokens) or tokens.lower[last] != "dan":
        return None
    second = read_name(tokens, last + 1, sure=True)
    left, _, right = mention.role.partition(" dan ")
    if second is None or not starts_office(tokenize(right), 0):
        return None
    other = Mention(last + 1, second.last, Kind.PERSON, second.name, second.words, role=right, affiliation=mention.affiliation)
    return replace(mention, role=left), other


def _with_office(tokens: Tokens, office: Office, sole: frozenset[str]) -> Mention:
    """Return the office with the name that follows it, at once or after a comma."""
    lower, flags, size = tokens.lower, tokens.flags, len(tokens)
    index = office.last
    if index < size and lower[index] == "bernama":
        index += 1
    if office.head == "akun" and index < size and lower[index] == "@":
        return _account(tokens, index) or Mention(office.first, index, Kind.OFFICE, role=office.role, private=True)
    comma = index < size and lower[index] == ","
    begin = index + comma
    if index + 1 < size and lower[index] in {"yakni", "yaitu"}:
        begin = index + 1
    elif comma and begin < size and lower[begin] in {"yakni", "yaitu"}:
        begin += 1
    if comma and begin + 2 < size and flags[begin] & REGION and flags[begin] & CAPITAL:
        # "Dosen Institut Teknologi Sepuluh Nopember, Surabaya, Hitapriya Suprajitno": the place between them is skipped.
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
        lone = name is not None and comma and len(name.words) == 1 and not name.titled and lower[begin] not in sole
        if lone and not flags[begin] & NAME:
            lone = not _stands_apart(tokens, begin)
        elif lone:
            lone = False
        if name is not None and not lone:
            return _person(name, office.first, office)
    last = _pointed_at(tokens, index)
    pointing = last > index
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


def _stands_apart(tokens: Tokens, index: int) -> bool:
    """Tell whether a capitalised word between commas after an office must be its holder's only name."""
    flags, lower = tokens.flags, tokens.lower
    barred = REGION | INSTITUTION | TIME | OFFICE | FIRST | ORDINARY | OFFICE_WORD | UPPER | GROUP | SOMEBODY
    if flags[index] & barred or index + 1 >= len(tokens):
        return False
    return lower[index + 1] in {",", ".", "saat", "dalam", "kepada", "ketika", "usai"} or bool(flags[index + 1] & SPEECH)


def _pointed_at(tokens: Tokens, index: int) -> int:
    """Return the token after "itu" or "tersebut" that points at a described person ("pria berusia 62 tahun itu")."""
    flags, lower = tokens.flags, tokens.lower
    for step in range(index, min(len(tokens), index + 6)):
        if lower[step] in _DETERMINERS:
            return step + 1
        if not (lower[step] in _DETERMINER_GAP or flags[step] & (NUMBER | REGION) or (flags[step] & CAPITAL and step > index)):
            break
    return index


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


def _with_name(tokens: Tokens, name: PersonName, sole: frozenset[str]) -> Mention:
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
    elif index + 2 < size and lower[index] == "yang" and lower[index + 1] in {"juga", "merupakan", "menjabat"}:
        begin = index + 2
        while begin < size and lower[begin] in {"merupakan", "sebagai", "menjabat", "adalah", "juga"}:
            begin += 1
    if begin is not None and begin < size and lower[begin] in {"selaku", "yang", "seorang", "salah"}:
        begin += 1
        while begin < size and lower[begin] in {"juga", "merupakan", "menjabat", "sebagai", "satu", "adalah"}:
            begin += 1
    bits = tokens.flags[index + 1] if index + 1 < size else 0
    if index < size and lower[index] == "dari" and bits & CAPITAL and bits & (INSTITUTION | UPPER):
        body = _institution(tokens, index + 1, sole)
        return person if body is None else replace(person, last=body.last, affiliation=body.name)
    if begin is None or begin >= size or not starts_office(tokens, begin):
        return person
    office = read_office(tokens, begin, sole)
    if office is None:
        return person
    cued = person.first > 0 and tokens.flags[person.first - 1] & STEM
    if office.last < size and lower[index] == "," and not cued and read_name(tokens, office.last, sure=True):
        # The office belongs to the name after it ("Terkait kasus Alvin, Sekretaris Kompolnas Benny Mamoto …").
        return person
    office = read_office(tokens, begin, sole, name_follows=False) or office
    following = lower[office.last] if office.last < size else "."
    ends = following in _ENDS_OFFICE
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


def _stands_for(short: str, words: tuple[str, ...]) -> bool:
    initials = "".join(word[0] for word in words)
    return len(words) > 1 and len(short) > 1 and short.lower()[:2] in initials


def _is_list(tokens: Tokens, office: Office) -> bool:
    """Tell whether the office after a name begins the next item of a list ("…, Kapolda Riau Irjen X, Pangdam Y")."""
    index = office.last + 1
    return index < len(tokens) and starts_office(tokens, index) and bool(tokens.flags[index] & CAPITAL)


def _institution(tokens: Tokens, first: int, sole: frozenset[str]) -> Mention | None:
    """Return the institution, company or group that begins at a token."""
    flags, lower, size = tokens.flags, tokens.lower, len(tokens)
    index = first
    if lower[index] == "pihak" and index + 1 < size:
        index += 1
        if not flags[index] & (CAPITAL | GROUP | INSTITUTION | SOMEBODY):
            return None
    limit = min(size, first + _MOST_TOKENS)
    index += 1
    capitals = bool(flags[index - 1] & CAPITAL)
    while index < limit:
        bits, word = flags[index], lower[index]
        if (word in sole and index > first) or word == "vs":
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
            if head and index > first and lower[first] not in _ASSOCIATIONS:
                break
            if (
                bits & NAME
                and not bits & (INSTITUTION | OFFICE_WORD | REGION | ORDINARY)
                and flags[index - 1] & (GROUP | OFFICE)
            ):
                break
            capitals = True
            index += 1
        elif word in _NAME_JOINTS and index + 1 < limit and flags[index + 1] & CAPITAL and capitals:
            if word == "dan" and flags[index + 1] & (INSTITUTION | UPPER) and flags[first] & (UPPER | GROUP):
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
    pointing = index < size and lower[index] in _DETERMINERS
    # "pihak" says no more than that somebody speaks, unless a common noun needs it ("pihak kepolisian").
    begin = first + (lower[first] == "pihak" and index - first > 2)
    name = tokens.slice(begin, index)
    words = tuple(tokens.lower[begin:index])
    return Mention(first, index + pointing, Kind.INSTITUTION, name=name, words=words, pointing=pointing, head=lower[first])


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


def _somebody(tokens: Tokens, first: int) -> Mention:
    """Return somebody who is only described: the noun phrase becomes the role."""
    flags, lower, size = tokens.flags, tokens.lower, len(tokens)
    index = first + 1
    while index < min(size, first + 7):
        bits, word = flags[index], lower[index]
        if bits & CAPITAL and not bits & (FIRST | TIME):
            index += 1
        elif bits & (PUNCTUATION | FIRST | SPEECH | NUMBER | TIME) or _verbal(word) or word in _DETERMINERS | _NOT_COMPLEMENTS:
            break
        else:
            index += 1
    last = _pointed_at(tokens, index)
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


def _account(tokens: Tokens, first: int) -> Mention | None:
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
