"""Text such as "Polresta Cirebon", "se-Kalteng" or "Bupati Agam" -> a province, regency or city of the official list.

`regions.tsv` holds the list: codes and names of the Ministry of Home Affairs, with the short forms that newspapers use;
`regions_words.tsv` the words beside a name that tell which region is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources
from types import MappingProxyType


class Level(StrEnum):
    """Of the two levels of self-government, the second comes in two kinds."""

    PROVINCE = "province"
    REGENCY = "regency"
    CITY = "city"


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A region. `id` is a readable slug ("kabupaten-cirebon"), `province` the id of the province it is or lies in."""

    id: str
    code: str
    name: str
    level: Level
    province: str


_WORD = re.compile(r"\w+")


@cache
def regions() -> Mapping[str, Region]:
    """Return every region by id, in the order of their codes (read once)."""
    return MappingProxyType({region.id: region for region, _ in _rows()})


def names() -> Iterable[str]:
    """Return every name and short form of a region in lower case, without "Kabupaten" and "Kota"."""
    return _names()[0].keys()


@cache
def words_of(region_id: str) -> frozenset[str]:
    """Return the words of all names of a region in lower case, those for its kind and its government included."""
    name, others = next((region.name, others) for region, others in _rows() if region.id == region_id)
    words = {word for each in (name, *others) for word in _WORD.findall(each.lower())}
    return frozenset(words) | {"kabupaten", "kota", "provinsi", "pemkab", "pemkot", "pemprov"}


@lru_cache(maxsize=50_000)
def find(text: str | None) -> Region | None:
    """Return the region that a role, an institution, a place or a dateline names; None where none is certain.

    A regency or city counts before a province. A bare name that two of them share ("Cirebon") gives their province; one
    that is shared across provinces ("Banjar") gives nothing.
    """
    if not text:
        return None
    # "se-Kalteng" is cut at the hyphen like any other word; "Bau-Bau" is listed with its words apart.
    words = _WORD.findall(text.lower())
    names, longest = _names()
    found: list[Region] = []
    at = 0
    while at < len(words):
        for length in range(min(longest, len(words) - at), 0, -1):
            phrase = " ".join(words[at : at + length])
            region = _meant(names[phrase], words, at, length) if phrase in names else None
            if region is not None:
                found.append(region)
                at += length - 1
                break
        at += 1
    return next((region for region in found if region.level is not Level.PROVINCE), found[0] if found else None)


def forms_of(region_id: str) -> tuple[str, ...]:
    """Return the names and short forms of a region as they are written, the official one first."""
    return next((region.name, *others) for region, others in _rows() if region.id == region_id)


def is_marker(word: str) -> bool:
    """Tell whether a word in lower case is a body or office of a region whose name it opens ("pemkot", "polres")."""
    return any(word in _class(name) for name in ("province", "regency", "city", "local"))


def _meant(same: tuple[Region, ...], words: list[str], at: int, length: int) -> Region | None:
    """Return which of the regions of one name is meant where it stands at `words[at]`."""
    before = words[at - 1] if at else ""
    if before in {"metro", "daerah", "istimewa", "administrasi"} and at > 1:
        before = words[at - 2]
    if before == "kota" and at > 1 and words[at - 2] in {"wali", "resor"}:
        before = "walikota"
    after = words[at + length] if at + length < len(words) else ""
    marked = is_marker(before)
    by_level = {region.level: region for region in same}
    if words[at] == "metro" and after and before not in {"kota", "walikota", "pemkot"}:
        return None  # "Polres Metro Bekasi" is Bekasi's
    if before in _class("city") or after == "kota":
        return by_level.get(Level.CITY) or by_level.get(Level.REGENCY) or by_level.get(Level.PROVINCE)
    if before in _class("regency"):
        return by_level.get(Level.REGENCY)
    if before in _class("province"):
        return by_level.get(Level.PROVINCE) or by_level.get(Level.REGENCY) or by_level.get(Level.CITY)
    if not marked and length < len(words) and " ".join(words[at : at + length]) in _class("common"):
        return None
    if before in _class("resort") and Level.REGENCY in by_level:
        return by_level[Level.REGENCY]
    if len(same) == 1:
        return same[0]
    provinces = {region.province for region in same}
    return regions()[provinces.pop()] if len(provinces) == 1 else None


@cache
def _names() -> tuple[dict[str, tuple[Region, ...]], int]:
    """Return the regions of each name in lower case, without "Kabupaten" and "Kota", and the words of the longest name."""
    table: dict[str, list[Region]] = {}
    for region, others in _rows():
        bare = region.name.partition(" ")[2] if region.level is not Level.PROVINCE else region.name
        for name in dict.fromkeys((bare, *others)):
            table.setdefault(" ".join(_WORD.findall(name.lower())), []).append(region)
    return {name: tuple(found) for name, found in table.items()}, max(name.count(" ") + 1 for name in table)


@cache
def _rows() -> tuple[tuple[Region, tuple[str, ...]], ...]:
    """Return the regions with their other names."""
    rows: list[tuple[Region, tuple[str, ...]]] = []
    provinces: dict[str, str] = {}
    for line in _lines("regions.tsv"):
        code, name, others = [*line, ""][:3]
        if "." not in code:
            level, province = Level.PROVINCE, _slug(name)
            provinces[code] = province
        else:
            level, province = (Level.CITY if code[3:] >= "71" else Level.REGENCY), provinces[code[:2]]
        region = Region(id=_slug(name), code=code, name=name, level=level, province=province)
        rows.append((region, tuple(filter(None, others.split("|")))))
    return tuple(rows)


@cache
def _class(name: str) -> frozenset[str]:
    """Return a class of words of `regions_words.tsv`."""
    return frozenset(word for line in _lines("regions_words.tsv") if line[0] == name for word in line[1].split())


def _lines(file: str) -> list[list[str]]:
    text = resources.files("corpus").joinpath(file).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


def _slug(name: str) -> str:
    return "-".join(_WORD.findall(name.lower()))
