"""`python -m benchmarks.concurrency`: a follower, an ingest by hand, four server processes and their readers, all at once.

The follower runs `kutipan follow` on a site on loopback, the other feeder `kutipan ingest` and `kutipan index` on a file,
again and again, each with new and edited releases; readers meanwhile search, verify, open and report through the server.
Nobody may be refused, and in the end each release must be there once in its last edition, each quotation found, each report
kept (`benchmarks.concurrency_end`). Vectors are made by the fake encoder: the work of a real one would only slow the meeting.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import concurrency_end, machine
from benchmarks.concurrency_material import Publisher, Release
from benchmarks.concurrency_readers import Reader, Seen
from benchmarks.concurrency_site import Site, site
from benchmarks.sections import put_section
from benchmarks.serving import server
from corpus.settings import Settings

MINUTES = 10.0
WORKERS = READERS = 4
SEED = 20_240_214
MORE_FAULTS = 20  # of which a report shows
ENCODER = "fake"

FORBIDDEN = re.compile(
    r"Traceback|locked|another process has|wait until|stays behind|FAILED|Error\b|\bCRITICAL\b", re.IGNORECASE
)
"""Of what a command or the server says: a failure, or a lock that somebody is bothered with."""


@dataclass(slots=True)
class Feeder:
    """Publishes and takes in, round after round; `commands` are run after each publication."""

    publisher: Publisher
    show: Callable[[list[Release]], None]
    commands: Sequence[Sequence[str]]
    rounds: int = 0
    waited: int = 0
    faults: list[str] = field(default_factory=list)

    def feed(self) -> None:
        """Go one round."""
        self.show(self.publisher.publish())
        for command in self.commands:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            self.waited += "waiting until" in done.stderr
            said = done.stdout + done.stderr
            if done.returncode or FORBIDDEN.search(said.replace("waiting until it has finished", "")):
                self.faults.append(f"{' '.join(command[-3:])} ended with {done.returncode}: {said[-500:]}")
        self.rounds += 1

    def feed_until(self, stop: threading.Event) -> None:
        """Go on until told to stop, and finish the round."""
        while not stop.is_set():
            self.feed()


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """What took place, and what was wrong."""

    seconds: float
    follower: Feeder
    ingest: Feeder
    seen: Seen
    faults: Sequence[str]

    @property
    def published(self) -> Mapping[str, Release]:
        """All releases in their last edition by title."""
        both = (*self.follower.publisher.releases.values(), *self.ingest.publisher.releases.values())
        return {release.title: release for release in both}


def main(given: Sequence[str] | None = None) -> int:
    """Let them meet, and print what came of it; 1 when anything was wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.concurrency", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=MINUTES)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--markdown", type=Path, help="put the figures into this page")
    chosen = parser.parse_args(given)
    facts = machine.facts()
    with tempfile.TemporaryDirectory(prefix="kutipan-meeting-") as folder:
        met = meet(Path(folder), 60 * chosen.minutes, chosen.seed)
    lines = list(report(met, facts))
    if chosen.markdown:
        put_section(chosen.markdown, "At the same time", lines)
    print("\n".join(lines))
    return 1 if met.faults else 0


def meet(folder: Path, seconds: float, seed: int = SEED, *, workers: int = WORKERS, readers: int = READERS) -> Meeting:
    """Feed, serve and read a new data folder for so long; then look at what it holds."""
    settings = Settings(data=folder / "data", encoder=ENCODER)
    chosen = {"KUTIPAN_ENCODER": ENCODER, "KUTIPAN_RATE_LIMIT": "0", "KUTIPAN_RATE_LIMIT_MEANING": "0", "KUTIPAN_PROXIES": "1"}
    given = [f"{name}={value}" for name, value in {**chosen, "KUTIPAN_WORKERS": workers}.items()]
    kutipan = ["env", *given, sys.executable, "-m", "kutipan", "--data", str(settings.data)]
    seen = Seen()
    with site() as shown:
        feeders = _feeders(folder, settings, kutipan, shown, seed)
        for feeder in feeders:
            feeder.feed()  # a server needs something to serve
        began = time.monotonic()
        said = _serve_and_feed(folder, kutipan, feeders, seen, seconds, readers)
        took = time.monotonic() - began
    found = [*(fault for feeder in feeders for fault in feeder.faults), *seen.faults]
    if FORBIDDEN.search(said):
        found.append(f"the server said: {said[-1000:]}")
    met = Meeting(seconds=took, follower=feeders[0], ingest=feeders[1], seen=seen, faults=found)
    found += concurrency_end.faults(settings, met.published, seen)
    return met


def report(met: Meeting, facts: Mapping[str, str]) -> Iterator[str]:
    """Yield the lines of a page."""
    yield (
        f"One follower, one ingest by hand, {WORKERS} server processes and {READERS} readers, for "
        f"{met.seconds / 60:.1f} minutes (`make concurrency`): {len(met.faults) or 'no'} faults."
    )
    yield ""
    yield from (f"- **fault**: {fault}" for fault in met.faults[:MORE_FAULTS])
    editions = sum(release.edition for release in met.published.values())
    yield f"- releases: {len(met.published):,}, each there once in its last edition; editions kept: {editions:,}"
    for name, feeder in (("follow", met.follower), ("ingest and index", met.ingest)):
        yield f"- `{name}`: {feeder.rounds} rounds, {feeder.waited} of which waited for the other's lock on the index"
    yield f"- answers: {_counted(met.seen.answers)}"
    yield f"- reports received and kept: {len(met.seen.reports):,}"
    yield f"- machine: {facts['processor']}, cores: {facts['cores']}; fake encoder"


def _counted(counts: Counter[str]) -> str:
    return ", ".join(f"{number:,} {name}" for name, number in counts.most_common())


def _feeders(folder: Path, settings: Settings, kutipan: Sequence[str], shown: Site, seed: int) -> tuple[Feeder, Feeder]:
    settings.data.mkdir(parents=True)
    plan = f'contact = "redaksi@kabar.example"\n[sources.warta]\nkind = "feed"\nurl = "{shown.url}/feed"\n'
    (settings.data / "sources.toml").write_text(plan + "allow_private = true\npause = 0\n", encoding="utf-8")
    file = folder / "berkas.jsonl"
    by_hand = Publisher("berkas", seed)

    def write(news: list[Release]) -> None:
        lines = [{"id": each.key, "title": each.title, "text": each.text} for each in by_hand.releases.values()]
        file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")

    follow = Feeder(Publisher("warta", seed), shown.publish, [[*kutipan, "follow", "--source", "warta"]])
    ingest = Feeder(by_hand, write, [[*kutipan, "ingest", "--workers", "1", str(file)], [*kutipan, "index"]])
    return follow, ingest


def _serve_and_feed(
    folder: Path, kutipan: Sequence[str], feeders: Sequence[Feeder], seen: Seen, seconds: float, readers: int
) -> str:
    """Let all work for so long and end in good order; return what the server said."""
    stop, fed = threading.Event(), threading.Event()
    log = folder / "server.log"
    with log.open("w", encoding="utf-8") as errors, server(kutipan, errors) as (connection, _):
        address = (connection.host, connection.port)
        reading = [threading.Thread(target=Reader(address, number, seen).read, args=(fed,)) for number in range(readers)]
        feeding = [threading.Thread(target=feeder.feed_until, args=(stop,)) for feeder in feeders]
        for thread in (*reading, *feeding):
            thread.start()
        try:
            time.sleep(seconds)
        finally:
            stop.set()
            for thread in feeding:
                thread.join()
            fed.set()  # readers see the last round out
            for thread in reading:
                thread.join()
    return log.read_text(encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
