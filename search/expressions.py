"""What a query asks of the words and columns of a quotation, as a tree that any engine can evaluate."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from search.analysis import function_words

ENOUGH = 20
"""How many quotations must hold all the words of a list before those that hold fewer are left out: one page.

A sentence typed as a query has all its words in no quotation, two common words in thousands. On 23 graded queries this rule
lost nothing against taking every quotation with any of the words (nDCG@10 0.55, fused 0.62), with a median of 76 matches
instead of 528; a fixed share of 60 % of the words gave 0.41 and 0.60.
"""


@dataclass(frozen=True, slots=True)
class Word:
    """A folded word; quotations with another form of it match too."""

    term: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """Any word that begins so."""

    term: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words as typed, in order, each at most `slop` places after the one before (1: next to each other)."""

    terms: tuple[str, ...]
    slop: int = 1


@dataclass(frozen=True, slots=True)
class Field:
    """A value of a column: words of a name, or an id."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class Dates:
    """First and last day, inclusive; None: open."""

    first: dt.date | None
    last: dt.date | None


@dataclass(frozen=True, slots=True)
class All:
    """Every part matches."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part matches."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not match."""

    part: Expression


@dataclass(frozen=True, slots=True)
class Listed:
    """Words side by side. As many of those that carry content must match as enough quotations hold (`ENOUGH`).

    `also`, where the words were translated: for each of them, the others that it is met by as well.
    """

    terms: tuple[str, ...]
    also: tuple[tuple[str, ...], ...] = ()

    @property
    def senses(self) -> Iterator[tuple[str, ...]]:
        """Each word with those that it is met by as well, itself first."""
        also = self.also or ((),) * len(self.terms)
        return ((term, *others) for term, others in zip(self.terms, also, strict=True))

    @property
    def content(self) -> tuple[str, ...]:
        """The words that carry content; of words of grammar alone: all of them."""
        if self.also:
            return self.terms
        return tuple(term for term in self.terms if term not in function_words()) or self.terms


Expression = Word | Prefix | Phrase | Field | Dates | All | AnyOf | Not | Listed


@dataclass(frozen=True, slots=True)
class Note:
    """What was read differently than typed, in Indonesian and in English."""

    indonesian: str
    english: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a text was understood to ask.

    `listed` are the plain words: quotations meet them by their words or, in the modes that know meaning, by their meaning
    (`meaning` is the text to embed). `demands` (operators, phrases, prefixes, field names) hold in every mode. Both None:
    the text holds no word at all. `notes` say what was read differently than typed.
    """

    listed: Listed | None = None
    demands: Expression | None = None
    meaning: str = ""
    notes: tuple[Note, ...] = ()

    @property
    def words(self) -> Expression | None:
        """The whole as one expression, for an engine that searches words."""
        parts = tuple(part for part in (self.listed, self.demands) if part is not None)
        return parts[0] if len(parts) == 1 else All(parts) if parts else None
