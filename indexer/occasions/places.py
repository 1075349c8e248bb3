"""Text and where an occasion is named in it -> the place at which it was held."""

from __future__ import annotations

import re
from functools import cache

from corpus.records import Span
from indexer.occasions.words import DAY, any_of, venue_words

LONGEST_PLACE = 16
"""Words of a place: "Gedung ... Kota ..." with its hall, street and city has up to 12 in annotated documents."""

AROUND = 300
"""Characters before and after a sentence in which its occasion's place and date may still be given."""


def place_after(text: str, start: int, limit: int) -> Span | None:
    """Return the place that "di" or a comma ("..., Hotel Meranti, Senin") gives after an offset, or None."""
    match = _venue().search(text, start, min(limit, start + 160))
    if match is not None:
        return _place(text, match.end(), limit)
    apposed = _APPOSED.match(text, start, limit)
    return Span(*apposed.span("place")) if apposed is not None else None


def visited(text: str, start: int, limit: int) -> Span | None:
    """Return what a verb of visiting has as its goal, where that opens with a word for a place."""
    place = _place(text, start + 1, limit) if text[start : start + 1] == " " else None
    return place if place is not None and is_venue(place.of(text)) else None


def goal_after(text: str, start: int, limit: int) -> Span | None:
    """Return the place that "ke" gives between two offsets: where a visit goes."""
    match = _goal().search(text, start, min(limit, start + 80))
    return _place(text, match.end(), limit) if match is not None else None


def is_venue(place: str) -> bool:
    """Tell whether a place opens with a word for one ("Aula Meranti", not "Meranti")."""
    return place.split()[0].lower() in venue_words()


def place_around(text: str, sentence: Span) -> Span | None:
    """Return the place at which the sentences after and before one say that it was held ("Acara digelar di ...")."""
    for start, end in ((sentence.end, sentence.end + AROUND), (max(0, sentence.start - AROUND), sentence.start)):
        for held in _held_at().finditer(text, start, end):
            if (venue := _venue().match(text, held.end())) is not None:
                return _place(text, venue.end(), min(len(text), venue.end() + 160))
    return None


def venue_before(text: str, start: int, end: int) -> Span | None:
    """Return the last place with a word for one between two offsets ("... di Aula Meranti, Senin, melalui doa bersama")."""
    named = _venues_between(text, start, end)
    return named[-1] if named else None


def venue_after(text: str, start: int, end: int) -> Span | None:
    """Return the first place with a word for one between two offsets ("Kegiatan itu dihadiri camat di Aula Meranti")."""
    named = _venues_between(text, start, end)
    return named[0] if named else None


def _venues_between(text: str, start: int, end: int) -> list[Span]:
    places = (_place(text, venue.end(), end) for venue in _venue().finditer(text, max(0, start), end))
    return [place for place in places if place is not None and is_venue(place.of(text)) and " " in place.of(text)]


@cache
def _venue() -> re.Pattern[str]:
    """Return the pattern of "di" before the name of a place."""
    venue = rf"(?i:{'|'.join(sorted(venue_words(), key=lambda word: (-len(word), word)))})\b(?!-)"
    return re.compile(
        rf"\b(?i:di)(?!\s+(?:Era|Masa|Tengah|Sela)\b)"
        rf"(?={venue}|\s+(?:(?i:sekitar|depan|dalam|belakang|salah satu)\s+)?(?:{venue}|[A-Z]))"
    )


@cache
def _goal() -> re.Pattern[str]:
    return re.compile(rf"\bke\s+(?=(?i:{'|'.join(sorted(venue_words(), key=lambda word: (-len(word), word)))})\b|[A-Z])")


@cache
def _held_at() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{any_of('at')})(?:\s(?:secara \w+|meriah|sederhana|khidmat|tadi|langsung))?\s+(?=di)", re.I)


_EDGE = " ,.;:!?-–—'’"
_APPOSED = re.compile(rf",\s(?P<place>(?!{DAY})[A-Z][\w.'’]*(?:,?\s(?!{DAY})[A-Z\d][\w.'’]*){{0,9}})(?:,\s{DAY}|\s\(\d)")
_PLACE_END = re.compile(
    r"[;:\n“”\"]|(?<!\bSt)(?<!\b[JP]l)(?<!\bNo)\.(?=\s|\Z)|(?<=[a-z)])\.(?=[A-Z])"
    rf"|,(?!\s?[A-Z][\w.'’]*(?:\s[A-Z][\w.'’]*){{0,3}}(?:\s?[,.(\n]|\s{DAY}"
    r"|\s(?:pada|yang|dan|hari|kemarin|tadi|saat|usai|dalam)\b|\Z))|\s[–—-]\s"
    r"|\s(?:pada|yang|dengan|untuk|oleh|saat|ketika|usai|setelah|dalam|guna|bersama|sekitar|serta|mulai|sebagai|agar|karena|secara"
    r"|kemarin|tadi|ini|itu|tersebut|hari|sempat|dan (?:me|di)\w+|sejak|hingga|lantaran|sambil|namun|akan|telah|juga|adalah"
    r"|merupakan|lalu|kepada|tanggal|pukul|ke|(?:men|mem|meny|meng|di|ber)[a-z]{4,}|berlangsung"
    r"|seluruh|setiap|tahun|dan langsung|kegiatan|acara|menjadi|terkait|soal|setempat|seperti|yakni|dikutip)\b"
    rf"|\s?\((?=\d)|,?\s{DAY}|\s(?:Menurut|Sementara|Namun|Dalam|Ia|Dia|Saat|Hal|Selain|Acara|Kegiatan)\b"
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
