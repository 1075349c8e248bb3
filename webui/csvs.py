"""Rows -> a CSV file that spreadsheets read as data, never as formulas."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence

from flask import Response

from webui.tables import Cell, as_data


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Return rows as CSV (RFC 4180). Text that a spreadsheet would run gets an apostrophe before it."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_cell(cell) for cell in row] for row in rows)
    return stream.getvalue()


def csv_file(name: str, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """Return a response that a browser saves under a name."""
    response = Response(csv_text(columns, rows), content_type="text/csv; charset=utf-8")
    safe = re.sub(r"[^a-z0-9.-]+", "-", name.lower()).strip("-")[:80] or "kutipan"
    response.headers["Content-Disposition"] = f'attachment; filename="{safe}.csv"'
    return response


def _cell(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float):
        return f"{cell:.6g}"
    return as_data(str(cell))
