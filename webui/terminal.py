"""What the command line shows: progress on standard error; tables, JSON, CSV and run files on standard output."""

from __future__ import annotations

import csv
import datetime as dt
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

from corpus.errors import InputRejected
from corpus.records import QuotationView

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from corpus.sources.base import Source
    from corpus.store import FollowedSource, Run, StoreCounts
    from indexer.build import BuildReport
    from indexer.pipeline import IngestReport
    from search.results import Group, Hit, IndexState, ResultPage

# Rejections shown one by one; the store keeps all of them (`kutipan status`).
REJECTIONS_SHOWN = 50


@contextmanager
def byte_progress(label: str, source: Source) -> Iterator[Callable[[], None]]:
    """Show how far a source has been read; the block calls what it gets after each batch."""
    with progress(label) as show:
        yield lambda: show(source.bytes_read, source.total_bytes)


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """Show a bar on standard error; the block calls what it gets with (done, total)."""
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
        print(json.dumps({**report.counts(), "rejections": [rejection(each) for each in report.rejected]}, ensure_ascii=False))
    else:
        print(", ".join(f"{number:,} {name}" for name, number in report.counts().items()))


def list_rejected(rejected: Iterable[InputRejected]) -> None:
    """List rejected input on standard error, one line each."""
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


def show_status(
    store: StoreCounts, runs: Iterable[Run], followed: Iterable[FollowedSource], index: IndexState | str, form: str
) -> None:
    """Print what store and index hold, how following goes and the last runs; `index` is a message where none is readable."""
    followed = list(followed)
    behind = index if isinstance(index, str) else max(0, store.position - index.position)
    if form == "json":
        record = {
            "store": {name: _plain(getattr(store, name)) for name in store.__dataclass_fields__},
            "index": None if isinstance(index, str) else {n: _plain(getattr(index, n)) for n in index.__dataclass_fields__},
            "index_problem": index if isinstance(index, str) else None,
            "changes_not_indexed": None if isinstance(index, str) else behind,
            "followed": [{name: _plain(getattr(source, name)) for name in source.__dataclass_fields__} for source in followed],
            "runs": [{name: _plain(getattr(run, name)) for name in run.__dataclass_fields__} for run in runs],
        }
        print(json.dumps(record, ensure_ascii=False, indent=2))
        return
    from rich.console import Console

    console = Console()
    kinds = ", ".join(f"{number:,} {kind.value}" for kind, number in store.kinds.items())
    console.print(_pairs("Store", [
        ("documents", f"{store.documents:,} ({store.revisions:,} earlier revisions)"),
        ("published", f"{store.first_date or '?'} to {store.last_date or '?'}"),
        ("quotations", f"{store.quotations:,} ({kinds or 'none yet'}; {store.withdrawn:,} withdrawn)"),
        ("speakers", f"{store.speakers:,}; {store.attributed_share:.1%} of the quotations are attributed"),
        *((f"topic {topic}, {stance.value}", f"{number:,}") for (topic, stance), number in sorted(store.topics.items())),
    ]))  # fmt: skip
    if isinstance(index, str):
        console.print(_pairs("Index", [("state", index)]))
    else:
        state = f"{behind:,} changes behind: run `kutipan index`" if behind else "up to date"
        console.print(_pairs("Index", [
            ("state", state),
            ("quotations", f"{index.quotations:,}"),
            ("encoder", index.encoder),
            ("committed", f"{index.committed_at:%Y-%m-%d %H:%M} UTC"),
        ]))  # fmt: skip
    sources = [(name or "(source unknown)", f"{number:,} documents") for name, number in store.sources.items()]
    console.print(_pairs("Sources", sources))
    if rows := [(source.name, _followed_line(source)) for source in followed]:
        console.print(_pairs("Followed", rows))
    console.print(_pairs("Last runs", [(f"{run.started_at:%Y-%m-%d %H:%M} {run.command}", _run_line(run)) for run in runs]))


def _followed_line(source: FollowedSource) -> str:
    success = f"last success {source.succeeded_at:%Y-%m-%d %H:%M}" if source.succeeded_at else "no success yet"
    last = ", ".join(f"{number:,} {name}" for name, number in source.counts.items()) or "nothing new"
    total = ", ".join(
        f"{number:,} {name}" for name, number in source.totals.items() if name in ("added", "revised", "rejected")
    )
    failed = f"; FAILED: {source.error}" if source.error else ""
    return f"{success}; {last}; in all {total or 'nothing'}{failed}"


def _run_line(run: Run) -> str:
    if run.finished_at is None:
        return "not finished"
    return ", ".join(f"{number:,} {name}" for name, number in run.counts.items() if number) or "nothing to do"


def _pairs(title: str, rows: Iterable[tuple[str, str]]) -> Table:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left", box=box.SIMPLE, show_header=False, pad_edge=False)
    table.add_column(style="bold")
    table.add_column()
    for name, value in rows:
        table.add_row(Text(name), Text(value))
    return table


def _plain(value: Any) -> Any:
    """Return a value as JSON takes it; keys that are pairs become "elections:FAVOR"."""
    if isinstance(value, Mapping):
        return {":".join(map(str, key)) if isinstance(key, tuple) else str(key): number for key, number in value.items()}
    return value.isoformat() if isinstance(value, dt.date) else value


def rejection(rejected: InputRejected) -> dict[str, str]:
    """Return a rejection as JSON-ready fields."""
    return {"location": rejected.location, "reason": rejected.reason}
