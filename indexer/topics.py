"""Quotation -> the topics that it says something about, by weighted terms of a topics file and the text around it.

Topics are data (`topics.yaml`, read by `topics_file`). A term is evidence with a weight; the weights of a quotation's terms
add up as independent evidence (noisy-or), so the score reads as the probability that the quotation is on the topic.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import prod
from pathlib import Path

from corpus.errors import ConfigurationError
from indexer.phrases import Match, PhraseMatcher, Token, longest, tokens
from indexer.topics_file import Topic, Value, read

SHIPPED = Path(__file__).with_name("topics.yaml")
"""The topics file that Kutipan ships."""

ON_TOPIC = 0.5
"""Score from which a quotation is on a topic."""

# Weight from which a term means its topic in any surroundings; signs of another subject only lower lighter ones.
_UNAMBIGUOUS = 0.85

# How much of the surroundings' evidence counts for a quotation with a little evidence of its own, and the least that it
# must have. Measured on 582 annotated quotations with their articles: with more share or less evidence of their own,
# quotations on other subjects of the same article follow.
_CONTEXT_SHARE = 0.4
_LEAST_OWN_EVIDENCE = 0.35
# A short quotation that points back at its beginning ("Itu dapat merusak") has its subject in the text before it.
_ELLIPTICAL_WORDS = 10
_ELLIPTICAL_SHARE = 0.6
_POINTERS = frozenset({"itu", "ini", "hal", "tersebut", "begitu", "demikian", "semua"})
_POINTERS_AMONG = 2


@dataclass(frozen=True, slots=True)
class ScoredTopic:
    """A topic that a quotation is on, how likely (0..1), and the words that say so, as written."""

    topic: str
    score: float
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Evidence:
    score: float
    terms: tuple[str, ...]


class TopicSet:
    """The topics of one file, ready to assign. Make it with `load`."""

    def __init__(self, topics: Sequence[Topic], lists: Mapping[str, Sequence[str]], version: str) -> None:
        self.topics = tuple(topics)
        self.lists = dict(lists)
        self.version = version
        self._by_id = {topic.id: topic for topic in self.topics}
        self._groups = {f"{topic.id}/{number}": group for topic in self.topics for number, group in enumerate(topic.terms)}
        phrases: dict[str, Sequence[str]] = {key: group.phrases for key, group in self._groups.items()}
        phrases |= {f"{topic.id}/except": topic.exceptions for topic in self.topics}
        self._matcher = PhraseMatcher(phrases, lists)

    @classmethod
    def load(cls, path: Path | None = None) -> TopicSet:
        """Read a topics file; None means the shipped one. Raises ConfigurationError, naming the key at fault."""
        path = path or SHIPPED
        try:
            content = path.read_bytes()
        except OSError as error:
            reason = error.strerror or str(error)
            raise ConfigurationError(
                f"the topics file {path} cannot be read ({reason}); check the path, or leave it out to use the shipped topics"
            ) from None
        file = read(content, str(path))
        try:
            return cls(file.topics, file.lists, hashlib.sha256(content).hexdigest())
        except ConfigurationError as error:
            raise ConfigurationError(f"{path}: {error}") from None

    def __getitem__(self, topic_id: str) -> Topic:
        """Return a topic by id. Raises ConfigurationError for an id that the file doesn't have."""
        try:
            return self._by_id[topic_id]
        except KeyError:
            raise ConfigurationError(f"there is no topic {topic_id!r}; there are {', '.join(self._by_id)}") from None

    def assign(self, text: str, context: str = "") -> tuple[ScoredTopic, ...]:
        """Return the topics of a quotation, in the file's order.

        `context` is text around the quotation, which stands in it. It strengthens evidence that the quotation has;
        what stands before it speaks for a quotation that is short and points back ("Itu tidak boleh dibiarkan").
        """
        words = tokens(text)
        if not words:
            return ()
        own = self._evidence(words, text)
        before, _, after = context.partition(text) if text in context else (context, "", "")
        near, share = {}, _CONTEXT_SHARE
        if not own and points_back(words):
            near, share = self._evidence_of(before), _ELLIPTICAL_SHARE
        elif any(evidence.score >= _LEAST_OWN_EVIDENCE for evidence in own.values()):
            near = self._evidence_of(f"{before}\n{after}")
        assigned = []
        for topic in self.topics:
            evidence, around = own.get(topic.id, _NO_EVIDENCE), near.get(topic.id, _NO_EVIDENCE)
            score = evidence.score
            if not own or score >= _LEAST_OWN_EVIDENCE:
                score = 1 - (1 - score) * (1 - share * around.score)
            if score >= ON_TOPIC:
                assigned.append(ScoredTopic(topic.id, round(score, 4), evidence.terms or around.terms))
        return tuple(assigned)

    def _evidence_of(self, text: str) -> dict[str, _Evidence]:
        return self._evidence(tokens(text), text) if text.strip() else {}

    def _evidence(self, words: Sequence[Token], text: str) -> dict[str, _Evidence]:
        by_topic: dict[str, list[Match]] = {}
        for match in self._matcher.find_in(words):
            by_topic.setdefault(match.key.partition("/")[0], []).append(match)
        return {topic: self._weigh(matches, text) for topic, matches in by_topic.items()}

    def _weigh(self, matches: Iterable[Match], text: str) -> _Evidence:
        weights: dict[str, tuple[float, str]] = {}
        elsewhere: dict[str, float] = {}
        matches = list(matches)
        taken: dict[int, list[set[int]]] = {}
        for exception in (match for match in matches if match.key not in self._groups):
            for word in exception.words:
                taken.setdefault(word, []).append(set(exception.words))
        for match in longest(match for match in matches if match.key in self._groups):
            # An exception takes the word that a term ends with ("toleransi" in "tidak ada toleransi", "kesatuan" in "membangun
            # Badan Kesatuan Bangsa"), unless the term is the longer phrase of the two.
            if any(not words < set(match.words) for words in taken.get(match.words[-1], ())):
                continue
            group = self._groups[match.key]
            written = text[match.start : match.end]
            same = written.lower().removesuffix("nya")
            if group.value is Value.ELSEWHERE:
                elsewhere[same] = group.weight
            elif group.weight > weights.get(same, (0.0, ""))[0]:
                weights[same] = (group.weight, written)
        doubt = prod(1 - weight for weight in elsewhere.values())
        believed = (weight if weight >= _UNAMBIGUOUS else weight * doubt for weight, _ in weights.values())
        score = 1 - prod(1 - weight for weight in believed)
        return _Evidence(score, tuple(written for _, written in weights.values()))


_NO_EVIDENCE = _Evidence(0.0, ())


def points_back(words: Sequence[Token]) -> bool:
    """Tell whether a quotation is short and begins by referring to what was said before it."""
    spoken = [token.word.lower() for token in words if token.word not in ".?"]
    return 0 < len(spoken) <= _ELLIPTICAL_WORDS and not _POINTERS.isdisjoint(spoken[:_POINTERS_AMONG])
