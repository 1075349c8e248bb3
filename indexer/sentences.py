"""Text -> sentences, by NLTK's Punkt with an Indonesian lexicon of abbreviations, never breaking inside a quotation.

Punkt: Kiss and Strunk, "Unsupervised Multilingual Sentence Boundary Detection", Computational Linguistics 32(4), 2006.
Its parameters are seeded here with titles, ranks, degrees and abbreviations in place of a trained model, so nothing is
downloaded. NLTK takes about a second to import, so it is imported on the first use.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from corpus.records import Span
from indexer.extraction import lexicon, marks
from indexer.extraction.marks import Marked

# These begin with the stop and look back from there: so the search skips from one stop to the next.
_GLUED_STOP = re.compile(
    r"[.!?](?=[A-Z][a-z]+\b(?!\.)|[A-Z]{2,}\b)(?!(?:Com|Id|Net|COM|ID)\b)(?:(?<=[a-z]{2}[a-z)”\"].)|(?<=\d{4}\).))"
)
# "wewenang BPDL.Guna", "10%.Lalu": after initials or figures only before a word that opens sentences.
_DOUBTFUL_STOP = re.compile(r"[.!?](?=([A-Z][a-z]+)\b(?!\.))(?<=(?:[A-Z]{2}|\d[)%]|\d\d|[A-Za-z]\)).)")
# "TikTok maupun X. Lewat": Punkt takes a single capital for an initial; before a word that opens sentences it is none.
_SINGLE_CAPITAL = re.compile(r"[.!?] (?<=[a-z] [A-Z0-9]..)(?=([A-Z][a-z]+)\b)")
# A word of two letters or more, a number or a bracket, its full stop, and the next word.
_PLAIN_STOP = re.compile(r"([^\W\d_]{2,})\.(?:\s+\S+|\S)|\d+\.\s+[A-Z]\S*|\S*\)\.\s+\S+")
_PARAGRAPH = re.compile(r"[^\n]+")
# Punkt rescans its look-ahead, so that a run of full stops costs it quadratic time; real paragraphs are far shorter.
_LONGEST_STRETCH = 20_000


@cache
def _punkt() -> Any:
    from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

    abbreviations = lexicon.indonesian().abbreviations

    class Punkt(PunktSentenceTokenizer):  # type: ignore[misc]
        """Ends a sentence after a plain word that is no abbreviation, a number or a bracket without asking further.

        Punkt's rules come to the same where nothing was learnt in training, by way of annotated tokens, which took 5 % of an
        extraction's time.
        """

        def text_contains_sentbreak(self, text: str) -> bool:
            plain = _PLAIN_STOP.fullmatch(text)
            if plain is not None and (plain[1] or "").lower() not in abbreviations:
                return True
            return bool(super().text_contains_sentbreak(text))

    parameters = PunktParameters()
    parameters.abbrev_types.update(abbreviations)
    return Punkt(parameters)


def split(text: str, quoted: Iterable[Marked] | None = None) -> tuple[Span, ...]:
    """Return the sentences of `text` as spans without surrounding blanks, in order.

    A line break always ends one. A full stop inside quotation marks ends none, so that a quotation stays with its
    reporting clause. `quoted` are the stretches between marks if they are known already.
    """
    stretches = marks.find(text) if quoted is None else quoted
    masked = _masked(text, stretches)
    return tuple(
        Span(start, end)
        for match in _PARAGRAPH.finditer(masked)
        for start, end in _paragraph(masked, match.start(), match.end())
    )


def _paragraph(text: str, begin: int, finish: int) -> Iterator[tuple[int, int]]:
    for piece in range(begin, finish, _LONGEST_STRETCH):
        stretch = text[piece : min(finish, piece + _LONGEST_STRETCH)]
        for start, end in _unglued(stretch, _punkt().span_tokenize(stretch)):
            while start < end and stretch[start].isspace():
                start += 1
            while end > start and stretch[end - 1].isspace():
                end -= 1
            if start < end:
                yield piece + start, piece + end


def _unglued(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Break spans where the blank after a full stop was lost ("rasial.Kekhawatiran"), or after a single capital."""
    for start, end in spans:
        stops = [match.end() for match in _GLUED_STOP.finditer(text, start, end)]
        stops += [match.end() for match in _DOUBTFUL_STOP.finditer(text, start, end) if _opens(match.group(1))]
        stops += [match.end() for match in _SINGLE_CAPITAL.finditer(text, start, end) if _opens(match.group(1))]
        for stop in sorted(set(stops)):
            yield start, stop
            start = stop
        yield start, end


def _opens(word: str) -> bool:
    bits = lexicon.indonesian().flags.get(word.lower(), 0)
    return bool(bits & lexicon.FIRST) and not bits & lexicon.NAME


def _masked(text: str, stretches: Iterable[Marked]) -> str:
    """Return the text with what stands between marks made one long word, its last character kept."""
    parts = []
    position = 0
    for stretch in stretches:
        if stretch.end - stretch.start > 1:
            parts.append(text[position : stretch.start])
            parts.append("\n".join("x" * len(line) for line in text[stretch.start : stretch.end - 1].split("\n")))
            position = stretch.end - 1
    parts.append(text[position:])
    return "".join(parts)
