"""Where the headline of another article ends that "Baca juga:" has put into running text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from corpus.furniture import MARKERS, READ_ALSO

_SENTENCE_STARTERS = frozenset(
    """
    adapun akibat akibatnya atas bahkan begitu berdasarkan bila dalam demikian dengan dia di dikatakan diketahui
    ditambahkan hal hingga ia jika kalau karena kata kemudian ketika kini lalu lanjut lebih maka mereka meski
    meskipun menurut menurutnya namun nantinya oleh pada padahal pasalnya pihaknya saat sampai sebab sebagai
    sebelum sebelumnya sehingga selain selanjutnya selama sementara seperti sejak setelah sesuai tentu terkait
    terlebih untuk usai walau walaupun
    """.split()  # noqa: SIM905
)
"""Words that open a sentence and that a headline in title case follows with a capital."""

_SMALL_WORDS = frozenset(
    """
    di ke dari yang dan untuk pada dengan hingga akan tidak tak dalam oleh atau saat jadi bagi sampai soal per
    vs agar karena usai demi tapi juga antara lewat sebagai bak via hanya
    """.split()  # noqa: SIM905
)
"""Words that headlines in title case leave in lower case."""

_GLUED = re.compile(r"(?<=[a-z)?!])(?=[A-Z][a-z]{1,20} [a-z])|(?<=[A-Z]{3})(?=[A-Z][a-z]{2,20} [a-z])")
_SHOUTED = re.compile(r"(?<=[!?])(?=\s[A-Z])")
_NUMBERED = re.compile(r"(?<=\s)(?=\d{1,2}\.\s[A-Z])")
_OPENING = re.compile(r"(?<=\s)[\"“](?=[A-Z])")
_CLOSING = re.compile(r"[\"”]")
_WORD = re.compile(r"\S+")
_PROSE = re.compile(r"[.,;:]\s|\.\Z")

HEADLINE_LIMIT = 200
"""Characters within which a headline ends, or is not one."""

FEWEST_WORDS = 3
"""A headline has as many; after fewer words the marker stood for something else."""


def headline_end(text: str, start: int) -> int | None:
    """Return where the headline that starts at `start` ends, or None when that is not certain.

    Certain are the end of the line, unless sentences follow on it, and the next "Baca juga" or advertising mark. Where the
    headline is in title case throughout, so are: the opening mark of a quotation (one that closes after a comma or full
    stop), an exclamation or question mark, the number of a list, a capital glued to the word before it, and a
    sentence-opening word followed by a word in lower case ("... Akhir 2019 Atas dasar itu").
    """
    limit = text.find("\n", start, start + HEADLINE_LIMIT + 1)
    if limit < 0:
        limit = min(len(text), start + HEADLINE_LIMIT)
    at_line_end = limit == len(text) or text[limit] == "\n"
    marks = (pattern.search(text, start, limit) for pattern in (READ_ALSO, MARKERS))
    ends = [mark.start() for mark in marks if mark is not None]
    ends += [end for end in _title_case_ends(text, start, limit) if _is_title_case(text[start:end])]
    if at_line_end and not _PROSE.search(text[start : min(ends, default=limit)]):
        ends.append(limit)
    end = min(ends, default=None)
    return end if end is not None and len(text[start:end].split()) >= FEWEST_WORDS else None


def _title_case_ends(text: str, start: int, limit: int) -> Iterator[int]:
    if (opening := _OPENING.search(text, start, limit)) is not None:
        closing = _CLOSING.search(text, opening.end(), opening.end() + 800)
        if closing is not None and text[closing.start() - 1] in ",.?!":
            yield opening.start()
    if (glued := _GLUED.search(text, start, limit)) is not None:
        yield glued.start()
    for pattern in (_SHOUTED, _NUMBERED):
        if (match := pattern.search(text, start, limit)) is not None:
            yield match.start()
    words = list(_WORD.finditer(text, start, limit))
    for word, following in pairwise(words):
        if word[0][:1].isupper() and word[0].lower() in _SENTENCE_STARTERS and following[0][:1].islower():
            yield word.start()
            return


def _is_title_case(headline: str) -> bool:
    return all(not word[:1].islower() or word.strip(",") in _SMALL_WORDS for word in headline.split())
