"""How words and meaning become one score."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from search.fusion import FEEDBACK_WEIGHT, Background, fuse, refined

SIMILARITIES = arrays.arrays(np.float32, st.integers(0, 50), elements=st.floats(-1, 1, width=32))


def test_what_stands_out_does_not_lift_its_own_floor() -> None:
    background = np.random.default_rng(1).normal(0.80, 0.015, 1_000).astype(np.float32)
    about_it = np.full(400, 0.9, dtype=np.float32)  # two in seven quotations of this index are about the query
    floor = Background.of(np.concatenate([background, about_it])).floor(2.5)
    assert (about_it >= floor).all()
    assert np.mean(background >= floor) < 0.02


@given(SIMILARITIES)
def test_every_index_has_a_background(similarities: np.typing.NDArray[np.float32]) -> None:
    background = Background.of(similarities)
    assert background.deviation >= 0
    assert np.isfinite(background.standing(similarities)).all()
    assert background.floor(2.5) >= background.middle


def test_words_that_nobody_used_leave_the_order_to_meaning() -> None:
    words = np.array([0.0, 2.0, 0.0, 0.0], dtype=np.float32)  # one common word of ten rare ones
    similarities = np.array([0.9, 0.8, 0.7, 0.75], dtype=np.float32)
    assert int(np.argmax(fuse(words, 100.0, similarities))) == 0
    assert int(np.argmax(fuse(words, 2.0, similarities))) == 1


@given(SIMILARITIES, st.just(0.0) | st.floats(0.01, 100))
def test_fusing_is_finite(similarities: np.typing.NDArray[np.float32], full: float) -> None:
    fused = fuse(np.abs(similarities) * np.float32(full), full, similarities)
    assert fused.shape == similarities.shape
    assert np.isfinite(fused).all()


def test_a_refined_query_lies_between_itself_and_the_best() -> None:
    query, best = np.array([1, 0], dtype=np.float32), np.array([[0, 1], [0, 1]], dtype=np.float32)
    vector = refined(query, best)
    assert np.linalg.norm(vector) == pytest.approx(1)
    assert vector[1] / vector[0] == pytest.approx(FEEDBACK_WEIGHT)
    np.testing.assert_array_equal(refined(query, best[:0]), query)
