"""The place that opens a release: "PALANGKA RAYA - ...", "Liputan6.com, Jakarta - ...", "Jakarta (ANTARA) - ..."."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass

from corpus import dates
from corpus.records import Span

_OUTLET = (
    r"(?:[A-Za-z][\w\-]{1,30}(?: ?[.,] ?(?:com|COM|co|CO|id|ID|net|NET|tv|TV|news|NEWS|go|GO)|\.[a-z]{2,8}){1,3}"
    r"|ANTARA|Antara|CNN Indonesia|POSMETRO|MMC ?\w{0,20}|Media Center\w{0,12}|InfoPublik|INFOPUBLIK"
    r"|(?:Disk|K)ominfo\w{0,10}|(?:DISK|K)OMINFO\w{0,10}|(?:Biro |BIRO )?(?:Humas|HUMAS)(?: \w{1,12}){0,3}"
    r"|Prokopim|PROKOPIM|RRI|TVRI)"
)
_PLACE = r"(?:[A-Z][A-Za-z.'’]{1,20}(?:[ \-][A-Z][A-Za-z.'’]{0,20}){0,3})"
_DASH = r"(?:\s?(?:-{1,3}|–|—|--|−)\s?)"
_CITIES = (
    r"(?:Jakarta|Bandung|Semarang|Surabaya|Yogyakarta|Medan|Palembang|Makassar|Denpasar|Padang|Pekanbaru|Jambi|Bengkulu|Serang"
    r"|Bandar ?[Ll]ampung|Pontianak|Palangka ?[Rr]aya|Banjarmasin|Samarinda|Manado|Kendari|Palu|Gorontalo|Ambon|Ternate"
    r"|Jayapura|Manokwari|Kupang|Mataram|Banda Aceh|Pangkalpinang|Tanjungpinang|Mamuju)"
)

_FORMS = [
    # "Liputan6.com, Jakarta -", "KONTAN.CO.ID - JAKARTA.", "Posmetro.co.id,INDRAMAYU —"
    re.compile(rf"(?:\W{{0,3}}){_OUTLET}\s?(?:,|{_DASH}|\|)\s?(?P<place>{_PLACE}){_DASH}"),
    re.compile(rf"(?:\W{{0,3}}){_OUTLET}\s?(?:,|{_DASH}|\|)\s?(?P<place>[A-Z][A-Z \-]{{2,30}})\s?[.:]\s"),
    # "KabarRimba, Sungai Rimba -": the outlet by its capital inside
    re.compile(rf"[A-Z]\w{{0,30}}[a-z][A-Z]\w{{0,30}},\s?(?P<place>{_PLACE}){_DASH}"),
    # The mark is lost: "Liputan6.com, JakartaPresiden ..."
    re.compile(rf"{_OUTLET},\s?(?P<place>[A-Z][a-z]{{2,20}}(?: [A-Z][a-z]{{2,20}})?)(?=[A-Z][a-z])"),
    # "JAKARTA, KOMPAS.com -", "Jakarta (ANTARA) -", "Cirebon, Kominfo –", "BATAM, POSMETRO.CO :"
    re.compile(
        rf"(?:\W{{0,3}})(?P<place>{_PLACE})\s?(?:,\s?{_PLACE}\s?)?(?:,\s?\(?|\()\s?{_OUTLET}\s?\)?"
        rf"(?:{_DASH}|\s?:\s?|(?<=\))\s?)"
    ),
    # "PALANGKA RAYA -", "Muarasabak-", "Rio De Janeiro, Brasil -"
    re.compile(
        rf"(?:\W{{0,3}})(?:{_OUTLET} )?(?P<place>{_PLACE})\s?(?:,\s?{_PLACE}\s?)?"
        r"(?:\s(?:-{1,3}|–|—)\s?|(?:-{1,2}|–|—)\s)(?=[\"“A-Z])"
    ),
    re.compile(r"(?P<place>[A-Z]{5,20}(?: [A-Z]{3,20}){0,2})-(?=[A-Z][A-Za-z]{1,30}[ ,])"),
    re.compile(rf"(?P<place>{_PLACE}),\s?(?:-{{1,3}}|–|—)\s"),
    re.compile(r"(?P<place>[A-Z]{3,20}(?: [A-Z]{3,20}){1,3})\.\s(?=[\"“A-Z])"),
    re.compile(rf"(?P<place>{_CITIES})\s?[:,]\s(?=[\"“A-Z])"),
    # The name of the outlet and the mark are lost: ", PALANGKA RAYA Gubernur ..."
    re.compile(r"\s?[,\-–—]\s?(?P<place>[A-Z]{3,20}(?: [A-Z]{3,20}){0,3})(?=\s[A-Z][a-z])"),
]

# "PALANGKA RAYA, Rabu (1/3/2023) -", "Palangka Raya, 1 Maret 2023."
_DATED = re.compile(rf"(?P<place>{_PLACE})\s?[,;]\s?(?P<date>[^\n.|—–]{{4,40}}?)\s?(?:[.|—–]|\s-\s|\n)")
_ANY_DAY = dt.date(2000, 1, 1)  # only whether it is a date matters, "27 Februari" too
_SHORT_LINE = 80
_GLUED = re.compile(r"(?<=[a-z])(?=[A-Z])")
_DOMAIN = re.compile(r"\.(?:com|co|id|net|news|tv)\b", re.I)
_NO_PLACE = re.compile(
    r"(?:Polres\w*|Polda|Polsek|Kodim|Pem(?:kab|kot|prov)|Dinas|Kementerian|Bawaslu|Kejaksaan|Badan|KPU|KPK|DPR|TNI|POLRI|RI|PT"
    r"|Tribun|Posmetro|Info|Laporan|Kapal|Video|Foto|Breaking News|Update|Catatan|Cek Fakta|Opini|Advertorial)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Dateline:
    """The place, and the span that it and the outlet's name take at the start of the text."""

    place: str
    span: Span


def find(text: str) -> Dateline | None:
    """Return the dateline with which a clean text opens, on its second line if the first is a short one, or None."""
    first_break = text.find("\n", 0, _SHORT_LINE)
    starts = [0] if first_break < 0 else [0, len(text) - len(text[first_break:].lstrip())]
    return next((dateline for start in starts if (dateline := _at(text, start)) is not None), None)


def _at(text: str, start: int) -> Dateline | None:
    dated = _DATED.match(text, start)
    if dated is not None and dates.find(dated["date"], _ANY_DAY):
        named = not _NO_PLACE.match(dated["place"]) and not _GLUED.search(dated["place"])
        return Dateline(dated["place"], Span(*dated.span())) if named else None
    for form in _FORMS:
        match = form.match(text, start)
        if match is None:
            continue
        # "JakartaTimnas Indonesia-" is a place with the first words of the text glued to it, "KabarRimba -" an outlet.
        place = _GLUED.split(match["place"], maxsplit=1)[0]
        outlet = place != match["place"] and not re.fullmatch(_CITIES, place)
        if outlet or _NO_PLACE.match(place) or _DOMAIN.search(place):
            continue
        end = match.end() if place == match["place"] else match.start("place") + len(place)
        return Dateline(" ".join(place.split()).strip(" -"), Span(match.start(), end))
    return None
