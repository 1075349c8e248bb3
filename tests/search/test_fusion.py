"""How words and meaning become one score."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from search.fusion import ATTRIBUTION, FEEDBACK_WEIGHT, fuse, preferred, refined
from search.query_side import Background

SIMILARITIES = arrays.arrays(np.float32, st.integers(0, 50), elements=st.floats(-1, 1, width=32))


def test_words_that_nobody_used_leave_the_order_to_meaning() -> None:
    words = np.array([0.0, 2.0, 0.0, 0.0], dtype=np.float32)  # one common word of ten rare ones
    similarities = np.array([0.9, 0.8, 0.7, 0.75], dtype=np.float32)
    assert int(np.argmax(fuse(words, 100.0, similarities, Background.of(similarities)))) == 0
    assert int(np.argmax(fuse(words, 2.0, similarities, Background.of(similarities)))) == 1


@given(SIMILARITIES, st.just(0.0) | st.floats(0.01, 100))
def test_fusing_is_finite(similarities: np.typing.NDArray[np.float32], full: float) -> None:
    fused = fuse(np.abs(similarities) * np.float32(full), full, similarities, Background.of(similarities))
    assert fused.shape == similarities.shape
    assert np.isfinite(fused).all()


def test_a_refined_query_lies_between_itself_and_the_best() -> None:
    query, best = np.array([1, 0], dtype=np.float32), np.array([[0, 1], [0, 1]], dtype=np.float32)
    vector = refined(query, best)
    assert np.linalg.norm(vector) == pytest.approx(1)
    assert vector[1] / vector[0] == pytest.approx(FEEDBACK_WEIGHT)
    np.testing.assert_array_equal(refined(query, best[:0]), query)


def test_a_known_speaker_settles_what_is_open_and_no_more() -> None:
    scores = np.array([0.5, 0.5, 0.5 + 2 * ATTRIBUTION, 0.0], dtype=np.float32)
    found = preferred(scores, 1.0, np.array([0.3, 0.9, 0.0, 1.0], dtype=np.float32))
    assert np.argsort(-found, kind="stable").tolist() == [2, 1, 0, 3]
    assert found[3] == 0  # preference finds nothing
