"""Quotation + topic -> the side it takes towards the topic's target proposition, with a probability.

This judge works by cues from data (`lexicon/id/stance.yaml` and the terms of the topic): calls, commitments, condemnations,
doubts, allegations, denials, questions, figures. What a quotation is about never decides its side; only what it says of it.
A cue that stands under a negation, a condition or another's claim (`scope`) counts for what the lexicon says it then means.
`StanceJudge` is the seam at which an entailment model takes the lexicon's place.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Protocol

import yaml

from corpus.records import Stance, TopicStance
from indexer.phrases import PhraseMatcher, longest, tokens
from indexer.scope import Cover, Scope, ScopeFinder
from indexer.topics import TopicSet
from indexer.topics_file import Topic, Value

METHOD = "lexicon-2"
"""What `TopicStance.method` says of a judgement by cues."""

# Divides the scores before the softmax. Without it the judge was right more often than it said (0.855 against 0.760 on 172
# stances of five samples of the corpus). Likelihood on these is best at 0.7 and as good at 0.75, the more cautious of the two:
# part of the samples was read while the cues were written.
_TEMPERATURE = 0.75

LEXICON = Path(__file__).parent / "lexicon" / "id" / "stance.yaml"


class StanceJudge(Protocol):
    """Tells the side of a quotation towards a topic's target proposition."""

    def judge(self, text: str, topic: Topic, speaker: str | None = None, context: str = "") -> TopicStance:
        """Return the stance of the words of `text`; speaker and context are there to understand them, not to guess from."""


@dataclass(frozen=True, slots=True)
class Cue:
    """Phrases that speak for one stance, with their weight in log-odds.

    `under` gives, by name of scope, the stance that they speak for in it instead; None: for none. The first that holds counts.
    """

    stance: Stance
    weight: float
    phrases: tuple[str, ...]
    under: Mapping[str, Stance | None] = field(default_factory=dict)

    def stance_under(self, covers: Sequence[Cover], words: Sequence[int]) -> Stance | None:
        """Return what the cue speaks for where its words stand."""
        names = {cover.name for cover in covers if cover.name in self.under and cover.governs(words)}
        return next((self.under[name] for name in self.under if name in names), self.stance)


@dataclass(frozen=True, slots=True)
class CueSet:
    """The cues for one topic: what holds before any is seen, and the cues."""

    lean: Mapping[Stance, float]
    cues: tuple[Cue, ...]


class LexiconJudge:
    """Judges by cues. Deterministic; knows nothing of a text but its words."""

    def __init__(self, topics: TopicSet) -> None:
        self._topics = topics
        lexicon = _lexicon()
        self._scopes = ScopeFinder(lexicon.scopes, lexicon.lists)
        self._prepared: dict[str, tuple[CueSet, PhraseMatcher]] = {}

    def judge(self, text: str, topic: Topic, speaker: str | None = None, context: str = "") -> TopicStance:
        """Return the stance with the highest score; its probability is the softmax of the scores at a fitted temperature.

        Of several phrases of one cue each counts half as much as the one before: they say the same again.
        """
        cue_set, matcher = self._prepare(topic)
        words = tokens(text)
        matches = longest(matcher.find_in(words))
        covers = self._scopes.find(words, text) if matches else []
        said: dict[tuple[int, Stance], set[str]] = {}
        for match in matches:
            stance = cue_set.cues[int(match.key)].stance_under(covers, match.words)
            if stance is not None:
                said.setdefault((int(match.key), stance), set()).add(text[match.start : match.end].lower())
        scores = dict(cue_set.lean)
        for (number, stance), phrases in said.items():
            scores[stance] += cue_set.cues[number].weight * (2 - 2 ** (1 - len(phrases)))
        best = max(scores, key=lambda stance: scores[stance])
        total = sum(math.exp((score - scores[best]) / _TEMPERATURE) for score in scores.values())
        return TopicStance(topic=topic.id, stance=best, probability=round(1 / total, 4), method=METHOD)

    def _prepare(self, topic: Topic) -> tuple[CueSet, PhraseMatcher]:
        if topic.id not in self._prepared:
            lexicon = _lexicon()
            cue_set = lexicon.for_topic(topic.id)
            phrases = {str(number): cue.phrases for number, cue in enumerate(cue_set.cues)}
            matcher = PhraseMatcher(phrases, {**lexicon.lists, **_lists_of(topic, self._topics.lists)})
            self._prepared[topic.id] = (cue_set, matcher)
        return self._prepared[topic.id]


def _lists_of(topic: Topic, lists: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """Return the topic's terms as @wanted, @threat, @subject, and the topics file's lists under names that clash with none."""

    def renamed(phrases: Sequence[str]) -> tuple[str, ...]:
        return tuple(re.sub(r"@(\w+)", r"@topics_\1", phrase) for phrase in phrases)

    own = {str(value): renamed(topic.phrases(value)) for value in Value}
    return own | {f"topics_{name}": renamed(members) for name, members in lists.items()}


def label(
    text: str,
    context: str = "",
    speaker: str | None = None,
    *,
    topics: TopicSet | None = None,
    judge: StanceJudge | None = None,
) -> tuple[TopicStance, ...]:
    """Return the topics of a quotation, each with the side it takes.

    Without `topics` the shipped ones are used, without `judge` the lexicon's cues.
    """
    topics = topics or _shipped_topics()
    judge = judge or lexicon_judge(topics)
    return tuple(
        judge.judge(text, topics[scored.topic], speaker=speaker, context=context) for scored in topics.assign(text, context)
    )


@cache
def lexicon_judge(topics: TopicSet) -> LexiconJudge:
    """Return the judge by cues for a set of topics, made once."""
    return LexiconJudge(topics)


@cache
def _shipped_topics() -> TopicSet:
    return TopicSet.load()


@dataclass(frozen=True, slots=True)
class _Lexicon:
    lists: Mapping[str, Sequence[str]]
    scopes: tuple[Scope, ...]
    common: CueSet
    by_topic: Mapping[str, CueSet]

    def for_topic(self, topic_id: str) -> CueSet:
        own = self.by_topic.get(topic_id)
        if own is None:
            return self.common
        return CueSet({**self.common.lean, **own.lean}, self.common.cues + own.cues)


@cache
def _lexicon() -> _Lexicon:
    given = yaml.safe_load(LEXICON.read_text(encoding="utf-8"))
    return _Lexicon(
        lists={**given["lists"], **given["words"]},
        scopes=tuple(_scope(name, scope) for name, scope in given["scopes"].items()),
        common=_cue_set(given),
        by_topic={topic: _cue_set(own) for topic, own in given["topics"].items()},
    )


def _cue_set(given: Mapping[str, Any]) -> CueSet:
    return CueSet(
        lean={Stance(stance): float(weight) for stance, weight in given["lean"].items()},
        cues=tuple(
            Cue(
                stance=Stance(cue["stance"]),
                weight=float(cue["weight"]),
                phrases=tuple(cue["phrases"]),
                under={
                    scope: None if stance == "nothing" else Stance(stance) for scope, stance in cue.get("under", {}).items()
                },
            )
            for cue in given["cues"]
        ),
    )


def _scope(name: str, given: Mapping[str, Any]) -> Scope:
    return Scope(
        name=name,
        opens=tuple(given["opens"]),
        reach=int(given["reach"]),
        unless=tuple(given.get("unless", ())),
        ends=frozenset(given.get("ends", ())),
        pauses=bool(given.get("pauses", False)),
        closed_by=tuple(given.get("closed_by", ())),
    )
