"""Where a clause begins and where its content ends, over the mentions found in a text."""

from __future__ import annotations

from dataclasses import dataclass, field

from indexer.extraction.lexicon import (
    ADDRESS,
    ASK,
    CAPITAL,
    FIRST,
    GROUP,
    INSTITUTION,
    MODIFIER,
    NUMBER,
    OFFICE,
    PRONOUN,
    PUNCTUATION,
    SAY,
    SOMEBODY,
    TITLE,
    words,
)
from indexer.extraction.mention import Kind, Mention
from indexer.extraction.mentions import read_mention
from indexer.extraction.tokens import Tokens

# Adverbs and auxiliaries between a subject and its verb.
ADVERBS = words("adverbs")
_ENDS_ADVERBIAL = frozenset({",", "-", "–", "—"})
_INNER_VERBS = words("inner_verbs")


@dataclass(slots=True)
class Context:
    """The tokens of a text with what was found in them: mentions by the token they begin at and end before."""

    tokens: Tokens
    sole: frozenset[str]
    mentions: list[Mention]
    starting: dict[int, Mention] = field(default_factory=dict)
    ending: dict[int, Mention] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for mention in self.mentions:
            self.starting[mention.first] = mention
            self.ending[mention.last] = mention

    def read(self, index: int, *, sure: bool = False) -> Mention | None:
        """Return the mention at a token: the one already found, else what can be read there."""
        mention = self.starting.get(index) or read_mention(self.tokens, index, self.sole, sure=sure)
        if mention is None or mention.kind is not Kind.INSTITUTION:
            return mention
        # "menurut Badan Riset (BRP) Profesor Salman": it is the person after the body who speaks.
        person = self.starting.get(mention.last)
        return person if person is not None and person.kind is Kind.PERSON else mention


def _over_dateline(tokens: Tokens, index: int, limit: int) -> int:
    """Return the token after a place and an outlet at the head of a text ("Jakarta, Kominfo - ", "WARTA - MEDAN: ")."""
    once = _over_dash(tokens, index, limit)
    return _over_dash(tokens, once, limit) if once > index else index


def _over_dash(tokens: Tokens, index: int, limit: int) -> int:
    for step in range(index, min(limit, index + 9)):
        word = tokens.lower[step]
        if word in {"-", "–", "—", ":", "--"} and step > index:
            following = step + 1
            while following < limit and tokens.lower[following] in {"-", "–", "—"}:
                following += 1
            return following
        if not tokens.flags[step] & (CAPITAL | PUNCTUATION | NUMBER) and not word.endswith((".com", ".id", ".co")):
            break
    return index


def start_of_clause(context: Context, begin: int, verb: int) -> int:
    """Return the token at which a clause begins after the adverbials in front of it ("Dalam kesempatan itu, …")."""
    tokens = context.tokens
    lower, flags = tokens.lower, tokens.flags
    index = begin
    while index < verb and flags[index] & PUNCTUATION:
        index += 1
    index = _over_dateline(tokens, index, verb)
    for _ in range(4):
        if (
            index >= verb
            or not flags[index] & FIRST
            or flags[index] & PRONOUN
            or (flags[index] & (TITLE | ADDRESS) and lower[index] != "hal")
        ):
            break
        comma = next((step for step in range(index, min(verb, index + 30)) if lower[step] in _ENDS_ADVERBIAL), None)
        if comma is not None:
            index = comma + 1
            continue
        step = index + 1
        while step < verb and (flags[step] & FIRST or lower[step] in ADVERBS) and not flags[step] & PRONOUN:
            step += 1
        index = step
        break
    return index


def is_subject_start(context: Context, index: int) -> bool:
    """Tell whether a mention that could be a subject begins at a token."""
    bits = context.tokens.flags[index]
    return bool(bits & (CAPITAL | PRONOUN | OFFICE | MODIFIER | INSTITUTION | GROUP | SOMEBODY))


def cut_coordinated(context: Context, begin: int, end: int) -> int:
    """Return where content ends because the speaker's next speech verb is joined to it ("… dan mendesak …")."""
    lower, flags = context.tokens.lower, context.tokens.flags
    depth = 0
    for index in range(begin + 1, end - 1):
        word = lower[index]
        if word == "(":
            depth += 1
        elif word == ")":
            depth -= 1
        if depth:
            continue
        following = index + 1
        if word in {"dan", "serta", "sambil", "seraya", "sembari", "sekaligus"}:
            while following < end and lower[following] in ADVERBS:
                following += 1
            # Verbs that are as often part of what is said ("serta memastikan setiap rupiah …") cut nothing.
            if following < end and flags[following] & (SAY | ASK) and lower[following] not in _INNER_VERBS:
                return index - (lower[index - 1] in {",", "dan", "serta"})
        elif word == "," and following < end and flags[following] & PRONOUN:
            while following + 1 < end and (lower[following + 1] in ADVERBS):
                following += 1
            if following + 1 < end and flags[following + 1] & (SAY | ASK):
                return index
    return end
