"""Where the shared gold lies on a development machine: ../shared, or KUTIPAN_SHARED. It is not part of the project."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Gold:
    """The gold files of one folder; any of them may be missing."""

    folder: Path

    @property
    def quotations(self) -> tuple[Path, ...]:
        """Articles with quotations, speakers and events."""
        return (self.folder / "gold_gov_dev.jsonl", self.folder / "gold_topic_dev.jsonl")

    @property
    def stances(self) -> Path:
        """Quotations with topics and stances."""
        return self.folder / "stance_dev.jsonl"

    @property
    def claims(self) -> Path:
        """Quotations with claims and the stance towards each."""
        return self.folder / "claims_dev.jsonl"

    @property
    def pfsa(self) -> Path:
        """Articles with PFSA-ID's spans."""
        return self.folder / "pfsa_dev.jsonl.gz"

    @property
    def retrieval(self) -> Path:
        """Quotations to be found."""
        return self.folder / "retrieval" / "quotations.jsonl.gz"

    @property
    def queries(self) -> Path:
        """Queries for them."""
        return self.folder / "retrieval" / "queries_dev.tsv"

    @property
    def judgements(self) -> Path:
        """Graded judgements of them."""
        return self.folder / "retrieval" / "qrels_dev.tsv"

    def has(self, path: Path) -> bool:
        """Tell whether a file of the folder is there."""
        return path.exists()


def gold(environment: Mapping[str, str] = os.environ) -> Gold:
    """Return the shared gold of this machine; nothing of it need exist."""
    return Gold(Path(environment.get("KUTIPAN_SHARED") or ROOT.parent / "shared") / "eval")
