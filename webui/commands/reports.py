"""`kutipan review --reports`, --accept and --reject: what readers reported, to be decided by a person."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import click

from corpus.errors import NotFound
from corpus.store import Store


def list_reports(store: Store, limit: int, form: str) -> None:
    """Print the reports that wait for a decision, the oldest first, each beside what is recorded."""
    waiting = store.reports()
    views = store.views(report.quotation_id for report in waiting[:limit])
    for report in waiting[:limit]:
        view = views.get(report.quotation_id)
        if form == "json":
            record = {
                "number": report.number,
                "quotation": report.quotation_id,
                "fault": report.fault,
                "right": dict(report.fields),
                "message": report.message,
                "made_at": report.made_at.isoformat(),
                "recorded": view and {"speaker": view.speaker, "role": view.role, "text": view.text},
            }
            click.echo(json.dumps(record, ensure_ascii=False))
            continue
        said = "".join(f", {name}: {value}" for name, value in report.fields.items())
        click.echo(f"{report.number:5}  {report.quotation_id}  {report.fault}{said}  ({report.made_at:%Y-%m-%d})")
        if report.message:
            click.echo(f"       “{' '.join(report.message.split())}”")
        if view is None:
            click.echo("       the quotation is not recorded any more: reject the report")
        else:
            recorded = ", ".join(filter(None, (view.speaker, view.role, view.affiliation)))
            click.echo(f"       recorded: {recorded or view.speaker_reason or '-'}\n       {view.text}\n")
    if form == "table":
        click.echo(f"{len(waiting)} reports wait: decide with --accept NUMBER or --reject NUMBER", err=True)


def accept(store: Store, number: int, fields: Mapping[str, Any], *, who: str, why: str, wrong: bool) -> None:
    """Correct a quotation as its report says, or better (`fields`, `wrong`)."""
    from indexer import register

    report = store.accept_report(number, fields, who=who, why=why, wrong=wrong)
    register.resolve(store)
    click.echo(f"{report.quotation_id}: corrected; `kutipan index` brings the search up to date", err=True)


def reject(store: Store, number: int, *, who: str, why: str) -> None:
    """Leave a quotation as it is."""
    report = store.reject_report(number, who=who, why=why)
    try:
        shown = store.quotation(report.quotation_id).text
    except NotFound:
        shown = "not recorded any more"
    click.echo(f"report {number} rejected; {report.quotation_id} stays as it is: {shown}", err=True)
