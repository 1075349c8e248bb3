"""A dump loaded into an empty store gives an equal store, on either database; a damaged one loads nothing."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings

from corpus.errors import ConfigurationError, InputRejected, StoreError
from corpus.keeping import dumps
from corpus.records import AnnotatedDocument
from corpus.store import DecisionAction, Fault, Identity, PageState, SpeakerDecision, SpeakerKind, Store, opening, schema
from corpus.store.dump_form import KINDS, PARTS, TOPICS, fields
from tests.corpus.statements import Saying, statement
from tests.corpus.test_store_properties import HISTORIES

ROOT = Path(__file__).parents[2]
PRIVATE = {"tokens", "subscriptions"}


def everything(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table of a store that a dump holds."""
    engine = opening.open_engine(url, create=False)
    with engine.connect() as connection:
        rows = {
            table.name: [tuple(row) for row in connection.execute(sa.select(table))]
            for table in schema.metadata.sorted_tables
            if table.name not in PRIVATE
        }
    engine.dispose()
    # Compressed text is compared as text: SQLAlchemy has unpacked it.
    return {name: sorted(found, key=repr) for name, found in rows.items()}


def copied(store: Store, url: str, path: Path) -> None:
    dumps.write_file(store, path)
    with Store.open(url) as empty:
        dumps.load(empty, path)


def a_full_store(url: str) -> Store:
    """Return a store in which every table has a row."""
    store = Store.open(url)
    page = statement("a", ["Jaga kerukunan.", Saying("Itu kabar bohong.", speaker="Dul Karim")])
    store.put(replace(page, document=replace(page.document, content=b"%PDF-1.7 \x00\xff")))
    broken = statement("a", ["Jaga kerukunan kita."], title="Ralat")
    store.put(replace(broken, document=replace(broken.document, raw="rusak \x00 \ud83d\ude00 \ud800")))
    store.put(statement("b", ["Kotak suara siap.", Saying("Warga tenang.", speaker=None)]))
    (kept, _) = store.quotations_of("b")
    store.correct(kept.id, {"role": "Wakil Bupati"}, who="redaksi", why="salah jabatan")
    store.correct(kept.id, {"official": True}, who="redaksi")
    store.revoke_correction(1, who="redaksi", why="keliru")
    store.report(kept.id, Fault.OTHER, message="acaranya lain")
    store.reject_report(store.report(kept.id, Fault.SPEAKER, speaker="Dul Karim").number, who="redaksi", why="namanya benar")
    mention = store.mentions()[0]
    store.settle([Identity(id="ratna-1", name="Ratna Wulandari", kind=SpeakerKind.PERSON, members=frozenset({mention.key}))])
    store.decide(SpeakerDecision(action=DecisionAction.RENAME, members=frozenset({mention.key}), name="Ratna", who="redaksi"))
    store.decide(SpeakerDecision(action=DecisionAction.MERGE, members=frozenset({mention.key}), who="redaksi"))
    store.revoke_decision(1, who="redaksi")
    known = store.start_round("telaga", "feed", "https://telaga.example/feed")
    moment = known.started_at
    assert moment is not None
    store.remember("telaga", {"etag": '"1"'}, [PageState(url="https://telaga.example/1", first_seen=moment, checked_at=moment)])
    store.finish_round("telaga", {"added": 1})
    run = store.start_run("ingest")
    store.reject(run, InputRejected("a.txt", "is empty"))
    store.finish_run(run, {"added": 1})
    return store


def test_every_table_comes_back(new_store_url: Callable[[], str], tmp_path: Path) -> None:
    first, second = new_store_url(), new_store_url()
    with a_full_store(first) as store:
        copied(store, second, tmp_path / "dump.jsonl.gz")
        rows = everything(first)
        assert all(rows.values()), [name for name, found in rows.items() if not found]
        assert everything(second) == rows
        with Store.open(second) as loaded:
            assert loaded.identity == store.identity
            assert loaded.content("a", 1) == b"%PDF-1.7 \x00\xff"
            assert loaded.revisions("a") == store.revisions("a")


def test_a_loaded_store_goes_on(new_store_url: Callable[[], str], tmp_path: Path) -> None:
    """What the database numbers by itself goes on after the numbers that were loaded."""
    url = new_store_url()
    with a_full_store(new_store_url()) as store:
        copied(store, url, tmp_path / "dump.jsonl")
        runs = len(store.last_runs())
    with Store.open(url) as loaded:
        loaded.correct(loaded.quotations_of("b")[0].id, {"role": "Camat"}, who="redaksi")
        run = loaded.start_run("ingest")
        loaded.reject(run, InputRejected("b.txt", "is empty"))
        assert len(loaded.last_runs()) == runs + 1
        assert loaded.put(statement("c")).value == "added"


@pytest.mark.postgres
def test_from_one_database_to_the_other_and_back(postgres_server: Any, tmp_path: Path) -> None:
    small, server, again = (
        f"sqlite:///{tmp_path / 'a.sqlite'}",
        postgres_server.new_store(),
        f"sqlite:///{tmp_path / 'b.sqlite'}",
    )
    with a_full_store(small) as store:
        copied(store, server, tmp_path / "1.jsonl")
    with Store.open(server) as store:
        copied(store, again, tmp_path / "2.jsonl")
    assert everything(small) == everything(server) == everything(again)
    first, second = ((tmp_path / name).read_text(encoding="utf-8").splitlines() for name in ("1.jsonl", "2.jsonl"))
    assert first[1:-1] == second[1:-1], "the same store is the same dump, whichever server keeps it"


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=HISTORIES)
def test_any_history_survives(new_store_url: Callable[[], str], tmp_path: Path, history: list[list[AnnotatedDocument]]) -> None:
    first, second = new_store_url(), new_store_url()
    with Store.open(first) as store:
        for batch in history:
            store.put_many(batch)
        copied(store, second, tmp_path / "dump.jsonl")
    assert everything(first) == everything(second)


def sealed(lines: list[str]) -> list[str]:
    """Return changed lines with the last one that belongs to them, as somebody would write it who knows the form."""
    body = "".join(f"{line}\n" for line in lines[:-1]).encode()
    return [*lines[:-1], json.dumps({"type": "end", "records": len(lines) - 2, "sha256": hashlib.sha256(body).hexdigest()})]


@pytest.fixture
def dumped(tmp_path: Path) -> list[str]:
    with a_full_store(f"sqlite:///{tmp_path / 'store.sqlite'}") as store:
        dumps.write_file(store, tmp_path / "dump.jsonl")
    return (tmp_path / "dump.jsonl").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    ("harm", "message"),
    [
        pytest.param(lambda lines: lines[:-1], "was cut off", id="cut off between lines"),
        pytest.param(lambda lines: [*lines[:-2], lines[-2][:20]], "is not JSON", id="cut off in a line"),
        pytest.param(lambda lines: [], "was cut off", id="empty"),
        pytest.param(lambda lines: lines[1:], "is not the first line of a dump", id="no header"),
        pytest.param(lambda lines: ['{"type":"kutipan-dump","format":99}', *lines[1:]], "has format 99", id="a later format"),
        pytest.param(lambda lines: [*lines[:3], *lines[4:]], "dump is damaged", id="a line is missing"),
        pytest.param(lambda lines: [lines[0], '{"type":"cat"}', *lines[1:]], "of a type 'cat'", id="unknown type"),
        pytest.param(lambda lines: [lines[0], '{"type":"run","id":1}', *lines[1:]], "no field 'command'", id="missing field"),
        pytest.param(
            lambda lines: [lines[0], '{"type":"speaker","id":"x","name":7}', *lines[1:]], "has 7 as 'name'", id="wrong type"
        ),
        pytest.param(
            lambda lines: [lines[0], '{"type":"speaker","id":"x","name":"X","age":7}', *lines[1:]],
            "'age' that format",
            id="unknown field",
        ),
        pytest.param(
            lambda lines: [lines[0], '{"type":"content","hash":"0","bytes":"AA=="}', *lines[1:]], "SHA-256", id="other bytes"
        ),
        pytest.param(
            lambda lines: sealed([line for line in lines if '"type":"speaker"' not in line]),
            "leads on|contradicts",
            id="no speakers",
        ),
        pytest.param(
            lambda lines: sealed([line for line in lines if '"type":"run"' not in line]), "contradicts another", id="no runs"
        ),
        pytest.param(
            lambda lines: [line.replace("Jaga kerukunan kita.", "Jaga kerukunan saya.") for line in lines],
            "dump is damaged",
            id="words were changed",
        ),
        pytest.param(lambda lines: ["[]"], "not a JSON object", id="a list"),
    ],
)
def test_a_damaged_dump_loads_nothing(tmp_path: Path, dumped: list[str], harm: Any, message: str) -> None:
    (tmp_path / "harmed.jsonl").write_text("".join(f"{line}\n" for line in harm(dumped)), encoding="utf-8")
    with Store.open(f"sqlite:///{tmp_path / 'empty.sqlite'}") as empty:
        with pytest.raises(InputRejected, match=message):
            dumps.load(empty, tmp_path / "harmed.jsonl")
        counts = empty.counts()
        assert (counts.documents, counts.position, empty.last_runs()) == (0, 0, [])


def test_a_damaged_archive_is_refused(tmp_path: Path, dumped: list[str]) -> None:
    packed = gzip.compress("\n".join(dumped).encode())
    for name, data in (("short.gz", packed[:-20]), ("bent.gz", packed[:40] + b"\x00\x00" + packed[42:]), ("no.gz", b"teks")):
        (tmp_path / name).write_bytes(data)
        with Store.open(f"sqlite:///{tmp_path / name}.sqlite") as empty, pytest.raises(InputRejected, match=f"{name}"):
            dumps.load(empty, tmp_path / name)


def test_only_an_empty_store_is_loaded_into(tmp_path: Path, dumped: list[str]) -> None:
    with Store.open(f"sqlite:///{tmp_path / 'store.sqlite'}") as full, pytest.raises(StoreError, match="already holds"):
        dumps.load(full, tmp_path / "dump.jsonl")


def test_what_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    with (
        Store.open(f"sqlite:///{tmp_path / 'store.sqlite'}") as store,
        pytest.raises(ConfigurationError, match="cannot be written"),
    ):
        dumps.write_file(store, tmp_path / "none" / "dump.jsonl")


def test_memory_does_not_grow_with_the_store(tmp_path: Path) -> None:
    """Ten times the documents, the same memory: both ways, in one transaction each."""

    def peak(number: int) -> int:
        path = tmp_path / f"{number}.jsonl"
        with Store.open(f"sqlite:///{tmp_path / str(number)}.sqlite") as store:
            words = " ".join(["Jaga kerukunan di kampung kita."] * 300)
            for start in range(0, number, 50):
                store.put_many(statement(f"d{start + at}", [f"{words} {at}"]) for at in range(50))
            tracemalloc.start()
            dumps.write_file(store, path)
        with Store.open(f"sqlite:///{tmp_path / str(number)}-again.sqlite") as empty:
            dumps.load(empty, path)
        highest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return highest

    peak(50)  # what is imported and cached at the first use
    assert peak(800) < 1.5 * peak(100)


def test_the_form_is_described_and_holds_every_table() -> None:
    """The description names every type and every field, with no field too many; no table is forgotten."""
    tables = {*KINDS.values(), *(table for table, _ in PARTS.values()), TOPICS[0]}
    assert {table.name for table in schema.metadata.sorted_tables} - {table.name for table in tables} == {
        "properties",  # of one installation
        *PRIVATE,
    }
    described = (ROOT / "docs" / "dump-format.md").read_text(encoding="utf-8")
    sections = {part.split("\n", 1)[0].strip("` "): part for part in described.split("\n### ")[1:]}
    owners = {name: (table, owner) for name, (table, owner) in PARTS.items()} | {"topics": TOPICS}
    expected = {kind: {column.name for column in fields(table)} for kind, table in KINDS.items()}
    expected |= {name: {column.name for column in fields(table, owner)} for name, (table, owner) in owners.items()}
    expected["content"] |= {"bytes"}
    expected["document"] |= set(PARTS)
    expected["quotations"] |= {"topics"}
    expected |= {"store": {"identity"}, "redirect": {"id", "to"}, "kutipan-dump": {"format", "made_at"}}
    expected |= {"end": {"records", "sha256"}}
    for kind, names in expected.items():
        rows = [line.split("|")[1].strip(" `") for line in sections[kind].splitlines() if line.startswith("| `")]
        assert set(rows) == names, kind
    assert set(sections) == set(expected)


def test_lines_are_plain_json_in_utf8(tmp_path: Path) -> None:
    with a_full_store(f"sqlite:///{tmp_path / 'store.sqlite'}") as store:
        stream = io.BytesIO()
        number = dumps.write(store, stream)
    lines = [json.loads(line) for line in stream.getvalue().decode("utf-8").splitlines()]
    assert len(lines) == number + 2
    (document,) = [line for line in lines if line["type"] == "document" and line["id"] == "a"]
    assert "Jaga kerukunan kita." in document["text"]
    assert [quotation["text"] for quotation in document["quotations"]] == ["Jaga kerukunan kita."]
    assert document["quotations"][0]["topics"][0]["stance"] == "FAVOR"
    assert [revision["revision"] for revision in document["revisions"]] == [1]
