"""Text and a mention of an occasion in it -> the signs that the document tells of that occasion, and its points by them.

The points are those of a linear model, rounded: a logistic regression of "is this mention the event's" on the signs of all
mentions in 503 documents whose events we and others annotated. Left out in tenths, it finds the events' names at 0.84 (F1).
The points that were set by hand before found 0.85 on documents that they had been set on, and 0.67 on those that they had not.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from functools import cache

from corpus import dates
from corpus.records import Document, Span
from indexer.occasions.finding import BEFORE, Occasion
from indexer.occasions.words import VERBS, any_of, words_after, words_before

POINTS = {
    "furniture": -10,
    "motive": -6,
    "back": 3,
    "backdrop": -3,
    "bare": 1,
    "called": 1,
    "capital": 1,
    "date": 1,
    "deed_first": 1,
    "during_said": 2,
    "early": 2,
    "elsewhen": -1,
    "explainer": -2,
    "first": 2,
    "general": 2,
    "held_by": 2,
    "hold": 1,
    "hold_in_lead": 2,
    "its_back": 3,
    "its_during_said": 3,
    "its_early": 4,
    "its_elsewhen": -4,
    "its_held_by": 3,
    "its_hold": 2,
    "its_just_now": 3,
    "its_place": 3,
    "its_planned": -4,
    "just_now": 2,
    "named": 3,
    "not_late": 3,
    "opening": 2,
    "place": 3,
    "planned": -1,
}
"""Points of a mention by its signs; "its_..." are those that the occasion has at any of its mentions.

The reason for an occasion ("dalam rangka ...") and headlines of other articles are too rare for the fit and were set by hand.
"""

SHARED = frozenset({"back", "during_said", "early", "elsewhen", "held_by", "hold", "just_now", "place", "planned"})
"""Signs that count once more for the other mentions of the same occasion, as "its_..."."""

ENOUGH = 17
"""Points that an event needs: of 15 to 19 the best on the documents left out."""

_OPENING, _LEAD, _EARLY, _NOT_LATE = 60, 200, 500, 1500
"""Characters from the start of a text within which a sentence opens it, belongs to its lead, is early, and is not late."""

_JUST_NOW, _OLD = 2, 30
"""Days before its publication in which the occasion of a text mostly was, and before which it is but background."""

_BACKDROP = frozenset({"unjuk rasa", "pemungutan suara", "patroli"})
"""Types that statements are more often about than made at."""


def signs(text: str, document: Document, occasion: Occasion, place: Span | None, date: dt.date | None) -> Iterator[str]:
    """Yield the signs of a mention, of which the place, if any, and the date of its sentence are known."""
    yield from _by_position(text, occasion)
    yield from _by_name(text, occasion)
    yield from _by_words_around(text, occasion)
    if place is not None and occasion.sentence.start <= place.start < occasion.sentence.end:
        yield "place"
    if date is not None:
        yield "date"
        if document.date is not None and 0 <= (document.date - date).days <= _JUST_NOW:
            yield "just_now"
    if _is_elsewhen(text, document, occasion, date):
        yield "elsewhen"
    if document.title is not None and _EXPLAINER.match(document.title) is not None:
        yield "explainer"


def _by_position(text: str, occasion: Occasion) -> Iterator[str]:
    start = occasion.sentence.start
    if start < _OPENING:
        yield "opening"
        if occasion.kind in VERBS:
            yield "deed_first"
    if start < _LEAD and (_is_held(occasion) or _opens_sentence(text, occasion)):
        yield "hold_in_lead"
    if start < _EARLY:
        yield "early"
    if start < _NOT_LATE:
        yield "not_late"


def _by_name(text: str, occasion: Occasion) -> Iterator[str]:
    words = occasion.name.of(text).split()
    if occasion.kind == "named":
        yield "named"
    if occasion.type in _BACKDROP:
        yield "backdrop"
    if len(words) > 1 and words[0][:1].isupper():
        yield "capital"
    if _GENERAL.search(occasion.before) is not None:
        yield "general"
        if occasion.kind in ("proper", "titled"):
            yield "called"
    if len(words) == 1 and occasion.kind not in VERBS and not _is_held(occasion) and not _is_during(occasion):
        yield "bare"


def _by_words_around(text: str, occasion: Occasion) -> Iterator[str]:
    if _is_held(occasion):
        yield "hold"
    elif _is_during(occasion) and _said().search(occasion.sentence.of(text)) is not None:
        yield "during_said"
    if _HELD_BY.match(text, occasion.name.end) is not None:
        yield "held_by"
    if _BACK.match(text, occasion.name.end) is not None:
        yield "back"
    if _planned().search(occasion.before) is not None:
        yield "planned"
    if _MOTIVE.search(occasion.before) is not None and not text.startswith(" di ", occasion.name.end):
        yield "motive"
    if _FURNITURE.search(text, max(0, occasion.sentence.start - BEFORE), occasion.name.start) is not None:
        yield "furniture"


def _is_held(occasion: Occasion) -> bool:
    return words_before("hold", "link").search(occasion.before) is not None


def _is_during(occasion: Occasion) -> bool:
    """Tell whether "saat", "usai", "dalam" and their like stand before a name, and "setelah" does not."""
    during = words_before("during", "general").search(occasion.before) is not None
    return during and _AFTER.search(occasion.before) is None


def _opens_sentence(text: str, occasion: Occasion) -> bool:
    """Tell whether a name opens its sentence, and what follows says that it took place."""
    opens = _OPENER.fullmatch(text, occasion.sentence.start, occasion.name.start) is not None
    return opens and words_after("happen").match(text, occasion.name.end) is not None


def _is_elsewhen(text: str, document: Document, occasion: Occasion, date: dt.date | None) -> bool:
    """Tell whether an occasion is still to come, long over, or told of as background."""
    start, name = occasion.sentence.start, occasion.name
    return (
        (document.date is not None and _is_far(occasion.sentence.of(text), document.date, date))
        or _LATER.match(text, name.end) is not None
        or _BACKGROUND.match(text, start) is not None
    )


def _is_far(sentence: str, published: dt.date, date: dt.date | None) -> bool:
    """Tell whether a sentence, whose date is given where it is near enough, is about days far from a publication."""
    if date is not None:
        return not 0 <= (published - date).days <= _OLD
    if _DIGIT.search(sentence) is None:
        return False
    years = [int(year) for year in _YEAR.findall(sentence)]
    if years and max(years) < published.year - 1:
        return True
    return any((published - found.date).days > _OLD for found in dates.find(sentence, published))


@cache
def _said() -> re.Pattern[str]:
    passive = r"(?:di|ter)(?:sampai|ungkap|tegas|jelas|kata|tutur|nyata|papar|sebut)(?:kan)?(?:nya)?"
    return re.compile(rf"(?<!\bakan\s)(?<!\bakan juga\s)\b(?:{any_of('said')}|{passive})\b", re.I)


@cache
def _planned() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{any_of('planned')})\s(?:\w+\s){{0,2}}\Z", re.I)


_AFTER = re.compile(r"\bsetelah\s(?:\w+\s){0,2}\Z", re.I)
_GENERAL = re.compile(r"\b(?:acara|kegiatan|agenda|gelaran|perhelatan|event|ajang|forum)\s+\Z", re.I)
_BACK = re.compile(r"(?:nya)?\s+(?:ini|itu|tersebut|kali ini)\b")
_HELD_BY = re.compile(r"[\"'”’]?\s(?:yang\s)?(?:digelar|diadakan|diselenggarakan|dilaksanakan|dihelat|berlangsung)\b")
_MOTIVE = re.compile(r"\bdalam rangka\s(?:\w+\s){0,2}\Z", re.I)
_LATER = re.compile(r"\s+(?:akan|mendatang|nanti|berikutnya|sebelumnya)\b", re.I)
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_BACKGROUND = re.compile(r"\W*(?:Sebelum|Sebelumnya|Awalnya|Seperti diketahui|Diketahui|Beberapa waktu lalu)\b")
_FURNITURE = re.compile(r"\bBaca\s?Juga\b[^\n.]*\Z", re.I)
_OPENER = re.compile(r"\W*(?:(?:Acara|Kegiatan|Puncak|Pelaksanaan|Gelaran|Agenda|Rangkaian|Prosesi|Dalam)\s+(?:\w+\s+)?)?")
_EXPLAINER = re.compile(
    r"\W*(?:\w+\s){0,2}(?:Contoh|Naskah|Cara|Tips|Daftar|Kumpulan|Deretan|Sosok|Profil|Mengenal|Ragam|Fakta|Arti|Sinopsis"
    r"|Potret|Viral)\b"
)
