"""One protocol for engines that search words, one module an engine."""

from search.engines.base import Engine, EngineKind, SegmentWriter
from search.engines.choice import AUTO, choose, engine_kind

__all__ = ["AUTO", "Engine", "EngineKind", "SegmentWriter", "choose", "engine_kind"]
