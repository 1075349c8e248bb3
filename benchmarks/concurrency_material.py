"""Releases that are published and edited round after round, made of the sample's paragraphs at run time; nothing is kept."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from corpus.errors import InputRejected
from corpus.sources import open_sources

SAMPLE = Path(__file__).parents[1] / "corpus" / "sample" / "statements"
NEW, EDITED = 6, 3  # releases a round: many short rounds meet more often than few long ones
PARAGRAPHS = 2  # of a statement of the sample


@dataclass(frozen=True, slots=True)
class Release:
    """A release in its last edition; all that changes between editions is the words that name it."""

    key: str
    edition: int
    paragraphs: tuple[str, ...]

    @property
    def words(self) -> str:
        """Words of a quotation that only this edition has."""
        return f"{self.key.replace('-', ' nomor ')} perbaikan {self.edition}"

    @property
    def title(self) -> str:
        """The release's title."""
        return f"Rilis {self.key}"

    @property
    def text(self) -> str:
        """The release as it is published."""
        said = f"“Keterangan {self.words} ini kami sampaikan kepada warga,” kata Bupati Telaga Jingga Ratna Wulandari."
        return "\n\n".join([f"TELAGA JINGGA - {said}", *self.paragraphs])


@dataclass(slots=True)
class Publisher:
    """Publishes releases "NAME-1", "NAME-2" …; the same ones for the same seed."""

    name: str
    seed: int
    releases: dict[str, Release] = field(default_factory=dict)
    _paragraphs: list[str] = field(default_factory=lambda: list(_sample()))
    _round: int = 0

    def publish(self) -> list[Release]:
        """Publish a round: some releases for the first time, some that were out already with other words."""
        self._round += 1
        chance = random.Random(f"{self.seed} {self.name} {self._round}")
        known = sorted(self.releases)
        edited = [self.releases[key] for key in chance.sample(known, min(EDITED, len(known)))]
        fresh = [
            Release(f"{self.name}-{len(known) + number}", 1, tuple(chance.sample(self._paragraphs, PARAGRAPHS)))
            for number in range(1, NEW + 1)
        ]
        news = [replace(release, edition=release.edition + 1) for release in edited] + fresh
        self.releases.update({release.key: release for release in news})
        return news


def _sample() -> Iterator[str]:
    for item in open_sources([SAMPLE]):
        if not isinstance(item, InputRejected):
            yield from (part for part in item.text.split("\n\n") if len(part) > 80)
