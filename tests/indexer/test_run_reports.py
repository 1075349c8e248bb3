"""What a run says of every document as it goes, and of all of them at its end."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import InputRejected
from corpus.records import RawDocument
from corpus.store import Store
from indexer.annotate import Labeller
from indexer.pipeline import IngestReport, import_quotations, ingest

SAID = "“Mari kita jaga kerukunan,” kata Bupati Tanjung Selasih Raden Wiratama di aula, Rabu (1/3/2023)."


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path / 'store.sqlite'}") as store:
        yield store


def taken(stream: io.StringIO) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    stream.truncate(0)
    stream.seek(0)
    return lines


def raw(key: str, text: str = SAID, source: str | None = "Humas") -> RawDocument:
    return RawDocument(location=key, id=key, text=text, source=source)


def test_a_line_for_each_document_and_one_for_the_run(store: Store, stream: io.StringIO) -> None:
    labeller = Labeller.load()
    broken = InputRejected("a.jsonl:3", "has no text")
    ingest([raw("a"), broken, raw("b", source=None), raw("c", "Baca juga: Lain\n")], store, labeller)
    begin, *documents, end = taken(stream)
    assert (begin["event"], begin["command"], end["event"]) == ("run started", "ingest", "run finished")
    assert {line["run"] for line in (begin, *documents, end)} == {1}
    said = {line["id"] or line["location"]: line for line in documents}
    assert {key: line["outcome"] for key, line in said.items()} == {
        "a": "new", "b": "new", "a.jsonl:3": "rejected", "c": "rejected",
    }  # fmt: skip
    assert (said["a"]["source"], said["a"]["quotations"], said["b"]["source"]) == ("Humas", 1, None)
    assert said["a"]["ms"] > 0
    assert said["a.jsonl:3"]["reason"] == "has no text"
    assert end["counts"]["added"] == 2
    assert end["sources"] == {"Humas": {"added": 1}, "": {"added": 1}}
    assert [reason["number"] for reason in end["reasons"]] == [1, 1]


def test_what_is_known_and_what_has_changed(store: Store, stream: io.StringIO) -> None:
    labeller = Labeller.load()
    ingest([raw("a"), raw("b")], store, labeller)
    taken(stream)
    report = ingest([raw("a"), raw("b", SAID.replace("aula", "balai"))], store, labeller)
    outcomes = {line["id"]: line["outcome"] for line in taken(stream) if line["event"] == "document"}
    assert outcomes == {"a": "unchanged", "b": "updated"}
    assert report.as_fields() == {"sources": {"Humas": {"unchanged": 1, "revised": 1}}, "reasons": []}


def test_imported_quotations_have_their_lines_too(store: Store, stream: io.StringIO) -> None:
    labeller = Labeller.load()
    for outcome in ("new", "unchanged"):
        import_quotations([raw("q")], store, labeller)
        (line,) = (line for line in taken(stream) if line["event"] == "document")
        assert (line["id"], line["outcome"]) == ("q", outcome)


def test_text_form_logs_nothing(store: Store, capfd: pytest.CaptureFixture[str]) -> None:
    ingest([raw("a")], store, Labeller.load())
    assert capfd.readouterr() == ("", "")


def test_a_report_groups_what_was_rejected() -> None:
    report = IngestReport(rejected=[InputRejected(f"a.jsonl:{n}", f"has {n} cells") for n in range(3)])
    (reason,) = report.reasons()
    assert (reason.reason, reason.number, reason.example) == ("has … cells", 3, "a.jsonl:0")
