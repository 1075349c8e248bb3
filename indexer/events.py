"""Document -> the occasion at which its words were said: name, type, place, date.

Each occasion that the text may be about gets points for the verb that holds it, for a place and a date in its sentence,
and for standing early. A document without a candidate that is sure enough has no event: doorstep answers, fact checks and
profiles have none.
"""

from __future__ import annotations

import datetime as dt
import re

from corpus import dates
from corpus.records import Document, Event, Span
from indexer import occasions
from indexer.occasions import Occasion, words_after, words_before

REACH = 3000
"""Characters at the start of a document in which its occasion is looked for."""

LEAST_SCORE = 5
"""Points that a candidate needs; chosen on 48 annotated documents."""

NEAR = dt.timedelta(days=400)
"""How far from its publication the occasion of a release can be: a commemoration tells of older days, a plan of later ones."""

_EARLY, _NOT_LATE = 500, 1500
"""Characters from the start within which a candidate gains a point, and another one."""

_LATER = re.compile(r"\s+(?:akan|mendatang|nanti|berikutnya|sebelumnya)\b", re.I)
_MOTIVE = re.compile(r"\bdalam rangka\s(?:\w+\s){0,2}\Z", re.I)
_REGION = re.compile(r"(?:Provinsi|Kabupaten|Kota|Kecamatan)\s(?:[A-Z]\w+\s?){1,3}\Z")
_QUOTED = re.compile(r"[\"“”][^\"“”\n]{12,1500}[\"“”]")


def find(document: Document) -> Event | None:
    """Return the main event of a document, or None when it tells of none for certain.

    A date without a year is the one nearest to the document's date, and unknown without it.
    """
    text = _QUOTED.sub(lambda match: f'"{" " * (len(match[0]) - 2)}"', document.text[:REACH])
    scored = ((_score(text, document, occasion), occasion) for occasion in occasions.candidates(text))
    score, best = max(scored, key=lambda pair: pair[0], default=(0, None))
    if best is None or score < LEAST_SCORE:
        return None
    place = _place(text, best)
    return Event(
        name=_called(text, best),
        type=best.type,
        place=" ".join(place.of(text).split()) if place is not None else None,
        date=_date(text, best, document.date),
    )


def _called(text: str, event: Occasion) -> str:
    if event.kind == "act":
        return f"{event.type} {' '.join(occasions.object_of(text, event).of(text).split())}".strip()
    return event.type if event.kind == "verb" else " ".join(event.name.of(text).split())


def _score(text: str, document: Document, occasion: Occasion) -> int:
    name, sentence = occasion.name, occasion.sentence
    score = 0
    if occasion.kind in ("verb", "act"):
        score += 1
    elif _MOTIVE.search(occasion.before):
        score -= 1
    elif words_before("hold", "link").search(occasion.before):
        score += 3
    elif words_before("during", "general").search(occasion.before) or (
        not occasion.before.strip() and words_after("happen").match(text, name.end)
    ):
        score += 2
    elif occasion.kind == "plain":
        score -= 2
    words = name.of(text).split()
    place = _place(text, occasion)
    if place is not None:
        score += 3 if occasion.kind == "named" and occasions.is_venue(place.of(text)) else 2
    score += 2 * (_date_in(text, Span(name.start, sentence.end), document.date) is not None)
    score += (sentence.start < _EARLY) + (sentence.start < _NOT_LATE)
    score += len(words) > 2 and words[-1][:1].isupper() and occasion.kind != "proper"
    score += document.title is not None and words[0].lower() in document.title.lower()
    return score - 2 * (_LATER.match(text, name.end) is not None)


def _place(text: str, event: Occasion) -> Span | None:
    """Return the place of the event's sentence, or a closer one where that is but a region, or that of its neighbours."""
    own = occasions.place_after(text, event.name.end, event.sentence.end)
    if event.kind == "verb":
        return own or occasions.visited(text, event.name.end, event.sentence.end)
    if own is None or _REGION.match(own.of(text)):
        return occasions.place_around(text, event.sentence) or own
    return own


def _date(text: str, event: Occasion, anchor: dt.date | None) -> dt.date | None:
    """Return the date of the event's sentence, of those before or after it, of the text, or the document's own."""
    sentence = event.sentence
    for span in (
        Span(event.name.start, sentence.end),
        Span(max(0, sentence.start - occasions.AROUND), event.name.start),
        Span(sentence.end, sentence.end + occasions.AROUND),
        Span(0, REACH),
    ):
        if (date := _date_in(text, span, anchor)) is not None:
            return date
    return anchor


def _date_in(text: str, span: Span, anchor: dt.date | None) -> dt.date | None:
    for found in dates.find(span.of(text), anchor):
        near = anchor is None or abs(found.date - anchor) <= NEAR
        if near and found.precision is dates.Precision.DAY:
            return found.date
    return None
