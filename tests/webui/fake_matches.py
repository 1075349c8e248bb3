"""The counts of a record in memory: the real columns of its quotations, and the real class that counts them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from corpus.errors import NotFound
from corpus.records import QuotationView, speaker_id
from corpus.store.records import Mention, Speaker, SpeakerKind
from search.columns import Columns, ColumnsBuilder, read
from search.matches import Matches
from search.results import IndexState
from search.segments import Rows

MERGED = {"ratna-s": "ratna-sekarwati"}
"""Ids that lead to another one of the fake record."""


def matches(views: Sequence[QuotationView], found: Collection[str], state: IndexState) -> Matches:
    """Return the matches among the quotations; equal words are one group."""
    listed = tuple(views)
    rows = np.asarray([row for row, view in enumerate(listed) if view.id in found], dtype=np.intp)

    def first_of_each(rows: Rows) -> Rows:
        texts = [listed[row].text for row in rows.tolist()]
        return np.asarray([place for place, text in enumerate(texts) if text not in texts[:place]], dtype=np.intp)

    return Matches(_columns(listed), rows, listed.__getitem__, first_of_each, state)


@cache
def _columns(views: tuple[QuotationView, ...]) -> Columns:
    builder = ColumnsBuilder()
    for view in views:
        builder.add(view)
    with TemporaryDirectory() as folder:
        builder.write(Path(folder))
        return read(Path(folder))


def speaker(views: Sequence[QuotationView], id: str) -> Speaker:
    """Return a speaker of the record, also by an id that was merged; raise NotFound."""
    key = MERGED.get(id, id)
    own = [view for view in views if view.speaker_id == key]
    if not own:
        raise NotFound(f"there is no speaker {id!r} in the store")
    return Speaker(id=key, name=str(own[0].speaker), quotations=len(own), kind=SpeakerKind.PERSON)


def mentions(views: Sequence[QuotationView], id: str) -> list[Mention]:
    """Return what the record says of a speaker."""
    key = speaker(views, id).id
    return [
        Mention(
            document_id=view.document_id,
            name_id=speaker_id(str(view.speaker)),
            name=str(view.speaker),
            role=view.role,
            affiliation=view.affiliation,
            official=view.official,
            date=view.date,
            source=view.source,
            place=view.region,
            speaker_id=key,
            quotations=1,
        )
        for view in views
        if view.speaker_id == key
    ]
