"""Verify, measured on alterations of the project's own test quotations: what must hold in every build."""

from __future__ import annotations

from random import Random

import pytest

from corpus.settings import Settings
from evaluation import verification
from evaluation.alterations import ABSENT, CHANGED, UNCHANGED, cases
from evaluation.verification import Measured
from search.service import SearchService
from search.verify import Verdict
from tests.search.conftest import ENCODER, change
from tests.search.quotations import QUOTATIONS, view
from tests.search.test_verify import RECORD

FLOORS = {
    **dict.fromkeys(("as published", "another's name", "the speaker's name", *UNCHANGED), 1.0),
    **dict.fromkeys(CHANGED, 0.9),
    "a quarter of the words replaced": 0.75,
    ABSENT: 0.95,
}
"""Least share of right verdicts by kind."""


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Measured:
    settings = Settings(data=tmp_path_factory.mktemp("measured"))
    change(settings, [*RECORD, *QUOTATIONS])
    return verification.of_index(SearchService.open(settings, ENCODER), most=60)


@pytest.mark.parametrize("kind", sorted(FLOORS))
def test_verdicts_are_right(measured: Measured, kind: str) -> None:
    assert measured.tallies[kind].cases >= 1
    assert measured.rates()[kind] >= FLOORS[kind], [case.text for case, _ in measured.tallies[kind].wrong]


def test_changed_negations_are_called_out(measured: Measured) -> None:
    for kind in ("negation added", "negation dropped"):
        tally = measured.tallies[kind]
        assert tally.called_out >= 0.95 * tally.cases


def test_the_table_shows_every_kind(measured: Measured) -> None:
    shown = verification.table(measured)
    assert [row[0] for row in shown.rows] == list(measured.tallies)
    assert len(measured.seconds) == sum(tally.cases for tally in measured.tallies.values())


def test_alterations_are_the_same_for_the_same_seed_and_short_quotations_have_none() -> None:
    first, second = (cases(RECORD[0], RECORD, ["kata"], Random(7)) for _ in range(2))
    assert first == second
    assert {case.verdict for case in first} == set(Verdict)
    assert cases(view("x", "terima kasih banyak"), (), ["kata"], Random(7)) == []
