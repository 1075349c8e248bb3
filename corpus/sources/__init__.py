"""Where documents come from: files and folders, one module for each kind, behind one small protocol."""

from corpus.sources.base import LINE_LIMIT, TEXT_LIMIT, Outcome, Source
from corpus.sources.collection import Collection, open_sources
from corpus.sources.identity import document_id

__all__ = ["LINE_LIMIT", "TEXT_LIMIT", "Collection", "Outcome", "Source", "document_id", "open_sources"]
