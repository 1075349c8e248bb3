"""Who spoke, where, and how the text opens -> the region to which a quotation belongs.

National newsrooms sit in the capital and open every article with its name, whatever it is about: such a dateline counts
only where the text itself places something there.
"""

from __future__ import annotations

import re
from functools import cache

from corpus import regions

CAPITAL = "daerah-khusus-jakarta"
"""The province whose name opens articles of newsrooms for the whole country: 57 % of all quotations with a dateline."""

# "di Gedung Merdeka, Jalan Wening, Jakarta Pusat": how much may stand between the preposition and the name.
_REACH = 60
_OF_THE_PLACE = (
    "warga|masyarakat|penduduk|pemprov|pemerintah provinsi|pemerintah kota|gubernur|wagub|dprd|polda|kapolda|provinsi|kota"
    "|pilkada|pilgub|pengadilan negeri|pengadilan tipikor|kejaksaan tinggi|kejati|wali kota|suku dinas|pn"
)


def region_of(
    *,
    speaker: str | None = None,
    role: str | None = None,
    affiliation: str | None = None,
    place: str | None = None,
    dateline: str | None = None,
    source: str | None = None,
    text: str = "",
) -> str | None:
    """Return the id of a quotation's region, None where nothing tells.

    First the region of the speaker's office or institution ("Gubernur Jawa Barat", "Pemkot Bandung"); then that of the
    event's `place`; then the dateline's, but the capital's only where the `source` is of that province by its name or the
    `text` places something there.
    """
    office = regions.find(f"{role or ''} {affiliation or ''}".strip()) or _of_body(speaker)
    found = office or regions.find(place)
    if found is not None:
        return found.id
    opening = regions.find(dateline)
    if opening is None or (opening.province == CAPITAL and not (_is_regional(source) or _places_there(text))):
        return None
    return opening.id


def _of_body(speaker: str | None) -> regions.Region | None:
    """Return the region of an institution that speaks; None for a person, whose name may be a town's."""
    opens = next(iter((speaker or "").lower().split()), "")
    return regions.find(speaker) if regions.is_marker(opens) else None


def _is_regional(source: str | None) -> bool:
    found = regions.find(source)
    return found is not None and found.province == CAPITAL


def _places_there(text: str) -> bool:
    return _placed().search(text) is not None


@cache
def _placed() -> re.Pattern[str]:
    names = {*regions.forms_of(CAPITAL), "Jakarta"}
    name = "|".join(map(re.escape, sorted(names, key=len, reverse=True)))
    return re.compile(rf"(?:\b[Dd]i (?:[^.;:!?\n\"“”]{{0,{_REACH}}}[ ,(])?|\b(?i:{_OF_THE_PLACE}) (?:DKI )?)(?:{name})\b")
