"""Words by tantivy: vocabulary, postings and positions in Rust, written and searched many times faster than in Python.

Words come cut and stemmed by `search.analysis`; tantivy only splits them at spaces. Its Python binding gives matches and
scores of its own BM25, no counts, so counts are asked for: the k-th occurrence of a word in one quotation is indexed as one
more term of the field `again`, and a word's count is how many of these terms a quotation holds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import count, pairwise
from operator import itemgetter
from pathlib import Path

import numpy as np
import tantivy

from corpus.errors import IndexUnavailable
from search.analysis import terms as cut
from search.cache import Cache
from search.engines.base import FIELDS, Postings, Words
from search.engines.segmented import DECODED_BYTES, SegmentedKind, cost
from search.segments import Numbers, SegmentCards, damaged

FOLDER = "words"
HEAP_BYTES = 64_000_000  # words in memory before they are written: 100,000 quotations
WIDEST_SLOP = 32  # gaps that are asked for one by one; wider phrases are looked up in the texts

_NO_BREAK, _EMPTY = "\u00a0", "\u0001"  # never inside a term: compatibility forms turn the one into a space


def schema() -> tantivy.Schema:
    """Return the fields of a segment."""
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("number", fast=True)
    builder.add_text_field("text", tokenizer_name="whitespace", index_option="position")
    for field in ("stem", "about", "again"):
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="basic")
    return builder.build()


class TantivyWriter:
    """Writes the words of one segment."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / FOLDER
        self._folder.mkdir()
        self._index = tantivy.Index(schema(), path=str(self._folder))
        self._writer: tantivy.IndexWriter | None = self._index.writer(heap_size=HEAP_BYTES, num_threads=1)

    def add(self, number: int, words: Words) -> None:
        """Append the words of one quotation."""
        assert self._writer is not None
        document = tantivy.Document()
        document.add_integer("number", number)
        again: list[str] = []
        for field in FIELDS:
            found: list[str] = getattr(words, field)
            document.add_text(field, " ".join([_token(word) for word in found]))
            if len(set(found)) < len(found):
                again += [_again(field, word, k) for word, held in Counter(found).items() for k in range(2, held + 1)]
        if again:
            document.add_text("again", " ".join(again))
        with _using(self._folder):
            self._writer.add_document(document)

    def finish(self) -> None:
        """Write the segment."""
        assert self._writer is not None
        with _using(self._folder):
            self._writer.commit()
            self._writer.wait_merging_threads()
        self._writer = None

    def close(self) -> None:
        """Give up an unfinished segment."""
        if self._writer is not None:
            self._writer.rollback()
            self._writer = None


class TantivyPart:
    """Searches the words of one segment; tantivy's searchers are safe to share between threads."""

    def __init__(self, cards: SegmentCards) -> None:
        self._cards = cards
        self._folder = cards.folder / FOLDER
        self._decoded: Cache[tuple[str, str], Postings] = Cache(DECODED_BYTES, cost)
        with _using(self._folder):
            index = tantivy.Index.open(str(self._folder))
            index.config_reader(reload_policy="manual")  # a segment never changes: no thread need watch it
            self._schema = index.schema
            self._searcher = index.searcher()
            size = self._searcher.num_docs
        if size != len(cards):
            raise damaged(self._folder, f"{size} quotations have words, {len(cards)} have cards")

    def postings(self, field: str, term: str) -> Postings:
        """Return the postings of a term."""
        return self._decoded.get((field, term), lambda: self._decode(field, term))

    def beginning(self, prefix: str) -> list[str]:
        """Return the words of "text" that begin so."""
        with _using(self._folder):
            begun = _token(prefix) if prefix else ""  # with which every word begins
            return [_word(token) for token, _ in self._searcher.terms_with_prefix("text", begun)]

    def phrase(self, terms: Sequence[str], slop: int, candidates: Numbers) -> Numbers:
        """Return which quotations hold these words in order, each at most `slop` places after the one before."""
        tokens = [_token(term) for term in terms]
        if slop == 1:
            return self._numbers(self._phrase_query([(place, token) for place, token in enumerate(tokens)]))
        if slop <= WIDEST_SLOP:
            near = [
                (
                    tantivy.Occur.Must,
                    tantivy.Query.boolean_query(
                        [(tantivy.Occur.Should, self._phrase_query([(0, first), (gap, second)])) for gap in range(1, slop + 1)]
                    ),
                )
                for first, second in dict.fromkeys(pairwise(tokens))
            ]
            candidates = self._numbers(tantivy.Query.boolean_query(near))
            if len(terms) == 2:
                return candidates
        rows = np.searchsorted(self._cards.numbers, candidates).tolist()
        held = [_in_order(cut(self._cards.card(row).text), terms, slop) for row in rows]
        return candidates[np.flatnonzero(held)]

    def _phrase_query(self, words: list[tuple[int, str]]) -> tantivy.Query:
        placed: list[str | tuple[int, str]] = [*words]
        return tantivy.Query.phrase_query(self._schema, "text", placed)

    def _decode(self, field: str, term: str) -> Postings:
        numbers = self._holding(field, _token(term))
        counts = np.ones(len(numbers), dtype=np.float32)
        for k in count(2):
            more = self._holding("again", _again(field, term, k)) if len(numbers) else numbers
            if not len(more):
                return Postings(numbers, counts)
            counts[np.searchsorted(numbers, more)] += 1
        raise AssertionError("no word occurs without end")

    def _holding(self, field: str, token: str) -> Numbers:
        with _using(self._folder):
            if not self._searcher.doc_freq(field, token):
                return np.zeros(0, dtype=np.int64)
            return self._numbers(tantivy.Query.term_query(self._schema, field, token, "basic"))

    def _numbers(self, query: tantivy.Query) -> Numbers:
        """Return the numbers of all matches, rising."""
        with _using(self._folder):
            size = max(1, len(self._cards))
            hits = self._searcher.search(query, limit=size, count=False, order_by_field="number", order=tantivy.Order.Asc).hits
        return np.fromiter(map(itemgetter(0), hits), dtype=np.int64, count=len(hits))


TANTIVY = SegmentedKind("tantivy", TantivyWriter, TantivyPart)


def _token(term: str) -> str:
    """Return a term without spaces (the compatibility forms of a few letters have one) and never empty."""
    return term.replace(" ", _NO_BREAK) or _EMPTY


def _word(token: str) -> str:
    return "" if token == _EMPTY else token.replace(_NO_BREAK, " ")


def _again(field: str, term: str, k: int) -> str:
    """Return the term that stands for the k-th occurrence of a word."""
    return f"{field}:{k}:{_token(term)}"


def _in_order(words: Sequence[str], terms: Sequence[str], slop: int) -> bool:
    ends = {place for place, word in enumerate(words) if word == terms[0]}
    for term in terms[1:]:
        ends = {
            place
            for place, word in enumerate(words)
            if word == term and any(place - step in ends for step in range(1, min(slop, place) + 1))
        }
    return bool(ends)


@contextmanager
def _using(path: Path) -> Iterator[None]:
    """Turn tantivy's errors over damaged files into IndexUnavailable; a panic in Rust is no `Exception` in Python."""
    try:
        yield
    except (IndexUnavailable, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        raise damaged(path, error) from error
