"""The one file that says which segments make the committed generation of an index; replacing it is the commit."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from dataclasses import asdict, dataclass
from functools import cache
from importlib import metadata, resources
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import IndexMismatch, IndexUnavailable
from search.columns import Mask
from search.results import IndexState
from search.segments import damaged

FORMAT = 5
"""Version of the files of an index. Raise it with every change that makes older ones unreadable or wrong."""

NAME = "manifest.json"
VECTORS = "vectors"


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One immutable folder of quotations, and the file inside it that marks its dead rows in this generation (None: none).

    `bytes` is the size of each of its files when it was written: a truncated one is found before it is read.
    """

    name: str
    rows: int
    live: int
    dead: str | None
    bytes: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """One committed generation. `analysis` names the way in which its words were cut and stemmed, `groups` the file that says
    which quotations are the same words (None: an earlier version wrote it, and every quotation stands alone),
    `next_number` the first number that no quotation of any generation has had.
    """

    generation: int
    engine: str
    encoder: str
    dimensions: int
    pipeline_version: str
    position: int
    committed_at: str
    segments: tuple[Segment, ...]
    analysis: str
    next_number: int
    groups: str | None = None

    @property
    def state(self) -> IndexState:
        """What a reader of results is told about the index."""
        return IndexState(
            quotations=sum(segment.live for segment in self.segments),
            position=self.position,
            committed_at=dt.datetime.fromisoformat(self.committed_at),
            encoder=self.encoder,
            pipeline_version=self.pipeline_version,
        )


@cache
def analysis_version() -> str:
    """Return what the words of an index depend on: the stemmer's release, and the words that it was taught."""
    taught = resources.files("search").joinpath("root_words.txt").read_bytes()
    return f"PySastrawi {metadata.version('PySastrawi')} {hashlib.sha256(taught).hexdigest()[:12]}"


def read(folder: Path) -> Manifest:
    """Read the committed generation of an index folder.

    Raises IndexUnavailable when there is none or it is damaged, IndexMismatch when another version of Kutipan wrote it.
    """
    path = folder / NAME
    try:
        given: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        version = given.pop("format")
        if version != FORMAT:
            raise IndexMismatch(
                f"{folder} has index format {version}, this version of Kutipan reads {FORMAT}: "
                + ("`kutipan index` builds it anew" if written_by_earlier_version(folder) else "rebuild it with --rebuild")
            )
        segments = tuple(Segment(**item) for item in given.pop("segments"))
        return Manifest(**given, segments=segments)
    except FileNotFoundError:
        raise IndexUnavailable(f"{folder} holds no search index: build it with `kutipan index`") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise damaged(path, error) from error


def written_by_earlier_version(folder: Path) -> bool:
    """Tell whether the index of a folder has an older format than this version writes."""
    try:
        version = json.loads((folder / NAME).read_text(encoding="utf-8"))["format"]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    return isinstance(version, int) and version < FORMAT


def check_encoder(manifest: Manifest, folder: Path, encoder: str, dimensions: int | None = None) -> None:
    """Raise IndexMismatch when the vectors of the index are another encoder's."""
    for what, built, asked in (
        ("encoder", manifest.encoder, encoder),
        ("dimensions", manifest.dimensions, manifest.dimensions if dimensions is None else dimensions),
    ):
        if built != asked:
            raise IndexMismatch(
                f"{folder} was built with the {what} {built!r}, this run uses {asked!r}: "
                "choose the former, or rebuild the index with `kutipan index --rebuild`"
            )


def check_words(manifest: Manifest, folder: Path, engine: str | None) -> None:
    """Raise IndexMismatch when words are analysed otherwise now, or `engine` (None: any) is not the one that wrote them."""
    for what, built, asked in (
        ("engine", manifest.engine, engine or manifest.engine),
        ("analysis of words", manifest.analysis, analysis_version()),
    ):
        if built != asked:
            raise IndexMismatch(
                f"{folder} was built with the {what} {built!r}, this run uses {asked!r}: `kutipan index` rewrites its words"
            )


def write(folder: Path, manifest: Manifest) -> None:
    """Commit a generation: durable, and visible at once or not at all."""
    text = json.dumps({"format": FORMAT, **asdict(manifest)}, indent=1)
    temporary = folder / f"{NAME}.tmp"
    with temporary.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(folder / NAME)
    sync(folder)


def sync(path: Path) -> None:
    """Make a file, or the names in a folder, durable."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sizes(folder: Path) -> dict[str, int]:
    """Return the size of every file below a segment's folder, except those that mark dead rows."""
    return {
        str(path.relative_to(folder)): path.stat().st_size
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith(("dead-", "."))  # hidden: the locks of an engine
    }


def live_rows(folder: Path, segment: Segment) -> Mask | None:
    """Return which rows of a segment count, after checking that its files are whole; None: all.

    Raises IndexUnavailable when a file is missing or has another size than was written.
    """
    place = folder / segment.name
    for name, size in segment.bytes.items():
        try:
            found = (place / name).stat().st_size
        except OSError as error:
            raise damaged(place / name, error.strerror) from error
        if found != size:
            raise damaged(place / name, f"{found} bytes instead of {size}")
    if segment.dead is None:
        return None
    live: Mask = np.ones(segment.rows, dtype=bool)
    try:
        live[np.load(place / segment.dead, allow_pickle=False)] = False
    except (OSError, ValueError, IndexError, EOFError) as error:
        raise damaged(place / segment.dead, error) from error
    if int(np.count_nonzero(live)) != segment.live:
        raise damaged(place / segment.dead, "another number of rows is marked")
    return live
