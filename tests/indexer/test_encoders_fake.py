"""The fake encoder: deterministic, and near where words are shared."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.encoders import load
from indexer.encoders.fake import FakeEncoder


@given(st.lists(st.text(), max_size=4))
def test_vectors_are_unit_vectors_of_the_texts_alone(texts: list[str]) -> None:
    vectors = FakeEncoder().passages(texts)
    assert vectors.shape == (len(texts), 64)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_array_equal(vectors, FakeEncoder().passages(texts))


@pytest.mark.parametrize("other", ["pemilu damai dan jujur", "DAMAI, pemilu!"], ids=["shared words", "case and marks"])
def test_shared_words_are_near(other: str) -> None:
    encoder = FakeEncoder()
    near, far = encoder.passages([other, "harga cabai naik"]) @ encoder.query("pemilu damai")
    assert near > far + 0.3


def test_a_seed_is_a_space_of_its_own() -> None:
    assert FakeEncoder(seed=1).fingerprint != FakeEncoder(seed=2).fingerprint
    assert float(FakeEncoder(seed=1).query("damai") @ FakeEncoder(seed=2).query("damai")) < 0.9


def test_load_gives_it_by_name(tmp_path: Path) -> None:
    assert isinstance(load("fake", tmp_path), FakeEncoder)
