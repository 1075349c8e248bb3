"""The shipped model -> its scores on data it never saw, and the model card: `python -m indexer.entailment.measure`.

Reads `../shared` (or KUTIPAN_SHARED): IndoNLI's validation and lay test parts, real quotations with claims, and real quotations
with topics. The written pairs that training held out are measured besides.
"""

from __future__ import annotations

import argparse
import json
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from corpus.records import Stance
from indexer.encoders.bundled import BundledEncoder
from indexer.entailment import pairs as data
from indexer.entailment import scores
from indexer.entailment.base import LABELS, EntailmentModel, Probabilities
from indexer.entailment.judge import EntailmentJudge
from indexer.entailment.model import BundledEntailment
from indexer.entailment.pairs import Kind, Pair
from indexer.entailment.scores import Bin, Scores
from indexer.entailment.shipped import FOLDER, Shipped
from indexer.entailment.sides import side
from indexer.stance import StanceJudge, lexicon_judge
from indexer.topics import TopicSet
from indexer.topics_file import Topic

CARD = Path(__file__).parents[2] / "docs" / "model-card.md"

HELD_OUT = "Written pairs, held out"
KINDS = {Kind.SINGLE: "single quotations", Kind.TWIN: "twins", Kind.SURVEY: "surveys"}


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
    by_topic: tuple[tuple[str, Scores, float], ...]
    pairs_a_second: float


def measure(shared: Path, models: Path, folder: Path = FOLDER) -> Measured:
    """Measure the model of a folder on the data of the shared folder."""
    shipped, model = Shipped.read(folder), BundledEntailment(models, folder)
    _, held_out = data.held_out(data.written(), shipped.description["plan"]["held_out"])
    claims = _claims(shared / "eval" / "claims_dev.jsonl")
    sets = {
        HELD_OUT: held_out,
        "Claims about real quotations (claims_dev)": claims,
        "IndoNLI val": data.indonli(shared / "train", "val"),
        "IndoNLI test_lay": data.indonli(shared / "train", "test_lay"),
    }
    answers = {name: model.judge([(pair.text, pair.claim) for pair in pairs]) for name, pairs in sets.items()}
    parts = [_part(name, pairs, answers[name]) for name, pairs in sets.items()]
    for kind, name in KINDS.items():
        chosen = [place for place, pair in enumerate(held_out) if pair.kind is kind]
        if chosen:
            pairs = [held_out[place] for place in chosen]
            parts.append(_part(f"Of the held-out: {name}", pairs, answers[HELD_OUT][chosen]))
    # Processor time, which other work on the same cores does not lengthen.
    started = time.process_time()
    model.judge([(pair.text, pair.claim) for pair in claims])
    speed = len(claims) / (time.process_time() - started)
    rows = list(_asked(shared / "eval" / "stance_dev.jsonl"))
    return Measured(
        shipped, BundledEncoder(models).fingerprint, tuple(parts), tuple(_topics(rows, model)), tuple(_by_topic(rows)), speed
    )


def _part(name: str, pairs: Sequence[Pair], probabilities: Probabilities) -> Part:
    gold = np.array([LABELS.index(pair.stance) for pair in pairs], dtype=np.int64)
    most = np.full(len(gold), np.bincount(gold).argmax())
    return Part(
        name,
        scores.score(gold, np.array([LABELS.index(side(row).stance) for row in probabilities], dtype=np.int64)),
        scores.score(gold, most).macro_f1,
        scores.reliability(gold, probabilities),
    )


class Asked(NamedTuple):
    """A quotation that is on a topic, and the side that it takes on the target."""

    text: str
    speaker: str | None
    topic: Topic
    stance: Stance


def _asked(path: Path) -> Iterator[Asked]:
    topics = TopicSet.load()
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        for topic, stance in row["topics"].items():
            yield Asked(row["text"], row.get("speaker"), topics[topic], Stance(stance))


def _topics(rows: Sequence[Asked], model: EntailmentModel) -> Iterator[tuple[str, Scores]]:
    """Yield the scores of stances towards the topics' targets: by cues, by the model, by both, and of saying FAVOR always.

    Also as if the topics were a user's own, for which the lexicon has no cues but those of all topics.
    """
    lexicon = lexicon_judge(TopicSet.load())
    both = EntailmentJudge(model, lexicon)
    unknown = [row._replace(topic=replace(row.topic, id=f"own-{row.topic.id}")) for row in rows]
    by_model = model.judge([(row.text, row.topic.target.id) for row in rows]).argmax(1)
    yield "always FAVOR", _score(rows, [LABELS.index(Stance.FAVOR)] * len(rows))
    yield "cues of the lexicon", _score(rows, _given(rows, lexicon))
    yield "entailment model", _score(rows, by_model.tolist())
    yield "both", _score(rows, _given(rows, both))
    yield "as a new topic: cues of all topics", _score(rows, _given(unknown, lexicon))
    yield "as a new topic: both", _score(rows, _given(unknown, both))


def _by_topic(rows: Sequence[Asked]) -> Iterator[tuple[str, Scores, float]]:
    """Yield the scores of the judge that topics get, for each topic, and the macro F1 of its most frequent stance."""
    lexicon = lexicon_judge(TopicSet.load())
    for topic in dict.fromkeys(row.topic.id for row in rows):
        chosen = [row for row in rows if row.topic.id == topic]
        gold = np.array([LABELS.index(row.stance) for row in chosen], dtype=np.int64)
        most = [int(np.bincount(gold).argmax())] * len(chosen)
        yield topic, _score(chosen, _given(chosen, lexicon)), _score(chosen, most).macro_f1


def _given(rows: Sequence[Asked], judge: StanceJudge) -> list[int]:
    return [LABELS.index(judge.judge(row.text, row.topic, speaker=row.speaker).stance) for row in rows]


def _score(rows: Sequence[Asked], given: Sequence[int]) -> Scores:
    gold = np.array([LABELS.index(row.stance) for row in rows], dtype=np.int64)
    return scores.score(gold, np.array(given, dtype=np.int64))


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
