"""Quotation + topic -> stance, by the entailment model towards the topic's target proposition and by the lexicon's cues.

Both see the same words and err on different ones: the model misses cues that the annotation rules give a fixed meaning, the
lexicon misses what is said without a cue. Their probabilities are multiplied, as of two readers who know nothing of each other.
"""

from __future__ import annotations

import numpy as np

from corpus.records import TopicStance
from indexer.entailment.base import LABELS, EntailmentModel, Probabilities
from indexer.entailment.sides import side
from indexer.stance import StanceJudge
from indexer.topics_file import Topic

METHOD = "entailment+lexicon-2"
"""What `TopicStance.method` says of a judgement by both."""


class EntailmentJudge:
    """A `StanceJudge` that asks a model about the target proposition, and a second judge (the lexicon) beside it."""

    def __init__(self, model: EntailmentModel, second: StanceJudge) -> None:
        self._model = model
        self._second = second

    def judge(self, text: str, topic: Topic, speaker: str | None = None, context: str = "") -> TopicStance:
        """Return the stance of the words of `text`; speaker and context go to the second judge."""
        by_cues = self._second.judge(text, topic, speaker=speaker, context=context)
        by_meaning = self._model.judge([(text, topic.target.id)])[0]
        taken = side(combined(by_meaning, by_cues))
        return TopicStance(topic=topic.id, stance=taken.stance, probability=round(taken.probability, 4), method=METHOD)


def combined(by_meaning: Probabilities, by_cues: TopicStance) -> Probabilities:
    """Return the normalised product of a model's probabilities, shape (3,), and a judgement that names one label only."""
    rest = (1 - by_cues.probability) / (len(LABELS) - 1)
    cues = np.array([by_cues.probability if label is by_cues.stance else rest for label in LABELS], dtype=np.float32)
    product = np.maximum(by_meaning, 1e-6) * np.maximum(cues, 1e-6)
    probabilities: Probabilities = (product / product.sum()).astype(np.float32)
    return probabilities
