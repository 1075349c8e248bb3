"""Stretches between marks -> direct speech, with the cue and the speaker beside it; the rest are fragments and titles."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from corpus.records import QuotationKind
from indexer.extraction.clauses import Context
from indexer.extraction.lexicon import (
    ASK,
    CAPITAL,
    NUMBER,
    PRIVATE,
    PUNCTUATION,
    SAY,
    SOMEBODY,
    STEM,
    STEM_NYA,
    words,
)
from indexer.extraction.marks import Marked
from indexer.extraction.mention import Mention
from indexer.extraction.reporting import NO_SPEECH, SHOWN, WRITTEN, clause_after, clause_before
from indexer.extraction.speech import Pointer, Speech
from indexer.extraction.tokens import Tokens

_FEWEST_WORDS_ALONE = 4
# A stretch under a heading, or one that only its comma shows to be speech, has at least so many words.
_FEWEST_WORDS_HEADED = 8
_LONGEST_HEADING = 12
_LOWER_IN_HEADINGS = words("lower_in_headings")
# After a stretch they say that it is written somewhere.
_ELSEWHERE = (
    words("documents")
    | words("text_nouns")
    | {"dikutip", "dilansir", "sebagaimana", "begitulah", "tertulis", "ditulis", "tulis"}
)
# Before a stretch they make it the wording of a theme or the meaning of a word.
_DEFINING = (" adalah", " ialah", " yaitu", " yakni", " bertema", " bertajuk", " berjudul")


@dataclass(frozen=True, slots=True)
class Found:
    """What became of the stretches: pieces of speech, the token ranges that they and their cues fill, the fragments.

    `filled` are the token ranges of pieces and cues, `quoted` of the words alone, `fragments` of all other stretches.
    """

    pieces: list[Speech]
    filled: list[tuple[int, int]]
    fragments: list[tuple[int, int]]
    quoted: list[tuple[int, int]]


def find(context: Context, stretches: Sequence[Marked], sentence_starts: Sequence[int]) -> Found:
    """Sort the stretches between marks into direct speech and fragments.

    `sentence_starts` are the character offsets at which sentences begin, in order.
    """
    found = Found([], [], [], [])
    for position, stretch in enumerate(stretches):
        following = stretches[position + 1] if position + 1 < len(stretches) else None
        floor = stretches[position - 1].closes if position else 0
        spoken = found.pieces[-1].end if found.pieces else 0
        piece, first, last = _classify(context, stretch, following, (floor, spoken), sentence_starts)
        if piece is None:
            found.fragments.append((first, last))
        else:
            found.pieces.append(piece)
            found.filled.append((first, last))
            found.quoted.append((bisect_left(context.tokens.start, piece.start), bisect_left(context.tokens.start, piece.end)))
    return found


def _classify(
    context: Context, stretch: Marked, following: Marked | None, floors: tuple[int, int], sentence_starts: Sequence[int]
) -> tuple[Speech | None, int, int]:
    """Return the piece of speech that a stretch is, if any, and its tokens.

    `floors` are the characters at which the stretch before it and the last piece of speech end.
    """
    tokens = context.tokens
    floor, spoken = floors
    first = bisect_left(tokens.start, stretch.opens)
    last = bisect_left(tokens.start, stretch.closes)
    words = sum(1 for index in range(first, last) if not tokens.flags[index] & PUNCTUATION)
    limit = bisect_left(tokens.start, following.opens) if following else len(tokens)
    after = clause_after(context, last, limit)
    if after is NO_SPEECH:
        return None, first, last
    if after is not None:
        mention, cue_first, cue_last, end, rule, pointer = after
        opening = _mixed_opening(context, stretch, first, spoken, sentence_starts)
        if opening is not None:
            speech = _speech(context, stretch, pointer, mention, (cue_first, cue_last), "mixed-signed", 0.75)
            # Where the closing mark is missing, blanks may stand at the end.
            closes = stretch.start + len(tokens.text[stretch.start : stretch.closes].rstrip())
            speech = replace(speech, kind=QuotationKind.MIXED, start=tokens.start[opening], end=closes)
            return speech, opening, end
        if words > 1 or rule == "direct-stem" or context.tokens.text[stretch.end - 1] in ",.!?":
            return _speech(context, stretch, pointer, mention, (cue_first, cue_last), rule, 0.97), first, end
    begin = bisect_left(tokens.start, floor)
    before = clause_before(context, stretch, first, begin, words, sentence_starts)
    if before is not None:
        mention, cue, rule, pointer, start = before
        return _speech(context, stretch, pointer, mention, cue, rule, 0.93), start, last
    if before is None and WRITTEN.search(tokens.text[max(0, stretch.opens - 80) : stretch.opens]):
        return None, first, last
    if _stands_alone(context, stretch, first, last, words):
        pointer = Pointer.NEXT if stretch.continued else Pointer.UNCUED
        unnamed = last < len(tokens) and (
            tokens.lower[last] in {"seorang", "salah"} or tokens.flags[last] & (PRIVATE | SOMEBODY)
        )
        if unnamed and "," in tokens.text[stretch.end : stretch.closes]:
            # '"…," seorang penggemar menuliskan': somebody, but not whoever is in focus.
            pointer = Pointer.UNKNOWN
        if SHOWN.search(tokens.text[max(0, stretch.opens - 40) : stretch.opens]):
            pointer = Pointer.UNKNOWN
        return _speech(context, stretch, pointer, None, None, "direct-alone", 0.85), first, last
    return None, first, last


def _mixed_opening(context: Context, stretch: Marked, first: int, spoken: int, sentence_starts: Sequence[int]) -> int | None:
    """Return the token at which a sentence begins that ends in a quoted fragment and its source; None for whole speech."""
    tokens = context.tokens
    if not tokens.text[stretch.start].islower():
        return None
    position = bisect_left(sentence_starts, stretch.opens + 1) - 1
    begin = bisect_left(tokens.start, sentence_starts[position]) if position >= 0 else 0
    after_quotation = bisect_left(tokens.start, spoken)
    if after_quotation > begin:
        # '"…," katanya, seraya menambahkan bahwa itu adalah "tanda baik," ujarnya': only what the last clause says.
        clause = [step for step in range(after_quotation, first) if tokens.lower[step] == "bahwa"]
        if not clause:
            return None
        begin = clause[-1] + 1
        return begin if begin < first else None
    if (
        first - begin < 3
        or not tokens.flags[first - 1] & ~PUNCTUATION
        or tokens.flags[first - 1] & (SAY | ASK | STEM | STEM_NYA)
    ):
        return None
    return begin


def _speech(
    context: Context,
    stretch: Marked,
    pointer: Pointer,
    mention: Mention | None,
    cue: tuple[int, int] | None,
    rule: str,
    certainty: float,
) -> Speech:
    tokens = context.tokens
    span = (tokens.start[cue[0]], tokens.end[cue[1] - 1]) if cue else None
    certainty -= 0.1 * stretch.repaired
    return Speech(QuotationKind.DIRECT, stretch.start, stretch.end, pointer, mention, span, rule, certainty)


def _is_heading(tokens: Tokens, end: int) -> bool:
    """Tell whether a heading stands between the beginning of a paragraph and a token, all of its words in capitals."""
    begin = end
    while (
        begin > 0 and end - begin <= _LONGEST_HEADING and "\n" not in tokens.text[tokens.end[begin - 1] : tokens.start[begin]]
    ):
        begin -= 1
    row = range(begin, end)
    written = all(tokens.flags[step] & (CAPITAL | NUMBER) or tokens.lower[step] in _LOWER_IN_HEADINGS for step in row)
    return 1 < end - begin <= _LONGEST_HEADING and written


def _stands_alone(context: Context, stretch: Marked, first: int, last: int, words: int) -> bool:
    """Tell whether a stretch is a sentence by itself: nothing of its sentence before it, and nothing after it."""
    tokens = context.tokens
    text = tokens.text
    if words < _FEWEST_WORDS_ALONE:
        return False
    before = text[max(0, stretch.opens - 80) : stretch.opens].rstrip(" ")
    if before.endswith(_DEFINING):
        return False
    closed = text[stretch.end - 1] in ".!?" and (last >= len(tokens) or "\n" in text[stretch.closes - 1 : tokens.start[last]])
    if closed and words >= _FEWEST_WORDS_HEADED and _is_heading(tokens, first):
        return True
    if before and before[-1] not in '\n.!?:”"…)' and not stretch.repaired:
        return False
    if not (
        text[stretch.start].isupper()
        or text[stretch.start].isdigit()
        or text[stretch.start] in "([‘'…."
        or not text[stretch.start].isascii()
    ):
        return False
    if last >= len(tokens):
        return True
    gap = text[stretch.closes - 1 : tokens.start[last]]
    if "," in text[stretch.end : stretch.closes] and words >= _FEWEST_WORDS_HEADED and tokens.flags[last] & ~PUNCTUATION:
        # A comma before the closing mark announces a reporting clause, even if its verb is missing or unknown.
        return not any(word in _ELSEWHERE for word in tokens.lower[last : last + 4])
    return (
        "\n" in gap or bool(tokens.flags[last] & CAPITAL) or tokens.lower[last] in {".", "(", '"', "“", "*"} or stretch.repaired
    )
