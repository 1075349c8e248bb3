"""What a person knows better of a quotation: kept as said, and put in place of what any pipeline version finds."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from corpus.errors import InputRejected, NotFound
from corpus.records import AnnotatedDocument, Quotation, QuotationKind
from corpus.store.projection import storable_text
from corpus.store.reading import CORRECTED, chunks
from corpus.store.records import Correction, Revocation
from corpus.store.schema import corrections, documents

FIELDS = ("speaker", "role", "affiliation", "official", "kind")
"""What can be corrected of a quotation."""

UNREAD = ""
"""Pipeline version of a document that has to be read anew."""

Fields = Mapping[str, str | bool | None]


def corrected(connection: sa.Connection, annotated: Sequence[AnnotatedDocument]) -> tuple[list[AnnotatedDocument], set[str]]:
    """Return the documents with all corrections in place, and the ids of quotations that are none."""
    known = of_documents(connection, [each.document.id for each in annotated])
    wrong: set[str] = set()
    result = []
    for each in annotated:
        quotations: tuple[Quotation, ...] = each.quotations
        for correction in known.get(each.document.id, ()):
            target = _target(correction, quotations)
            if target is None:
                continue
            if correction.wrong:
                wrong.add(target.id)
                quotations = tuple(quotation for quotation in quotations if quotation is not target)
            else:
                right = put_right(target, correction.fields)
                quotations = tuple(right if quotation is target else quotation for quotation in quotations)
        result.append(each if quotations == each.quotations else replace(each, quotations=quotations))
    return result, wrong


def put_right(quotation: Quotation, fields: Fields) -> Quotation:
    """Return the quotation with these fields, certain and decided by a person."""
    attribution: dict[str, Any] = {name: value for name, value in fields.items() if name != "kind"}
    if fields.get("speaker"):
        attribution["reason"] = None
    elif "speaker" in fields:
        attribution["reason"] = "a correction says that the speaker is unknown"
    kind = QuotationKind(str(fields["kind"])) if fields.get("kind") else quotation.kind
    decided = replace(quotation.attribution, **attribution, rule=CORRECTED, confidence=1.0)
    return replace(quotation, attribution=decided, kind=kind)


def checked(fields: Fields, wrong: bool) -> dict[str, str | bool | None]:
    """Return the fields of a correction as they are kept. Raises InputRejected for what cannot be corrected so."""
    unknown = sorted(set(fields) - set(FIELDS))
    if unknown:
        raise InputRejected("correction", f"there is no field {unknown[0]!r} to correct: choose from {', '.join(FIELDS)}")
    if wrong == bool(fields):
        raise InputRejected("correction", "say what is right, or that it is no quotation: one of the two")
    kept: dict[str, str | bool | None] = {}
    for name, value in fields.items():
        if name == "official":
            kept[name] = bool(value)
        else:
            kept[name] = storable_text(value).strip() or None if isinstance(value, str) else None
    if "kind" in kept and kept["kind"] not in {kind.value for kind in QuotationKind}:
        raise InputRejected("correction", f"kind {kept['kind']!r} does not exist: choose from {', '.join(QuotationKind)}")
    return kept


def of_documents(connection: sa.Connection, document_ids: Iterable[str]) -> dict[str, list[Correction]]:
    """Return the corrections of documents that hold, in the order in which they were made."""
    found: defaultdict[str, list[Correction]] = defaultdict(list)
    for chunk in chunks(document_ids):
        holding = corrections.c.document_id.in_(chunk) & corrections.c.revoked_at.is_(None)
        query = sa.select(corrections).where(holding).order_by(corrections.c.id)
        for row in connection.execute(query):
            found[row.document_id].append(_correction(row))
    return found


def all_of(connection: sa.Connection) -> list[Correction]:
    """Return every correction, those taken back too, the newest first."""
    return [_correction(row) for row in connection.execute(sa.select(corrections).order_by(corrections.c.id.desc()))]


def note(
    connection: sa.Connection, quotation: Quotation, fields: Fields, *, wrong: bool, who: str, why: str, now: dt.datetime
) -> None:
    """Keep a correction of a quotation, beside what had been recorded."""
    had = {name: getattr(quotation.attribution, name) for name in FIELDS if name != "kind"} | {"kind": quotation.kind.value}
    row = {
        "document_id": quotation.document_id,
        "quotation_id": quotation.id,
        "text": quotation.text,
        "wrong": wrong,
        "fields": dict(fields),
        "before": {name: had[name] for name in (FIELDS if wrong else fields)},
        "who": storable_text(who),
        "why": storable_text(why),
        "made_at": now,
    }
    connection.execute(sa.insert(corrections).values(row))


def revoke(connection: sa.Connection, number: int, who: str, why: str, now: dt.datetime) -> Correction:
    """Take a correction back and return it. Raises NotFound, InputRejected for one that was taken back already."""
    where = corrections.c.id == number
    row = connection.execute(sa.select(corrections).where(where)).one_or_none()
    if row is None:
        raise NotFound(f"there is no correction {number}: `kutipan review --corrections` lists them with their numbers")
    if row.revoked_at is not None:
        raise InputRejected(
            "correction", f"{number} was taken back already, by {row.revoked_by or 'somebody'}: nothing to undo"
        )
    connection.execute(sa.update(corrections).where(where).values(revocation_row(who, why, now)))
    # What the pipeline finds there is not kept beside a correction: a version that no pipeline has makes the next one look.
    connection.execute(sa.update(documents).where(documents.c.id == row.document_id).values(pipeline_version=UNREAD))
    return replace(_correction(row), revoked=Revocation(who=who, why=why, made_at=now))


def revocation_row(who: str, why: str, now: dt.datetime) -> dict[str, Any]:
    """Return the columns that say that something was taken back."""
    return {"revoked_at": now, "revoked_by": storable_text(who), "revoked_why": storable_text(why)}


def revocation_of(row: sa.Row[Any]) -> Revocation | None:
    """Return who took back what a row holds; None while it holds."""
    if row.revoked_at is None:
        return None
    return Revocation(who=row.revoked_by or "", why=row.revoked_why or "", made_at=row.revoked_at)


def _target(correction: Correction, quotations: Sequence[Quotation]) -> Quotation | None:
    """Return the quotation that a correction is about; a better pipeline may have cut it a little longer or shorter."""
    for quotation in quotations:
        if quotation.id == correction.quotation_id:
            return quotation
    words = _words(correction.text)
    similar = [q for q in quotations if words and (words in _words(q.text) or _words(q.text) in words)]
    near = [q for q in similar if min(len(q.text), len(correction.text)) * 2 > max(len(q.text), len(correction.text))]
    return near[0] if len(near) == 1 else None


def _words(text: str) -> str:
    return " ".join("".join(character if character.isalnum() else " " for character in text.lower()).split())


def _correction(row: sa.Row[Any]) -> Correction:
    return Correction(
        number=row.id,
        document_id=row.document_id,
        quotation_id=row.quotation_id,
        text=row.text,
        wrong=row.wrong,
        fields=row.fields,
        before=row.before,
        who=row.who,
        why=row.why,
        made_at=row.made_at,
        revoked=revocation_of(row),
    )
