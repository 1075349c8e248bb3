"""Two wordings -> their differences word by word, in pieces that together give back both texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from search.shingles import WordAt, compared


class Change(StrEnum):
    """What a piece is: in both texts, in one of them only, or passed over on purpose (an ellipsis)."""

    SAME = "same"
    ONLY_FIRST = "only_first"
    ONLY_SECOND = "only_second"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of words as its text has them; where both do (SAME), as the second text has them."""

    change: Change
    text: str


Operation = tuple[str, int, int, int, int]
"""As of difflib: what to do with words i1..i2 of the first text and j1..j2 of the second; "skip": an ellipsis."""


def differences(first: str, second: str) -> tuple[Piece, ...]:
    """Return how two texts differ; case, punctuation and diacritics make no difference."""
    ours, theirs = compared(first), compared(second)
    found = matcher([word.form for word in ours], [word.form for word in theirs]).get_opcodes()
    return pieces(found, (first, ours), (second, theirs))


def matcher(first: Sequence[str], second: Sequence[str]) -> SequenceMatcher[str]:
    """Return a matcher that prefers long runs of equal words, as a reader does, to the greatest number of them."""
    return SequenceMatcher(None, first, second, autojunk=False)


def pieces(
    operations: Iterable[Operation], first: tuple[str, Sequence[WordAt]], second: tuple[str, Sequence[WordAt]]
) -> tuple[Piece, ...]:
    """Return the pieces of operations on two texts, each given with its words; neighbours of a kind are joined."""
    found: list[Piece] = []
    for kind, i1, i2, j1, j2 in operations:
        if kind == "equal":
            _append(found, Change.SAME, _stretch(*second, j1, j2))
            continue
        _append(found, Change.ONLY_FIRST, _stretch(*first, i1, i2))
        _append(found, Change.SKIPPED if kind == "skip" else Change.ONLY_SECOND, _stretch(*second, j1, j2))
    return tuple(found)


def _append(found: list[Piece], change: Change, text: str) -> None:
    if not text:
        return
    if found and found[-1].change is change:
        found[-1] = Piece(change, f"{found[-1].text} {text}")
    else:
        found.append(Piece(change, text))


def _stretch(text: str, words: Sequence[WordAt], start: int, end: int) -> str:
    """Return words start..end with the punctuation that follows each, white space as single spaces."""
    if start >= end:
        return ""
    stop = words[end].start if end < len(words) else len(text)
    return " ".join(text[words[start].start : stop].split()).rstrip("“‘([{ ")
