"""Gold beside predictions -> what tables and page share: calibration pairs, scores by mode."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from corpus.settings import Settings
from evaluation import predict, retrieval
from evaluation.quotations import align
from evaluation.reading import Judgements, Queries
from evaluation.records import Article, Labelled, Scores
from search.query import Mode


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


def by_mode(settings: Settings, queries: Queries, judgements: Judgements, modes: Sequence[str]) -> Mapping[str, Scores]:
    """Return the retrieval scores of each mode, by the index of a data folder."""
    return {mode: retrieval.score(judgements, predict.rankings(settings, queries, Mode(mode))) for mode in modes}


def by_kind(
    settings: Settings, queries: Sequence[tuple[str, str, str]], judgements: Judgements, modes: Sequence[str]
) -> Mapping[str, Mapping[str, Scores]]:
    """Return the same for each kind of query (id, kind, words): scores by kind, then by mode."""
    found: dict[str, Mapping[str, Scores]] = {}
    for kind in dict.fromkeys(kind for _, kind, _ in queries):
        chosen = [(query, words) for query, of, words in queries if of == kind]
        graded = {query: judgements[query] for query, _ in chosen if query in judgements}
        found[kind] = by_mode(settings, chosen, graded, modes)
    return found
