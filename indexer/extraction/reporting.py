"""Reporting clauses beside a quotation: who says it and by which cue, after the words or before them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from indexer.extraction.clauses import ADVERBS, Context
from indexer.extraction.lexicon import (
    ASK,
    CAPITAL,
    FIRST,
    OFFICE,
    ORDINARY,
    PAPER,
    PASSIVE,
    PRONOUN,
    PUNCTUATION,
    SAY,
    STEM,
    STEM_NYA,
    WEAK,
    words,
)
from indexer.extraction.marks import Marked
from indexer.extraction.mention import Kind, Mention
from indexer.extraction.speech import Pointer
from indexer.extraction.subjects import subject

# Nouns that report a text: "demikian keterangan X", "bunyi unggahan akun X".
_TEXT_NOUNS = words("text_nouns")


# Before a stretch that is a name, a title or a slogan rather than somebody's words.
_TITLE_NOUNS = words("title_nouns")


# A text that is shown rather than said: "… berupa tulisan sebagai berikut."
SHOWN = re.compile(
    r"\b[Bb]erikut(?:nya)?(?: ini)?[.:]\s*$|\bnarasi\s?:\s*$"
    r"|\b[Bb]erikut (?:isi|narasi|bunyi|pesan|postingan|unggahan)[^.:\n]{0,30}:\s*$"
)


# Scripture, prayers and law texts that are cited after a colon.
WRITTEN = re.compile(
    r"(?i)\b(?:berjudul|artinya|terjemahannya|berbunyi|bunyinya|pasal|ayat|lafaz|doa|hadis|surah|surat)\b[^.\n]{0,50}:\s*$"
)


_LEAD_IN = frozenset({",", ":", "-", "–", "bahwa"})


# Stems that report speech only right after the words ("…," buka X).
_AFTER_STEMS = words("after_stems")


# What is quoted after a colon without anybody having said it: "Bunyi Pasal 280: …".
_DOCUMENTS = words("documents")


_STRONG_STEMS = words("strong_stems")


_LOOK_BACK = 30
_LONGEST_CUE = 8
_SHORTEST_ACTIVE = 6
# Words between a quotation's comma and a capital that are no verbs.
_NO_CUES = words("prepositions") | words("coordinators") | words("after_subject") | words("adverbs") | words("not_cues")


After = tuple[Mention | None, int, int, int, str, Pointer]


# What follows says that the words are a document's.
NO_SPEECH: After = (None, -1, -1, -1, "document", Pointer.UNKNOWN)


def clause_after(context: Context, index: int, limit: int) -> After | None:
    """Return the reporting clause that follows a stretch: mention, cue's tokens, end of clause, rule, pointer."""
    tokens = context.tokens
    lower, flags = tokens.lower, tokens.flags
    steps = 0
    while index < limit and lower[index] in {",", ".", ")", "'", "’", "-", "–", "!", "?"} and steps < 3:
        index += 1
        steps += 1
    if index >= limit:
        return None
    if index and "\n\n" in tokens.text[tokens.end[index - 1] : tokens.start[index]] and flags[index] & CAPITAL:
        return None
    bits, word = flags[index], lower[index]
    if bits & CAPITAL and not bits & PRONOUN and steps and lower[index - 1] in ".!?":
        # "…". Ujar Bupati: a reporting clause that was set as a sentence of its own.
        mention = _source(context, index + 1, limit) if word in _STRONG_STEMS else None
        if mention is not None and _proper(context, mention) and tokens.flags[index + 1] & CAPITAL:
            return mention, index, index + 1, mention.last, "direct-stem", _pointer(mention)
        return None
    closes = index + 1 >= len(tokens) or lower[index + 1] in {".", ","}
    if (bits & STEM_NYA or (word.endswith("nya") and closes and len(word) > 5)) and not bits & CAPITAL:
        end = index + 1
        if end < limit and flags[end] & SAY:
            end += 1
        return (None, index, end, end, "direct-stem", Pointer.IMPLIED)
    if word in _TEXT_NOUNS and not bits & CAPITAL and word != "tulis":
        return _signed(context, index, limit)
    if bits & STEM and not bits & CAPITAL and index + 1 < limit and lower[index + 1] in _DOCUMENTS:
        signed = _signed(context, index, limit)
        return signed if signed[0] is not None and signed[0].kind is Kind.PERSON else NO_SPEECH
    if (bits & STEM or word in _AFTER_STEMS) and not bits & CAPITAL:
        mention = _source(context, index + 1, limit)
        if mention is None and word == "tulis":
            return _signed(context, index, limit)
        if (mention is None and word not in _STRONG_STEMS) or (word in _AFTER_STEMS and not _proper(context, mention)):
            return None
        end = mention.last if mention else index + 1
        pointer = Pointer.UNCUED if mention is None else Pointer.IMPLIED if mention.kind is Kind.PRONOUN else Pointer.NAMED
        return mention, index, index + 1, end, "direct-stem", pointer
    if _looks_like_cue(context, index, steps):
        mention = context.read(index + 1)
        if mention is not None and mention.kind is Kind.PERSON:
            return mention, index, index + 1, mention.last, "direct-unknown-cue", Pointer.NAMED
    if word == "menurut" and not bits & CAPITAL and index + 1 < limit:
        mention = context.read(index + 1, sure=True)
        if mention is not None:
            return mention, index, index + 1, mention.last, "direct-according", _pointer(mention)
    if steps and lower[index - 1] in ".!?" and not bits & PRONOUN:
        return None
    mention = context.read(index, sure=bool(bits & CAPITAL)) if bits & (CAPITAL | PRONOUN | OFFICE) else None
    if mention is not None:
        verb = mention.last
        while verb < limit and lower[verb] in ADVERBS:
            verb += 1
        speaks = verb < limit and (flags[verb] & (SAY | STEM | WEAK) or _follows_comma(context, index, verb))
        if speaks and not flags[verb] & CAPITAL:
            closes = verb + 1 >= len(tokens) or lower[verb + 1] in {
                ".",
                ",",
                "dalam",
                "saat",
                "di",
                "kepada",
                "pada",
                ":",
                "seperti",
                "dikutip",
                "lagi",
                "ketika",
                "usai",
                "melalui",
            }
            if closes or tokens.start[verb + 1] > tokens.end[verb] + 1:
                return mention, verb, verb + 1, verb + 1, "direct-verb", _pointer(mention)
    return None


def _looks_like_cue(context: Context, index: int, steps: int) -> bool:
    """Tell whether a short unknown word stands where a speech verb does: "…," uajr Retno (misspelt), "…," lugas Omar."""
    tokens = context.tokens
    word, bits = tokens.lower[index], tokens.flags[index]
    if not word.isalpha() or bits & ~(STEM | ORDINARY) or not 3 <= len(word) <= _LONGEST_CUE or word in _NO_CUES:
        return False
    comma = "," in tokens.text[max(0, tokens.start[index] - 4) : tokens.start[index]]
    return comma and steps <= 1 and index + 1 < len(tokens) and bool(tokens.flags[index + 1] & CAPITAL)


def _follows_comma(context: Context, index: int, verb: int) -> bool:
    """Tell whether a pronoun and an active verb of no known frame follow a quotation's comma ("…," ia memungkaskan)."""
    tokens = context.tokens
    comma = "," in tokens.text[max(0, tokens.start[index] - 4) : tokens.start[index]]
    active = tokens.lower[verb].startswith("me") and len(tokens.lower[verb]) > _SHORTEST_ACTIVE
    return comma and active and bool(tokens.flags[index] & PRONOUN)


def _proper(context: Context, mention: Mention | None) -> bool:
    """Tell whether a mention is written as a name or is a pronoun, so that a doubtful verb before it is one of speech."""
    return mention is not None and bool(context.tokens.flags[mention.first] & (CAPITAL | PRONOUN))


def _pointer(mention: Mention) -> Pointer:
    return Pointer.IMPLIED if mention.kind is Kind.PRONOUN else Pointer.NAMED


def _source(context: Context, index: int, limit: int) -> Mention | None:
    """Return who is named after a bare speech verb; "salah seorang warga", "pria itu" included."""
    tokens = context.tokens
    lower = tokens.lower
    while index < limit and lower[index] in {
        "seorang",
        "salah",
        "satu",
        "sang",
        "si",
        "para",
        "lagi",
        "pula",
        "oleh",
        "juga",
        "seperti",
    }:
        index += 1
    if index >= limit:
        return None
    return context.read(index, sure=True)


def _signed(context: Context, index: int, limit: int) -> After:
    """Return the reporting clause of a text noun: whoever is mentioned first after it signs it."""
    tokens = context.tokens
    lower, flags = tokens.lower, tokens.flags
    cue = index
    if (
        lower[index] in {"demikian", "begitu"}
        and index + 1 < limit
        and (lower[index + 1] in _TEXT_NOUNS or flags[index + 1] & (STEM | STEM_NYA | PASSIVE))
    ):
        cue = index + 1
    if flags[cue] & STEM_NYA:
        return None, cue, cue + 1, cue + 1, "direct-text", Pointer.IMPLIED
    for step in range(cue + 1, min(limit, cue + 12)):
        if lower[step] == "." or (flags[step] & PUNCTUATION and lower[step] not in {"(", ")", ",", "@", "-"}):
            break
        mention = context.starting.get(step)
        if mention is None and (lower[step] in {"akun", "@"} or flags[step] & PRONOUN):
            mention = context.read(step)
        if mention is not None:
            return mention, cue, cue + 1, mention.last, "direct-text", _pointer(mention)
    return None, cue, cue + 1, cue + 1, "direct-text", Pointer.UNKNOWN


Before = tuple[Mention | None, tuple[int, int] | None, str, Pointer, int]


def clause_before(
    context: Context, stretch: Marked, first: int, floor: int, words: int, sentence_starts: Sequence[int]
) -> Before | None:
    """Return the reporting clause that leads into a stretch: mention, cue, rule, pointer, first token."""
    tokens = context.tokens
    lower, flags = tokens.lower, tokens.flags
    position = bisect_left(sentence_starts, stretch.opens + 1) - 1
    sentence = bisect_left(tokens.start, sentence_starts[position]) if position >= 0 else 0
    begin = max(floor, sentence, first - _LOOK_BACK)
    index = first - 1
    colon = comma = False
    while index >= begin and lower[index] in _LEAD_IN:
        colon |= lower[index] == ":"
        comma |= lower[index] in {",", "bahwa"}
        index -= 1
    if index < begin:
        return None
    whole = words >= 3 and (
        stretch.end == len(tokens.text) or tokens.text[stretch.end - 1] in ".!?…" or colon or comma or words >= 6
    )
    if lower[index] in _TITLE_NOUNS and not colon:
        return None
    bits = flags[index]
    if bits & (SAY | ASK | WEAK) and whole and (colon or comma or tokens.text[stretch.start].isupper()):
        mention = subject(context, begin, index)
        if mention is None and any(flags[step] & PAPER for step in range(begin, index)):
            return None
        return mention, (index, index + 1), "direct-led", _pointer(mention) if mention else Pointer.UNCUED, begin
    if not whole or not (colon or comma):
        return None
    for step in range(index, begin - 1, -1):
        bits = flags[step]
        if (bits & STEM and not bits & (SAY | ASK)) or lower[step] == "menurut":
            mention = context.read(step + 1, sure=True) if step < index else None
            if (
                mention is not None
                and mention.last >= index - 1
                and (step == begin or not bits & CAPITAL or flags[step] & FIRST)
            ):
                return mention, (step, step + 1), "direct-led", _pointer(mention), begin
        if bits & STEM_NYA and step >= index - 1:
            return None, (step, step + 1), "direct-led", Pointer.IMPLIED, begin
        if bits & (SAY | ASK) and not bits & CAPITAL:
            mention = subject(context, begin, step)
            if mention is not None:
                return mention, (step, step + 1), "direct-led", _pointer(mention), begin
    if colon:
        mention = context.ending.get(index + 1)
        if mention is not None and mention.first <= begin + 1:
            return mention, None, "direct-colon", Pointer.NAMED, begin
        if any(lower[step] in _DOCUMENTS for step in range(begin, index + 1)):
            return None
        pointer = (
            Pointer.UNKNOWN
            if any(flags[step] & PAPER or lower[step] in _TEXT_NOUNS | {"berikut"} for step in range(begin, index + 1))
            else Pointer.UNCUED
        )
        return None, None, "direct-colon", pointer, first
    return None
