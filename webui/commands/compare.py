"""`kutipan compare`: two to four speakers, institutions or periods side by side, on the command line.

A speaker is named by id or by as much of the name as is no other's. Tables go to standard output: to be read, as CSV under the
columns of the page's files, or as the endpoint's JSON.
"""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import click

from corpus.errors import ConfigurationError
from corpus.settings import Settings

if TYPE_CHECKING:
    from search.compare import Compared
    from search.service import SearchService

TABLES = ("summary", "timeline", "stances", "words", "quotations", "changes")
READ = ("summary", "stances", "words")
"""The tables that are shown to be read: the others are long."""
OFFERED = 5


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.argument("sides", nargs=-1, required=True, metavar="SIDE SIDE [SIDE [SIDE]]")
@click.option(
    "--by", type=click.Choice(["speaker", "affiliation", "period"]), default="speaker", show_default=True, help="What they are."
)
@click.option("--query", "text", default="", help="Compare on what contains these words, written as for a search.")
@click.option("--claim", default="", metavar="SENTENCE", help="Compare on this sentence: who is for it, who against it.")
@click.option(
    "--mode", type=click.Choice(["keyword", "semantic", "hybrid"]), default="hybrid", help="By words, meaning, or both."
)
@click.option("--filter", "filters", multiple=True, metavar="NAME=VALUE", help="topic=unity, source=..., date=2024; repeats.")
@click.option("--table", type=click.Choice(TABLES), default="summary", show_default=True, help="The table, for --format csv.")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", help="Form of the comparison.")
@click.pass_obj
def compare(
    settings: Settings,
    sides: tuple[str, ...],
    by: str,
    text: str,
    claim: str,
    mode: str,
    filters: tuple[str, ...],
    table: str,
    form: str,
) -> None:
    """Compare two to four speakers, institutions or periods.

    \b
      kutipan compare ratna-sekarwati "Hendra Pamukasan" --filter topic=elections
      kutipan compare --by affiliation KPU Bawaslu --query "surat suara"
      kutipan compare --by period 2024 2025-01..2025-06 --claim "Pilkada sebaiknya ditunda"

    Counts are set against what the corpus holds of the same sources and days; shares come with Wilson's 95 % interval.
    """
    from search.compare import compare as compared
    from search.compare import parse_comparison

    values: dict[str, list[str]] = {"by": [by], "q": [text], "claim": [claim], "mode": [mode]}
    for each in filters:
        name, equals, value = each.partition("=")
        if not equals:
            raise ConfigurationError(f"--filter {each}: give a name and a value, e.g. --filter topic=unity")
        values.setdefault(name.strip(), []).append(value)
    service = _service(settings)
    values["side"] = [_speaker(service, side) for side in sides] if by == "speaker" else list(sides)
    asked = parse_comparison(values)
    judging = None
    if asked.claim:
        from indexer.entailment.loading import from_settings
        from search.claims import ClaimService

        judging = ClaimService(service, from_settings(settings))
    _show(compared(asked, service, judging), form, table)


def _service(settings: Settings) -> SearchService:
    from corpus.opening import need_data
    from indexer import encoders
    from search.service import SearchService

    need_data(settings)
    return SearchService.open(settings, encoders.load(settings.encoder, settings.models_path))


def _speaker(service: SearchService, typed: str) -> str:
    """Return the id of the speaker who is meant. Raises ConfigurationError where nobody is, or several are."""
    from search.query import Query
    from search.voices import named

    everybody = service.matches(Query()).values("speaker")
    if any(each.value == typed for each in everybody):
        return typed
    found = named(everybody, typed)
    exact = [each for each in found if each.label.casefold() == typed.casefold()]
    if len(exact or found) == 1:
        return (exact or found)[0].value
    if not found:
        raise ConfigurationError(f"nobody in this index is called {typed!r}: `kutipan speakers list {typed}` looks for names")
    offered = ", ".join(each.value for each in found[:OFFERED])
    raise ConfigurationError(f"{typed!r} may be {len(found)} speakers: give the id of one, such as {offered}")


def _show(found: Compared, form: str, table: str) -> None:
    if form == "json":
        from webui.api.comparison import compared as as_json
        from webui.exporting import addresses

        print(json.dumps(as_json(found, addresses, {}), ensure_ascii=False, indent=2))
        return
    from webui.tables import COMPARED

    if form == "csv":
        from webui.csvs import csv_text

        sys.stdout.write(csv_text(*COMPARED[table](found)).replace("\r\n", "\n"))
        return
    from rich import box
    from rich.console import Console
    from rich.table import Table

    console = Console()
    for name in READ:
        columns, rows = COMPARED[name](found)
        if not rows:
            continue
        drawn = Table(title=name, title_justify="left", box=box.SIMPLE, pad_edge=False)
        for at, column in enumerate(columns):
            right = any(isinstance(row[at], int | float) for row in rows)
            drawn.add_column(column, justify="right" if right else "left")
        for row in rows:
            drawn.add_row(*(_cell(cell) for cell in row))
        console.print(drawn, markup=False)
    for side in found.sides:
        for turn in side.turns:
            console.print(f"{turn.after.speaker}, {turn.topic or 'claim'}:", markup=False, highlight=False)
            for view, stance in ((turn.before, turn.before_stance), (turn.after, turn.after_stance)):
                console.print(f"  {view.date}  {stance:7}  {view.text}", markup=False, highlight=False)


def _cell(cell: str | float | None) -> str:
    if cell is None:
        return "-"
    return f"{cell:.3g}" if isinstance(cell, float) else str(cell)
