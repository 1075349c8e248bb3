"""Matches -> who said them, the most often first, page by page: every speaker, where a facet names the first hundred."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from indexer.register.names import figure
from search.analysis import name_terms, terms
from search.matches import Matches, Valued


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """A speaker: how many quotations match, how many there are in all, and the days of the first and the last match."""

    id: str
    name: str
    matches: int
    quotations: int
    first: dt.date | None
    last: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoicePage:
    """A part of the speakers, of whom there are `total`. `after` leads on: the last one's matches and id; None: no more."""

    voices: tuple[Voice, ...]
    total: int
    after: tuple[int, str] | None


def voices(
    matching: Matches, everything: Matches, *, name: str = "", after: tuple[int, str] | None = None, most: int
) -> VoicePage:
    """Return the speakers of the matches whose names hold all words of `name`, or who go by it (SBY).

    `after` is where the page before ended: by the number itself, so that nobody is listed twice when the index changes.
    """
    found = named(matching.values("speaker"), name)
    found.sort(key=lambda each: (-each.count, each.value))
    rest = found if after is None else [each for each in found if (-each.count, each.value) > (-after[0], after[1])]
    shown = rest[:most]
    in_all = {each.value: each.count for each in everything.values("speaker")} if everything is not matching else {}
    return VoicePage(
        voices=tuple(
            Voice(
                id=each.value,
                name=each.label,
                matches=each.count,
                quotations=in_all.get(each.value, each.count),
                first=each.first,
                last=each.last,
            )
            for each in shown
        ),
        total=len(found),
        after=(shown[-1].count, shown[-1].value) if len(rest) > most else None,
    )


def named(values: Sequence[Valued], name: str) -> list[Valued]:
    """Return the values whose label holds all words of a name, the beginnings of words included; all without a name."""
    if not terms(name):
        return list(values)
    wanted = [name_terms(name)]
    public = figure(name)
    if public is not None:
        wanted.append(name_terms(public.name))
    return [each for each in values if any(_holds(terms(each.label), words) for words in wanted)]


def _holds(words: Sequence[str], wanted: Sequence[str]) -> bool:
    return all(any(word.startswith(start) for word in words) for start in wanted)
