"""Tokens -> mentions: everybody and every body that a document names, with the office given on either side of the name."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from indexer.extraction.appositions import with_name, with_office
from indexer.extraction.bodies import read_account, read_institution, read_somebody
from indexer.extraction.headings import heading_runs_in, link_end
from indexer.extraction.lexicon import (
    ADDRESS,
    ASK,
    CAPITAL,
    FIRST,
    GROUP,
    INSTITUTION,
    MODIFIER,
    NAME,
    NUMBER,
    OFFICE,
    OFFICE_WORD,
    ORDINARY,
    PAPER,
    PASSIVE,
    PRONOUN,
    PUNCTUATION,
    REGION,
    SAY,
    SOMEBODY,
    STEM,
    TIME,
    TITLE,
    UPPER,
    words,
)
from indexer.extraction.mention import Kind, Mention
from indexer.extraction.names import names_place, read_name
from indexer.extraction.office_grammar import SECOND_WORD
from indexer.extraction.offices import read_office, starts_office
from indexer.extraction.ranks import rank_end
from indexer.extraction.tokens import Tokens, tokenize

_SITES = words("sites")
_LOOK_BACK = 400
# A capitalised word that is no more than one of these begins no name where nothing calls for one (`names.read_name`). Such
# are four in ten of the words that a mention may begin with, and passing them over saves a fifth of the scan.
_NOBODY = CAPITAL | ORDINARY | REGION | FIRST | TIME | OFFICE_WORD
_PLATFORMS = frozenset({"instagram", "tiktok", "twitter", "facebook", "youtube", "threads"})


def sole_names(tokens: Tokens) -> frozenset[str]:
    """Return the lower-case words that the text uses alone as a person's name, next to a verb of speech.

    "kata Ema", "Ema berharap", "menurut Edy": they tell where an office ends in "Wali Kota Bandung Ema Sumarna".
    """
    flags, lower = tokens.flags, tokens.lower
    found: Counter[str] = Counter()
    barred = OFFICE | INSTITUTION | TIME | FIRST | ADDRESS | TITLE | OFFICE_WORD | MODIFIER | GROUP | SOMEBODY | UPPER
    last = len(tokens) - 1
    for index in range(1, last):
        bits = flags[index]
        if not bits & CAPITAL or (bits & barred and not bits & NAME):
            continue
        # An ordinary word in capitals right after "kata", and alone, is somebody's name all the same ("kata Melek").
        if bits & ORDINARY and not bits & NAME and (not flags[index - 1] & STEM or flags[index + 1] & CAPITAL):
            continue
        # "ujar Bupati Romi,": what an office after a cue is followed by, and a name elsewhere begins with.
        held = index > 1 and bits == CAPITAL and flags[index - 1] & OFFICE and flags[index - 2] & STEM
        if held and not flags[index + 1] & CAPITAL and _opens_longer(tokens, index):
            found[lower[index]] += 1
        after_cue = (flags[index - 1] & (STEM | PASSIVE) and not flags[index - 1] & CAPITAL) or lower[index - 1] == "menurut"
        if bits & REGION and not bits & NAME and not (after_cue and flags[index - 1] & STEM):
            continue
        before_cue = (
            flags[index + 1] & (SAY | ASK) and not (flags[index + 1] | flags[index - 1]) & CAPITAL and lower[index - 1] != ")"
        )
        if after_cue or before_cue:
            found[lower[index]] += 1
    return frozenset(found)


def _opens_longer(tokens: Tokens, index: int) -> bool:
    """Tell whether a word is followed by a known name elsewhere, after the same word as here ("Bupati Romi Hariyanto")."""
    word, before = tokens.lower[index], tokens.lower[index - 1]
    near = range(max(1, index - _LOOK_BACK), index)
    return any(
        tokens.lower[step] == word and tokens.lower[step - 1] == before and tokens.flags[step + 1] & NAME for step in near
    )


def read_mention(tokens: Tokens, index: int, sole: frozenset[str], *, sure: bool = False) -> Mention | None:
    """Return the mention that begins at a token, with what stands beside it; None if none does.

    `sure`: the place calls for a speaker (after "kata", "menurut"), so that an unknown capitalised word is one.
    """
    if index >= len(tokens):
        return None
    bits = tokens.flags[index]
    if bits & PUNCTUATION or bits & NUMBER:
        return read_account(tokens, index) if tokens.lower[index] == "@" else None
    if bits & PRONOUN:
        return Mention(index, index + 1, Kind.PRONOUN, head=tokens.lower[index])
    following = tokens.flags[index + 1] if index + 1 < len(tokens) else 0
    if tokens.lower[index] in _PLATFORMS and following & ~UPPER & ~NAME == CAPITAL:
        # "Instagram Tiara menulis": the account is hers, the platform is no part of her name.
        return read_mention(tokens, index + 1, sole, sure=True)
    office = read_office(tokens, index, sole) if bits & (OFFICE | MODIFIER) or tokens.lower[index] in SECOND_WORD else None
    if office is not None:
        return with_office(tokens, office, sole)
    name = read_name(tokens, index, sure=sure or tokens.lower[index] in sole)
    if name is not None:
        return with_name(tokens, name, sole)
    if (bits & PAPER and not bits & (INSTITUTION | SOMEBODY)) or (not bits & INSTITUTION and names_place(tokens, index)):
        return None
    if bits & INSTITUTION or (bits & GROUP and not bits & PAPER) or (bits & CAPITAL and bits & (UPPER | GROUP)):
        return read_institution(tokens, index, sole)
    if sure and bits & CAPITAL and not bits & FIRST:
        return read_institution(tokens, index, sole)
    if bits & SOMEBODY:
        return read_somebody(tokens, index)
    return None


def _before_tags(tokens: Tokens) -> int:
    """Return the token at which a site's list of key words begins ("Tags: … GUBERNUR LAMPUNG Rina …"): it introduces nobody."""
    for index in range(len(tokens) - 2, len(tokens) // 2, -1):
        if tokens.words[index] == "Tags" and tokens.words[index + 1] == ":":
            return index
    return len(tokens)


def scan(tokens: Tokens, sole: frozenset[str]) -> list[Mention]:
    """Return the mentions of a whole text, in order, none overlapping; pronouns and unnamed people are left out."""
    flags, lower = tokens.flags, tokens.lower
    wanted = CAPITAL | OFFICE | TITLE | ADDRESS | MODIFIER
    found: list[Mention] = []
    doubtful: list[Mention] = []
    passed = linked = 0
    tagged = _before_tags(tokens)
    for index, bits in enumerate(flags[:tagged]):
        if index < passed:
            continue
        if lower[index] == "baca":
            linked = link_end(tokens, index)
        if not bits & wanted or bits & PRONOUN:
            continue
        sure = bool(flags[index - 1] & STEM) if index else False
        if not bits & ~_NOBODY and bits != CAPITAL and not sure and _names_nobody(tokens, index, sole):
            continue
        mention = read_mention(tokens, index, sole, sure=sure)
        if mention is None or mention.kind in (Kind.SOMEBODY, Kind.PRONOUN):
            continue
        if mention.last < linked:
            # Named in the heading of another article that the text links to.
            passed = mention.last
            continue
        if heading_runs_in(tokens, mention, sole):
            continue
        if mention.kind is Kind.PERSON and not mention.role and _names_site(tokens, index):
            passed = mention.last
            continue
        bare = mention.kind is Kind.PERSON and len(mention.words) == 1 and not mention.role and not mention.titled
        bare = bare and not _aged(tokens, index + 1)
        if bare and lower[index] not in sole:
            doubtful.append(mention)
            passed = mention.last
            continue
        pair = _pair(tokens, mention)
        found.extend(pair or (mention,))
        passed = pair[-1].last if pair else mention.last
    # A single capitalised word is a person where it is part of the name of one who is introduced in full.
    introduced = {word for mention in found if mention.kind is Kind.PERSON for word in mention.words}
    found.extend(mention for mention in doubtful if mention.words[0] in introduced)
    found.sort(key=lambda mention: mention.first)
    return found


def _names_nobody(tokens: Tokens, index: int, sole: frozenset[str]) -> bool:
    """Tell whether nothing makes a mention begin at a word of _NOBODY: no rank, no office of two words, no sole name."""
    word = tokens.lower[index]
    return word not in sole and word not in SECOND_WORD and word not in _PLATFORMS and rank_end(tokens, index) == index


def _names_site(tokens: Tokens, index: int) -> bool:
    """Tell whether a name is a street's or a building's ("Jalan Gatot Subroto")."""
    before = index - 1 - (index > 1 and tokens.lower[index - 1] == ".")
    return before >= 0 and bool(tokens.flags[before] & CAPITAL) and tokens.lower[before] in _SITES


def _aged(tokens: Tokens, index: int) -> bool:
    """Tell whether an age in brackets stands at a token: what is before it is a person ("Usman (35)")."""
    row = tokens.words[index : index + 3]
    return len(row) == 3 and row[0] == "(" and row[2] == ")" and row[1].isdigit() and len(row[1]) == 2


def _pair(tokens: Tokens, mention: Mention) -> tuple[Mention, Mention] | None:
    """Return two people for "Bupati dan Wakil Bupati Tirtamaya Hendra Kusnandar dan Siti Aminah"."""
    last = mention.last
    if mention.kind is not Kind.PERSON or not mention.role or " dan " not in mention.role:
        return None
    if last + 1 >= len(tokens) or tokens.lower[last] != "dan":
        return None
    second = read_name(tokens, last + 1, sure=True)
    left, _, right = mention.role.partition(" dan ")
    if second is None or not starts_office(tokenize(right), 0):
        return None
    other = Mention(last + 1, second.last, Kind.PERSON, second.name, second.words, role=right, affiliation=mention.affiliation)
    return replace(mention, role=left), other
