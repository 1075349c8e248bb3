"""Follower, ingest by hand, server and readers at once: some seconds of what `make concurrency` does for ten minutes."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import concurrency, concurrency_end
from benchmarks.concurrency import Feeder, Meeting
from benchmarks.concurrency_material import EDITED, NEW, Publisher, Release
from benchmarks.concurrency_readers import Seen
from corpus.records import RawDocument
from corpus.settings import Settings
from corpus.store import Fault, Store
from indexer import build, encoders, pipeline
from indexer.annotate import Labeller
from search.service import index_writer

SECONDS = 6.0


def test_nobody_is_refused_and_nothing_is_lost(tmp_path: Path) -> None:
    met = concurrency.meet(tmp_path, SECONDS, workers=2, readers=2)
    assert met.faults == []
    assert min(met.follower.rounds, met.ingest.rounds) > 1
    assert {"search page", "search endpoint", "verify", "quotation"} <= set(met.seen.answers)
    assert len(met.published) == NEW * (met.follower.rounds + met.ingest.rounds)
    page = "\n".join(concurrency.report(met, {"processor": "a processor", "cores": "2"}))
    assert "no faults" in page


def test_editions_follow_each_other_and_the_same_seed_publishes_the_same() -> None:
    publisher, other = Publisher("warta", 7), Publisher("warta", 7)
    first, second = publisher.publish(), publisher.publish()
    assert [each.edition for each in first] == [1] * NEW
    assert sorted(each.edition for each in second) == [1] * NEW + [2] * EDITED
    assert (first, second) == (other.publish(), other.publish())
    texts = [release.text for release in (*first, *second)]
    assert len(set(texts)) == len(texts)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> tuple[Settings, dict[str, Release], Seen]:
    """A data folder that one feeder filled, with a report: what a meeting leaves, without the meeting."""
    settings = Settings(data=tmp_path_factory.mktemp("sound"), encoder="fake")
    publisher, labeller, seen = Publisher("berkas", 7), Labeller.load(None), Seen()
    with Store.open(settings.store_address) as store:
        for _ in range(2):
            raw = [
                RawDocument(text=each.text, title=each.title, id=each.key, location=each.key) for each in publisher.publish()
            ]
            pipeline.ingest(raw, store, labeller)
        quotation = next(store.all_views())
        store.report(quotation.id, Fault.OTHER, message="laporan 1")
        seen.reports["laporan 1"] = quotation.id
        model = encoders.load(settings.encoder, settings.models_path)
        writer = index_writer(settings, model.fingerprint, model.dimensions, labeller.version)
        build.bring_up_to_date(store, writer, model, settings.vector_cache_path)
    return settings, {release.title: release for release in publisher.releases.values()}, seen


def test_a_sound_folder_has_no_faults(folder: tuple[Settings, dict[str, Release], Seen]) -> None:
    assert list(concurrency_end.faults(*folder)) == []


Damage = Callable[[dict[str, Release], Seen], None]


def _another_edition(published: dict[str, Release], seen: Seen) -> None:
    title = min(published)
    published[title] = replace(published[title], edition=9)


def _never_published(published: dict[str, Release], seen: Seen) -> None:
    del published[min(published)]


def _lost(published: dict[str, Release], seen: Seen) -> None:
    published["Rilis lain"] = Release("lain-1", 1, ())


def _lost_report(published: dict[str, Release], seen: Seen) -> None:
    seen.reports["laporan 2"] = "x"


def _report_from_nowhere(published: dict[str, Release], seen: Seen) -> None:
    seen.reports.clear()


def _hidden(published: dict[str, Release], seen: Seen) -> None:
    seen.missing.update(seen.reports.values())


def _never_there(published: dict[str, Release], seen: Seen) -> None:
    seen.missing.add("tidak-ada")


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (_another_edition, "is not in its edition 9"),
        (_another_edition, "was published 9 times"),
        (_another_edition, "finds []"),
        (_never_published, "was never published"),
        (_lost, "'Rilis lain' is there 0 times"),
        (_lost_report, "'laporan 2' is kept 0 times"),
        (_report_from_nowhere, "'laporan 1' is kept 1 times"),
        (_hidden, "was not shown, and is there"),
        (_never_there, "was never withdrawn"),
    ],
)
def test_what_is_lost_or_there_twice_would_be_noticed(
    folder: tuple[Settings, dict[str, Release], Seen], damage: Damage, says: str
) -> None:
    settings, published, seen = folder
    changed, met = dict(published), Seen(reports=dict(seen.reports))
    damage(changed, met)
    assert says in "\n".join(concurrency_end.faults(settings, changed, met))


@pytest.mark.parametrize(
    ("program", "faults", "waited"),
    [
        ("print('12 added')", 0, 0),
        ("import sys; sys.stderr.write('another process is writing to x: waiting until it has finished')", 0, 1),
        ("import sys; sys.stderr.write('kutipan: the index stays behind: x')", 1, 0),
        ("import sys; sys.stderr.write('store x: another process has written to it for over 30 seconds')", 1, 0),
        ("raise SystemExit(1)", 1, 0),
        ("1 / 0", 1, 0),
    ],
)
def test_what_a_command_says_decides(program: str, faults: int, waited: int) -> None:
    shown: list[list[Release]] = []
    feeder = Feeder(Publisher("berkas", 7), shown.append, [[sys.executable, "-c", program]])
    feeder.feed()
    assert (len(feeder.faults), feeder.waited, feeder.rounds, len(shown)) == (faults, waited, 1, 1)


def test_a_report_of_a_meeting_shows_its_faults(tmp_path: Path) -> None:
    feeder = Feeder(Publisher("berkas", 7), lambda news: None, [])
    stop = threading.Event()
    stop.set()
    feeder.feed_until(stop)
    met = Meeting(seconds=60.0, follower=feeder, ingest=feeder, seen=Seen(), faults=["search: lost"])
    page = "\n".join(concurrency.report(met, {"processor": "a processor", "cores": "2"}))
    assert "1 faults" in page
    assert "- **fault**: search: lost" in page
    assert json.dumps(page)
