"""All matches of a query -> JSON Lines, CSV or Parquet, in parts: nothing is ever held as a whole.

Each form can say what it holds (query, index, moment, number of rows), so that a file found years later can be made again:
JSON Lines and CSV in a first line if one is asked for, Parquet in its metadata.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from corpus.errors import InvalidQuery
from corpus.records import QuotationView
from search.query import to_parameters
from search.results import Export
from webui.api import representation
from webui.tables import as_data

if TYPE_CHECKING:
    import pyarrow

Json = dict[str, Any]

COLUMNS = (
    "id", "text", "kind", "speaker", "role", "affiliation", "region", "confidence", "cue", "date", "source", "title", "url",
    "event", "event_place", "event_date", "topics", "document_id", "start", "end",
)  # fmt: skip
"""Of CSV; Parquet has the rest as well, and topics as a list."""

LINES = 200
"""Rows that are sent together: some 200 KB of JSON, so that a slow reader costs little and a fast one few calls."""

ROW_GROUP = 10_000
"""Rows of Parquet that are compressed together; it is written by row groups, so that many are in memory at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One form of an export: what it is called on the web, and what makes its bytes of an export and what is said of it."""

    media_type: str
    parts: Callable[[Export, Json, bool], Iterator[bytes]]


def about(export: Export, version: str, now: dt.datetime | None = None) -> Json:
    """Return what is needed to make an export again."""
    moment = (now or dt.datetime.now(dt.UTC)).replace(microsecond=0)
    return {
        "query": to_parameters(export.query),
        "total": export.total,
        "index": representation.index(export.index),
        "exported_at": moment.isoformat(),
        "kutipan": version,
    }


def addresses(quotation_id: str) -> tuple[str, str]:
    """Return where a server of this data has a quotation's JSON and page."""
    escaped = quote(quotation_id, safe="/:@!$&'()*+,;=~")
    return f"/api/v1/quotations/{escaped}", f"/kutipan/{escaped}"


def form(name: str) -> Form:
    """Return the form of this name. Raises InvalidQuery for one that there is not, or not here."""
    if name not in FORMS:
        raise InvalidQuery(
            f"format={name!r} does not exist: choose from {', '.join(FORMS)}", parameter="format", code="unknown-format"
        )
    if name not in available():
        raise InvalidQuery(
            "Parquet needs pyarrow, which is not installed here: choose jsonl or csv, or install kutipan[parquet]",
            parameter="format",
            code="format-unavailable",
        )
    return FORMS[name]


def available() -> tuple[str, ...]:
    """Return the forms that can be made here."""
    return tuple(FORMS) if find_spec("pyarrow") else tuple(name for name in FORMS if name != "parquet")


def _json_lines(export: Export, said: Json, header: bool) -> Iterator[bytes]:
    if header:
        yield _line({"export": said})
    for batch in _batches(export, LINES):
        yield b"".join(_line(row(view)) for view in batch)


def _batches(export: Export, size: int) -> Iterator[list[QuotationView]]:
    rows = iter(export)
    while batch := list(islice(rows, size)):
        yield batch


def _line(value: Json) -> bytes:
    # Text may hold lone surrogates, which are no UTF-8; escaped they are JSON all the same.
    try:
        return json.dumps(value, ensure_ascii=False).encode() + b"\n"
    except UnicodeEncodeError:
        return json.dumps(value).encode() + b"\n"


def row(view: QuotationView) -> Json:
    """Return a quotation as a line of JSON has it: as the endpoint gives it."""
    self_address, page_address = addresses(view.id)
    return representation.quotation(view, self_address=self_address, page_address=page_address)


def _csv(export: Export, said: Json, header: bool) -> Iterator[bytes]:
    stream = io.StringIO()
    if header:
        stream.write(f"# {json.dumps(said)}\n")
    writer = csv.DictWriter(stream, COLUMNS)
    writer.writeheader()
    for batch in _batches(export, LINES):
        writer.writerows(map(cells, batch))
        yield _taken(stream)
    yield _taken(stream)


def _taken(stream: io.StringIO) -> bytes:
    text = stream.getvalue()
    stream.seek(0)
    stream.truncate()
    return text.encode("utf-8", "replace")


def flat(view: QuotationView) -> Json:
    """Return a quotation as one row of plain values under COLUMNS."""
    event, span = view.event, view.span
    values = {name: getattr(view, name, None) for name in COLUMNS}
    return values | {
        "kind": view.kind.value,
        "event": event.name if event else None,
        "event_place": event.place if event else None,
        "event_date": event.date if event else None,
        "topics": " ".join(f"{each.topic}:{each.stance.value}" for each in view.topics),
        "start": span.start,
        "end": span.end,
    }


def cells(view: QuotationView) -> Json:
    """Return a quotation as one row of CSV, which a spreadsheet reads as data."""
    return {name: as_data(value) if isinstance(value, str) else value for name, value in flat(view).items()}


def _parquet(export: Export, said: Json, header: bool) -> Iterator[bytes]:
    """Yield a Parquet file; the metadata `kutipan` always say what it holds."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    schema = _schema(pa).with_metadata({"kutipan": json.dumps(said)})
    written = _Parts()
    with pq.ParquetWriter(written, schema, compression="zstd") as writer:
        for batch in _batches(export, ROW_GROUP):
            writer.write_table(pa.Table.from_pylist([_typed(view) for view in batch], schema=schema), row_group_size=ROW_GROUP)
            yield written.take()
    yield written.take()


def _schema(pa: Any) -> pyarrow.Schema:
    text, day, place = pa.string(), pa.date32(), pa.int32()
    label = pa.struct([("topic", text), ("stance", text), ("probability", pa.float64()), ("method", text)])
    types: Mapping[str, Any] = {
        **dict.fromkeys(("date", "event_date"), day),
        **dict.fromkeys(("start", "end"), place),
        "confidence": pa.float64(),
        "official": pa.bool_(),
        "topics": pa.list_(label),
    }
    names = (*COLUMNS, "speaker_id", "official", "speaker_reason", "rule", "dateline", "event_type", "context")
    return pa.schema([(name, types.get(name, text)) for name in names])


def _typed(view: QuotationView) -> Json:
    more = {name: getattr(view, name) for name in ("speaker_id", "official", "speaker_reason", "rule", "dateline", "context")}
    topics = [
        {"topic": each.topic, "stance": each.stance.value, "probability": each.probability, "method": each.method}
        for each in view.topics
    ]
    values = flat(view) | more | {"event_type": view.event.type if view.event else None, "topics": topics}
    return {name: _storable(value) if isinstance(value, str) else value for name, value in values.items()}


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


class _Parts(io.RawIOBase):
    """A file that is given away while it is written."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: list[bytes] = []
        self._written = 0

    def writable(self) -> bool:
        """Say that it can be written."""
        return True

    def tell(self) -> int:
        """Return how much was written."""
        return self._written

    def write(self, data: Any) -> int:
        """Take bytes."""
        taken = bytes(data)
        self._waiting.append(taken)
        self._written += len(taken)
        return len(taken)

    def take(self) -> bytes:
        """Return what was written since the last time."""
        waiting, self._waiting = self._waiting, []
        return b"".join(waiting)


FORMS: Mapping[str, Form] = {
    "jsonl": Form(media_type="application/x-ndjson", parts=_json_lines),
    "csv": Form(media_type="text/csv", parts=_csv),
    "parquet": Form(media_type="application/vnd.apache.parquet", parts=_parquet),
}


def write(parts: Iterable[bytes], stream: Any) -> None:
    """Write parts into a binary stream."""
    for part in parts:
        stream.write(part)
