"""The shipped model -> its scores on data it never saw, and the model card: `python -m indexer.entailment.measure`.

Reads `../shared` (or KUTIPAN_SHARED): IndoNLI's validation and lay test parts, real quotations with claims, and real quotations
with topics. The written pairs that training held out are measured besides.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from corpus.records import Stance
from indexer.encoders.bundled import BundledEncoder
from indexer.entailment import pairs as data
from indexer.entailment import scores
from indexer.entailment.base import LABELS, EntailmentModel
from indexer.entailment.judge import EntailmentJudge
from indexer.entailment.model import BundledEntailment
from indexer.entailment.pairs import Pair
from indexer.entailment.scores import Bin, Scores
from indexer.entailment.shipped import FOLDER, Shipped
from indexer.stance import StanceJudge, lexicon_judge
from indexer.topics import TopicSet

CARD = Path(__file__).parents[2] / "docs" / "model-card.md"


@dataclass(frozen=True, slots=True)
class Part:
    """Scores of one set of pairs, the majority baseline's macro F1 beside them, and how far probabilities can be believed."""

    name: str
    scores: Scores
    baseline: float
    reliability: tuple[Bin, ...]


@dataclass(frozen=True, slots=True)
class Measured:
    """What the model card tells."""

    shipped: Shipped
    encoder: str
    parts: tuple[Part, ...]
    topics: tuple[tuple[str, Scores], ...]
    pairs_a_second: float
    threads: int


def measure(shared: Path, models: Path, folder: Path = FOLDER) -> Measured:
    """Measure the model of a folder on the data of the shared folder."""
    import torch

    shipped, model = Shipped.read(folder), BundledEntailment(models, folder)
    _, held_out = data.held_out(data.written(), shipped.description["plan"]["held_out"])
    claims = _claims(shared / "eval" / "claims_dev.jsonl")
    sets = {
        "Written pairs, held out": held_out,
        "Claims about real quotations (claims_dev)": claims,
        "IndoNLI val": data.indonli(shared / "train", "val"),
        "IndoNLI test_lay": data.indonli(shared / "train", "test_lay"),
    }
    parts = tuple(_part(name, pairs, model) for name, pairs in sets.items())
    started = time.perf_counter()
    model.judge([(pair.text, pair.claim) for pair in claims])
    speed = len(claims) / (time.perf_counter() - started)
    gold = shared / "eval" / "stance_dev.jsonl"
    return Measured(
        shipped, BundledEncoder(models).fingerprint, parts, tuple(_topics(gold, model)), speed, torch.get_num_threads()
    )


def _part(name: str, pairs: Sequence[Pair], model: EntailmentModel) -> Part:
    gold = np.array([LABELS.index(pair.stance) for pair in pairs], dtype=np.int64)
    probabilities = model.judge([(pair.text, pair.claim) for pair in pairs])
    most = np.full(len(gold), np.bincount(gold).argmax())
    return Part(
        name,
        scores.score(gold, probabilities.argmax(1)),
        scores.score(gold, most).macro_f1,
        scores.reliability(gold, probabilities),
    )


def _topics(path: Path, model: EntailmentModel) -> list[tuple[str, Scores]]:
    """Return the scores of stances towards the topics' targets: by cues, by the model, by both, and of saying FAVOR always."""
    topics = TopicSet.load()
    lexicon = lexicon_judge(topics)
    both = EntailmentJudge(model, lexicon)
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    asked = [
        (row["text"], row.get("speaker"), topics[topic], stance) for row in rows for topic, stance in row["topics"].items()
    ]
    gold = np.array([LABELS.index(Stance(stance)) for *_, stance in asked], dtype=np.int64)

    def by(judge: StanceJudge) -> Callable[[], Sequence[int]]:
        return lambda: [LABELS.index(judge.judge(text, topic, speaker=who).stance) for text, who, topic, _ in asked]

    judges: dict[str, Callable[[], Sequence[int]]] = {
        "always FAVOR": lambda: [0] * len(asked),
        "cues of the lexicon": by(lexicon),
        "entailment model": lambda: model.judge([(text, topic.target.id) for text, _, topic, _ in asked]).argmax(1).tolist(),
        "both": by(both),
    }
    return [(name, scores.score(gold, np.array(given(), dtype=np.int64))) for name, given in judges.items()]


def _claims(path: Path) -> list[Pair]:
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return [Pair(row["text"], row["claim"], Stance(row["stance"])) for row in rows]


def main() -> None:
    """Measure and write the card."""
    from indexer.entailment.card import card

    shared = Path(os.environ.get("KUTIPAN_SHARED") or Path(__file__).parents[3] / "shared")
    parser = argparse.ArgumentParser(prog="python -m indexer.entailment.measure", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--shared", type=Path, default=shared, help="folder that holds train/ and eval/")
    parser.add_argument("--models", type=Path, default=Path("kutipan-data/models"), help="where the encoder is unpacked")
    parser.add_argument("--model", type=Path, default=FOLDER, help="folder of the adapter to measure")
    parser.add_argument("--card", type=Path, default=CARD, help="the model card to write")
    given = parser.parse_args()
    text = card(measure(given.shared, given.models, given.model))
    given.card.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
