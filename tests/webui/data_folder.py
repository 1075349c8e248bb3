"""A data folder with one quotation, through the real store and index: for tests that must not run on fakes."""

from __future__ import annotations

from corpus.records import AnnotatedDocument, Attribution, Document, Quotation, QuotationKind, Span
from corpus.settings import Settings
from corpus.store import Store
from indexer import build as index_building
from indexer import encoders
from search.service import index_writer

TEXT = 'Ratna Sekarwati membuka rapat. "Jaga persatuan," ujarnya.'


def fill(settings: Settings) -> None:
    """Put one quotation into the store of the data folder."""
    start = TEXT.index("Jaga")
    quotation = Quotation(
        id="jaga",
        document_id="d",
        kind=QuotationKind.DIRECT,
        span=Span(start, start + len("Jaga persatuan")),
        text="Jaga persatuan",
        attribution=Attribution(speaker="Ratna Sekarwati", confidence=0.9, rule="test"),
    )
    document = Document(id="d", text=TEXT, raw=TEXT, content_hash="0" * 64)
    with Store.open(settings.store_address) as store:
        store.put(AnnotatedDocument(document=document, quotations=(quotation,), pipeline_version="test"))


def index(settings: Settings) -> None:
    """Bring the index of the data folder up to date."""
    encoder = encoders.load(settings.encoder, settings.models_path)
    with Store.open(settings.store_address) as store:
        writer = index_writer(settings, encoder.fingerprint, encoder.dimensions, "test")
        index_building.bring_up_to_date(store, writer, encoder, settings.vector_cache_path)
