"""`kutipan follow`: rounds through the sources of `sources.toml`, once or as a daemon, one process at a time."""

from __future__ import annotations

import datetime as dt
import json
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from corpus import logs
from corpus.errors import ConfigurationError, KutipanError
from corpus.settings import Settings

if TYPE_CHECKING:
    from corpus.following import FollowPlan
    from corpus.store import Store
    from indexer.annotate import Labeller
    from indexer.pipeline import IngestReport

LONGEST_NAP = 60.0
"""Seconds after which the daemon looks at its plan again: an edited sources.toml is in force within a minute."""


INDEX_PATIENCE = 60.0
"""Seconds that a round waits for another writer of the index, such as `kutipan index`: after a longer one the next round goes
on, and SIGTERM is heeded within a minute."""


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--sources", "path", type=click.Path(path_type=Path), help="The plan (default: sources.toml in the data folder).")
@click.option("--source", "names", multiple=True, metavar="NAME", help="Only this source, due or not; repeats.")
@click.option("--daemon", is_flag=True, help="Go on for ever, each source at its interval, until SIGTERM or Ctrl-C.")
@click.option("--index/--no-index", "indexing", default=True, help="Bring the index up to date after each round with news.")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", help="Form of the reports.")
@click.pass_obj
def follow(settings: Settings, path: Path | None, names: tuple[str, ...], daemon: bool, indexing: bool, form: str) -> None:
    """Fetch what followed sources have published or edited since the last round.

    Without --daemon, one round through each source that is due, for a timer to start. What fails is noted, shown by
    `kutipan status`, and tried again; the other sources go on (exit code 1). docs/following.md tells how to write the plan.
    """
    from corpus.following import read_plan
    from corpus.opening import open_store
    from indexer import following
    from indexer.annotate import Labeller

    place = path or settings.data / "sources.toml"
    plan = read_plan(place)
    if unknown := sorted(set(names) - {source.name for source in plan.sources}):
        raise ConfigurationError(f"{place} has no source called {unknown[0]!r}; name one of its tables")
    failed = False
    with open_store(settings, create=True) as store, _alone(settings.data / "follow.lock"), _until_stopped() as stop:
        labeller = Labeller.load(settings.topics_path)
        clients = following.clients(plan)
        while True:
            now = dt.datetime.now(dt.UTC)
            waiting = (
                [source for source in plan.sources if source.name in names]
                if names
                else following.due(plan, store.followed(), now)
            )
            news = False
            for source in waiting:
                if stop.is_set():
                    break
                report = following.follow(source, store, labeller, clients(source))
                _show(source.name, report, form)
                failed = failed or report.error is not None or bool(report.rejected)
                news = news or report.outcomes.total() > 0
            if waiting and indexing and not stop.is_set() and (news or _behind(settings, store)):
                _index(settings, store, labeller)
            if not daemon:
                break
            names = ()
            if stop.wait(_nap(plan, store)):
                break
            plan = _read_again(place, plan)
    if failed and not daemon:
        click.get_current_context().exit(1)


def _nap(plan: FollowPlan, store: Store) -> float:
    """Return the seconds until the next round is due, LONGEST_NAP at most."""
    from indexer.following import next_round

    started = {source.name: source.started_at for source in store.followed()}
    soonest = min(next_round(source, started.get(source.name)) for source in plan.sources)
    wait = (soonest - dt.datetime.now(dt.UTC)).total_seconds()
    return min(max(wait, 1.0), LONGEST_NAP)


def _read_again(place: Path, plan: FollowPlan) -> FollowPlan:
    """Return the plan as it is now; a broken edit is reported, and the plan before it stays in force."""
    from corpus.following import read_plan

    try:
        return read_plan(place)
    except ConfigurationError as error:
        click.echo(f"kutipan: {error}; the plan before it stays in force", err=True)
        return plan


def _behind(settings: Settings, store: Store) -> bool:
    """Tell whether an earlier round could not bring the index up to date, or was ended before."""
    from search import manifest

    try:
        return manifest.read(settings.index_path).position < store.position
    except KutipanError:
        return store.position > 0


def _index(settings: Settings, store: Store, labeller: Labeller) -> None:
    """Bring the index up to date; that it fails must not end a daemon, since the next round tries again."""
    from indexer import build, encoders
    from search.service import index_writer
    from webui.commands import terminal

    model = encoders.load(settings.encoder, settings.models_path)
    try:
        writer = index_writer(
            settings,
            model.fingerprint,
            model.dimensions,
            labeller.version,
            notify=lambda said: click.echo(said, err=True),
            patience=INDEX_PATIENCE,
        )
        report = build.bring_up_to_date(store, writer, model, settings.vector_cache_path)
        logs.event("index up to date", **report.counts())
    except KutipanError as error:
        terminal.complain("index stays behind", str(error), f"the index stays behind: {error}")


def _show(name: str, report: IngestReport, form: str) -> None:
    """Print what a round brought."""
    from webui.commands import terminal

    counts: dict[str, Any] = {**report.counts(), **report.pages}
    if form == "json":
        rejections = [terminal.rejection(each) for each in report.rejected]
        whole = {"source": name, **counts, "error": report.error, "rejections": rejections, **report.as_fields()}
        click.echo(json.dumps(whole, ensure_ascii=False))
        return
    said = ", ".join(f"{number:,} {word}" for word, number in counts.items() if number) or "nothing new"
    click.echo(f"{name}: {said}" if report.error is None else f"{name}: FAILED: {report.error} ({said})")
    terminal.show_reasons(report)
    terminal.list_rejected(report.rejected)


@contextmanager
def _until_stopped() -> Iterator[threading.Event]:
    """Give an event that SIGTERM sets: the source being read is finished first, so that nothing is fetched for nothing."""
    stop = threading.Event()
    before = signal.signal(signal.SIGTERM, lambda number, frame: stop.set())
    try:
        yield stop
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Hold the followers' lock, which goes with the process. Raises ConfigurationError where it is held."""
    from whoosh.util.filelock import FileLock

    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(str(path))
    if not lock.acquire():
        raise ConfigurationError(f"{path} is held by another `kutipan follow`, which does this already: let it work, or end it")
    try:
        yield
    finally:
        lock.release()
