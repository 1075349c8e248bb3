"""What a reader could do next: examples, ways of writing a query, and the searches near one that found nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from corpus.errors import InvalidQuery
from search.query import MAX_TEXT, Mode, Query, parse_parameters
from webui.address import is_filtered, page_address, page_at, search_address, searched_by, without_filters
from webui.language import gettext


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A wording with the address it leads to, None when it leads nowhere; `meaning` explains it."""

    text: str
    address: str | None = None
    meaning: str = ""


def examples() -> list[Link]:
    """Return searches worth starting from."""
    typed = (
        ("jangan mudah percaya berita bohong", Mode.HYBRID),
        ("netralitas ASN dalam pilkada", Mode.HYBRID),
        ('"persatuan dan kesatuan"', Mode.KEYWORD),
        ("religious tolerance and harmony", Mode.SEMANTIC),
    )
    return [Link(text=text, address=search_address(Query(text=text, mode=mode))) for text, mode in typed]


def syntax() -> list[Link]:
    """Return the ways of writing a query, each with an example that works."""
    rows = (
        ('"persatuan dan kesatuan"', gettext("kata-kata ini persis berurutan")),
        ("hoaks NOT vaksin", gettext("yang pertama tanpa yang kedua; juga AND dan OR")),
        ("hoaks NEAR/5 pemilu", gettext("keduanya berjarak paling jauh lima kata")),
        ("damai role:bupati", gettext("menurut jabatan; juga speaker, affiliation, region, source, event, dan kind")),
        ("has:event confidence:>0.9", gettext("hanya yang acaranya diketahui dan pembicaranya hampir pasti")),
        ("topic:elections stance:AGAINST", gettext("menurut topik dan sikap")),
        ("pemilu date:2023-03", gettext("menurut tanggal: tahun, bulan, hari, atau rentang 2023..2024")),
    )
    return [
        Link(text=text, meaning=meaning, address=search_address(Query(text=text, mode=Mode.KEYWORD))) for text, meaning in rows
    ]


def suggestions(query: Query, total: int) -> list[Link]:
    """Return what a reader could try when nothing is shown."""
    if total:
        return [Link(text=gettext("Kembali ke halaman pertama"), address=search_address(page_at(query, 0)))]
    result: list[Link] = []
    if is_filtered(query):
        text = gettext("Cari lagi tanpa saringan")
        result.append(Link(text=text, address=search_address(without_filters(query))))
    if query.text and query.mode is Mode.KEYWORD:
        text = gettext("Cari menurut makna: kutipan yang isinya mirip walau kata-katanya lain")
        result.append(Link(text=text, address=search_address(searched_by(query, Mode.SEMANTIC))))
    if query.text and query.mode is Mode.SEMANTIC:
        text = gettext("Cari juga menurut kata")
        result.append(Link(text=text, address=search_address(searched_by(query, Mode.HYBRID))))
    result.append(Link(text=gettext("Periksa ejaannya, atau pakai kata yang lebih umum dan lebih sedikit")))
    result.append(Link(text=gettext("Lihat semua kutipan"), address=page_address("search")))
    return result


def salvaged(values: Mapping[str, Sequence[str]]) -> Query:
    """Return what of an impossible request can stand in the form again."""
    return Query(text=(values.get("q") or [""])[-1][:MAX_TEXT])


def ways_out(values: Mapping[str, Sequence[str]], error: InvalidQuery, page_limit: int) -> list[Link]:
    """Return searches like the impossible one that can be asked."""
    result: list[Link] = []
    if error.code == "date-range-reversed" and "date_from" in values and "date_to" in values:
        swapped = {**values, "date_from": values["date_to"], "date_to": values["date_from"]}
        try:
            query = parse_parameters(swapped, page_limit=page_limit)
        except InvalidQuery:
            pass  # something else is wrong as well, and is said when this is put right
        else:
            result.append(Link(text=gettext("Cari dengan kedua tanggal ditukar"), address=search_address(query)))
    plain = salvaged(values)
    if plain.text and error.parameter != "q":
        result.append(Link(text=gettext("Cari lagi tanpa saringan"), address=search_address(plain)))
    return result
