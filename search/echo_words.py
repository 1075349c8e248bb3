"""The words in which an echo speaks, in Indonesian and in English."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One language. Templates have named places; `named` and `shown` are what filters and their values are called."""

    everything: str
    nothing: str
    that: str
    both: str
    near: str
    holding: str
    some: str
    and_: str
    or_: str
    word: str
    prefix: str
    phrase: str
    apart: str
    close: str
    negated: str
    day: str
    days: str
    year: str
    years: str
    since: str
    until: str
    dated: str
    updated: str
    decimal: str
    months: tuple[str, ...]
    named: Mapping[str, str]
    shown: Mapping[str, str]


INDONESIAN = Wording(
    everything="semua kutipan",
    nothing="kutipan (tidak ada kata yang dapat dicari)",
    that="kutipan yang {asked}",
    both=", dan yang ",
    near="bermakna dekat dengan “{meaning}” (kemiripan ≥ {floor})",
    holding="memuat {words}",
    some="memuat sedikitnya {minimum} dari kata {words}",
    and_="dan",
    or_="atau",
    word="memuat “{term}”",
    prefix="memuat kata berawalan “{term}”",
    phrase="memuat frasa “{terms}”",
    apart=" (berjarak paling jauh {slop} kata)",
    close="memuat “{one}” di dekat “{other}” (paling jauh {slop} kata)",
    negated="tidak {part}",
    day="tanggal {first}",
    days="tanggal {first} sampai {last}",
    year="tahun {first}",
    years="tahun {first} sampai {last}",
    since="sejak {first}",
    until="sampai {last}",
    dated="bertanggal",
    updated="yang dicatat atau berubah sejak {moment}",
    decimal=",",
    months=(
        *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
        *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
    ),
    named={
        "speaker": "oleh",
        "role": "dengan jabatan",
        "affiliation": "dari lembaga",
        "region": "di wilayah",
        "topic": "bertopik",
        "stance": "bersikap",
        "source": "bersumber dari",
        "kind": "berjenis",
        "event": "pada acara",
        "document": "dalam dokumen",
        "has": "yang diketahui",
        "confidence": "dengan keyakinan atas pembicara",
    },
    shown={
        "FAVOR": "mendukung",
        "AGAINST": "menentang",
        "NONE": "netral",
        "direct": "langsung",
        "indirect": "tidak langsung",
        "mixed": "campuran",
        "speaker": "pembicara",
        "role": "jabatan",
        "affiliation": "lembaga",
        "region": "wilayah",
        "topic": "topik",
        "stance": "sikap",
        "source": "sumber",
        "event": "acara",
        "date": "tanggal",
    },
)

ENGLISH = Wording(
    everything="all quotations",
    nothing="quotations (no word that could be searched for)",
    that="quotations {asked}",
    both=", and ",
    near="close in meaning to “{meaning}” (similarity ≥ {floor})",
    holding="containing {words}",
    some="containing at least {minimum} of the words {words}",
    and_="and",
    or_="or",
    word="containing “{term}”",
    prefix="containing words that begin with “{term}”",
    phrase="containing the phrase “{terms}”",
    apart=" (at most {slop} words apart)",
    close="containing “{one}” near “{other}” (at most {slop} words apart)",
    negated="not {part}",
    day="on {first}",
    days="from {first} to {last}",
    year="in {first}",
    years="from {first} to {last}",
    since="since {first}",
    until="until {last}",
    dated="with a date",
    updated="recorded or changed since {moment}",
    decimal=".",
    months=(
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    named={
        "speaker": "by",
        "role": "in the office",
        "affiliation": "from the institution",
        "region": "in the region",
        "topic": "on the topic",
        "stance": "with the stance",
        "source": "from the source",
        "kind": "of the kind",
        "event": "at the event",
        "document": "in the document",
        "has": "with a known",
        "confidence": "with a confidence in the speaker",
    },
    shown={"FAVOR": "in favour", "AGAINST": "against", "NONE": "neutral", "affiliation": "institution", "role": "office"},
)

LANGUAGES = {"id": INDONESIAN, "en": ENGLISH}
