"""What the store tells of runs and sources for whoever watches them: reasons, months."""

from __future__ import annotations

import datetime as dt

import pytest

from corpus.errors import InputRejected
from corpus.records import AnnotatedDocument, Document
from corpus.store import Coverage, PageState, Reason, Store
from corpus.store.reasons import grouped

NOW = dt.datetime(2025, 6, 23, 8, tzinfo=dt.UTC)


def document(key: str, source: str | None, date: str | None) -> AnnotatedDocument:
    words = f"Rapat {key}."
    day = dt.date.fromisoformat(date) if date else None
    kept = Document(id=key, text=words, raw=words, content_hash=key, source=source, date=day)
    return AnnotatedDocument(document=kept, pipeline_version="1")


@pytest.fixture
def filled(store: Store) -> Store:
    store.put_many([
        document("a", "Humas", "2024-01-31"),
        document("b", "Humas", "2024-01-01"),
        document("c", "Humas", "2024-03-01"),
        document("d", "Humas", None),
        document("e", None, "1999-12-31"),
    ])  # fmt: skip
    return store


def test_months_by_source(filled: Store) -> None:
    assert filled.coverage() == {
        "Humas": Coverage(months={"2024-01": 2, "2024-03": 1}, undated=1),
        None: Coverage(months={"1999-12": 1}),
    }
    assert list(filled.coverage()["Humas"].months) == ["2024-01", "2024-03"]


def test_months_of_followed_sources_are_those_of_their_pages(filled: Store) -> None:
    filled.start_round("kabar", "feed", "https://kabar.example/feed")
    pages = [
        PageState(url=f"https://kabar.example/{n}", first_seen=NOW, checked_at=NOW, document_id=key)
        for n, key in enumerate(["a", "a", "c", None])
    ]
    filled.remember("kabar", None, pages)
    assert filled.followed_coverage() == {"kabar": Coverage(months={"2024-01": 1, "2024-03": 1})}, (
        "a page twice is one document"
    )


def test_an_empty_store_covers_nothing(store: Store) -> None:
    assert store.coverage() == {}
    assert store.followed_coverage() == {}


def test_runs_tell_why_inputs_were_rejected(store: Store) -> None:
    for number in (1, 2):
        run = store.start_run("ingest")
        store.reject(
            run, *(InputRejected(f"a.jsonl:{line}", f"has a line of {line} bytes") for line in range(10 * number, 0, -1))
        )
        store.reject(run, InputRejected("b.pdf", "has no text layer"))
        store.finish_run(run, {"rejected": 11})
    newest, oldest = store.last_runs()
    assert (newest.rejected, oldest.rejected) == (21, 11)
    assert oldest.reasons == (
        Reason(reason="has a line of … bytes", number=10, example="a.jsonl:10"),
        Reason(reason="has no text layer", number=1, example="b.pdf"),
    )


@pytest.mark.parametrize(
    ("first", "second", "together"),
    [
        ("has 7 cells for 5 columns", "has 6 cells for 5 columns", "has … cells for … columns"),
        ("has the id 'a' of x.txt", "has the id 'b b' of x.txt", "has the id … of x.txt"),
        ("has the id 'a' of in/x.txt but", "has the id 'a' of in/y.txt but", "has the id … of … but"),
        ("is not JSON at column 1; give", "is not JSON at column 12; give", "is not JSON at column …; give"),
        ("more than 1,200 bytes", "more than 1,300,000 bytes", "more than … bytes"),
        (
            "is not UTF-8 (byte 0xff at position 7)",
            "is not UTF-8 (byte 0xfe at position 12)",
            "is not UTF-8 (byte … at position …)",
        ),
    ],
)
def test_reasons_of_one_cause_are_one(first: str, second: str, together: str) -> None:
    assert grouped([("x", first, 1), ("y", second, 2)]) == (Reason(reason=together, number=3, example="x"),)


def test_a_reason_that_stands_alone_keeps_its_words() -> None:
    assert grouped([("x", "has 7 cells for 5 columns", 4)])[0].reason == "has 7 cells for 5 columns"


def test_reasons_of_two_causes_stay_two() -> None:
    found = grouped([("x", "has no text", 1), ("y", "is empty", 5)])
    assert [reason.reason for reason in found] == ["is empty", "has no text"]
