"""Public figures' statements, marked as spans (PFSA-ID), and found quotations -> recall, speakers and offices named beside.

PFSA-ID (Purnomo W.P. et al. 2022, doi 10.1108/GKMC-04-2022-0091) marks direct quotations of public figures only; an
ordinary person's quotation is none of its spans. So precision is given for everything found, and for what is `official`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.records import QuotationKind
from evaluation.agreement import Rates, name, plain, same_name, token_f1
from evaluation.quotations import Pair
from evaluation.records import Article, Marked, Quoted, Scores

Mark = tuple[int, int, str]

REACH = 160
"""Characters after a statement within which its cue, speaker and office stand."""
SPANS_LOOKED_AT = 5


@dataclass(frozen=True, slots=True)
class Statement:
    """A marked statement with the first person and the offices marked after it, and the quotation found with its words.

    `named`: a cue follows the statement, and a person somewhere after the cue. That person may be the subject of the
    next sentence: after "ujar Benny." (PERSONCOREF) comes the speaker of what follows. `beside`: no such mention stands
    between, so the person is the statement's own speaker.
    """

    gold: Quoted
    found: Quoted | None
    named: bool
    beside: bool

    @property
    def speaker_right(self) -> bool:
        """Whether the person marked is the speaker found; a part of the name is enough."""
        return self.found is not None and same_name(name(self.gold.speaker), name(self.found.speaker), strict=False)


def score(gold: Iterable[Marked], found: Iterable[Article]) -> Scores:
    """Return recall and precision of statements, and how well the person and office that follow each are found.

    `speaker.named` and `office` count all `named` statements, as published figures on these files do; where another
    mention stands between, they ask for the next sentence's speaker, so their ceiling is far below 1. `speaker.beside`
    and `office.beside` leave those out.
    """
    by_id = {article.id: article for article in found}
    quotes = [(article, direct(by_id.get(article.id))) for article in gold]
    everything = [statement for article, quoted in quotes for statement in statements(article, quoted)]
    right = [statement for statement in everything if statement.found is not None]
    named = [statement for statement in right if statement.named]
    beside = [statement for statement in named if statement.beside]
    n_found = sum(len(quoted) for _, quoted in quotes)
    n_official = sum(quote.official for _, quoted in quotes for quote in quoted)
    right_official = sum(statement.found is not None and statement.found.official for statement in right)
    every, official = Rates.of(len(right), n_found, len(everything)), Rates.of(right_official, n_official, len(everything))
    return {
        "statement.R": every.recall,
        "statement.P": every.precision,
        "statement.F1": every.f1,
        "statement.official.R": official.recall,
        "statement.official.P": official.precision,
        "speaker.named.accuracy": _mean([float(statement.speaker_right) for statement in named]),
        "speaker.beside.accuracy": _mean([float(statement.speaker_right) for statement in beside]),
        "office.tokenF1": _mean(_offices(named)),
        "office.beside.tokenF1": _mean(_offices(beside)),
        "n_statements": len(everything),
        "n_pred": n_found,
        "n_named": len(named),
        "n_beside": len(beside),
    }


def direct(article: Article | None) -> list[Quoted]:
    """Return the direct quotations found in an article; none where it was not read."""
    return [quote for quote in article.quotes if quote.kind is QuotationKind.DIRECT] if article else []


def statements(article: Marked, quotes: Iterable[Quoted]) -> Iterator[Statement]:
    """Yield the statements of an article, each with the first free quotation that has the same words."""
    free: dict[str, list[Quoted]] = defaultdict(list)
    for quote in quotes:
        free[plain(quote.text)].append(quote)
    for position, (start, end, label) in enumerate(article.spans):
        if label != "STATEMENT":
            continue
        near = _after(article, position)
        labels = [mark for *_, mark in near]
        offices = (article.text[a:b] for a, b, mark in near if mark in ("ROLE", "AFFILIATION"))
        text = article.text[start:end]
        named = "PERSON" in labels and labels[0] == "CUE"
        person = near[labels.index("PERSON")] if "PERSON" in labels else None
        gold = Quoted(
            kind=QuotationKind.DIRECT,
            text=text,
            speaker=article.text[person[0] : person[1]] if person else None,
            role=" ".join(offices) or None,
        )
        same = free[plain(text)]
        beside = named and "PERSONCOREF" not in labels[: labels.index("PERSON")]
        yield Statement(gold, same.pop(0) if same else None, named, beside)


def pairs(gold: Iterable[Marked], found: Iterable[Article]) -> Iterator[tuple[str, Pair]]:
    """Yield article id and pair of each statement that was found and whose own speaker is marked beside it."""
    by_id = {article.id: article for article in found}
    for article in gold:
        for statement in statements(article, direct(by_id.get(article.id))):
            if statement.found is not None and statement.beside:
                yield article.id, Pair(statement.gold, statement.found)


def _offices(named: Iterable[Statement]) -> list[float]:
    return [token_f1(each.gold.role, each.found.office) for each in named if each.gold.role and each.found is not None]


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _after(article: Marked, position: int) -> list[Mark]:
    end = article.spans[position][1]
    near = []
    for span in article.spans[position + 1 : position + 1 + SPANS_LOOKED_AT]:
        if span[0] - end >= REACH:
            continue
        if span[2] == "STATEMENT":
            break
        near.append(span)
    return near
