"""GET /pembicara/<id> and /lembaga : one speaker, or one institution, and everything that was said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from corpus.errors import NotFound
from corpus.store.records import SpeakerKind
from indexer.register import Portrait, portrayed
from indexer.register.tenures import Tenure
from search.query import Filters
from webui import transport
from webui.address import page_address
from webui.csvs import csv_file
from webui.language import gettext, period
from webui.pages import problems, profile
from webui.pages.charts import Stretch, stretches
from webui.pages.profile import Linked, Profile
from webui.ports import Site

# Speakers that are quoted in the same documents, and speakers of an institution.
COMPANY, STAFF = 8, 12


@dataclass(frozen=True, slots=True)
class OfficeView:
    """An office in words, with its place on the axis of all offices; None where no day is known."""

    office: str
    period: str
    quotations: int
    current: bool
    stretch: Stretch | None


def speaker_page(site: Site, id: str) -> ResponseReturnValue:
    """Answer with a speaker's page; one that was merged into another leads there, an unknown one is 404."""
    try:
        found = _portrait(site, id)
    except NotFound:
        return _missing()
    if found.speaker.id != id:
        return redirect(page_address("speaker", id=found.speaker.id), 301)
    unchanged = transport.unchanged(site.service.state)
    if unchanged is not None:
        return unchanged
    counted = Profile.of(site, Filters(speaker=(id,)))
    context = profile.shown(site, counted) | {
        "here": "speakers",
        "speaker": found.speaker,
        "kind": kind_name(found.speaker.kind),
        "name": found.speaker.name,
        "id": id,
        "offices": office_views(found.offices),
        "spellings": [(name, count) for name, count in found.spellings if name != found.speaker.name],
        "company": _company(counted, id),
        "within": [("speaker", id)],
        "compare_address": page_address("compare", by="speaker", side=[id]),
        "csv": lambda table: page_address("speaker_csv", id=id, table=table),
        "json_endpoint": ("analysis.speaker", {"id": id}),
    }
    return transport.tagged(make_response(render_template("profile.html", **context)), counted.matches.index)


def institution_page(site: Site, name: str) -> ResponseReturnValue:
    """Answer with the page of an institution: all who spoke for it, as the documents name it."""
    unchanged = transport.unchanged(site.service.state)
    if unchanged is not None:
        return unchanged
    counted = Profile.of(site, Filters(affiliation=(name,)))
    if not counted.matches.total:
        return _missing()
    staff = counted.matches.values("speaker")
    context = profile.shown(site, counted) | {
        "here": "speakers",
        "kind": gettext("lembaga"),
        "name": name,
        "staff": [_speaker_link(each) for each in staff[:STAFF]],
        "staff_total": len(staff),
        "within": [("affiliation", name)],
        "compare_address": page_address("compare", by="affiliation", side=[name]),
        "csv": lambda table: page_address("institution_csv", table=table, affiliation=name),
        "json_endpoint": ("api.search", {"affiliation": name}),
    }
    return transport.tagged(make_response(render_template("profile.html", **context)), counted.matches.index)


def speaker_table(site: Site, id: str, table: str) -> ResponseReturnValue:
    """Answer with one table of a speaker's page as CSV."""
    try:
        current = site.store.speaker(id)
    except NotFound:
        return _missing()
    if current.id != id:
        return redirect(page_address("speaker_csv", id=current.id, table=table), 301)
    return _table(site, Filters(speaker=(id,)), id, table)


def institution_table(site: Site, table: str) -> ResponseReturnValue:
    """Answer with one table of an institution's page as CSV."""
    name = request.args.get("affiliation", "")
    return _table(site, Filters(affiliation=(name,)), name, table)


def _table(site: Site, filters: Filters, name: str, table: str) -> ResponseReturnValue:
    counted = Profile.of(site, filters)
    known = profile.tables(site, counted)
    if table not in known or not counted.matches.total:
        abort(404)
    return csv_file(f"{name}-{table}", *known[table]())


def _portrait(site: Site, id: str) -> Portrait:
    speaker = site.store.speaker(id)
    return portrayed(speaker, site.store.mentions(speaker.id))


def _company(counted: Profile, id: str) -> list[tuple[Linked, str]]:
    """Return who is quoted in the same documents, each with the address of the comparison."""
    return [
        (_speaker_link(each), page_address("compare", by="speaker", side=[id, each.value]))
        for each in counted.matches.beside("speaker", COMPANY)
    ]


def _speaker_link(each: Any) -> Linked:
    return Linked(each.label, each.count, page_address("speaker", id=each.value), each.first, each.last, each.value)


def office_views(offices: Sequence[Tenure]) -> list[OfficeView]:
    """Return offices as they are read: what is held now first, then by the last day seen."""
    ordered = sorted(offices, key=lambda each: (not each.current, -(each.last.toordinal() if each.last else 0)))
    dated = [(each.first, each.last) for each in ordered if each.first and each.last]
    drawn = iter(stretches(dated))
    return [
        OfficeView(
            office=each.office,
            period=office_period(each),
            quotations=each.quotations,
            current=each.current,
            stretch=next(drawn) if each.first and each.last else None,
        )
        for each in ordered
    ]


def office_period(tenure: Tenure) -> str:
    """Return when somebody was seen in an office, in words."""
    if tenure.first is None or tenure.last is None:
        return gettext("tanpa tanggal")
    first, last = (period(day.replace(day=1), day) for day in (tenure.first, tenure.last))
    if tenure.current:
        return gettext("sejak %(month)s", month=first)
    return first if first == last else f"{first} – {last}"


def kind_name(kind: SpeakerKind | None) -> str:
    """Return what a speaker is, in the reader's language; nothing while it is not settled."""
    if kind is SpeakerKind.PERSON:
        return gettext("orang")
    return gettext("lembaga") if kind is SpeakerKind.INSTITUTION else ""


def _missing() -> ResponseReturnValue:
    problem = problems.Problem(
        title=gettext("Pembicara tidak ditemukan"),
        detail=gettext("Tidak ada pembicara atau lembaga dengan alamat ini. Carilah namanya dalam daftar pembicara."),
    )
    return problems.error_page(404, problem)
