"""Odd characters -> plain ones, in place: each replaced by one, or several by one, or taken out.

Text that went through the wrong encodings is common on the web: 158 of 11,661 real articles hold UTF-8 read as Latin-1
("Ã©" for "é"), and the articles of one source have lost 600 quotation marks to U+FFFD.
"""

from __future__ import annotations

import re

from corpus.records import Span

_INVISIBLE = (0xAD, *range(0x200B, 0x2010), 0x2060, *range(0x2066, 0x206A), 0xFEFF)

_REPLACED: dict[int, str] = {
    **dict.fromkeys((*range(0x09), *range(0x0E, 0x20), 0x7F), " "),  # control characters
    **dict.fromkeys((0x09, 0x0B, 0x0C, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " "),
    **dict.fromkeys((0x0D, 0x2028, 0x2029), "\n"),
}
# Windows-1252 read as Latin-1 puts punctuation where Latin-1 has control characters; browsers read it so, too
# (HTML standard, "numeric character reference end state"). Five of the 32 have no meaning in Windows-1252 and stay.
for _code in range(0x80, 0xA0):
    _character = bytes([_code]).decode("cp1252", "ignore")
    if _character:
        _REPLACED[_code] = _character

_MISREAD = re.compile("[\u00c2-\u00df][\u0080-\u00bf]|[\u00e0-\u00ef][\u0080-\u00bf]{2}|[\u00f0-\u00f4][\u0080-\u00bf]{3}")
_LOST_MARK = re.compile(r"(?<=[,.!?])\ufffd(?=\s|\Z)|(?<![^\s(])\ufffd(?=[A-Z][a-z])")
_DROPPED = re.compile(f"\r(?=\n)|[{''.join(map(chr, _INVISIBLE))}]+")
_ODD = re.compile(f"[{re.escape(''.join(map(chr, (*_REPLACED, *range(0x80, 0xC0), *_INVISIBLE, 0xFFFD))))}]")
"""One of the characters without which a text is plain already: misread UTF-8 holds one of U+0080..U+00BF."""


def plain(text: str) -> tuple[str, list[Span]]:
    """Return a text of the same length with odd characters replaced, and the spans of it to take out, in order.

    Misread UTF-8 is read rightly, and U+FFFD is a quotation mark where one is due ("..., <U+FFFD> katanya"). Spaces,
    breaks and control characters of all kinds are a space or a line feed. Invisible characters are to be taken out.
    """
    if _ODD.search(text) is None:
        return text, []
    taken_out: list[Span] = []

    def reread(match: re.Match[str]) -> str:
        try:
            character = match[0].encode("latin-1").decode("utf-8")
        except UnicodeDecodeError:
            return match[0]
        taken_out.append(Span(match.start(), match.end() - 1))
        return match[0][:-1] + character

    text = _MISREAD.sub(reread, text)
    taken_out += (Span(*match.span()) for match in _DROPPED.finditer(text))
    return _LOST_MARK.sub('"', text.translate(_REPLACED)), sorted(taken_out)
