"""One immutable segment on disk: the cards and columns of its quotations, in its own numbering."""

from __future__ import annotations

import hashlib
import mmap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import IO
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import NDArray

from corpus.errors import IndexUnavailable
from corpus.records import QuotationView
from search import cards, columns
from search.arrays import mapped
from search.columns import Columns, ColumnsBuilder
from search.shingle_files import SegmentShingles, ShinglesWriter

Rows = NDArray[np.intp]
Numbers = NDArray[np.int64]
"""Numbers of quotations: the writer gives one to each version of a quotation, counting up, and never the same again."""


class CardsWriter:
    """Writes the cards and columns of a new segment."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: IO[bytes] = (folder / "cards.jsonl").open("wb")
        self._offsets = [0]
        self._keys: list[int] = []
        self._numbers: list[int] = []
        self._columns = ColumnsBuilder()
        self._shingles = ShinglesWriter()

    def add(self, number: int, view: QuotationView) -> None:
        """Append one quotation; its row is how many came before it. Numbers rise from row to row."""
        line = cards.to_line(view)
        self._numbers.append(number)
        self._file.write(line + b"\n")
        self._offsets.append(self._offsets[-1] + len(line) + 1)
        self._keys.append(key(view.id))
        self._columns.add(view)
        self._shingles.add(view)

    def finish(self) -> None:
        """Write everything that is not written yet."""
        self._file.close()
        np.save(self._folder / "offsets.npy", np.asarray(self._offsets, dtype=np.int64))
        np.save(self._folder / "keys.npy", np.asarray(self._keys, dtype=np.uint64))
        np.save(self._folder / "numbers.npy", np.asarray(self._numbers, dtype=np.int64))
        self._columns.write(self._folder)
        self._shingles.write(self._folder)

    def close(self) -> None:
        """Give up an unfinished segment."""
        self._file.close()


class SegmentCards:
    """The cards of one segment, by the segment's own row."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with reading(folder):
            self.offsets: NDArray[np.int64] = mapped(folder / "offsets.npy")
            self.keys: NDArray[np.uint64] = mapped(folder / "keys.npy")
            self.numbers: Numbers = mapped(folder / "numbers.npy")
            with (folder / "cards.jsonl").open("rb") as file:
                self._lines = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            same = {len(self.offsets) - 1, len(self.keys), len(self.numbers)}
            if len(same) != 1 or len(self._lines) != self.offsets[-1]:
                raise ValueError("cards and keys differ in number")

    def __len__(self) -> int:
        return len(self.keys)

    @cached_property
    def columns(self) -> Columns:
        """What is counted and filtered by; a writer, which only adds to what is there, does without."""
        with reading(self.folder):
            found = columns.read(self.folder)
            if found.size != len(self):
                raise ValueError("cards and columns differ in number")
            return found

    def card(self, row: int) -> QuotationView:
        """Return the quotation of a row of this segment."""
        with reading(self.folder / "cards.jsonl"):
            return cards.from_line(self._lines[self.offsets[row] : self.offsets[row + 1] - 1])

    @cached_property
    def shingles(self) -> SegmentShingles:
        """What says which quotations hold the same words."""
        with reading(self.folder):
            return SegmentShingles(self.folder)

    @cached_property
    def _by_key(self) -> Rows:
        return np.argsort(self.keys)

    def holding(self, ids: Sequence[str]) -> list[int]:
        """Return every row that holds, or held, one of these ids."""
        order = self._by_key
        wanted = np.asarray([key(item) for item in ids], dtype=np.uint64)
        first, last = (np.searchsorted(self.keys, wanted, side, sorter=order) for side in ("left", "right"))
        return [
            row
            for place in np.flatnonzero(last > first).tolist()
            for row in order[first[place] : last[place]].tolist()
            if self.card(row).id == ids[place]
        ]


_Identity = tuple[str, int, int]
_open: WeakValueDictionary[_Identity, SegmentCards] = WeakValueDictionary()


def opened(folder: Path) -> SegmentCards:
    """Open the cards of a segment, or return them as another generation has them open: a commit costs what is new."""
    identity = identity_of(folder)
    cards = _open.get(identity)
    if cards is None:
        cards = _open[identity] = SegmentCards(folder)
    return cards


def identity_of(folder: Path) -> _Identity:
    """Return what no other segment shares, be it of the same name in an index built anew."""
    with reading(folder):
        status = (folder / "cards.jsonl").stat()
    return str(folder.absolute()), status.st_ino, status.st_mtime_ns


def key(quotation_id: str) -> int:
    """Return a 64-bit number of an id. Two ids of one index share one with probability 1e-7 at a million quotations."""
    digest = hashlib.blake2b(quotation_id.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "little")


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Turn the errors of reading a damaged index into IndexUnavailable."""
    try:
        yield
    except (OSError, ValueError, KeyError, IndexError, TypeError, EOFError) as error:
        raise damaged(path, error) from error


def damaged(path: Path, reason: object) -> IndexUnavailable:
    """Return the error for a file of the index that cannot be read."""
    return IndexUnavailable(f"{path} is damaged or missing ({reason}): rebuild the index with `kutipan index --rebuild`")
