"""The command line: composes corpus, indexer, search and webui, and nothing else.

Progress and messages go to standard error, results to standard output. Exit codes: 0 done, 1 done with rejected input
(listed), 2 could not run, 130 interrupted. Each command imports what it needs: a search must not wait for PyTorch.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, NoReturn

import click

from corpus import logs
from corpus.errors import ConfigurationError, IndexUnavailable, InputRejected, KutipanError
from corpus.settings import Settings, from_environment
from evaluation.command import evaluate
from webui.commands.compare import compare
from webui.commands.digest import digest
from webui.commands.doctor import doctor
from webui.commands.follow import follow
from webui.commands.keeping import backup, dump, load, restore
from webui.commands.speakers import review, speakers
from webui.commands.tokens import token
from webui.commands.topics import topics

if TYPE_CHECKING:
    from indexer.pipeline import IngestReport
    from search.results import IndexState
    from search.service import SearchService

__version__ = "0.1.0"

DONE, DONE_WITH_REJECTIONS, COULD_NOT_RUN, INTERRUPTED = 0, 1, 2, 130


class Commands(click.Group):
    """Turns the errors that Kutipan raises on purpose into one message and an exit code."""

    def invoke(self, context: click.Context) -> Any:
        """Run the chosen command."""
        try:
            return super().invoke(context)
        except KutipanError as error:
            from webui.commands import terminal

            terminal.complain("failed", str(error), str(error))
            context.exit(COULD_NOT_RUN)
        except KeyboardInterrupt:
            click.echo("kutipan: interrupted. What was finished is stored; run the same command to go on.", err=True)
            context.exit(INTERRUPTED)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--data", type=click.Path(path_type=Path), help="Data folder (KUTIPAN_DATA; default: kutipan-data).")
@click.option("--log-format", type=click.Choice(logs.FORMS), help="Form of logs (KUTIPAN_LOG_FORMAT; default: text).")
@click.version_option(__version__)
@click.pass_context
def main(context: click.Context, data: Path | None, log_format: str | None) -> None:
    """Who said what in Indonesian government statements and news.

    \b
    A first session:
      kutipan ingest releases/          read files and folders into the store
      kutipan index                     bring the search index up to date
      kutipan search "pemilu damai"     search by words and by meaning
      kutipan serve                     open the page and the JSON endpoint
    """
    context.obj = from_environment(data=data, log_format=log_format)
    logs.configure(context.obj.log_format)


PATHS = click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH...")
FILE = click.argument("file", type=click.Path(path_type=Path), metavar="FILE.jsonl[.gz]")
MODE = click.Choice(["keyword", "semantic", "hybrid"])
FILTER = click.option("--filter", "filters", multiple=True, metavar="NAME=VALUE", help="topic=unity, date=2023..2024; repeats.")
REPORT = click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", help="Form of the report.")
FIELDS = click.option(
    "--field",
    "names",
    multiple=True,
    metavar="OURS=THEIRS",
    help="text=isi, title=judul.rendered: foreign field names; repeats.",
)
WORKERS = click.option("--workers", type=click.IntRange(0), help="Processes; 0: one per core (KUTIPAN_WORKERS).")


@main.command()
@PATHS
@FIELDS
@WORKERS
@REPORT
@click.pass_obj
def ingest(settings: Settings, paths: tuple[Path, ...], names: tuple[str, ...], workers: int | None, form: str) -> None:
    """Read statements and articles into the store: find quotations, speakers, events, topics and stance.

    PATH is a file or a folder: .txt, .md, .html, .pdf, .docx, .eml, .warc, .warc.gz, .wacz, and .jsonl, .jsonl.gz, .csv,
    .tsv with the fields id, text (or html), title, date, source, url.
    What is unchanged since an earlier run is skipped; what has changed becomes a new revision. Input that cannot be used
    is listed with the reason, and the rest of the run goes on (exit code 1).
    """
    from corpus.opening import open_store
    from corpus.sources import open_sources
    from corpus.sources.names import FieldNames
    from indexer import pipeline
    from indexer.annotate import Labeller
    from indexer.workers import worker_count
    from webui.commands import terminal

    labeller = Labeller.load(settings.topics_path)
    source = open_sources(paths, FieldNames.parse(names))
    with open_store(settings, create=True) as store, terminal.byte_progress("ingesting", source) as progress:
        report = pipeline.ingest(
            source,
            store,
            labeller,
            workers=worker_count(settings.workers if workers is None else workers),
            on_batch=lambda report: progress(),
        )
    _finish_ingest(report, form)


@main.command("import-quotations")
@FILE
@REPORT
@click.pass_obj
def import_quotations(settings: Settings, file: Path, form: str) -> None:
    """Take in quotations that were extracted elsewhere: one JSON object a line, {id, text, date?, source?, speaker?}.

    Ids are kept. The quotations get topics and stance, and are searched like all others.
    """
    from corpus.opening import open_store
    from corpus.sources import open_sources
    from indexer import pipeline
    from indexer.annotate import Labeller
    from webui.commands import terminal

    source = open_sources([file])
    labeller = Labeller.load(settings.topics_path)
    with open_store(settings, create=True) as store, terminal.byte_progress("importing", source) as progress:
        report = pipeline.import_quotations(source, store, labeller, on_batch=lambda report: progress())
    _finish_ingest(report, form)


@main.command()
@click.option("--rebuild", is_flag=True, help="Throw the index away and build it anew from the store.")
@click.option("--encoder", help="Embedding model by name or path (KUTIPAN_ENCODER; default: bundled).")
@REPORT
@click.pass_obj
def index(settings: Settings, rebuild: bool, encoder: str | None, form: str) -> None:
    """Bring the search index up to date with the store.

    Only what has changed is embedded and written; vectors are cached by model and text. An index of an earlier version or
    of another engine is built anew, and says so; one of another encoder refuses to go on and asks for --rebuild.
    """
    from corpus.opening import open_store
    from indexer import build, encoders
    from indexer.annotate import Labeller
    from search.service import index_writer
    from search.writer import PATIENCE
    from webui.commands import terminal

    settings = replace(settings, encoder=encoder or settings.encoder)
    model = encoders.load(settings.encoder, settings.models_path)
    with open_store(settings) as store:
        version = Labeller.load(settings.topics_path).version
        writer = index_writer(
            settings,
            model.fingerprint,
            model.dimensions,
            version,
            rebuild=rebuild,
            notify=lambda said: click.echo(said, err=True),
            patience=PATIENCE,
        )
        with terminal.progress("indexing") as progress:
            report = build.bring_up_to_date(store, writer, model, settings.vector_cache_path, progress=progress)
    logs.event("index up to date", **report.counts())
    terminal.show_build(report, form)


@main.command()
@click.argument("text", metavar="QUERY", default="")
@click.option(
    "--mode", type=click.Choice(["keyword", "semantic", "hybrid"]), default="hybrid", help="By words, meaning, or both."
)
@click.option("--limit", type=int, default=None, help="Results to show (default: 10).")
@click.option("--offset", type=int, default=None, help="Results to skip.")
@click.option("--order", type=click.Choice(["relevance", "newest", "oldest"]), help="Order of the results.")
@click.option("--no-group", "group", flag_value="0", help="Show quotations of the same words one by one.")
@FILTER
@click.option("--claim", metavar="SENTENCE", help="Show who supports and who opposes this sentence, in place of a QUERY.")
@click.option("--depth", type=int, help="Quotations to judge, those nearest to the claim (default: 200).")
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "csv", "run"]), default="table", help="Form of the results."
)
@click.option("--queries", type=click.Path(path_type=Path), help="TSV file of qid, kind, text; with --format run.")
@click.pass_obj
def search(
    settings: Settings,
    /,
    text: str,
    form: str,
    queries: Path | None,
    filters: tuple[str, ...],
    claim: str | None,
    depth: int | None,
    **options: Any,
) -> None:
    """Search quotations by words and by meaning.

    \b
    QUERY:
      pemilu damai                        quotations about these words, best first
      "berita bohong"                     exactly these words
      hoaks AND (pemilu OR pilkada)       boolean operators, NOT, parentheses, awal*
      hoaks NEAR/5 pemilu                 within five words of each other
      speaker:"Ketua KPU" date:2023..2024 fields: speaker role affiliation region topic stance source
                                          event kind date has confidence (has:speaker confidence:>0.9)

    Filters beside the words: --filter topic=misinformation --filter stance=FAVOR --filter date=2023..2024

    With --claim "Pilkada sebaiknya ditunda" the quotations nearest to the sentence are judged one by one, and shown in two
    columns, for and against.
    """
    from search.query import parse_parameters
    from webui.commands import terminal

    if claim is not None or depth is not None:
        if text or queries or claim is None:
            raise ConfigurationError("--claim stands in place of QUERY and --queries, --depth belongs to it: give one of them")
        _search_claim(settings, claim, depth, filters, form, options["limit"])
        return
    parameters = _parameters(filters, q=text, **options)
    service = _service(settings)
    if queries is not None:
        for qid, words in _query_file(queries):
            # Judgements are of quotations, each of them: a run is never grouped.
            query = parse_parameters({**parameters, "q": [words], "group": ["0"]}, page_limit=max(1000, settings.page_limit))
            terminal.write_run(qid, service.search(query), sys.stdout)
        return
    if form == "run":
        raise ConfigurationError("--format run belongs to --queries FILE.tsv: give the file, or choose table, json or csv")
    query = parse_parameters(
        {"limit": ["10"], **parameters}, page_limit=settings.page_limit, topics=_topic_ids(settings, filters)
    )
    terminal.show_results(service.search(query), form)


@main.command()
@click.argument("text", metavar="QUOTATION")
@click.option("--speaker", metavar="NAME", help="Who is said to have said it, with or without titles.")
@REPORT
@click.pass_obj
def verify(settings: Settings, text: str, speaker: str | None, form: str) -> None:
    """Say whether an alleged quotation is real: verbatim, altered, another speaker's, or not found in this corpus.

    Punctuation, quotation marks, case and diacritics make no difference; … or [...] stands for words that were left out.
    The closest real quotations are shown, with the differences marked word by word.
    """
    from webui.commands import terminal_verify

    terminal_verify.show(_service(settings).verify(text, speaker), form)


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to listen on.")
@WORKERS
@click.pass_obj
def serve(settings: Settings, host: str, port: int, workers: int | None) -> None:
    """Serve the search page and the JSON endpoint (/api/v1/search) by a production server."""
    from corpus.opening import need_data
    from indexer.workers import worker_count
    from webui.serving import serve as run_server

    need_data(settings)
    run_server(settings, host, port, worker_count(settings.workers if workers is None else workers))


@main.command()
@FILE
@WORKERS
def extract(file: Path, workers: int | None) -> None:
    """Print the quotations of articles, one JSON object a line; needs no data folder.

    Input: {id, text, title?, date?, url?} a line. Output: {id, quotes: [{kind, text, start, end, cue, speaker,
    speaker_role, speaker_affiliation, official, confidence}], event: {name, place, date}}; offsets point into the text
    as given.
    """
    from corpus.sources import open_sources
    from indexer.extracts import extract as extracted
    from indexer.workers import worker_count

    processes = 1 if workers is None else worker_count(workers)
    _write_lines(extracted(open_sources([file]), workers=processes))


@main.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="[FILE.jsonl[.gz]]", required=False)
@click.option("--claims", type=click.Path(path_type=Path), help="JSON Lines of {id, text, claim}: judge these instead.")
@click.pass_obj
def label(settings: Settings, file: Path | None, claims: Path | None) -> None:
    """Print topics and stances of given quotations, one JSON object a line; needs no data folder.

    Input: {id, text, speaker?} a line. Output: {id, topics: {"unity": "FAVOR", ...}}.

    With --claims the output is the side that each text takes on its claim: {id, stance, probability, uncertain, model}. A
    line without a text is about that of FILE with the same id.
    """
    if claims is not None:
        _label_claims(settings, file, claims)
    if file is None:
        raise ConfigurationError("there is nothing to label: give FILE.jsonl, or --claims FILE.jsonl")
    from corpus.sources import open_sources
    from indexer.annotate import Labeller
    from indexer.extracts import label as labelled

    _write_lines(labelled(open_sources([file]), Labeller.load(settings.topics_path)))


@main.command()
@click.argument("text", metavar="[QUERY]", default="")
@click.option(
    "--mode", type=click.Choice(["keyword", "semantic", "hybrid"]), default="keyword", help="By words, meaning, or both."
)
@FILTER
@click.option("--format", "form", type=click.Choice(["jsonl", "csv", "parquet"]), default="jsonl", help="Form of the rows.")
@click.option("--header", is_flag=True, help="Let the first line say what the file holds (Parquet always does).")
@click.option("--output", type=click.Path(path_type=Path), help="File to write (default: standard output).")
@click.pass_obj
def export(
    settings: Settings, /, text: str, filters: tuple[str, ...], form: str, header: bool, output: Path | None, **options: Any
) -> None:
    """Write every quotation that matches, as many rows as the search's total; all of them without a QUERY.

    The same as GET /api/v1/export. Query, index, moment and number of rows are said on standard error, with --header also in
    the file's first line: as an object {"export": ...} in JSON Lines, after # in CSV. A file is complete or not there.
    Parquet needs pyarrow (pip install 'kutipan[parquet]').
    """
    from corpus.opening import open_store
    from search.query import parse_parameters
    from webui import exporting
    from webui.api.asking import with_updates

    chosen = exporting.form(form)
    parameters = _parameters(filters, q=text, **options)
    query = parse_parameters(parameters, page_limit=settings.page_limit, topics=_topic_ids(settings, filters))
    service = _service(settings)
    if "updated_since" in parameters:
        with open_store(settings) as store:
            query = with_updates(query, parameters, store, service.state)
    found = service.export(query)
    said = exporting.about(found, __version__)
    with _written(output) as stream:
        exporting.write(chosen.parts(found, said, header), stream)
    click.echo(json.dumps(said), err=True)


@main.command()
@REPORT
@click.pass_obj
def status(settings: Settings, form: str) -> None:
    """Show what the store and the index hold, whether the index is behind, and what became of sources and runs.

    For each source: its months, with those in which it published nothing; where it is followed also the last success, what
    was new, updated, rejected, and errors. For each of the last runs: what came in, and what did not, by reason.
    """
    from corpus.opening import open_store
    from webui.commands import terminal_status

    index: IndexState | str
    try:
        index = _service(settings).state
    except IndexUnavailable as problem:
        index = str(problem)
    with open_store(settings) as store:
        shown = terminal_status.Status(
            store=store.counts(),
            index=index,
            runs=store.last_runs(),
            followed=store.followed(),
            coverage=store.coverage(),
            followed_coverage=store.followed_coverage(),
        )
    terminal_status.show(shown, form)


for command in (backup, compare, doctor, dump, evaluate, digest, follow, load, restore, speakers, review, token, topics):
    main.add_command(command)


def _service(settings: Settings) -> SearchService:
    from corpus.opening import need_data
    from indexer import encoders
    from search.service import SearchService

    need_data(settings)
    return SearchService.open(settings, encoders.load(settings.encoder, settings.models_path))


def _search_claim(
    settings: Settings, claim: str, depth: int | None, filters: tuple[str, ...], form: str, limit: int | None
) -> None:
    if form == "run":
        raise ConfigurationError("--format run belongs to --queries FILE.tsv: choose table, json or csv for a claim")
    from indexer.entailment.loading import from_settings
    from search.claims import judge, parse_claim
    from webui.commands import terminal_claims

    query = parse_claim(_parameters(filters, claim=claim, depth=depth), topics=_topic_ids(settings, filters))
    terminal_claims.show(judge(query, _service(settings), from_settings(settings)), form, limit)


def _label_claims(settings: Settings, file: Path | None, claims: Path) -> NoReturn:
    from corpus.sources import open_sources
    from indexer.entailment.labelling import label_claims, questions
    from indexer.entailment.loading import from_settings

    given = open_sources([file]) if file is not None else ()
    texts = {str(item.id): item.text for item in given if not isinstance(item, InputRejected)}
    _write_lines(label_claims(questions(claims, texts), from_settings(settings)))


def _topic_ids(settings: Settings, filters: tuple[str, ...]) -> tuple[str, ...] | None:
    if not any(each.startswith("topic=") for each in filters):
        return None  # spare the command line reading the topics file
    from indexer.topics import TopicSet

    return tuple(topic.id for topic in TopicSet.load(settings.topics_path).topics)


def _parameters(filters: tuple[str, ...], **options: Any) -> dict[str, list[str]]:
    parameters = {name: [str(value)] for name, value in options.items() if value is not None}
    for each in filters:
        name, equals, value = each.partition("=")
        if not equals:
            raise ConfigurationError(f"--filter {each}: give a name and a value, e.g. --filter topic=unity")
        parameters.setdefault(name.strip(), []).append(value)
    return parameters


def _query_file(path: Path) -> Iterator[tuple[str, str]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: cannot be read as UTF-8 text ({error})") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            fields = line.split("\t")
            if len(fields) != 3:
                raise ConfigurationError(
                    f"{path}:{number}: has {len(fields)} columns; give qid, kind and text, separated by tabs"
                )
            yield fields[0], fields[2]


@contextmanager
def _written(path: Path | None) -> Iterator[BinaryIO]:
    """Give a file that is there when all of it was written, or standard output."""
    if path is None:
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as stream:
            yield stream
        part.replace(path)
    except OSError as error:
        raise ConfigurationError(f"{path}: cannot be written ({error.strerror}); name another file with --output") from error
    finally:
        part.unlink(missing_ok=True)


def _write_lines(results: Iterable[dict[str, Any] | InputRejected]) -> NoReturn:
    from webui.commands import terminal

    rejected = terminal.write_lines(results, sys.stdout)
    terminal.list_rejected(rejected)
    sys.exit(DONE_WITH_REJECTIONS if rejected else DONE)


def _finish_ingest(report: IngestReport, form: str) -> None:
    from webui.commands import terminal

    terminal.show_ingest(report, form)
    terminal.list_rejected(report.rejected)
    sys.exit(DONE_WITH_REJECTIONS if report.rejected else DONE)


if __name__ == "__main__":
    main()
