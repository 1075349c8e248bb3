"""Document -> the occasion at which its words were said: name, type, place, date.

The event is an occasion that was organised, and at which words of the document were said or which it is about: a meeting, a
ceremony, a visit, a trial, a press conference, a rally. It is named by the words of the text; where the text has but a verb
("usai bertemu", "melantik tiga camat"), by its noun. "Usai X", "di sela-sela X" and "saat X" count as said at X. Accidents,
crimes, matches and decisions are none, nor are answers at a door ("saat ditemui di ..."), written statements, interviews and
posts: of these the place and the date of the statement are not the event's, and all fields stay empty. (So decided the
annotators of the 74 documents with which this was compared: a place or a date without a name was never given.)

Every mention of an occasion gets points for its signs (`indexer.occasions.signs`), some of which it shares with the other
mentions of the same occasion: "Rapat itu berlangsung di Aula Meranti" speaks for the "rapat koordinasi" of the lead, too. A
document without a mention that has enough has no event.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from corpus import dates
from corpus.records import Document, Event, Span
from indexer import occasions
from indexer.occasions import VERBS, Occasion
from indexer.occasions.places import AROUND, Place, place_of, places_around
from indexer.occasions.signs import ENOUGH, POINTS, SHARED, signs

REACH = 4000
"""Characters at the start of a document in which its occasion is looked for."""

NEAR = dt.timedelta(days=400)
"""How far from its publication the occasion of a release can be: a commemoration tells of older days, a plan of later ones."""

_EARLY = 500
"""Characters from the start within which the name of an occasion is looked for that is later called by its type alone."""

_OWN_PLACE = 4
"""Points by which the place beside the mention that won outdoes one beside another mention."""

_BACK = re.compile(r"(?:nya)?\s+(?:ini|itu|tersebut|yang|kali)\b")
_FACT_CHECK = re.compile(r"\bCek Fakta\b", re.I)
_GOING = frozenset({"kunjungan", "inspeksi", "silaturahmi", "takziah"})
_TITLE = re.compile(r"(?:\sbertajuk)?\s[\"“”'‘][^\"“”\n]{3,160}?[\"”’'](?!\w)")
_CITED = re.compile(
    r"\b(?:dikutip|dilansir|melansir|mengutip|ditulis|dilihat|diakses|diunggah|jelang|menjelang|sebelumnya)\b[^.\n]{0,40}\Z",
    re.I,
)
_QUOTED = re.compile(r"[\"“”][^\"“”\n]{12,1500}[\"“”]")
_APOSTROPHES = re.compile(r"(?<=\s)['‘][^'‘’\n]{8,160}['’](?!\w)")


@dataclass(frozen=True, slots=True)
class _Mention:
    """A mention of an occasion: `head` is its first word, by which others are known to be of the same one."""

    occasion: Occasion
    head: str
    place: Place | None
    date: dt.date | None
    signs: frozenset[str]


def find(document: Document) -> Event | None:
    """Return the main event of a document, or None when it tells of none for certain.

    A date without a year is the one nearest to the document's date, and unknown without it.
    """
    if len(_FACT_CHECK.findall(document.text, 0, REACH)) > 1:
        return None
    text = _QUOTED.sub(lambda match: f'"{" " * (len(match[0]) - 2)}"', document.text[:REACH])
    mentions = _mentions(text, document)
    best = _best(mentions)
    if best is None:
        return None
    full = _fullest(text, best.occasion, [mention.occasion for mention in mentions])
    place = _place(best, mentions)
    return Event(
        name=_called(document.text, full),
        type=full.type,
        place=" ".join(place.of(text).split()) if place is not None else None,
        date=_date(text, best, mentions, document.date),
    )


def _best(mentions: list[_Mention]) -> _Mention | None:
    """Return the mention that has the most points, if they are enough."""
    shared: dict[str, set[str]] = {}
    for mention in mentions:
        shared.setdefault(mention.head, set()).update(f"its_{sign}" for sign in SHARED & mention.signs)
    points = [sum(POINTS.get(sign, 0) for sign in mention.signs | shared[mention.head]) for mention in mentions]
    most = max(points, default=0)
    return mentions[points.index(most)] if most >= ENOUGH else None


def _mentions(text: str, document: Document) -> list[_Mention]:
    mentions: list[_Mention] = []
    bare = _APOSTROPHES.sub(lambda match: " " * len(match[0]), text)
    places: dict[Span, list[Place]] = {}
    days: dict[Span, list[tuple[int, dt.date]]] = {}
    for occasion in occasions.candidates(text):
        sentence = occasion.sentence
        if sentence not in places:
            places[sentence] = places_around(bare, sentence)
            days[sentence] = list(_dates_in(text, sentence, document.date))
        goal = occasion.kind == "verb" or occasion.type in _GOING
        place = place_of(bare, occasion.name, sentence, places[sentence], goal=goal)
        date = _date_beside(occasion.name, days[sentence])
        seen = frozenset(signs(text, document, occasion, place.span if place is not None else None, date))
        seen |= {"first"} if not mentions else set()
        mentions.append(_Mention(occasion, _head(document.text, occasion), place, date, seen))
    return mentions


def _head(text: str, occasion: Occasion) -> str:
    if occasion.kind in VERBS:
        return occasion.type.split()[0]
    words = occasion.name.of(text).split() or occasion.type.split()  # a name in marks may be blank but for them
    return words[0].lower().removesuffix("nya")


def _fullest(text: str, best: Occasion, mentions: list[Occasion]) -> Occasion:
    """Return the earlier mention that names an occasion in full, where the best one goes back to it ("dalam rapat itu")."""
    if best.kind in (*VERBS, "common"):
        return best
    if " " in (name := best.name.of(text)):
        name = name.lower()
        earlier = (
            each for each in mentions if each.name.start < best.name.start and each.name.of(text).lower().startswith(name)
        )
        return max((best, *earlier), key=lambda each: len(each.name.of(text)))
    back = _BACK.match(text, best.name.end) is not None
    head = best.name.of(text).lower().removesuffix("nya")
    earlier = (
        each
        for each in mentions
        if each.name.start < best.name.start
        and each.kind not in VERBS
        and (_is_short_for(head, each.name.of(text).lower()) if back else each.type == best.type and each.name.start < _EARLY)
    )
    return max((best, *earlier), key=lambda each: len(each.name.of(text)))


def _is_short_for(head: str, name: str) -> bool:
    """Tell whether a word goes back to a name: it opens it, or is its abbreviation ("Musrenbang")."""
    return name.startswith(head) or f"({head})" in name


def _called(text: str, event: Occasion) -> str:
    if event.kind == "act":
        return f"{event.type} {' '.join(occasions.object_of(text, event).of(text).split())}".strip()
    if event.kind == "passive":
        subject = occasions.subject_of(text, event)
        return f"{event.type} {' '.join(subject.of(text).split())}" if subject is not None else event.type
    if event.kind == "verb":
        return event.type
    title = _TITLE.match(text, event.name.end)
    name = " ".join(text[event.name.start : title.end() if title is not None else event.name.end].split())
    return name if " " in name else name.removesuffix("nya")


def _place(best: _Mention, mentions: list[_Mention]) -> Span | None:
    """Return the place of an occasion: the one that stands best for it beside any of its mentions, its own before others."""
    ranked = [
        (mention.place.points + _OWN_PLACE * (mention is best), mention.place.span)
        for mention in mentions
        if mention.head == best.head and mention.place is not None and (mention is best or "elsewhen" not in mention.signs)
    ]
    return max(ranked, key=lambda pair: pair[0])[1] if ranked else None


def _date(text: str, best: _Mention, mentions: list[_Mention], anchor: dt.date | None) -> dt.date | None:
    """Return the date of the event's sentence, of its other mentions', of what stands around, of the text, or its own."""
    if best.date is not None:
        return best.date
    sentence = best.occasion.sentence
    for spans in (
        [mention.occasion.sentence for mention in mentions if mention.head == best.head],
        [Span(max(0, sentence.start - AROUND), sentence.start), Span(sentence.end, sentence.end + AROUND)],
        [Span(0, REACH)],
    ):
        found = [date for span in spans for _, date in _dates_in(text, span, anchor)]
        if found:
            # What is told of is seldom still to come, and mostly of these days.
            return min(found, key=lambda date: (date > anchor, abs(date - anchor))) if anchor is not None else found[0]
    return anchor


def _date_beside(name: Span, found: list[tuple[int, dt.date]]) -> dt.date | None:
    """Return the first date after an occasion's name in its sentence, or else the first before it."""
    after = (date for start, date in found if start >= name.start)
    return next(after, found[0][1] if found else None)


def _dates_in(text: str, span: Span, anchor: dt.date | None) -> Iterator[tuple[int, dt.date]]:
    """Yield the days that a span of text names and where, but those of another text that it cites, and far ones."""
    for found in dates.find(span.of(text), anchor):
        start = span.start + found.span.start
        near = anchor is None or abs(found.date - anchor) <= NEAR
        if near and found.precision is dates.Precision.DAY and _CITED.search(text, span.start, start) is None:
            yield start, found.date
