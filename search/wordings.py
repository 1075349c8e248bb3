"""Texts of several groups -> the words that tell each of them from the others.

Log-odds ratios with an informative Dirichlet prior (Monroe, Colaresi and Quinn 2008, doi:10.1093/pan/mpn018): how much
likelier a group is to use a word than the others are, in standard deviations, with the language at large as what is expected
of anybody. Rare words are held back by that prior, common ones by their variance; plain ratios would list misprints, plain
counts "yang".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log, sqrt

from search.analysis import function_words, terms

PRIOR = 2_000.0
"""Weight of the prior in occurrences: what some hundred quotations hold. With 100 and 500 a word that only one side uses is
lost to its own variance ("suku bunga" in 13 quotations of one minister, none of the other); looked at on four pairs."""

MOST_PRIOR = 0.1
"""Share of all that was counted that the prior weighs at most: in a corpus of a few articles it would drown them."""

LEAST_SCORE = 1.645
"""Deviations from which a word is listed: 95 % of a normal distribution lie below, and only words above are looked for."""

LEAST_COUNT = 3
"""Quotations of a group that must hold a word: fewer are one occasion."""

SHORTEST = 3  # characters of a word: "ya", "di"


@dataclass(frozen=True, slots=True)
class Word:
    """A word or two, and how many quotations of the group and of the others hold it. `score`: log-odds in deviations."""

    text: str
    score: float
    count: int
    others: int


def features(text: str) -> set[str]:
    """Return the words of a text that carry content, and the pairs of them that stand side by side."""
    content = [_content(word) for word in terms(text)]
    pairs = {f"{one} {other}" for one, other in pairwise(content) if one and other and one != other}
    return {word for word in content if word} | pairs


def counted(texts: Iterable[str]) -> Counter[str]:
    """Return in how many of the texts each word and pair stands: words that one text repeats count once."""
    found: Counter[str] = Counter()
    for text in texts:
        found.update(features(text))
    return found


def characteristic(groups: Sequence[Mapping[str, int]], background: Mapping[str, int], most: int) -> list[list[Word]]:
    """Return for each group of counted texts the words that tell it from all others together, the most telling first.

    `background` are the counts of the language at large. A single group is told from the background itself.
    """
    expected = Counter(background)
    for group in groups:
        expected.update(group)
    scale = min(PRIOR / max(1, expected.total()), MOST_PRIOR)
    prior = {word: scale * count for word, count in expected.items()}
    whole: Counter[str] = Counter()
    for group in groups:
        whole.update(group)
    listed = []
    for group in groups:
        others = Counter(background) if len(groups) == 1 else whole - Counter(group)
        listed.append(_telling(group, others, prior)[:most])
    return listed


def _telling(group: Mapping[str, int], others: Mapping[str, int], prior: Mapping[str, float]) -> list[Word]:
    weight = sum(prior.values())
    own_total, other_total = sum(group.values()) + weight, sum(others.values()) + weight
    scored: list[Word] = []
    for word, count in group.items():
        if count < LEAST_COUNT:
            continue
        own, other = count + prior[word], others.get(word, 0) + prior[word]
        score = (log(own / (own_total - own)) - log(other / (other_total - other))) / sqrt(1 / own + 1 / other)
        if score >= LEAST_SCORE:
            scored.append(Word(word, round(score, 3), count, others.get(word, 0)))
    scored.sort(key=lambda each: (-each.score, each.text))
    return _without_parts(scored)


def _without_parts(words: Sequence[Word]) -> list[Word]:
    """Leave out single words that stand almost always in a listed pair, and pairs that say no more than a listed word."""
    pairs = [each for each in words if " " in each.text]
    kept: list[Word] = []
    for each in words:
        if " " not in each.text:
            if any(each.text in pair.text.split() and pair.count * 5 >= each.count * 4 for pair in pairs):
                continue
        elif any(set(other.text.split()) & set(each.text.split()) for other in kept if " " in other.text):
            continue
        kept.append(each)
    return kept


def _content(word: str) -> str | None:
    """Return the word; None for one that carries grammar, a number, or one too short to mean much."""
    if len(word) < SHORTEST or word in function_words() or any(character.isdigit() for character in word):
        return None
    return word
