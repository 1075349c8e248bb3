"""What can be counted, filtered and sorted by, as arrays: one number a quotation and column, and the values they stand for."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus import regions
from corpus.records import QuotationView
from search.analysis import terms
from search.arrays import mapped
from search.values import Values

Codes = NDArray[np.int32]
Mask = NDArray[np.bool_]

VALUED = ("speaker", "role", "affiliation", "region", "province", "source", "event", "kind", "month", "document")
"""Columns that hold the code of a value; -1: none. `region` is the nearest region known, `province` the one it lies in."""

NUMBERS = ("day", "confidence", "words", "about")
"""Columns that hold a number: day (proleptic ordinal, 0: unknown), confidence (thousandths), lengths in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The columns of `size` quotations.

    `values[name][code]` is what `codes[name]` stands for. A quotation has any number of (topic, stance) pairs: pair `i`
    belongs to row `pair_rows[i]` and is `values["pair"][pair_codes[i]]`, topic and stance joined by a space.
    """

    size: int
    codes: Mapping[str, Codes]
    numbers: Mapping[str, Codes]
    pair_rows: Codes
    pair_codes: Codes
    values: Mapping[str, Values]


def about(view: QuotationView) -> str:
    """Return the words around a quotation by which it is found too: who, as what, where, under which title."""
    event = view.event
    parts = (view.speaker, view.role, view.affiliation, view.title, event and event.name, event and event.place, view.dateline)
    return " ".join(part for part in parts if part)


class ColumnsBuilder:
    """Collects the columns of quotations, in row order."""

    def __init__(self) -> None:
        self._tables: dict[str, dict[str, int]] = {name: {} for name in (*VALUED, "pair")}
        self._labels: dict[str, list[str]] = {name: [] for name in (*VALUED, "pair")}
        self._codes: dict[str, list[int]] = {name: [] for name in VALUED}
        self._numbers: dict[str, list[int]] = {name: [] for name in NUMBERS}
        self._pairs: list[tuple[int, int]] = []
        self.size = 0

    def add(self, view: QuotationView) -> None:
        """Append one quotation."""
        event = view.event.name if view.event else None
        self._append("speaker", view.speaker_id, view.speaker)
        self._append("role", view.role)
        self._append("affiliation", view.affiliation)
        self._append_region(regions.regions().get(view.region or ""))
        self._append("source", view.source)
        self._append("event", event)
        self._append("kind", view.kind.value)
        self._append("month", f"{view.date:%Y-%m}" if view.date else None)
        self._append("document", view.document_id, view.title)
        self._numbers["day"].append(view.date.toordinal() if view.date else 0)
        self._numbers["confidence"].append(round(view.confidence * 1000))
        self._numbers["words"].append(len(terms(view.text)))
        self._numbers["about"].append(len(terms(about(view))))
        for pair in dict.fromkeys(f"{item.topic} {item.stance.value}" for item in view.topics):
            self._pairs.append((self.size, self._code("pair", pair, pair)))
        self.size += 1

    def write(self, folder: Path) -> None:
        """Write the columns into a folder: `columns.npy`, `pairs.npy`, `values.json`."""
        rows = [*self._codes.values(), *self._numbers.values()]
        np.save(folder / "columns.npy", np.asarray(rows, dtype=np.int32).reshape(len(rows), self.size))
        np.save(folder / "pairs.npy", np.asarray(self._pairs, dtype=np.int32).reshape(-1, 2).T)
        values = {
            name: [list(pair) for pair in zip(table, self._labels[name], strict=True)] for name, table in self._tables.items()
        }
        (folder / "values.json").write_text(json.dumps(values), encoding="ascii")

    def _append(self, column: str, value: str | None, label: str | None = None) -> None:
        self._codes[column].append(self._code(column, value, label or value) if value and label != "" else -1)

    def _append_region(self, region: regions.Region | None) -> None:
        province = regions.regions()[region.province] if region else None
        self._append("region", region.id if region else None, region.name if region else None)
        self._append("province", province.id if province else None, province.name if province else None)

    def _code(self, column: str, value: str, label: str | None) -> int:
        table = self._tables[column]
        code = table.get(value)
        if code is None:
            code = table[value] = len(table)
            self._labels[column].append(label or value)
        return code


def read(folder: Path) -> Columns:
    """Read what `ColumnsBuilder.write` wrote. Raises OSError, ValueError or KeyError when it is damaged."""
    table = mapped(folder / "columns.npy")
    pairs = np.load(folder / "pairs.npy", allow_pickle=False)
    listed = json.loads((folder / "values.json").read_text(encoding="ascii"))
    if table.ndim != 2 or len(table) != len(VALUED) + len(NUMBERS):
        raise ValueError(f"columns.npy has the shape {table.shape}")
    return Columns(
        size=table.shape[1],
        codes=dict(zip(VALUED, table, strict=False)),
        numbers=dict(zip(NUMBERS, table[len(VALUED) :], strict=True)),
        pair_rows=pairs[0],
        pair_codes=pairs[1],
        values={name: Values.of(listed[name]) for name in (*VALUED, "pair")},
    )


def combine(parts: Sequence[tuple[Columns, Mask | None]]) -> Columns:
    """Return the columns of several segments as one, without the rows that a mask marks False."""
    if len(parts) == 1 and parts[0][1] is None:
        return parts[0][0]
    codes: dict[str, list[Codes]] = {name: [] for name in VALUED}
    numbers: dict[str, list[Codes]] = {name: [] for name in NUMBERS}
    pair_rows: list[Codes] = []
    pair_codes: list[Codes] = []
    tables: dict[str, tuple[dict[str, int], list[str]]] = {name: ({}, []) for name in (*VALUED, "pair")}
    size = 0
    for columns, live in parts:
        recoded = {name: _recode(tables[name], columns.values[name]) for name in tables}
        keep: Mask = np.ones(columns.size, dtype=bool) if live is None else live
        for name in VALUED:
            codes[name].append(recoded[name][columns.codes[name]][keep])
        for name in NUMBERS:
            numbers[name].append(columns.numbers[name][keep])
        place = np.cumsum(keep, dtype=np.int32) - 1 + size
        kept_pairs = keep[columns.pair_rows]
        pair_rows.append(place[columns.pair_rows[kept_pairs]])
        pair_codes.append(recoded["pair"][columns.pair_codes[kept_pairs]])
        size += int(np.count_nonzero(keep))
    return Columns(
        size=size,
        codes={name: _joined(found) for name, found in codes.items()},
        numbers={name: _joined(found) for name, found in numbers.items()},
        pair_rows=_joined(pair_rows),
        pair_codes=_joined(pair_codes),
        values={name: Values(codes, labels) for name, (codes, labels) in tables.items()},
    )


def _recode(table: tuple[dict[str, int], list[str]], values: Values) -> Codes:
    """Return the common code of each of a segment's codes; the last place answers for code -1."""
    places, labels = table
    known = len(places)
    recoded = [places.setdefault(value, len(places)) for value in values.values]
    labels += [label for code, label in zip(recoded, values.labels, strict=True) if code >= known]
    return np.asarray([*recoded, -1], dtype=np.int32)


def _joined(parts: Sequence[Codes]) -> Codes:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.int32)
