"""`python -m benchmarks.soak`: a writer commits while readers query, for ten minutes; no error and no torn answer may come.

Each commit replaces every quotation of one document, adds and takes away others, and says in each text which generation it
is of. So any answer that mixes two generations shows: its words disagree with its position, its counts with each other, its
pages with its total.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from multiprocessing.pool import AsyncResult
from pathlib import Path

from corpus.records import QuotationKind, QuotationView, Span
from corpus.settings import Settings
from indexer.changes import ChangeBatch
from indexer.encoders.fake import FakeEncoder
from search.query import Mode, Query
from search.results import ResultPage
from search.service import SearchService, index_writer

SECONDS = 600.0
READERS = 4
DOCUMENT = 40  # quotations that every commit replaces
NEWEST = 30  # generations of which each keeps one quotation of its own
LARGE = 200  # quotations that stay, so that segments of several sizes are merged
ENCODER = FakeEncoder(dimensions=32)

WORDS = "perahu karet relawan pasar panen bendungan sekolah jembatan puskesmas nelayan".split()  # noqa: SIM905


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What one reader saw."""

    answers: int
    generations: int


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak", description=__doc__)
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--engine", default="tantivy", choices=("whoosh", "tantivy"))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kutipan-soak-") as folder:
        commits, seen = soak(Settings(data=Path(folder), engine=options.engine, semantic_floor=1.0), options.seconds)
    print(
        json.dumps(
            {
                "seconds": options.seconds,
                "engine": options.engine,
                "commits": commits,
                "answers": sum(each.answers for each in seen),
                "generations_seen": [each.generations for each in seen],
            }
        )
    )
    return 0


def soak(settings: Settings, seconds: float, readers: int = READERS) -> tuple[int, list[Seen]]:
    """Commit for so long while processes read; return the number of commits and what each reader saw.

    Raises what a reader or the writer met: AssertionError for a torn answer, any other error as it came.
    """
    _commit(settings, 1)
    end = time.time() + seconds
    with multiprocessing.get_context("spawn").Pool(readers) as pool:
        reading: list[AsyncResult[Seen]] = [pool.apply_async(read, (settings, end)) for _ in range(readers)]
        position = 1
        while time.time() < end:
            position += 1
            _commit(settings, position)
            for reader in reading:
                if reader.ready():
                    reader.get()  # its error, now rather than in ten minutes
        return position, [reader.get(timeout=120) for reader in reading]


def read(settings: Settings, end: float) -> Seen:
    """Query until `end` and check every answer."""
    service = SearchService.open(settings, ENCODER)
    answers = 0
    generations: set[int] = set()
    while time.time() < end or len(generations) < 1:
        for query in (
            Query(text="naskah", mode=Mode.KEYWORD, limit=100, grouped=False),
            Query(text='"dari naskah"', mode=Mode.KEYWORD, limit=7, grouped=False),
            Query(text="perahu naskah", mode=Mode.HYBRID, limit=50),
            Query(text="relawan", mode=Mode.SEMANTIC, limit=20, grouped=False),
            Query(limit=30, grouped=False),
        ):
            page = service.search(query)
            check(query, page)
            assert page.index is not None
            generations.add(page.index.position)
            answers += 1
        _check_export(service)
    service.close()
    return Seen(answers=answers, generations=len(generations))


def check(query: Query, page: ResultPage) -> None:
    """Raise AssertionError when an answer is not that of one generation."""
    assert page.index is not None
    position = page.index.position
    held = LARGE + DOCUMENT + min(position, NEWEST)
    assert page.index.quotations == held, f"{page.index.quotations} quotations at position {position}, not {held}"
    assert sum(value.count for value in page.facets["kind"]) == page.total, "facets of other matches than the total"
    assert len(page.hits) == min(query.limit, page.shown), f"{len(page.hits)} hits of {page.shown}"
    if not query.text:
        assert page.total == held
    if query.mode is Mode.KEYWORD and query.text:
        assert page.total == DOCUMENT, f"{page.total} quotations of the replaced document at position {position}"
    for hit in page.hits:
        version = hit.quotation.title or ""
        if version.startswith("naskah"):
            assert version == f"naskah {position}", f"a quotation of {version} in generation {position}"
            assert str(position) in hit.quotation.text.split()


def _check_export(service: SearchService) -> None:
    exported = list(service.export(Query(text="naskah", mode=Mode.KEYWORD)))
    versions = {view.title for view in exported}
    assert len(versions) == 1, f"an export of several generations: {sorted(map(str, versions))}"
    assert len(exported) == DOCUMENT, f"an export of {len(exported)} quotations"


def _commit(settings: Settings, position: int) -> None:
    views = [_view(f"naskah-{place}", f"{_words(place)} dari naskah {position} bagian {place}") for place in range(DOCUMENT)]
    views = [replace(view, title=f"naskah {position}") for view in views]
    views.append(_view(f"sendiri-{position}", f"{_words(position)} kabar {position} berdiri sendiri"))
    if position == 1:
        views += [
            _view(f"tetap-{place}", f"{_words(place)} tetap nomor {place} {_words(3 * place + 1)}") for place in range(LARGE)
        ]
    writer = index_writer(settings, ENCODER.fingerprint, ENCODER.dimensions, "soak")
    try:
        vectors = ENCODER.passages([view.text for view in views])
        deletes = [f"sendiri-{position - NEWEST}"] if position > NEWEST else []
        writer.apply(ChangeBatch(upserts=views, vectors=vectors, deletes=deletes, position=position))
        writer.commit()
    finally:
        writer.close()


def _words(number: int) -> str:
    return " ".join(WORDS[(number * step + step) % len(WORDS)] for step in (1, 3, 7))


def _view(key: str, text: str) -> QuotationView:
    kind = QuotationKind.DIRECT if len(text) % 2 else QuotationKind.INDIRECT
    return QuotationView(id=key, document_id=key, kind=kind, text=text, span=Span(0, len(text)), confidence=0.5)


if __name__ == "__main__":
    sys.exit(main())
