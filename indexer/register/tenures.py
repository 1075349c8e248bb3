"""One identity's mentions -> the offices in which it was seen, with days: "Menteri Komunikasi dan Digital, since 2024-10"."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.store.records import Mention
from indexer.register.names import plain_words
from indexer.register.offices import office

# An office is held still if it was seen so close to the last time that the person was seen at all: a minister who heads a
# party as well is not quoted as its head every week.
_STILL = dt.timedelta(days=180)
_BRACKETED = re.compile(r"\(([^)]*)\)")
# "Presiden ke-7": by the number those are called who are it no more.
_FORMER = re.compile(r"\s*(?:(?:mantan|eks|bekas|ex)\b|(?:wakil )?presiden ke-\d)", re.IGNORECASE)

Words = frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenure:
    """An office in which somebody was seen: the first and last day, and in how many quotations.

    `current`: seen in it until about when the person was last seen at all; never where a document calls it a former one.
    """

    role: str | None
    affiliation: str | None
    first: dt.date | None
    last: dt.date | None
    quotations: int
    current: bool = False

    @property
    def office(self) -> str:
        """The office in words: role and affiliation, what brackets repeat left out."""
        parts = (_BRACKETED.sub(" ", part or "").split() for part in (self.role, self.affiliation))
        return ", ".join(filter(None, map(" ".join, parts)))

    @property
    def period(self) -> str:
        """The months in words: "since 2024-10", "2016-01 to 2018-03", "2016-01"; nothing where no day is known."""
        if self.first is None or self.last is None:
            return ""
        first, last = f"{self.first:%Y-%m}", f"{self.last:%Y-%m}"
        if self.current:
            return f"since {first}"
        return first if first == last else f"{first} to {last}"


def tenures(mentions: Sequence[Mention]) -> list[Tenure]:
    """Return the offices of one identity in order of the first day, spellings of one office together."""
    explained = _explained(mentions)
    groups: dict[Words, list[Mention]] = {}
    for mention in mentions:
        words = _words(mention.role, mention.affiliation)
        if words:
            groups.setdefault(explained.get(words, words), []).append(mention)
    # "Ketua" of one article is "Ketua Komisi III" of another: the most used office that says all of a shorter one.
    for words in sorted(groups, key=lambda each: (len(each), sorted(each))):
        longer = [each for each in groups if words < each]
        if longer:
            largest = max(longer, key=lambda each: (_used(groups[each]), sorted(each)))
            groups[largest] += groups.pop(words)
    latest = max((mention.date for mention in mentions if mention.date), default=None)
    found = [_tenure(group, latest) for group in groups.values()]
    return sorted(
        found, key=lambda each: (each.first or dt.date.max, -each.quotations, each.role or "", each.affiliation or "")
    )


def _tenure(mentions: Sequence[Mention], latest: dt.date | None) -> Tenure:
    held = [mention for mention in mentions if not _is_former(mention)]
    forms: Counter[tuple[str, str]] = Counter()
    for mention in held or mentions:
        forms[mention.role or "", mention.affiliation or ""] += mention.quotations
    (role, affiliation), _ = max(forms.items(), key=lambda item: (item[1], item[0]))
    days = sorted(mention.date for mention in held or mentions if mention.date)
    past = [mention.date for mention in mentions if mention.date and _is_former(mention)]
    ended = not held or not days or any(day > days[-1] for day in past)
    current = latest is not None and not ended and days[-1] >= latest - _STILL
    return Tenure(
        role=role or None,
        affiliation=affiliation or None,
        first=days[0] if days else None,
        last=days[-1] if days else None,
        quotations=_used(mentions),
        current=current,
    )


def _explained(mentions: Iterable[Mention]) -> dict[Words, Words]:
    """Return short forms of offices that a role explains itself: "Menteri Koordinator … (Menko …)"."""
    found: dict[Words, Words] = {}
    for mention in mentions:
        for short in _BRACKETED.findall(mention.role or ""):
            words, full = _words(short, None), _words(mention.role, mention.affiliation)
            if len(plain_words(short)) > 1 and words and full and words != full:
                found[words] = full
    return found


def _words(role: str | None, affiliation: str | None) -> Words:
    held = office(_BRACKETED.sub(" ", role or ""), _BRACKETED.sub(" ", affiliation or ""))
    return held.words - {"kementerian"} if held is not None else frozenset()


def _used(mentions: Iterable[Mention]) -> int:
    return sum(mention.quotations for mention in mentions)


def _is_former(mention: Mention) -> bool:
    return _FORMER.match(mention.role or "") is not None
