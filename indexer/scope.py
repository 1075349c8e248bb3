"""Words of a quotation -> those that stand under a negation, a doubt, a condition, a concession or somebody else's claim.

What a cue says is turned round or taken back by what governs it: "tidak ditemukan kecurangan" finds none, "jika ada kecurangan"
finds none yet, "tuduhan kecurangan" is another's finding. A scope opens with a phrase and reaches forward over a few words, as
in the negation rules of NegEx (Chapman et al. 2001); which phrases, how far and what ends it are data, in
`lexicon/id/stance.yaml`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from indexer.phrases import Match, PhraseMatcher, Token

_SENTENCE_ENDS = frozenset(".?")
_PAUSES = frozenset(",:—–")


@dataclass(frozen=True, slots=True)
class Scope:
    """One kind of scope.

    `opens` are the phrases that open it, `unless` longer phrases around these in which they do not; it covers the `reach` words
    that follow, up to a word of `ends`, the end of the sentence and, if `pauses`, the next comma. An opener that itself stands
    in a scope named in `closed_by` opens nothing ("tidak sulit"); such a scope must be defined before this one.
    """

    name: str
    opens: tuple[str, ...]
    reach: int
    unless: tuple[str, ...] = ()
    ends: frozenset[str] = frozenset()
    pauses: bool = False
    closed_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Cover:
    """An opened scope: its name, the positions of the words that open it, and of those that it covers."""

    name: str
    opener: frozenset[int]
    covered: range

    def governs(self, words: Sequence[int]) -> bool:
        """Tell whether some of the words are covered and none of them opens the scope."""
        return self.opener.isdisjoint(words) and any(word in self.covered for word in words)


class ScopeFinder:
    """Finds the scopes of a text. `lists` is what @name stands for in the phrases."""

    def __init__(self, scopes: Sequence[Scope], lists: Mapping[str, Sequence[str]]) -> None:
        self._scopes = tuple(scopes)
        phrases: dict[str, Sequence[str]] = {scope.name: scope.opens for scope in scopes}
        phrases |= {_unless(scope.name): scope.unless for scope in scopes if scope.unless}
        self._matcher = PhraseMatcher(phrases, lists)

    def find(self, words: Sequence[Token], text: str) -> list[Cover]:
        """Return the scopes that are opened in a text with these words."""
        found: dict[str, list[Match]] = {}
        for match in self._matcher.find_in(words):
            found.setdefault(match.key, []).append(match)
        covers: list[Cover] = []
        for scope in self._scopes:
            excused = [set(match.words) for match in found.get(_unless(scope.name), ())]
            closed = [cover for cover in covers if cover.name in scope.closed_by]
            for match in found.get(scope.name, ()):
                if any(match.words[0] in phrase for phrase in excused) or any(cover.governs(match.words) for cover in closed):
                    continue
                covers.append(Cover(scope.name, frozenset(match.words), _covered(scope, match.words[-1], words, text)))
        return covers


def _unless(name: str) -> str:
    return f"{name}/unless"


def _covered(scope: Scope, opener: int, words: Sequence[Token], text: str) -> range:
    """Return the positions after the opener's last word that the scope reaches."""
    place = opener + 1
    while place < len(words) and place - opener <= scope.reach:
        word = words[place].word.lower()
        between = text[words[place - 1].end : words[place].start]
        if word in _SENTENCE_ENDS or word in scope.ends or (scope.pauses and not _PAUSES.isdisjoint(between)):
            break
        place += 1
    return range(opener + 1, place)
