"""A data folder -> what it holds, and how that differs from what an undisturbed run left; every quotation is searched for."""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from benchmarks.soundness import complaints
from corpus.errors import KutipanError
from corpus.records import QuotationView
from corpus.settings import Settings
from corpus.store import Store
from indexer.encoders.fake import FakeEncoder
from search.query import Mode, Query
from search.service import SearchService

WORDS = 6  # of a quotation, as a phrase: enough to find it among its like


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """What a data folder holds: documents with the digests of their words, quotations as readers see them, totals.

    `identities` has the spellings by which each quotation's speaker is known. Ids of identities depend on the order in
    which names were met, so that a killed run may give others; who is the same person must be the same.
    """

    documents: Mapping[str, str]
    quotations: Mapping[str, QuotationView]
    identities: Mapping[str, frozenset[str]]
    totals: Mapping[str, int]


def held(settings: Settings) -> Holding:
    """Read what a data folder holds."""
    with Store.open(settings.store_address, create=False) as store:
        documents = {document.id: document.content_hash for document in store.documents()}
        views = list(store.all_views())
        counts = store.counts()
        totals = {
            "documents": counts.documents,
            "revisions": counts.revisions,
            "quotations": counts.quotations,
            "withdrawn": counts.withdrawn,
            "speakers": counts.speakers,
            "stored pages": sum(store.content(key) is not None for key in documents),
        }
    said_by: dict[str | None, set[str]] = {}
    for view in views:
        said_by.setdefault(view.speaker_id, set()).add(view.id)
    return Holding(
        documents=documents,
        quotations={view.id: replace(view, speaker_id=None) for view in views},
        identities={view.id: frozenset(said_by[view.speaker_id]) if view.speaker_id else frozenset() for view in views},
        totals=totals,
    )


def differences(settings: Settings, wanted: Holding) -> Iterator[str]:
    """Yield what a data folder lacks, has twice or has otherwise than `wanted`, and what the doctor finds there."""
    try:
        found = held(settings)
    except (KutipanError, sa.exc.SQLAlchemyError, zlib.error) as error:
        yield f"store: {error}"
    else:
        for part in ("documents", "quotations", "identities", "totals"):
            if getattr(found, part) != getattr(wanted, part):
                yield f"{part}: {_apart(getattr(found, part), getattr(wanted, part))}"
    yield from complaints(settings)
    try:
        yield from _unfound(settings, wanted)
    except KutipanError as error:
        yield f"index: {error}"


def _unfound(settings: Settings, wanted: Holding) -> Iterator[str]:
    """Yield which quotations the index has not exactly once, and which are not found by their own words."""
    service = SearchService.open(settings, FakeEncoder())
    try:
        everything = Counter(view.id for view in service.export(Query(text="", grouped=False)))
        once = Counter(dict.fromkeys(wanted.quotations, 1))
        if everything != once:
            yield f"index: {_apart(everything, once)}"
        hits: dict[str, frozenset[str]] = {}
        for view in wanted.quotations.values():
            words = re.findall(r"\w+", view.text)[:WORDS]
            phrase = f'"{" ".join(words)}"'
            if phrase not in hits:
                answer = service.export(Query(text=phrase, mode=Mode.KEYWORD, grouped=False))
                hits[phrase] = frozenset(hit.id for hit in answer)
            if view.id not in hits[phrase]:
                yield f"search: {phrase} does not find {view.id}"
    finally:
        service.close()


def _apart(found: Mapping[str, Any], wanted: Mapping[str, Any]) -> str:
    missing, added = sorted(wanted.keys() - found.keys()), sorted(found.keys() - wanted.keys())
    other = sorted(key for key in found.keys() & wanted.keys() if found[key] != wanted[key])
    shown = ", ".join([*missing, *added, *other][:3])
    return f"{len(missing)} are missing, {len(added)} too many, {len(other)} are other ones ({shown} …)"
