"""Made-up quotations -> a Kutipan index and the same texts in peers, with what each build took.

Embedding a million texts takes two hours and says nothing about a search index, so their vectors are made, too: the mean of two
real quotations' vectors with some noise, which keeps the lengths and the closeness of all texts that models of the e5 family
have.
"""

from __future__ import annotations

import itertools
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks import generator
from benchmarks.generator import Seeds
from benchmarks.serving import index_bytes
from corpus.records import QuotationView
from corpus.settings import Settings
from corpus.store import Store
from indexer import encoders
from indexer.build import COMMIT_EVERY
from indexer.changes import ChangeBatch
from indexer.encoders import CachedEncoder, Encoder, VectorCache, Vectors
from search.service import index_writer

AT_ONCE = 4_096
REAL_VECTORS = 4_096
NOISE = 0.02  # of each component, whose root mean square is 0.05: cosines of neighbours fall from 1 to 0.93


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """A finished build."""

    seconds: float
    bytes: int


@dataclass(frozen=True, slots=True)
class Source:
    """What quotations and vectors are made of."""

    seeds: Seeds
    vectors: Vectors
    encoder: Encoder

    @classmethod
    def of(cls, data: Path) -> Source:
        """Take the quotations of a data folder's store apart; what is not in its vector cache is embedded."""
        settings = Settings(data=data)
        with Store.open(settings.store_address, create=False) as store:
            views = list(store.all_views())
        encoder = encoders.load(settings.encoder, settings.models_path)
        step = max(1, len(views) // REAL_VECTORS)
        with VectorCache(settings.vector_cache_path) as cache:
            vectors = CachedEncoder(encoder, cache).passages([view.text for view in views[::step]])
        return cls(Seeds.of(views), vectors, encoder)

    def batches(self, count: int, seed: int = 1) -> Iterator[tuple[list[QuotationView], Vectors]]:
        """Yield `count` made-up quotations with vectors, the same ones for the same seed."""
        random = np.random.default_rng(seed)
        made = generator.quotations(self.seeds, count, seed)
        while views := list(itertools.islice(made, AT_ONCE)):
            one, other = random.integers(len(self.vectors), size=(2, len(views)))
            noise = NOISE * random.standard_normal((len(views), self.vectors.shape[1]), dtype=np.float32)
            mixed = (self.vectors[one] + self.vectors[other]) / 2 + noise
            yield views, (mixed / np.linalg.norm(mixed, axis=1, keepdims=True)).astype(np.float32)


def kutipan(source: Source, count: int, folder: Path) -> Built:
    """Build a Kutipan index as `kutipan index` does, from the vectors on."""
    writer = index_writer(Settings(data=folder), source.encoder.fingerprint, source.vectors.shape[1], "made up", rebuild=True)

    def write() -> None:
        position = committed = 0
        for views, vectors in source.batches(count):
            position += len(views)
            writer.apply(ChangeBatch(upserts=views, vectors=vectors, deletes=(), position=position))
            if position - committed >= COMMIT_EVERY:
                writer.commit()
                committed = position
        writer.commit()
        writer.close()

    return _timed(write, folder / "index")


def single_commit(source: Source, folder: Path, count: int = 1_000) -> tuple[float, float]:
    """Return what it takes from opening the writer to the end of the commit of some new quotations.

    Seconds by the clock, and of the processor.
    """
    views, vectors = next(source.batches(count, seed=time.time_ns()))
    began, worked = time.perf_counter(), time.process_time()
    writer = index_writer(Settings(data=folder), source.encoder.fingerprint, source.vectors.shape[1], "made up")
    writer.apply(ChangeBatch(upserts=views, vectors=vectors, deletes=(), position=writer.position + len(views)))
    writer.commit()
    taken = time.perf_counter() - began, time.process_time() - worked
    writer.close()
    return taken


def fts5(source: Source, count: int, folder: Path) -> Built:
    """Build an SQLite FTS5 index of the texts, with speaker, month and date beside it."""
    folder.mkdir(parents=True, exist_ok=True)

    def write() -> None:
        with sqlite3.connect(folder / "fts.sqlite") as connection:
            connection.execute("create table quotation (id integer primary key, speaker text, month text, date text)")
            connection.execute("create virtual table words using fts5(text, content='', tokenize='unicode61')")
            for start, views in _numbered(source, count):
                rows = list(enumerate(views, start))
                connection.executemany(
                    "insert into quotation values (?, ?, ?, ?)",
                    ((number, view.speaker_id, str(view.date)[:7], str(view.date)) for number, view in rows),
                )
                connection.executemany("insert into words (rowid, text) values (?, ?)", ((n, view.text) for n, view in rows))
            connection.execute("insert into words (words) values ('optimize')")
        connection.close()

    return _timed(write, folder)


def tantivy(source: Source, count: int, folder: Path) -> Built:
    """Build a tantivy index of the texts, with speaker and day as fast fields."""
    import tantivy as engine

    folder.mkdir(parents=True, exist_ok=True)

    def write() -> None:
        schema = engine.SchemaBuilder().add_text_field("text").add_text_field("speaker", tokenizer_name="raw", fast=True)
        index = engine.Index(schema.add_integer_field("day", indexed=True, fast=True).build(), path=str(folder))
        writer = index.writer(heap_size=256_000_000, num_threads=1)
        for _, views in _numbered(source, count):
            for view in views:
                document = engine.Document(text=view.text, speaker=view.speaker_id or "")
                document.add_integer("day", view.date.toordinal() if view.date else 0)
                writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()

    return _timed(write, folder)


def whoosh(source: Source, count: int, folder: Path) -> Built:
    """Build a plain Whoosh index of the texts, as its own documentation shows it."""
    from whoosh import fields, index

    folder.mkdir(parents=True, exist_ok=True)

    def write() -> None:
        schema = fields.Schema(text=fields.TEXT, speaker=fields.ID(stored=True), day=fields.NUMERIC)
        writer = index.create_in(str(folder), schema).writer(limitmb=256)
        for _, views in _numbered(source, count):
            for view in views:
                writer.add_document(
                    text=view.text, speaker=view.speaker_id or "", day=view.date.toordinal() if view.date else 0
                )
        writer.commit()

    return _timed(write, folder)


def _numbered(source: Source, count: int) -> Iterator[tuple[int, list[QuotationView]]]:
    made = generator.quotations(source.seeds, count)
    for start in range(0, count, AT_ONCE):
        yield start, list(itertools.islice(made, AT_ONCE))


def _timed(write: Callable[[], None], folder: Path) -> Built:
    began = time.perf_counter()
    write()
    return Built(seconds=time.perf_counter() - began, bytes=index_bytes(folder))
