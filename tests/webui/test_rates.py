"""The even rate: never more than the budget in any window, whoever counts, in however many processes and threads."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webui.rates import PROBED, Budget, Counter

TEN = Budget(name="ten", quota=10, window=60)
TWO = Budget(name="two", quota=2, window=60)


class Clock:
    """A clock that is set by hand."""

    now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_a_budget_is_used_up_and_comes_back_evenly() -> None:
    clock = Clock()
    counter = Counter(64, clock)
    left = [counter.take("a", [(TEN, 1)])[0] for _ in range(11)]
    assert [balance.remaining for balance in left] == [9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0]
    assert [balance.wait for balance in left] == [0] * 10 + [6]
    assert left[-1].reset == 60
    clock.now += 5.9
    assert counter.take("a", [(TEN, 1)])[0].wait == 1
    clock.now += 0.2
    assert counter.take("a", [(TEN, 1)])[0].wait == 0
    assert counter.take("a", [(TEN, 1)])[0].wait == 6
    clock.now += 3_600
    assert counter.take("a", [(TEN, 1)])[0].remaining == 9


def test_addresses_do_not_share() -> None:
    counter = Counter(64, Clock())
    for _ in range(10):
        counter.take("a", [(TEN, 1)])
    assert counter.take("a", [(TEN, 1)])[0].wait
    assert counter.take("b", [(TEN, 1)])[0].remaining == 9


def test_of_several_budgets_all_is_taken_or_nothing() -> None:
    counter = Counter(64, Clock())
    for _ in range(2):
        counter.take("a", [(TEN, 1), (TWO, 1)])
    ten, two = counter.take("a", [(TEN, 1), (TWO, 1)])
    assert (ten.wait, ten.remaining) == (0, 8)
    assert (two.wait, two.remaining) == (30, 0)
    assert counter.take("a", [(TEN, 1)])[0].remaining == 7


def test_what_costs_more_than_is_left_waits_for_all_of_it() -> None:
    clock = Clock()
    counter = Counter(64, clock)
    assert counter.take("a", [(TEN, 8)])[0].remaining == 2
    assert counter.take("a", [(TEN, 8)])[0].wait == 36
    clock.now += 36
    assert counter.take("a", [(TEN, 8)])[0].remaining == 0


@given(st.lists(st.floats(0, 30), max_size=60))
def test_no_window_lets_in_more_than_a_burst_and_what_is_earned(pauses: Sequence[float]) -> None:
    clock = Clock()
    counter = Counter(64, clock)
    let_in: list[float] = []
    for pause in pauses:
        clock.now += pause
        if not counter.take("a", [(TEN, 1)])[0].wait:
            let_in.append(clock.now)
    for start in let_in:
        within = [at for at in let_in if start <= at <= start + TEN.window]
        assert len(within) <= 2 * TEN.quota


@given(st.lists(st.sampled_from("abcdefgh"), min_size=1, max_size=40))
def test_budgets_keep_apart_in_the_smallest_of_tables(asked: Sequence[str]) -> None:
    """Both budgets of a request may fall on one free place; neither may take the other's."""
    counter = Counter(2 * PROBED, Clock())
    spent: dict[str, int] = {}
    for key in asked:
        ten, two = counter.take(key, [(TEN, 1), (TWO, 1)])
        spent[key] = min(2, spent.get(key, 0) + 1)
        assert (ten.remaining, two.remaining) == (10 - spent[key], 2 - spent[key])


def test_a_full_table_gives_up_what_is_soonest_forgotten() -> None:
    counter = Counter(PROBED, Clock())
    for number in range(PROBED):
        counter.take(f"heavy {number}", [(TEN, 9)])
    assert counter.take("new", [(TEN, 1)])[0].remaining == 9
    heavy = [counter.take(f"heavy {number}", [(TEN, 2)])[0].wait > 0 for number in range(1, PROBED)]
    assert sum(heavy) >= PROBED - 3


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are forked")
def test_processes_and_threads_count_together() -> None:
    counter = Counter(64)
    budget = Budget(name="hour", quota=100, window=3600)
    readers = []
    for _ in range(3):
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            with ThreadPoolExecutor(4) as threads:
                balances = [balance for [balance] in threads.map(lambda _: counter.take("a", [(budget, 1)]), range(50))]
            os.write(write, str(sum(not balance.wait for balance in balances)).encode())
            os._exit(0)
        os.close(write)
        readers.append((child, read))
    let_in = 0
    for child, read in readers:
        with os.fdopen(read) as pipe:
            let_in += int(pipe.read())
        os.waitpid(child, 0)
    assert let_in == 100
    assert counter.take("a", [(budget, 1)])[0].wait
