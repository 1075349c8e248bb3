"""The facade: what a page says, what costs nothing, and readers beside a writer."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event as Signal

import numpy as np
import pytest

from corpus.errors import EncoderError, IndexUnavailable
from corpus.settings import Settings
from indexer.encoders.base import Vectors
from indexer.encoders.fake import FakeEncoder
from indexer.register.names import Figure
from search.generation import Found, Generation, QueryVector
from search.query import Filters, Mode, Order, Query
from search.service import SearchService
from tests.search.conftest import ENCODER, change
from tests.search.quotations import QUOTATIONS, view


class CountingEncoder(FakeEncoder):
    """Counts the queries that it embeds."""

    def __init__(self) -> None:
        super().__init__(dimensions=ENCODER.dimensions)
        self.asked: list[str] = []

    def query(self, text: str) -> Vectors:
        if text in self.asked:
            raise EncoderError(f"{text!r} is embedded a second time")
        self.asked.append(text)
        return super().query(text)


def test_words_alone_never_ask_the_encoder(indexed: Settings) -> None:
    encoder = CountingEncoder()
    service = SearchService.open(indexed, encoder)
    for text in ("", "pemilu damai", '"harga beras"', "NOT hoaks", "speaker:marbela"):
        service.search(Query(text=text, mode=Mode.KEYWORD))
    service.search(Query(mode=Mode.HYBRID))
    service.search(Query(text="topic:unity", mode=Mode.SEMANTIC))  # no words whose meaning could be compared
    assert encoder.asked == []
    for query in (Query(text="damai"), Query(text="damai", mode=Mode.SEMANTIC), Query(text="damai topic:unity", offset=3)):
        service.search(query)
    assert encoder.asked == ["damai"]


def test_hits_say_where_and_how_well_they_match(service: SearchService) -> None:
    page = service.search(Query(text="netralitas pilkada", mode=Mode.HYBRID))
    best = page.hits[0]
    assert best.quotation.id == "k12"
    assert {mark.of(best.quotation.text) for mark in best.marks} == {"netralitas", "pilkada"}
    assert best.scores["keyword"] > 0
    assert -1 <= best.scores["semantic"] <= 1
    assert page.index is not None
    assert page.index.quotations == len(QUOTATIONS)
    by_words = service.search(Query(text="netralitas pilkada", mode=Mode.KEYWORD)).hits[0]
    assert set(by_words.scores) == {"keyword"}


def test_cards_come_back_whole(service: SearchService) -> None:
    assert {item.id: item for item in service.export(Query())} == {item.id: item for item in QUOTATIONS}


def test_meaning_finds_what_shares_no_word(settings: Settings) -> None:
    views = [view("near", "pesan perdamaian"), view("far", "harga beras turun"), view("other", "panen raya dimulai")]

    class Synonyms(FakeEncoder):
        def query(self, text: str) -> Vectors:
            return super().query("pesan perdamaian" if text == "kerukunan" else text)

    change(settings, views)
    service = SearchService.open(settings, Synonyms(dimensions=ENCODER.dimensions))
    assert service.search(Query(text="kerukunan", mode=Mode.KEYWORD)).total == 0
    for mode in (Mode.SEMANTIC, Mode.HYBRID):
        assert [hit.quotation.id for hit in service.search(Query(text="kerukunan", mode=mode)).hits] == ["near"]


def test_what_is_demanded_holds_in_every_mode(service: SearchService) -> None:
    for mode in Mode:
        found = list(service.export(Query(text="damai speaker:marbela NOT pemilu", mode=mode)))
        assert found
        assert all(item.speaker == "Sutan Marbela" and "pemilu" not in item.text.lower() for item in found)


def test_a_broken_topics_file_costs_the_names_only(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    change(settings, [view("a", "pemilu damai")])
    broken = settings.data / "rusak.yaml"
    broken.write_text("topics: [", encoding="utf-8")
    service = SearchService.open(replace(settings, topics=broken), ENCODER)
    assert service.search(Query(filters=Filters(topic=("elections",)))).understood == "semua kutipan, bertopik elections"
    assert "rusak.yaml" in caplog.text


def test_a_topic_that_the_file_does_not_have_is_named_by_its_id(service: SearchService) -> None:
    page = service.search(Query(text="topic:cuaca", mode=Mode.KEYWORD))
    assert page.understood == "kutipan yang bertopik “cuaca”"


def test_numbers_that_no_quotation_has_have_no_row(settings: Settings) -> None:
    change(settings, [view(name, f"kata {name}") for name in "abc"], position=1)
    change(settings, deletes=["a"], position=2)
    catalogue = Generation(settings, ENCODER.fingerprint).catalogue
    numbers = catalogue.numbers
    beyond = np.asarray([numbers.min() - 5, numbers.min() - 1, *numbers, numbers.max() + 1, numbers.max() + 9])
    assert catalogue.numbered(beyond).tolist() == [-1, -1, *range(len(numbers)), -1, -1]


def test_a_filter_never_changes_the_order(service: SearchService) -> None:
    for mode in Mode:
        query = Query(text="pemilu damai kita", mode=mode)
        unfiltered = [item.id for item in service.export(query) if item.kind == "direct"]
        filtered = [item.id for item in service.export(replace(query, filters=Filters(kind=("direct",))))]
        assert filtered == unfiltered


@pytest.mark.parametrize(
    ("query", "understood"),
    [
        (Query(), "semua kutipan"),
        (Query(text="beras turun", mode=Mode.KEYWORD), "kutipan yang memuat sedikitnya 1 dari kata “beras” dan “turun”"),
        (Query(text="damai", mode=Mode.KEYWORD), "kutipan yang memuat “damai”"),
        (
            Query(
                text='"pemilu damai" speaker:marbela date:2023 NOT hoaks',
                mode=Mode.KEYWORD,
                filters=Filters(topic=("unity",), stance=("FAVOR", "NONE")),
            ),
            "kutipan yang memuat frasa “pemilu damai” dan oleh “marbela” dan tahun 2023 dan tidak memuat “hoaks”,"
            " bertopik Persatuan dan kerukunan, bersikap mendukung atau netral",
        ),
        (Query(text="topic:Elections", mode=Mode.KEYWORD), "kutipan yang bertopik “Pemilu”"),
        (
            Query(text="(pem* OR rukun) AND stance:against", mode=Mode.KEYWORD),
            "kutipan yang (memuat kata berawalan “pem” atau memuat “rukun”) dan bersikap “menentang”",
        ),
        (
            Query(filters=Filters(speaker=("sutan-marbela",), date_from=dt.date(2023, 3, 1), date_to=dt.date(2023, 4, 2))),
            "semua kutipan, oleh Sutan Marbela, tanggal 1 Maret 2023 sampai 2 April 2023",
        ),
        (Query(text="???"), "kutipan (tidak ada kata yang dapat dicari)"),
    ],
)
def test_what_was_understood_is_said(service: SearchService, query: Query, understood: str) -> None:
    assert service.search(query).understood == understood


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("", "all quotations"),
        ("damai NEAR/3 pemilu", "quotations containing “damai” near “pemilu” (at most 3 words apart)"),
        ("has:speaker confidence:>0.9", "quotations with a known speaker and with a confidence in the speaker > 0.9"),
        (
            '"pemilu damai" NOT stance:AGAINST',
            "quotations containing the phrase “pemilu damai” and not with the stance “against”",
        ),
        ("national unity", "quotations containing at least 1 of the words “persatuan” and “bangsa/nasional”"),
        ("date:2023..2024", "quotations from 2023 to 2024"),
    ],
)
def test_what_was_understood_is_said_in_english_too(service: SearchService, text: str, understood: str) -> None:
    assert service.search(Query(text=text, mode=Mode.KEYWORD)).understood_en == understood


def test_notes_and_spelling_come_with_the_answer(service: SearchService) -> None:
    page = service.search(Query(text="pemilu AND"))
    assert "Operator AND" in page.notes[0]
    assert "operator AND" in page.notes_en[0]
    assert service.search(Query(text="pemilhu damai")).suggestion == "pemilu damai"
    assert service.search(Query(text="pemilu damai")).suggestion is None


@pytest.mark.parametrize(
    "name", ["Sutan Marbela", "Dr. H. Sutan Marbela, M.Si.", "marbela", "Tan Bela", "Bupati Tan Bela", "H. Tan Bela"]
)
def test_a_speaker_is_found_by_titles_and_other_names(
    service: SearchService, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    by_other_names = {"tan bela": Figure("Sutan Marbela", bare=False)}
    monkeypatch.setattr("search.catalogue.figure", lambda words: by_other_names.get(words))
    found = [item.speaker for item in service.export(Query(text=f'speaker:"{name}" has:speaker'))]
    assert found
    assert set(found) <= {"Sutan Marbela", "Dr. H. Sutan Marbela"}


def test_confidence_is_that_of_a_known_speaker(service: SearchService) -> None:
    known = [item for item in QUOTATIONS if item.speaker_id]
    sure = {item.id for item in known if item.confidence >= 0.9}
    for text, wanted in (("confidence:>=0.9", sure), ("keyakinan:<90%", {item.id for item in known} - sure)):
        assert {item.id for item in service.export(Query(text=text))} == wanted


def test_the_floor_of_meaning_is_said(service: SearchService) -> None:
    text = service.search(Query(text="damai", mode=Mode.SEMANTIC)).understood
    assert text.startswith("kutipan yang bermakna dekat dengan “damai” (kemiripan ≥ 0,")
    assert " atau bermakna dekat " in service.search(Query(text="damai")).understood


def test_ties_are_settled_by_date_then_id(service: SearchService) -> None:
    found = [item.id for item in service.export(Query(text="beras", mode=Mode.KEYWORD))]
    assert sorted(found) == ["k13", "k14"]
    assert found == [item.id for item in service.export(Query(text="beras", mode=Mode.KEYWORD, order=Order.OLDEST))]


def test_a_page_beyond_the_end_is_empty_and_counts_the_same(service: SearchService) -> None:
    first = service.search(Query(text="pemilu"))
    beyond = service.search(Query(text="pemilu", offset=10_000))
    assert (beyond.hits, beyond.total, beyond.facets) == ((), first.total, first.facets)


def test_refresh_says_whether_there_was_a_newer_one(settings: Settings) -> None:
    change(settings, QUOTATIONS[:2])
    service = SearchService.open(settings, ENCODER)
    assert not service.refresh()
    change(settings, QUOTATIONS[2:4], position=2)
    assert service.refresh()
    assert not service.refresh()
    assert service.state.position == 2


def test_an_index_that_vanishes_is_an_error_not_an_answer(settings: Settings) -> None:
    change(settings, QUOTATIONS[:2])
    service = SearchService.open(settings, ENCODER)
    (settings.index_path / "manifest.json").unlink()
    with pytest.raises(IndexUnavailable):
        service.search(Query())
    service.close()


def test_readers_see_one_generation_at_a_time_while_a_writer_commits(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path)

    def version(number: int) -> list[str]:
        return [f"kutipan {place} dari naskah nomor {number}" for place in range(12)]

    def write(number: int) -> None:
        change(settings, [view(f"q{place}", text) for place, text in enumerate(version(number))], position=number)

    write(1)
    service = SearchService.open(settings, ENCODER)
    done = Signal()

    def read() -> int:
        seen: set[int] = set()
        while not done.is_set() or not seen:
            for query in (Query(text="naskah kutipan", limit=100), Query(limit=100), Query(text='"dari naskah"', limit=100)):
                page = service.search(query)
                assert page.index is not None
                assert sorted(hit.quotation.text for hit in page.hits) == sorted(version(page.index.position))
                seen.add(page.index.position)
        return len(seen)

    with ThreadPoolExecutor(2) as pool:
        readers = [pool.submit(read) for _ in range(2)]
        try:
            for number in range(2, 9):
                write(number)
        finally:
            done.set()
        assert all(reader.result() > 1 for reader in readers)


def test_a_generation_that_lost_its_files_before_its_first_query_of_meaning_is_not_asked_again(settings: Settings) -> None:
    change(settings, QUOTATIONS[:4], position=1)
    service = SearchService.open(settings, ENCODER)
    find = Generation.find

    def overtaken(generation: Generation, query: Query, query_vector: QueryVector) -> Found:
        for position in range(generation.state.position + 1, 4):  # a writer commits twice between opening and asking
            change(settings, QUOTATIONS[: 4 + position], position=position)
        return find(generation, query, query_vector)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Generation, "find", overtaken)
        page = service.search(Query(text="pemilu damai", mode=Mode.HYBRID))
    assert page.index is not None
    assert page.index.position == 3
