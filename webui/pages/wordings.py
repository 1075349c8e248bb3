"""A quotation and the versions of its text that were published before -> how its words ran then."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from corpus.records import QuotationView
from corpus.store.records import Revision
from search.differences import Piece, differences, matcher
from search.shingles import compared, forms

# Share (0..100) of the words' characters that agree, below which the passage is another one and the words were added later:
# on alterations of the sample's own quotations a quarter of the words replaced leaves 75, another statement reaches 50.
SAME_PASSAGE = 65.0
# Characters on either side of the closest window of equal length that may belong to the passage too.
REACH = 80
_ENDS = re.compile('[.!?“”"\n]')


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """How the words ran in one earlier revision; `words` is None where they did not stand there at all."""

    revision: int
    published: dt.date | None
    superseded_at: dt.datetime | None
    words: str | None
    pieces: tuple[Piece, ...] = ()


def earlier_wordings(quotation: QuotationView, revisions: Sequence[Revision]) -> list[Wording]:
    """Return the earlier revisions in which the words were others, the newest first; empty where they never changed."""
    said = forms(quotation.text)
    found: list[Wording] = []
    for revision in reversed(revisions):
        if revision.superseded_at is None or _contains(forms(revision.document.text), said):
            continue
        passage = closest_passage(quotation.text, revision.document.text)
        found.append(
            Wording(
                revision=revision.document.revision,
                published=revision.document.date,
                superseded_at=revision.superseded_at,
                words=passage,
                pieces=differences(passage, quotation.text) if passage else (),
            )
        )
    return found


def closest_passage(words: str, text: str) -> str | None:
    """Return the passage of `text` that is most like `words`, cut between words; None where none is like it."""
    aligned = fuzz.partial_ratio_alignment(words, text, score_cutoff=SAME_PASSAGE)
    if aligned is None or aligned.dest_end - aligned.dest_start < len(words) // 2:
        return None
    around = text[max(0, aligned.dest_start - REACH) : aligned.dest_end + REACH]
    ours, theirs = compared(words), compared(around)
    shared = [block for block in matcher([w.form for w in ours], [w.form for w in theirs]).get_matching_blocks() if block.size]
    if not shared:
        return None
    first, last = shared[0].b, shared[-1].b + shared[-1].size
    # As many words beyond those in common as the quotation has there itself, but not out of its sentence or its marks.
    left = max(0, first - shared[0].a)
    right = min(len(theirs), last + len(ours) - shared[-1].a - shared[-1].size)
    lead = _ENDS.split(around[theirs[left].start : theirs[first].start])[-1]
    end = theirs[last - 1].end
    tail = _ENDS.split(around[end : theirs[right - 1].end])[0]
    return (lead + around[theirs[first].start : end] + tail).strip().rstrip(",;:") or None


def _contains(text: Sequence[str], words: Sequence[str]) -> bool:
    """Say whether the words stand in the text, one after the other."""
    return f" {' '.join(words)} " in f" {' '.join(text)} "
