"""What the indexer needs of a search index: apply these changes, remember how far you are. `search.engines` implements it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from corpus.records import QuotationView
from indexer.encoders.base import Vectors


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeBatch:
    """Consecutive changes of the store, already reduced to the last one for each quotation.

    `upserts[i]` has the vector `vectors[i]`; `deletes` are quotation ids. `position` is the store's change-log position
    after the batch.
    """

    upserts: Sequence[QuotationView]
    vectors: Vectors
    deletes: Sequence[str]
    position: int


class IndexWriter(Protocol):
    """One writer of one search index; readers see nothing until `commit`."""

    @property
    def position(self) -> int:
        """Change-log position of what is committed; 0 for a new index."""

    def apply(self, batch: ChangeBatch) -> None:
        """Add, replace and delete quotations."""

    def commit(self) -> None:
        """Make all applied batches visible at once, durably."""

    def close(self) -> None:
        """Give up what is not committed and release the lock."""
