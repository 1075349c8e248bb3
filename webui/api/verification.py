"""The answer about an alleged quotation, and the versions of the same words -> JSON."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from corpus.records import QuotationView
from search.differences import Piece, differences
from search.verify import Match, Verification
from webui.api import representation

Json = dict[str, Any]
Links = Callable[[str], tuple[str, str]]


def verification(found: Verification, links: Links, page_links: Json) -> Json:
    """Return a verdict with the closest quotations; `links` gives the addresses of a quotation's JSON and page by id."""
    return {
        "query": {"q": found.text, "speaker": found.speaker},
        "verdict": found.verdict.value,
        "notes": [note.value for note in found.notes],
        "matches": [match(each, links) for each in found.matches],
        "index": representation.index(found.index),
        "links": page_links,
    }


def match(found: Match, links: Links) -> Json:
    """Return a real quotation beside the alleged one."""
    return {
        "verdict": found.verdict.value,
        "similarity": found.similarity,
        "differences": pieces(found.pieces),
        "speaker_agrees": found.agrees,
        "excerpt": found.excerpt,
        "reordered": found.reordered,
        "indirect": found.indirect,
        "negation": found.negation.value if found.negation else None,
        "group": representation.group(found.group),
        "quotations": [_quotation(view, links) for view in found.quotations],
    }


def pieces(found: Sequence[Piece]) -> list[Json]:
    """Return differences word by word."""
    return [{"change": piece.change.value, "text": piece.text} for piece in found]


def versions(views: Sequence[QuotationView], links: Links) -> Json:
    """Return the quotations of the same words, the first published first, each with its differences from the first."""
    return {
        "id": views[0].id,
        "size": len(views),
        "versions": [
            {**_quotation(view, links), "differences": pieces(differences(views[0].text, view.text))} for view in views
        ],
    }


def _quotation(view: QuotationView, links: Links) -> Json:
    self_address, page_address = links(view.id)
    return representation.quotation(view, self_address=self_address, page_address=page_address)
