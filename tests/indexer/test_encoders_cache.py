"""The vector cache: each text is embedded once, whatever happens to the file."""

from __future__ import annotations

import logging
import multiprocessing
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indexer.encoders import CachedEncoder, VectorCache, Vectors
from indexer.encoders.fake import FakeEncoder

TEXTS = ["pemilu damai", "saring kabar bohong", "jaga kerukunan"]


class CountingEncoder(FakeEncoder):
    """Remembers which texts it was asked for."""

    def __init__(self, *, dimensions: int = 64, seed: int = 0) -> None:
        super().__init__(dimensions=dimensions, seed=seed)
        self.asked: list[str] = []

    def passages(self, texts: Sequence[str]) -> Vectors:
        self.asked.extend(texts)
        return super().passages(texts)


def test_a_text_is_embedded_once(tmp_path: Path) -> None:
    encoder = CountingEncoder()
    with VectorCache(tmp_path / "vectors.sqlite") as cache:
        first = CachedEncoder(encoder, cache)
        vectors = first.passages([*TEXTS, TEXTS[0]])
        assert (first.hits, first.misses) == (1, 3)
    with VectorCache(tmp_path / "vectors.sqlite") as cache:
        second = CachedEncoder(encoder, cache)
        np.testing.assert_array_equal(second.passages([*TEXTS, TEXTS[0]]), vectors)
        assert (second.hits, second.misses) == (4, 0)
    assert encoder.asked == TEXTS


@settings(deadline=None, max_examples=50)
@given(asked=st.lists(st.lists(st.sampled_from(["a", "b", "c", "d", ""]), max_size=4), max_size=4))
def test_vectors_do_not_depend_on_what_was_cached(asked: list[list[str]], tmp_path_factory: pytest.TempPathFactory) -> None:
    with VectorCache(tmp_path_factory.mktemp("cache") / "vectors.sqlite") as cache:
        encoder = CachedEncoder(FakeEncoder(), cache)
        for texts in asked:
            expected = FakeEncoder().passages(texts).astype(np.float16).astype(np.float32)
            np.testing.assert_array_equal(encoder.passages(texts), expected)
        assert encoder.hits + encoder.misses == sum(map(len, asked))
        assert encoder.misses == len({text for texts in asked for text in texts})


def test_half_precision_keeps_the_cosine() -> None:
    vectors = FakeEncoder(dimensions=384).passages(TEXTS)
    np.testing.assert_allclose(vectors.astype(np.float16).astype(np.float32) @ vectors.T, vectors @ vectors.T, atol=5e-5)


def test_many_texts_are_looked_up_at_once(tmp_path: Path) -> None:
    texts = [f"kutipan nomor {number}" for number in range(2_345)]
    with VectorCache(tmp_path / "vectors.sqlite") as cache:
        CachedEncoder(FakeEncoder(), cache).passages(texts)
        encoder = CachedEncoder(FakeEncoder(), cache)
        encoder.passages(texts)
        assert (encoder.hits, encoder.misses) == (len(texts), 0)


@pytest.mark.parametrize(
    "other",
    [CountingEncoder(seed=1), CountingEncoder(dimensions=32)],
    ids=["another encoder of the same length", "another length"],
)
def test_each_encoder_has_vectors_of_its_own(other: CountingEncoder, tmp_path: Path) -> None:
    with VectorCache(tmp_path / "vectors.sqlite") as cache:
        CachedEncoder(FakeEncoder(), cache).passages(TEXTS)
        assert CachedEncoder(other, cache).passages(TEXTS).shape == (3, other.dimensions)
    assert other.asked == TEXTS


def garble(path: Path) -> None:
    path.write_bytes(b"this is not a database, and long enough to be looked at" * 100)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:3000])


def age(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()


def strip(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("UPDATE vectors SET vector = x'0000'")
    connection.commit()
    connection.close()


@pytest.mark.parametrize("damage", [garble, cut, age, strip], ids=lambda damage: damage.__name__)
def test_a_damaged_file_costs_only_time(damage: Callable[[Path], None], tmp_path: Path) -> None:
    path = tmp_path / "vectors.sqlite"
    with VectorCache(path) as cache:
        vectors = CachedEncoder(FakeEncoder(), cache).passages(TEXTS)
    damage(path)
    with VectorCache(path) as cache:
        encoder = CachedEncoder(FakeEncoder(), cache)
        np.testing.assert_array_equal(encoder.passages(TEXTS), vectors)
        assert encoder.misses == len(TEXTS)
    if damage is not strip:
        with VectorCache(path) as cache:
            encoder = CachedEncoder(FakeEncoder(), cache)
            encoder.passages(TEXTS)
            assert encoder.hits == len(TEXTS), "the replaced file keeps vectors again"


def test_damage_that_shows_late_is_survived(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "vectors.sqlite"
    with VectorCache(path) as cache:
        CachedEncoder(FakeEncoder(), cache).passages([f"kutipan nomor {number}" for number in range(500)])
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))  # the first page, which opening reads, is sound
    with VectorCache(path) as cache, caplog.at_level(logging.WARNING):
        encoder = CachedEncoder(FakeEncoder(), cache)
        assert encoder.passages(["kutipan nomor 7", "kutipan nomor 8"]).shape == (2, 64)
    assert "is replaced by an empty one" in caplog.text


def test_a_cache_that_cannot_be_kept_is_said_and_done_without(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    with caplog.at_level(logging.WARNING), VectorCache(tmp_path / "file" / "vectors.sqlite") as cache:
        encoder = CachedEncoder(FakeEncoder(), cache)
        encoder.passages(TEXTS)
        encoder.passages(TEXTS)
        assert encoder.hits == len(TEXTS)
    assert "vectors are not cached" in caplog.text


def fill(path: Path, start: int) -> None:
    with VectorCache(path) as cache:
        encoder = CachedEncoder(FakeEncoder(), cache)
        for number in range(start, start + 40):
            encoder.passages([f"kutipan nomor {number}"])


def test_several_processes_fill_one_file(tmp_path: Path) -> None:
    path = tmp_path / "vectors.sqlite"
    context = multiprocessing.get_context("spawn")
    processes = [context.Process(target=fill, args=(path, start)) for start in (0, 20, 40)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0, 0]
    with VectorCache(path) as cache:
        encoder = CachedEncoder(FakeEncoder(), cache)
        encoder.passages([f"kutipan nomor {number}" for number in range(80)])
        assert (encoder.hits, encoder.misses) == (80, 0)
