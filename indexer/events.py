"""Document -> the occasion at which its words were said: name, type, place, date.

The event is an occasion that was organised, and at which words of the document were said or which it is about: a meeting, a
ceremony, a visit, a trial, a press conference, a rally. It is named by the words of the text; where the text has but a verb
("usai bertemu", "melantik tiga camat"), by its noun. "Usai X", "di sela-sela X" and "saat X" count as said at X. Accidents,
crimes, matches and decisions are none, nor are answers at a door ("saat ditemui di ..."), written statements, interviews and
posts: of these the place and the date of the statement are not the event's, and all fields stay empty. (So decided the
annotators of the 74 documents with which this was compared: a place or a date without a name was never given.)

Each occasion that the text may be about gets points for the verb that holds it, for speech at it, for a place and a date in
its sentence, and for standing early; it loses some for being planned, long ago, or background. A document without a candidate
that is sure enough has no event.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import cache

from corpus import dates
from corpus.records import Document, Event, Span
from indexer import occasions
from indexer.occasions import BEFORE, Occasion
from indexer.occasions.places import AROUND, goal_after, is_venue, place_after, place_around, venue_after, venue_before, visited
from indexer.occasions.words import any_of, words_after, words_before

REACH = 4000
"""Characters at the start of a document in which its occasion is looked for."""

LEAST_SCORE = 5
"""Points that a candidate needs: of 4 to 7 the best on 224 documents that we and others annotated."""

NEAR = dt.timedelta(days=400)
"""How far from its publication the occasion of a release can be: a commemoration tells of older days, a plan of later ones."""

FRESH = dt.timedelta(days=7)
"""How far from its publication the occasion of a text usually is; what lies further off is mostly its background."""

_HELD, _LEAD = 3, 200
"""Points of a candidate that somebody holds or attends, and the characters that a text's first sentence starts within."""

_SAID_AT = 4
"""Points of a candidate at which words are said, by its sentence: it needs no place or date."""

_ROOT = 6
"""Letters at the end of a word that a title keeps when it drops the prefix ("melantik": "Lantik")."""

_EARLY, _NOT_LATE = 500, 1500
"""Characters from the start within which a candidate gains a point, and another one."""

_LATER = re.compile(r"\s+(?:akan|mendatang|nanti|berikutnya|sebelumnya)\b", re.I)
_MOTIVE = re.compile(r"\bdalam rangka\s(?:\w+\s){0,2}\Z", re.I)
_BACK = re.compile(r"(?:nya)?\s+(?:ini|itu|tersebut|yang|kali)\b")
_BACKGROUND = re.compile(r"\W*(?:Sebelumnya|Awalnya|Seperti diketahui|Diketahui sebelumnya|Beberapa waktu lalu)\b")
_OPENING = re.compile(r"\W*(?:(?:Acara|Kegiatan|Puncak|Pelaksanaan|Gelaran|Agenda|Rangkaian|Prosesi|Dalam)\s+(?:\w+\s+)?)?")
_FACT_CHECK = re.compile(r"\bCek Fakta\b", re.I)
_FURNITURE = re.compile(r"\bBaca\s?Juga\b[^\n.]*\Z", re.I)
_HELD_BY = re.compile(r"\s(?:yang\s)?(?:digelar|diadakan|diselenggarakan|dilaksanakan|dihelat|berlangsung)\b")
_AFTER = re.compile(r"\bsetelah\s(?:\w+\s){0,2}\Z", re.I)
_GOING = frozenset({"kunjungan", "inspeksi", "silaturahmi", "takziah"})
_REGION = re.compile(r"(?:Provinsi|Kabupaten|Kota|Kecamatan)\s(?:[A-Z]\w+\s?){1,3}\Z")
_TITLE = re.compile(r"\s[\"“”'‘][^\"“”\n]{3,160}?[\"”’'](?!\w)")
_CITED = re.compile(r"\b(?:dikutip|dilansir|melansir|mengutip|ditulis|dilihat|diakses|diunggah)\b[^.\n]{0,40}\Z", re.I)
_QUOTED = re.compile(r"[\"“”][^\"“”\n]{12,1500}[\"“”]")


def find(document: Document) -> Event | None:
    """Return the main event of a document, or None when it tells of none for certain.

    A date without a year is the one nearest to the document's date, and unknown without it.
    """
    if len(_FACT_CHECK.findall(document.text, 0, REACH)) > 1:
        return None
    text = _QUOTED.sub(lambda match: f'"{" " * (len(match[0]) - 2)}"', document.text[:REACH])
    mentions = list(occasions.candidates(text))
    scored = ((_score(text, document, occasion), occasion) for occasion in mentions)
    score, best = max(scored, key=lambda pair: pair[0], default=(0, None))
    if best is None or score < LEAST_SCORE:
        return None
    full = _fullest(text, best, mentions)
    places = (
        *sorted((_place(text, best), _place(text, full)), key=lambda each: each is None or not is_venue(each.of(text))),
        goal_after(text, best.name.start, best.sentence.end) if best.type in _GOING else None,
        venue_before(text, best.sentence.start - AROUND, best.name.start),
        venue_after(text, best.sentence.end, best.sentence.end + AROUND),
    )
    place = next((each for each in places if each is not None), None)
    return Event(
        name=_called(document.text, full),
        type=best.type,
        place=" ".join(place.of(text).split()) if place is not None else None,
        date=_date(text, best, document.date),
    )


def _fullest(text: str, best: Occasion, mentions: list[Occasion]) -> Occasion:
    """Return the earlier mention that names an occasion in full, where the best one goes back to it ("dalam rapat itu")."""
    if best.kind in ("verb", "act", "common"):
        return best
    if " " in (name := best.name.of(text)):
        earlier = (each for each in mentions if each.name.start < best.name.start and each.name.of(text).startswith(name))
        return max((best, *earlier), key=lambda each: len(each.name.of(text)))
    back = _BACK.match(text, best.name.end) is not None
    head = best.name.of(text).lower().removesuffix("nya")
    earlier = (
        each
        for each in mentions
        if each.name.start < best.name.start
        and each.kind not in ("verb", "act")
        and (_is_short_for(head, each.name.of(text).lower()) if back else each.type == best.type and each.name.start < _EARLY)
    )
    return max((best, *earlier), key=lambda each: len(each.name.of(text)))


def _is_short_for(head: str, name: str) -> bool:
    """Tell whether a word goes back to a name: it opens it, or is its abbreviation ("Musrenbang")."""
    return name.startswith(head) or f"({head})" in name


def _called(text: str, event: Occasion) -> str:
    if event.kind == "act":
        return f"{event.type} {' '.join(occasions.object_of(text, event).of(text).split())}".strip()
    if event.kind == "verb":
        return event.type
    title = _TITLE.match(text, event.name.end)
    return " ".join(text[event.name.start : title.end() if title is not None else event.name.end].split())


def _score(text: str, document: Document, occasion: Occasion) -> int:
    name, sentence = occasion.name, occasion.sentence
    words = name.of(document.text).split()
    ahead = Span(sentence.start, name.start)
    date = _date_in(text, Span(name.start, sentence.end), document.date) or _date_in(text, ahead, document.date)
    place = _place(text, occasion) or venue_before(text, ahead.start, ahead.end)
    score = held = _held(text, occasion)
    opens = held >= _HELD and sentence.start < _LEAD
    if occasion.kind in ("plain", "common") and held < _SAID_AT and not opens and place is None and date is None:
        score -= 3
    if place is not None:
        score += 3 if occasion.kind == "named" and is_venue(place.of(text)) else 2
    score += 2 * (date is not None)
    score += (sentence.start < _EARLY) + (sentence.start < _NOT_LATE)
    score += len(words) > 2 and words[-1][:1].isupper() and occasion.kind not in ("proper", "titled", "verb")
    score += document.title is not None and occasion.kind != "verb" and words[0].lower()[-_ROOT:] in document.title.lower()
    score -= 3 * (_LATER.match(text, name.end) is not None or _planned().search(occasion.before) is not None)
    stale = date is not None and document.date is not None and abs(date - document.date) > FRESH
    if date is not None and document.date is not None and date > document.date:
        score -= 2
    if stale and held < _SAID_AT:
        score -= 3
    score -= 5 * (_FURNITURE.search(text, max(0, sentence.start - BEFORE), name.start) is not None)
    return score - 2 * (_BACKGROUND.match(text, sentence.start) is not None)


def _held(text: str, occasion: Occasion) -> int:
    """Return the points for how a candidate stands in its sentence: held, attended, or the scene of what was said."""
    during = words_before("during", "general").search(occasion.before) is not None
    after = _AFTER.search(occasion.before) is not None
    said = 2 * (during and not after and _said().search(occasion.sentence.of(text)) is not None)
    if occasion.kind in ("verb", "act"):
        return 1 + 2 * during
    if _MOTIVE.search(occasion.before):
        return 1 if text.startswith(" di ", occasion.name.end) else -1
    if words_before("hold", "link").search(occasion.before):
        return 3 + said
    first = _OPENING.fullmatch(text, occasion.sentence.start, occasion.name.start) is not None
    opens = first and words_after("happen").match(text, occasion.name.end) is not None
    if opens or (during and not after):
        return 2 + said + (during and _HELD_BY.match(text, occasion.name.end) is not None)
    if after:
        return -1
    return -2 if occasion.kind in ("plain", "common") else 0


@cache
def _said() -> re.Pattern[str]:
    return re.compile(rf"(?<!\bakan\s)(?<!\bakan juga\s)\b(?:{any_of('said')})\b", re.I)


@cache
def _planned() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{any_of('planned')})\s(?:\w+\s){{0,2}}\Z", re.I)


def _place(text: str, event: Occasion) -> Span | None:
    """Return the place of the event's sentence, or a closer one where that is but a region, or that of its neighbours."""
    own = place_after(text, event.name.end, event.sentence.end)
    if event.kind == "verb":
        return visited(text, event.name.end, event.sentence.end) or own
    if own is None or _REGION.match(own.of(text)):
        return place_around(text, event.sentence) or own
    return own


def _date(text: str, event: Occasion, anchor: dt.date | None) -> dt.date | None:
    """Return the date of the event's sentence, of those before or after it, of the text, or the document's own."""
    sentence = event.sentence
    for span in (
        Span(event.name.start, sentence.end),
        Span(max(0, sentence.start - AROUND), event.name.start),
        Span(sentence.end, sentence.end + AROUND),
        Span(0, REACH),
    ):
        if (date := _date_in(text, span, anchor)) is not None:
            return date
    return anchor


def _date_in(text: str, span: Span, anchor: dt.date | None) -> dt.date | None:
    for found in dates.find(span.of(text), anchor):
        near = anchor is None or abs(found.date - anchor) <= NEAR
        cited = _CITED.search(text, span.start, span.start + found.span.start)
        if near and cited is None and found.precision is dates.Precision.DAY:
            return found.date
    return None
