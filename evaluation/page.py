"""Everything measured -> `docs/quality.md`. The page holds figures, ids, cues and names; never the words of a quotation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from corpus.records import Stance
from corpus.settings import Settings
from evaluation import differences, figures, predict, quotations, reading, records, report, stances, tables
from evaluation.calibration import reliability
from evaluation.differences import Difference
from evaluation.floors import Floor
from evaluation.passages import PASSAGES, STANCES, passages, sayings
from evaluation.records import Article, Labelled, Scores
from evaluation.shared import Gold
from evaluation.tables import Table
from indexer.annotate import Labeller
from indexer.entailment import loading
from search.query import Mode

ERRORS_SHOWN = 50
"""Differences listed one by one: as many as a person reads."""

OWN = "own passages"


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, a paragraph that says what was measured, and its tables."""

    title: str
    text: str
    tables: Sequence[Table]


@dataclass(slots=True)
class Measurement:
    """The sections of a page, and the scores on the project's own gold, which the floors are for."""

    sections: list[Section] = field(default_factory=list)
    own: dict[str, Scores] = field(default_factory=dict)


def measure(labeller: Labeller, gold: Gold, settings: Settings, *, ranked: bool) -> Measurement:
    """Measure on the project's own gold and on all shared gold that is there; `ranked`: retrieval too, which takes minutes."""
    measurement = Measurement()
    measurement.sections += _quotations(gold, measurement.own)
    measurement.sections += _stances(labeller, gold, measurement.own)
    if gold.has(gold.pfsa):
        measurement.sections.append(_figures(gold))
    if gold.has(gold.claims):
        measurement.sections.append(_claims(gold, settings))
    if ranked and gold.has(gold.retrieval):
        measurement.sections.append(_retrieval(gold, settings))
    return measurement


def markdown(measurement: Measurement, version: str, floors: Mapping[str, Floor]) -> str:
    """Return the page."""
    least = ((f"{name}: {score}", f"{value:.2f}") for name, floor in floors.items() for score, value in floor.least.items())
    parts = [
        "# Quality\n",
        f"Measured on {dt.date.today().isoformat()} with pipeline version `{version}`. `make evaluate` writes this page;",
        "do not edit it. What each score means stands in [evaluation/README.md](../evaluation/README.md).\n",
        "Development gold has been looked at while the rules were written, so expect a little less elsewhere. The project's",
        "own passages hold one difficulty each, far more of them than news does: compare them over time, not with the rest.\n",
    ]
    for section in measurement.sections:
        parts += [f"## {section.title}\n", f"{section.text}\n", *(tables.as_markdown(each) for each in section.tables)]
    parts += ["## Floors\n", "The tests fail when a score on the project's own gold is under its floor.\n"]
    parts.append(tables.as_markdown(Table("Least scores", ("gold: score", "floor"), tuple(least))))
    return "\n".join(parts)


def own_quotations() -> tuple[list[Article], tuple[Article, ...], Scores]:
    """Return gold, what the pipeline finds, and the scores on the project's own passages."""
    gold = [passage.gold for passage in passages()]
    found = predict.articles([passage.document for passage in passages()]).articles
    return gold, found, quotations.score(gold, found)


def own_stances(labeller: Labeller) -> tuple[list[Labelled], list[Labelled], Scores]:
    """Return gold, what the pipeline finds, and the scores on the project's own quotations with stances."""
    gold = [said.gold for said in sayings()]
    found = list(predict.labels(((said.gold.id, said.text, None) for said in sayings()), labeller))
    return gold, found, stances.score(gold, found)


def _quotations(gold: Gold, own: dict[str, Scores]) -> Iterator[Section]:
    read = {path.name.removesuffix(".jsonl"): path for path in gold.quotations if gold.has(path)}
    sets: dict[str, tuple[Sequence[Article], Sequence[Article]]] = {
        name: (reading.read(path, records.article), predict.articles(path).articles) for name, path in read.items()
    }
    wanted, found, own[PASSAGES.name] = own_quotations()
    sets[OWN] = (wanted, found)
    for name, both in sets.items():
        scores = quotations.score(*both)
        stated = reliability(report.speaker_confidence(*both))
        confidence = tables.of_reliability("Confidence of speakers: stated and right", stated)
        text = f"{scores['articles']:,.0f} articles, {scores['all.n_gold']:,.0f} quotations in the gold."
        yield Section(f"Quotations: {name}", text, [*tables.of_quotations(scores), confidence])
    every = {name: list(differences.of_quotations(*both)) for name, both in sets.items()}
    yield Section(
        "Quotations: what is wrong",
        "Each difference between gold and pipeline, by kind. A quotation with wrong bounds is one error, not a missed and a "
        "spurious one. Offices are looked at where the speaker is right.",
        [tables.of_counts("Errors by kind", _counts(every)), _own_by_phenomenon(every[OWN]), _listed(every)],
    )


def _stances(labeller: Labeller, gold: Gold, own: dict[str, Scores]) -> Iterator[Section]:
    sets: dict[str, tuple[Sequence[Labelled], Sequence[Labelled]]] = {}
    if gold.has(gold.stances):
        texts = reading.read(gold.stances, lambda row: (row["id"], row["text"], row.get("speaker")))
        sets["stance_dev"] = (reading.read(gold.stances, records.labelled), list(predict.labels(texts, labeller)))
    wanted, found, own[STANCES.name] = own_stances(labeller)
    sets[OWN] = (wanted, found)
    for name, (want, have) in sets.items():
        table = stances.confusion(want, {each.id: each.topics for each in have})
        stated = tables.of_reliability(
            "Probability of stances: stated and right", reliability(report.stance_confidence(want, have))
        )
        shown = [*tables.of_stances(stances.score(want, have), table), stated]
        text = f"{len(want):,} quotations, judged by their words alone. A topic that was missed counts as a wrong stance."
        yield Section(f"Topics and stance: {name}", text, shown)
    every = {name: list(differences.of_labels(*both)) for name, both in sets.items()}
    yield Section(
        "Topics and stance: what is wrong",
        "Each difference between gold and pipeline, by kind.",
        [tables.of_counts("Errors by kind", _counts(every)), _listed(every)],
    )


def _figures(gold: Gold) -> Section:
    wanted = reading.read(gold.pfsa, records.marked)
    found = predict.articles(gold.pfsa).articles
    scores = figures.score(wanted, found)
    elsewhere = 1 - scores["n_beside"] / scores["n_named"] if scores["n_named"] else 0.0
    pairs = list(figures.pairs(wanted, found))
    wrong = [each for article, pair in pairs for each in differences.of_speaker(article, pair)]
    wrong = [each for each in wrong if each.kind is not differences.Kind.SPEAKER_PART]
    stated = reliability(
        (pair.found.confidence, pair.same_speaker())
        for _, pair in pairs
        if pair.found.confidence is not None and pair.found.speaker
    )
    return Section(
        "Public figures: PFSA-ID",
        f"{len(wanted):,} newspaper articles with the corpus' own spans, which mark public figures' direct quotations only: an "
        "ordinary person's quotation counts against `statement.P`, and should count less against `statement.official.P`. "
        "`speaker.named` and `office` ask for the next person marked after the cue. Where the speaker stands there by a short "
        f"name (PERSONCOREF), that person is the speaker of the next sentence: {elsewhere:.0%} of the cases. `speaker.beside`, "
        "`office.beside`, the errors and the confidence leave these out.",
        [
            tables.of_figures("Scores", scores),
            tables.of_reliability("Confidence of speakers: stated and right", stated),
            tables.of_counts("Errors of speakers by kind", {"pfsa_dev": differences.counts(wrong)}),
            tables.of_differences("Some of them", differences.sample(wrong, ERRORS_SHOWN)),
        ],
    )


def _claims(gold: Gold, settings: Settings) -> Section:
    sides = dict(reading.read(gold.claims, records.claim_stance))
    judged, rejected = predict.judgements(gold.claims, loading.from_settings(settings))
    none = stances.score_claims(sides, dict.fromkeys(sides, Stance.NONE.value))
    return Section(
        "Claims: claims_dev",
        f"{len(sides):,} pairs of a real quotation and a claim in other words, judged by the entailment model "
        "([model card](model-card.md)); beside it what answering NONE always would score. "
        f"Not judged, and so wrong: {len(rejected)}.",
        [tables.of_figures("Judged", stances.score_claims(sides, judged)), tables.of_figures("Always NONE", none)],
    )


def _retrieval(gold: Gold, settings: Settings) -> Section:
    queries, judgements = reading.kinds(gold.queries), reading.judgements(gold.judgements)
    predict.build_index(settings, gold.retrieval)
    found = report.runs(settings, [(query, words) for query, _, words in queries], list(Mode))
    by_kind = report.by_kind(found, judgements, {query: kind for query, kind, _ in queries})
    return Section(
        "Retrieval: dev queries",
        f"{len(queries):,} queries. Judgements are pooled, so incomplete: `judged@10` says how many of the first ten have one, "
        "and `nDCG@10(judged)` leaves out what has none. Where few have one, as with English queries, it alone compares.",
        [
            tables.of_modes(report.by_mode(found, judgements)),
            *(
                tables.of_modes(scores, f"Retrieval: {kind} ({scores[Mode.HYBRID]['queries']:.0f})")
                for kind, scores in by_kind.items()
            ),
        ],
    )


def _counts(every: Mapping[str, Sequence[Difference]]) -> dict[str, Mapping[differences.Kind, int]]:
    return {name: differences.counts(found) for name, found in every.items()}


def _listed(every: Mapping[str, Sequence[Difference]]) -> Table:
    all_of_them = [each for found in every.values() for each in found]
    shown = differences.sample(all_of_them, ERRORS_SHOWN)
    return tables.of_differences(f"{len(shown)} of {len(all_of_them)} errors, every kind's first ones first", shown)


def _own_by_phenomenon(found: Iterable[Difference]) -> Table:
    phenomena = {passage.gold.id: passage.phenomenon for passage in passages()}
    wrong = {each.id for each in found}
    rows = tuple(
        (phenomenon, str(list(phenomena.values()).count(phenomenon)), str(sum(phenomena[each] == phenomenon for each in wrong)))
        for phenomenon in dict.fromkeys(phenomena.values())
    )
    return Table("Own passages by phenomenon", ("phenomenon", "passages", "with an error"), rows)
