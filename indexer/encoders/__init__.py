"""Texts into unit vectors: the protocol, the bundled model, any other sentence-transformers model, and a fake for tests."""

from indexer.encoders.base import Encoder, Vectors
from indexer.encoders.cache import CachedEncoder, VectorCache
from indexer.encoders.loading import load

__all__ = ["CachedEncoder", "Encoder", "VectorCache", "Vectors", "load"]
