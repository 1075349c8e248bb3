"""One writer, one atomic generation after another, and what becomes of damaged, foreign and unfinished ones."""

from __future__ import annotations

import gc
import json
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import search.engines.choice
import search.merging
from corpus.errors import ConfigurationError, IndexMismatch, IndexUnavailable
from corpus.records import QuotationView
from corpus.settings import Settings
from indexer.changes import ChangeBatch, IndexWriter
from indexer.encoders.fake import FakeEncoder
from search.engines.tantivy import TantivyWriter
from search.engines.whoosh import WhooshWriter
from search.manifest import FORMAT
from search.query import Mode, Query
from search.segments import CardsWriter
from search.service import SearchService, index_writer
from tests.search.conftest import ENCODER, change
from tests.search.quotations import QUOTATIONS, view


def opened(settings: Settings) -> SearchService:
    return SearchService.open(settings, ENCODER)


def writer(
    settings: Settings,
    *,
    encoder: str = ENCODER.fingerprint,
    dimensions: int = ENCODER.dimensions,
    rebuild: bool = False,
    notify: Callable[[str], None] = lambda message: None,
) -> IndexWriter:
    return index_writer(settings, encoder, dimensions, "pipeline-1", rebuild=rebuild, notify=notify)


def batch(*views: QuotationView, deletes: tuple[str, ...] = (), position: int = 1) -> ChangeBatch:
    vectors = ENCODER.passages([item.text for item in views])
    return ChangeBatch(upserts=views, vectors=vectors, deletes=deletes, position=position)


def test_nothing_is_seen_before_the_commit(settings: Settings) -> None:
    service = opened(settings)
    with pytest.raises(IndexUnavailable, match="kutipan index"):
        service.search(Query())
    change(settings, QUOTATIONS[:3], position=7)
    assert service.search(Query()).total == 3
    assert (service.state.position, service.state.pipeline_version) == (7, "pipeline-1")
    writing = writer(settings)
    assert writing.position == 7
    writing.apply(batch(*QUOTATIONS[3:], deletes=(QUOTATIONS[0].id,), position=9))
    assert service.search(Query()).total == 3
    writing.commit()
    assert service.search(Query()).total == len(QUOTATIONS) - 1
    assert writing.position == service.state.position == 9
    writing.close()


def test_what_is_not_committed_is_given_up(settings: Settings) -> None:
    change(settings, QUOTATIONS[:3])
    writing = writer(settings)
    writing.apply(batch(*QUOTATIONS[3:]))
    writing.close()
    change(settings, QUOTATIONS[5:6], position=2)
    assert {item.id for item in opened(settings).export(Query())} == {item.id for item in (*QUOTATIONS[:3], QUOTATIONS[5])}


def test_one_writer_at_a_time(settings: Settings) -> None:
    first = writer(settings)
    with pytest.raises(IndexUnavailable, match="another process"):
        writer(settings)
    first.close()
    writer(settings).close()


def test_a_patient_writer_goes_on_from_what_the_one_before_it_committed(settings: Settings) -> None:
    first = writer(settings)
    first.apply(batch(*QUOTATIONS[:3], position=3))
    said: list[str] = []
    told = threading.Event()

    def notify(message: str) -> None:
        said.append(message)
        told.set()

    def finish() -> None:
        told.wait(30)
        first.commit()
        first.close()

    finishing = threading.Thread(target=finish)
    finishing.start()
    second = index_writer(settings, ENCODER.fingerprint, ENCODER.dimensions, "pipeline-1", notify=notify, patience=30.0)
    finishing.join()
    assert second.position == 3
    second.close()
    assert len(said) == 1
    assert "waiting until it has finished" in said[0]


CRASHING = """
import os, sys
from pathlib import Path
from corpus.settings import Settings
from search.service import index_writer
from tests.search.test_writer import batch
from tests.search.conftest import ENCODER
from tests.search.quotations import QUOTATIONS
writing = index_writer(Settings(data=Path(sys.argv[1])), ENCODER.fingerprint, ENCODER.dimensions, "pipeline-1")
writing.apply(batch(*QUOTATIONS[3:]))
os._exit(9)
"""


def test_a_crashed_writer_leaves_no_lock_and_no_trace(settings: Settings) -> None:
    change(settings, QUOTATIONS[:3])
    done = subprocess.run([sys.executable, "-c", CRASHING, str(settings.data)], check=False)
    assert done.returncode == 9
    leftover = {path.name for path in settings.index_path.glob("segment-*")}
    assert len(leftover) == 2
    assert opened(settings).search(Query()).total == 3
    change(settings, QUOTATIONS[3:4], position=2)
    assert opened(settings).search(Query()).total == 4
    names = {item["name"] for item in json.loads((settings.index_path / "manifest.json").read_text())["segments"]}
    assert leftover - names == {"segment-2"} - {path.name for path in settings.index_path.glob("segment-*")}


def test_a_reader_keeps_its_generation(settings: Settings) -> None:
    change(settings, QUOTATIONS[:8])
    service = opened(settings)
    export = service.export(Query(text="NOT zzz", mode=Mode.KEYWORD))
    first = next(export)
    for position in range(2, 6):  # each commit deletes what only older generations use
        change(settings, [replace(item, text="lain sama sekali") for item in QUOTATIONS[:8]], position=position)
    seen = [first, *export]
    assert {item.text for item in seen} == {item.text for item in QUOTATIONS[:8]}
    assert {item.text for item in service.export(Query())} == {"lain sama sekali"}


def test_a_rebuild_serves_the_old_until_it_is_done(settings: Settings) -> None:
    change(settings, QUOTATIONS[:8])
    service = opened(settings)
    writing = writer(settings, rebuild=True)
    assert writing.position == 0
    writing.apply(batch(*QUOTATIONS[:2]))
    assert service.search(Query()).total == 8
    writing.commit()
    assert service.search(Query(text="pemilu")).total >= 1
    assert service.search(Query()).total == 2
    writing.close()


@pytest.mark.parametrize(
    ("encoder", "dimensions", "says"),
    [("other-encoder", ENCODER.dimensions, "encoder 'fake/32/0'"), (ENCODER.fingerprint, 8, "dimensions")],
)
def test_an_index_built_otherwise_is_refused(settings: Settings, encoder: str, dimensions: int, says: str) -> None:
    change(settings, QUOTATIONS[:2])
    with pytest.raises(IndexMismatch, match=says) as caught:
        writer(settings, encoder=encoder, dimensions=dimensions)
    assert "--rebuild" in str(caught.value)
    rebuilt = writer(settings, encoder=encoder, dimensions=dimensions, rebuild=True)
    rebuilt.close()


def test_readers_refuse_another_encoder(settings: Settings) -> None:
    change(settings, QUOTATIONS[:2])
    with pytest.raises(IndexMismatch, match="--rebuild"):
        SearchService.open(settings, FakeEncoder(dimensions=32, seed=1))


def altered(settings: Settings, **fields: object) -> None:
    path = settings.index_path / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **fields}))


def test_an_index_of_a_later_version_is_refused(settings: Settings) -> None:
    change(settings, QUOTATIONS[:2])
    altered(settings, format=FORMAT + 1)
    with pytest.raises(IndexMismatch, match="--rebuild"):
        opened(settings)
    with pytest.raises(IndexMismatch, match="--rebuild"):
        writer(settings)
    rebuilt = writer(settings, rebuild=True)
    rebuilt.apply(batch(*QUOTATIONS[:5]))
    rebuilt.commit()
    rebuilt.close()
    assert opened(settings).search(Query()).total == 5


def test_an_index_of_an_earlier_version_is_built_anew_and_says_so(settings: Settings) -> None:
    change(settings, QUOTATIONS[:2], position=4)
    altered(settings, format=FORMAT - 1)
    with pytest.raises(IndexMismatch, match="`kutipan index` builds it anew"):
        opened(settings)
    said: list[str] = []
    writing = writer(settings, notify=said.append)
    assert writing.position == 0
    assert len(said) == 1
    assert "earlier version" in said[0]
    writing.apply(batch(*QUOTATIONS[:5]))
    writing.commit()
    writing.close()
    assert opened(settings).search(Query()).total == 5


def test_another_analysis_of_words_rewrites_them(settings: Settings) -> None:
    change(settings, QUOTATIONS[:4], position=3)
    altered(settings, analysis="an older stemmer")
    with pytest.raises(IndexMismatch, match="`kutipan index` rewrites"):
        opened(settings)
    said: list[str] = []
    writing = writer(settings, notify=said.append)
    writing.close()
    assert writing.position == 3
    assert "an older stemmer" in said[0]
    assert opened(settings).search(Query(text="NOT zzz", mode=Mode.KEYWORD, grouped=False)).total == 4


def engine_of(settings: Settings) -> str:
    return str(json.loads((settings.index_path / "manifest.json").read_text())["engine"])


def test_another_engine_rewrites_the_words_and_nothing_else(settings: Settings) -> None:
    change(settings, QUOTATIONS, deletes=[QUOTATIONS[2].id], position=3)
    assert engine_of(settings) == "whoosh"
    other = replace(settings, engine="tantivy")
    with pytest.raises(IndexMismatch, match="`kutipan index` rewrites"):
        opened(other)
    queries = [
        Query(text=text, mode=mode, limit=100) for mode in Mode for text in ("pemilu damai", '"pemilu damai"', "pem* NOT hoaks")
    ]
    before = [opened(settings).search(query) for query in queries]
    said: list[str] = []
    writing = writer(other, notify=said.append)
    writing.close()
    assert writing.position == 3
    assert "'whoosh'" in said[0]
    assert "'tantivy'" in said[0]
    assert engine_of(settings) == "tantivy"
    for query, page in zip(queries, before, strict=True):
        after = opened(other).search(query)
        assert (after.total, after.facets, after.hits) == (page.total, page.facets, page.hits)
    assert opened(settings).search(queries[0]).total == before[0].total  # "auto" reads what is there
    change(settings, QUOTATIONS[:1], position=4)
    assert engine_of(settings) == "tantivy"  # and keeps it


def test_a_corpus_that_grows_changes_its_engine(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search.engines.choice, "LARGE", 6)
    change(settings, QUOTATIONS[:5])
    assert engine_of(settings) == "whoosh"
    said: list[str] = []
    writing = writer(settings, notify=said.append)
    writing.apply(batch(*QUOTATIONS[5:], position=2))
    writing.commit()
    writing.close()
    assert engine_of(settings) == "tantivy"
    assert len(said) == 1
    assert opened(settings).search(Query(grouped=False)).total == len(QUOTATIONS)
    asked = replace(settings, engine="whoosh")
    writer(asked).close()
    assert engine_of(settings) == "whoosh"  # a setting wins


def test_a_large_segment_is_written_as_several(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search.merging, "LARGEST", 4)
    change(settings, QUOTATIONS)
    segments = json.loads((settings.index_path / "manifest.json").read_text())["segments"]
    assert max(item["rows"] for item in segments) <= 4
    assert sum(item["live"] for item in segments) == opened(settings).search(Query(grouped=False)).total == len(QUOTATIONS)


def test_numbers_are_never_given_twice(settings: Settings) -> None:
    for position in range(1, 12):
        change(settings, QUOTATIONS[:2], deletes=[QUOTATIONS[1].id] if position % 3 else [], position=position)
        numbers = [number for path in settings.index_path.glob("segment-*/numbers.npy") for number in np.load(path).tolist()]
        following = json.loads((settings.index_path / "manifest.json").read_text())["next_number"]
        assert following == 2 * position > max(numbers)


def test_an_unknown_engine_is_refused(settings: Settings) -> None:
    with pytest.raises(ConfigurationError, match="whoosh"):
        writer(replace(settings, engine="lucene"))


def _files(settings: Settings) -> list[Path]:
    unread = ("lock", "latest")
    found = sorted(path for path in settings.index_path.rglob("*") if path.is_file() and path.name not in unread)
    return [path for path in found if path.suffix != ".digests"]  # which only `kutipan doctor` reads


@pytest.mark.parametrize("damage", ["cut", "empty", "gone"])
def test_damaged_files_are_said_to_be_so(settings: Settings, damage: str) -> None:
    change(settings, QUOTATIONS[:8])
    change(settings, deletes=[QUOTATIONS[1].id], position=2)
    damaged = 0
    for path in _files(settings):
        kept = path.read_bytes()
        if (path.parent.name == "vectors" and path.stem == "1") or path.name == "groups-1.npy":
            continue  # of the generation before
        if damage == "gone":
            path.unlink()
        else:
            path.write_bytes(kept[: len(kept) // 2] if damage == "cut" else b"")
        if path.read_bytes() != kept if path.exists() else True:
            with pytest.raises(IndexUnavailable):
                SearchService.open(settings, ENCODER).search(Query(text="pemilu damai"))
            damaged += 1
        path.write_bytes(kept)
    assert damaged > 8
    assert opened(settings).search(Query(text="pemilu damai")).total


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Whoosh leaves a file open when it fails
def test_a_changed_byte_in_the_words_is_an_error_of_the_index(settings: Settings) -> None:
    change(settings, QUOTATIONS)
    words = next(settings.index_path.glob("segment-*/words/*.seg"))
    whole = words.read_bytes()
    refused = 0
    for place in range(0, len(whole), 97):
        words.write_bytes(whole[:place] + bytes([whole[place] ^ 0xFF]) + whole[place + 1 :])
        service = SearchService(settings, ENCODER)
        for text in ("pemilu damai", '"harga beras turun"', "pem*"):
            try:
                service.search(Query(text=text, mode=Mode.KEYWORD))
            except IndexUnavailable:
                refused += 1
    assert refused  # other changed bytes are never read; no other exception may come
    gc.collect()


IDS = st.sampled_from(["a", "b", "c", "d", "e"])
TEXTS = st.sampled_from(["pemilu damai", "damai sekali pemilu", "kabar bohong beredar", "panen raya", "pemilu"])
COMMITS = st.lists(
    st.lists(st.tuples(IDS, st.none() | TEXTS), min_size=1, max_size=6).map(dict),  # id -> new text; None: deleted
    min_size=1,
    max_size=6,
)


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=20)
@given(commits=COMMITS)
def test_many_small_commits_answer_like_one(
    commits: list[dict[str, str | None]], tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search.merging, "MERGE_FACTOR", 3)
    grown = Settings(data=tmp_path_factory.mktemp("grown"), semantic_floor=1.0)
    holds: dict[str, str] = {}
    for position, commit in enumerate(commits, 1):
        views = [view(key, text, date="2024-01-01", speaker=text) for key, text in commit.items() if text is not None]
        change(grown, views, deletes=[key for key, text in commit.items() if text is None], position=position)
        for key, text in commit.items():
            holds.pop(key, None)
            if text is not None:
                holds[key] = text
    once = Settings(data=tmp_path_factory.mktemp("once"), semantic_floor=1.0)
    change(once, [view(key, text, date="2024-01-01", speaker=text) for key, text in sorted(holds.items())])
    built_once, grew = opened(once), opened(grown)
    for mode in Mode:
        for text in ("", "damai", "pemilu bohong", '"pemilu damai"', "pan*"):
            one, many = (service.search(Query(text=text, mode=mode)) for service in (built_once, grew))
            assert (many.total, many.facets) == (one.total, one.facets)
            found = {hit.quotation.id: hit for hit in many.hits}
            assert {key: hit.quotation for key, hit in found.items()} == {hit.quotation.id: hit.quotation for hit in one.hits}
            for hit in one.hits:
                assert found[hit.quotation.id].score == pytest.approx(hit.score, abs=1e-3)
            if mode is Mode.KEYWORD:  # float32 products of vectors differ in their last place by where a row lies
                assert list(found) == [hit.quotation.id for hit in one.hits]


def test_segments_of_like_size_are_merged(settings: Settings) -> None:
    for position in range(1, 2 * search.merging.MERGE_FACTOR):
        change(settings, [view(f"q{position}", "pemilu damai")], position=position)
    segments = json.loads((settings.index_path / "manifest.json").read_text())["segments"]
    assert len(segments) < search.merging.MERGE_FACTOR
    assert sum(item["live"] for item in segments) == 2 * search.merging.MERGE_FACTOR - 1
    on_disk = {path.name for path in settings.index_path.glob("segment-*")}
    assert len(on_disk) <= len(segments) + search.merging.MERGE_FACTOR  # with those of the generation before


def test_what_a_full_disk_refuses_while_giving_up_is_no_second_fault(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Closing a file writes what it still held back: without room, that fails again, and hid the sentence that says why."""
    change(settings, QUOTATIONS[:4])
    writing = writer(settings)
    writing.apply(batch(*QUOTATIONS[4:], position=2))

    def refused(close: Callable[[Any], None]) -> Callable[[Any], None]:
        def refusing(part: Any) -> None:
            close(part)
            raise OSError(28, "No space left on device")

        return refusing

    with monkeypatch.context() as patched:
        for part in (CardsWriter, WhooshWriter, TantivyWriter):
            patched.setattr(part, "close", refused(part.close))
        writing.close()
    assert len(list(settings.index_path.glob("segment-*"))) == 1
    change(settings, QUOTATIONS[4:], position=2)  # the lock is free
    assert opened(settings).search(Query()).total == len(QUOTATIONS)


@pytest.mark.parametrize("folder", ["index", "vectors"])
def test_a_disk_without_room_for_a_folder_teaches(folder: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    make = Path.mkdir

    def full(path: Path, *arguments: Any, **named: Any) -> None:
        if path.name == folder:
            raise OSError(28, "No space left on device", str(path))
        make(path, *arguments, **named)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "mkdir", full)
        with pytest.raises(IndexUnavailable, match=r"No space left.*make room"):
            writer(settings)
    change(settings, QUOTATIONS[:4])  # the lock is free
    assert opened(settings).search(Query()).total == 4


def test_a_full_disk_harms_nothing(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    change(settings, QUOTATIONS[:4])
    writing = writer(settings)
    writing.apply(batch(*QUOTATIONS[4:], position=2))

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(np, "save", full)
        with pytest.raises(IndexUnavailable, match="No space left"):
            writing.commit()
    writing.close()
    assert opened(settings).search(Query()).total == 4
    change(settings, QUOTATIONS[4:], position=2)
    assert opened(settings).search(Query()).total == len(QUOTATIONS)


def test_an_emptied_index_answers(settings: Settings) -> None:
    change(settings, QUOTATIONS[:2])
    change(settings, deletes=[item.id for item in QUOTATIONS[:2]], position=2)
    for mode in Mode:
        for text in ("", "pemilu", '"pemilu"', "pem*", "speaker:marbela"):
            page = opened(settings).search(Query(text=text, mode=mode))
            assert (page.total, page.hits) == (0, ())


def test_an_index_of_nothing_answers(settings: Settings) -> None:
    change(settings, position=0)
    assert opened(settings).search(Query(text="pemilu")).total == 0
