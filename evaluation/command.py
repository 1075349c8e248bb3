"""`kutipan evaluate`: gold files given by path -> scores on standard output.

Nothing but click is imported before a subcommand runs, so that registering the group costs the command line nothing.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corpus.settings import Settings

if TYPE_CHECKING:
    from corpus.errors import InputRejected
    from evaluation.differences import Difference
    from evaluation.predict import Found
    from evaluation.records import Scores
    from evaluation.tables import Table

MODES = ("keyword", "semantic", "hybrid")
DONE_WITH_REJECTIONS = 1

PATH = click.Path(path_type=Path)
GOLD = click.argument("gold", type=PATH, metavar="GOLD.jsonl[.gz]")
PREDICTIONS = click.option("--pred", "predictions", type=PATH, help="Predictions to score; left out: Kutipan's own.")
ERRORS = click.option("--errors", type=click.IntRange(0), default=0, help="Differences to list, every kind's first ones first.")
JSON = click.option("--json", "as_json", is_flag=True, help="One JSON object in place of tables.")


HELP = {"help_option_names": ["-h", "--help"]}  # as of all commands


@click.group(context_settings=HELP)
def evaluate() -> None:
    """Measure quality on gold files: quotations and speakers, topics and stance, claims, retrieval.

    Without --pred the pipeline of this version is run on the gold file's own texts. Scores are defined in
    evaluation/README.md. The same on all gold at once, with an error analysis: python -m evaluation.
    """


@evaluate.command()
@GOLD
@PREDICTIONS
@ERRORS
@JSON
@click.pass_obj
def quotes(settings: Settings, gold: Path, predictions: Path | None, errors: int, as_json: bool) -> None:
    """Score quotations, speakers, offices and events.

    Both files hold what `kutipan extract` writes: {id, quotes: [...], event: {...}} a line. GOLD also holds the text of each
    article when there is no --pred. Exit code 1: articles that the pipeline rejected are listed and count as empty.
    """
    from evaluation import differences, quotations, reading, records, tables
    from evaluation.calibration import reliability
    from evaluation.report import speaker_confidence

    wanted = reading.read(gold, records.article)
    found = _articles(gold, predictions)
    scores = quotations.score(wanted, found.articles)
    stated = reliability(speaker_confidence(wanted, found.articles))
    shown = tables.of_quotations(scores)
    if stated.count:
        shown.append(tables.of_reliability("Confidence of speakers", stated))
    _show(scores | {"speaker.calibration_error": stated.error}, shown, as_json)
    _list(differences.of_quotations(wanted, found.articles), errors, as_json)
    _finish(found.rejected)


@evaluate.command()
@GOLD
@PREDICTIONS
@ERRORS
@JSON
@click.pass_obj
def stance(settings: Settings, gold: Path, predictions: Path | None, errors: int, as_json: bool) -> None:
    """Score topics and stances of quotations.

    With the majority baseline, the confusion matrix and the reliability of the probabilities.

    Both files: {id, topics: {"unity": "FAVOR", ...}} a line; GOLD also holds text and speaker when there is no --pred.
    """
    from evaluation import differences, predict, reading, records, stances, tables
    from evaluation.calibration import reliability
    from evaluation.report import stance_confidence
    from indexer.annotate import Labeller

    wanted = reading.read(gold, records.labelled)
    if predictions is not None:
        found = reading.read(predictions, records.labelled)
    else:
        texts = reading.read(gold, lambda record: (record["id"], record["text"], record.get("speaker")))
        found = list(predict.labels(texts, Labeller.load(settings.topics_path)))
    scores = stances.score(wanted, found)
    shown = tables.of_stances(scores, stances.confusion(wanted, {each.id: each.topics for each in found}))
    stated = reliability(stance_confidence(wanted, found))
    if stated.count:
        shown.append(tables.of_reliability("Probability of stances", stated))
    _show(scores, shown, as_json)
    _list(differences.of_labels(wanted, found), errors, as_json)


@evaluate.command()
@click.option("--quotations", type=click.IntRange(1), default=200, show_default=True, help="Quotations to alter.")
@click.option("--seed", type=int, default=1, show_default=True, help="Other seeds choose and alter others.")
@JSON
@click.pass_obj
def verify(settings: Settings, quotations: int, seed: int, as_json: bool) -> None:
    """Measure `kutipan verify` on alterations of the index's own quotations.

    Case, punctuation, excerpts, dropped and added words, negations, joined neighbours, other names; and quotations that
    are taken out of the corpus, of which nothing should be found.
    """
    from corpus.opening import need_data
    from evaluation import same_words, verification
    from indexer import encoders
    from search.service import SearchService

    need_data(settings)
    service = SearchService.open(settings, encoders.load(settings.encoder, settings.models_path))
    measured = verification.of_index(service, quotations, seed)
    milliseconds = sorted(1000 * each for each in measured.seconds) or [0.0]
    times = {f"p{share}": milliseconds[min(len(milliseconds) - 1, len(milliseconds) * share // 100)] for share in (50, 95, 99)}
    scores = measured.rates() | {f"milliseconds.{name}": value for name, value in times.items()}
    shown = [verification.table(measured)]
    grouped = same_words.score(same_words.pairs(), service)
    if grouped["groups.pairs"]:  # the index holds quotations of those that a person has compared
        scores |= grouped
        shown.append(same_words.table(grouped))
    _show(scores, shown, as_json)


@evaluate.command()
@GOLD
@PREDICTIONS
@JSON
@click.pass_obj
def claims(settings: Settings, gold: Path, predictions: Path | None, as_json: bool) -> None:
    """Score stances towards given claims.

    Both files hold {id, stance} a line; GOLD also holds text and claim when there is no --pred. Exit code 1: lines that could
    not be judged are listed and count as wrong.
    """
    from evaluation import predict, reading, records, stances, tables
    from indexer.entailment import loading

    wanted = dict(reading.read(gold, records.claim_stance))
    rejected: Sequence[InputRejected] = ()
    if predictions is not None:
        found = dict(reading.read(predictions, records.claim_stance))
    else:
        found, rejected = predict.judgements(gold, loading.from_settings(settings))
    scores = stances.score_claims(wanted, found)
    _show(scores, [tables.of_figures("Claims", scores)], as_json)
    _finish(rejected)


@evaluate.command()
@GOLD
@PREDICTIONS
@JSON
@click.pass_obj
def pfsa(settings: Settings, gold: Path, predictions: Path | None, as_json: bool) -> None:
    """Score direct quotations of public figures (PFSA-ID).

    GOLD: {id, text, spans: [{start, end, label}]} a line, with the corpus' labels STATEMENT, CUE, PERSON, ROLE and so on.
    """
    from evaluation import figures, reading, records, tables

    wanted = reading.read(gold, records.marked)
    found = _articles(gold, predictions)
    scores = figures.score(wanted, found.articles)
    _show(scores, [tables.of_figures("Public figures", scores)], as_json)
    _finish(found.rejected)


@evaluate.command()
@click.argument("files", nargs=3, type=PATH, metavar="QUOTATIONS.jsonl[.gz] QUERIES.tsv QRELS.tsv")
@click.option("--mode", "modes", type=click.Choice(MODES), multiple=True, default=MODES, help="Mode to measure; repeats.")
@click.option("--keep", type=PATH, help="Data folder to build the index in and keep: the next run needs no embedding.")
@click.option("--ablation", is_flag=True, help="Measure every part of the ranking too, by kind of query.")
@JSON
@click.pass_obj
def retrieval(
    settings: Settings, files: tuple[Path, Path, Path], modes: Sequence[str], keep: Path | None, ablation: bool, as_json: bool
) -> None:
    """Score ranked retrieval in each mode.

    Indexes QUOTATIONS, asks QUERIES (qid, kind, text) and grades what they find by QRELS (qid, id, grade).

    The index is built in a folder of its own, never in the data folder in use; embedding 20,000 quotations takes minutes.
    """
    import tempfile

    from evaluation import predict, reading, tables
    from evaluation.report import by_mode, runs

    quotations, queries, judgements = files
    asked, graded = reading.queries(queries), reading.judgements(judgements)
    with tempfile.TemporaryDirectory(prefix="kutipan-evaluate-") as temporary:
        own = replace(settings, data=keep or Path(temporary), store_url="")
        click.echo(f"indexing {quotations} in {own.data}", err=True)
        predict.build_index(own, quotations)
        scores = by_mode(runs(own, asked, modes), graded)
        shown = [tables.of_modes(scores)]
        if ablation:
            from evaluation import ranking

            shown.append(ranking.ablated(ranking.opened(own), ranking.QuerySet.read(queries.name, queries, judgements)))
    _show({f"{mode}.{name}": value for mode, each in scores.items() for name, value in each.items()}, shown, as_json)


def _articles(gold: Path, predictions: Path | None) -> Found:
    from evaluation import predict, reading, records

    if predictions is not None:
        return predict.Found(tuple(reading.read(predictions, records.article)), ())
    return predict.articles(gold)


def _show(scores: Scores, shown: Iterable[Table], as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(scores, ensure_ascii=False))
        return
    from rich.console import Console

    from evaluation.tables import as_rich

    # A pipe has no width of its own: wide enough for the widest table, so that no figure is cut.
    console = Console() if sys.stdout.isatty() else Console(width=160)
    for table in shown:
        console.print(as_rich(table))


def _list(found: Iterable[Difference], errors: int, as_json: bool) -> None:
    if not errors or as_json:
        return
    from evaluation import differences, tables

    _show({}, [tables.of_differences("Differences", differences.sample(found, errors), words=True)], as_json)


def _finish(rejected: Sequence[InputRejected]) -> None:
    for each in rejected:
        click.echo(f"rejected: {each}", err=True)
    if rejected:
        sys.exit(DONE_WITH_REJECTIONS)
