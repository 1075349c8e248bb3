"""GET /klaim : a claim in the address -> who supported it and who opposed it, in two columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from corpus.errors import EncoderError, InvalidQuery
from corpus.records import text_digest
from indexer.entailment.checks import MOST_CHARACTERS
from search.claims import ClaimPage, ClaimQuery, Column, Judged, claim_parameters, parse_claim
from search.results import Hit
from webui import vocabulary
from webui.address import VALUE_FILTERS, claim_address
from webui.language import gettext
from webui.pages import problems
from webui.pages.cards import Card, card
from webui.ports import Site

# Quotations of one speaker that are shown at once, and of a column by date; the rest lies behind "more".
SHOWN_OF_SPEAKER, SHOWN_BY_DATE = 3, 30
BY_SPEAKER, BY_DATE = "speaker", "date"
# Parameters that the form of a claim keeps.
KEPT = (*VALUE_FILTERS, "date", "date_from", "date_to", "depth")


@dataclass(frozen=True, slots=True)
class Spoken:
    """One judged quotation, ready to be shown; `leaning` names the side of an uncertain one.

    `why_address` shows its deciding words; None where they are shown.
    """

    card: Card
    probability: float
    leaning: str | None
    why_address: str | None


@dataclass(frozen=True, slots=True)
class Group:
    """Quotations under one heading, None where there is none: those shown at once, and the rest."""

    name: str | None
    address: str | None
    first: tuple[Spoken, ...]
    rest: tuple[Spoken, ...]


@dataclass(frozen=True, slots=True)
class SideColumn:
    """One column of the page."""

    stance: str
    name: str
    total: int
    groups: tuple[Group, ...]


def claim_page(site: Site) -> ResponseReturnValue:
    """Answer a claim, whatever was typed; what cannot be asked comes back with what is wrong."""
    values = request.args.to_dict(flat=False)
    typed = next((value for value in reversed(values.get("claim", [])) if value.strip()), "")
    by = BY_DATE if request.args.get("by") == BY_DATE else BY_SPEAKER
    if not typed:
        if site.claims is not None:
            site.claims.warm()
        return render_template("claim.html", **_asking("", _given(values)), examples=_examples())
    try:
        asked = parse_claim(values, topics=[topic.id for topic in site.topics])
        if site.claims is None:
            raise EncoderError("this server was started without an entailment model")
        page = site.claims.judge(asked)
    except InvalidQuery as error:
        return render_template("claim.html", **_asking(typed, _given(values)), problem=problems.invalid(error)), 400
    except EncoderError:
        return render_template("claim.html", **_asking(typed, _given(values)), problem=no_model()), 503
    kept = [(name, value) for name, values in claim_parameters(asked).items() if name != "claim" for value in values]
    return render_template("claim.html", **_asking(asked.claim, kept), **_answer(site, page, by))


def _asking(claim: str, kept: Sequence[tuple[str, str]]) -> dict[str, Any]:
    return {"here": "claim", "claim": claim, "longest": MOST_CHARACTERS, "kept_by_form": kept}


def _given(values: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """Return what narrows a claim that is yet to be made, or made again, as it was given."""
    return [(name, value) for name in KEPT for value in values.get(name, ()) if value.strip()]


def _answer(site: Site, page: ClaimPage, by: str) -> dict[str, Any]:
    query = page.query
    # Numbers of cards tie a heading to its card, so they go on from column to column.
    number = iter(range(1, 1 + 3 * page.judged))

    def spoken(item: Judged) -> Spoken:
        shown = card(next(number), Hit(quotation=item.quotation, score=0.0, marks=item.words), site.topics)
        leaning = item.side.leaning
        asked = None if query.why == item.quotation.id else _address(replace(query, why=item.quotation.id), by)
        return Spoken(
            card=shown,
            probability=item.leaning if item.side.uncertain else item.side.probability,
            leaning=leaning and vocabulary.stance_name(leaning),
            why_address=asked and f"{asked}#{anchor(item.quotation.id)}",
        )

    def column(stance: str, name: str, side: Column) -> SideColumn:
        grouped = _by_date(side) if by == BY_DATE else _by_speaker(side)
        groups = tuple(
            Group(title, address, tuple(map(spoken, items[:first])), tuple(map(spoken, items[first:])))
            for title, address, items, first in grouped
        )
        return SideColumn(stance, name, len(side.quotations), groups)

    return {
        "page": page,
        "anchor": anchor,
        "index": page.index,
        "columns": [
            column("favor", gettext("Mendukung"), page.supporting),
            column("against", gettext("Menentang"), page.opposing),
        ],
        "uncertain": [spoken(item) for item in page.uncertain.quotations],
        "orders": [
            {
                "name": name,
                "address": _address(query, order),
                "chosen": order == by,
            }
            for order, name in ((BY_SPEAKER, gettext("pembicara")), (BY_DATE, gettext("tanggal")))
        ],
        "further_address": _further(page, by),
        "json_address": claim_address(query, "api.claims"),
    }


def _by_speaker(side: Column) -> list[tuple[str | None, str | None, tuple[Judged, ...], int]]:
    unknown = gettext("pembicara tak diketahui")
    return [(voice.speaker or unknown, voice.speaker_id, voice.quotations, SHOWN_OF_SPEAKER) for voice in side.by_speaker]


def _by_date(side: Column) -> list[tuple[str | None, str | None, tuple[Judged, ...], int]]:
    return [(None, None, side.by_date, SHOWN_BY_DATE)] if side.quotations else []


def _further(page: ClaimPage, by: str) -> str | None:
    if page.further is None:
        return None
    return _address(replace(page.query, depth=page.further), by)


def _address(query: ClaimQuery, by: str) -> str:
    return claim_address(query, by=by) if by == BY_DATE else claim_address(query)


def anchor(quotation_id: str) -> str:
    """Return the name under which a quotation stands on the page; imported ids may hold anything."""
    return f"k-{text_digest(quotation_id)[:12]}"


def _examples() -> list[dict[str, str]]:
    claims = (
        gettext("Kepala daerah sebaiknya dipilih oleh DPRD"),
        gettext("Penyebar hoaks harus dipidana"),
        gettext("Pemilu sebaiknya ditunda"),
    )
    return [{"text": claim, "address": claim_address(ClaimQuery(claim=claim))} for claim in claims]


def no_model() -> problems.Problem:
    """Return what to say where no entailment model answers."""
    return problems.Problem(
        title=gettext("Klaim sedang tidak dapat dinilai"),
        detail=gettext("Model yang membaca sikap tidak dapat dipakai saat ini. Pencarian kata dan makna tetap berjalan."),
    )
