"""The sample corpus -> any number of documents like its own, made at run time; nothing of it is kept."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass
from pathlib import Path

from corpus.errors import InputRejected
from corpus.sources import open_sources

SAMPLE = Path(__file__).parents[2] / "corpus" / "sample" / "statements"
FILES = 4
PARAGRAPHS = 2  # of one statement, beside one of another: short documents, so that there can be many
PAGE_EVERY = 20  # documents, of which one is a web page: its bytes are kept beside its words
EDITED_EVERY = 4  # documents, of which one is published again with other words
NEW_SHARE = 0.2  # documents that the second edition adds


@dataclass(frozen=True, slots=True)
class Sample:
    """What is taken from a statement of the sample: its title and its paragraphs."""

    title: str
    paragraphs: tuple[str, ...]


def write(folder: Path, number: int, seed: int, *, edition: int = 1) -> None:
    """Write about `number` documents into `folder`: files of JSON lines and web pages; the same ones for the same seed.

    The second edition holds the first one's documents, a quarter of them with other words, and a fifth more.
    """
    samples = [
        Sample(item.title or "Rilis", tuple(part for part in item.text.split("\n\n") if part.strip()))
        for item in open_sources([SAMPLE])
        if not isinstance(item, InputRejected)
    ]
    folder.mkdir(parents=True)
    lines: list[list[str]] = [[] for _ in range(FILES)]
    for serial in range(number if edition == 1 else number + round(number * NEW_SHARE)):
        of = edition if serial % EDITED_EVERY == 0 else 1
        title, paragraphs = _document(samples, serial, random.Random(f"{seed} {serial} {of}"))
        if serial % PAGE_EVERY == 0:
            (folder / f"{serial:06}.html").write_text(_page(serial, title, paragraphs), encoding="utf-8")
        else:
            record = {"id": f"rilis-{serial}", "title": title, "text": "\n\n".join(paragraphs), "source": f"Humas {serial % 7}"}
            lines[serial % FILES].append(json.dumps(record, ensure_ascii=False))
    for part, some in enumerate(lines):
        (folder / f"bagian-{part}.jsonl").write_text("\n".join(some) + "\n", encoding="utf-8")


def _document(samples: list[Sample], serial: int, chance: random.Random) -> tuple[str, list[str]]:
    one, other = chance.choice(samples), chance.choice(samples)
    first = chance.randrange(max(len(one.paragraphs) - PARAGRAPHS, 0) + 1)
    # Paragraphs come from two statements, so that few documents are alike, and the people of one meet those of another.
    paragraphs = [*one.paragraphs[first : first + PARAGRAPHS], chance.choice(other.paragraphs), f"Rilis nomor {serial}."]
    return f"{one.title} ({serial})", paragraphs


def _page(serial: int, title: str, paragraphs: list[str]) -> str:
    body = "".join(f"<p>{paragraph}</p>\n" for paragraph in paragraphs)
    head = f'<title>{title}</title><link rel="canonical" href="https://humas.example/rilis/{serial}">'
    return f"<html><head>{head}</head><body><article><h1>{title}</h1>\n{body}</article></body></html>\n"
