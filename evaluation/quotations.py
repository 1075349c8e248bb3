"""Articles with gold quotations, the same with found ones -> scores of quotations, speakers, offices and events."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from corpus.records import QuotationKind
from evaluation.agreement import Rates, overlap, plain, same_speaker, token_f1
from evaluation.records import Article, Occasion, Quoted, Scores

GROUPS: Mapping[str, frozenset[QuotationKind]] = {
    "direct": frozenset({QuotationKind.DIRECT}),
    "indirect": frozenset({QuotationKind.INDIRECT, QuotationKind.MIXED}),
    "all": frozenset(QuotationKind),
}
"""Kinds that are scored together. Reported speech with and without a quoted fragment is one group: the border is thin."""

ALIGNED = 0.8
"""Overlap from which a found quotation counts as the gold one, as published comparisons of quotation extraction do it."""

SAME_EVENT = 0.6
"""Token F1 from which names or places of two events count as the same."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A gold quotation and the one found for it."""

    gold: Quoted
    found: Quoted

    @property
    def exact(self) -> bool:
        """Whether the words are the same, outer punctuation and marks aside."""
        return plain(self.gold.text) == plain(self.found.text)

    def same_speaker(self, *, strict: bool = False) -> bool:
        """Whether both are by one person; unless `strict`, a part of the name is enough."""
        return same_speaker(self.gold.speaker, self.gold.role, self.found.speaker, strict=strict)

    @property
    def office_f1(self) -> float:
        """Agreement of role and affiliation, 0..1."""
        return token_f1(self.gold.office, self.found.office)


@dataclass(frozen=True, slots=True)
class Alignment:
    """Which quotations of an article correspond, which were missed, and which found ones are not in the gold."""

    pairs: tuple[Pair, ...]
    missed: tuple[Quoted, ...]
    spurious: tuple[Quoted, ...]


def align(gold: Sequence[Quoted], found: Sequence[Quoted], threshold: float = ALIGNED) -> Alignment:
    """Pair quotations one to one, the greatest overlap first; of equal overlaps the one nearer in order."""
    candidates = [
        (shared, -abs(here - there), here, there)
        for here, wanted in enumerate(gold)
        for there, given in enumerate(found)
        if (shared := overlap(wanted.text, given.text)) >= threshold
    ]
    free_gold, free_found = set(range(len(gold))), set(range(len(found)))
    pairs = []
    for *_, here, there in sorted(candidates, reverse=True):
        if here in free_gold and there in free_found:
            free_gold.remove(here)
            free_found.remove(there)
            pairs.append(Pair(gold[here], found[there]))
    return Alignment(
        tuple(pairs), tuple(gold[each] for each in sorted(free_gold)), tuple(found[each] for each in sorted(free_found))
    )


def score(gold: Sequence[Article], found: Iterable[Article]) -> Scores:
    """Return the scores of quotations by group and of events; an article that was not predicted counts as empty."""
    by_id = {article.id: article for article in found}
    articles = [(article, by_id.get(article.id, Article(id=article.id, occasion=Occasion()))) for article in gold]
    scores: Scores = {}
    for group, kinds in GROUPS.items():
        wanted, given = ([_of_kinds(article, kinds) for article in side] for side in zip(*articles, strict=True))
        scores |= {f"{group}.{name}": value for name, value in _group(wanted, given).items()}
    annotated = [(each.occasion, other.occasion or Occasion()) for each, other in articles if each.occasion is not None]
    if annotated:
        scores |= {f"event.{field}.F1": _event_field(annotated, field) for field in ("name", "place", "date")}
    return scores | {"articles": len(gold), "articles_missing": sum(article.id not in by_id for article in gold)}


def _of_kinds(article: Article, kinds: frozenset[QuotationKind]) -> list[Quoted]:
    return [quote for quote in article.quotes if quote.kind in kinds]


def _group(gold: Sequence[Sequence[Quoted]], found: Sequence[Sequence[Quoted]]) -> Scores:
    pairs = [pair for wanted, given in zip(gold, found, strict=True) for pair in align(wanted, given).pairs]
    n_gold, n_found = sum(map(len, gold)), sum(map(len, found))
    lenient = sum(pair.same_speaker() for pair in pairs)
    scores: Scores = {}
    for name, right in (("exact", sum(pair.exact for pair in pairs)), ("overlap80", len(pairs))):
        rates = Rates.of(right, n_found, n_gold)
        scores |= {f"{name}.P": rates.precision, f"{name}.R": rates.recall, f"{name}.F1": rates.f1}
    return scores | {
        "speaker.strict": _mean([float(pair.same_speaker(strict=True)) for pair in pairs]),
        "speaker.lenient": lenient / len(pairs) if pairs else 0.0,
        "joint.F1": Rates.of(lenient, n_found, n_gold).f1,
        "role.tokenF1": _mean([pair.office_f1 for pair in pairs]),
        "n_gold": n_gold,
        "n_pred": n_found,
    }


def same_occasion(field: str, wanted: str | None, given: str | None) -> bool:
    """Tell whether a field of two events says the same; what is not said never does."""
    if not wanted or not given:
        return False
    return wanted == given if field == "date" else token_f1(wanted, given) >= SAME_EVENT


def _event_field(events: Sequence[tuple[Occasion, Occasion]], field: str) -> float:
    values = [(getattr(wanted, field), getattr(given, field)) for wanted, given in events]
    right = sum(same_occasion(field, *both) for both in values)
    return Rates.of(right, sum(bool(given) for _, given in values), sum(bool(wanted) for wanted, _ in values)).f1


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
