"""GET / : a query in the address -> the search page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from corpus.errors import InvalidQuery
from corpus.records import Stance
from search.query import MAX_TEXT, Mode, Order, Query, parse_parameters, to_parameters
from search.results import ResultPage
from webui import vocabulary
from webui.address import (
    between,
    form_fields,
    is_filtered,
    ordered,
    page_address,
    page_at,
    search_address,
    searched_by,
    toggled,
    without_filters,
)
from webui.language import gettext
from webui.pages import facets, problems
from webui.pages.cards import card
from webui.pages.histogram import HEIGHT, WIDTH, Bar, histogram
from webui.ports import Site

# Page numbers on either side of the present one: together with both ends they fit on one line of a phone.
NEIGHBOURS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A wording with the address it leads to, None when it leads nowhere."""

    text: str
    address: str | None = None
    meaning: str = ""


def search_page(site: Site) -> ResponseReturnValue:
    """Answer a search, whatever was typed; a query that cannot be asked comes back with what is wrong, as 400."""
    values = request.args.to_dict(flat=False)
    known = [topic.id for topic in site.topics]
    try:
        query = parse_parameters(values, page_limit=site.settings.page_limit, topics=known)
        page = site.service.search(query)
    except InvalidQuery as error:
        return _render(site, _salvaged(values), None, problems.invalid(error), _ways_out(values, error)), 400
    return _render(site, query, page, None), 200


def _salvaged(values: dict[str, list[str]]) -> Query:
    """Return what of an impossible request can stand in the form again."""
    return Query(text=(values.get("q") or [""])[-1][:MAX_TEXT])


def _ways_out(values: dict[str, list[str]], error: InvalidQuery) -> list[Link]:
    """Return searches like the impossible one that can be asked."""
    result: list[Link] = []
    first, last = values.get("date_from"), values.get("date_to")
    if error.code == "date-range-reversed" and first and last:
        try:
            swapped = parse_parameters({**values, "date_from": last, "date_to": first}, page_limit=10**9)
        except InvalidQuery:
            pass
        else:
            result.append(Link(text=gettext("Cari dengan kedua tanggal ditukar"), address=search_address(swapped)))
    plain = _salvaged(values)
    if plain.text and error.parameter != "q":
        result.append(Link(text=gettext("Cari lagi tanpa saringan"), address=search_address(plain)))
    return result


def _render(
    site: Site,
    query: Query,
    page: ResultPage | None,
    problem: problems.Problem | None,
    ways_out: Sequence[Link] = (),
) -> str:
    fresh = page is not None and to_parameters(query).keys() <= {"mode"}
    known_facets = page.facets if page else {}
    context: dict[str, Any] = {
        "here": "search",
        "query": query,
        "page": page,
        "fresh": fresh,
        "problem": problem,
        "ways_out": ways_out,
        "longest": MAX_TEXT,
        "index": page.index if page else None,
        "modes": [
            {"value": m.value, "name": vocabulary.mode_name(m), "help": vocabulary.mode_help(m), "chosen": m is query.mode}
            for m in (Mode.HYBRID, Mode.KEYWORD, Mode.SEMANTIC)
        ],
        "kept_by_form": form_fields(query, "q", "mode"),
        "syntax": syntax(),
        "examples": examples() if fresh else [],
    }
    if page:
        chart = histogram(known_facets.get("month", ()), page.total)
        context |= {
            "cards": [card(n, hit, site.topics) for n, hit in enumerate(page.hits, query.offset + 1)],
            "facets": facets.groups(query, known_facets, site.topics),
            "chips": facets.chips(query, known_facets, site.topics),
            "clear_address": search_address(without_filters(query)),
            "date_names": ("date_from", "date_to"),
            "kept_by_dates": form_fields(query, "date_from", "date_to"),
            "orders": _orders(query),
            "chart": chart,
            "plot_width": int(WIDTH),
            "plot_height": int(HEIGHT),
            "bar_address": lambda bar: _bar_address(query, bar),
            "overview": _overview(site) if fresh else [],
            "pages": paging(query, page.total),
            "suggestions": suggestions(query, page.total),
            "json_address": search_address(query, "api.search"),
        }
    return render_template("search.html", **context)


def _bar_address(query: Query, bar: Bar) -> str:
    return search_address(between(query, bar.first, bar.last))


def _orders(query: Query) -> list[dict[str, Any]]:
    shown = Order.NEWEST if not query.text and query.order is Order.RELEVANCE else query.order
    offered = list(Order) if query.text else [Order.NEWEST, Order.OLDEST]
    return [
        {"name": vocabulary.order_name(o), "address": search_address(ordered(query, o)), "chosen": o is shown} for o in offered
    ]


def _overview(site: Site) -> list[dict[str, Any]]:
    """Return each topic with how many quotations take which side."""
    counts = site.store.counts().topics
    result: list[dict[str, Any]] = []
    for topic in site.topics:
        sides = [(stance, counts.get((topic.id, stance), 0)) for stance in (Stance.FAVOR, Stance.NONE, Stance.AGAINST)]
        total = sum(count for _, count in sides)
        if not total:
            continue
        on_topic = toggled(Query(), "topic", topic.id)
        drawn: list[dict[str, Any]] = []
        position = 0.0
        for stance, count in sides:
            width = 100 * count / total
            drawn.append(
                {
                    "stance": stance.value,
                    "name": vocabulary.stance_name(stance),
                    "count": count,
                    "x": round(position, 2),
                    "width": round(width, 2),
                    "address": search_address(toggled(on_topic, "stance", stance.value)),
                }
            )
            position += width
        result.append(
            {
                "name": vocabulary.topic_name(topic.id, site.topics),
                "target": vocabulary.in_language(topic.target),
                "sides": drawn,
                "address": search_address(on_topic),
            }
        )
    return result


def paging(query: Query, total: int) -> dict[str, Any] | None:
    """Return the numbered pages around the present one, with gaps as None; nothing when one page holds everything."""
    if total <= query.limit and query.offset == 0:
        return None
    last = max(1, -(-total // query.limit))
    present = query.offset // query.limit + 1
    around = range(present - NEIGHBOURS, present + NEIGHBOURS + 1)
    shown = sorted({1, last, *(n for n in around if 1 <= n <= last)})
    numbers: list[dict[str, Any] | None] = []
    for before, number in zip([0, *shown], shown, strict=False):
        if number > before + 1:
            numbers.append(None)
        address = search_address(page_at(query, (number - 1) * query.limit))
        numbers.append({"number": number, "address": address, "current": number == present})
    back = page_at(query, min(query.offset, last * query.limit) - query.limit) if query.offset else None
    ahead = page_at(query, query.offset + query.limit) if query.offset + query.limit < total else None
    return {
        "numbers": numbers,
        "previous": search_address(back) if back else None,
        "next": search_address(ahead) if ahead else None,
    }


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


def examples() -> Sequence[Link]:
    """Return searches worth starting from."""
    typed = (
        ("jangan mudah percaya berita bohong", Mode.HYBRID),
        ("netralitas ASN dalam pilkada", Mode.HYBRID),
        ('"persatuan dan kesatuan"', Mode.KEYWORD),
        ("religious tolerance and harmony", Mode.SEMANTIC),
    )
    return [Link(text=text, address=search_address(Query(text=text, mode=mode))) for text, mode in typed]


def syntax() -> Sequence[Link]:
    """Return the ways of writing a query, each with an example that works."""
    rows = (
        ('"persatuan dan kesatuan"', gettext("kata-kata ini persis berurutan")),
        ("hoaks NOT vaksin", gettext("yang pertama tanpa yang kedua; juga AND dan OR")),
        ("damai role:bupati", gettext("menurut jabatan; juga speaker, source, event, dan kind")),
        ("topic:elections stance:AGAINST", gettext("menurut topik dan sikap")),
        ("pemilu date:2023-03", gettext("menurut tanggal: tahun, bulan, hari, atau rentang 2023..2024")),
    )
    return [
        Link(text=text, meaning=meaning, address=search_address(Query(text=text, mode=Mode.KEYWORD))) for text, meaning in rows
    ]
