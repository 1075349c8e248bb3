"""Raw text -> the text of the statement, with the way back to every character.

Cleaning only takes whole runs out, or puts one character in the place of one (a no-break space becomes a space). So each
span of the clean text is a span of the raw one: `Cleaned.raw_span`. Words between quotation marks stay as they are, but
for characters that were read in the wrong encoding.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from corpus import characters, furniture
from corpus.headlines import headline_end
from corpus.records import Span

MOST_PASSES = 6
"""Passes over a text before it is left as it was. Real articles need at most four; more is a text made to tease."""

_LINE_LIMIT = 420
"""Characters beyond which a line is a paragraph, never furniture."""

_MOST_TAILS = 12
"""Things that follow a text, taken off in one pass; real articles have at most five."""

_LINE_EDGES = re.compile(r"(?<![ ])[ ]++(?=\n|\Z)|(?<=\n)[ ]++")
_BLANK_LINES = re.compile(r"\A\s++|(?<=\n\n)\n++|(?<!\s)\s++\Z")
_MARK = re.compile("[\"“”„«»]|‘‘|’’|''")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A clean text and where it comes from.

    `kept` are the spans of the raw text that remain, in order; put together they are `text`, but for characters replaced
    one for one.
    """

    text: str
    kept: tuple[Span, ...]
    _starts: tuple[int, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        starts, position = [], 0
        for span in self.kept:
            starts.append(position)
            position += span.end - span.start
        object.__setattr__(self, "_starts", tuple(starts))

    def raw_span(self, span: Span) -> Span:
        """Return the span of the raw text in which a span of the clean text stands, with what was taken out inside it.

        An empty span maps to an empty one. Raises ValueError for a span beyond the text.
        """
        if span.end > len(self.text):
            raise ValueError(f"span {span.start}..{span.end} lies beyond the text of {len(self.text)} characters")
        start = self._raw(span.start)
        return Span(start, start if span.start == span.end else self._raw(span.end - 1) + 1)

    def _raw(self, offset: int) -> int:
        if not self.kept:
            return 0
        run = bisect_right(self._starts, offset) - 1
        return self.kept[run].start + offset - self._starts[run]


def clean(text: str) -> Cleaned:
    """Return the text without what is not the statement: captions, credits, links to other articles, advertising marks.

    Odd characters become plain ones, see `corpus.characters`. Cleaning what is clean changes nothing. Takes time linear in
    the length of the text, whatever the text.
    """
    whole = Cleaned(text, (Span(0, len(text)),) if text else ())
    work = plain = _settled(whole, _plain) or whole
    return _settled(work, _without_furniture) or plain


def _settled(work: Cleaned, step: Callable[[Cleaned], Cleaned]) -> Cleaned | None:
    """Return the work after as many steps as change it, or None when MOST_PASSES are not enough."""
    for _ in range(MOST_PASSES):
        before, work = work, step(work)
        if work.text == before.text:
            return work
    return None


def _plain(work: Cleaned) -> Cleaned:
    text, taken_out = characters.plain(work.text)
    return _tidy(without(Cleaned(text, work.kept), taken_out))


def _without_furniture(work: Cleaned) -> Cleaned:
    found = sorted(_furniture(work.text))
    return _tidy(without(work, found)) if found else work


def without(work: Cleaned, spans: Iterable[Span]) -> Cleaned:
    """Return the text without some of its spans, which rise and may touch or overlap; the way back stays."""
    pieces: list[str] = []
    kept: list[Span] = []
    position = 0
    runs = _Runs(work.kept)
    for span in (*spans, Span(len(work.text), len(work.text))):
        if span.start > position:
            pieces.append(work.text[position : span.start])
            kept += runs.raw(position, span.start)
        position = max(position, span.end)
    return Cleaned("".join(pieces), tuple(kept))


class _Runs:
    """Kept spans, cut at rising positions of the clean text."""

    def __init__(self, kept: tuple[Span, ...]) -> None:
        self._kept = kept
        self._run = 0
        self._passed = 0

    def raw(self, start: int, end: int) -> Iterator[Span]:
        while start < end:
            run = self._kept[self._run]
            length = run.end - run.start
            if self._passed + length <= start:
                self._run, self._passed = self._run + 1, self._passed + length
                continue
            first = run.start + start - self._passed
            last = min(run.end, first + end - start)
            yield Span(first, last)
            start += last - first


def _tidy(work: Cleaned) -> Cleaned:
    """Return the work without spaces at line ends and without empty lines beyond one."""
    # Looking for two characters is far faster than a pattern that looks back from every place, and most texts are tidy.
    if " \n" in work.text or "\n " in work.text or work.text.endswith(" "):
        work = without(work, (Span(*match.span()) for match in _LINE_EDGES.finditer(work.text)))
    if "\n\n\n" in work.text or work.text[:1].isspace() or work.text[-1:].isspace():
        work = without(work, (Span(*match.span()) for match in _BLANK_LINES.finditer(work.text)))
    return work


def _furniture(text: str) -> Iterator[Span]:
    """Yield the runs of a tidy text that are not the statement, in any order."""
    marks = _Marks(text)
    head = furniture.HEAD.match(text)
    if head is not None:
        yield Span(*head.span())
    end = _tail(text, marks)
    if end < len(text):
        yield Span(end, len(text))
    position = 0
    for line in text[:end].split("\n"):
        start, position = position, position + len(line) + 1
        if (head is not None and start < head.end()) or not line or len(line) > _LINE_LIMIT:
            continue
        if furniture.is_line(line) and not marks.inside(start):
            yield Span(start, min(position, end))
    for match in furniture.MARKERS.finditer(text, 0, end):
        yield Span(match.start(), _past_space(text, match.end()))
    for pattern in furniture.INLINE.values():
        for match in pattern.finditer(text, 0, end):
            if not marks.inside(match.start()):
                yield Span(match.start(), _past_space(text, match.end()))
    for match in furniture.READ_ALSO.finditer(text, 0, end):
        stop = headline_end(text, match.end())
        if stop is not None and not marks.inside(match.start()):
            yield Span(match.start(), _past_space(text, stop))


def _tail(text: str, marks: _Marks) -> int:
    """Return where the text ends when what may follow it is taken off."""
    end = len(text)
    for _ in range(_MOST_TAILS):
        before = end
        for name, pattern in furniture.TAIL.items():
            if furniture.TAIL_NEEDS.get(name, "") not in text:
                continue
            match = pattern.search(text, max(0, end - furniture.TAIL_LIMIT - 1), end)
            if match is not None and not marks.inside(match.start() + 1):
                end = match.start() + 1
                while end and text[end - 1].isspace():
                    end -= 1
        if end == before:
            break
    return end


def _past_space(text: str, position: int) -> int:
    return position + 1 if text[position : position + 1] == " " and text[position - 1 : position] != "\n" else position


class _Marks:
    """The quotation marks of a text: tells which places stand between two of them.

    Marks are straight, curly or the same on both sides, and often one is missing. So a place counts as inside when the
    nearest mark to the left can open and the nearest to the right can close, by their shape and the spaces beside them;
    where both readings are possible, it counts as inside.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._matches: list[re.Match[str]] | None = None
        self._starts: list[int] = []

    def inside(self, position: int) -> bool:
        if self._matches is None:
            self._matches = list(_MARK.finditer(self._text))
            self._starts = [match.start() for match in self._matches]
        right = bisect_left(self._starts, position)
        if right == 0 or right == len(self._matches):
            return False
        return self._can_open(self._matches[right - 1]) and self._can_close(self._matches[right])

    def _can_open(self, mark: re.Match[str]) -> bool:
        free_left, free_right = self._free(mark)
        if mark[0] in "“„«‘‘":
            return True
        return not free_right or free_left if mark[0] in "\"''" else free_left and not free_right

    def _can_close(self, mark: re.Match[str]) -> bool:
        free_left, free_right = self._free(mark)
        if mark[0] in "”»’’":
            return not (free_left and not free_right)
        return not free_left or free_right if mark[0] in "\"''" else free_right and not free_left

    def _free(self, mark: re.Match[str]) -> tuple[bool, bool]:
        before = self._text[mark.start() - 1 : mark.start()]
        after = self._text[mark.end() : mark.end() + 1]
        return not before or before in " \n([-–—", not after or after in " \n)].,;:!?-–—"
