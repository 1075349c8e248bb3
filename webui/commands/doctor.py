"""`kutipan doctor`: what is wrong with a data folder, what to do about it, and the repair of what is derived."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from corpus.errors import KutipanError
from corpus.settings import Settings

if TYPE_CHECKING:
    from corpus.keeping.findings import Finding
    from corpus.store import Store

SOUND, WRONG = 0, 1


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--repair", "repairing", is_flag=True, help="Make anew what is derived: index, caches, unpacked models.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", help="Form of the report.")
@click.pass_obj
def doctor(settings: Settings, repairing: bool, form: str) -> None:
    """Look for damage: store, index, caches, models, permissions, disk; say in a line each what, where and what to do.

    With --repair, whatever can be made again from the store is made again. The store's own records are never touched: where
    they are damaged, it says so, and how to restore them. Exit code 0: nothing is wrong (any more); 1: something is.
    """
    from corpus.keeping.findings import Severity

    found = list(findings(settings))
    if repairing:
        for said in repair(settings, found):
            click.echo(f"kutipan: {said}", err=True)
        found = list(findings(settings))
    show(found, form)
    if any(finding.severity is not Severity.NOTE for finding in found):
        click.get_current_context().exit(WRONG)


def findings(settings: Settings) -> Iterator[Finding]:
    """Yield all that is wrong with the data folder of the settings."""
    from corpus.keeping import diagnosis
    from corpus.keeping.findings import Repair, Severity
    from corpus.store import Store
    from indexer import encoders
    from indexer.encoders import checking as derived
    from search import checking as index_checking

    yield from diagnosis.folder(settings.data, settings.index_path)
    if not settings.data.is_dir():
        return
    sound = True
    for finding in diagnosis.store(settings.store_address):
        sound = sound and finding.severity is Severity.NOTE
        yield finding
    encoder = encoders.load(settings.encoder, settings.models_path).fingerprint
    if sound:
        with Store.open(settings.store_address, create=False) as store:
            yield from index_checking.index(settings, store, encoder)
    else:
        yield from index_checking.index(settings, None, encoder)
    yield from derived.cache(settings.vector_cache_path, Repair.VECTORS)
    yield from derived.cache(settings.judgement_cache_path, Repair.JUDGEMENTS)
    yield from derived.models(settings.models_path)


def repair(settings: Settings, found: list[Finding]) -> Iterator[str]:
    """Repair what can be repaired, and yield what was done, or why it was not."""
    from corpus.keeping import diagnosis
    from corpus.keeping.findings import Repair
    from corpus.store import Store

    wanted = {finding.repair for finding in found if finding.repair}
    if Repair.STORE_INDEXES in wanted:
        try:
            diagnosis.reindex(settings.store_address)
            yield "the store's lookup indexes were made anew"
        except sqlite3.Error as error:
            yield f"the store's lookup indexes could not be made anew ({error})"
    for part, path in ((Repair.VECTORS, settings.vector_cache_path), (Repair.JUDGEMENTS, settings.judgement_cache_path)):
        if part in wanted:
            for suffix in ("", "-wal", "-shm"):
                path.with_name(path.name + suffix).unlink(missing_ok=True)
            yield f"{path} was removed; it fills again by itself"
    for finding in found:
        if finding.repair is Repair.MODELS:
            shutil.rmtree(finding.where)
            yield f"{finding.where} was removed; it is unpacked again when it is needed"
    if wanted & {Repair.INDEX, Repair.UPDATE}:
        try:
            with Store.open(settings.store_address, create=False) as store:
                yield _index(settings, store, rebuild=Repair.INDEX in wanted)
        except KutipanError as error:
            yield f"the index could not be made: {error}"


def _index(settings: Settings, store: Store, *, rebuild: bool) -> str:
    from indexer import build, encoders
    from indexer.annotate import Labeller
    from search.service import index_writer
    from search.writer import PATIENCE
    from webui.commands import terminal

    model = encoders.load(settings.encoder, settings.models_path)
    version = Labeller.load(settings.topics_path).version
    writer = index_writer(settings, model.fingerprint, model.dimensions, version, rebuild=rebuild, patience=PATIENCE)
    with terminal.progress("indexing") as progress:
        report = build.bring_up_to_date(store, writer, model, settings.vector_cache_path, progress=progress)
    return f"the index was {'made anew' if rebuild else 'brought up to date'}: {report.indexed:,} quotations"


def show(found: list[Finding], form: str) -> None:
    """Print findings, a line each: how bad, where, what, and what to do."""
    if form == "json":
        click.echo(json.dumps([asdict(finding) for finding in found], ensure_ascii=False, indent=2))
        return
    for finding in found:
        click.echo(f"{finding.severity.value}: {finding.where}: {finding.problem}; {finding.advice}")
    if not found:
        click.echo("nothing is wrong")
