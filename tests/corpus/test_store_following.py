import datetime as dt
from dataclasses import replace

import pytest

from corpus.errors import NotFound
from corpus.store import Outcome, PageState, Store
from tests.corpus.statements import statement

NOW = dt.datetime(2031, 5, 6, 8, 0, tzinfo=dt.UTC)
PAGE = PageState(
    url="https://telaga.example/1", first_seen=NOW, checked_at=NOW, document_id="telaga-1", etag='"1"', check_at=NOW
)


def test_what_was_published_is_kept_byte_for_byte_once(store: Store) -> None:
    first, second = statement("a"), statement("b")
    data = b"%PDF-1.4 \x00\xff" * 100
    for annotated in (first, second):
        store.put(replace(annotated, document=replace(annotated.document, content=data)))
    assert store.content("a") == store.content("b") == data
    store.put(statement("c"))
    assert store.content("c") is None
    assert store.content("tidak-ada") is None


def test_each_revision_keeps_its_own_bytes_and_reading_again_loses_none(store: Store) -> None:
    first = statement("a", version="1")
    store.put(replace(first, document=replace(first.document, content=b"satu")))
    edited = statement("a", ["Kotak suara masih di jalan."], version="1")
    assert store.put(replace(edited, document=replace(edited.document, content=b"dua"))) is Outcome.REVISED
    assert [store.content("a", revision) for revision in (1, 2, None, 3)] == [b"satu", b"dua", b"dua", None]
    # A newer pipeline reads the document from the store, where no bytes come along.
    assert store.put(replace(store.annotated("a"), pipeline_version="2")) is Outcome.REANNOTATED
    assert store.content("a") == b"dua"


def test_a_round_is_noted_from_start_to_end(store: Store) -> None:
    new = store.start_round("telaga", "feed", "https://telaga.example/feed")
    assert (new.name, new.cursor, new.succeeded_at) == ("telaga", {}, None)
    store.remember("telaga", {"etag": '"9"'}, [PAGE])
    store.finish_round("telaga", {"added": 3, "rejected": 1})
    store.start_round("telaga", "feed", "https://telaga.example/feed")
    store.finish_round("telaga", {"added": 1}, "no answer")
    (found,) = store.followed()
    assert (found.cursor, found.error) == ({"etag": '"9"'}, "no answer")
    assert (found.counts, found.totals) == ({"added": 1}, {"added": 4, "rejected": 1})
    assert found.succeeded_at is not None
    assert found.finished_at is not None
    assert found.succeeded_at < found.finished_at


def test_a_source_that_moves_is_read_from_the_start(store: Store) -> None:
    store.start_round("telaga", "feed", "https://telaga.example/feed")
    store.remember("telaga", {"etag": '"9"'}, [PAGE])
    moved = store.start_round("telaga", "feed", "https://telaga.example/baru")
    assert (moved.url, moved.cursor) == ("https://telaga.example/baru", {})
    assert store.known_pages("telaga", [PAGE.url]), "pages are still known by their own addresses"


def test_pages_are_known_by_address_by_document_and_by_when_they_are_due(store: Store) -> None:
    store.start_round("telaga", "feed", "https://telaga.example/feed")
    later = replace(PAGE, url="https://telaga.example/2", document_id=None, check_at=dt.datetime(2999, 1, 1, tzinfo=dt.UTC))
    past = replace(PAGE, check_at=dt.datetime(2001, 1, 1, tzinfo=dt.UTC))
    store.remember("telaga", None, [past, later])
    assert store.known_pages("telaga", [PAGE.url, later.url, "https://telaga.example/3"]) == {PAGE.url: past, later.url: later}
    assert store.known_pages("lain", [PAGE.url]) == {}
    assert store.due_pages("telaga") == [past]
    assert store.pages_of("telaga-1") == [past]
    gone = replace(past, gone_at=NOW, check_at=None)
    store.remember("telaga", None, [gone])
    assert store.pages_of("telaga-1") == [gone]


def test_an_unknown_source_has_no_end(store: Store) -> None:
    with pytest.raises(NotFound, match="no source called"):
        store.finish_round("tidak-ada", {})
