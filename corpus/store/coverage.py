"""How many documents of each source were published in each month: what shows that a source has fallen silent."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from corpus.store.records import Coverage
from corpus.store.schema import documents, pages


def by_source(connection: sa.Connection) -> dict[str | None, Coverage]:
    """Return the months of each source as documents name it (None: unknown)."""
    name = documents.c.source
    return _covered(connection.execute(_counted(name).group_by(name, *_month())))


def by_followed(connection: sa.Connection) -> dict[str | None, Coverage]:
    """Return the months of each followed source, by its name in the plan: of the pages that gave a document."""
    name = pages.c.source
    query = _counted(name).select_from(pages.join(documents, documents.c.id == pages.c.document_id))
    return _covered(connection.execute(query.group_by(name, *_month())))


def _month() -> tuple[Any, Any]:
    return sa.extract("year", documents.c.date), sa.extract("month", documents.c.date)


def _counted(name: sa.Column[Any]) -> sa.Select[Any]:
    return sa.select(name, *_month(), sa.func.count(documents.c.id.distinct()))


def _covered(rows: Iterable[Any]) -> dict[str | None, Coverage]:
    found: dict[str | None, dict[str | None, int]] = {}
    for name, year, month, number in rows:
        key = None if year is None else f"{int(year):04}-{int(month):02}"
        found.setdefault(name, {})[key] = int(number)
    return {
        name: Coverage(
            months={month: number for month, number in sorted(counts.items(), key=lambda pair: pair[0] or "") if month},
            undated=counts.get(None, 0),
        )
        for name, counts in found.items()
    }
