"""Training data -> labelled pairs: the written stance pairs, and IndoNLI from outside the repository.

IndoNLI: Mahendra et al. 2021, EMNLP, CC BY-SA 4.0.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from corpus.errors import ConfigurationError
from corpus.records import Stance

FOLDER = Path(__file__).with_name("pairs")
"""The pairs written for this project."""


class Kind(StrEnum):
    """How a written pair came about."""

    SINGLE = "single"  # a quotation with claims of its own
    TWIN = "twin"  # two quotations written against each other, with one list of claims
    SURVEY = "survey"  # one claim and its contrary, with a dozen quotations


MOST_DRAWN = 200
"""Draws of two texts for each pair given, before mixing is given up: enough where one draw in a hundred fits."""

_CONTRARY = {Stance.FAVOR: Stance.AGAINST, Stance.AGAINST: Stance.FAVOR, Stance.NONE: Stance.NONE}

_NLI = {"e": Stance.FAVOR, "c": Stance.AGAINST, "n": Stance.NONE}


@dataclass(frozen=True, slots=True)
class Pair:
    """A text, a claim, and the side that the text takes on it.

    `domain` is the text's subject where it is known; `group` names the twins or the survey that a pair belongs to.
    """

    text: str
    claim: str
    stance: Stance
    domain: str = ""
    kind: Kind = Kind.SINGLE
    group: str = ""

    @property
    def contrary(self) -> Stance:
        """The side that the text takes on the contrary of the claim."""
        return _CONTRARY[self.stance]


def written(folder: Path = FOLDER) -> list[Pair]:
    """Return the written stance pairs, in the order of the files."""
    return [
        pair
        for path in sorted(folder.glob("*.jsonl"))
        for row in _rows(path)
        for pair in (_survey(row) if "quotations" in row else _claims(row))
    ]


def _claims(row: Mapping[str, Any]) -> Iterator[Pair]:
    """Yield the pairs of one quotation, a single one or a twin."""
    twin = row.get("twin", "")
    for claim in row["claims"]:
        yield Pair(
            row["text"], claim["claim"], Stance(claim["stance"]), row["domain"], Kind.TWIN if twin else Kind.SINGLE, twin
        )


def _survey(row: Mapping[str, Any]) -> Iterator[Pair]:
    """Yield the pairs of one survey: labels are towards its claims, and turn for their contraries."""
    for quotation in row["quotations"]:
        pair = Pair(quotation["text"], "", Stance(quotation["stance"]), row["domain"], Kind.SURVEY, row["id"])
        yield from (replace(pair, claim=claim) for claim in row["claims"])
        yield from (replace(pair, claim=claim, stance=pair.contrary) for claim in row["contraries"])


def indonli(folder: Path, part: str) -> list[Pair]:
    """Return a part of IndoNLI ("train", "val", "test_lay"). Raises ConfigurationError where it is missing."""
    path = folder / f"indonli_{part}.jsonl.gz"
    if not path.is_file():
        raise ConfigurationError(f"{path}: IndoNLI is not there; give the folder that holds it with --indonli")
    return [Pair(row["premise"], row["hypothesis"], _NLI[row["label"]]) for row in _rows(path)]


def held_out(pairs: Iterable[Pair], share: float) -> tuple[list[Pair], list[Pair]]:
    """Divide pairs into (kept, held out), all claims of a text, and of its twin or survey, on one side.

    The digest of the text, or of the group's name, decides, so that a text stays on its side when more are written.
    """
    kept: list[Pair] = []
    out: list[Pair] = []
    for pair in pairs:
        (out if _fraction(pair.group or pair.text) < share else kept).append(pair)
    return kept, out


def mixed(pairs: Sequence[Pair], share: float, chance: random.Random, *, same_domain: bool = False) -> list[Pair]:
    """Return NONE pairs of texts with the claims of other texts, `share` of the number of pairs.

    The claims are on quite another subject or, as what a search finds mostly is, on the same one. Few of the latter happen to
    be supported or opposed after all: claims of single quotations and of twins are about particulars. Fewer are returned where
    hardly any two texts can be mixed.
    """
    others: list[Pair] = []
    for _ in range(MOST_DRAWN * len(pairs)):
        if len(others) >= share * len(pairs):
            break
        one, other = chance.choice(pairs), chance.choice(pairs)
        if (
            (one.domain == other.domain) == same_domain
            and one.text != other.text
            and (not one.group or one.group != other.group)
        ):
            others.append(Pair(one.text, other.claim, Stance.NONE, one.domain))
    return others


def _fraction(text: str) -> float:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big") / 2**32


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    content = path.read_bytes()
    text = (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8")
    return (json.loads(line) for line in text.split("\n") if line.strip())
