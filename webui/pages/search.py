"""GET / : a query in the address -> the search page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import make_response, render_template, request
from flask.typing import ResponseReturnValue

from corpus.errors import InvalidQuery
from search.query import MAX_TEXT, Mode, Order, Query, parse_parameters, to_parameters
from search.results import ResultPage
from webui import transport, vocabulary
from webui.address import Around, form_fields, ordered, page_address, search_address, without_filters
from webui.pages import facets, guidance, offers, problems
from webui.pages.cards import card
from webui.pages.histogram import HEIGHT, WIDTH, histogram
from webui.pages.overview import overview
from webui.pages.paging import paging
from webui.ports import Site

# The modes in the order in which they are offered, the default first.
MODES = (Mode.HYBRID, Mode.KEYWORD, Mode.SEMANTIC)


def search_page(site: Site) -> ResponseReturnValue:
    """Answer a search, whatever was typed; a query that cannot be asked comes back with what is wrong, as 400."""
    values = request.args.to_dict(flat=False)
    limit = site.settings.page_limit
    try:
        query = parse_parameters(values, page_limit=limit, topics=[topic.id for topic in site.topics])
        unchanged = transport.unchanged(site.service.state)
        if unchanged is not None:
            return unchanged
        page = site.service.search(query)
    except InvalidQuery as error:
        context = _asking(guidance.salvaged(values)) | {
            "problem": problems.invalid(error),
            "ways_out": guidance.ways_out(values, error, limit),
        }
        return render_template("search.html", **context), 400
    fresh = to_parameters(query).keys() <= {"mode"}
    context = _asking(query) | _answer(site, query, page) | {"fresh": fresh}
    if fresh:
        context |= {"overview": overview(site, page.index), "examples": guidance.examples()}
    return transport.tagged(make_response(render_template("search.html", **context)), page.index)


def _asking(query: Query) -> dict[str, Any]:
    """Return what the form needs, with or without an answer below it."""
    return {
        "here": "search",
        "query": query,
        "longest": MAX_TEXT,
        "modes": [{"value": mode, "name": vocabulary.mode_name(mode), "help": vocabulary.mode_help(mode)} for mode in MODES],
        "kept_by_form": form_fields(query, "q", "mode"),
        "syntax": guidance.syntax(),
    }


def _answer(site: Site, query: Query, page: ResultPage) -> dict[str, Any]:
    """Return what shows one page of results."""
    around = Around(query)
    return {
        "page": page,
        "index": page.index,
        "cards": [card(number, hit, site.topics) for number, hit in enumerate(page.hits, query.offset + 1)],
        "facets": facets.groups(query, page.facets, site.topics),
        "chips": facets.chips(page, site.topics),
        "clear_address": search_address(without_filters(query)),
        "kept_by_dates": form_fields(query, "date_from", "date_to"),
        "orders": _orders(query),
        "chart": histogram(page.facets.get("month", ()), page.total),
        "plot_size": (int(WIDTH), int(HEIGHT)),
        "bar_address": lambda bar: around.between(bar.first, bar.last),
        "paging": paging(query, page.shown),
        "suggestions": guidance.suggestions(query, page.total),
        "suggestion_address": search_address(replace(query, text=page.suggestion or query.text, offset=0)),
        "ungrouped_address": search_address(replace(query, grouped=not query.grouped, offset=0)),
        "offers": offers.offers(query),
        "offer_kinds": offers.kinds(),
        "voices_address": page_address("speakers", **_of_matches(query)),
    }


def _of_matches(query: Query) -> dict[str, Any]:
    """Return the parameters that say which quotations match, however they are listed."""
    plain = replace(query, order=Order.RELEVANCE, offset=0, limit=Query().limit, grouped=True)
    return dict(to_parameters(plain))


def _orders(query: Query) -> Sequence[dict[str, Any]]:
    """Return the orders on offer. Without words nothing is a better match, and the newest come first."""
    chosen = Order.NEWEST if not query.text and query.order is Order.RELEVANCE else query.order
    offered = list(Order) if query.text else [Order.NEWEST, Order.OLDEST]
    return [
        {
            "name": vocabulary.order_name(order),
            "address": search_address(ordered(query, order)),
            "chosen": order is chosen,
        }
        for order in offered
    ]
