"""Articles and queries to measure with: the shared corpus where there is one, else the shipped sample."""

from __future__ import annotations

import gzip
import itertools
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "corpus" / "sample" / "statements"


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """A file or folder that `kutipan ingest` takes; `name` says which in a report."""

    path: Path
    name: str
    documents: int


def find(folder: Path, limit: int | None, environment: Mapping[str, str] = os.environ) -> Material:
    """Return what to measure with; the first `limit` articles (None: all) are written into `folder`."""
    shared = Path(environment.get("KUTIPAN_SHARED") or ROOT.parent / "shared") / "corpus" / "articles.jsonl.gz"
    if not shared.exists():
        documents = sum(path.is_file() for path in SAMPLE.iterdir())
        return Material(path=SAMPLE, name="the shipped sample (too small for rates)", documents=documents)
    target = folder / f"articles-{limit or 'all'}.jsonl"
    with gzip.open(shared, "rb") as source, target.open("wb") as sink:
        documents = 0
        for line in itertools.islice(source, limit):
            sink.write(line)
            documents += 1
    return Material(path=target, name="real articles and press releases (../shared/corpus)", documents=documents)


def queries() -> list[str]:
    """Return the queries that the endpoint is asked."""
    lines = (Path(__file__).parent / "queries.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
