"""What was published, byte for byte: kept once however often it was published, named by its hash."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterable

import sqlalchemy as sa

from corpus.store.projection import storable_text
from corpus.store.schema import contents, document_revisions, documents

_LEVEL = 6
"""Of deflate, as for raw text: pages come down to a fifth, PDFs hardly at all."""


def key_of(data: bytes) -> str:
    """Return the name of bytes: their SHA-256 in hex."""
    return hashlib.sha256(data).hexdigest()


def keep(connection: sa.Connection, items: Iterable[bytes]) -> None:
    """Keep bytes that are not kept yet."""
    found = {key_of(data): data for data in items}
    if not found:
        return
    known = set(connection.execute(sa.select(contents.c.hash).where(contents.c.hash.in_(found))).scalars())
    rows = [
        {"hash": key, "size": len(data), "data": zlib.compress(data, _LEVEL)} for key, data in found.items() if key not in known
    ]
    if rows:
        connection.execute(sa.insert(contents), rows)


def of_document(connection: sa.Connection, document_id: str, revision: int | None) -> bytes | None:
    """Return what was published as a document's revision (None: the present one), None where only its text was given."""
    key = storable_text(document_id)
    present = sa.select(documents.c.content).where(documents.c.id == key)
    earlier = sa.select(document_revisions.c.content).where(document_revisions.c.document_id == key)
    name = connection.execute(
        present
        if revision is None
        else sa.union_all(
            present.where(documents.c.revision == revision), earlier.where(document_revisions.c.revision == revision)
        )
    ).scalar()
    if name is None:
        return None
    return zlib.decompress(connection.execute(sa.select(contents.c.data).where(contents.c.hash == name)).scalar_one())
