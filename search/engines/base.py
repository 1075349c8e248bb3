"""What the product asks of an engine that searches words. One module an engine; no local document numbers in these types."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from corpus.records import QuotationView, Span
from search.query import Query


class Matches(Protocol):
    """All quotations that match a query's words and filters, by id."""

    def scores(self) -> Mapping[str, float]:
        """Return the BM25F score of every match."""

    notes: tuple[str, ...]
    understood: str


class Engine(Protocol):
    """Reads one committed generation of an index."""

    def match(self, query: Query) -> Matches:
        """Return what matches; raise InvalidQuery for the impossible, read bad syntax as plain words and say so."""

    def marks(self, query: Query, text: str) -> tuple[Span, ...]:
        """Return the spans of `text` that match the query's words."""

    def fetch(self, ids: Iterable[str]) -> Mapping[str, QuotationView]:
        """Return the stored quotations of these ids; unknown ids are left out."""
