"""`kutipan backup`, `restore`, `dump` and `load`: a record that is kept in more than one place."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpus.settings import Settings

if TYPE_CHECKING:
    from corpus.keeping.backups import Backup

HELP = {"help_option_names": ["-h", "--help"]}
REPORT = click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", help="Form of the report.")


@click.command(context_settings=HELP)
@click.argument("place", type=click.Path(path_type=Path))
@REPORT
@click.pass_obj
def backup(settings: Settings, place: Path, form: str) -> None:
    """Copy the store, the topics file and the list of sources to PLACE, also while others read and write.

    PLACE is a new folder; an existing folder gets one inside, named by the moment; FILE.sqlite takes the store alone. The
    index is not copied: `kutipan index` makes it again. A store on PostgreSQL is backed up by pg_dump, or by `kutipan dump`.
    """
    from corpus.keeping import backups

    _show(backups.make(settings, place), "backed up", form)


@click.command(context_settings=HELP)
@click.argument("place", type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Set the store that is there aside, under another name.")
@REPORT
@click.pass_obj
def restore(settings: Settings, place: Path, replace: bool, form: str) -> None:
    """Put a backup in place of the store of the data folder, after checking it; then run `kutipan index`.

    PLACE is what `kutipan backup` made. Stop servers and followers of the data folder first: they go on with the store that
    they have open. The search index, which is of another moment, is removed.
    """
    from corpus.keeping import backups

    _show(backups.restore(settings, place, replace=replace), "restored", form)
    click.echo("kutipan: the index has to be made again: run `kutipan index`", err=True)


@click.command(context_settings=HELP)
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True), metavar="FILE.jsonl[.gz]")
@click.pass_obj
def dump(settings: Settings, file: Path) -> None:
    """Write all that the store holds as JSON Lines that need no Kutipan to be read (docs/dump-format.md); -: standard output.

    Documents with all revisions and what was published, quotations, topics, speakers, corrections, decisions, followed
    sources, runs: as of one moment, also while others write. `kutipan load` makes an equal store of it.
    """
    from corpus.keeping import dumps
    from corpus.opening import open_store

    with open_store(settings) as store:
        number = dumps.write(store, sys.stdout.buffer) if str(file) == "-" else dumps.write_file(store, file)
    click.echo(f"kutipan: {number:,} records written", err=True)


@click.command(context_settings=HELP)
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE.jsonl[.gz]")
@click.pass_obj
def load(settings: Settings, file: Path) -> None:
    """Make a store of what `kutipan dump` wrote: all of it, or nothing where the file is damaged.

    The store has to be empty: a new data folder, or a new database (KUTIPAN_STORE_URL). Then run `kutipan index`.
    """
    from corpus.keeping import dumps
    from corpus.opening import open_store

    with open_store(settings, create=True) as store:
        number = dumps.load(store, file)
    click.echo(f"kutipan: {number:,} records loaded; run `kutipan index`", err=True)


def _show(backup: Backup, done: str, form: str) -> None:
    if form == "json":
        said: dict[str, Any] = {name: getattr(backup, name) for name in ("identity", "position", "documents", "quotations")}
        click.echo(json.dumps({"path": str(backup.path), **said}))
        return
    click.echo(f"{done}: {backup.documents:,} documents, {backup.quotations:,} quotations: {backup.path}")
