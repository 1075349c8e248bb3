"""Alleged words and a real quotation -> the part of the quotation that they stand for, and how the two differ.

The alleged words may be a part of a longer quotation, and may pass over words of it where they have an ellipsis. So both ends
of the real words are free, and words that an ellipsis passes over cost nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import Match
from itertools import pairwise

from search.analysis import function_words
from search.differences import Operation, Piece, matcher, pieces
from search.negation import Negation, between, negates
from search.shingles import WordAt, compared

ELLIPSIS = re.compile(r"[\[(]\s*(?:…|\.{2,})\s*[\])]|…|\.{3,}|\[[^\]]{0,80}\]")
"""Where words are left out; words in brackets are the quoting writer's, and stand for any."""

LIGHT = 0.4
"""Weight of a word of grammar or of a name, where any other counts 1: they agree between any two statements on one matter."""

MOST_NAMES = 0.6  # of the words of a text, beyond which capitals are its style

GAP_COST = 0.5  # of a real word inside the alleged stretch that is not alleged, against 1 for a word that agrees
MOVED_WEIGHT = 0.7  # of a word that agrees in another place
SHORT_SKIP = 3  # words that an ellipsis may pass over without being looked at for a negation: the rest is another clause
_SENTENCE_ENDS = re.compile(r"[.!?;]")


@dataclass(frozen=True, slots=True)
class Alleged:
    """Words to be verified: the text, its words, and the places between words at which something was left out."""

    text: str
    words: tuple[WordAt, ...]
    gaps: frozenset[int]

    @property
    def forms(self) -> list[str]:
        """The words as they are compared."""
        return [word.form for word in self.words]

    @property
    def runs(self) -> list[list[str]]:
        """The stretches of words between what was left out."""
        cuts = [0, *sorted(self.gaps), len(self.words)]
        return [self.forms[start:end] for start, end in pairwise(cuts) if start < end]


def alleged(text: str) -> Alleged:
    """Read an alleged quotation."""
    left_out = [match.span() for match in ELLIPSIS.finditer(text)]
    words = tuple(w for w in compared(text) if not any(start <= w.start < end for start, end in left_out))
    gaps = {sum(word.start < start for word in words) for start, _ in left_out}
    return Alleged(text, words, frozenset(gaps - {0, len(words)}))


@dataclass(frozen=True, slots=True)
class Alignment:
    """How alleged words stand to real ones.

    `similarity` (0..1) weighs what agrees against all of the alleged and the real stretch; `exact`: every word agrees, in
    order. `content` counts the agreeing words that are neither grammar nor names. `whole`: the stretch is all of the real text.
    """

    similarity: float
    exact: bool
    content: int
    whole: bool
    moved: bool
    negation: Negation | None
    pieces: tuple[Piece, ...]


def light_words(text: str, words: Sequence[WordAt]) -> frozenset[str]:
    """Return the words that count little: those of grammar, and the names in a real text.

    Two statements about one matter share its names; only the words between them make one a version of the other. Where most
    words are capitals, as in a headline, capitals tell nothing.
    """
    inside = [word for before, word in pairwise(words) if not _SENTENCE_ENDS.search(text[before.end : word.start])]
    names = {word.form for word in inside if text[word.start].isupper()}
    return function_words() | names if len(names) <= MOST_NAMES * len(words) else function_words()


def align(said: Alleged, text: str) -> Alignment:
    """Align alleged words with a real text."""
    words = compared(text)
    ours, theirs = said.forms, [word.form for word in words]
    light = light_words(text, words)

    def weigh(chosen: Iterable[str]) -> float:
        return sum(LIGHT if word in light else 1.0 for word in chosen)

    run = _best_run(_blocks(ours, theirs), said.gaps)
    if not run:
        return Alignment(0.0, False, 0, False, False, None, ())
    start, end = _stretch(run, ours, text, words)
    moved = _moved(run, ours, theirs)
    if moved:
        start, end = min(start, *moved), max(end, *(place + 1 for place in moved))
    operations = list(_operations(run, said.gaps, len(ours), start, end))
    same = [word for block in run for word in ours[block.a : block.a + block.size]]
    agreeing = weigh(same) + MOVED_WEIGHT * weigh(theirs[place] for place in moved)
    skipped = {place for kind, _, _, j1, j2 in operations if kind == "skip" for place in range(j1, j2)}
    total = weigh(ours) + weigh(theirs[start:end]) - weigh(theirs[place] for place in skipped)
    exact = len(same) == len(ours) and all(kind in ("equal", "skip") for kind, *_ in operations)
    return Alignment(
        similarity=min(1.0, 2 * agreeing / total) if total else 0.0,
        exact=exact,
        content=sum(word not in light for word in (*same, *(theirs[place] for place in moved))),
        whole=(start, end) == (0, len(theirs)),
        moved=bool(moved),
        negation=between(ours, (word for place, word in enumerate(theirs[start:end], start) if place not in skipped))
        if moved
        else _negation(operations, ours, theirs, _before(text, words, start)),
        pieces=pieces(operations, (said.text, said.words), (text, words)),
    )


def _blocks(ours: Sequence[str], theirs: Sequence[str]) -> list[Match]:
    return [block for block in matcher(ours, theirs).get_matching_blocks() if block.size]


def _best_run(blocks: Sequence[Match], gaps: frozenset[int]) -> list[Match]:
    """Return the neighbouring blocks that agree most for the real words between them."""
    best: tuple[float, int, int] = (0.0, 0, 0)
    for first in range(len(blocks)):
        score = 0.0
        for last in range(first, len(blocks)):
            score += blocks[last].size
            if last > first and not _at_gap(blocks[last - 1], blocks[last], gaps):
                score -= GAP_COST * (blocks[last].b - blocks[last - 1].b - blocks[last - 1].size)
            if score > best[0]:
                best = (score, first, last + 1)
    return list(blocks[best[1] : best[2]])


def _at_gap(before: Match, after: Match, gaps: frozenset[int]) -> bool:
    return any(before.a + before.size <= gap <= after.a for gap in gaps)


def _stretch(run: Sequence[Match], ours: Sequence[str], text: str, words: Sequence[WordAt]) -> tuple[int, int]:
    """Return the real stretch, with as many words of the same sentence at either end as are alleged beyond what agrees."""
    start, end = run[0].b, run[-1].b + run[-1].size
    for _ in range(min(run[0].a, start)):
        if _SENTENCE_ENDS.search(text[words[start - 1].end : words[start].start]):
            break
        start -= 1
    for _ in range(min(len(ours) - run[-1].a - run[-1].size, len(words) - end)):
        if _SENTENCE_ENDS.search(text[words[end - 1].end : words[end].start]):
            break
        end += 1
    return start, end


def _moved(run: Sequence[Match], ours: Sequence[str], theirs: Sequence[str]) -> list[int]:
    """Return the places of real words, outside the run, whose like is alleged elsewhere: clauses that changed places."""
    inside = {place for block in run for place in range(block.a, block.a + block.size)}
    taken = {place for block in run for place in range(block.b, block.b + block.size)}
    rest = [word for place, word in enumerate(ours) if place not in inside]
    found: list[int] = []
    for block in _blocks(rest, [word if place not in taken else "" for place, word in enumerate(theirs)]):
        places = range(block.b, block.b + block.size)
        if block.size > 1 and any(theirs[place] not in function_words() for place in places):
            found += places
    return found


def _operations(run: Sequence[Match], gaps: frozenset[int], size: int, start: int, end: int) -> list[Operation]:
    """Return the operations that turn the alleged words into the real stretch."""
    found: list[Operation] = []
    i, j = 0, start
    before: Match | None = None
    for block in (*run, Match(size, end, 0)):
        if i < block.a or j < block.b:
            left_out = before is not None and block.size and i == block.a and _at_gap(before, block, gaps)
            found.append(("skip" if left_out else "replace", i, block.a, j, block.b))
        if block.size:
            found.append(("equal", block.a, block.a + block.size, block.b, block.b + block.size))
        i, j, before = block.a + block.size, block.b + block.size, block
    return found


def _before(text: str, words: Sequence[WordAt], start: int) -> str | None:
    """Return the real word before the stretch, where the stretch begins inside a sentence."""
    if start == 0 or _SENTENCE_ENDS.search(text[words[start - 1].end : words[start].start]):
        return None
    return words[start - 1].form


def _negation(
    operations: Sequence[Operation], ours: Sequence[str], theirs: Sequence[str], before: str | None
) -> Negation | None:
    for kind, i1, i2, j1, j2 in operations:
        if kind == "replace":
            found = between(ours[i1:i2], theirs[j1:j2])
        elif kind == "skip" and (j2 - j1 <= SHORT_SKIP or negates(theirs[j2 - 1])):
            found = between((), theirs[j1:j2])
        else:
            continue
        if found:
            return found
    # Words cut off just behind "tidak" say the opposite of what was said.
    first = operations[0]
    if before is not None and negates(before) and first[0] == "equal":
        return Negation.DROPPED
    return None
