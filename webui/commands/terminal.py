"""What the command line shows: progress on standard error; tables, JSON, CSV and run files on standard output."""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

from corpus import logs
from corpus.errors import InputRejected
from corpus.records import QuotationView

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from corpus.sources.base import Source
    from indexer.build import BuildReport
    from indexer.pipeline import IngestReport
    from search.results import Group, Hit, ResultPage

# Rejections shown one by one; the store keeps all of them (`kutipan status`).
REJECTIONS_SHOWN = 50

SOURCES_SHOWN = 20
REASONS_SHOWN = 10
"""What a run's report names one by one; the JSON form has all."""


@contextmanager
def byte_progress(label: str, source: Source) -> Iterator[Callable[[], None]]:
    """Show how far a source has been read; the block calls what it gets after each batch."""
    with progress(label) as show:
        yield lambda: show(source.bytes_read, source.total_bytes)


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on standard error; the block calls what it gets with (done, total). Beside JSON logs there is none."""
    if logs.structured():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    columns = (
        TextColumn(label),
        BarColumn(),
        TaskProgressColumn(),
        TimeElapsedColumn(),
        TextColumn("left"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=max(total, 1))


def show_ingest(report: IngestReport, form: str) -> None:
    """Print what became of a run's input."""
    if form == "json":
        rejections = [rejection(each) for each in report.rejected]
        print(json.dumps({**report.counts(), "rejections": rejections, **report.as_fields()}, ensure_ascii=False))
        return
    print(", ".join(f"{number:,} {name}" for name, number in report.counts().items()))
    show_reasons(report)


def show_reasons(report: IngestReport) -> None:
    """Print what came in by source, where there are several, and what did not by reason, where one stands for several."""
    came: Counter[str] = Counter()
    for (source, outcome), number in report.sources.items():
        if outcome.value != "unchanged":
            came[source or "(source unknown)"] += number
    if 1 < len(came) <= SOURCES_SHOWN:
        print("came in: " + ", ".join(f"{number:,} from {source}" for source, number in came.most_common()))
    if len(report.rejected) > len(report.reasons()):
        for reason in report.reasons()[:REASONS_SHOWN]:
            print(f"{reason.number:,} rejected: {reason.reason} (such as {reason.example})")


def complain(event: str, reason: str, sentence: str) -> None:
    """Say on standard error that something failed: a sentence for people, an event with its reason where logs are JSON."""
    if logs.structured():
        logs.failure(event, reason=reason)
    else:
        print(f"kutipan: {sentence}", file=sys.stderr)


def list_rejected(rejected: Iterable[InputRejected]) -> None:
    """List rejected input on standard error, one line each; where logs are JSON they have it already."""
    if logs.structured():
        return
    everything = list(rejected)
    for each in everything[:REJECTIONS_SHOWN]:
        print(f"rejected: {each}", file=sys.stderr)
    if len(everything) > REJECTIONS_SHOWN:
        print(f"rejected: {len(everything) - REJECTIONS_SHOWN:,} more; `kutipan status` counts them all", file=sys.stderr)


def write_lines(results: Iterable[dict[str, Any] | InputRejected], stream: TextIO) -> list[InputRejected]:
    """Write each result as a line of JSON; return what was rejected."""
    rejected = []
    for result in results:
        if isinstance(result, InputRejected):
            rejected.append(result)
        else:
            stream.write(json.dumps(result, ensure_ascii=False) + "\n")
    return rejected


def show_results(page: ResultPage, form: str) -> None:
    """Print a page of results: a table for people, the endpoint's JSON for programs, or CSV."""
    if form == "json":
        from webui.api import representation
        from webui.exporting import addresses

        print(json.dumps(representation.page(page, addresses, {}), ensure_ascii=False, indent=2))
    elif form == "csv":
        write_rows((hit.quotation for hit in page.hits), sys.stdout)
    else:
        from rich.console import Console

        console = Console()
        console.print(result_table(page))
        for note in page.notes:
            console.print(note, style="yellow", markup=False)
        if page.suggestion:
            console.print(f"Maksud Anda: {page.suggestion}", style="yellow", markup=False)


def result_table(page: ResultPage) -> Table:
    """Return results as a table: the words on the left, who, when and where on the right."""
    from rich import box
    from rich.table import Table

    first = page.query.offset + 1 if page.hits else 0
    title = f"{page.understood}: {first}-{page.query.offset + len(page.hits)} of {page.shown:,}"
    if page.shown != page.total:
        title += f" ({page.total:,} quotations, those of the same words once)"
    table = Table(title=title, title_justify="left", box=box.SIMPLE, show_lines=True, expand=True, pad_edge=False)
    table.add_column("", justify="right", no_wrap=True)
    table.add_column("Quotation", ratio=3)
    table.add_column("Who, when, where", ratio=2)
    for number, hit in enumerate(page.hits, first):
        table.add_row(str(number), marked(hit), beside(hit.quotation) + repeated(hit.group))
    return table


def marked(hit: Hit) -> Text:
    """Return a quotation's words with the matched ones in bold."""
    from rich.text import Text

    text = Text(hit.quotation.text)
    for mark in hit.marks:
        text.stylize("bold", mark.start, mark.end)
    return text


def repeated(group: Group | None) -> Text:
    """Return where else the same words stand; nothing where they stand alone."""
    from rich.text import Text

    if group is None:
        return Text()
    text = f"\n{group.size:,} times in {group.documents:,} documents"
    if len(group.speakers) > 1:
        text += f", attributed to {', '.join(group.speakers)}"
    return Text(text, "italic")


def beside(quotation: QuotationView) -> Text:
    """Return what stands beside a quotation: speaker with office, date and source, event, topics, id."""
    from rich.text import Text

    speaker = quotation.speaker or quotation.role or "speaker unknown"
    office = ", ".join(filter(None, (quotation.role if quotation.speaker else None, quotation.affiliation)))
    published = ", ".join(filter(None, (quotation.date.isoformat() if quotation.date else None, quotation.source)))
    topics = ", ".join(f"{each.topic} {each.stance.value}" for each in quotation.topics)
    event = quotation.event.name if quotation.event else None
    lines = [(speaker, "bold"), (office, ""), (published, ""), (event, ""), (topics, "cyan"), (quotation.id, "dim")]
    return Text("\n").join(Text(line, style) for line, style in lines if line)


def write_run(qid: str, page: ResultPage, stream: TextIO) -> None:
    """Write a query's results as lines of `qid<TAB>id<TAB>rank`."""
    for rank, hit in enumerate(page.hits, 1):
        stream.write(f"{qid}\t{hit.quotation.id}\t{rank}\n")


def write_rows(quotations: Iterable[QuotationView], stream: TextIO) -> None:
    """Write quotations as rows of CSV."""
    from webui.exporting import COLUMNS, cells

    writer = csv.DictWriter(stream, COLUMNS)
    writer.writeheader()
    writer.writerows(map(cells, quotations))


def show_build(report: BuildReport, form: str) -> None:
    """Print what bringing the index up to date did."""
    if form == "json":
        print(json.dumps(report.counts()))
    else:
        print(", ".join(f"{value:,} {name}" for name, value in report.counts().items()))


def rejection(rejected: InputRejected) -> dict[str, str]:
    """Return a rejection as JSON-ready fields."""
    return {"location": rejected.location, "reason": rejected.reason}
