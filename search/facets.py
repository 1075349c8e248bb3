"""Matches -> how many have which speaker, topic, month …: exact counts over all of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from heapq import nsmallest

import numpy as np
from numpy.typing import NDArray

from corpus.records import Stance
from search.columns import Columns, Mask
from search.query import Filters
from search.results import FacetValue
from search.values import Values

FACETS = ("speaker", "role", "affiliation", "region", "topic", "stance", "source", "event", "kind", "month")

MOST_VALUES = 100
"""Most values listed of one facet: the most frequent, and those that are filtered by. Months are few and all listed."""


def count(columns: Columns, rows: NDArray[np.intp], filters: Filters) -> dict[str, tuple[FacetValue, ...]]:
    """Return every facet of the matching rows, most frequent values first (months: in order of time).

    A quotation without a value counts in no value of that facet. With topics chosen, stances are those towards them.
    """
    counted: dict[str, tuple[FacetValue, ...]] = {}
    matches: Mask = np.zeros(columns.size, dtype=bool)
    matches[rows] = True
    for name in FACETS:
        if name not in ("topic", "stance", "region"):
            counted[name] = _listed(columns.values[name], name, _counts(columns, name, rows), chosen=getattr(filters, name, ()))
    counted["region"] = _regions(columns, rows, filters.region)
    pairs = [value.value.split(" ") for value in columns.values["pair"]]
    live = matches[columns.pair_rows]
    pair_rows, pair_codes = columns.pair_rows[live], columns.pair_codes[live]
    topics = sorted({topic for topic, _ in pairs})
    counted["topic"] = _ranked({topic: _rows_with(pairs, pair_rows, pair_codes, topic=(topic,)) for topic in topics})
    counted["stance"] = _ranked(
        {item.value: _rows_with(pairs, pair_rows, pair_codes, topic=filters.topic, stance=item.value) for item in Stance}
    )
    return {name: counted[name] for name in FACETS}


def _rows_with(
    pairs: list[list[str]],
    pair_rows: NDArray[np.int32],
    pair_codes: NDArray[np.int32],
    *,
    topic: Collection[str] = (),
    stance: str | None = None,
) -> int:
    """Count the distinct rows that have a pair of one of these topics (none given: any) and of this stance (None: any)."""
    wanted = np.array([(not topic or t in topic) and (stance is None or s == stance) for t, s in pairs], dtype=bool)
    found = pair_rows[wanted[pair_codes]] if len(pair_codes) else pair_rows
    return int(np.count_nonzero(np.diff(found))) + 1 if len(found) else 0  # pairs lie in row order


def _counts(columns: Columns, name: str, rows: NDArray[np.intp]) -> NDArray[np.intp]:
    return np.bincount(columns.codes[name][rows] + 1, minlength=len(columns.values[name]) + 1)[1:]


def _regions(columns: Columns, rows: NDArray[np.intp], chosen: Collection[str]) -> tuple[FacetValue, ...]:
    """Return provinces and, beside them, their regencies and cities: a quotation of a city counts in both."""
    provinces = {value.value for value in columns.values["province"]}
    nearest = _counts(columns, "region", rows)
    local = [code for code, value in enumerate(columns.values["region"]) if value.value not in provinces]
    both = (*columns.values["province"], *(columns.values["region"][code] for code in local))
    values = Values.of((item.value, item.label) for item in both)
    counts = np.concatenate([_counts(columns, "province", rows), nearest[local]]).astype(np.intp)
    return _listed(values, "region", counts, chosen=chosen)


def _listed(values: Values, name: str, counts: NDArray[np.intp], *, chosen: Collection[str]) -> tuple[FacetValue, ...]:
    found = np.flatnonzero(counts)
    if name == "month":
        months = sorted((values.values[code], int(counts[code])) for code in found.tolist())
        return tuple(FacetValue(value=month, label=month, count=number) for month, number in months)
    if len(found) > MOST_VALUES:
        # The cut falls at a count, never inside one by chance: ties at the cut are settled by label below.
        least = np.partition(counts[found], -MOST_VALUES)[-MOST_VALUES]
        found = np.flatnonzero(counts >= max(1, least))
    ranked = ((-int(counts[code]), values.labels[code], values.values[code], code) for code in found.tolist())
    listed = [code for _, _, _, code in nsmallest(MOST_VALUES, ranked)]
    if chosen:
        kept = set(listed)
        asked = sorted(code for value in chosen for code in [values.code(value)] if code is not None and counts[code])
        listed += [code for code in asked if code not in kept]
    return tuple(FacetValue(value=values.values[code], label=values.labels[code], count=int(counts[code])) for code in listed)


def _ranked(counts: Mapping[str, int]) -> tuple[FacetValue, ...]:
    ranked = sorted((item for item in counts.items() if item[1]), key=lambda item: (-item[1], item[0]))
    return tuple(FacetValue(value=value, label=value, count=number) for value, number in ranked)
