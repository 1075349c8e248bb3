"""Short ways to write gold and predictions."""

from __future__ import annotations

from corpus.records import QuotationKind
from evaluation.records import Article, Occasion, Quoted


def quoted(text: str, speaker: str | None = None, *, kind: str = "direct", **more: str | float | bool | None) -> Quoted:
    return Quoted(kind=QuotationKind(kind), text=text, speaker=speaker, **more)  # type: ignore[arg-type]


def article(*quotes: Quoted, id: str = "a", occasion: Occasion | None = None) -> Article:
    return Article(id=id, quotes=quotes, occasion=occasion)
