"""Nothing stored is lost: not by an exception, a killed process, a second writer, a follower that reads meanwhile."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import psutil
import pytest
import sqlalchemy as sa

from corpus.store import Store, opening
from tests.corpus.statements import statement

BATCHES = 8
# From Python 3.12 on, forking warns where any library of the test run has started threads; these children use none of them.
FORKS = pytest.mark.filterwarnings("ignore:This process .* is multi-threaded:DeprecationWarning")
SPAWN = multiprocessing.get_context("spawn")


def _stop_at_the_change_log(engine: sa.Engine, stop: Any) -> None:
    """Call `stop` late in a write: when documents and quotations are written and their changes are not."""

    @sa.event.listens_for(engine, "before_cursor_execute")
    def listen(connection: Any, cursor: Any, text: str, *rest: Any) -> None:
        if text.startswith("INSERT INTO changes"):
            stop()


def _write(url: str, writer: int) -> int:
    with Store.open(url) as store:
        for batch in range(BATCHES):
            store.put_many(statement(f"w{writer}-{batch}-{number}", ["Sama.", f"Lain {batch}."]) for number in range(5))
            # Both writers also revise one document in turn.
            store.put(statement("shared", [f"Dari {writer}, kali {batch}."]))
    return writer


def _die_writing(url: str) -> None:
    engine = opening.open_engine(url, create=False)
    _stop_at_the_change_log(engine, lambda: os.kill(os.getpid(), signal.SIGKILL))
    Store(engine).put_many([statement("a", ["Baru."]), statement("b")])


def test_an_exception_in_the_middle_leaves_the_old_state(store_url: str) -> None:
    def fail() -> None:
        raise KeyboardInterrupt

    with Store.open(store_url) as store:
        store.put(statement("a", ["Lama."]))
        before, views = store.counts(), list(store.all_views())
        engine = opening.open_engine(store_url, create=False)
        _stop_at_the_change_log(engine, fail)
        with pytest.raises(KeyboardInterrupt):
            Store(engine).put_many([statement("a", ["Baru."]), statement("b")])
        engine.dispose()
        assert (store.counts(), list(store.all_views())) == (before, views)
        assert len(store.revisions("a")) == 1
        store.put(statement("b"))


def test_input_that_fails_halfway_writes_nothing(store: Store) -> None:
    def pipeline() -> Iterator[Any]:
        yield statement("a")
        raise RuntimeError("annotation failed")

    with pytest.raises(RuntimeError, match="annotation failed"):
        store.put_many(pipeline())
    assert store.counts().documents == 0


def test_a_killed_process_leaves_the_old_state(store_url: str) -> None:
    with Store.open(store_url) as store:
        store.put(statement("a", ["Lama."]))
        before, views = store.counts(), list(store.all_views())
    process = SPAWN.Process(target=_die_writing, args=(store_url,))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    with Store.open(store_url) as store:
        assert (store.counts(), list(store.all_views())) == (before, views)
        store.put_many([statement("a", ["Baru."]), statement("b")])
        assert store.counts().documents == 2


def test_two_writers_take_turns_and_a_follower_misses_nothing(store_url: str) -> None:
    """The store is not even made yet when both processes open it."""
    held: dict[str, object] = {}
    done = threading.Event()
    read: list[int] = []

    def follow(store: Store) -> None:
        position = 0
        while True:
            last_look = done.is_set()
            while batch := store.changes_since(position, 7):
                for change in batch:
                    held.pop(change.quotation_id, None)
                    if change.view:
                        held[change.quotation_id] = change.view
                position = batch[-1].position
                read.append(position)
            if last_look:
                return

    with ProcessPoolExecutor(2, mp_context=SPAWN) as pool:
        writers = [pool.submit(_write, store_url, writer) for writer in range(2)]
        with Store.open(store_url) as store:
            follower = threading.Thread(target=follow, args=(store,))
            follower.start()
            try:
                assert sorted(writer.result() for writer in writers) == [0, 1]
            finally:
                done.set()
                follower.join()
            assert held == {view.id: view for view in store.all_views()}
            assert read[-1] == store.position
            assert store.counts().documents == 2 * BATCHES * 5 + 1
            assert len(store.revisions("shared")) == 2 * BATCHES


def test_positions_are_those_of_the_commits_without_gaps(store_url: str) -> None:
    """A writer that holds the lock keeps the next one from taking positions, and a reader from nothing."""
    with Store.open(store_url) as store:
        store.put(statement("a", ["Satu."]))
        engine = opening.open_engine(store_url, create=False)
        entered, go_on = threading.Event(), threading.Event()

        def pause() -> None:
            entered.set()
            go_on.wait()

        _stop_at_the_change_log(engine, pause)
        slow = threading.Thread(target=Store(engine).put, args=(statement("b", ["Dua."]),))
        slow.start()
        entered.wait()
        quick = threading.Thread(target=store.put, args=(statement("c", ["Tiga."]),))
        quick.start()
        quick.join(0.2)
        try:
            assert quick.is_alive()
            assert store.position == 1
        finally:
            go_on.set()
            slow.join()
            quick.join()
            engine.dispose()
        texts = [change.view.text for change in store.changes_since(0) if change.view]
        assert texts == ["Satu.", "Dua.", "Tiga."]
        assert [change.position for change in store.changes_since(0)] == [1, 2, 3]


def _serve(store: Store, worker: int, answers: Any) -> None:
    for number in range(5):
        store.put(statement(f"w{worker}-{number}"))
    answers.put(len(list(store.all_views())))


@FORKS
def test_forked_server_processes_share_a_store_but_no_connection(store: Store) -> None:
    store.put(statement("a"))
    context = multiprocessing.get_context("fork")
    answers = context.Queue()
    workers = [context.Process(target=_serve, args=(store, worker, answers)) for worker in range(3)]
    for worker in workers:
        worker.start()
        store.put(statement("a", [f"Kali {worker.name}."]))
    assert all(answers.get() >= 6 for _ in workers)
    for worker in workers:
        worker.join()
    assert store.counts().documents == 16
    assert len(store.revisions("a")) == 4


@FORKS
def test_no_connection_is_open_when_a_process_forks(tmp_path: Path) -> None:
    """SQLite would take the locks of an inherited connection for the child's own."""
    path = tmp_path / "store.sqlite"
    with Store.open(f"sqlite:///{path}") as store:
        assert path in _open_files()
        process = os.fork()
        if process == 0:
            os._exit(int(path in _open_files()))
        assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0
        assert store.counts().documents == 0


def _open_files() -> set[Path]:
    return {Path(found.path) for found in psutil.Process().open_files()}
