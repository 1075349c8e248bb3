"""Gold beside predictions -> what tables and page share: calibration pairs, scores by mode."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from corpus.settings import Settings
from evaluation import predict, retrieval
from evaluation.quotations import align
from evaluation.reading import Judgements, Queries
from evaluation.records import Article, Labelled, Scores
from search.query import Mode

Runs = Mapping[str, Mapping[str, Sequence[str]]]
"""The ids that each mode found for each query, best first."""


def speaker_confidence(gold: Iterable[Article], found: Iterable[Article]) -> Iterator[tuple[float, bool]]:
    """Yield confidence and rightness (lenient) of each speaker that was named for a quotation of the gold."""
    by_id = {article.id: article for article in found}
    for article in gold:
        if article.id not in by_id:
            continue
        for pair in align(article.quotes, by_id[article.id].quotes).pairs:
            if pair.found.confidence is not None and pair.found.speaker:
                yield pair.found.confidence, pair.same_speaker()


def stance_confidence(gold: Iterable[Labelled], found: Iterable[Labelled]) -> Iterator[tuple[float, bool]]:
    """Yield probability and rightness of each stance on a topic that the gold has too."""
    by_id = {each.id: each for each in found}
    for each in gold:
        other = by_id.get(each.id)
        if other is None:
            continue
        for topic, side in each.topics.items():
            if topic in other.probabilities:
                yield other.probabilities[topic], other.topics[topic] == side


def runs(settings: Settings, queries: Queries, modes: Sequence[str]) -> Runs:
    """Return what each mode finds for each query, by the index of a data folder."""
    return {mode: predict.rankings(settings, queries, Mode(mode)) for mode in modes}


def by_mode(found: Runs, judgements: Judgements) -> Mapping[str, Scores]:
    """Return the retrieval scores of each mode."""
    return {mode: retrieval.score(judgements, run) for mode, run in found.items()}


def by_kind(found: Runs, judgements: Judgements, kinds: Mapping[str, str]) -> Mapping[str, Mapping[str, Scores]]:
    """Return the same for each kind of query, by kind and then by mode; `kinds` gives each query's."""
    graded: dict[str, Judgements] = {kind: {} for kind in kinds.values()}
    for query, kind in kinds.items():
        if query in judgements:
            graded[kind][query] = judgements[query]
    return {kind: by_mode(found, judged) for kind, judged in graded.items()}
