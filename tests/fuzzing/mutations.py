"""Bytes -> other bytes that are almost the same: what breaks readers is nearly right."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

LARGEST = 1_000_000
"""Bytes of an input: a mutation that makes more is cut. Larger ones cost time and find the same."""

NUMBERS = (b"0", b"-1", b"1", b"255", b"65536", b"2147483647", b"4294967296", b"9" * 19, b"9" * 400, b"1e999", b"NaN", b"0x7f")
BYTES = (0, 1, 9, 10, 13, 26, 32, 34, 38, 40, 60, 91, 92, 123, 127, 128, 194, 216, 239, 254, 255)
NESTS = (2, 2, 30, 30, 30, 300, 300, 3_000, 30_000)

_DIGITS = re.compile(rb"\d+")

Mutation = Callable[[bytes, Random, Sequence[bytes], Sequence[bytes]], bytes]


def mutated(data: bytes, random: Random, words: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    """Return `data` after one to a handful of mutations.

    `words` are tokens of the format, `others` further inputs to splice with.
    """
    for _ in range(1 + min(5, int(random.expovariate(0.7)))):
        data = random.choice(MUTATIONS)(data, random, words, others)[:LARGEST]
    return data


def flip(data: bytes, random: Random, words: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    """Flip a bit."""
    if not data:
        return b"\0"
    place = random.randrange(len(data))
    return data[:place] + bytes([data[place] ^ (1 << random.randrange(8))]) + data[place + 1 :]


def overwrite(data: bytes, random: Random, words: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    """Put odd bytes in the place of a few."""
    place = random.randint(0, len(data))
    odd = bytes(random.choice(BYTES) for _ in range(random.randint(1, 4)))
    return data[:place] + odd + data[place + len(odd) :]


def delete(data: bytes, random: Random, words: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    """Take a run out."""
    start, end = _run(data, random)
    return data[:start] + data[end:]


def duplicate(data: bytes, random: Random, words: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    """Repeat a run, now and then very often."""
    start, end = _run(data, random)
    times = min(random.choice((1, 1, 1, 1, 1, 2, 2, 50, 50, 1_000)), LARGEST // max(end - start, 1))
    return data[:end] + data[start:end] * times + data[end:]


def move(data: bytes, random: Random, words: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    """Move a run elsewhere."""
    start, end = _run(data, random)
    rest = data[:start] + data[end:]
    place = random.randint(0, len(rest))
    return rest[:place] + data[start:end] + rest[place:]


def truncate(data: bytes, random: Random, words: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    """Cut the end off."""
    return data[: random.randint(0, len(data))]


def insert(data: bytes, random: Random, words: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    """Put a token of the format somewhere."""
    place = random.randint(0, len(data))
    return data[:place] + random.choice(words) + data[place:]


def exchange(data: bytes, random: Random, words: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    """Put one token of the format in the place of another."""
    places = [(data.find(word), word) for word in words if word and word in data]
    if not places:
        return insert(data, random, words, others)
    place, word = random.choice(places)
    return data[:place] + random.choice(words) + data[place + len(word) :]


def number(data: bytes, random: Random, words: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    """Put a number that breaks arithmetic in the place of one."""
    places = list(_DIGITS.finditer(data))
    if not places:
        return data + random.choice(NUMBERS)
    match = random.choice(places)
    return data[: match.start()] + random.choice(NUMBERS) + data[match.end() :]


def nest(data: bytes, random: Random, words: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    """Repeat a token of the format so often that whoever recurses on it goes deep."""
    place = random.randint(0, len(data))
    return data[:place] + random.choice(words) * random.choice(NESTS) + data[place:]


def splice(data: bytes, random: Random, words: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    """Go on as another input does."""
    other = random.choice(others) if others else data
    return data[: random.randint(0, len(data))] + other[random.randint(0, len(other)) :]


def shuffle(data: bytes, random: Random, words: Sequence[bytes], others: Sequence[bytes]) -> bytes:
    """Put the lines in another order."""
    lines = data.splitlines(keepends=True)
    random.shuffle(lines)
    return b"".join(lines)


MUTATIONS: tuple[Mutation, ...] = (
    flip, overwrite, delete, duplicate, move, truncate, insert, insert, exchange, number, nest, splice, shuffle,
)  # fmt: skip


def _run(data: bytes, random: Random) -> tuple[int, int]:
    """Return the ends of a run; short ones are as frequent as long ones."""
    start = random.randint(0, len(data))
    return start, min(len(data), start + 1 + int(len(data) ** random.random()))
