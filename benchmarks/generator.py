"""Real quotations -> any number of made-up ones that are like them to a search engine. Made at run time, never kept as text.

What makes a search index slow or large is kept: the frequencies of words (beginnings and ends of real sentences are
joined anew), lengths, quotations per document, the uneven shares of speakers, sources, topics and months, names that keep
coming (the number of speakers grows with the root of that of quotations, as it does in the real corpus), and statements that
several media print in like words. Nobody said any of it: it is for measuring alone.
"""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from corpus.records import QuotationView, Span, quotation_id, speaker_id
from search import manifest
from search.segments import SegmentCards

PER_DOCUMENT = 3.0  # quotations; 54,521 real ones stood in 9,271 documents that had any, many more in some
REPRINTED = 0.12  # share of quotations that repeat an earlier one in like words, with another source
REMEMBERED = 2_000  # quotations that can be reprinted: news are repeated within days
SPREAD_DAYS = 3_650  # ten years of an archive, in place of the few months that most of the real corpus comes from
NEW_SPEAKER = 9_000  # a quotation has a speaker never seen before with the chance of sqrt(this / quotations so far) / 6

_SENTENCE = re.compile(r"(?<=[.!?])\s+")


@dataclass(frozen=True, slots=True)
class Seeds:
    """What quotations are made of: frames (who, where, when, about what), the sentences, how many sentences a text has."""

    frames: Sequence[QuotationView]
    sentences: Sequence[str]
    lengths: Sequence[int]
    first_names: Sequence[str]
    last_names: Sequence[str]

    @classmethod
    def of(cls, views: Iterable[QuotationView]) -> Seeds:
        """Take real quotations apart. Raises ValueError when there are none."""
        frames, sentences, lengths = [], [], []
        names: dict[str, None] = {}
        for view in views:
            found = [sentence for sentence in _SENTENCE.split(view.text) if sentence]
            if not found:
                continue
            frames.append(view)
            sentences += found
            lengths.append(len(found))
            if view.speaker and " " in view.speaker:
                names[view.speaker] = None
        if not frames:
            raise ValueError("no quotations to make others of: give those of an index or a store")
        parts = [name.split() for name in names] or [["Tanpa", "Nama"]]
        return cls(frames, sentences, lengths, [part[0] for part in parts], [part[-1] for part in parts])


def of_index(folder: Path) -> Iterator[QuotationView]:
    """Yield the quotations of a committed index, to be taken apart. Raises IndexUnavailable when there is none."""
    for item in manifest.read(folder).segments:
        cards = SegmentCards(folder / item.name)
        live = manifest.live_rows(folder, item)
        for row in range(len(cards)):
            if live is None or live[row]:
                yield cards.card(row)


def quotations(seeds: Seeds, count: int, seed: int = 1) -> Iterator[QuotationView]:
    """Yield `count` made-up quotations: the same ones for the same seeds and `seed`, and a longer run begins like a shorter."""
    chance = random.Random(seed)
    earlier: list[QuotationView] = []
    frame = chance.choice(seeds.frames)
    document, day, left = 0, None, 0
    for number in range(count):
        if left == 0:
            document += 1
            left = 1 + int(chance.expovariate(1 / (PER_DOCUMENT - 1)))
            frame = chance.choice(seeds.frames)
            day = _day(frame.date, chance)
        left -= 1
        said = frame if chance.random() < 0.6 else replace(chance.choice(seeds.frames), event=frame.event)
        if earlier and chance.random() < REPRINTED:
            original = chance.choice(earlier)
            text, said = _reworded(original.text, chance), original
        else:
            text = " ".join(_sentence(seeds.sentences, chance) for _ in range(chance.choice(seeds.lengths)))
        name = said.speaker
        if name and said.speaker_id and chance.random() < (NEW_SPEAKER / (NEW_SPEAKER + number)) ** 0.5 / 6:
            name = f"{chance.choice(seeds.first_names)} {chance.choice(seeds.first_names)} {chance.choice(seeds.last_names)}"
        document_id = f"buatan-{seed}-{document}"
        view = replace(
            said,
            id=quotation_id(document_id, f"{number} {text}"),
            document_id=document_id,
            text=text,
            span=Span(0, len(text)),
            speaker=name,
            speaker_id=said.speaker_id if name == said.speaker else speaker_id(name or ""),
            date=day,
            title=frame.title,
            source=frame.source,
            url=None,
            context=text,
        )
        if len(earlier) < REMEMBERED:
            earlier.append(view)
        else:
            earlier[number % REMEMBERED] = view
        yield view


def _sentence(sentences: Sequence[str], chance: random.Random) -> str:
    """Return the beginning of one sentence with the end of another: whole ones would make everything a repetition."""
    head, tail = chance.choice(sentences).split(), chance.choice(sentences).split()
    share = chance.random()
    return " ".join(head[: round(share * len(head))] + tail[round(share * len(tail)) :])


def _day(day: dt.date | None, chance: random.Random) -> dt.date | None:
    if day is None:
        return None
    return day - dt.timedelta(days=int(SPREAD_DAYS * chance.random() ** 2))  # more of late years, as in every archive


def _reworded(text: str, chance: random.Random) -> str:
    """Return the text as another newsroom prints it: whole, without its last words, or with one word less."""
    words = text.split()
    match chance.randrange(3):
        case 0 if len(words) > 8:
            return " ".join(words[: -chance.randrange(1, 4)])
        case 1 if len(words) > 8:
            del words[chance.randrange(len(words))]
            return " ".join(words)
        case _:
            return text
