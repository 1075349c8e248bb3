"""Which engine searches an index: the one that a setting names, or by the size of the corpus."""

from __future__ import annotations

from corpus.errors import ConfigurationError
from search.engines.base import EngineKind
from search.engines.tantivy import TANTIVY
from search.engines.whoosh import WHOOSH

AUTO = "auto"

LARGE = 50_000
"""Quotations from which tantivy takes over from Whoosh."""

_KINDS: dict[str, EngineKind] = {kind.name: kind for kind in (WHOOSH, TANTIVY)}


def engine_kind(name: str) -> EngineKind:
    """Return the engine of that name. Raises ConfigurationError for one that does not exist."""
    try:
        return _KINDS[name]
    except KeyError:
        known = ", ".join([AUTO, *sorted(_KINDS)])
        raise ConfigurationError(f"KUTIPAN_ENGINE={name!r} does not exist: choose from {known}") from None


def choose(setting: str, quotations: int, current: str | None = None) -> EngineKind:
    """Return the engine for an index of so many quotations; `current` is the one that it has (None: none yet).

    A corpus that shrinks keeps its engine: to change back and forth around a limit would rewrite the index each time.
    """
    if setting != AUTO:
        return engine_kind(setting)
    if current == TANTIVY.name or quotations >= LARGE:
        return TANTIVY
    return WHOOSH
