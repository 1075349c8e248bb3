"""Queries with judgements, and every way of ranking -> `docs/ranking.md`: what each part is worth, by kind of query."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.settings import Settings
from evaluation import reading, retrieval, tables
from evaluation.ablation import Ablation
from evaluation.reading import Judgements
from evaluation.retrieval import DEPTH, GOOD
from evaluation.shared import Gold
from evaluation.tables import Table
from indexer import encoders
from search.generation import Generation
from search.query_side import Background

FOLDER = Path(__file__).parent / "gold"
QUERIES, JUDGEMENTS = FOLDER / "queries.tsv", FOLDER / "judgements.tsv"

RESAMPLES = 2_000
"""Bootstrap samples of the queries (Efron 1979): the ends of a 95 % interval are steady to 0.005."""

KINDS = ("topic", "paraphrase", "crosslingual")
SIZES = (15, 50, 500, 5_000)
"""Sizes of the small indexes that the floor of meaning is tried on; of the smallest, most may be about the query."""

PLANTED = 10
"""Most quotations about a query that such an index holds."""


@dataclass(frozen=True, slots=True)
class QuerySet:
    """Queries with their kinds and the judgements of what they find."""

    name: str
    queries: Sequence[tuple[str, str, str]]
    judgements: Judgements

    @classmethod
    def read(cls, name: str, queries: Path, judgements: Path) -> QuerySet:
        """Read queries and judgements; queries without judgements are left out. Raises ConfigurationError."""
        graded = reading.judgements(judgements)
        return cls(name, [row for row in reading.kinds(queries) if row[0] in graded], graded)

    @property
    def kinds(self) -> list[str]:
        """The kind of each query."""
        return [kind for _, kind, _ in self.queries]


def opened(settings: Settings) -> Ablation:
    """Open the index of a data folder for measuring. Raises IndexUnavailable."""
    encoder = encoders.load(settings.encoder, settings.models_path)
    return Ablation(Generation(settings, encoder.fingerprint), encoder)


def page(settings: Settings, gold: Gold) -> str:
    """Return the page, measured on the index of a data folder that holds the shared quotations."""
    sets = [
        QuerySet.read("Development queries", gold.queries, gold.judgements),
        QuerySet.read("Our own queries", QUERIES, JUDGEMENTS),
    ]
    ablation = opened(settings)
    return markdown([*(ablated(ablation, each) for each in sets), floors(ablation, sets, settings.semantic_floor)])


def ablated(ablation: Ablation, queries: QuerySet) -> Table:
    """Return nDCG@10 of every ranking, over all queries and by kind, with what the product's own is better by."""
    scores = {name: _each(ablation, name, queries) for name in ablation.rankings}
    product = scores["hybrid"]["nDCG@10"]
    rows = []
    for name, each in scores.items():
        gained = product - each["nDCG@10"]
        rows.append(
            (
                name,
                _interval(each["nDCG@10"]),
                *(_mean(each["nDCG@10"], queries.kinds, kind) for kind in KINDS),
                tables.figure(float(each["judged@10"].mean())),
                "" if name == "hybrid" else _interval(gained, signed=True),
            )
        )
    counts = [f"{kind} ({queries.kinds.count(kind)})" for kind in KINDS]
    return Table(queries.name, ("ranking", "nDCG@10 (95 %)", *counts, "judged@10", "hybrid is better by (95 %)"), tuple(rows))


def floors(ablation: Ablation, sets: Iterable[QuerySet], deviations: float) -> Table:
    """Return what passes the floor of meaning in indexes of several sizes: of what is about the query, and of the rest."""
    chance = np.random.default_rng(0)
    found: dict[tuple[str, str], list[tuple[float, float, int]]] = {}
    for queries in sets:
        for query, _, words in queries.queries:
            similarities, known = ablation.compared(words)
            good = ablation.rows([id for id, grade in queries.judgements[query].items() if grade >= GOOD])
            if not len(good):
                continue
            rest = np.setdiff1d(np.arange(len(similarities)), ablation.rows(list(queries.judgements[query])))
            for size in (*SIZES, len(similarities)):
                planted = good if size == len(similarities) else chance.permutation(good)[:PLANTED]
                others = rest if size == len(similarities) else chance.choice(rest, size - len(planted), replace=False)
                here = similarities[np.concatenate([planted, others])]
                for name, prior in (("alone", None), ("beside the known", known)):
                    passed = here >= Background.of(here, prior).floor(deviations)
                    row = (passed[: len(planted)].mean(), passed[len(planted) :].mean(), int(passed.sum()))
                    found.setdefault((f"{size:,}", name), []).append(row)
    rows = []
    for (shown, name), each in found.items():
        about, other, passed = np.asarray(each).T
        shares = (f"{about.mean():.3f}", f"{other.mean():.3f}", f"{np.median(passed):.0f}")
        rows.append((f"{shown}, its own background {name}", *shares))
    columns = ("quotations in the index", "about the query: pass", "others: pass", "matches (median)")
    return Table(f"What passes {deviations:g} deviations", columns, tuple(rows))


def markdown(parts: Iterable[Table]) -> str:
    """Return the page."""
    text = [
        "# Ranking: what each part is worth\n",
        f"Measured on {dt.date.today().isoformat()}; `make evaluate` writes this page, do not edit it.\n",
        "nDCG@10 over queries of three kinds: topics, sentences that say it in other words, and English. In brackets: 95 %",
        "intervals by resampling the queries. `judged@10` is the share of the first ten with a judgement; what has none counts",
        "as wrong, so that rankings unlike those from which the judgements were drawn score too low.\n",
        "The development queries are those given with the quotations. Our own (`evaluation/gold/queries.tsv`) were written and",
        "judged for this project on the pooled first ten of several rankings; constants were chosen by looking at both.\n",
        *(tables.as_markdown(each, level=2) for each in parts),
    ]
    return "\n".join(text)


def _each(ablation: Ablation, name: str, queries: QuerySet) -> dict[str, NDArray[np.float64]]:
    ranking = ablation.rankings[name]
    rows = [
        retrieval.one_query(queries.judgements[query], ablation.ids(ranking(words), DEPTH))
        for query, _, words in queries.queries
    ]
    return {score: np.asarray([row[score] for row in rows]) for score in ("nDCG@10", "judged@10")}


def _mean(values: NDArray[np.float64], kinds: Sequence[str], kind: str) -> str:
    chosen = values[[each == kind for each in kinds]]
    return tables.figure(float(chosen.mean()) if len(chosen) else None)


def _interval(values: NDArray[np.float64], *, signed: bool = False) -> str:
    low, high = bootstrap(values)
    sign = "+" if signed else ""
    return f"{values.mean():{sign}.3f} ({low:{sign}.3f} to {high:{sign}.3f})"


def bootstrap(values: NDArray[np.float64], resamples: int = RESAMPLES) -> tuple[float, float]:
    """Return the ends of the 95 % interval of a mean, by resampling; always the same for the same values."""
    chosen = np.random.default_rng(0).integers(0, len(values), (resamples, len(values)))
    low, high = np.quantile(values[chosen].mean(axis=1), (0.025, 0.975))
    return float(low), float(high)
