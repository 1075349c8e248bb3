"""Text -> stretches between quotation marks, whatever the marks look like and however they are broken.

Straight, curly, low and angle marks, two single marks for a double one, ” on both sides, marks doubled, missing at the
opening or at the close, and quotations that run over paragraphs. Single marks are left alone: they nest inside.
Each mark is looked at once, and each stretch searched once, so time grows with the length of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace

from indexer.extraction import lexicon

# The replacement character stands where a curly mark was lost in decoding, unless letters on both sides make it an apostrophe.
# It begins with all that a mark can begin with, so that the search skips from one such character to the next.
_MARK = re.compile(
    r"[\"“”„‟«»＂�'‘’`´′](?:(?<=[\"“”„‟«»＂])[\"“”„‟«»＂]*"
    r"|(?<=�)(?:(?<![^\W_].)|(?![^\W_]))|(?<=['‘’`´′])['‘’`´′](?!['‘’`´′]))"
)
_SINGLE_CLOSE = re.compile(r"[,.!?]['’](?=\s|[a-z])")
_SINGLE_OPEN = re.compile(r"(?:^|(?<=\s))['‘](?=\w)", re.MULTILINE)
_PARAGRAPH_BREAK = re.compile(r"\n\s*")
_OPENING = "“„«"
_SENTENCE_END = ".!?…"
# Before an opening mark: nothing, white space or one of these. An opening mark stuck to a letter is also met.
_REPORTED = re.compile(
    r"\b(?:mengatakan|menyampaikan|menyatakan|menjelaskan|menegaskan|mengungkapkan|menuturkan|menambahkan)(?:,| bahwa\b)"
    r"[^.!?]{1,400}[.!?]\s+(?=[A-Z])"
)
_BEFORE_OPENING = "([{-–—:/"
_AFTER_CLOSING = ".,;:!?)]}…-–—/"
_SINGLE = "'‘’`´′"
_BEFORE_CUE = frozenset({", ", ". ", "! ", "? "})
# Before two marks of which the first closes and the second opens.
_BEFORE_DOUBLE = ".!?…,)"
# How far a closing mark without an opening one may look back, and an opening one without a close may look ahead.
_REACH = 1200
# A quotation whose opening mark was lost is taken to begin with its paragraph, unless that is longer than this.
_LONGEST_UNOPENED = 600


@dataclass(frozen=True, slots=True)
class Marked:
    """A stretch between marks: `opens`..`closes` with the marks, `start`..`end` without them and the blanks inside.

    `continued`: it is not closed because the next paragraph goes on with it. `repaired`: a mark was missing.
    """

    opens: int
    closes: int
    start: int
    end: int
    continued: bool = False
    repaired: bool = False


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    opens: bool
    closes: bool
    shape: str


def _cue_after() -> re.Pattern[str]:
    flags = lexicon.indonesian().flags
    stems = sorted((word for word, bits in flags.items() if bits & (lexicon.STEM | lexicon.STEM_NYA)), key=len, reverse=True)
    return re.compile(rf"([,.!?])\s*(?={'(?:' + '|'.join(map(re.escape, stems)) + ')'}\b)")


_CUE_AFTER: list[re.Pattern[str]] = []


def cue_after() -> re.Pattern[str]:
    """Return the pattern of a comma or full stop that a bare speech verb follows."""
    if not _CUE_AFTER:
        _CUE_AFTER.append(_cue_after())
    return _CUE_AFTER[0]


def find(text: str) -> tuple[Marked, ...]:
    """Return every stretch between quotation marks in `text`, in order, none overlapping; nested ones are left out."""
    found: list[Marked] = []
    starts = [0, *(match.end() for match in _PARAGRAPH_BREAK.finditer(text))]
    bounds = list(zip(starts, [*starts[1:], len(text)], strict=True))
    for begin, finish in bounds:
        if begin < finish:
            unclosed = bool(found) and found[-1].repaired and not text[found[-1].end : begin].strip(" \n,")
            found.extend(_paragraph(text, begin, finish, unclosed=unclosed))
    found = sorted(_single(text, found), key=lambda stretch: stretch.opens)
    return tuple(_join_paragraphs(text, found))


def _single(text: str, found: list[Marked]) -> Iterator[Marked]:
    """Yield the stretches found and those between single marks that a speech verb follows ("'…,' kata X")."""
    yield from found
    ends = [stretch.closes for stretch in found]
    taken = 0
    for match in _SINGLE_CLOSE.finditer(text):
        if not cue_after().match(text[match.start()] + text[match.end() : match.end() + 40]):
            continue
        place = bisect_right(ends, match.start())
        if place < len(found) and found[place].opens < match.end():
            continue
        floor = max(ends[place - 1] if place else 0, taken, match.start() - _REACH, text.rfind("\n", 0, match.start()) + 1)
        opening = next(iter(_SINGLE_OPEN.finditer(text, floor, match.start())), None)
        if opening is not None:
            yield Marked(opening.end() - 1, match.end(), opening.end(), match.start() + (match.group()[0] != ","))
            taken = match.end()


def _marks(text: str, begin: int, finish: int) -> list[_Mark]:
    marks = []
    for match in _MARK.finditer(text, begin, finish):
        start, end = match.span()
        before = text[start - 1] if start > begin else " "
        after = text[end] if end < finish else " "
        shape = match.group()[0]
        free_before = before.isspace() or before in _BEFORE_OPENING
        free_after = after.isspace() or after in _AFTER_CLOSING
        double = end - start > 1 and before in _BEFORE_DOUBLE and not free_after and shape not in _SINGLE
        if double and not cue_after().match("," + text[end : end + 40]):
            # '…lokal.""Dewan ini': one quotation ends where the next begins.
            marks.append(_Mark(start, start + 1, False, True, shape))
            marks.append(_Mark(start + 1, end, True, False, match.group()[1]))
            continue
        if free_before and not free_after:
            # A closing mark may have slipped to the speech verb: '…, "kata Puja'.
            slipped = (
                shape == '"'
                and text[start - 2 : start] in {", ", ". ", "! ", "? "}
                and cue_after().match("," + text[end : end + 40])
            )
            opens, closes = not slipped, bool(slipped)
        elif free_after and not free_before:
            opens, closes = False, True
        elif shape in _OPENING and free_before and free_after and text[start - 2 : start] in _BEFORE_CUE:
            # "…melayani penumpang, “ kata David": it has the wrong shape, but a speech verb follows.
            closes = bool(cue_after().match("," + text[end : end + 40].lstrip()))
            opens = not closes
        elif shape in _OPENING:
            opens, closes = True, False
        elif not free_before and not free_after and (before.isalnum() and after.isalnum() and shape == "”"):
            opens, closes = False, True
        else:
            opens, closes = True, True
        marks.append(_Mark(start, end, opens, closes, shape))
    return marks


def _paragraph(text: str, begin: int, finish: int, *, unclosed: bool) -> Iterator[Marked]:
    """Yield the stretches of one paragraph. `unclosed`: the one before it ends inside a quotation."""
    opened: _Mark | None = None
    depth = 0
    marks = _marks(text, begin, finish)
    last = begin
    for index, mark in enumerate(marks):
        if opened is None:
            stuck = (
                mark.closes and mark.opens and mark.shape in '”"' and text[mark.start - 1 : mark.start] in {",", ".", "!", "?"}
            )
            if stuck and cue_after().match("," + text[mark.end : mark.end + 40]):
                # "…dan toleran,”tegasnya": it closes what nothing opens.
                missing = _without_opening(text, last, mark)
                if missing:
                    yield missing
                    last = mark.end
                    continue
            if mark.closes and not mark.opens:
                following = marks[index + 1] if index + 1 < len(marks) else None
                if unclosed and index == 0:
                    # The second paragraph of a quotation whose opening mark was not repeated.
                    stretch = _trim(text, _Mark(begin, begin, True, False, ""), mark, repaired=True)
                    if stretch:
                        yield stretch
                    last = mark.end
                elif _is_misplaced_opening(text, mark, following):
                    opened, depth = mark, 0
                else:
                    missing = _without_opening(text, last, mark)
                    if missing:
                        yield missing
                        last = mark.end
            else:
                opened, depth = mark, 0
        elif mark.opens and not mark.closes:
            if _ends_sentence(text, opened.end, mark.start):
                yield _without_close(text, opened, mark.start, paragraph_end=False)
                opened, depth = mark, 0
            else:
                depth += 1
        elif depth and any(later.closes for later in marks[index + 1 : index + 2]):
            depth -= 1
        else:
            stretch = _trim(text, opened, mark)
            if stretch:
                yield stretch
            opened, depth, last = None, 0, mark.end
    if opened is not None:
        yield _without_close(text, opened, finish, paragraph_end=True)


def _ends_sentence(text: str, start: int, end: int) -> bool:
    """Tell whether the words before an opening mark are a finished sentence, so that a mark was forgotten."""
    before = text[max(start, end - 20) : end].rstrip()
    return not before or before[-1] in _SENTENCE_END


def _is_misplaced_opening(text: str, mark: _Mark, following: _Mark | None) -> bool:
    """Tell whether a mark that looks like a closing one opens: blanks on its right, and the next one clearly closes."""
    if following is None or not following.closes or following.opens:
        return False
    after = text[mark.end : mark.end + 2]
    return after[:1].isspace() and after[1:].isupper() and cue_after().match(text, mark.end) is None


def _trim(text: str, opened: _Mark, closed: _Mark, *, repaired: bool = False) -> Marked | None:
    start, end = opened.end, closed.start
    while start < end and (text[start].isspace() or text[start] in ",;"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ",;"):
        end -= 1
    if start >= end:
        return None
    return Marked(opened.start, closed.end, start, end, repaired=repaired)


def _without_close(text: str, opened: _Mark, limit: int, *, paragraph_end: bool) -> Marked:
    """Return the stretch of an opening mark that nothing closes: up to a speech verb, else the paragraph or a sentence."""
    reach = min(limit, opened.end + _REACH)
    cue = cue_after().search(text, opened.end, reach)
    end = limit
    if cue:
        end = cue.start() + (cue.group(1) in "!?.")
    elif not paragraph_end or limit - opened.end > _REACH:
        sentence = re.compile(r"[.!?…](?=\s|[A-Z]|$)").search(text, opened.end, reach)
        end = sentence.end() if sentence else reach
    closed = _Mark(end, end, False, True, "")
    stretch = _trim(text, opened, closed, repaired=True)
    return stretch or Marked(opened.start, opened.end, opened.end, opened.end, repaired=True)


def _without_opening(text: str, begin: int, mark: _Mark) -> Marked | None:
    """Return the stretch before a closing mark that nothing opens, if a speech verb follows the mark."""
    if not cue_after().match("," + text[mark.end : mark.end + 40].lstrip(" ,")):
        return None
    start = max(begin, mark.start - _REACH)
    if start > begin or text[begin : begin + 1].islower() or mark.start - begin > _LONGEST_UNOPENED:
        ends = [match.end() for match in re.compile(r"[.!?…]\s+(?=[A-Z])").finditer(text, start, mark.start)]
        start = ends[-1] if ends else start
    # A sentence that reports speech by a verb stands before the quotation whose opening mark was lost.
    reported = [match.end() for match in _REPORTED.finditer(text, start, mark.start)]
    start = reported[-1] if reported else start
    opened = _Mark(start, start, True, False, "")
    return _trim(text, opened, mark, repaired=True)


def _join_paragraphs(text: str, found: list[Marked]) -> Iterator[Marked]:
    """Mark the stretches that the next paragraph continues; drop empty ones."""
    for index, stretch in enumerate(found):
        if stretch.start >= stretch.end:
            continue
        following = found[index + 1] if index + 1 < len(found) else None
        at_end = stretch.repaired and not text[stretch.end : stretch.end + 200].split("\n", 1)[0].strip(" ,")
        if at_end and following and not text[stretch.end : following.opens].strip():
            yield replace(stretch, continued=True)
        else:
            yield stretch
