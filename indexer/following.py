"""Followed sources -> the store: one round through each that is due, as one run of the pipeline."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from corpus import logs
from corpus.errors import KutipanError
from corpus.fetching import Client
from corpus.following import FollowPlan, SourcePlan, open_round
from corpus.store import FollowedSource, Store
from indexer import pipeline
from indexer.annotate import Labeller
from indexer.pipeline import IngestReport

BATCH = 20
"""Documents in one transaction: at a page a second, whoever is killed has fetched twenty pages for nothing."""


def follow(plan: SourcePlan, store: Store, labeller: Labeller, client: Client) -> IngestReport:
    """Go one round through a source and return what it brought; why it failed is in the store and in the report's `error`.

    What was read before a failure is stored, and the next round goes on from there.
    """
    known = store.start_round(plan.name, plan.kind, plan.address)
    opened = open_round(plan, known, client, store)
    report = IngestReport()
    error: str | None = None

    def stored(so_far: IngestReport) -> None:
        nonlocal report
        report = so_far
        opened.commit()

    try:
        report = pipeline.ingest(opened, store, labeller, command=f"follow {plan.name}", batch=BATCH, on_batch=stored)
        opened.commit()
    except KutipanError as failure:
        error = str(failure)
        logs.failure("source failed", source=plan.name, reason=error)
    finally:
        counts = report.counts() | dict(opened.counts) | {"errors": int(error is not None)}
        store.finish_round(plan.name, {name: count for name, count in counts.items() if count}, error)
    report.error = error
    report.pages = opened.counts
    return report


def due(plan: FollowPlan, known: Sequence[FollowedSource], now: dt.datetime) -> list[SourcePlan]:
    """Return the sources whose next round should have begun, the longest waiting first."""
    started = {source.name: source.started_at for source in known}
    waiting = [(next_round(source, started.get(source.name)), source) for source in plan.sources]
    return [source for moment, source in sorted(waiting, key=lambda pair: pair[0]) if moment <= now]


def next_round(plan: SourcePlan, started_at: dt.datetime | None) -> dt.datetime:
    """Return when the next round through a source begins; long ago for one that was never followed."""
    return dt.datetime.min.replace(tzinfo=dt.UTC) if started_at is None else started_at + plan.every


def clients(plan: FollowPlan) -> Callable[[SourcePlan], Client]:
    """Return a function that gives a source its client; sources with the same manners share one, and so its pauses."""
    made: dict[tuple[float, bool], Client] = {}

    def client(source: SourcePlan) -> Client:
        manners = (source.pause, source.allow_private)
        if manners not in made:
            made[manners] = Client(plan.agent, pause=source.pause, allow_private=source.allow_private)
        return made[manners]

    return client
