"""Text -> the occasions that it may be about: where each is named, and in what sentence.

An occasion is named by a word of the lexicon ("rapat koordinasi ..."), by a name in capitals after a word of attending or of
speaking at it ("menghadiri Festival Rimba ...", "di sela-sela Rimba Summit 2024"), by any noun or quoted title after "acara"
or "kegiatan" ("saat kegiatan penanaman pohon"), or by a verb ("melantik ...", "berkunjung ke ...").
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from corpus.records import Span
from indexer.occasions.names import VERB, name_at
from indexer.occasions.words import DAY, VERBS, Form, any_of, forms, words, words_before

BEFORE = 70
"""Characters before a name that tell whether somebody holds, attends or plans it."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """An occasion that a text may name at `name`, in `sentence`; `before` is what stands before the name there.

    `kind`: "named" and "plain" are the lexicon's; "titled" is a name in capitals with a word for an occasion in it, "proper"
    one without, "common" any other noun; of `VERBS` `name` is the verb.
    """

    name: Span
    type: str
    kind: str
    sentence: Span
    before: str


def candidates(text: str) -> Iterator[Occasion]:
    """Yield the occasions that a text may name, as they come. Quotations should be blanked in it."""
    openers, known = _openers(), forms()
    starts = openers | known.keys()
    # Looking each word up is five times as fast as one pattern of all forms, and as one of all that stands before names.
    for word in _WORD.finditer(text):
        first = word[0].lower()
        if first not in starts and first[-3:] != "nya":
            continue
        form = _form_at(text, word.start(), first) if first in known or first[-3:] == "nya" else None
        if form is not None and (occasion := _of_lexicon(text, word.start(), form)) is not None:
            yield occasion
        if first not in openers or not (_goes_on(text, word.end()) or first in words("host")):
            continue
        if (occasion := _in_capitals(text, word.start()) or _common(text, word.start())) is not None:
            yield occasion


def object_of(text: str, occasion: Occasion) -> Span:
    """Return the span of what an act is done to ("melantik lima camat baru": "lima camat baru")."""
    start = occasion.name.end + 1
    return name_at(text, start, min(start + 1, occasion.sentence.end), occasion.sentence.end)


def subject_of(text: str, occasion: Occasion) -> Span | None:
    """Return the span of what something was done to, before a verb in the passive ("Pasar Rimba telah diresmikan")."""
    match = _SUBJECT.fullmatch(text, occasion.sentence.start, occasion.name.start)
    return Span(*match.span("subject")) if match is not None else None


def sentence_at(text: str, position: int) -> Span:
    """Return the span of the sentence around a position, its final mark left out."""
    first = max(0, position - 600)
    start = max((match.end() for match in _SENTENCE_START.finditer(text, first, position + 1)), default=first)
    end = _SENTENCE_END.search(text, position)
    return Span(min(start, position), end.start() if end is not None else len(text))


def _form_at(text: str, start: int, first: str) -> Form | None:
    """Return the longest form of the lexicon that stands at an offset, the lower-case word there being `first`."""
    known = forms()
    for form in known.get(first) or known.get(first.removesuffix("nya")) or ():
        if form.pattern.match(text, start) is not None:
            return form
    return None


def _of_lexicon(text: str, start: int, form: Form) -> Occasion | None:
    match = form.pattern.match(text, start)
    if match is None or form.kind == "none" or text[max(0, start - 1) : start] == "(":  # "(RUPS)": it has been named before
        return None
    sentence = sentence_at(text, start)
    before = text[max(sentence.start, start - BEFORE) : start]
    if form.kind in VERBS:
        return Occasion(Span(*match.span()), form.type, form.kind, sentence, before)
    attended = words_before("hold", "link").search(before) is not None
    if not attended and (words_before("unheld").search(before) or _within_name(text, start)):
        return None
    name = name_at(text, start, match.end(), sentence.end)
    if form.type == "kunjungan" and (goal := _GOAL.search(text, match.end(), name.end)) is not None:
        name = Span(name.start, goal.start())
    return Occasion(name, form.type, form.kind, sentence, before)


def _within_name(text: str, start: int) -> bool:
    """Tell whether a capitalised word goes on with the name before it ("Terowongan Silaturahmi")."""
    before = _CAPITAL_BEFORE.search(text, max(0, start - 30), start)
    return (
        text[start].isupper()
        and before is not None
        and not any(before[1].lower() in words(group) for group in ("hold", "link", "during", "general", "of_any_kind"))
    )


def _in_capitals(text: str, opener: int) -> Occasion | None:
    match = _capitals_after().match(text, opener)
    if match is None:
        return None
    start = match.start("name")
    sentence = sentence_at(text, start)
    attended = match["attend"] is not None or match["general"] is not None
    name = name_at(text, start, start + 1, sentence.end if attended else min(sentence.end, match.end("name")))
    first, *more = name.of(text).split()
    if (
        not more
        or first.lower() in words("no_occasion")
        or VERB.match(first.lower())
        or _form_at(text, start, first.lower()) is not None
    ):
        return None
    before = text[max(sentence.start, start - BEFORE) : start]
    titled = not words("event_word").isdisjoint(name.of(text).lower().split())
    placed = match["follows"] is not None and not match[0].lower().startswith(("melalui", "lewat"))
    if not (titled or attended or placed) or words_before("unheld", "of_any_kind").search(before):
        return None
    return Occasion(name, "acara", "titled" if titled else "proper", sentence, before)


def _common(text: str, opener: int) -> Occasion | None:
    match = _noun_after().match(text, opener)
    if match is None:
        return None
    kind = "common" if match["noun"] is not None else "proper"
    start = match.start("noun" if kind == "common" else "title")
    sentence = sentence_at(text, start)
    before = text[max(sentence.start, start - BEFORE) : start].rstrip("\"'“‘")
    if match["noun"] is None:
        return Occasion(Span(*match.span("title")), "acara", kind, sentence, before)
    noun = match["noun"].lower()
    if any(noun in words(group) for group in ("stop", "of_any_kind", "no_occasion", "unheld")) or VERB.match(noun):
        return None
    name = name_at(text, start, match.end("noun"), sentence.end)
    if " " not in name.of(text) or _form_at(text, start, noun) is not None:
        return None
    return Occasion(name, "acara", kind, sentence, before)


def _goes_on(text: str, end: int) -> bool:
    """Tell whether a name, or a word before one, may follow the opener that ends at an offset: it saves most attempts."""
    following = _FOLLOWING.match(text, end)
    return following is not None and (not following[1].islower() or following[1] in _continuations())


@cache
def _continuations() -> frozenset[str]:
    """Return the lower-case words that may stand between an opener's first word and a name."""
    groups = ("attend", "hold", "during", "general", "of_any_kind")
    return frozenset(word for group in groups for form in words(group) for word in re.findall(r"[\w-]+", form)) | {
        "sebuah",
        "suatu",
        "secara",
        "langsung",
    }


@cache
def _openers() -> frozenset[str]:
    """Return the first words of what may stand before the name of an occasion that the lexicon does not know."""
    return frozenset(form.split()[0] for group in ("attend", "hold", "during") for form in words(group))


@cache
def _capitals_after() -> re.Pattern[str]:
    """Return the pattern of a name in capitals after a word of attending, or after "dalam" and its like.

    `follows` is there where a date, a place or a clause of holding comes after it.
    """
    during, of_any_kind = any_of("during"), any_of("of_any_kind")
    capitals = (
        r"[A-Z#\d][\w.'’\-]*"
        r"(?:\s(?:(?:dan|untuk|di|ke-?\d+|and|of|the|for|on|&|-|–)\s)?(?:[A-Z#\d][\w.'’\-]*|\([A-Z][\w-]*\))){1,11}"
    )
    return re.compile(
        rf"(?:(?P<attend>(?i:{any_of('attend')}))\s+(?:(?i:secara langsung|{of_any_kind})\s+)*"
        rf"|(?i:{during})\s+(?P<general>(?:(?i:{any_of('general')})\s+)*(?i:{of_any_kind})\s+)|(?!di\s[^s])(?i:{during})\s+)"
        rf"(?!{DAY}|\d[\w.]*\s\d)(?P<name>{capitals})(?P<follows>,\s{DAY}|\s\(\d|,?\sdi\s|\syang\s(?:{any_of('at')})\b)?"
    )


@cache
def _noun_after() -> re.Pattern[str]:
    """Return the pattern of any noun, or of a title between quotation marks, after a word for occasions of any kind."""
    before = (
        rf"(?:(?i:{any_of('hold')}|{any_of('during')})\s+(?:sebuah\s|suatu\s)?(?:kegiatan|acara|agenda|forum|ajang)"
        rf"|(?i:{any_of('host')})(?:\s(?:sebuah|suatu))?)\s+"
    )
    title = r"(?:bertajuk\s|bertema\s)?[\"“'‘](?P<title>[^\"”'’\n]{3,120})[\"”'’](?!\w)"
    return re.compile(rf"{before}(?:(?P<noun>[A-Za-z][\w-]{{2,}})\b|{title})")


_GOAL = re.compile(r"\s+ke\s")
_SUBJECT = re.compile(
    r"\W*(?:(?:Sebanyak|Sejumlah)\s)?(?P<subject>[A-Z\d][\w.'’()-]*(?:\s[\w.'’()-]+){0,7}?)"
    r"\s+(?:(?:yang|telah|sudah|resmi|akan|juga|baru|saja|ini|itu|tersebut|langsung|kembali)\s+)*"
)
_SENTENCE_START = re.compile(r"[.!?\"”]\s+(?=[A-Z\"“])|\n")
_SENTENCE_END = re.compile(r"(?<![A-Z])(?<!\b[A-Z][a-z])(?<!\b[a-z]{2})[.!?](?=\s+[A-Z\"“])|\n|\Z")
_CAPITAL_BEFORE = re.compile(r"(?<![\w-])([A-Z][\w-]+)\s\Z")
_FOLLOWING = re.compile(r"\s+([\w-]+|\S)")
_WORD = re.compile(r"(?<![\w#-])[A-Za-z][\w-]*")
