"""Text and where an occasion is named in it -> the place at which it was held.

Every "di ..." of the occasion's sentence and of those around it gets points for how it stands: after the name, after a verb
of holding, before a date, with a word for a place. The best is the occasion's if it has enough.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from corpus.records import Span
from indexer.occasions.words import DAY, any_of, venue_words

LONGEST_PLACE = 16
"""Words of a place: "Gedung ... Kota ..." with its hall, street and city has up to 12 in annotated documents."""

AROUND = 300
"""Characters before and after a sentence in which its occasion's place and date may still be given."""

_NEAR = 160
"""Characters after a name within which "di" mostly says where the occasion was held, and not where something in it was."""

_ENOUGH = 3
"""Points that a place needs: a bare name ("di Meranti") has them only after the occasion's, beside a date or a verb."""

_AFTER_NAME, _AFTER_NAME_FAR, _BEFORE_NAME, _NEXT = 4, 3, 1, 2
_VENUE, _HELD, _DATED, _GOAL, _NO_SCENE = 2, 3, 2, 6, -4


@dataclass(frozen=True, slots=True)
class Place:
    """A place that a text names, and its points for being where something was held."""

    span: Span
    points: int


def places_around(text: str, sentence: Span) -> list[Place]:
    """Return what "di ..." names in a sentence and close to it, with points for how each stands by itself."""
    found = []
    for match in _at().finditer(text, max(0, sentence.start - AROUND), sentence.end + AROUND):
        place = _place(text, match.end(), min(len(text), match.end() + AROUND))
        if place is not None and (points := _points(text, match.start(), place, sentence)) is not None:
            found.append(Place(place, points))
    return found


def place_of(text: str, name: Span, sentence: Span, around: Iterable[Place], *, goal: bool = False) -> Place | None:
    """Return the place of an occasion that is named at `name` in `sentence`, of those around it, or None.

    `goal`: it is one that goes somewhere, a visit, so that "ke ..." and an object after its verb are its place, too.
    """
    ranked = [Place(each.span, each.points + _closeness(each.span, name, sentence)) for each in around]
    ranked.extend(_apposed(text, name, sentence))
    if goal:
        ranked.extend(Place(span, _GOAL + _VENUE) for span in _goals(text, name, sentence))
    best = max(ranked, key=lambda each: (each.points, -abs(each.span.start - name.end)), default=None)
    return best if best is not None and best.points >= _ENOUGH else None


def is_venue(place: str) -> bool:
    """Tell whether a place opens with a word for one ("Aula Meranti", not "Meranti")."""
    first = _WITHIN.sub("", place).split()
    return bool(first) and first[0].lower() in venue_words()


def _points(text: str, start: int, place: Span, sentence: Span) -> int | None:
    """Return the points of a place whose "di" starts at an offset, or None for a common noun that nothing marks as one."""
    within = sentence.start <= start < sentence.end
    venue = is_venue(place.of(text)) and " " in place.of(text)
    held = _held_at().search(text, max(0, start - 40), start) is not None
    dated = text[start - 2 : start] == ") " or _DATE_NEXT.match(text, place.end) is not None
    if text[place.start].islower() and not (venue or held or dated):
        return None
    points = _VENUE * venue + _HELD * held + _DATED * dated + _NEXT * (start >= sentence.end)
    if _ELSEWHERE.search(text, max(0, start - 40), start) is not None:
        points += _NO_SCENE
    if not within and not venue and _SCENE.search(text, max(0, start - 120), start) is not None:
        points += _NO_SCENE
    return points - (_REGION.match(place.of(text)) is not None)


def _closeness(place: Span, name: Span, sentence: Span) -> int:
    """Return the points of a place for where it stands: after the name, or before it in its sentence."""
    if name.end <= place.start < sentence.end:
        return _AFTER_NAME if place.start - name.end < _NEAR else _AFTER_NAME_FAR
    return _BEFORE_NAME * (sentence.start <= place.start < name.end)


def _apposed(text: str, name: Span, sentence: Span) -> Iterator[Place]:
    """Yield what stands between commas after a name, before a date ("pelantikan camat, Hotel Meranti, Senin")."""
    match = _APPOSED.search(text, name.end, min(sentence.end, name.end + _NEAR))
    if match is not None:
        span = Span(*match.span("place"))
        yield Place(span, _AFTER_NAME * (match.start() == name.end) + _VENUE * is_venue(span.of(text)) + _DATED)


def _goals(text: str, name: Span, sentence: Span) -> Iterator[Span]:
    """Yield what a verb of visiting has as its object, where that opens with a word for a place, and where "ke" leads."""
    if text[name.end : name.end + 1] == " ":
        place = _place(text, name.end + 1, sentence.end)
        if place is not None and is_venue(place.of(text)):
            yield place
    match = _goal().search(text, name.end, min(sentence.end, name.end + 80))
    if match is not None and (place := _place(text, match.end(), sentence.end)) is not None:
        yield place


def _any_venue() -> str:
    return f"(?i:{'|'.join(sorted(venue_words(), key=lambda word: (-len(word), word)))})"


@cache
def _at() -> re.Pattern[str]:
    """Return the pattern of "di" before a place, and of "pada" before a word for one in capitals."""
    return re.compile(
        rf"\b(?i:di)(?={_any_venue()}\b(?!-))"
        rf"|\b(?i:di)\s+(?!(?:{any_of('nowhere')})\b)(?=[A-Za-z])"
        rf"|\b(?i:pada|bertempat)\s+(?=[A-Z])(?={_any_venue()}\b)"
    )


@cache
def _goal() -> re.Pattern[str]:
    return re.compile(rf"\bke\s+(?=(?i:{_any_venue()})\b|[A-Z])")


@cache
def _held_at() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{any_of('at')})(?:\s(?:secara \w+|meriah|sederhana|khidmat|tadi|langsung))?\s+\Z", re.I)


_WITHIN = re.compile(r"(?:sekitar|depan|dalam|belakang|salah satu)\s", re.I)
_EDGE = " ,.;:!?-–—'’"
_REGION = re.compile(r"(?:Provinsi|Kabupaten|Kota|Kecamatan)\s(?:[A-Z]\w+\s?){1,3}\Z")
_ELSEWHERE = re.compile(
    r"\b(?:ditemui|dijumpai|wartawan|awak media|media|keterangan\w*|berada|tinggal|terletak|terjadi|bekerja|\w+nya berada)\s+\Z"
)
_SCENE = re.compile(r"\b(?:kata|ujar|ucap|tutur|ungkap|jelas|tegas|imbuh|papar|terang|sebut|tambah)(?:nya)?\b[^.\n]*\Z")
_DATE_NEXT = re.compile(rf",?\s(?:pada\s)?(?:hari\s)?(?:{DAY}|hari ini|kemarin|tadi|\(?\d)|,?\s?\(\d")
_APPOSED = re.compile(rf",\s(?P<place>(?!{DAY})[A-Z][\w.'’]*(?:,?\s(?!{DAY})[A-Z\d][\w.'’]*){{0,9}})(?:,\s{DAY}|\s\(\d)")
_PLACE_END = re.compile(
    r"[;:\n“”\"]|(?<!\bSt)(?<!\b[JP]l)(?<!\bNo)\.(?=\s|\Z)|(?<=[a-z)])\.(?=[A-Z])"
    rf"|,(?!\s?(?:[A-Z]|lantai\s|jalan\s|gedung\s|komplek)[\w.'’]*(?:\s[A-Z\d][\w.'’]*){{0,6}}(?:\s?[,.(\n]|\s{DAY}"
    r"|\s(?:pada|yang|dan|hari|kemarin|tadi|saat|usai|dalam)\b|\Z))|\s[–—-]\s"
    r"|\s(?:pada|yang|dengan|untuk|oleh|saat|ketika|usai|setelah|dalam|(?<!serba )guna|bersama|sekitar|serta|mulai|sebagai|agar"
    r"|karena|secara|kemarin|tadi|ini|itu|tersebut|hari|sempat|dan (?:me|di)\w+|sejak|hingga|lantaran|sambil|namun|akan|telah"
    r"|juga|adalah|merupakan|lalu|kepada|tanggal|pukul|ke|(?:men|mem|meny|meng|di|ber)[a-z]{4,}|berlangsung|seluruh|setiap"
    r"|tahun|dan langsung|kegiatan|acara|menjadi|terkait|soal|setempat|seperti|yakni|dikutip|tetap|lewat|melalui|tapi|tetapi"
    r"|maupun|atau|sesuai|sejumlah|sekaligus|sebelum|selama|memang|sudah|belum|bisa|dapat|bagi|tanpa|atas|tentang|antara"
    r"|lebih)\b"
    rf"|\s?\((?=\d)|,?\s{DAY}|\s(?:Menurut|Sementara|Namun|Dalam(?=\s[a-z])|Ia|Dia|Saat|Hal|Selain|Acara|Kegiatan)\b"
)


def _place(text: str, start: int, limit: int) -> Span | None:
    """Return the place that starts at an offset, or None where it is one common noun ("di kawasan itu") or too long."""
    end = _PLACE_END.search(text, start + 1, limit)
    place = text[start : end.start() if end is not None else limit]
    stripped = place.strip(_EDGE)
    bare = " " not in stripped and stripped.islower() and not stripped.endswith("nya")
    if not stripped or bare or len(stripped.split()) > LONGEST_PLACE:
        return None
    first = start + place.index(stripped)
    return Span(first, first + len(stripped))
