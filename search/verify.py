"""An alleged quotation -> is it real? Verbatim, altered, somebody else's, or not found in this corpus."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from corpus.errors import InvalidQuery
from corpus.records import QuotationKind, QuotationView
from search.alignment import Alignment, Alleged, align, alleged
from search.analysis import name_terms, terms
from search.candidates import candidates
from search.catalogue import Catalogue
from search.differences import Piece
from search.duplicate_versions import Versions
from search.negation import Negation
from search.query import MAX_TEXT
from search.results import Group, IndexState
from search.shingles import forms, shingles

FEWEST_WORDS = 3
"""Words of which a quotation can be verified: anybody has said two."""

SIMILAR = 0.65
"""Least similarity of an altered quotation: lower finds few more of those with a quarter of their words replaced, and takes
statements on the same matter for versions of each other (evaluation.verification, docs/design.md)."""

SIMILAR_CONTENT = 3  # words of content that an altered quotation shares at least: fewer agree by chance
ALMOST = 0.85  # similarity that needs no such words: a sentence of names with a slip of the pen
SIMILAR_TOGETHER = 0.8  # least similarity to several quotations joined: two have twice as many words to agree with
CLOSE = 0.3  # least similarity of what is shown as a close match of words that are not found
LOOKED_AT = 96  # candidates whose words are read
ALIGNED = 16  # of those, whose words are aligned, 0.3 ms each
SHOWN = 5
NEIGHBOURS_WITHIN = 400  # characters between two quotations that one alleged quotation may join
SPELLING = 85.0  # likeness (0..100) of two spellings of one name


class Verdict(StrEnum):
    """What an alleged quotation is."""

    VERBATIM = "verbatim"
    ALTERED = "altered"
    DIFFERENT_SPEAKER = "different_speaker"
    NOT_FOUND = "not_found"


class Note(StrEnum):
    """What is to be known beside the verdict, all of the best match."""

    EXCERPT = "excerpt"
    JOINED = "joined"
    REORDERED = "reordered"
    INDIRECT = "indirect"
    NEGATION_ADDED = "negation_added"
    NEGATION_DROPPED = "negation_dropped"
    SPEAKER_UNKNOWN = "speaker_unknown"
    ATTRIBUTED_DIFFERENTLY = "attributed_differently"
    IN_ARTICLE = "in_article"


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A real quotation beside the alleged one.

    `quotations` are several, in their order in one document, where the alleged one joins neighbours. `pieces` are the
    differences, alleged words first. `agrees`: whether the alleged speaker said it (None: none is alleged, or the real one is
    unknown). `verdict` is of the words alone. `group`: where else the words stand.
    """

    quotations: tuple[QuotationView, ...]
    verdict: Verdict
    similarity: float
    pieces: tuple[Piece, ...]
    agrees: bool | None
    excerpt: bool = False
    reordered: bool = False
    negation: Negation | None = None
    group: Group | None = None

    @property
    def indirect(self) -> bool:
        """Whether the words stand only in a reporter's syntax."""
        return all(view.kind is QuotationKind.INDIRECT for view in self.quotations)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """The answer: a verdict, what to know beside it, and the closest real quotations, the best first."""

    text: str
    speaker: str | None
    verdict: Verdict
    notes: tuple[Note, ...]
    matches: tuple[Match, ...]
    index: IndexState | None = None


def read(text: str, speaker: str | None = None) -> tuple[Alleged, str | None]:
    """Check what is to be verified. Raises InvalidQuery where it is too long or has too few words."""
    if len(text) > MAX_TEXT:
        raise InvalidQuery(f"q has {len(text):,} characters: give at most {MAX_TEXT:,}", parameter="q", code="text-too-long")
    said = alleged(text)
    if len(said.words) < FEWEST_WORDS:
        raise InvalidQuery(
            f"q has {len(said.words)} words: give the alleged quotation, {FEWEST_WORDS} words at least",
            parameter="q",
            code="too-few-words",
        )
    if speaker is not None and len(speaker) > MAX_TEXT:
        raise InvalidQuery(f"speaker has {len(speaker):,} characters", parameter="speaker", code="text-too-long")
    return said, speaker if speaker and terms(speaker) else None


def verify(
    text: str, speaker: str | None, catalogue: Catalogue, versions: Versions, *, without: frozenset[str] = frozenset()
) -> Verification:
    """Return whether an alleged quotation is real; `without` are ids to be looked past (for measuring).

    Raises InvalidQuery as `read` does.
    """
    said, voice = read(text, speaker)
    found = _Search(said, voice, catalogue, versions).matches(without)
    real = [match for match in found if match.verdict is not Verdict.NOT_FOUND]
    verdict, notes = Verdict.NOT_FOUND, _in_article(said, found)
    if real:
        best = real[0]
        verdict = Verdict.DIFFERENT_SPEAKER if best.agrees is False else best.verdict
        notes = _notes(best, voice)
    shown = real if real else found
    return Verification(text=text, speaker=voice, verdict=verdict, notes=notes, matches=tuple(shown[:SHOWN]))


def agrees(speaker: str, view: QuotationView) -> bool | None:
    """Say whether a quotation is that of a speaker as somebody names them; None where its speaker is not known.

    Titles aside, each word given is a word of the name or of the office, and one at least of the name; spelling may differ a
    little. An institution is known by its own name or as the affiliation of a nameless office.
    """
    name = view.speaker or (view.affiliation if view.role else None)
    if not name:
        return None
    asked = name_terms(speaker)
    own = terms(name)
    office = terms(f"{view.role or ''} {view.affiliation or ''}")
    in_name = [word for word in asked if _spelt(word, own)]
    return bool(in_name) and all(word in in_name or _spelt(word, office) for word in asked)


def _spelt(word: str, words: Iterable[str]) -> bool:
    return any(word == other or (len(word) > 4 and fuzz.ratio(word, other) >= SPELLING) for other in words)


class _Search:
    """One question to one generation."""

    def __init__(self, said: Alleged, voice: str | None, catalogue: Catalogue, versions: Versions) -> None:
        self._said, self._voice = said, voice
        self._catalogue, self._versions = catalogue, versions

    def matches(self, without: frozenset[str]) -> list[Match]:
        """Return the closest quotations, the best first, one of each group."""
        hashes = np.unique(np.concatenate([shingles(run) for run in self._said.runs]))
        views = {}
        for row in candidates(self._catalogue, hashes, LOOKED_AT + len(without)).tolist():
            view = self._catalogue.card(row)
            if view.id not in without:
                views[row] = view
        ours = self._said.forms
        shared = {row: LCSseq.similarity(ours, forms(view.text)) for row, view in views.items()}
        # Of equals the earlier candidate stays ahead: sorting is stable.
        nearest = sorted(views, key=lambda row: -shared[row])[:ALIGNED]
        found = [(row, self._match((views[row],))) for row in nearest]
        found += [(row, joined) for row in nearest if (joined := self._joined(views[row], views.values()))]
        found = [(row, match) for row, match in found if match.similarity >= CLOSE]
        found.sort(key=lambda item: _rank(item[1]))
        return self._one_of_each(found, without)

    def _match(self, quotations: tuple[QuotationView, ...]) -> Match:
        text = " ".join(view.text for view in quotations)
        return _judged(align(self._said, text), quotations, self._agreeing(quotations))

    def _agreeing(self, quotations: Sequence[QuotationView]) -> bool | None:
        if self._voice is None:
            return None
        known = [answer for view in quotations if (answer := agrees(self._voice, view)) is not None]
        return all(known) if known else None

    def _joined(self, view: QuotationView, others: Iterable[QuotationView]) -> Match | None:
        """Return the match of a quotation with its neighbours, where the alleged words take in both."""
        near = [view]
        best = self._match((view,))
        if best.verdict is Verdict.VERBATIM:
            return None
        for other in sorted((o for o in others if o.document_id == view.document_id), key=lambda o: o.span):
            if any(forms(other.text) == forms(kept.text) for kept in near):
                continue  # the same words once more, in a caption or a summary
            if any(other.span.start < kept.span.end and kept.span.start < other.span.end for kept in near):
                continue
            if min(abs(other.span.start - k.span.end) for k in near) > NEIGHBOURS_WITHIN and (
                min(abs(k.span.start - other.span.end) for k in near) > NEIGHBOURS_WITHIN
            ):
                continue
            together = sorted([*near, other], key=lambda each: each.span)
            match = self._match(tuple(together))
            if match.similarity > best.similarity:
                best, near = match, together
        return best if len(near) > 1 else None

    def _one_of_each(self, found: Sequence[tuple[int, Match]], without: frozenset[str]) -> list[Match]:
        """Keep the best match of each group, under the alleged speaker's name where a member of the group has it."""
        seen: set[str] = set()
        kept = []
        for row, match in found:
            if any(view.id in seen for view in match.quotations):
                continue
            group = self._versions.group(row)
            members = [self._catalogue.card(each) for each in self._versions.members(row).tolist()] if group else []
            seen.update(view.id for view in (*match.quotations, *members))
            if match.agrees is False and len(match.quotations) == 1:
                match = self._by_the_alleged(match, members, without)
            kept.append(replace(match, group=group))
        return sorted(kept, key=_rank)

    def _by_the_alleged(self, match: Match, members: Sequence[QuotationView], without: frozenset[str]) -> Match:
        for view in members:
            if view.id not in without and self._agreeing((view,)):
                other = self._match((view,))
                if other.verdict is match.verdict:
                    return other
        return match


def _judged(aligned: Alignment, quotations: tuple[QuotationView, ...], agreeing: bool | None) -> Match:
    verdict = Verdict.NOT_FOUND
    if aligned.exact and aligned.negation is None:
        verdict = Verdict.VERBATIM
    elif aligned.exact or aligned.similarity >= _needed(aligned, quotations):
        verdict = Verdict.ALTERED
    return Match(
        quotations=quotations,
        verdict=verdict,
        similarity=round(aligned.similarity, 4),
        pieces=aligned.pieces,
        agrees=agreeing,
        excerpt=not aligned.whole,
        reordered=aligned.moved,
        negation=aligned.negation,
    )


def _needed(aligned: Alignment, quotations: Sequence[QuotationView]) -> float:
    """Return the similarity from which words are an altered quotation."""
    if len(quotations) > 1:
        return SIMILAR_TOGETHER
    return SIMILAR if aligned.content >= SIMILAR_CONTENT else ALMOST


_TIERS = {Verdict.VERBATIM: 0, Verdict.ALTERED: 1}


def _rank(match: Match) -> tuple[object, ...]:
    """Order matches: the words first, then the alleged speaker, spoken before reported words, and who published first."""
    first = match.quotations[0]
    return (
        _TIERS.get(match.verdict, 2),
        match.agrees is False,
        len(match.quotations),
        -round(match.similarity, 2),
        match.indirect,
        match.agrees is None,
        str(first.date or "9999"),
        first.id,
    )


def _notes(best: Match, voice: str | None) -> tuple[Note, ...]:
    found = {
        Note.EXCERPT: best.excerpt and best.verdict is Verdict.VERBATIM,
        Note.JOINED: len(best.quotations) > 1,
        Note.REORDERED: best.reordered,
        Note.INDIRECT: best.indirect,
        Note.NEGATION_ADDED: best.negation is Negation.ADDED,
        Note.NEGATION_DROPPED: best.negation is Negation.DROPPED,
        Note.SPEAKER_UNKNOWN: voice is not None and best.agrees is None,
        Note.ATTRIBUTED_DIFFERENTLY: best.group is not None and len(best.group.speakers) > 1,
    }
    return tuple(note for note, holds in found.items() if holds)


def _in_article(said: Alleged, found: Sequence[Match]) -> tuple[Note, ...]:
    """Say whether the words stand beside a close quotation, in the article's own text."""
    words = f" {' '.join(said.forms)} "
    for match in found:
        if any(words in f" {' '.join(forms(view.context))} " for view in match.quotations):
            return (Note.IN_ARTICLE,)
    return ()
