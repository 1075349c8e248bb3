"""`kutipan topics`: the topics file of a data folder, and labelling all its quotations anew by it."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import click

from corpus.errors import ConfigurationError
from corpus.settings import Settings

if TYPE_CHECKING:
    from corpus.store import Store
    from indexer.build import BuildReport

HELP = {"help_option_names": ["-h", "--help"]}  # as of all commands


@click.group(context_settings=HELP)
def topics() -> None:
    """Topics as data: show the file in use, and use another one.

    \b
    kutipan topics show > topics.yaml     a copy to edit: add food prices, with terms and a target proposition
    kutipan topics use topics.yaml        label every quotation by it; nothing is extracted or embedded again
    """


@topics.command()
@click.pass_obj
def show(settings: Settings) -> None:
    """Print the topics file in use."""
    from indexer.topics import SHIPPED, TopicSet

    path = settings.topics_path or SHIPPED
    TopicSet.load(path)  # says what is wrong with it
    click.echo(path.read_text(encoding="utf-8-sig"), nl=False)


@topics.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="[TOPICS.yaml]", required=False)
@click.option("--shipped", is_flag=True, help="Go back to the topics that Kutipan ships.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", help="Form of the report.")
@click.pass_obj
def use(settings: Settings, file: Path | None, shipped: bool, form: str) -> None:
    """Keep a topics file in the data folder, label every quotation by it, and bring the index up to date.

    Without a file, label by the one in use: after it was edited in place, or a new version judges better. A running server
    shows new topics after a restart.
    """
    from corpus.opening import open_store
    from indexer.annotate import Labeller
    from indexer.relabelling import relabel
    from webui.commands import terminal

    with open_store(settings) as store:
        _keep(settings, file, shipped)
        labeller = Labeller.load(settings.topics_path)
        with terminal.progress("labelling") as progress:
            done = relabel(store, labeller, progress=progress)
        click.echo(f"{done.quotations:,} quotations labelled, {done.relabelled:,} changed", err=True)
        terminal.show_build(_index(settings, store, labeller.version), form)


def _keep(settings: Settings, file: Path | None, shipped: bool) -> None:
    """Put the chosen file in its place, once it has been read through."""
    from indexer.topics import TopicSet

    if (file or shipped) and settings.topics:
        raise ConfigurationError(f"KUTIPAN_TOPICS names {settings.topics}, which wins over any kept file: unset it first")
    if file and shipped:
        raise ConfigurationError("--shipped stands in place of a file: give one of them")
    kept = settings.kept_topics_path
    if shipped:
        kept.unlink(missing_ok=True)
    elif file and file.absolute() != kept.absolute():
        TopicSet.load(file)
        unfinished = kept.with_suffix(".part")
        shutil.copyfile(file, unfinished)
        unfinished.replace(kept)


def _index(settings: Settings, store: Store, version: str) -> BuildReport:
    from indexer import build, encoders
    from search.service import index_writer
    from search.writer import PATIENCE
    from webui.commands import terminal

    model = encoders.load(settings.encoder, settings.models_path)
    writer = index_writer(
        settings,
        model.fingerprint,
        model.dimensions,
        version,
        notify=lambda said: click.echo(said, err=True),
        patience=PATIENCE,
    )
    with terminal.progress("indexing") as progress:
        return build.bring_up_to_date(store, writer, model, settings.vector_cache_path, progress=progress)
