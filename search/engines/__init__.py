"""One protocol for engines that search words, one module an engine."""

from corpus.errors import ConfigurationError
from search.engines.base import Engine, EngineKind, Matches, SegmentWriter
from search.engines.whoosh import WhooshKind

__all__ = ["Engine", "EngineKind", "Matches", "SegmentWriter", "engine_kind"]

_KINDS: dict[str, EngineKind] = {WhooshKind.name: WhooshKind()}


def engine_kind(name: str) -> EngineKind:
    """Return the engine of that name. Raises ConfigurationError for one that does not exist."""
    try:
        return _KINDS[name]
    except KeyError:
        raise ConfigurationError(f"KUTIPAN_ENGINE={name!r} does not exist: choose from {', '.join(sorted(_KINDS))}") from None
