"""Training data -> labelled pairs: the written stance pairs, and IndoNLI from outside the repository.

IndoNLI: Mahendra et al. 2021, EMNLP, CC BY-SA 4.0.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpus.errors import ConfigurationError
from corpus.records import Stance

FOLDER = Path(__file__).with_name("pairs")
"""The pairs written for this project."""

_NLI = {"e": Stance.FAVOR, "c": Stance.AGAINST, "n": Stance.NONE}


@dataclass(frozen=True, slots=True)
class Pair:
    """A text, a claim, and the side that the text takes on it.

    `domain` is the text's subject where it is known; `twin` names the two texts that were written against each other.
    """

    text: str
    claim: str
    stance: Stance
    domain: str = ""
    twin: str = ""


def written(folder: Path = FOLDER) -> list[Pair]:
    """Return the written stance pairs, in the order of the files."""
    return [
        Pair(row["text"], claim["claim"], Stance(claim["stance"]), row["domain"], row.get("twin", ""))
        for path in sorted(folder.glob("*.jsonl"))
        for row in _rows(path)
        for claim in row["claims"]
    ]


def indonli(folder: Path, part: str) -> list[Pair]:
    """Return a part of IndoNLI ("train", "val", "test_lay"). Raises ConfigurationError where it is missing."""
    path = folder / f"indonli_{part}.jsonl.gz"
    if not path.is_file():
        raise ConfigurationError(f"{path}: IndoNLI is not there; give the folder that holds it with --indonli")
    return [Pair(row["premise"], row["hypothesis"], _NLI[row["label"]]) for row in _rows(path)]


def held_out(pairs: Iterable[Pair], share: float) -> tuple[list[Pair], list[Pair]]:
    """Divide pairs into (kept, held out), all claims of a text, and of its twin, on one side.

    The digest of the text, or of the twins' name, decides, so that a text stays on its side when more are written.
    """
    kept: list[Pair] = []
    out: list[Pair] = []
    for pair in pairs:
        (out if _fraction(pair.twin or pair.text) < share else kept).append(pair)
    return kept, out


def unrelated(pairs: Sequence[Pair], share: float, chance: random.Random) -> list[Pair]:
    """Return NONE pairs of texts with claims on quite another subject, `share` of the number of pairs."""
    mixed: list[Pair] = []
    while len(mixed) < share * len(pairs):
        one, other = chance.choice(pairs), chance.choice(pairs)
        if one.domain != other.domain:
            mixed.append(Pair(one.text, other.claim, Stance.NONE, one.domain))
    return mixed


def _fraction(text: str) -> float:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") / 2**32


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    content = path.read_bytes()
    text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8")
    return (json.loads(line) for line in text.split("\n") if line.strip())
