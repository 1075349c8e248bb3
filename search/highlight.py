"""Query -> the places in a text that answer it by their words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from corpus.records import Span
from search.analysis import Word, stem, words
from search.expressions import All, AnyOf, Expression, Listed, Not, Phrase, Prefix
from search.expressions import Word as AskedWord


@dataclass(frozen=True, slots=True)
class Marker:
    """What to mark: words by their roots, beginnings of words, and phrases as they stand."""

    roots: frozenset[str]
    prefixes: tuple[str, ...]
    phrases: tuple[Phrase, ...]

    def marks(self, text: str) -> tuple[Span, ...]:
        """Return the spans of `text` to mark, in order, not overlapping."""
        found = list(words(text))
        # Affixes change at most the first letter of a root: without the rest of one in it, a word has none of them, and need
        # not be stemmed, which took a tenth of a search in a process that had not met the word (none of 37,611 words differs).
        tails = tuple(root[1:] for root in self.roots)
        marked = {place for place, word in enumerate(found) if self._marks(word.term, tails)}
        for phrase in self.phrases:
            marked.update(_places(phrase, found))
        return tuple(Span(found[place].start, found[place].end) for place in sorted(marked))

    def _marks(self, term: str, tails: tuple[str, ...]) -> bool:
        return term.startswith(self.prefixes) or (any(tail in term for tail in tails) and stem(term) in self.roots)


def marker(expression: Expression | None) -> Marker:
    """Return what to mark of an expression: nothing under NOT, no words of grammar beside words of content."""
    leaves = list(_leaves(expression)) if expression is not None else []
    asked = [leaf.term for leaf in leaves if isinstance(leaf, AskedWord)]
    for leaf in leaves:
        if isinstance(leaf, Listed):
            content = set(leaf.content)
            asked += [word for senses in leaf.senses if senses[0] in content for word in senses]
    return Marker(
        roots=frozenset(stem(term) for term in asked),
        prefixes=tuple(leaf.term for leaf in leaves if isinstance(leaf, Prefix)),
        phrases=tuple(leaf for leaf in leaves if isinstance(leaf, Phrase)),
    )


def _leaves(expression: Expression) -> Iterator[Expression]:
    match expression:
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from _leaves(part)
        case Not():
            return
        case _:
            yield expression


def _places(phrase: Phrase, found: list[Word]) -> set[int]:
    """Return the places of words that take part in an occurrence of a phrase."""
    trails: dict[int, set[int]] = {place: {place} for place, word in enumerate(found) if word.term == phrase.terms[0]}
    for term in phrase.terms[1:]:
        longer: dict[int, set[int]] = {}
        for place, word in enumerate(found):
            if word.term == term:
                before = [trails[place - step] for step in range(1, phrase.slop + 1) if place - step in trails]
                if before:
                    longer[place] = set.union({place}, *before)
        trails = longer
    return set().union(*trails.values())
