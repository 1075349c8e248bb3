"""Text -> words and marks with offsets and lexical flags; words glued together at former links are taken apart."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from indexer.extraction import lexicon
from indexer.extraction.lexicon import (
    CAPITAL,
    FIRST,
    INSTITUTION,
    NAME,
    NUMBER,
    OFFICE,
    ORDINARY,
    PRONOUN,
    PUNCTUATION,
    REGION,
    STEM,
    TIME,
    TITLE,
    UPPER,
    words,
)

_TOKEN = re.compile(
    r"\d+[A-Z]{1,2}(?![^\W_])"  # "3T", "5G"
    r"|\d+(?:[.,:/]\d+)*"
    r"|& ?amp;"
    r"|(?:[A-Z][A-Za-z]{0,4}\.){1,6}(?:[A-Z][A-Za-z]{0,5})(?![A-Za-z])"  # dotted degrees and initials: S.H, M.Si, S.I.K
    r"|[A-Za-z0-9]+\.(?:com|co\.id|id|net|org|go\.id|tv|co)(?![A-Za-z0-9])"
    r"|[^\W_]+(?:[-'’`][^\W_]+)*"
    r"|\S"
)
# "olehKPURI", "BaratDedi", "MPRAmien": a word runs into the next where a link's edge was.
_GLUE = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])|(?<=[A-Z]{3})(?=[A-Z][a-z]{3})")
# Names that are written with a capital inside.
_INNER_CAPITAL = words("inner_capital")
# Function words and speech verbs that are found stuck to the name before them ("Mulyadimengatakan", "Turbayyang").
_TAILS = (
    "mengatakan|menyebutkan|menyebut|menjelaskan|menegaskan|menuturkan|mengungkapkan|menyatakan|menilai|menambahkan|"
    "menyampaikan|memastikan|mengaku|berharap|meminta|mengimbau|menerangkan|memaparkan|membantah|"
    "menjadi|langsung|mengajak|menekankan|mendorong|membuka|memimpin|menerima|merespons|mengecam|menolak|menyambut|"
    "mendukung|mengapresiasi|melepas|meninjau|berpesan|berkata|berjanji|bercerita|berpendapat"
)
_TAIL = re.compile(rf"^([^\W\d_]{{4,}}?)({_TAILS}|me(?:ng|ny|m|n|l|r)[a-z]{{2,}}(?:kan|i))$")
# Shapes of verbs: a capitalised word of such a shape that nothing else is known of is no name.
_VERBAL = re.compile(
    r"^(?:me(?:ng|ny|m|n)\w{5,}|(?:ber|ter|di|mem|men)\w{4,}(?:kan|nya|i)|\w{4,}(?:kannya|annya)|(?:pe[mn]|per|ke|sepe[mn])\w{3,}an)$"
)
# "RImenyatakan": a known word stuck to initials.
_AFTER_INITIALS = re.compile(r"^([A-Z]{2,})([a-z]{3,})$")
_SHORT_TAILS = "|".join(sorted(words("short_tails")))
_SHORT_TAIL = re.compile(rf"^([^\W\d_]{{4,}})({_SHORT_TAILS})$")
# Function words stuck to the next word at the start of a sentence ("Dalamprofil", "Sebuahvideo").
_HEAD = re.compile(r"^(Dalam|Sebuah|Pada|Dari|Untuk|Dengan|Menurut|Situs|Bahkan|Kata|Oleh|Saat|Usai|Jika|Bahwa)([a-z]{4,})$")
# Arabic articles in names: "Mahmoud al-Sauri" goes on in lower case.
_ARTICLES = frozenset({"al-", "el-", "ad-", "an-", "ar-", "as-", "at-", "az-", "ul-"})
_CIVIL_HEADS = words("civil_heads")
_NAMED_AFTER = words("named_after")
_DASHES = frozenset({"-", "–", "—", "--", "|"})
# How far a dateline may stand from the beginning, headline included.
_LONGEST_HEADLINE = 60
_LONGEST_WORD = 60
KNOWN = NAME | OFFICE | INSTITUTION | TITLE | REGION
# "Tania", "Sonya", "Tatanya": names in "-nya" are short.
_LONGEST_NAME_IN_NYA = 6
_SENTENCE_ENDS = frozenset({".", "!", "?", '"', "”", "“", ":"})


@dataclass(frozen=True, slots=True)
class Tokens:
    """The words and marks of one text as parallel lists.

    `lower` is the lower-case form, `flags` the bits of `indexer.extraction.lexicon`, `start` and `end` character offsets.
    """

    text: str
    words: list[str]
    lower: list[str]
    flags: list[int]
    start: list[int]
    end: list[int]

    def __len__(self) -> int:
        return len(self.words)

    def slice(self, first: int, last: int) -> str:
        """Return the text from token `first` to before token `last`; glued words are set apart, white space is one blank."""
        if first >= last:
            return ""
        start, end = self.start, self.end
        parts = [self.words[first]]
        for index in range(first + 1, last):
            glued = start[index] == end[index - 1] and _both_words(self.flags[index - 1], self.flags[index])
            if start[index] > end[index - 1] or glued:
                parts.append(" ")
            parts.append(self.words[index])
        return "".join(parts)


def _both_words(left: int, right: int) -> bool:
    return not (left | right) & PUNCTUATION


def tokenize(text: str) -> Tokens:
    """Return the tokens of `text`, in order, none overlapping."""
    look_up = lexicon.indonesian().flags.get
    words: list[str] = []
    lower: list[str] = []
    flags: list[int] = []
    start: list[int] = []
    end: list[int] = []
    for match in _TOKEN.finditer(text):
        word = match.group()
        begin = match.start()
        first = word[0]
        if first.isalpha():
            low = word.lower()
            bits = look_up(low, 0)
            if not bits and "." in word and len(parts := word.split(".")) == 2 and _is_glued(*parts):
                # "ujar Rahma.Lebih lanjut": the blank after a full stop was lost.
                offset = begin
                for piece in (parts[0], ".", parts[1]):
                    low = piece.lower()
                    words.append(piece)
                    lower.append(low)
                    flags.append(PUNCTUATION if piece == "." else look_up(low, 0) | _shape(piece))
                    start.append(offset)
                    offset += len(piece)
                    end.append(offset)
                continue
            if not bits and len(word) > 5:
                pieces = list(_pieces(word, low))
                if len(pieces) > 1:
                    for offset, piece in pieces:
                        low = piece.lower()
                        words.append(piece)
                        lower.append(low)
                        flags.append(look_up(low, 0) | _shape(piece))
                        start.append(begin + offset)
                        end.append(begin + offset + len(piece))
                    continue
            if first.isupper():
                if not bits and _VERBAL.match(low):
                    bits = ORDINARY
                if not bits & KNOWN and low.endswith("nya") and len(low) > _LONGEST_NAME_IN_NYA:
                    # "Makanya Tiwi berharap": such words open sentences and name nobody.
                    bits |= FIRST
                bits |= _shape(word)
            elif word[2:3] == "-" and word[3:4].isupper() and low[:3] in _ARTICLES:
                bits |= CAPITAL
        else:
            low = "&" if word.endswith("amp;") else word
            bits = NUMBER if first.isdigit() else PUNCTUATION
        words.append(word)
        lower.append(low)
        flags.append(bits)
        start.append(begin)
        end.append(begin + len(word))
    tokens = Tokens(text, words, lower, flags, start, end)
    _mark_by_context(tokens)
    return tokens


def _mark_by_context(tokens: Tokens) -> None:
    """Flag words by what stands beside them: places ("Desa Sukaraja", "di Karangjati"), and "Lalu" within a sentence."""
    lower, flags = tokens.lower, tokens.flags
    # "tegas Mari.", "kata Ari,": a word that opens sentences is a name where the text has it alone after a bare verb of speech.
    callers = {
        lower[index]
        for index in range(1, len(tokens) - 1)
        if flags[index] & FIRST and flags[index] & CAPITAL and flags[index - 1] & STEM and not flags[index - 1] & CAPITAL
        if flags[index + 1] & PUNCTUATION and not flags[index] & (PRONOUN | UPPER)
    }
    for index in range(1, len(tokens)) if callers else ():
        inside = flags[index] & CAPITAL and tokens.words[index - 1] not in _SENTENCE_ENDS
        if lower[index] in callers and inside:
            flags[index] = CAPITAL | NAME
    places = {
        lower[index]
        for index in range(1, len(tokens))
        if flags[index] == CAPITAL and (lower[index - 1] in _CIVIL_HEADS or tokens.words[index - 1] in {"di", "ke"})
    }
    for index in range(1, len(tokens) - 1):
        # "Gubernur NTB Lalu Muhammad Iqbal": inside a sentence it is a title of Lombok, not "then".
        inside = tokens.words[index] == "Lalu" and tokens.words[index - 1] not in _SENTENCE_ENDS
        if inside and flags[index + 1] & NAME and flags[index + 1] & CAPITAL:
            flags[index] = CAPITAL | NAME
    _mark_long_places(tokens)
    if places:
        for index, word in enumerate(lower):
            if flags[index] == CAPITAL and word in places:
                flags[index] |= REGION


def _mark_long_places(tokens: Tokens) -> None:
    """Flag places of two words that the document itself shows: "Kabupaten Muara Senggani,", "MUARA SENGGANI —"."""
    lower, flags = tokens.lower, tokens.flags
    barred = FIRST | TIME | OFFICE | INSTITUTION | STEM | TITLE | lexicon.ADDRESS

    def pair(index: int) -> bool:
        ends = index + 2 >= len(tokens) or not flags[index + 2] & CAPITAL
        both = index + 1 < len(tokens) and flags[index] & flags[index + 1] & CAPITAL
        return bool(both and ends) and not (flags[index] | flags[index + 1]) & barred

    def lone(index: int) -> bool:
        """A known name after a region's may be somebody's ("Kabupaten Sukamaju Budi"), but not after "Nusa" or "Muara"."""
        return not flags[index + 1] & NAME or lower[index] in _NAMED_AFTER

    shown: set[tuple[str, str]] = set()
    likely: Counter[tuple[str, str]] = Counter()
    for index in range(len(tokens) - 1):
        before = tokens.words[index - 1] if index else ""
        ruled = before.lower() in _CIVIL_HEADS and before[0].isupper() and tokens.lower[index - 2] != "wali"
        opens = index < _LONGEST_HEADLINE and flags[index] & UPPER and flags[index + 1] & UPPER
        opens = opens and (index == 0 or "\n" in tokens.text[tokens.end[index - 1] : tokens.start[index]])
        if not (ruled or opens or before == "di") or not pair(index):
            continue
        following = tokens.words[index + 2] if index + 2 < len(tokens) else ""
        # A dateline: capitals at the head of a paragraph, then a dash, or a comma and the day.
        dated = opens and (following in _DASHES or flags[min(index + 3, len(tokens) - 1)] & TIME)
        if (ruled and lone(index)) or dated:
            shown.add((lower[index], lower[index + 1]))
        elif ruled or before == "di" or following == ",":
            likely[lower[index], lower[index + 1]] = 0
    if likely:
        # What stands once where places do, and elsewhere too ("di Tirta Wening", "Bupati Tirta Wening").
        for index in range(len(tokens) - 1):
            if (lower[index], lower[index + 1]) in likely and flags[index] & flags[index + 1] & CAPITAL:
                likely[lower[index], lower[index + 1]] += 1
        shown.update(both for both, times in likely.items() if times > 1)
    if not shown:
        return
    for index in range(len(tokens) - 1):
        if flags[index] & flags[index + 1] & CAPITAL and (lower[index], lower[index + 1]) in shown:
            for step in (index, index + 1):
                flags[step] = flags[step] & ~NAME | REGION


def _is_glued(left: str, right: str) -> bool:
    """Tell whether a full stop between two pieces ends a sentence rather than a degree, an initial or an address."""
    if len(left) < 3 or len(right) < 3 or not right[0].isupper() or right.isupper():
        return False
    flags = lexicon.indonesian().flags
    return not flags.get(left.lower(), 0) & TITLE and bool(flags.get(right.lower(), 0) & (FIRST | ORDINARY | NAME))


def _shape(word: str) -> int:
    if not word[0].isupper():
        return 0
    return CAPITAL | UPPER if len(word) > 1 and word.isupper() else CAPITAL


def _short_tail(piece: str) -> re.Match[str] | None:
    """Return the match of a short function word stuck to a known name or place ("Wijayantodi")."""
    match = _SHORT_TAIL.match(piece)
    known = lexicon.NAME | lexicon.REGION
    return match if match and lexicon.indonesian().flags.get(match.group(1).lower(), 0) & known else None


def _after_initials(piece: str) -> re.Match[str] | None:
    match = _AFTER_INITIALS.match(piece)
    known = lexicon.FIRST | lexicon.SPEECH | ORDINARY
    return match if match and lexicon.indonesian().flags.get(match.group(2), 0) & known else None


def _pieces(word: str, low: str) -> Iterator[tuple[int, str]]:
    """Yield the words that a glued word is made of, with their offsets in it; the word itself if it is one."""
    if len(word) > _LONGEST_WORD or low in _INNER_CAPITAL or low.startswith(("mc", "mac")):
        yield 0, word
        return
    cuts = [0, *(match.start() for match in _GLUE.finditer(word)), len(word)]
    for begin, finish in itertools.pairwise(cuts):
        piece = word[begin:finish]
        tail = _TAIL.match(piece) if len(piece) > 7 else None
        if piece[0].isupper() and len(piece) > 8:
            tail = _HEAD.match(piece) or tail
        if not tail and piece[0].isupper():
            tail = _short_tail(piece) or _after_initials(piece)
        if tail and piece[0].isupper() and not lexicon.indonesian().flags.get(piece.lower(), 0) & ORDINARY:
            yield begin, tail.group(1)
            yield begin + tail.end(1), tail.group(2)
        else:
            yield begin, piece
