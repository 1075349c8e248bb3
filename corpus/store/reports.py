"""What readers say is wrong with a quotation: kept until a person decides; accepted, it becomes a correction."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa

from corpus.errors import InputRejected, NotFound
from corpus.store import corrections, writing
from corpus.store.projection import storable_text
from corpus.store.records import Fault, Report, ReportState
from corpus.store.schema import quotations, reports

LONGEST_NAME = 200
"""Characters of a name or office in a report: the longest real one has 120."""

LONGEST_MESSAGE = 2_000
"""Characters of a report's message: a page of reasons."""

MOST_OPEN = 1_000
"""Open reports beyond which no more are taken: nobody reads them, and a flood must not fill the store."""


def add(
    connection: sa.Connection,
    quotation_id: str,
    fault: Fault,
    *,
    speaker: str = "",
    role: str = "",
    message: str = "",
    now: dt.datetime,
) -> Report:
    """Keep a report of a quotation and return it.

    Raises NotFound for a quotation that is not recorded, InputRejected for a report that says nothing or too much, and
    where too many are open.
    """
    given = {"speaker": _kept(speaker, LONGEST_NAME), "role": _kept(role, LONGEST_NAME)}
    told = _kept(message, LONGEST_MESSAGE)
    if fault in {Fault.OTHER, Fault.WORDS} and not told:
        raise InputRejected("report", "it says nothing: describe what is wrong")
    if fault is Fault.SPEAKER and not (given["speaker"] or told):
        raise InputRejected("report", "it says nothing: name who said it, or describe what is wrong")
    if fault is Fault.ROLE and not (given["role"] or told):
        raise InputRejected("report", "it says nothing: give the office, or describe what is wrong")
    wanted = {Fault.SPEAKER: ("speaker", "role"), Fault.ROLE: ("role",)}.get(fault, ())
    fields = {name: given[name] for name in wanted if given[name]}
    where = quotations.c.id == storable_text(quotation_id)
    row = connection.execute(sa.select(quotations.c.id, quotations.c.document_id).where(where)).one_or_none()
    if row is None:
        raise NotFound(f"quotation {quotation_id!r} is not in the store, so that nothing can be reported of it")
    waiting = sa.select(sa.func.count()).select_from(reports).where(reports.c.state == ReportState.OPEN.value)
    if connection.execute(waiting).scalar_one() >= MOST_OPEN:
        raise InputRejected("report", f"{MOST_OPEN} reports wait for a decision: `kutipan review --reports` lists them")
    values = {
        "quotation_id": row.id,
        "document_id": row.document_id,
        "fault": fault.value,
        "fields": fields,
        "message": told,
        "made_at": now,
        "state": ReportState.OPEN.value,
    }
    number = connection.execute(sa.insert(reports).values(values).returning(reports.c.id)).scalar_one()
    return one(connection, number)


def one(connection: sa.Connection, number: int) -> Report:
    """Return a report by its number; raise NotFound."""
    row = connection.execute(sa.select(reports).where(reports.c.id == number)).one_or_none()
    if row is None:
        raise NotFound(f"there is no report {number}: `kutipan review --reports` lists them with their numbers")
    return _report(row)


def of_state(connection: sa.Connection, state: ReportState | None) -> list[Report]:
    """Return the reports in a state (None: in any), the oldest first."""
    query = sa.select(reports).order_by(reports.c.id)
    if state is not None:
        query = query.where(reports.c.state == state.value)
    return [_report(row) for row in connection.execute(query)]


def accept(
    connection: sa.Connection, number: int, fields: corrections.Fields, *, who: str, why: str, wrong: bool, now: dt.datetime
) -> Report:
    """Correct the quotation as a report says and return the report; `fields` win over the report's own.

    Raises NotFound where report or quotation is not there any more, InputRejected for a report that was decided already or
    says nothing that could be put in place of what is recorded.
    """
    report = _undecided(connection, number)
    wrong = wrong or (report.fault is Fault.NOT_A_QUOTATION and not fields)
    right = {} if wrong else {**report.fields, **fields}
    if not (wrong or right):
        raise InputRejected(
            "report", f"{number} does not say what is right: give it with --speaker, --role, --affiliation or --kind"
        )
    writing.correct(connection, report.quotation_id, right, who, why or report.message, now, wrong)
    return _decided(connection, number, ReportState.ACCEPTED, who=who, why=why, now=now)


def reject(connection: sa.Connection, number: int, *, who: str, why: str, now: dt.datetime) -> Report:
    """Leave the quotation as it is and return the report. Raises NotFound, InputRejected for one that was decided already."""
    _undecided(connection, number)
    return _decided(connection, number, ReportState.REJECTED, who=who, why=why, now=now)


def _undecided(connection: sa.Connection, number: int) -> Report:
    report = one(connection, number)
    if report.state is not ReportState.OPEN:
        raise InputRejected("report", f"{number} was {report.state.value} already, by {report.decided_by}: nothing to decide")
    return report


def _decided(connection: sa.Connection, number: int, state: ReportState, *, who: str, why: str, now: dt.datetime) -> Report:
    values = {"state": state.value, "decided_at": now, "decided_by": storable_text(who), "decided_why": storable_text(why)}
    connection.execute(sa.update(reports).where(reports.c.id == number).values(values))
    return one(connection, number)


def _kept(text: str, longest: int) -> str:
    # Whoever reviews reads it in a terminal, which control characters could command.
    kept = "".join(c for c in storable_text(text) if c.isprintable() or c in "\n\t").strip()
    if len(kept) > longest:
        raise InputRejected("report", f"it has {len(kept):,} characters in one field: give at most {longest:,}")
    return kept


def _report(row: sa.Row[Any]) -> Report:
    return Report(
        number=row.id,
        quotation_id=row.quotation_id,
        document_id=row.document_id,
        fault=Fault(row.fault),
        fields=row.fields,
        message=row.message,
        made_at=row.made_at,
        state=ReportState(row.state),
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        decided_why=row.decided_why,
    )
