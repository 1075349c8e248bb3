"""Text -> words and marks with offsets and lexical flags; words glued together at former links are taken apart."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

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
    r"(\s*+)("
    # 98 words in a hundred: what the alternatives below would make of them, too, after several attempts.
    r"[A-Za-z]++(?![\w'’`-]|\.[A-Za-z])"
    r"|\d+[A-Z]{1,2}(?![^\W_])"  # "3T", "5G"
    r"|\d+(?:[.,:/]\d+)*"
    r"|& ?amp;"
    r"|(?:[A-Z][A-Za-z]{0,4}\.){1,6}(?:[A-Z][A-Za-z]{0,5})(?![A-Za-z])"  # dotted degrees and initials: S.H, M.Si, S.I.K
    r"|[A-Za-z0-9]+\.(?:com|co\.id|id|net|org|go\.id|tv|co)(?![A-Za-z0-9])"
    r"|[^\W_]+(?:[-'’`][^\W_]+)*"
    r"|\S)"
)
# "olehKPURI", "BaratDedi", "MPRAmien": a word runs into the next where a link's edge was.
_GLUE = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])|(?<=[A-Z]{3})(?=[A-Z][a-z]{3})|(?<=^RI)(?=[A-Z][a-z]{4})")
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
_SHORT = words("short_tails")
_SHORT_TAILS = "|".join(sorted(_SHORT))
_CLOSING = frozenset(",.;:!?)") | {""}
# Those that end no name, so that what stands before them need not be known ("Prabangkarausai").
_SURE_TAIL = re.compile(
    r"^([^\W\d_]{5,})(adalah|bersama|dalam|dengan|juga|kepada|melalui|merupakan|saat|sebagai|sempat|sudah|telah|terhadap|tersebut|tidak|"
    r"untuk|usai)$"
)
# "Setiadimembentuksatgas": the verb after a name that is known, whatever is stuck to the verb in turn.
_VERB_AFTER_NAME = re.compile(r"^(?:mem|men|meng|meny|ber|ter)[a-z]{4,}$")
_SHORTEST_NAME_BEFORE_VERB = 5
_SHORTEST_WITH_VERB = 13
# "di" and "itu" end names too ("Wahyudi"), "telah" and "dengan" hardly do.
_LONGEST_DOUBTFUL_TAIL = 3
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
_MOST_READINGS = 1 << 16
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
    """Tell whether two pieces are words to be set apart; "VietJet", of whose parts nothing is known, stays as it is."""
    return not (left | right) & PUNCTUATION and bool((left | right) & ~CAPITAL)


def tokenize(text: str) -> Tokens:
    """Return the tokens of `text`, in order, none overlapping."""
    words: list[str] = []
    lower: list[str] = []
    flags: list[int] = []
    start: list[int] = []
    end: list[int] = []
    begin = 0
    # Pairs of strings take a fifth less time than match objects. Blanks at the end would be gone through once for each.
    for blanks, found in _TOKEN.findall(text.rstrip()):
        begin += len(blanks)
        row = _reading(found) if len(found) <= _LONGEST_WORD else _read(found)
        if len(row) > 1 and row[-1][1] in _SHORT and _ends_name(text, begin + len(found), row[-1][1]):
            row = (*row[:-2], _piece(row[-2][0] + row[-1][0]))
        for word, low, bits in row:
            words.append(word)
            lower.append(low)
            flags.append(bits)
            start.append(begin)
            begin += len(word)
            end.append(begin)
    tokens = Tokens(text, words, lower, flags, start, end)
    _mark_by_context(tokens)
    return tokens


def _ends_name(text: str, end: int, tail: str) -> bool:
    """Tell whether what looks like a function word stuck to a name ends the name ("korban, Sarmidi." "Wahyudi mengatakan")."""
    if text[end : end + 1] in _CLOSING:
        return True
    if len(tail) > _LONGEST_DOUBTFUL_TAIL:
        return False
    following = text[end + 1 : end + _LONGEST_WORD].split(" ", 1)[0]
    return bool(lexicon.indonesian().flags.get(following, 0) & lexicon.SPEECH) or following in {"dan", "selaku", "yang"}


def _read(word: str) -> tuple[tuple[str, str, int], ...]:
    """Return the words that a match of _TOKEN is made of, mostly itself alone, each with its lower-case form and flags."""
    first = word[0]
    if not first.isalpha():
        return ((word, "&" if word.endswith("amp;") else word, NUMBER if first.isdigit() else PUNCTUATION),)
    low = word.lower()
    bits = lexicon.indonesian().flags.get(low, 0)
    if not bits and "." in word and len(parts := word.split(".")) == 2 and _is_glued(*parts):
        # "ujar Rahma.Lebih lanjut": the blank after a full stop was lost.
        return (_piece(parts[0]), (".", ".", PUNCTUATION), _piece(parts[1]))
    if not bits and len(word) > 5 and len(pieces := tuple(_pieces(word, low))) > 1:
        return tuple(map(_piece, pieces))
    if first.isupper():
        if not bits and _VERBAL.match(low):
            bits = ORDINARY
        if not bits & KNOWN and low.endswith("nya") and len(low) > _LONGEST_NAME_IN_NYA:
            # "Makanya Tiwi berharap": such words open sentences and name nobody.
            bits |= FIRST
        bits |= _shape(word)
    elif word[2:3] == "-" and word[3:4].isupper() and low[:3] in _ARTICLES:
        bits |= CAPITAL
    return ((word, low, bits),)


# 11,661 articles have 124,000 different words and marks; the 50,000 most frequent make up 98 % of their text. Reading
# each anew took a tenth of an extraction's time.
_reading = lru_cache(_MOST_READINGS)(_read)


def _piece(word: str) -> tuple[str, str, int]:
    low = word.lower()
    return word, low, lexicon.indonesian().flags.get(low, 0) | _shape(word)


def _mark_by_context(tokens: Tokens) -> None:
    """Flag words by what stands beside them: places ("Desa Sukaraja", "di Karangjati"), and "Lalu" within a sentence."""
    lower, flags = tokens.lower, tokens.flags
    last = len(tokens) - 1
    capitals = [index for index, bits in enumerate(flags) if bits & CAPITAL]
    # "tegas Mari.", "kata Ari,": a word that opens sentences is a name where the text has it alone after a bare verb of speech.
    callers = {
        lower[index]
        for index in capitals
        if flags[index] & FIRST and 0 < index < last and flags[index - 1] & STEM and not flags[index - 1] & CAPITAL
        if flags[index + 1] & PUNCTUATION and not flags[index] & (PRONOUN | UPPER)
    }
    for index in capitals if callers else ():
        if lower[index] in callers and index and tokens.words[index - 1] not in _SENTENCE_ENDS:
            flags[index] = CAPITAL | NAME
    places = {
        lower[index]
        for index in capitals
        if flags[index] == CAPITAL and index and (lower[index - 1] in _CIVIL_HEADS or tokens.words[index - 1] in {"di", "ke"})
        if len(lower[index]) > 1  # "Wakil Wali Kota M. Rafi"
    }
    for index in capitals if "Lalu" in tokens.words else ():
        # "Gubernur NTB Lalu Muhammad Iqbal": inside a sentence it is a title of Lombok, not "then".
        inside = tokens.words[index] == "Lalu" and 0 < index < last and tokens.words[index - 1] not in _SENTENCE_ENDS
        if inside and flags[index + 1] & NAME and flags[index + 1] & CAPITAL:
            flags[index] = CAPITAL | NAME
    _mark_long_places(tokens, capitals)
    for index in capitals if places else ():
        if flags[index] == CAPITAL and lower[index] in places:
            flags[index] |= REGION


def _mark_long_places(tokens: Tokens, capitals: Sequence[int]) -> None:
    """Flag places of two words that the document itself shows: "Kabupaten Muara Senggani,", "MUARA SENGGANI —"."""
    lower, flags = tokens.lower, tokens.flags
    barred = FIRST | TIME | OFFICE | INSTITUTION | STEM | TITLE | lexicon.ADDRESS

    def pair(index: int) -> bool:
        ends = index + 2 >= len(tokens) or not flags[index + 2] & CAPITAL
        # "Kota Lembayung LT. Handoko": initials end no place.
        ends = ends and (len(lower[index + 1]) > 2 or bool(flags[index] & UPPER))
        return bool(ends) and not (flags[index] | flags[index + 1]) & barred

    def lone(index: int) -> bool:
        """A known name after a region's may be somebody's ("Kabupaten Sukamaju Budi"), but not after "Nusa" or "Muara"."""
        return not flags[index + 1] & NAME or lower[index] in _NAMED_AFTER

    shown: set[tuple[str, str]] = set()
    likely: Counter[tuple[str, str]] = Counter()
    rows = [index for index in capitals if index + 1 < len(tokens) and flags[index + 1] & CAPITAL]
    for index in rows:
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
        for index in rows:
            if (lower[index], lower[index + 1]) in likely:
                likely[lower[index], lower[index + 1]] += 1
        shown.update(both for both, times in likely.items() if times > 1)
    if not shown:
        return
    for index in rows:
        if (lower[index], lower[index + 1]) in shown:
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
    if match and lexicon.indonesian().flags.get(match.group(1).lower(), 0) & known:
        return match
    return _SURE_TAIL.match(piece)


def _verb_after_name(piece: str) -> tuple[str, ...]:
    """Return a known name and the verb that is stuck to it, with what is stuck to a verb of speech; empty for other words."""
    flags = lexicon.indonesian().flags
    for cut in range(_SHORTEST_NAME_BEFORE_VERB, len(piece) - 6):
        rest = piece[cut:]
        if not flags.get(piece[:cut].lower(), 0) & (NAME | INSTITUTION) or not _VERB_AFTER_NAME.match(rest):
            continue
        spoken = next((end for end in range(len(rest), 6, -1) if flags.get(rest[:end], 0) & lexicon.SPEECH), len(rest))
        return (piece[:cut], rest[:spoken], rest[spoken:]) if spoken < len(rest) else (piece[:cut], rest)
    return ()


def _after_initials(piece: str) -> re.Match[str] | None:
    match = _AFTER_INITIALS.match(piece)
    known = lexicon.FIRST | lexicon.SPEECH | ORDINARY
    return match if match and lexicon.indonesian().flags.get(match.group(2), 0) & known else None


def _pieces(word: str, low: str) -> Iterator[str]:
    """Yield the words that a glued word is made of; the word itself if it is one."""
    if len(word) > _LONGEST_WORD or low in _INNER_CAPITAL or low.startswith(("mc", "mac")):
        yield word
        return
    cuts = [0, *(match.start() for match in _GLUE.finditer(word)), len(word)]
    for begin, finish in itertools.pairwise(cuts):
        piece = word[begin:finish]
        tail = _TAIL.match(piece) if len(piece) > 7 else None
        if piece[0].isupper() and len(piece) > 8:
            tail = _HEAD.match(piece) or tail
        if not tail and piece[0].isupper():
            tail = _short_tail(piece) or _after_initials(piece)
        verb = _verb_after_name(piece) if piece[0].isupper() and len(piece) >= _SHORTEST_WITH_VERB else ()
        if verb:
            yield from verb
        elif tail and piece[0].isupper() and not lexicon.indonesian().flags.get(piece.lower(), 0) & ORDINARY:
            yield tail.group(1)
            yield tail.group(2)
        else:
            yield piece
