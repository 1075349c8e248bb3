"""A real quotation -> what becomes of quotations on their way through the world, each with the verdict that is right for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from corpus.records import QuotationView
from search.negation import Negation, negates
from search.shingles import compared, forms
from search.verify import NEIGHBOURS_WITHIN, Verdict

FEWEST = 7
"""Words of a quotation that is altered: of shorter ones, one changed word leaves what many say."""


ABSENT = "not in the corpus"
"""A real quotation while it and all of the same words are looked past: whatever is said of it but "not found" is wrong, or
names a quotation of the corpus that is a version of it all the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An alleged quotation, made of real ones, and what should be said of it; `speaker`: who is alleged to have said it."""

    kind: str
    text: str
    sources: tuple[str, ...]
    verdict: Verdict
    speaker: str | None = None
    negation: Negation | None = None
    absent: bool = False


Alteration = Callable[[list[str], Random, Sequence[str]], list[str] | None]
"""Tokens of a quotation, a source of chance, and other quotations' words -> tokens; None: it cannot be altered so."""


def cases(view: QuotationView, near: Sequence[QuotationView], others: Sequence[str], random: Random) -> list[Case]:
    """Return the alterations of one quotation; `near` stand in the same document, `others` are words to put in."""
    tokens = view.text.split()
    if len(forms(view.text)) < FEWEST:
        return []
    made = [Case(kind="as published", text=view.text, sources=(view.id,), verdict=Verdict.VERBATIM)]
    for verdict, kinds in ((Verdict.VERBATIM, UNCHANGED), (Verdict.ALTERED, CHANGED)):
        for kind, alter in kinds.items():
            altered = alter(list(tokens), random, others)
            if altered is None or (verdict is Verdict.ALTERED and forms(" ".join(altered)) == forms(view.text)):
                continue
            negation = _negation_of(kind)
            made.append(Case(kind=kind, text=" ".join(altered), sources=(view.id,), verdict=verdict, negation=negation))
    for other in near:
        if 0 < other.span.start - view.span.end <= NEIGHBOURS_WITHIN and other.speaker_id == view.speaker_id:
            joined = f"{view.text.rstrip(' .,')}. {other.text}"
            made.append(Case(kind="joined neighbours", text=joined, sources=(view.id, other.id), verdict=Verdict.VERBATIM))
            break
    if view.speaker:
        false = Case(
            kind="another's name",
            text=view.text,
            sources=(view.id,),
            verdict=Verdict.DIFFERENT_SPEAKER,
            speaker="Wirasena Kalipuspa",
        )
        true = Case(
            kind="the speaker's name", text=view.text, sources=(view.id,), verdict=Verdict.VERBATIM, speaker=view.speaker
        )
        made += [false, true]
    made.append(Case(kind=ABSENT, text=view.text, sources=(view.id,), verdict=Verdict.NOT_FOUND, absent=True))
    return made


def _negation_of(kind: str) -> Negation | None:
    return {"negation added": Negation.ADDED, "negation dropped": Negation.DROPPED}.get(kind)


def _retold(tokens: list[str], random: Random, others: Sequence[str]) -> list[str]:
    text = " ".join(tokens)
    return random.choice((text.upper(), text.lower(), text.title())).split()


def _marks(tokens: list[str], random: Random, others: Sequence[str]) -> list[str]:
    # Inside a word they tell apart: 1,6 and 16, 20/6 and 206.
    bare = [re.sub(r"^[^\w%]+|[^\w%]+$", "", token) for token in tokens]
    return ["«", *(token for token in bare if token), "»"]


def _accents(tokens: list[str], random: Random, others: Sequence[str]) -> list[str]:
    return [token.replace("e", "é", 1) for token in tokens]


def _excerpt(tokens: list[str], random: Random, others: Sequence[str]) -> list[str] | None:
    length = max(5, len(tokens) * 6 // 10)
    start = random.randrange(len(tokens) - length + 1)
    if start and _negates(tokens[start - 1]):
        return None
    return tokens[start : start + length]


def _ellipsis(tokens: list[str], random: Random, others: Sequence[str]) -> list[str] | None:
    if len(tokens) < 12:
        return None
    start = random.randrange(4, len(tokens) - 7)
    end = start + random.randrange(1, len(tokens) - 3 - start)
    if any(map(_negates, tokens[start:end])):
        return None
    return [*tokens[:start], random.choice(("…", "[...]", "(...)", "....")), *tokens[end:]]


def _negates(token: str) -> bool:
    return any(map(negates, forms(token)))


def _drop(tokens: list[str], random: Random, others: Sequence[str]) -> list[str] | None:
    for _ in range(max(1, len(tokens) // 10)):
        place = random.randrange(1, len(tokens) - 1)
        if _negates(tokens[place]):
            return None
        del tokens[place]
    return tokens


def _insert(tokens: list[str], random: Random, others: Sequence[str]) -> list[str]:
    for _ in range(max(1, len(tokens) // 10)):
        tokens.insert(random.randrange(1, len(tokens)), random.choice(others))
    return tokens


def _replace(share: float) -> Alteration:
    def alter(tokens: list[str], random: Random, others: Sequence[str]) -> list[str]:
        for place in random.sample(range(len(tokens)), max(1, round(len(tokens) * share))):
            tokens[place] = random.choice(others)
        return tokens

    return alter


def _misspell(tokens: list[str], random: Random, others: Sequence[str]) -> list[str] | None:
    long = [place for place, token in enumerate(tokens) if len(token) > 5 and token.isalpha()]
    if not long:
        return None
    place = random.choice(long)
    cut = random.randrange(1, len(tokens[place]) - 2)
    token = tokens[place]
    tokens[place] = token[:cut] + token[cut + 1] + token[cut] + token[cut + 2 :]
    return tokens


def _negate(tokens: list[str], random: Random, others: Sequence[str]) -> list[str]:
    tokens.insert(random.randrange(1, len(tokens)), "tidak")
    return tokens


def _affirm(tokens: list[str], random: Random, others: Sequence[str]) -> list[str] | None:
    places = [place for place, token in enumerate(tokens) if _negates(token) and len(compared(token)) == 1]
    if not places:
        return None
    del tokens[random.choice(places)]
    return tokens


def _swap(tokens: list[str], random: Random, others: Sequence[str]) -> list[str] | None:
    commas = [place for place, token in enumerate(tokens[3:-3], 3) if token.endswith(",")]
    if not commas:
        return None
    cut = commas[len(commas) // 2] + 1
    return [*tokens[cut:], *tokens[:cut]]


UNCHANGED: dict[str, Alteration] = {
    "case": _retold,
    "punctuation, quotation marks": _marks,
    "diacritics": _accents,
    "excerpt": _excerpt,
    "ellipsis": _ellipsis,
}
CHANGED: dict[str, Alteration] = {
    "words dropped": _drop,
    "words added": _insert,
    "a tenth of the words replaced": _replace(0.1),
    "a quarter of the words replaced": _replace(0.25),
    "a letter pair swapped": _misspell,
    "clauses swapped": _swap,
    "negation added": _negate,
    "negation dropped": _affirm,
}
