"""A search index -> what is wrong with it: its files against their digests, its quotations against the store's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

import numpy as np

from corpus.errors import IndexMismatch, IndexUnavailable
from corpus.keeping.findings import Finding, Repair, Severity
from corpus.settings import Settings
from corpus.store import Store
from search import digests
from search import manifest as manifests
from search.duplicate_groups import Groups
from search.manifest import Manifest, Segment
from search.segments import SegmentCards, key
from search.vector_files import read_manifest, read_vectors

CARDS_AT_ONCE = 1_000
DIFFERENCES_SHOWN = 3

REBUILD = "run `kutipan doctor --repair`, or `kutipan index --rebuild`"


def index(settings: Settings, store: Store | None, encoder: str) -> Iterator[Finding]:
    """Yield what is wrong with the index of the settings; `store` is None where it cannot be read, `encoder` a fingerprint."""
    folder = settings.index_path
    if not (folder / manifests.NAME).exists():
        yield _found(
            Severity.WARNING, folder, "holds no search index", "run `kutipan index`", Repair.UPDATE if store else Repair.INDEX
        )
        return
    try:
        manifest = manifests.read(folder)
    except IndexUnavailable as error:
        yield _fault(folder / manifests.NAME, str(error))
        return
    damaged = False
    for finding in _damage(folder, manifest):
        damaged = True
        yield finding
    if damaged:
        return
    try:
        manifests.check_encoder(manifest, folder, encoder)
    except IndexMismatch as error:
        yield _found(Severity.WARNING, folder, str(error), "set KUTIPAN_ENCODER to that model, or rebuild the index")
    try:
        manifests.check_words(manifest, folder, None)
    except IndexMismatch as error:
        yield _found(Severity.WARNING, folder, str(error), "run `kutipan index`", Repair.UPDATE)
    if store is not None:
        yield from _against(folder, manifest, store)


def _damage(folder: Path, manifest: Manifest) -> Iterator[Finding]:
    """Look at every file of the committed generation."""
    keys: set[int] = set()
    for segment in manifest.segments:
        place = folder / segment.name
        try:
            live = manifests.live_rows(folder, segment)
            wrong = digests.changed(place / digests.NAME)
        except (IndexUnavailable, OSError, ValueError) as error:
            yield _fault(place, f"{error}")
            continue
        if wrong:
            yield from (_fault(place / name, "is not what was written: its digest differs") for name in wrong)
            continue
        try:
            cards = SegmentCards(place)
            rows = range(segment.rows) if live is None else np.flatnonzero(live).tolist()
            keys.update(key(cards.card(row).id) for row in rows)
        except (IndexUnavailable, ValueError) as error:
            yield _fault(place, f"{error}")
    if manifest.groups:
        try:
            Groups.read(folder / manifest.groups)
        except IndexUnavailable as error:
            yield _fault(folder / manifest.groups, f"{error}")
    yield from _vectors(folder / manifests.VECTORS, manifest, keys)


def _vectors(folder: Path, manifest: Manifest, keys: set[int]) -> Iterator[Finding]:
    try:
        generation = read_manifest(folder, str(manifest.generation))
    except IndexUnavailable as error:
        yield _fault(folder, f"{error}")
        return
    held: set[int] = set()
    for segment in generation.segments:
        held.update(segment.keys[segment.live_rows()].tolist())
        try:
            wrong = digests.changed(folder / f"{segment.name}.digests")
            read_vectors(folder, segment, generation.dimensions)
        except (IndexUnavailable, OSError, ValueError) as error:
            yield _fault(folder / segment.name, f"{error}")
            continue
        yield from (_fault(folder / name, "is not what was written: its digest differs") for name in wrong)
    if held != keys and keys:
        yield _fault(folder, f"holds vectors of other quotations than the cards: {len(held ^ keys):,} differ")


def _against(folder: Path, manifest: Manifest, store: Store) -> Iterator[Finding]:
    """Compare the index with the store from which it was built."""
    position, state = store.position, manifest.state
    if state.position > position:
        yield _fault(
            folder, f"holds change {state.position:,}, the store ends at {position:,}: it was built from another store"
        )
        return
    if state.position < position:
        behind = position - state.position
        yield _found(Severity.WARNING, folder, f"is {behind:,} changes behind the store", "run `kutipan index`", Repair.UPDATE)
        return
    stored = store.counts().quotations
    if state.quotations != stored:
        yield _fault(folder, f"holds {state.quotations:,} quotations, the store {stored:,}")
    other = list(islice(_differing(folder, manifest.segments, store), DIFFERENCES_SHOWN))
    if other and store.position == position:  # nobody has written meanwhile
        yield _fault(folder, f"shows quotations otherwise than the store has them: {', '.join(other)} …")


def _differing(folder: Path, segments: Sequence[Segment], store: Store) -> Iterator[str]:
    """Yield the ids of quotations whose card is not what the store says."""
    for segment in segments:
        live = manifests.live_rows(folder, segment)
        cards = SegmentCards(folder / segment.name)
        rows = iter(range(segment.rows) if live is None else np.flatnonzero(live).tolist())
        while some := list(islice(rows, CARDS_AT_ONCE)):
            shown = [cards.card(row) for row in some]
            stored = store.views(view.id for view in shown)
            yield from (view.id for view in shown if stored.get(view.id) != view)


def _fault(where: Path, problem: str) -> Finding:
    return _found(Severity.FAULT, where, problem, REBUILD, Repair.INDEX)


def _found(severity: Severity, where: Path, problem: str, advice: str, repair: Repair | None = None) -> Finding:
    # Messages of the index name the file and the remedy already: a finding says each once.
    short = problem.removeprefix(f"{where} ").split(": rebuild the index with", 1)[0].split(": run `kutipan index", 1)[0]
    return Finding(part="index", severity=severity, where=str(where), problem=short, advice=advice, repair=repair)
