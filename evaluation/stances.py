"""Gold and found topics, stances and judgements of claims -> scores, the majority baseline beside them.

Accuracy is not reported for stances: officials favour nearly everything, so whoever always says FAVOR has a high one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from corpus.records import Stance
from evaluation.agreement import Rates
from evaluation.records import Labelled, Scores

SIDES = tuple(stance.value for stance in Stance)
MISSED = "MISSING"
"""What stands for the stance where the topic itself was not found."""

Confusion = dict[tuple[str, str], int]
"""(gold, found) -> how often."""


def score(gold: Sequence[Labelled], found: Iterable[Labelled]) -> Scores:
    """Return the scores of topics and of the stance on each topic of the gold; a missed topic is a missed stance."""
    given = {each.id: each.topics for each in found}
    topics = sorted({topic for each in gold for topic in each.topics})
    scores: Scores = {}
    for topic in topics:
        on = [(topic in each.topics, topic in given.get(each.id, {})) for each in gold]
        rates = Rates.of(on.count((True, True)), sum(has for _, has in on), sum(should for should, _ in on))
        scores |= {f"topic.{topic}.P": rates.precision, f"topic.{topic}.R": rates.recall, f"topic.{topic}.F1": rates.f1}
    scores["topic.macroF1"] = sum(scores[f"topic.{topic}.F1"] for topic in topics) / len(topics) if topics else 0.0
    for scope in (*topics, "all"):
        table = confusion(gold, given, None if scope == "all" else scope)
        sides = side_f1(table)
        scores |= {f"stance.{scope}.{side}": value for side, value in sides.items()}
        scores[f"stance.{scope}.F_avg(FAVOR,AGAINST)"] = (sides[Stance.FAVOR] + sides[Stance.AGAINST]) / 2
        scores[f"stance.{scope}.macroF1"] = sum(sides.values()) / len(SIDES)
        scores[f"stance.{scope}.n"] = sum(table.values())
    everything = confusion(gold, given)
    return scores | {"baseline.majority.macroF1": majority_baseline(Counter(_wanted(everything)))}


def confusion(gold: Iterable[Labelled], found: Mapping[str, Mapping[str, str]], topic: str | None = None) -> Confusion:
    """Return how often each gold stance was found as each, on one topic or on all."""
    return Counter(
        (side, found.get(each.id, {}).get(on, MISSED))
        for each in gold
        for on, side in each.topics.items()
        if topic is None or on == topic
    )


def side_f1(table: Mapping[tuple[str, str], int]) -> dict[str, float]:
    """Return the F1 of FAVOR, AGAINST and NONE."""
    return {
        side: Rates.of(
            table.get((side, side), 0),
            sum(number for (_, given), number in table.items() if given == side),
            sum(number for (wanted, _), number in table.items() if wanted == side),
        ).f1
        for side in SIDES
    }


def majority_baseline(sides: Mapping[str, int]) -> float:
    """Return the macro F1 of always giving the stance that is most frequent in the gold."""
    if not sides:
        return 0.0
    most = max(SIDES, key=lambda side: sides.get(side, 0))
    return sum(side_f1({(side, most): number for side, number in sides.items()}).values()) / len(SIDES)


def score_claims(gold: Mapping[str, str], found: Mapping[str, str]) -> Scores:
    """Return the scores of stances towards given claims, by the id of the pair; a pair not judged is wrong."""
    table = Counter((side, found.get(pair, MISSED)) for pair, side in gold.items())
    sides = side_f1(table)
    right = sum(table[side, side] for side in SIDES)
    return {
        **{f"{side}.F1": value for side, value in sides.items()},
        "macroF1": sum(sides.values()) / len(SIDES),
        "accuracy": right / len(gold) if gold else 0.0,
        "n": len(gold),
        "baseline.majority.macroF1": majority_baseline(Counter(gold.values())),
    }


def _wanted(table: Mapping[tuple[str, str], int]) -> dict[str, int]:
    wanted = Counter[str]()
    for (side, _), number in table.items():
        wanted[side] += number
    return wanted
