"""Matches -> how many have which speaker, topic, month …: exact counts over all of them."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from corpus.records import Stance
from search import ranking
from search.columns import Columns
from search.query import Filters
from search.results import FacetValue
from search.tallies import Tallies, Tally
from search.values import Values

FACETS = ("speaker", "role", "affiliation", "region", "topic", "stance", "source", "event", "kind", "month")

MOST_VALUES = 100
"""Most values listed of one facet: the most frequent, and those that are filtered by. Months are few and all listed."""


class Facets:
    """Counts the facets of the matches of one generation; safe to share between threads."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._tallies = Tallies(columns)
        self._pairs = [tuple(value.split(" ")) for value in columns.values["pair"].values]
        self._topics = sorted({topic for topic, _ in self._pairs})
        # Provinces and, beside them, their regencies and cities: a quotation of a city counts in both.
        provinces, regions = columns.values["province"], columns.values["region"]
        known = set(provinces.values)
        self._local = [code for code, region in enumerate(regions.values) if region not in known]
        self._regions = Values.of((item.value, item.label) for item in (*provinces, *(regions[code] for code in self._local)))

    def count(self, rows: NDArray[np.intp], filters: Filters) -> dict[str, tuple[FacetValue, ...]]:
        """Return every facet of the matching rows, most frequent values first (months: in order of time).

        A quotation without a value counts in no value of that facet. With topics chosen, stances are those towards them.
        """
        tally = self._tallies.count(rows)
        counted: dict[str, tuple[FacetValue, ...]] = {}
        for name in FACETS:
            match name:
                case "topic":
                    counted[name] = self._topic(tally)
                case "stance":
                    counted[name] = self._stance(tally, filters.topic)
                case "region":
                    both = np.concatenate([tally.counts["province"], tally.counts["region"][self._local]]).astype(np.intp)
                    counted[name] = _listed(self._regions, name, both, chosen=filters.region)
                case _:
                    values = self._columns.values[name]
                    counted[name] = _listed(values, name, tally.counts[name], chosen=getattr(filters, name, ()))
        return counted

    def _topic(self, tally: Tally) -> tuple[FacetValue, ...]:
        return _ranked({topic: tally.having([of == topic for of, _ in self._pairs]) for topic in self._topics})

    def _stance(self, tally: Tally, topics: Collection[str]) -> tuple[FacetValue, ...]:
        """Count quotations by stance, towards one of these topics (none given: any)."""
        towards = [not topics or topic in topics for topic, _ in self._pairs]
        return _ranked(
            {
                stance.value: tally.having(
                    [wanted and side == stance.value for wanted, (_, side) in zip(towards, self._pairs, strict=True)]
                )
                for stance in Stance
            }
        )


def _listed(values: Values, name: str, counts: NDArray[np.intp], *, chosen: Collection[str]) -> tuple[FacetValue, ...]:
    found = np.flatnonzero(counts)
    if name == "month":
        months = sorted((values.values[code], int(counts[code])) for code in found.tolist())
        return tuple(FacetValue(value=month, label=month, count=number) for month, number in months)
    if len(found) > MOST_VALUES:
        # The cut falls at a count, never inside one by chance: ties at the cut are settled by label below.
        least = np.partition(counts[found], -MOST_VALUES)[-MOST_VALUES]
        found = np.flatnonzero(counts >= max(1, least))
    listed = found[ranking.first((-counts[found], values.ranks[found]), MOST_VALUES)][:MOST_VALUES].tolist()
    if chosen:
        kept = set(listed)
        asked = sorted(code for value in chosen for code in [values.code(value)] if code is not None and counts[code])
        listed += [code for code in asked if code not in kept]
    return tuple(FacetValue(value=values.values[code], label=values.labels[code], count=int(counts[code])) for code in listed)


def _ranked(counts: Mapping[str, int]) -> tuple[FacetValue, ...]:
    ranked = sorted((item for item in counts.items() if item[1]), key=lambda item: (-item[1], item[0]))
    return tuple(FacetValue(value=value, label=value, count=number) for value, number in ranked)
