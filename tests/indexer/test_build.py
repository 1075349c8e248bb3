"""Bringing an index up to date: against a dictionary for an index, and with the real store and index."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import EncoderError, IndexMismatch
from corpus.records import AnnotatedDocument, Document, Quotation, QuotationKind, QuotationView, Span, quotation_id
from corpus.settings import Settings
from corpus.store import Change, Store
from indexer import build
from indexer.changes import ChangeBatch
from indexer.encoders import Vectors
from indexer.encoders.fake import FakeEncoder
from search.query import Mode, Query
from search.service import SearchService, index_writer


def view(key: str, text: str) -> QuotationView:
    return QuotationView(id=key, document_id="d", kind=QuotationKind.DIRECT, text=text, span=Span(0, len(text)))


class Log:
    """A change log in memory; as in the store, only the last change of a quotation is seen."""

    def __init__(self) -> None:
        self.position = 0
        self._changes: dict[str, Change] = {}

    def put(self, key: str, text: str | None) -> None:
        self.position += 1
        self._changes.pop(key, None)
        self._changes[key] = Change(position=self.position, quotation_id=key, view=None if text is None else view(key, text))

    def changes_since(self, position: int, limit: int = 1000) -> Sequence[Change]:
        return [change for change in self._changes.values() if change.position > position][:limit]

    @property
    def texts(self) -> dict[str, str]:
        return {key: change.view.text for key, change in self._changes.items() if change.view is not None}


class Index:
    """What an index has committed, and writers of it."""

    def __init__(self) -> None:
        self.position = 0
        self.entries: dict[str, tuple[str, Vectors]] = {}
        self.commits = 0

    def writer(self, *, dies_after: int | None = None) -> IndexInMemory:
        return IndexInMemory(self, dies_after)


class IndexInMemory:
    """A writer of an `Index`; it can be killed after some batches."""

    def __init__(self, index: Index, dies_after: int | None) -> None:
        self._index = index
        self._entries = dict(index.entries)
        self._next = index.position
        self._dies_after = dies_after
        self.closed = False

    @property
    def position(self) -> int:
        return self._index.position

    def apply(self, batch: ChangeBatch) -> None:
        if self._dies_after is not None:
            if self._dies_after == 0:
                raise KeyboardInterrupt
            self._dies_after -= 1
        for key in batch.deletes:
            self._entries.pop(key, None)
        for item, vector in zip(batch.upserts, batch.vectors, strict=True):
            self._entries[item.id] = (item.text, vector)
        assert batch.position > self._next
        self._next = batch.position

    def commit(self) -> None:
        self._index.entries, self._index.position = dict(self._entries), self._next
        self._index.commits += 1

    def close(self) -> None:
        self.closed = True


def assert_up_to_date(index: Index, log: Log) -> None:
    assert {key: text for key, (text, _) in index.entries.items()} == log.texts
    for text, vector in index.entries.values():
        np.testing.assert_allclose(vector, FakeEncoder().query(text), atol=1e-3)
    assert index.position == log.position


@pytest.fixture
def log() -> Log:
    log = Log()
    for number in range(20):
        log.put(f"q{number}", f"kutipan {'panjang ' * (number % 5)}nomor {number}")
    return log


@pytest.fixture
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "CHANGES_AT_ONCE", 6)
    monkeypatch.setattr(build, "TEXTS_AT_ONCE", 2)
    monkeypatch.setattr(build, "COMMIT_EVERY", 10)


def test_everything_is_indexed_once(log: Log, tmp_path: Path) -> None:
    index = Index()
    writer = index.writer()
    report = build.bring_up_to_date(log, writer, FakeEncoder(), tmp_path / "cache")
    assert_up_to_date(index, log)
    assert writer.closed
    assert (report.indexed, report.removed, report.embedded, report.cached, report.position) == (20, 0, 20, 0, 20)
    again = build.bring_up_to_date(log, index.writer(), FakeEncoder(), tmp_path / "cache")
    assert (again.indexed, again.removed, again.embedded, again.cached) == (0, 0, 0, 0)
    assert index.commits == 1, "nothing to do leaves the index alone"


def test_only_changes_are_applied(log: Log, tmp_path: Path) -> None:
    index = Index()
    build.bring_up_to_date(log, index.writer(), FakeEncoder(), tmp_path / "cache")
    log.put("q3", None)
    log.put("q4", "kata-kata yang diralat")
    log.put("baru", log.texts["q5"])
    report = build.bring_up_to_date(log, index.writer(), FakeEncoder(), tmp_path / "cache")
    assert_up_to_date(index, log)
    assert (report.indexed, report.removed, report.embedded, report.cached) == (2, 1, 1, 1)


def test_a_rebuild_embeds_nothing_anew(log: Log, tmp_path: Path) -> None:
    build.bring_up_to_date(log, Index().writer(), FakeEncoder(), tmp_path / "cache")
    index = Index()
    report = build.bring_up_to_date(log, index.writer(), FakeEncoder(), tmp_path / "cache")
    assert_up_to_date(index, log)
    assert (report.cached, report.embedded) == (20, 0)


@pytest.mark.usefixtures("small_steps")
@pytest.mark.parametrize("dies_after", [0, 1, 2, 3])
def test_a_killed_build_goes_on_where_it_was(dies_after: int, log: Log, tmp_path: Path) -> None:
    index = Index()
    writer = index.writer(dies_after=dies_after)
    with pytest.raises(KeyboardInterrupt):
        build.bring_up_to_date(log, writer, FakeEncoder(), tmp_path / "cache")
    assert writer.closed
    committed = index.position
    assert committed in (0, 12), "commits lie at least COMMIT_EVERY changes apart, and between batches"
    report = build.bring_up_to_date(log, index.writer(), FakeEncoder(), tmp_path / "cache")
    assert_up_to_date(index, log)
    assert report.indexed == 20 - committed
    assert report.cached == min(6 * (dies_after + 1), 20) - committed, "what was embedded before is not embedded again"


@pytest.mark.usefixtures("small_steps")
def test_progress_rises_to_the_end(log: Log, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    build.bring_up_to_date(
        log, Index().writer(), FakeEncoder(), tmp_path / "cache", progress=lambda done, total: seen.append((done, total))
    )
    assert len(seen) > 10
    assert seen == sorted(seen)
    assert seen[-1] == (20, 20)
    assert {total for _, total in seen} == {20}


def test_an_empty_store_gives_an_empty_index(tmp_path: Path) -> None:
    index = Index()
    report = build.bring_up_to_date(Log(), index.writer(), FakeEncoder(), tmp_path / "cache")
    assert report.indexed == 0
    assert index.commits == 1


def test_the_index_of_another_store_is_refused(log: Log, tmp_path: Path) -> None:
    index = Index()
    index.position = 21
    writer = index.writer()
    with pytest.raises(IndexMismatch, match="kutipan index --rebuild"):
        build.bring_up_to_date(log, writer, FakeEncoder(), tmp_path / "cache")
    assert writer.closed


def test_a_failing_encoder_leaves_the_last_commit(log: Log, tmp_path: Path) -> None:
    class Failing(FakeEncoder):
        def passages(self, texts: Sequence[str]) -> Vectors:
            raise EncoderError("no memory")

    index = Index()
    writer = index.writer()
    with pytest.raises(EncoderError):
        build.bring_up_to_date(log, writer, Failing(), tmp_path / "cache")
    assert writer.closed
    assert index.commits == 0


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.integers(0, 5), st.text("abc ", max_size=5)),
        st.tuples(st.just("withdraw"), st.integers(0, 5), st.just("")),
        st.tuples(st.just("build"), st.integers(0, 3), st.just("")),
    ),
    max_size=30,
)


@settings(deadline=None, max_examples=40)
@given(steps=STEPS)
def test_any_history_ends_up_to_date(steps: list[tuple[str, int, str]], tmp_path_factory: pytest.TempPathFactory) -> None:
    cache = tmp_path_factory.mktemp("cache") / "vectors.sqlite"
    log, index = Log(), Index()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(build, "CHANGES_AT_ONCE", 2)
        patch.setattr(build, "COMMIT_EVERY", 3)
        for step, number, text in steps:
            if step == "build":
                try:
                    build.bring_up_to_date(log, index.writer(dies_after=number), FakeEncoder(), cache)
                except KeyboardInterrupt:
                    continue
            else:
                log.put(f"q{number}", text if step == "put" else None)
        build.bring_up_to_date(log, index.writer(), FakeEncoder(), cache)
    assert_up_to_date(index, log)


def annotated(document_id: str, *texts: str) -> AnnotatedDocument:
    body = "\n\n".join(texts)
    document = Document(id=document_id, text=body, raw=body, content_hash=str(hash(texts)), date=dt.date(2024, 2, 14))
    quotations = tuple(
        Quotation(
            id=quotation_id(document_id, text),
            document_id=document_id,
            kind=QuotationKind.DIRECT,
            span=Span(body.index(text), body.index(text) + len(text)),
            text=text,
        )
        for text in texts
    )
    return AnnotatedDocument(document=document, quotations=quotations, pipeline_version="1")


def test_with_the_real_store_and_index(tmp_path: Path) -> None:
    chosen = Settings(data=tmp_path, semantic_floor=-1)
    encoder = FakeEncoder()

    def bring_up_to_date() -> build.BuildReport:
        writer = index_writer(chosen, encoder.fingerprint, encoder.dimensions, "1")
        return build.bring_up_to_date(store, writer, encoder, chosen.vector_cache_path)

    def best(text: str) -> str:
        service = SearchService.open(chosen, encoder)
        return service.search(Query(text=text, mode=Mode.SEMANTIC)).hits[0].quotation.text

    with Store.open(chosen.store_address) as store:
        store.put(annotated("a", "Pemilu harus damai dan jujur.", "Jangan sebarkan kabar bohong."))
        store.put(annotated("b", "Harga cabai naik lagi."))
        assert bring_up_to_date().indexed == 3
        assert best("harga cabai") == "Harga cabai naik lagi."
        store.put(annotated("a", "Pemilu harus damai dan jujur."))
        report = bring_up_to_date()
        assert (report.removed, report.embedded) == (1, 0)
        assert report.position == store.position
        assert best("jangan sebarkan kabar bohong") != "Jangan sebarkan kabar bohong."
