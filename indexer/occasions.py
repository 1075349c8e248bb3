"""Text -> the occasions that it may be about: where each is named, in what sentence, held at what place.

An occasion is named by a word of the lexicon ("rapat koordinasi ..."), by a proper name after a word of attending or of
speaking at it ("menghadiri Festival Rimba ...", "dalam Rimba Menyapa, Kamis ..."), or by a verb of visiting.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from corpus import dates
from corpus.records import Span

LONGEST_NAME = 24
"""Words of a name: the longest of 28 annotated ones has 24."""

LONGEST_PLACE = 16
"""Words of a place: "Gedung ... Kota ..." with its hall, street and city has up to 12 in annotated documents."""

AROUND = 300
"""Characters before and after a sentence in which its occasion's place and date may still be given."""

BEFORE = 70
"""Characters before a name that tell whether somebody holds, attends or plans it."""

_DAY = r"(?:Senin|Selasa|Rabu|Kamis|Jum['’]?at|Sabtu|Minggu|Ahad)\b"
_CAPITALS = r"[A-Z#][\w.'’\-]*(?:\s(?:(?:dan|untuk|di|ke-?\d+)\s)?[A-Z#\d][\w.'’\-]*){1,11}"


@dataclass(frozen=True, slots=True)
class Occasion:
    """An occasion that a text may name at `name`, in `sentence`; `before` is what stands before the name there.

    `kind`: "named" and "plain" are the lexicon's, "proper" is a proper name; of "verb" and "act" `name` is the verb.
    """

    name: Span
    type: str
    kind: str
    sentence: Span
    before: str


def candidates(text: str) -> Iterator[Occasion]:
    """Yield the occasions that a text may name, in no particular order. Quotations should be blanked in it."""
    named: set[int] = set()
    for span, type_, kind in _named(text):
        named.add(span.start)
        sentence = sentence_at(text, span.start)
        before = text[max(sentence.start, span.start - BEFORE) : span.start]
        name = span if kind in ("verb", "act") else _name(text, span.start, span.end, sentence.end)
        if kind in ("verb", "act") or not (words_before("unheld").search(before) or _within_name(text, span)):
            yield Occasion(name, type_, kind, sentence, before)
    for match in _proper().finditer(text):
        start = match.start("name")
        sentence = sentence_at(text, start)
        name = _name(text, start, start + 1, sentence.end if match["attend"] else min(sentence.end, match.end("name")))
        first, *more = name.of(text).split()
        if more and start not in named and first.lower() not in words("no_occasion"):
            yield Occasion(name, "acara", "proper", sentence, text[max(sentence.start, start - BEFORE) : start])


def _within_name(text: str, span: Span) -> bool:
    """Tell whether a capitalised word goes on with the name before it ("Terowongan Silaturahmi")."""
    before = _CAPITAL_BEFORE.search(text, max(0, span.start - 30), span.start)
    return (
        text[span.start].isupper()
        and before is not None
        and not any(before[1].lower() in words(group) for group in ("hold", "link", "during", "general", "of_any_kind"))
    )


def _named(text: str) -> Iterator[tuple[Span, str, str]]:
    """Yield span, type and kind of the lexicon's words for occasions."""
    forms = _forms()
    # Looking each word up is five times as fast as one pattern of all forms.
    for word in _WORD.finditer(text):
        first = word[0].lower()
        for form in forms.get(first) or forms.get(first.removesuffix("nya")) or ():
            if (match := form.pattern.match(text, word.start())) is not None:
                if form.kind != "none":
                    yield Span(*match.span()), form.type, form.kind
                break


def object_of(text: str, occasion: Occasion) -> Span:
    """Return the span of what an act is done to ("melantik lima camat baru": "lima camat baru")."""
    start = occasion.name.end + 1
    return _name(text, start, min(start + 1, occasion.sentence.end), occasion.sentence.end)


def place_after(text: str, start: int, limit: int) -> Span | None:
    """Return the place that "di" gives between two offsets, or None."""
    match = _venue().search(text, start, min(limit, start + 160))
    return _place(text, match.end(), limit) if match is not None else None


def visited(text: str, start: int, limit: int) -> Span | None:
    """Return what a verb of visiting has as its goal, where that opens with a word for a place."""
    place = _place(text, start + 1, limit) if text[start : start + 1] == " " else None
    return place if place is not None and is_venue(place.of(text)) else None


def is_venue(place: str) -> bool:
    """Tell whether a place opens with a word for one ("Aula Meranti", not "Meranti")."""
    return place.split()[0].lower() in _venues()


def place_around(text: str, sentence: Span) -> Span | None:
    """Return the place at which the sentences after and before one say that it was held ("Acara digelar di ...")."""
    for start, end in ((sentence.end, sentence.end + AROUND), (max(0, sentence.start - AROUND), sentence.start)):
        for held in _held_at().finditer(text, start, end):
            if (venue := _venue().match(text, held.end())) is not None:
                return _place(text, venue.end(), min(len(text), venue.end() + 160))
    return None


def sentence_at(text: str, position: int) -> Span:
    """Return the span of the sentence around a position, its final mark left out."""
    first = max(0, position - 600)
    start = max((match.end() for match in _SENTENCE_START.finditer(text, first, position + 1)), default=first)
    end = _SENTENCE_END.search(text, position)
    return Span(min(start, position), end.start() if end is not None else len(text))


@cache
def words_before(*groups: str) -> re.Pattern[str]:
    """Return the pattern of the last words before a name: one of the first group, then any of the others.

    The first of them may be glued to the word before it, where a link stood ("Prabowomenghadiri"), if it is long enough.
    """
    first, *rest = ("|".join(map(re.escape, sorted(words(group), key=len, reverse=True))) for group in groups)
    between = rf"(?:\s+(?:{'|'.join(rest)}))*" if rest else ""
    return re.compile(rf"(?:\b|(?=\w{{6}}))(?:{first}){between}\s+\Z", re.I)


@cache
def words_after(group: str) -> re.Pattern[str]:
    """Return the pattern of a name's continuation in which a word of the group comes soon."""
    return re.compile(rf"[^.\n“\"]{{0,80}}?\b(?:{'|'.join(map(re.escape, words(group)))})\b", re.I)


@cache
def words(group: str) -> frozenset[str]:
    """Return the words of a group of the lexicon's `occasion_words.tsv`."""
    groups = dict(line.split("\t") for line in lexicon_lines("occasion_words.tsv"))
    return frozenset(groups[group].split("|"))


@dataclass(frozen=True, slots=True)
class _Form:
    pattern: re.Pattern[str]
    type: str
    kind: str


@cache
def _forms() -> dict[str, tuple[_Form, ...]]:
    """Return the forms of the lexicon by their first word, longer ones first."""
    by_first: dict[str, tuple[_Form, ...]] = {}
    rows = [line.split("\t") for line in lexicon_lines("occasions.tsv")]
    for form, type_, kind in sorted(rows, key=lambda row: -len(row[0])):
        its = "" if kind in ("verb", "act") else "(?:nya)?"
        pattern = re.compile(r"\s+".join(map(re.escape, form.split())) + rf"{its}(?!\w)", re.I)
        first = form.split()[0]
        by_first[first] = (*by_first.get(first, ()), _Form(pattern, type_, kind))
    return by_first


@cache
def _proper() -> re.Pattern[str]:
    """Return the pattern of a proper name after a word of attending or for occasions, or between "dalam" and date or place."""
    attend, general, of_any_kind = (
        "|".join(sorted(words(group), key=len, reverse=True)) for group in ("attend", "general", "of_any_kind")
    )
    return re.compile(
        rf"(?:\b(?P<attend>(?i:{attend}))\s+(?:(?i:secara langsung|{of_any_kind})\s+)*"
        rf"|\b(?i:dalam|pada|saat|di)\s+(?:(?i:{general})\s+)*(?:(?i:{of_any_kind})\s+)"
        rf"|\b(?i:dalam|pada|saat)\s+(?=(?:{_CAPITALS})(?:,\s{_DAY}|\s\(\d|,?\sdi\s)))"
        rf"(?!{_DAY})(?P<name>{_CAPITALS})"
    )


@cache
def _venues() -> frozenset[str]:
    return frozenset(word for line in lexicon_lines("venues.txt") for word in line.split())


@cache
def _venue() -> re.Pattern[str]:
    """Return the pattern of "di" before the name of a place."""
    venue = rf"(?i:{'|'.join(sorted(_venues(), key=len, reverse=True))})\b(?!-)"
    return re.compile(rf"\b(?i:di)(?={venue}|\s+(?:(?i:sekitar|depan|dalam|belakang|salah satu)\s+)?(?:{venue}|[A-Z]))")


@cache
def _held_at() -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:{'|'.join(words('at'))})(?:\s(?:secara \w+|meriah|sederhana|khidmat|tadi|langsung))?\s+(?=di)", re.I
    )


def lexicon_lines(name: str) -> Iterator[str]:
    """Yield the lines of a file of the Indonesian lexicon, without comments and empty lines."""
    text = (resources.files("indexer.lexicon.id") / name).read_text(encoding="utf-8")
    return (line for line in text.splitlines() if line and not line.startswith("#"))


_SENTENCE_START = re.compile(r"[.!?\"”]\s+(?=[A-Z\"“])|\n")
_SENTENCE_END = re.compile(r"(?<![A-Z])(?<!\b[A-Z][a-z])(?<!\b[a-z]{2})[.!?](?=\s+[A-Z\"“])|\n|\Z")
_CAPITAL_BEFORE = re.compile(r"(?<![\w-])([A-Z][\w-]+)\s\Z")
_WORD = re.compile(r"(?<![\w#-])[A-Za-z][\w-]*")
_ASIDE = re.compile(r"\((?:[a-z]|\d|[^()]*\d/)")
_EDGE = " ,.;:!?-–—'’"
_TOKEN = re.compile(r"\([^()\n]{1,60}\)|[^\s(),]+,?|,")
_VERB = re.compile(r"(?:me[mnlrwy]\w{3,}|menge?\w{3,}|di[a-z]{4,}|ter[a-z]{4,}|ber[a-z]{4,})\Z")
_COUNTED = frozenset({"ini", "itu", "tersebut", "pertama", "kedua", "ketiga", "terakhir", "sebelumnya"})
_WITHIN = re.compile(r"\s*di\s+(?:lingkungan|lingkup|tingkat|bidang|era|masa|bulan|tahun|kalangan)\b", re.I)
_DANGLING = re.compile(r"\s+(?:dan|serta|di|ke|dari|pada|dalam|antara|kepada|para|tentang|tahap)\Z")

_PLACE_END = re.compile(
    r"[;:\n“”\"]|\.(?=\s|\Z)|,(?!\s?[A-Z][\w.'’]*(?:\s[A-Z][\w.'’]*){0,3}(?:[,.(\n]|\s(?:pada|yang|dan)\b|\Z))|\s[–—-]\s"
    r"|\s(?:pada|yang|dengan|untuk|oleh|saat|ketika|usai|setelah|dalam|guna|bersama|sekitar|serta|mulai|sebagai|agar|karena|secara"
    r"|kemarin|tadi|ini|itu|tersebut|hari|sempat|dan (?:me|di)\w+|sejak|hingga|lantaran|sambil|namun|akan|telah|juga|adalah"
    r"|merupakan|lalu|kepada|tanggal|pukul|ke|(?:men|mem|meny|meng|di|ber)[a-z]{4,}|berlangsung|seluruh|setiap)\b"
    rf"|\s?\((?=\d)|,?\s{_DAY}|\s(?:Menurut|Sementara|Namun|Dalam|Ia|Dia|Saat|Hal|Selain|Acara|Kegiatan)\b"
)


def _name(text: str, start: int, head: int, limit: int) -> Span:
    """Return the span of the name whose first words stand from `start` to `head`."""
    tokens = list(_TOKEN.finditer(text, start, limit))
    end = start
    for index, token in enumerate(tokens[:LONGEST_NAME]):
        if token.start() >= head and _ends_name(text, tokens, index):
            break
        end = token.end()
        if (token[0][-1] in ".;:!?" and len(token[0]) > 3) or (token[0][-1] == "," and not _list_goes_on(tokens, index)):
            break
    name = _DANGLING.sub("", text[start:end].rstrip(_EDGE)).rstrip(_EDGE)
    return Span(start, start + len(name))


def _ends_name(text: str, tokens: list[re.Match[str]], index: int) -> bool:
    """Tell whether a name ends before one of its tokens."""
    word = tokens[index][0]
    following = tokens[index + 1][0] if index + 1 < len(tokens) else ""
    plain = word.strip(",.;:!?").lower()
    if word[0] in '"“”' or _ASIDE.match(word):
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
        return following.lower() in _COUNTED or re.match(_DAY, following) is not None
    if word[0].isupper() and not re.match(_DAY, word):
        return False
    if plain in words("stop"):
        before = tokens[index - 1][0].lower()
        proper = plain == "bersama" and (following[:1].isupper() or before in ("doa", "puasa"))
        proper = proper or (plain == "untuk" and following[:1].isupper())
        return not proper and not (plain == "yang" and re.match(r"ke-?\d", following))
    return _VERB.match(plain) is not None and plain not in words("verb_not")


def _list_goes_on(tokens: list[re.Match[str]], index: int) -> bool:
    """Tell whether a comma belongs to a list of capitalised words that ends in "dan" ("TNI, Polri, dan ASN")."""
    for token in tokens[index + 1 : index + 7]:
        word = token[0]
        if word.lower() in ("dan", "serta", "hingga", "&"):
            return True
        if not (word[0].isupper() or word[0] == "(") or re.match(_DAY, word):
            return False
    return False


def _place(text: str, start: int, limit: int) -> Span | None:
    end = _PLACE_END.search(text, start + 1, limit)
    place = text[start : end.start() if end is not None else limit]
    stripped = place.strip(_EDGE)
    if not stripped or len(stripped.split()) > LONGEST_PLACE:
        return None
    first = start + place.index(stripped)
    return Span(first, first + len(stripped))
