"""A speech verb -> its subject: who does the saying, across adverbs, relative clauses and descriptions."""

from __future__ import annotations

from dataclasses import replace

from indexer.extraction.bodies import DETERMINERS, is_anonymous
from indexer.extraction.clauses import ADVERBS, Context, start_of_clause
from indexer.extraction.lexicon import (
    ASK,
    CAPITAL,
    FIRST,
    GROUP,
    NUMBER,
    OFFICE,
    ORDINARY,
    PAPER,
    PRONOUN,
    PUNCTUATION,
    REGION,
    SAY,
    SOMEBODY,
    TIME,
    words,
)
from indexer.extraction.mention import Kind, Mention

NEGATIONS = frozenset({"tak", "tidak", "belum", "bukan", "enggan", "jangan"})
# A denied verb that is speech all the same: "tak menampik", "tidak membantah".
DENIABLE = frozenset({"menampik", "membantah", "menyangkal", "memungkiri", "menepis"})
_COORDINATORS = words("coordinators")
_AFTER_SUBJECT = words("after_subject")
_PREPOSITIONS = words("prepositions")
# Before a verb that depends on another ("saat menyampaikan sambutan"): it reports nothing by itself.
_NONFINITE = words("nonfinite")
_NOT_DESCRIBING = frozenset({"yang", "dan", "di", "pada", "dalam", "dengan", "saat", "ketika", "untuk"})
_LONGEST_DESCRIPTION = 9
_LONGEST_GAP = 45
_LONGEST_RELATIVE = 40


def subject(context: Context, begin: int, verb: int) -> Mention | None:
    """Return who does what the verb at token `verb` says, looking back to token `begin`; None if nobody fit to speak."""
    tokens = context.tokens
    lower, flags = tokens.lower, tokens.flags
    index = verb - 1
    while index >= begin and lower[index] in ADVERBS and not flags[index] & CAPITAL:
        if lower[index] in NEGATIONS and lower[verb] not in DENIABLE:
            return None
        index -= 1 + (lower[index] in {"ini", "itu"} and lower[index - 1] in {"saat", "hari", "kali"})
    if index < begin or lower[index] in _NONFINITE:
        return None
    if flags[index] & PRONOUN:
        return Mention(index, index + 1, Kind.PRONOUN, head=lower[index])
    if lower[index] == ")" or lower[index] == ",":
        near = context.ending.get(index) or context.ending.get(index + 1)
    else:
        near = context.ending.get(index + 1)
    if near is None and flags[index] & (SOMEBODY | GROUP) and not flags[index] & CAPITAL:
        opening = index == begin or lower[index - 1] in {
            ",",
            "dan",
            "tetapi",
            "namun",
            "sementara",
            "sedangkan",
            "karena",
            "tapi",
        }
        if opening and not is_anonymous(tokens, index):
            near = context.read(index)
            if near is not None:
                return near
    if lower[index] == "yang":
        return _antecedent(context, begin, index)
    first = _leftmost(context, begin, verb, index)
    if near is not None and near.first >= begin and not _governed(context, near, begin):
        if first is None or first.first >= near.first:
            return near
        # "X yang meninjau vaksinasi para atlet menyebut": the phrase before the verb belongs to what is said of X.
        if lower[near.first - 1] in {"melalui", "lewat"}:
            return near
        inside = lower[first.last] in {"yang", "didampingi", "bersama", "saat", "ketika", "usai", "seusai", "dalam"}
        return first if inside or not flags[near.first] & CAPITAL or lower[near.first - 1] in {"dan", "serta"} else near
    return first


def _governed(context: Context, mention: Mention, begin: int) -> bool:
    """Tell whether a mention hangs on a preposition or belongs to a phrase, so that it is no subject."""
    tokens = context.tokens
    before = mention.first - 1
    if before < begin:
        return False
    word, bits = tokens.lower[before], tokens.flags[before]
    if word in {"melalui", "lewat"} and mention.kind is Kind.PERSON and mention.role:
        # "Bupati melalui Kepala Bagian Humas X mengungkapkan": it is X who speaks.
        return False
    if word in _PREPOSITIONS or is_anonymous(tokens, mention.first):
        return True
    if bits & PAPER and not bits & SOMEBODY:
        return True
    if mention.kind is Kind.INSTITUTION and bits & CAPITAL:
        # "Data Statistik Pertanian BPS menunjukkan": the row of capitals is a document's name.
        first = before
        while first > begin and tokens.flags[first - 1] & CAPITAL:
            first -= 1
        if tokens.flags[first] & PAPER and not tokens.flags[first] & SOMEBODY:
            return True
    if mention.kind is Kind.INSTITUTION and tokens.flags[mention.first] & REGION and bits & ORDINARY and not bits & CAPITAL:
        # "dua perwira militer Filipina mengatakan": the country only says whose they are.
        return not bits & (FIRST | GROUP) and word not in ADVERBS
    # The object of another verb: "memperlihatkan Menteri X menyebut …".
    return not bits & (CAPITAL | FIRST) and word.startswith("me") and len(word) > 6


def _antecedent(context: Context, begin: int, relative: int) -> Mention | None:
    """Return whom "yang" at token `relative` goes back to."""
    last = relative - (context.tokens.lower[relative - 1] == "," if relative > begin else 0)
    tokens = context.tokens
    mention = context.ending.get(last)
    if mention is not None and mention.first >= begin and not is_anonymous(tokens, mention.first):
        named = mention.kind is Kind.PERSON or bool(tokens.flags[mention.first] & CAPITAL)
        if mention.kind is Kind.INSTITUTION and mention.first > begin:
            # "konten di linimasa Facebook yang …": the body only says whose it is.
            before = tokens.flags[mention.first - 1]
            named = named and bool(before & (FIRST | CAPITAL | PUNCTUATION)) and not _governed(context, mention, begin)
        mention = mention if named else None
        if mention is not None:
            return mention
    # "Irwansyah merupakan pria yang sempat berujar …": the predicate's subject.
    opening = context.starting.get(start_of_clause(context, begin, relative))
    if opening is not None and opening.last < relative and tokens.lower[opening.last] in {"merupakan", "adalah", "ialah"}:
        return opening
    return None


def _leftmost(context: Context, begin: int, verb: int, before: int) -> Mention | None:
    """Return the mention that opens the clause, if what lies between it and the verb lets it be the subject."""
    tokens = context.tokens
    lower, flags = tokens.lower, tokens.flags
    index = start_of_clause(context, begin, verb)
    if index >= verb:
        return None
    if is_anonymous(tokens, index + 1) and index + 1 < verb and lower[index] != "para":
        return None
    if index > begin and is_anonymous(tokens, index) and lower[index - 1] != "para":
        return None
    if lower[index] in {"para", "seorang", "sang", "salah"}:
        index += 1
        while index < verb and lower[index] in {"seorang", "satu"}:
            index += 1
    if index >= verb or (flags[index] & PAPER and not flags[index] & (SOMEBODY | OFFICE)):
        return None
    mention = context.read(index)
    if mention is None and flags[index] & CAPITAL and not flags[index] & (FIRST | ORDINARY):
        mention = context.read(index, sure=True)
    if mention is None or mention.last > verb:
        return None
    gap = mention.last
    while gap < verb and lower[gap] in ADVERBS:
        gap += 1
    if gap >= verb:
        return mention
    length = verb - gap
    if length > _LONGEST_GAP:
        return None
    if mention.kind in (Kind.OFFICE, Kind.SOMEBODY) and _is_pointed_at(context, mention.last, verb):
        return replace(mention, pointing=True)
    word, bits = lower[gap], flags[gap]
    if lower[before] in _COORDINATORS or lower[before] == ",":
        return mention
    if word == "yang":
        return mention if length <= _LONGEST_RELATIVE else None
    if word in {"dan", "serta"} and length <= 5:
        return mention
    if word in _AFTER_SUBJECT or bits & (TIME | NUMBER) or word in {",", "(", "-", "–"}:
        return mention
    near = set(lower[max(gap, verb - 7) : verb])
    if near & {"dalam", "melalui", "lewat", "saat", "ketika", "pada"}:
        return mention
    return None


def _is_pointed_at(context: Context, begin: int, verb: int) -> bool:
    """Tell whether "ini" or "itu" before the verb ends a description of somebody ("Doktor bidang hukum ini menyebut")."""
    tokens = context.tokens
    last = verb - 1
    while last > begin and tokens.lower[last] in ADVERBS and tokens.lower[last] not in DETERMINERS:
        last -= 1
    if tokens.lower[last] not in DETERMINERS or last - begin > _LONGEST_DESCRIPTION:
        return False
    return not any(
        tokens.flags[index] & (PUNCTUATION | SAY | ASK | PRONOUN) or tokens.lower[index] in _NOT_DESCRIBING
        for index in range(begin, last)
        if tokens.lower[index] not in {"(", ")"}
    )
