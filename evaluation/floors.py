"""Pinned scores on the project's own gold: a change that lowers one, or alters a label, must be meant.

`floors.yaml` holds, for each gold file, the SHA-256 of its content and the least that scores may be.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from corpus.errors import ConfigurationError
from evaluation.records import Scores

FILE = Path(__file__).with_name("floors.yaml")

MARGIN = 0.03
"""How far under the measured score a floor is pinned: three passages of a hundred may change without anybody's consent."""

EVENT_MARGIN = 0.15
"""The same for events: few passages have one, so that a single one of them moves the score by an eighth."""

HEADER = """\
# Least scores on the gold of this folder, with the SHA-256 of each gold file; tests fail below them.
# Written by `python -m evaluation --pin`, which raises floors; lowering one takes `--pin --lower` and a reason in the commit.
"""


@dataclass(frozen=True, slots=True)
class Floor:
    """The digest of a gold file and the least that its scores may be."""

    digest: str
    least: Mapping[str, float]


def load(path: Path = FILE) -> dict[str, Floor]:
    """Return the floors by the name of their gold file."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {name: Floor(each["sha256"], each["least"]) for name, each in content.items()}


def digest(gold: Path) -> str:
    """Return the SHA-256 (hex) of a gold file."""
    return hashlib.sha256(gold.read_bytes()).hexdigest()


def below(floor: Floor, scores: Scores) -> dict[str, tuple[float, float]]:
    """Return the scores that are under their floor: name -> (score, floor). A score that is missing counts as 0."""
    return {name: (scores.get(name, 0.0), least) for name, least in floor.least.items() if scores.get(name, 0.0) < least}


def pinned(old: Floor | None, gold: Path, scores: Scores, names: tuple[str, ...], *, lower: bool) -> Floor:
    """Return the floor for scores measured now: never under the old one, unless `lower`.

    Raises ConfigurationError when a label was changed without `lower`: with other labels the old floors mean nothing.
    """
    now = digest(gold)
    if old is not None and old.digest != now and not lower:
        raise ConfigurationError(
            f"{gold.name}: its labels are not those that the floors were pinned for; review the change, then pin with --lower"
        )
    least = {name: _rounded(scores[name], EVENT_MARGIN if name.startswith("event.") else MARGIN) for name in names}
    if old is not None and not lower:
        least = {name: max(value, old.least.get(name, 0.0)) for name, value in least.items()}
    return Floor(now, least)


def save(floors: Mapping[str, Floor], path: Path = FILE) -> None:
    """Write the floors."""
    content = {name: {"sha256": floor.digest, "least": dict(floor.least)} for name, floor in floors.items()}
    path.write_text(HEADER + yaml.safe_dump(content, sort_keys=False, allow_unicode=True), encoding="utf-8")


def _rounded(score: float, margin: float) -> float:
    return max(0.0, math.floor((score - margin) * 100) / 100)
