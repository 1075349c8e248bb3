"""What the finders of direct and indirect speech hand on: a piece of speech and how the text points to its speaker."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from corpus.records import QuotationKind
from indexer.extraction.mention import Mention


class Pointer(Enum):
    """How the text points to the speaker of a piece of speech."""

    NAMED = "named"  # by name or office: "kata Katma", "Bupati mengatakan"
    IMPLIED = "implied"  # by "-nya" or a pronoun: the speaker in focus
    UNCUED = "uncued"  # not at all: between two pieces of the same speaker
    NEXT = "next"  # not at all, and the next piece goes on with it
    UNKNOWN = "unknown"  # a post or a caption that nobody signs


@dataclass(frozen=True, slots=True)
class Speech:
    """One piece of speech: characters `start`..`end`, the cue's characters, and the pointer to the speaker.

    `rule` names the pattern that found it, `certainty` (0..1) that it is one with these bounds.
    """

    kind: QuotationKind
    start: int
    end: int
    pointer: Pointer
    mention: Mention | None
    cue: tuple[int, int] | None
    rule: str
    certainty: float


@dataclass(frozen=True, slots=True)
class Focus:
    """A sentence that reports no speech but turns to somebody at character `start`: whom a following "-nya" may mean.

    `announced`: it says that this person speaks ("Hal itu disampaikan X").
    """

    start: int
    mention: Mention
    announced: bool
