"""Mutation inside what packs other files: a flipped bit of a zip file only ever tests the checksum."""

from __future__ import annotations

import gzip
import io
import warnings
import zipfile
import zlib
from collections.abc import Callable
from random import Random

Mutate = Callable[[bytes], bytes]
Container = Callable[[bytes, Random, Mutate], bytes]
"""The bytes of a file, a source of chance, what mutates plain bytes -> the bytes of another file."""

UNPACKED = 2_000_000
"""Bytes that are unpacked of a file to be mutated: of a bomb, its beginning will do."""

BARE = 0.3
"""Share of the mutations that are made of the packed bytes themselves."""


def plain(data: bytes, random: Random, mutate: Mutate) -> bytes:
    """Mutate a file that packs nothing."""
    return mutate(data)


def gzipped(data: bytes, random: Random, mutate: Mutate) -> bytes:
    """Mutate what a gzip file unpacks to."""
    if random.random() < BARE:
        return mutate(data)
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            inside = stream.read(UNPACKED)
    except (OSError, EOFError, zlib.error):
        return mutate(data)
    return gzip.compress(mutate(inside), 1)


def zipped(data: bytes, random: Random, mutate: Mutate) -> bytes:
    """Mutate a member of a zip file, take it out, or give it another one's name."""
    if random.random() < BARE:
        return mutate(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            members = [(name, _start(package, name)) for name in package.namelist()]
    except (OSError, ValueError, RuntimeError, NotImplementedError, EOFError, zlib.error, zipfile.BadZipFile):
        return mutate(data)
    if not members:
        return mutate(data)
    chosen = random.randrange(len(members))
    name, inside = members[chosen]
    match random.randrange(10):
        case 0:
            del members[chosen]
        case 1:
            members[chosen] = (random.choice(members)[0], inside)
        case _:
            packed = inside.startswith(b"\x1f\x8b")
            members[chosen] = (name, gzipped(inside, random, mutate) if packed else mutate(inside))
    return _package(members, random)


def _start(package: zipfile.ZipFile, name: str) -> bytes:
    with package.open(name) as stream:
        return stream.read(UNPACKED)


def _package(members: list[tuple[str, bytes]], random: Random) -> bytes:
    stream = io.BytesIO()
    kind = random.choice((zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED))
    with warnings.catch_warnings(), zipfile.ZipFile(stream, "w", kind) as package:
        warnings.simplefilter("ignore")  # two members of one name are what is wanted
        for name, inside in members:
            package.writestr(name, inside)
    return stream.getvalue()
