"""What the product asks of an engine that searches words. One module an engine.

Cards, columns, filters, facets and order are the catalogue's, the same for every engine; an engine only says which
quotations match an expression, and how well. It answers in the catalogue's rows: an engine that numbers documents itself,
or runs elsewhere and knows only ids, maps them with `Catalogue.rows` before it answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.records import QuotationView
from search.catalogue import Catalogue
from search.columns import Mask
from search.expressions import Expression
from search.segments import Rows


@dataclass(frozen=True, slots=True)
class Matches:
    """Which rows match, and the score of every row by its words.

    `mask` has shape (rows,); `scores` is float32 of the same shape, 0 where no word occurs. A row that holds some of the
    words but does not match has a score too: fusion uses it. `full` is the score of a quotation of average length that
    holds every word once, just as typed: it makes scores of different queries comparable.
    `minimum` is how many of the listed words each match holds at least (None: no words are listed).
    """

    mask: Mask
    scores: NDArray[np.float32]
    full: float
    minimum: int | None

    @property
    def rows(self) -> Rows:
        """The matching rows, in order."""
        return np.flatnonzero(self.mask)


class Engine(Protocol):
    """Reads one committed generation of an index; safe to share between threads."""

    def match(self, expression: Expression) -> Matches:
        """Return what matches an expression."""

    def close(self) -> None:
        """Release the files."""


class SegmentWriter(Protocol):
    """Writes the words of one new, immutable segment."""

    def add(self, view: QuotationView) -> None:
        """Append one quotation; its row is the number of those before it."""

    def finish(self) -> None:
        """Write everything to disk; the segment can be opened after."""

    def close(self) -> None:
        """Give up an unfinished segment."""


class EngineKind(Protocol):
    """One way to search words: how its segments are written and read."""

    name: str

    def segment_writer(self, folder: Path) -> SegmentWriter:
        """Start a segment in an existing folder."""

    def open(self, segments: Sequence[tuple[Path, Mask | None]], catalogue: Catalogue) -> Engine:
        """Open segments with the rows of each that count (None: all)."""
