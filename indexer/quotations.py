"""Document -> every attributed piece of speech in it, direct and indirect, with cue, speaker, role and confidence.

text ──► marks, sentences, tokens ──► mentions ──► direct and reported speech ──► who said it
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence

from corpus.records import Document, Event, Quotation, Span, quotation_id
from indexer import sentences
from indexer.extraction import direct, marks, mentions
from indexer.extraction.attribution import attribute
from indexer.extraction.clauses import Context
from indexer.extraction.indirect import Finder
from indexer.extraction.speech import Focus, Speech
from indexer.extraction.tokens import tokenize
from indexer.speakers import Register


def extract(document: Document, event: Event | None = None) -> tuple[Quotation, ...]:
    """Return the quotations of a document in the order of its text; spans point into `document.text`.

    `event` is the occasion that each is said at; topics are left to their own stage. Nothing in the text makes it fail, and
    its time grows with the length.
    """
    text = document.text
    stretches = marks.find(text)
    bounds = sentences.split(text, stretches)
    tokens = tokenize(text)
    sole = mentions.sole_names(tokens)
    context = Context(tokens, sole, mentions.scan(tokens, sole))
    starts = [span.start for span in bounds]
    spoken = direct.find(context, stretches, starts)
    finder = Finder(context, spoken.fragments)
    items: list[Speech | Focus] = [*spoken.pieces, *_reported(finder, tokens.start, bounds, spoken.filled)]
    items.sort(key=lambda item: (item.start, isinstance(item, Speech)))
    quoted = frozenset(index for first, last in spoken.quoted for index in range(first, last))
    register = Register(context.mentions, tokens.start, quoted)
    seen: Counter[str] = Counter()
    found = []
    for speech, attribution in attribute(items, register, text):
        words = text[speech.start : speech.end]
        key = quotation_id(document.id, words)
        found.append(
            Quotation(
                id=quotation_id(document.id, words, seen[key]) if seen[key] else key,
                document_id=document.id,
                kind=speech.kind,
                span=Span(speech.start, speech.end),
                text=words,
                cue=text[slice(*speech.cue)] if speech.cue else None,
                cue_span=Span(*speech.cue) if speech.cue else None,
                attribution=attribution,
                event=event,
                confidence=round(speech.certainty, 3),
                rule=speech.rule,
            )
        )
        seen[key] += 1
    return tuple(found)


def _reported(
    finder: Finder, starts: Sequence[int], bounds: Sequence[Span], filled: Sequence[tuple[int, int]]
) -> Iterator[Speech | Focus]:
    """Yield the reported speech of every sentence, outside direct quotations and their reporting clauses."""
    blocks = iter(sorted(filled))
    block = next(blocks, None)
    for span in bounds:
        begin, end = bisect_left(starts, span.start), bisect_left(starts, span.end)
        tail = False
        while begin < end:
            while block is not None and block[1] <= begin:
                block = next(blocks, None)
            if block is None or block[0] >= end:
                yield from finder.sentence(begin, end, tail=tail)
                break
            if block[0] > begin:
                yield from finder.sentence(begin, block[0], tail=tail)
            begin, tail = block[1], True
