"""The vector index against a plain dictionary of vectors."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

import search.merging
import search.vectors
from corpus.errors import IndexMismatch, IndexUnavailable
from search.segments import key
from search.vectors import VectorIndex, VectorIndexWriter

DIMENSIONS = 8
ROUNDED = 0.5 / 127 + 1e-6  # of a component of a unit vector


def unit(seed: int) -> NDArray[np.float32]:
    vector = np.random.default_rng(seed).standard_normal(DIMENSIONS)
    return (vector / np.linalg.norm(vector)).astype(np.float32)


def units(*seeds: int) -> NDArray[np.float32]:
    return np.stack([unit(seed) for seed in seeds])


def write(folder: Path, generation: str = "1", **seeds: int) -> None:
    writer = VectorIndexWriter(folder, DIMENSIONS)
    writer.add(list(seeds), units(*seeds.values()))
    writer.write(generation)


def assert_holds(index: VectorIndex, expected: dict[str, int]) -> None:
    seeds = {key(name): seed for name, seed in expected.items()}
    assert sorted(index.keys.tolist()) == sorted(seeds)
    query = unit(999)
    similarities = index.similarities(query)
    assert similarities.dtype == np.float32
    assert similarities.shape == (len(expected),)
    rows = np.arange(len(index))[::-1]
    for row, vector in zip(rows.tolist(), index.vectors(rows), strict=True):
        expected_vector = unit(seeds[int(index.keys[row])])
        assert similarities[row] == pytest.approx(float(expected_vector @ query), abs=ROUNDED * DIMENSIONS**0.5)
        np.testing.assert_allclose(vector, expected_vector, atol=ROUNDED)


def test_similarities_are_the_cosines_of_the_rows(tmp_path: Path) -> None:
    write(tmp_path, satu=1, dua=2, tiga=3)
    assert_holds(VectorIndex.open(tmp_path), {"satu": 1, "dua": 2, "tiga": 3})


def test_an_open_generation_is_not_disturbed_by_the_next(tmp_path: Path) -> None:
    write(tmp_path, "1", satu=1, dua=2)
    before = VectorIndex.open(tmp_path)
    writer = VectorIndexWriter(tmp_path, DIMENSIONS)
    writer.delete(["satu"])
    writer.add(["tiga"], units(3))
    assert_holds(VectorIndex.open(tmp_path), {"satu": 1, "dua": 2})
    writer.write("2")
    writer.prune(["2"])
    assert_holds(VectorIndex.open(tmp_path), {"dua": 2, "tiga": 3})
    assert_holds(before, {"satu": 1, "dua": 2})


def test_a_named_generation_can_be_continued_and_opened(tmp_path: Path) -> None:
    write(tmp_path, "1", satu=1)
    write(tmp_path, "2", dua=2)
    assert_holds(VectorIndex.open(tmp_path, "1"), {"satu": 1})
    writer = VectorIndexWriter(tmp_path, DIMENSIONS, "1")
    writer.add(["tiga"], units(3))
    writer.write("3")
    assert_holds(VectorIndex.open(tmp_path), {"satu": 1, "tiga": 3})


def test_prune_keeps_what_the_named_generations_use(tmp_path: Path) -> None:
    for number in range(1, 4):
        write(tmp_path, str(number), **{f"q{number}": number})
    VectorIndexWriter(tmp_path, DIMENSIONS, "3").prune(["2", "3"])
    assert_holds(VectorIndex.open(tmp_path, "2"), {"q1": 1, "q2": 2})
    assert_holds(VectorIndex.open(tmp_path, "3"), {"q1": 1, "q2": 2, "q3": 3})
    with pytest.raises(IndexUnavailable):
        VectorIndex.open(tmp_path, "1")


def test_a_fresh_writer_forgets_what_was(tmp_path: Path) -> None:
    write(tmp_path, "1", satu=1)
    writer = VectorIndexWriter(tmp_path, DIMENSIONS, fresh=True)
    writer.add(["dua"], units(2))
    writer.write("2")
    writer.prune(["2"])
    assert_holds(VectorIndex.open(tmp_path), {"dua": 2})
    kinds = ("npy", "scales.npy", "keys.npy", "digests")
    assert {path.name for path in tmp_path.glob("segment-*")} == {f"segment-2.{kind}" for kind in kinds}


def test_an_empty_generation_is_an_empty_index(tmp_path: Path) -> None:
    write(tmp_path, "1", satu=1)
    writer = VectorIndexWriter(tmp_path, DIMENSIONS)
    writer.delete(["satu"])
    writer.write("2")
    assert len(VectorIndex.open(tmp_path)) == 0
    assert VectorIndex.open(tmp_path).similarities(unit(1)).shape == (0,)


def test_equal_vectors_tie_wherever_they_lie(tmp_path: Path) -> None:
    writer = VectorIndexWriter(tmp_path, DIMENSIONS)
    writer.add([f"q{number}" for number in range(37)], units(*range(36), 5))
    writer.write("1")
    index = VectorIndex.open(tmp_path)
    first, last = (index.keys.tolist().index(key(name)) for name in ("q5", "q36"))
    similarities = index.similarities(unit(7))
    assert similarities[first] == similarities[last]


Operation = tuple[str, int, int]
OPERATIONS = st.lists(st.tuples(st.sampled_from(["add", "add", "delete", "write"]), st.integers(0, 9), st.integers(0, 99)))


@settings(max_examples=60, deadline=None)
@given(operations=OPERATIONS)
def test_any_history_gives_what_a_dictionary_gives(
    operations: list[Operation], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("vectors")
    expected: dict[str, int] = {}
    writer = VectorIndexWriter(folder, DIMENSIONS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search.vectors, "FLUSH_ROWS", 3)
        patch.setattr(search.merging, "MERGE_FACTOR", 2)
        for generation, (operation, key, seed) in enumerate(operations):
            if operation == "add":
                writer.add([f"q{key}"], units(seed))
                expected[f"q{key}"] = seed
            elif operation == "delete":
                writer.delete([f"q{key}"])
                expected.pop(f"q{key}", None)
            else:
                writer.write(f"{generation}")
                writer.prune([f"{generation}"])
                writer = VectorIndexWriter(folder, DIMENSIONS)
        writer.write("end")
    assert len(writer) == len(expected)
    assert_holds(VectorIndex.open(folder), expected)


def test_equal_vectors_tie_across_segments_and_merges(tmp_path: Path) -> None:
    write(tmp_path, "1", satu=1, dua=2)
    write(tmp_path, "2", tiga=1)
    apart = VectorIndex.open(tmp_path)
    writer = VectorIndexWriter(tmp_path, DIMENSIONS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search.merging, "MERGE_FACTOR", 2)
        writer.write("3")
    merged = VectorIndex.open(tmp_path)
    assert len(list(tmp_path.glob("segment-*.scales.npy"))) == 3  # the two that the open generation reads, and theirs in one
    by_key = [dict(zip(index.keys.tolist(), index.similarities(unit(7)).tolist(), strict=True)) for index in (apart, merged)]
    assert by_key[0] == by_key[1]
    assert len(set(apart.similarities(unit(7)).tolist())) == 2


def test_vectors_take_a_byte_a_dimension(tmp_path: Path) -> None:
    writer = VectorIndexWriter(tmp_path, 384)
    writer.add([f"q{number}" for number in range(100)], np.eye(384, dtype=np.float32)[:100])
    writer.write("1")
    assert sum(path.stat().st_size for path in tmp_path.glob("*.npy")) < 100 * (384 + 4 + 8) + 450


def test_a_vector_of_nothing_is_like_nothing(tmp_path: Path) -> None:
    writer = VectorIndexWriter(tmp_path, DIMENSIONS)
    writer.add(["kosong"], np.zeros((1, DIMENSIONS), dtype=np.float32))
    writer.write("1")
    assert VectorIndex.open(tmp_path).similarities(unit(1)).tolist() == [0.0]


def lose_scales(folder: Path) -> None:
    next(folder.glob("segment-*.scales.npy")).unlink()


def cut(folder: Path) -> None:
    path = folder / "segment-1.npy"
    path.write_bytes(path.read_bytes()[:-4])


def lose(folder: Path) -> None:
    (folder / "segment-1.npy").unlink()


def garble(folder: Path) -> None:
    (folder / "1.json").write_text("{", encoding="utf-8")


def disagree(folder: Path) -> None:
    np.save(next(folder.glob("segment-*.keys.npy")), np.zeros(1, dtype=np.uint64))


def lose_keys(folder: Path) -> None:
    next(folder.glob("segment-*.keys.npy")).unlink()


def misname(folder: Path) -> None:
    (folder / "1.json").write_text('{"format": 3, "dimensions": 8}', encoding="utf-8")


@pytest.mark.parametrize(
    "damage", [cut, lose, lose_scales, lose_keys, garble, disagree, misname], ids=lambda damage: damage.__name__
)
def test_damage_is_named_with_its_repair(damage: Callable[[Path], None], tmp_path: Path) -> None:
    write(tmp_path, satu=1, dua=2)
    damage(tmp_path)
    with pytest.raises(IndexUnavailable, match="kutipan index --rebuild"):
        VectorIndex.open(tmp_path)


def test_a_missing_folder_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailable, match="kutipan index"):
        VectorIndex.open(tmp_path / "none")


def test_another_format_is_a_mismatch(tmp_path: Path) -> None:
    write(tmp_path, satu=1)
    manifest = json.loads((tmp_path / "1.json").read_text(encoding="utf-8"))
    (tmp_path / "1.json").write_text(json.dumps(manifest | {"format": 99}), encoding="utf-8")
    with pytest.raises(IndexMismatch, match="format 99"):
        VectorIndex.open(tmp_path)


def test_other_dimensions_are_a_mismatch(tmp_path: Path) -> None:
    write(tmp_path, satu=1)
    with pytest.raises(IndexMismatch, match="8 dimensions"):
        VectorIndexWriter(tmp_path, DIMENSIONS + 1)
    with pytest.raises(IndexMismatch, match="8 dimensions"):
        VectorIndex.open(tmp_path).similarities(np.ones(9, dtype=np.float32))
    with pytest.raises(IndexMismatch, match="shape"):
        VectorIndexWriter(tmp_path, DIMENSIONS).add(["satu", "dua"], units(1))


def test_a_killed_writer_leaves_the_last_generation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, satu=1)
    monkeypatch.setattr(search.vectors, "FLUSH_ROWS", 1)
    VectorIndexWriter(tmp_path, DIMENSIONS).add(["dua", "tiga"], units(2, 3))  # on disk, and never written
    assert_holds(VectorIndex.open(tmp_path), {"satu": 1})
    write(tmp_path, "2", empat=4)
    assert_holds(VectorIndex.open(tmp_path), {"satu": 1, "empat": 4})
