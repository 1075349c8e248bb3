"""A seed -> one run: begin, be killed or fail, begin again, and compare. What a run does follows from its seed alone.

When a kill strikes is drawn as a share of the time that an undisturbed run took, so the same seed strikes at about the same
place, and where exactly is the machine's affair.
"""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.faults import children, failing, material
from benchmarks.faults.children import Child, End, Ending
from benchmarks.faults.comparing import Holding, differences, held
from benchmarks.faults.failing import Fault
from benchmarks.faults.work import Say, ingest_and_index, read_all
from benchmarks.serving import index_bytes
from corpus.settings import Settings
from indexer.annotate import Labeller
from indexer.encoders.fake import FakeEncoder

ENGINES = ("tantivy", "whoosh")
STARTS = ("empty", "earlier")  # an empty folder, or one that holds the first edition, over which the second one goes
KILLS = (1, 1, 1, 2, 3)
TRIES = 10  # to strike while the work goes on, or to fail it
MATERIAL_SEED = 20_240_214
SHOWN = 10  # differences of a run


@dataclass(frozen=True, slots=True, kw_only=True)
class Undisturbed:
    """What a run without a fault takes and leaves, for one engine and one start."""

    seconds: float
    holding: Holding
    growth: int  # bytes that the folder needs beside those that it has
    largest_file: int
    store_pages: tuple[int, int]
    own_calls: dict[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one run. `struck` is where each kill or the fault met it; `problems` is what differs in the end."""

    seed: int
    kind: str
    engine: str
    start: str
    struck: list[str] = field(default_factory=list)
    fault: str = ""
    ended: str = ""
    said: str = ""
    problems: list[str] = field(default_factory=list)

    def record(self) -> dict[str, Any]:
        """Return it for JSON."""
        return asdict(self)


class Harness:
    """The material and the undisturbed runs, from which every disturbed one is made. Fork-safe: it starts no thread."""

    def __init__(self, folder: Path, documents: int) -> None:
        self._folder = folder
        self._labeller, self._encoder = Labeller.load(None), FakeEncoder()
        for edition in (1, 2):
            material.write(folder / f"edition-{edition}", documents, MATERIAL_SEED, edition=edition)
        self._read = read_all([folder / "edition-1", folder / "edition-2"], self._labeller)
        self.possible = failing.possible()
        self._known: dict[tuple[str, str], Undisturbed] = {}
        self._calls: dict[tuple[str, str], dict[str, int]] = {}

    def killed(self, seed: int) -> Result:
        """Kill a run at one or more random moments, begin it again, and compare."""
        chance, engine, start = _drawn(seed)
        wanted = self._undisturbed(engine, start)
        struck: list[str] = []
        length = wanted.seconds
        for _ in range(TRIES):
            with self._place(engine, start) as settings:
                left = 1.0
                for _ in range(chance.choice(KILLS)):
                    moment = chance.uniform(0, left)
                    ending = self._work(settings, start, kill_after=moment * length)
                    if ending.end is not End.KILLED:
                        break
                    struck.append(ending.stage.value)
                    left -= moment  # what was finished is not done again
                else:
                    ending = self._work(settings, start)
                if struck or ending.end is not End.DONE:
                    return self._judged(
                        settings, Result(seed=seed, kind="kill", engine=engine, start=start, struck=struck), ending
                    )
                length = ending.seconds  # too late: the machine has less other work than when this was measured
        return Result(seed=seed, kind="kill", engine=engine, start=start, problems=["every kill came too late"])

    def failed(self, seed: int, kinds: tuple[Fault, ...] | None = None) -> Result:
        """Let a run's disk fail, begin it again without the fault, and compare."""
        chance, engine, start = _drawn(seed)
        kinds = kinds or self.possible
        kind = kinds[seed % len(kinds)]
        result = Result(seed=seed, kind="fault", engine=engine, start=start, fault=kind)
        for attempt in range(TRIES):
            with self._failing(kind, chance, engine, start) as (settings, ending, what):
                if ending.end is End.DONE and attempt < TRIES - 1:
                    continue  # the fault met nothing, or only what can be done without
                final = self._work(settings, start)
                result = Result(
                    **{
                        **asdict(result),
                        "struck": [ending.stage.value],
                        "fault": what,
                        "ended": ending.end,
                        "said": str(ending.said or ""),
                    }
                )
                if ending.end is End.CRASHED:
                    result.problems.append(f"crashed instead of a sentence: {ending.said}")
                return self._judged(settings, result, final)
        raise AssertionError("unreachable")

    @contextmanager
    def _failing(self, kind: Fault, chance: random.Random, engine: str, start: str) -> Iterator[tuple[Settings, Ending, str]]:
        """Yield the settings of a run whose disk failed, how it ended, and what failed; the disk is whole again."""
        usual = self._undisturbed(engine, start)
        error = chance.choice(sorted(failing.ERRORS))
        share = chance.random()
        lasting = error == "ENOSPC"  # a full disk stays full; a bad block may be read the next time
        with ExitStack() as stack:
            if kind is Fault.SMALL_DISK:
                disk = stack.enter_context(failing.small_disk(failing.ROOMY))
                settings = stack.enter_context(self._place(engine, start, disk))
                size = failing.shrink(disk, int(share * usual.growth))
                ending = self._work(settings, start)
                failing.resize(disk, failing.ROOMY)
                yield settings, ending, f"{kind}: {size}"
                return
            settings = stack.enter_context(self._place(engine, start))
            if kind is Fault.FILE_LIMIT:
                limit = int(share * usual.largest_file)
                yield settings, self._work(settings, start, arm=lambda: failing.limit_files(limit)), f"{kind}: {limit} bytes"
            elif kind is Fault.STORE_LIMIT:
                first, last = usual.store_pages
                pages = first + int(share * (last - first))
                yield settings, self._work(settings, start, arm=lambda: failing.limit_store(pages)), f"{kind}: {pages} pages"
            elif kind is Fault.OWN_CALL:
                name = chance.choice(sorted(usual.own_calls))
                number = 1 + int(share * usual.own_calls[name])
                calls = failing.OwnCalls(name, number, error, lasting=lasting)
                yield settings, self._work(settings, start, arm=calls.arm), f"{kind}: {name} {number} {error}"
            else:
                calls_made = self._system_calls(engine, start)
                name = chance.choice(sorted(calls_made))
                number = 1 + int(share * calls_made[name])
                when = f"inject={name}:error={error}:when={number}{'+' if lasting else ''}"
                ending = self._work(settings, start, trace=[f"trace={name}", when])
                yield settings, ending, f"{kind}: {name} {number} {error}"

    def _judged(self, settings: Settings, result: Result, final: Ending) -> Result:
        """Add to a result what is wrong with the folder that it left."""
        if final.end is not End.DONE:
            result.problems.append(f"the run after it {final.end.value}, {final.stage.value}: {final.said}")
            return result
        wanted = self._undisturbed(result.engine, result.start).holding
        answer = children.run(lambda say: list(differences(settings, wanted))[:SHOWN])
        result.problems.extend(answer.said if answer.end is End.DONE else [f"comparing {answer.end.value}: {answer.said}"])
        return result

    def _work(
        self,
        settings: Settings,
        start: str,
        *,
        kill_after: float | None = None,
        arm: Callable[[], None] = lambda: None,
        answer: Callable[[], Any] = lambda: None,
        trace: list[str] | None = None,
        output: Path = Path(os.devnull),
    ) -> Ending:
        corpus = self._folder / ("edition-1" if start == "empty" else "edition-2")

        def task(say: Say) -> Any:
            ingest_and_index(settings, corpus, self._labeller, self._encoder, self._read, say)
            return answer()

        child = Child(task, arm)
        with failing.traced(child.process, trace, output) if trace else nullcontext():
            child.go()
            return child.wait(kill_after)

    @contextmanager
    def _place(self, engine: str, start: str, inside: Path | None = None) -> Iterator[Settings]:
        """Yield settings with a data folder of the run's own, empty or a copy of what the first edition left."""
        with tempfile.TemporaryDirectory(prefix="run-", dir=inside or self._folder) as folder:
            settings = Settings(data=Path(folder) / "data", engine=engine, encoder="fake", semantic_floor=1.0)
            if start == "earlier":
                shutil.copytree(self._folder / f"earlier-{engine}", settings.data)
            yield settings

    def _undisturbed(self, engine: str, start: str) -> Undisturbed:
        """Run once without a fault; what an empty folder comes to is what runs over an earlier edition begin with."""
        if (engine, start) not in self._known:
            if start == "earlier":
                self._undisturbed(engine, "empty")
            with self._place(engine, start) as settings:
                begins, first = index_bytes(settings.data), _pages(settings)
                counter = failing.OwnCalls()
                ending = _finished(self._work(settings, start, arm=counter.arm, answer=lambda: dict(counter.seen)))
                ends, last = index_bytes(settings.data), _pages(settings)
                self._known[engine, start] = Undisturbed(
                    seconds=ending.seconds,
                    holding=held(settings),
                    # An index that is rewritten needs room for both.
                    growth=max(ends - begins, ends // 2),
                    largest_file=max(path.stat().st_size for path in settings.data.rglob("*") if path.is_file()),
                    store_pages=(first, last),
                    own_calls=ending.said,
                )
                if start == "empty":
                    shutil.copytree(settings.data, self._folder / f"earlier-{engine}")
        return self._known[engine, start]

    def _system_calls(self, engine: str, start: str) -> dict[str, int]:
        """Run once without a fault under strace; return how often each call that may fail is made."""
        if (engine, start) not in self._calls:
            output = self._folder / "calls.txt"
            with self._place(engine, start) as settings:
                trace = [f"trace={','.join(failing.SYSTEM_CALLS)}"]
                _finished(self._work(settings, start, trace=trace, output=output))
            self._calls[engine, start] = failing.system_calls(output)
        return self._calls[engine, start]


def _drawn(seed: int) -> tuple[random.Random, str, str]:
    chance = random.Random(seed)
    return chance, chance.choice(ENGINES), chance.choice(STARTS)


def _finished(ending: Ending) -> Ending:
    if ending.end is not End.DONE:
        raise RuntimeError(f"a run without a fault {ending.end.value}, {ending.stage.value}: {ending.said}")
    return ending


def _pages(settings: Settings) -> int:
    """Return the pages of the store; about: what lies in the log beside it counts as well."""
    return sum(path.stat().st_size for path in settings.data.glob("store.sqlite*")) // 4096
