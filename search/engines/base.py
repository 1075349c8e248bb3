"""What the product asks of an engine that searches words: take the words of quotations, give back postings.

An engine knows quotations by their numbers, which the writer gives once and for all, and nothing about rows, generations
or which quotations are still there: the catalogue knows the living, and whatever else an engine answers is passed over. So
an engine needs no transaction with the manifest, and one that runs elsewhere fits as well as one with files in the index
folder. Logic, scores, filters, facets and order are the product's own (`search.engines.scoring`), the same for every engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from corpus.records import QuotationView
from search.analysis import stem, terms
from search.columns import about
from search.segments import Numbers, SegmentCards

FIELDS = ("text", "stem", "about")
"""Words as typed; their roots; roots of the words around a quotation (who, as what, where, under which title)."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one quotation, in order, a list for each of `FIELDS`."""

    text: Sequence[str]
    stem: Sequence[str]
    about: Sequence[str]

    @classmethod
    def of(cls, view: QuotationView) -> Words:
        """Cut and stem the words of a quotation."""
        text = terms(view.text)
        return cls(text, [stem(word) for word in text], [stem(word) for word in terms(about(view))])


@dataclass(frozen=True, slots=True)
class Postings:
    """The quotations that hold a term, each once, and how often each does (float32, same shape)."""

    numbers: Numbers
    counts: NDArray[np.float32]

    @classmethod
    def none(cls) -> Postings:
        """Return the postings of a term that no quotation holds."""
        return cls(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32))


class Engine(Protocol):
    """Reads the words of an index; safe to share between threads."""

    def postings(self, field: str, term: str) -> Postings:
        """Return the postings of a term of one of `FIELDS`."""

    def beginning(self, prefix: str) -> Sequence[str]:
        """Return the words of "text" that begin so, each once."""

    def phrase(self, terms: Sequence[str], slop: int, candidates: Numbers) -> Numbers:
        """Return which quotations hold these words in order, each at most `slop` places after the one before.

        `candidates` (rising) hold them all in whatever order; an engine that finds phrases by itself need not look at them.
        """

    def close(self) -> None:
        """Let go of the files."""


class SegmentWriter(Protocol):
    """Writes the words of new quotations, which are an immutable segment of the index once they are finished."""

    def add(self, number: int, view: QuotationView) -> None:
        """Add one quotation. Numbers rise from one to the next."""

    def finish(self) -> None:
        """Write everything; it can be read after."""

    def close(self) -> None:
        """Give up what is unfinished."""


class EngineKind(Protocol):
    """One way to search words: how it is written and read."""

    @property
    def name(self) -> str:
        """Name by which settings choose it."""

    def segment_writer(self, folder: Path) -> SegmentWriter:
        """Start a segment in an existing folder."""

    def open(self, segments: Sequence[SegmentCards]) -> Engine:
        """Open the words of finished segments."""
