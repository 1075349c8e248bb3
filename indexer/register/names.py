"""A name as a document gives it -> the form in which spellings of one name are equal, and whether it names anybody."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from corpus import regions
from corpus.store.records import SpeakerKind
from indexer.extraction import lexicon
from indexer.register.forms import Name
from indexer.register.nobody import is_nobody
from indexer.register.words import register_words

# Ways of writing the commonest given names, and short forms that stand for nothing else.
_GIVEN = (
    (re.compile(r"m|mh|mhd|mhmd|md|mo|moh|mohd|moch|much|muh|muhd|m[uo][ck]?h+am+[ae][dt]"), "muhammad"),
    (re.compile(r"a[ckh]?h+mad|achmat|akhmat|ahmat|ach|akh"), "ahmad"),
    (re.compile(r"abd|abdoel"), "abdul"),
)
# The old orthography (before 1972) and letters that are written or left out at will: "Soedjarwo" and "Sujarwo".
_LETTERS = (
    ("oe", "u"),
    ("tj", "c"),
    ("dj", "j"),
    ("sj", "sy"),
    ("kh", "h"),
    ("th", "t"),
    ("dh", "d"),
    ("bh", "b"),
    ("ph", "f"),
    ("v", "f"),
    ("q", "k"),
    ("y", "i"),
)
# "Chairul" is also "Khairul" and "Hairul"; other names in ch- are spelt with c ("Chandra", "Candra").
_CH_AS_H = re.compile(r"^ch(?=ai|oi|ol|ot|us)|(?<!^)ch")
_DOUBLED = re.compile(r"(.)\1+")
_SITE = re.compile(r"\.(?:com|co|id|net|org|tv|news)\b", re.IGNORECASE)
_SHORT_FORM = re.compile(r"\(([A-Z][\w/&-]{1,15})\)\s*$")
# "RIJudha": the end of the office before it ("Kemlu RI").
_GLUED_COUNTRY = re.compile(r"^(?:RI|AS)(?=[A-Z][a-z]{2})")
_SHORTEST_WHOLE = 2
_INITIALS = re.compile(r"(?!md$|ng$)[b-df-hj-np-tv-xz]{2}")
_FINAL_D = re.compile(r"(?<=[aeiou])d$")
# Abstract nouns by their affixes: a single such word was a heading, not a name.
_ABSTRACT = re.compile(r"(?:pe[mnr]\w{4,}|ke\w{4,})an|di\w{4,}(?:kan|i)|men\w{4,}kan")
_RUN_ON = re.compile(r"(?<=\w) (?:di|saat|usai|ketika|kepada|pada|melalui|lewat|dalam) (?=[A-Z])")
_PAIR = re.compile(r"^\w+ \w{3,}(?: \w+)*-\w{3,} \w+")
# Verbs and questions by their affixes: no name opens with one.
_VERB = re.compile(r"di\w{5,}kan|me[mn]\w{3,}kan|\w{4,}kah")
_LONGEST_PERSON = 6


@dataclass(frozen=True, slots=True)
class Figure:
    """A public person: full name, and whether the form asked for is a single word, which needs more evidence."""

    name: str
    bare: bool


@lru_cache(maxsize=100_000)
def folded(name: str) -> Name:
    """Return the words of a person's name so that spellings of one name are equal; titles before it left out."""
    words = plain_words(own_part(name))
    flags = lexicon.indonesian().flags
    # A rank in the middle ("Korlantas Polri AKP …") ends what does not belong to the name.
    ranks = [at for at, word in enumerate(words[:-1]) if len(word) > 1 and flags.get(word, 0) & lexicon.TITLE]
    ranks = [at for at in ranks if words[at] not in register_words("rank_names")]
    own = words[ranks[-1] + 1 if ranks else 0 :]
    # "Retno L.P." and "Retno LP": letters without a vowel are initials.
    apart = (list(word) if _INITIALS.fullmatch(word) and len(own) > 1 else [word] for word in own)
    return tuple(_sound(word) for each in apart for word in each)


def spelling(name: str) -> tuple[str, ...]:
    """Return the words of a name as they are spelt, the commonest given names alone in one form."""
    return tuple(
        next((full for pattern, full in _GIVEN if pattern.fullmatch(word)), word) for word in plain_words(own_part(name))
    )


def own_part(name: str) -> str:
    """Return a name without what has run into it: a place ("Sari Dewi di Balai Kota"), "RI", a headline's verb, "Kang"."""
    found = _RUN_ON.search(name)
    words = _GLUED_COUNTRY.sub("", name[: found.start()] if found else name).split()
    if len(words) > _SHORTEST_WHOLE and words[-1].lower() in register_words("tails"):
        words.pop()
    while len(words) > 1 and words[0].lower() in register_words("sentence"):
        words.pop(0)
    if len(words) > _SHORTEST_WHOLE and words[0].lower() in register_words("addresses"):
        words.pop(0)
    return " ".join(words)


def plain_words(name: str) -> list[str]:
    """Return the words of a name in lower case, without accents, apostrophes and full stops."""
    plain = unicodedata.normalize("NFKD", name.lower())
    plain = "".join(character for character in plain if not unicodedata.combining(character) and character not in "'’‘`ʼ")
    return re.findall(r"[^\W_]+", plain)


def without_glued(name: str, others: Collection[tuple[str, ...]]) -> Name | None:
    """Return the name without a word that has run into its end ("Sari Dewimengatakan"), if others have it so; else None."""
    *first, last = plain_words(own_part(name)) or [""]
    if not first:
        return None
    flags = lexicon.indonesian().flags
    for cut in range(len(last) - 3, 3, -1):
        if flags.get(last[cut:], 0) & (lexicon.SPEECH | lexicon.ORDINARY | lexicon.FIRST) and (*first, last[:cut]) in others:
            return folded(" ".join((*first, last[:cut])))
    return None


def figure(name: str) -> Figure | None:
    """Return the public person whom a name, a nickname or an abbreviation means; None where that is not certain."""
    words = tuple(plain_words(own_part(name)))
    full = _figures().get(words)
    return None if full is None else Figure(full, bare=len(words) == 1)


@lru_cache(maxsize=100_000)
def kind_of(name: str, has_office: bool) -> SpeakerKind | None:
    """Return whether a name is a person's or an institution's; None where it names nobody.

    `has_office`: the document gives an office with it, which headings and places don't have.
    """
    name = own_part(name)
    words = plain_words(name)
    if not words or (len(words) == 1 and len(words[0]) < 2):
        return None
    if figure(name):
        return SpeakerKind.PERSON
    if name.startswith("@"):
        return SpeakerKind.PERSON
    if _PAIR.search(name):
        return None  # two candidates with their names joined
    if is_nobody(words, has_office):
        return None
    if _SITE.search(name):
        return SpeakerKind.INSTITUTION
    if _is_abbreviated(name, words):
        return SpeakerKind.PERSON
    flags = lexicon.indonesian().flags
    bits = [flags.get(word, 0) for word in words]
    body = _body(name, words, bits, has_office)
    if body is not None:
        return SpeakerKind.INSTITUTION if body else None
    return None if _is_no_name(words, bits, has_office, name) else SpeakerKind.PERSON


def _is_abbreviated(name: str, words: list[str]) -> bool:
    """Tell whether a name is a person's who is known by initials: two letters alone, or "Sekar Jati Laya (SJL)"."""
    flags = lexicon.indonesian().flags
    if len(words) == 1:
        known = flags.get(words[0], 0) & lexicon.INSTITUTION or words[0] in register_words("bodies")
        return len(name) == 2 and name.isalpha() and name.isupper() and not known
    found = _SHORT_FORM.search(name)
    own = words[:-1]
    bits = [flags.get(word, 0) for word in own]
    return (
        found is not None
        and found[1].lower() == "".join(word[0] for word in own)
        and any(each & lexicon.NAME for each in bits)
        and not any(each & (lexicon.INSTITUTION | lexicon.GROUP) for each in bits)
    )


def _body(name: str, words: list[str], bits: list[int], has_office: bool) -> bool | None:
    """Tell whether a name is an institution's; False: a common noun for one, which names none; None: neither."""
    if not has_office and not register_words("bodies").isdisjoint(words):
        return True
    if len(words) == 1:
        if words[0] in register_words("cities"):
            return False
        if bits[0] & lexicon.GROUP or (bits[0] & lexicon.INSTITUTION and bits[0] & lexicon.ORDINARY):
            return False
        if bits[0] & lexicon.INSTITUTION:
            return True
        if bits[0] & lexicon.REGION and not bits[0] & lexicon.NAME:
            # A country speaks by its government; a town that seems to is a dateline's.
            return regions.find(name) is None and not has_office
        return True if name.isupper() and len(name) <= 6 and not has_office and not bits[0] & _NAMES_NOTHING else None
    person = bool(bits[-1] & lexicon.NAME) and (has_office or any(each & lexicon.TITLE for each in bits[1:-1]))
    if _SHORT_FORM.search(name) and not person:
        return True
    opens = bits[0] & (lexicon.INSTITUTION | lexicon.GROUP) and not bits[0] & lexicon.NAME
    if opens and not person:
        # "Pihak sekolah" names no school; "Pemerintah Jepang" names a government.
        proper = any(not each & (lexicon.ORDINARY | lexicon.FIRST) for each in bits[1:])
        named = proper or any(part[:1].isupper() for part in name.split()[1:])
        return bool(named) and words[0] != "pihak"
    closes = (
        any(each & lexicon.INSTITUTION and not each & (lexicon.NAME | lexicon.ORDINARY) for each in bits[1:])
        or "indonesia" in words
    )
    return True if closes and not has_office and len(words) <= 8 else None


_NAMES_NOTHING = lexicon.TIME | lexicon.FIRST | lexicon.PAPER | lexicon.ORDINARY | lexicon.REGION


def _is_no_name(words: list[str], bits: list[int], has_office: bool, name: str) -> bool:
    if len(words) > _LONGEST_PERSON or any(word.isdigit() for word in words) or not register_words("grammar").isdisjoint(words):
        return True
    if not bits[0] & lexicon.NAME and _VERB.fullmatch(words[0]):
        return True
    known = any(each & lexicon.NAME for each in bits)
    if len(words) == 1:
        strange = bool(bits[0] & (_NAMES_NOTHING | lexicon.SPEECH | lexicon.OFFICE_WORD)) and not known
        return (strange and not (has_office and not bits[0] & (lexicon.TIME | lexicon.FIRST))) or (
            not has_office and not known and bool(_ABSTRACT.fullmatch(words[0]))
        )
    if all(each & (_NAMES_NOTHING | lexicon.OFFICE_WORD) and not each & lexicon.NAME for each in bits):
        return True
    opens = bits[0] & (lexicon.ORDINARY | lexicon.TIME | lexicon.FIRST) and not bits[0] & lexicon.NAME
    return bool(opens) and not has_office and not known


@cache
def figures() -> frozenset[Name]:
    """Return the full names of the public persons that are listed: a name that readers take for nobody else's."""
    return frozenset(folded(name) for name in _figures().values())


@cache
def _figures() -> Mapping[tuple[str, ...], str]:
    table: dict[tuple[str, ...], str] = {}
    for line in lexicon.lines("public_figures.tsv"):
        name, others = line.split("\t")
        for form in (name, *others.split("|")):
            table[tuple(plain_words(form))] = name
    return table


@lru_cache(maxsize=100_000)
def _sound(word: str) -> str:
    for pattern, full in _GIVEN:
        if pattern.fullmatch(word):
            return full
    word = _CH_AS_H.sub("h", word)
    if word.startswith("ch"):
        word = "c" + word[2:]
    for written, heard in _LETTERS:
        word = word.replace(written, heard)
    word = _DOUBLED.sub(r"\1", word) or word
    return _FINAL_D.sub("t", word)


def body_key(name: str, acronyms: Mapping[str, Name]) -> Name:
    """Return the words of an institution's name with its short form spelt out.

    `acronyms` are short forms that the documents themselves explain, in lower case.
    """
    found = _SHORT_FORM.search(name)
    words = plain_words(_SHORT_FORM.sub("", name)) or plain_words(name)
    if found is not None and register_words("fragments").issuperset(words):
        words = plain_words(found[1])  # "Tbk (ABCD)": of the name only its end is left
    while len(words) > 1 and words[-1] == "ri":
        words.pop()
    if words[-2:] == ["republik", "indonesia"] and len(words) > 3:
        words = words[:-2]
    known = lexicon.indonesian().bodies
    head = known.get(words[0]) or (acronyms.get(words[0]) if len(words) == 1 else None)
    return (*(head or (words[0],)), *words[1:])


def explained(names: Iterable[str]) -> dict[str, Name]:
    """Return the short forms that names of institutions explain in brackets, where all agree on what they stand for."""
    meanings: dict[str, set[Name]] = {}
    for name in names:
        found = _SHORT_FORM.search(name)
        if found:
            full = tuple(plain_words(_SHORT_FORM.sub("", name)))
            if len(full) > 1 and not register_words("fragments").issuperset(full):
                meanings.setdefault(found[1].lower(), set()).add(full)
    return {short: next(iter(full)) for short, full in meanings.items() if len(full) == 1}
