"""GET /bandingkan : two to four speakers, institutions or periods on one subject -> their counts, words and quotations."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from corpus.errors import EncoderError, InvalidQuery, NotFound
from corpus.records import Stance
from indexer.entailment.checks import MOST_CHARACTERS
from search.compare import (
    FEWEST,
    MOST,
    Compared,
    Comparison,
    Kind,
    Side,
    SideStance,
    compare,
    comparison_parameters,
    parse_comparison,
)
from search.query import MAX_TEXT, Filters, Mode, Query, date_range
from search.results import Hit
from search.timeline import Period
from search.voices import named
from webui import transport, vocabulary
from webui.address import claim_address, page_address, search_address
from webui.csvs import csv_file
from webui.language import day, gettext
from webui.pages import problems
from webui.pages.cards import Card, card
from webui.pages.charts import Chart, Layer, Row, chart, rate_text
from webui.pages.claim import no_model
from webui.pages.profile import SIDES, PeriodRow, period_rows, side_row, turn_view
from webui.ports import Site
from webui.tables import COMPARED

# Names that are offered for what was typed, and examples for who has typed nothing: what fits without scrolling.
OFFERED = 8
# Examples name two who are quoted most, so that there is something to see in any corpus.
EXAMPLE_SIDES = 2
JUDGED = 2


@dataclass(frozen=True, slots=True)
class SideHead:
    """A side as it stands above its column: its name, where its page is, the comparison without it, its numbers."""

    side: Side
    label: str
    address: str | None
    search_address: str
    rate: str


@dataclass(frozen=True, slots=True)
class StanceTable:
    """One topic, or the claim: what each side says of it, in the order of `SIDES`."""

    name: str
    target: str
    rows: tuple[tuple[str, tuple[tuple[SideStance, str], ...]], ...]
    chart: Chart | None
    periods: tuple[PeriodRow, ...]


def compare_page(site: Site) -> ResponseReturnValue:
    """Answer a comparison, or offer what can be compared; what cannot be asked comes back with what is wrong, as 400."""
    values = request.args.to_dict(flat=False)
    try:
        asked = parse_comparison(values, topics=[topic.id for topic in site.topics], complete=False)
        elsewhere = _settled(site, asked)
        found = (request.args.get("find") or "").strip()
        if found and elsewhere is None:
            elsewhere = _added(site, asked, found)
        if elsewhere is not None:
            return redirect(compare_address(elsewhere), 302)
        context = _asking(site, asked, found)
        if len(asked.sides) < FEWEST:
            return render_template("compare.html", **context)
        unchanged = transport.unchanged(site.service.state)
        if unchanged is not None:
            return unchanged
        compared = _compared(site, asked)
    except InvalidQuery as error:
        return _refused(site, values, error)
    except EncoderError:
        if not asked.claim:
            raise
        return render_template("compare.html", **context, problem=no_model()), 503
    page = render_template("compare.html", **context, **_answer(site, compared))
    return transport.tagged(make_response(page), compared.index)


def compare_table(site: Site, table: str) -> ResponseReturnValue:
    """Answer with one table of a comparison as CSV."""
    values = request.args.to_dict(flat=False)
    if table not in COMPARED:
        abort(404)
    try:
        asked = parse_comparison(values, topics=[topic.id for topic in site.topics])
        compared = _compared(site, asked)
    except InvalidQuery as error:
        return _refused(site, values, error)
    return csv_file(f"perbandingan-{table}", *COMPARED[table](compared))


def compare_address(comparison: Comparison, page: str = "compare", **more: Any) -> str:
    """Return the address of a comparison in the reader's language."""
    return page_address(page, **comparison_parameters(comparison), **more)


def _compared(site: Site, asked: Comparison) -> Compared:
    if asked.claim and site.claims is None:
        raise EncoderError("this server was started without an entailment model: claims cannot be judged")
    return compare(asked, site.service, site.claims)


def _refused(site: Site, values: Mapping[str, Sequence[str]], error: InvalidQuery) -> ResponseReturnValue:
    """Return the form with as much of the request as can be asked, and what is wrong with the rest."""
    kept = {name: list(given) for name, given in values.items() if name in ("by", "side", "topic", "q", "claim")}
    for name in ("", error.parameter or "", "side", "claim", "q", "topic", "by"):
        kept.pop(name, None)
        try:
            salvaged = parse_comparison(kept, topics=[topic.id for topic in site.topics], complete=False)
        except InvalidQuery:
            continue
        return render_template("compare.html", **_asking(site, salvaged, ""), problem=problems.invalid(error)), 400
    raise AssertionError("nothing at all can always be asked")


def _settled(site: Site, asked: Comparison) -> Comparison | None:
    """Return the comparison with the identities that merged ones lead to; None where there are none."""
    if asked.by is not Kind.SPEAKER:
        return None
    sides = []
    for side in asked.sides:
        try:
            sides.append(site.store.speaker(side).id)
        except NotFound:
            sides.append(side)
    settled = tuple(dict.fromkeys(sides))
    return replace(asked, sides=settled) if settled != asked.sides else None


def _added(site: Site, asked: Comparison, typed: str) -> Comparison | None:
    """Return the comparison with what was typed as a further side, where only one thing can be meant."""
    if asked.by is Kind.PERIOD:
        return parse_comparison(
            {**comparison_parameters(asked), "side": [*asked.sides, typed]},
            topics=[topic.id for topic in site.topics],
            complete=False,
        )
    offered = _candidates(site, asked, typed)
    exact = [value for value, label, _ in offered if label.casefold() == typed.casefold()]
    meant = exact if len(exact) == 1 else [value for value, _, _ in offered]
    if len(meant) != 1 or meant[0] in asked.sides or len(asked.sides) >= MOST:
        return None
    return replace(asked, sides=(*asked.sides, meant[0]))


def _candidates(site: Site, asked: Comparison, typed: str) -> list[tuple[str, str, int]]:
    values = named(site.service.matches(Query()).values(asked.by.value), typed)
    return [(each.value, each.label, each.count) for each in values if each.value not in asked.sides]


def _asking(site: Site, asked: Comparison, typed: str) -> dict[str, Any]:
    """Return what the form needs, with or without an answer below it."""
    offered = _candidates(site, asked, typed) if typed and asked.by is not Kind.PERIOD else []
    labels = _labels(site, asked)
    return {
        "here": "compare",
        "asked": asked,
        "kinds": [
            {
                "value": kind,
                "name": kind_name(kind),
                "address": compare_address(_turned(asked, kind)),
                "chosen": kind is asked.by,
            }
            for kind in Kind
        ],
        "chosen": [
            {
                "label": labels.get(side, side),
                "without": compare_address(replace(asked, sides=tuple(each for each in asked.sides if each != side))),
            }
            for side in asked.sides
        ],
        "typed": typed,
        "offered": [
            {"label": label, "count": count, "address": compare_address(replace(asked, sides=(*asked.sides, value)))}
            for value, label, count in offered[:OFFERED]
        ],
        "full": len(asked.sides) >= MOST,
        "fewest": FEWEST,
        "longest": MAX_TEXT,
        "longest_claim": MOST_CHARACTERS,
        "judging": site.claims is not None,
        "topics_offered": [(topic.id, vocabulary.topic_name(topic.id, site.topics)) for topic in site.topics],
        "modes": [(mode.value, vocabulary.mode_name(mode)) for mode in Mode],
        "kept_by_form": [
            (name, value)
            for name, given in comparison_parameters(asked).items()
            if name not in ("q", "claim", "topic", "mode")
            for value in given
        ],
        "starters": _starters(site) if not asked.sides and not typed else [],
        "example": {
            Kind.SPEAKER: gettext("nama pembicara"),
            Kind.AFFILIATION: gettext("nama lembaga"),
            Kind.PERIOD: gettext("misalnya 2024 atau 2025-01..2025-06"),
        }[asked.by],
    }


def _turned(asked: Comparison, kind: Kind) -> Comparison:
    """Return an empty comparison of another kind on the same subject."""
    return asked if kind is asked.by else Comparison(by=kind, sides=(), query=asked.query, claim=asked.claim)


def _labels(site: Site, asked: Comparison) -> dict[str, str]:
    if asked.by is not Kind.SPEAKER or not asked.sides:
        return {side: period_label(side) if asked.by is Kind.PERIOD else side for side in asked.sides}
    found = site.service.matches(Query(filters=Filters(speaker=asked.sides))).values("speaker")
    return {each.value: each.label for each in found}


def _starters(site: Site) -> list[dict[str, str]]:
    """Return comparisons worth starting from: those who are quoted most on a topic."""
    starters = []
    for topic in site.topics:
        filters = Filters(topic=(topic.id,))
        top = site.service.matches(Query(filters=filters)).values("speaker")[:EXAMPLE_SIDES]
        if len(top) == EXAMPLE_SIDES:
            asked = Comparison(by=Kind.SPEAKER, sides=tuple(each.value for each in top), query=Query(filters=filters))
            names = " – ".join(each.label for each in top)
            text = f"{names}: {vocabulary.topic_name(topic.id, site.topics)}"
            starters.append({"text": text, "address": compare_address(asked)})
    return starters


def _answer(site: Site, compared: Compared) -> dict[str, Any]:
    asked = compared.comparison
    heads = [_head(asked, side) for side in compared.sides]
    counts = [compared.line.counts(side.matches.months()) for side in compared.sides]
    rows = [
        Row(name=head.label, counts=each, layers=(Layer("all", each),), address=head.search_address)
        for head, each in zip(heads, counts, strict=True)
    ]

    def within(period: Period) -> str:
        filters = replace(asked.query.filters, date_from=period.first, date_to=period.last)
        if asked.by is not Kind.PERIOD:
            filters = replace(filters, **{asked.by.value: asked.sides})  # type: ignore[arg-type]
        return search_address(replace(asked.query, filters=filters, limit=Query().limit))

    number = iter(range(1, 10_000))

    def shown(hit: Hit) -> Card:
        return card(next(number), hit, site.topics)

    return {
        "compared": compared,
        "index": compared.index,
        "heads": heads,
        "chart": chart(compared.line, rows),
        "periods": period_rows(compared.line, counts, within),
        "tables": [_stance_table(site, compared, topic, within) for topic in compared.topics],
        "sides": [vocabulary.stance_name(side) for side in SIDES],
        "words": [
            [
                {
                    "word": word,
                    "address": search_address(
                        Query(text=f'"{word.text}"', mode=Mode.KEYWORD, filters=replace(side.query.filters))
                    ),
                }
                for word in side.words
            ]
            for side in compared.sides
        ],
        "quoted": [_quoted(side, shown) for side in compared.sides],
        "turns": [
            [turn_view(site, turn, 1000 + 100 * at + 2 * place) for place, turn in enumerate(side.turns)]
            for at, side in enumerate(compared.sides)
        ],
        "turns_total": [side.turns_total for side in compared.sides],
        "csv": lambda table: compare_address(asked, "compare_csv", table=table),
        "json_address": compare_api_address(asked),
    }


def compare_api_address(asked: Comparison) -> str:
    """Return the address of a comparison's JSON."""
    return url_for("analysis.compare", **comparison_parameters(asked))  # type: ignore[arg-type]


def _quoted(side: Side, shown: Callable[[Hit], Card]) -> list[Card]:
    """Return the quotations that are shown of a side: the best matches; of a claim those surest for and against it."""
    if side.judged is None:
        return [shown(hit) for hit in side.hits]
    surest = (*side.judged.supporting.quotations[:JUDGED], *side.judged.opposing.quotations[:JUDGED])
    return [shown(Hit(quotation=item.quotation, score=0.0)) for item in surest]


def _head(asked: Comparison, side: Side) -> SideHead:
    address = None
    if asked.by is Kind.SPEAKER:
        address = page_address("speaker", id=side.value)
    elif asked.by is Kind.AFFILIATION:
        address = page_address("institutions", affiliation=side.value)
    search = search_address(replace(side.query, limit=Query().limit))
    label = period_label(side.value) if asked.by is Kind.PERIOD else side.label
    return SideHead(side, label, address, search, rate_text(side.matches.total, side.volume))


def _stance_table(site: Site, compared: Compared, topic: str, within: Callable[[Period], str]) -> StanceTable:
    """Return what the sides say of one topic; of the claim under the name ""."""
    asked = compared.comparison
    rows, drawn = [], []
    for side in compared.sides:
        label = period_label(side.value) if asked.by is Kind.PERIOD else side.label
        taken = {each.stance: each for each in side.stances if each.topic == topic}
        cells = tuple((taken[stance], _stance_address(side, topic, stance)) for stance in SIDES if stance in taken)
        rows.append((label, cells))
        by_month = side.stances_by_month(topic)
        counts = {stance: compared.line.counts(by_month.get(stance, {})) for stance in SIDES}
        drawn.append(side_row(label, None, counts, len(compared.line.periods)))
    columns = [layer.counts for row in drawn for layer in row.layers]
    targets = {each.id: vocabulary.in_language(each.target) for each in site.topics}
    return StanceTable(
        name=vocabulary.topic_name(topic, site.topics) if topic else gettext("Terhadap klaim itu"),
        target=targets.get(topic, "") if topic else asked.claim,
        rows=tuple(rows),
        chart=chart(compared.line, drawn),
        periods=tuple(period_rows(compared.line, columns, within)),
    )


def _stance_address(side: Side, topic: str, stance: Stance) -> str:
    if side.judged is not None:
        return claim_address(side.judged.query)
    filters = replace(side.query.filters, topic=(topic,), stance=(stance.value,))
    return search_address(replace(side.query, filters=filters, limit=Query().limit))


def period_label(value: str) -> str:
    """Return a period as it is read: "2024", "1 Januari 2025 – 30 Juni 2025"."""
    try:
        first, last = date_range(value)
    except ValueError:
        return value
    if ".." not in value:
        return value if first is None or len(value) == 4 else f"{day(first)} – {day(last)}"
    if first is None or last is None:
        return gettext("sampai %(day)s", day=day(last)) if first is None else gettext("sejak %(day)s", day=day(first))
    return f"{day(first)} – {day(last)}"


def kind_name(kind: Kind) -> str:
    """Return what is compared, in the reader's language."""
    return {
        Kind.SPEAKER: gettext("Pembicara"),
        Kind.AFFILIATION: gettext("Lembaga"),
        Kind.PERIOD: gettext("Masa"),
    }[kind]
