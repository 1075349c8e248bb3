"""Gold files -> what Kutipan itself finds in them: the pipeline, the labels and the search engine, run for measuring."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import InputRejected
from corpus.records import RawDocument
from corpus.settings import Settings
from corpus.sources import open_sources
from evaluation import records
from evaluation.reading import Queries
from evaluation.records import Article, Labelled
from indexer.annotate import Labeller
from indexer.entailment.base import EntailmentModel
from indexer.entailment.labelling import label_claims, questions
from indexer.extracts import extract
from search.query import Mode, parse_parameters

RUN_DEPTH = 100
"""Results asked for each query: twice the depth at which recall is measured."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the pipeline found in articles, and those that it could not take."""

    articles: tuple[Article, ...]
    rejected: tuple[InputRejected, ...]


def articles(source: Path | Iterable[RawDocument]) -> Found:
    """Run the pipeline on articles, or on a file of them, exactly as `kutipan extract` does."""
    items = open_sources([source]) if isinstance(source, Path) else source
    found, rejected = [], []
    for result in extract(items):
        if isinstance(result, InputRejected):
            rejected.append(result)
        else:
            found.append(records.article(result))
    return Found(tuple(found), tuple(rejected))


def labels(quotations: Iterable[tuple[str, str, str | None]], labeller: Labeller) -> Iterator[Labelled]:
    """Yield topics and stances of quotations (id, text, speaker) with the probabilities of the stances."""
    for quotation, text, speaker in quotations:
        given = labeller.labels(text, speaker=speaker)
        yield Labelled(
            id=quotation,
            topics={each.topic: each.stance.value for each in given},
            probabilities={each.topic: each.probability for each in given},
        )


def judgements(pairs: Path, model: EntailmentModel) -> tuple[dict[str, str], list[InputRejected]]:
    """Return the stance of each pair {id, text, claim} of a file, as `kutipan label --claims` gives it, and what is no pair."""
    judged: dict[str, str] = {}
    rejected: list[InputRejected] = []
    for answer in label_claims(questions(pairs), model):
        if isinstance(answer, InputRejected):
            rejected.append(answer)
        else:
            judged[answer["id"]] = answer["stance"]
    return judged, rejected


def rankings(settings: Settings, queries: Queries, mode: Mode) -> dict[str, Sequence[str]]:
    """Return the ids found for each query, best first, by the index of a data folder. Raises IndexUnavailable."""
    from indexer import encoders
    from search.service import SearchService

    service = SearchService.open(settings, encoders.load(settings.encoder, settings.models_path))
    try:
        return {
            query: [
                hit.quotation.id
                for hit in service.search(
                    parse_parameters(
                        {"q": [words], "mode": [mode], "limit": [str(RUN_DEPTH)], "group": ["0"]}, page_limit=RUN_DEPTH
                    )
                ).hits
            ]
            for query, words in queries
        }
    finally:
        service.close()


def build_index(settings: Settings, quotations: Path) -> None:
    """Import quotations into the store of a data folder and bring its index up to date; what is there already is skipped.

    A few minutes for 20,000 quotations that were never embedded; seconds when the folder has been used before.
    """
    from corpus.store import Store
    from indexer import build, encoders, pipeline
    from search.service import index_writer

    labeller = Labeller.load(settings.topics_path)
    settings.data.mkdir(parents=True, exist_ok=True)
    model = encoders.load(settings.encoder, settings.models_path)
    with Store.open(settings.store_address, create=True) as store:
        pipeline.import_quotations(open_sources([quotations]), store, labeller)
        writer = index_writer(settings, model.fingerprint, model.dimensions, labeller.version)
        build.bring_up_to_date(store, writer, model, settings.vector_cache_path)
