"""Which engine searches an index: the one that a setting names, or by the size of the corpus."""

from __future__ import annotations

from corpus.errors import ConfigurationError
from search.engines.base import EngineKind
from search.engines.tantivy import TANTIVY
from search.engines.whoosh import WHOOSH

AUTO = "auto"

LARGE = 20_000
"""Quotations from which tantivy takes over from Whoosh.

Measured on real ones, processor time: Whoosh writes the words of 5,000 in 1.8 s, of 20,000 in 11.5 s (15 MB), tantivy in 0.4
and 1.7 s (3 MB); a phrase takes 1.5 and 4.9 ms (p95), with tantivy 0.6 and 0.6 ms. Below, both are quick, and Whoosh needs
nothing but Python.
"""

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
