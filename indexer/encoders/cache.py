"""Vectors by encoder and text, kept in one SQLite file: a text is embedded once, however often the index is rebuilt.

Everything in it can be computed again, so a damaged file is replaced by an empty one and a full disk only costs speed. Vectors
are float16: half of float32's size, and a cosine of unit vectors changes by less than 0.00005.
"""

from __future__ import annotations

import contextlib
import logging
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType

import numpy as np

from corpus.records import text_digest
from indexer.encoders.base import Encoder, Vectors

SCHEMA_VERSION = 1
BUSY_SECONDS = 60.0  # longer than any other process holds the lock for one batch
_LOOKUP = 500  # keys in one SELECT; old SQLite libraries take 999 parameters

_SCHEMA = f"""
CREATE TABLE IF NOT EXISTS spaces (id INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS vectors (
    space INTEGER NOT NULL REFERENCES spaces (id), text BLOB NOT NULL, vector BLOB NOT NULL, UNIQUE (space, text)
);
PRAGMA user_version = {SCHEMA_VERSION};
"""

_log = logging.getLogger(__name__)


class VectorCache:
    """One cache file; several processes may use it at once."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = self._open()

    def __enter__(self) -> VectorCache:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def get(self, fingerprint: str, digests: Sequence[bytes], dimensions: int) -> dict[bytes, Vectors]:
        """Return the vectors of those text digests that the cache holds: float32, shape (dimensions,)."""
        found: dict[bytes, Vectors] = {}
        with self._guarded():
            for start in range(0, len(digests), _LOOKUP):
                part = digests[start : start + _LOOKUP]
                rows = self._connection.execute(
                    "SELECT text, vector FROM vectors JOIN spaces ON spaces.id = space "
                    f"WHERE fingerprint = ? AND text IN ({','.join('?' * len(part))})",
                    [fingerprint, *part],
                )
                found.update((text, np.frombuffer(vector, "<f2").astype(np.float32)) for text, vector in rows)
        return {text: vector for text, vector in found.items() if vector.shape == (dimensions,)}

    def put(self, fingerprint: str, digests: Sequence[bytes], vectors: Vectors) -> None:
        """Keep the vectors of texts; those that are there already stay."""
        packed = vectors.astype("<f2")
        with self._guarded(), self._connection:
            self._connection.execute("INSERT OR IGNORE INTO spaces (fingerprint) VALUES (?)", [fingerprint])
            self._connection.executemany(
                "INSERT OR IGNORE INTO vectors SELECT id, ?, ? FROM spaces WHERE fingerprint = ?",
                [(digest, vector.tobytes(), fingerprint) for digest, vector in zip(digests, packed, strict=True)],
            )

    def _open(self) -> sqlite3.Connection:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            return self._connect()
        except (OSError, sqlite3.DatabaseError) as error:
            return self._replace(error)

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, timeout=BUSY_SECONDS)
        try:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version not in (0, SCHEMA_VERSION):
                raise sqlite3.DatabaseError(f"it has format {version}, this version of Kutipan reads {SCHEMA_VERSION}")
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            if version == 0:
                connection.executescript(_SCHEMA)
        except BaseException:
            connection.close()
            raise
        return connection

    def _replace(self, error: Exception) -> sqlite3.Connection:
        """Begin a new file in place of one that cannot be read; in memory where the disk does not allow it."""
        if isinstance(error, OSError | sqlite3.OperationalError):  # locked, read-only, full: the file itself may be sound
            _log.warning("vectors are not cached in %s (%s); embedding goes on without", self._path, error)
            return self._in_memory()
        _log.warning("the vector cache %s is replaced by an empty one (%s)", self._path, error)
        try:
            for suffix in ("", "-wal", "-shm"):
                self._path.with_name(self._path.name + suffix).unlink(missing_ok=True)
            return self._connect()
        except (OSError, sqlite3.DatabaseError) as again:
            _log.warning("vectors are not cached in %s (%s)", self._path, again)
            return self._in_memory()

    def _in_memory(self) -> sqlite3.Connection:
        connection = sqlite3.connect(":memory:")
        connection.executescript(_SCHEMA)
        return connection

    @contextlib.contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.DatabaseError as error:
            self._connection.close()
            self._connection = self._replace(error)


class CachedEncoder:
    """An encoder that looks passages up in a cache first; `hits` and `misses` count texts."""

    def __init__(self, encoder: Encoder, cache: VectorCache) -> None:
        self._encoder = encoder
        self._cache = cache
        self.hits = 0
        self.misses = 0

    @property
    def fingerprint(self) -> str:
        """Name of the vector space: the encoder's own."""
        return self._encoder.fingerprint

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return self._encoder.dimensions

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of texts to be found: float32, shape (len(texts), dimensions), rows of length 1."""
        digests = [bytes.fromhex(text_digest(text)) for text in texts]
        known = self._cache.get(self.fingerprint, digests, self.dimensions)
        missing = {digest: text for digest, text in zip(digests, texts, strict=True) if digest not in known}
        self.misses += len(missing)
        self.hits += len(texts) - len(missing)
        if missing:
            computed = self._encoder.passages(list(missing.values()))
            self._cache.put(self.fingerprint, list(missing), computed)
            # As they will be read back, so that an index does not depend on what was in the cache.
            known.update(zip(missing, computed.astype(np.float16).astype(np.float32), strict=True))
        return np.stack([known[digest] for digest in digests]) if digests else np.zeros((0, self.dimensions), np.float32)

    def query(self, text: str) -> Vectors:
        """Return the vector of a search query: float32, shape (dimensions,), length 1."""
        return self._encoder.query(text)
