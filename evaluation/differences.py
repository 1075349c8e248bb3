"""Gold and found annotations -> every difference, with its kind: what to work on next.

Ids, kinds, cues, names and offices tell where a difference is, and may stand on a page. The words of the quotation are kept
apart, for a person at a terminal who has the gold file before them.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest

from evaluation.agreement import name, overlap
from evaluation.quotations import Pair, align, same_occasion
from evaluation.records import Article, Labelled, Occasion, Quoted
from evaluation.stances import MISSED

TOUCHES = 0.25
"""Overlap from which a missed and a spurious quotation are one with wrong bounds, and not two errors."""
OFFICE_WRONG = 0.5
"""Token F1 of role and affiliation under which a reader would call the office wrong, not just cut otherwise."""


class Kind(StrEnum):
    """What went wrong."""

    MISSED = "quotation missed"
    SPURIOUS = "no quotation"
    BOUNDS = "bounds wrong"
    EDGE = "edge inexact"
    GIVEN_AS = "kind wrong"
    SPEAKER_UNKNOWN = "speaker unknown"
    SPEAKER_WRONG = "speaker wrong"
    SPEAKER_INVENTED = "speaker named, though the article doesn't"
    SPEAKER_PART = "name not full, or too full"
    OFFICE_UNKNOWN = "office unknown"
    OFFICE_WRONG = "office wrong"
    OFFICE_INVENTED = "office given, though the gold has none"
    EVENT_MISSED = "event: not found"
    EVENT_WRONG = "event: wrong"
    EVENT_INVENTED = "event: there is none"
    TOPIC_MISSED = "topic missed"
    TOPIC_INVENTED = "topic not in the gold"
    STANCE = "stance wrong"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One difference: in which article or quotation, of what kind, what was wanted and found (in names and cues), the words."""

    id: str
    kind: Kind
    wanted: str = ""
    found: str = ""
    words: str = ""


def of_quotations(gold: Sequence[Article], found: Iterable[Article]) -> Iterator[Difference]:
    """Yield the differences of all articles: quotations, speakers, offices and events."""
    by_id = {article.id: article for article in found}
    for article in gold:
        other = by_id.get(article.id, Article(id=article.id))
        yield from _of_article(article, other)


def of_labels(gold: Sequence[Labelled], found: Iterable[Labelled]) -> Iterator[Difference]:
    """Yield the differences of topics, and of stances where the topic was found."""
    given = {each.id: each.topics for each in found}
    for each in gold:
        topics = given.get(each.id, {})
        for topic, side in each.topics.items():
            seen = topics.get(topic, MISSED)
            if seen == MISSED:
                yield Difference(id=each.id, kind=Kind.TOPIC_MISSED, wanted=f"{topic} {side}")
            elif seen != side:
                yield Difference(id=each.id, kind=Kind.STANCE, wanted=f"{topic} {side}", found=seen)
        for topic in topics.keys() - each.topics.keys():
            yield Difference(id=each.id, kind=Kind.TOPIC_INVENTED, found=f"{topic} {topics[topic]}")


def of_speaker(article: str, pair: Pair) -> Iterator[Difference]:
    """Yield what is wrong with the speaker of a quotation that was found."""
    wanted, found = pair.gold.speaker, pair.found.speaker
    if not pair.same_speaker():
        kind = Kind.SPEAKER_WRONG
        if not name(found):
            kind = Kind.SPEAKER_UNKNOWN
        elif not name(wanted):
            kind = Kind.SPEAKER_INVENTED
        yield Difference(
            id=article, kind=kind, wanted=wanted or pair.gold.office, found=_seen(pair.found), words=pair.gold.text
        )
    elif name(wanted) and not pair.same_speaker(strict=True):
        yield Difference(id=article, kind=Kind.SPEAKER_PART, wanted=wanted or "", found=found or "", words=pair.gold.text)


def counts(differences: Iterable[Difference]) -> dict[Kind, int]:
    """Return how many differences there are of each kind, the most frequent first."""
    return dict(Counter(each.kind for each in differences).most_common())


def sample(differences: Iterable[Difference], size: int) -> list[Difference]:
    """Return up to `size` differences, each kind's first before any kind's second, grouped by kind."""
    by_kind: dict[Kind, list[Difference]] = defaultdict(list)
    for each in differences:
        by_kind[each.kind].append(each)
    rounds = (each for row in zip_longest(*by_kind.values()) for each in row if each is not None)
    chosen = [each for each, _ in zip(rounds, range(size), strict=False)]
    return [each for kind in Kind for each in chosen if each.kind is kind]


def _of_article(gold: Article, found: Article) -> Iterator[Difference]:
    aligned = align(gold.quotes, found.quotes)
    near = align(aligned.missed, aligned.spurious, TOUCHES)
    for quote in near.missed:
        yield Difference(id=gold.id, kind=Kind.MISSED, wanted=_cue(quote), words=quote.text)
    for quote in near.spurious:
        yield Difference(id=gold.id, kind=Kind.SPURIOUS, found=_cue(quote), words=quote.text)
    for pair in near.pairs:
        yield _of_bounds(gold.id, Kind.BOUNDS, pair)
    for pair in aligned.pairs:
        if not pair.exact:
            yield _of_bounds(gold.id, Kind.EDGE, pair)
        if pair.gold.kind is not pair.found.kind:
            wanted, given = _cue(pair.gold), _cue(pair.found)
            yield Difference(id=gold.id, kind=Kind.GIVEN_AS, wanted=wanted, found=given, words=pair.gold.text)
        yield from of_speaker(gold.id, pair)
        yield from _of_office(gold.id, pair)
    if gold.occasion is not None:
        yield from _of_event(gold.id, gold.occasion, found.occasion or Occasion())


def _of_bounds(article: str, kind: Kind, pair: Pair) -> Difference:
    found = f"{_cue(pair.found)}, {_extent(pair)}"
    return Difference(id=article, kind=kind, wanted=_cue(pair.gold), found=found, words=pair.found.text)


def _of_office(article: str, pair: Pair) -> Iterator[Difference]:
    wanted, found = pair.gold.office, pair.found.office
    if pair.office_f1 >= OFFICE_WRONG or not pair.same_speaker():
        return
    kind = Kind.OFFICE_WRONG if wanted and found else Kind.OFFICE_UNKNOWN if wanted else Kind.OFFICE_INVENTED
    yield Difference(id=article, kind=kind, wanted=wanted, found=found, words=pair.gold.text)


def _of_event(article: str, wanted: Occasion, found: Occasion) -> Iterator[Difference]:
    for field in ("name", "place", "date"):
        want, have = getattr(wanted, field), getattr(found, field)
        if same_occasion(field, want, have) or not (want or have):
            continue
        kind = Kind.EVENT_WRONG if want and have else Kind.EVENT_MISSED if want else Kind.EVENT_INVENTED
        yield Difference(id=article, kind=kind, wanted=f"{field}: {want}" if want else field, found=have or "")


def _cue(quote: Quoted) -> str:
    return f"{quote.kind.value}, {quote.cue or 'no cue'}"


def _seen(quote: Quoted) -> str:
    return quote.speaker or (f"({quote.office})" if quote.office else "nobody")


def _extent(pair: Pair) -> str:
    shared = overlap(pair.gold.text, pair.found.text)
    more = len(pair.found.text.split()) - len(pair.gold.text.split())
    return f"{abs(more)} words {'more' if more > 0 else 'fewer'}, overlap {shared:.2f}" if more else f"overlap {shared:.2f}"
