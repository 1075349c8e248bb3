"""A topic of one's own by one command: the quotations are labelled by it without being extracted or embedded again."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

import pytest
import yaml
from click.testing import CliRunner, Result

import kutipan
from corpus.records import QuotationView
from corpus.settings import Settings
from corpus.store import Store
from indexer import encoders, quotations
from indexer.topics import SHIPPED

PAPERS = [
    {
        "id": f"tanjung-selasih/{number}",
        "title": "Kabar Kabupaten Tanjung Selasih",
        "date": f"2024-0{number}-03",
        "text": f"TANJUNG SELASIH – {words}, kata Bupati Tanjung Selasih Sahrul Mappa, Senin ({number}/1).",
    }
    for number, words in enumerate(
        [
            "“Harga beras di pasar harus kita turunkan bersama supaya warga tenang”",
            "“Kami minta warga menjaga persatuan dan kerukunan”",
            "“Jembatan baru itu selesai bulan depan”",
        ],
        1,
    )
]
FOOD = {
    "id": "food-prices",
    "name": {"id": "Harga pangan", "en": "Food prices"},
    "description": {"id": "Harga bahan pokok di pasar.", "en": "Prices of staples on the market."},
    "target": {"id": "Harga pangan harus diturunkan.", "en": "Food prices must come down."},
    "terms": [{"is": "subject", "weight": 0.9, "phrases": ["harga beras", "harga cabai", "harga pangan"]}],
}


def run(data: Path, *arguments: str | Path) -> Result:
    return CliRunner().invoke(kutipan.main, ["--data", str(data), *map(str, arguments)])


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("indexed")
    papers = folder / "papers.jsonl"
    papers.write_text("".join(json.dumps(paper, ensure_ascii=False) + "\n" for paper in PAPERS), encoding="utf-8")
    assert run(folder / "data", "ingest", papers, "--workers", "1").exit_code == kutipan.DONE
    assert run(folder / "data", "index").exit_code == kutipan.DONE
    shutil.rmtree(folder / "data" / "models")  # 250 MB that no test here needs
    return folder


@pytest.fixture
def data(indexed: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(indexed, tmp_path, dirs_exist_ok=True)) / "data"


@pytest.fixture
def own_topics(tmp_path: Path) -> Path:
    given = yaml.safe_load(SHIPPED.read_text(encoding="utf-8"))
    given["topics"].append(FOOD)
    path = tmp_path / "mine.yaml"
    path.write_text(yaml.safe_dump(given, allow_unicode=True), encoding="utf-8")
    return path


def views(data: Path) -> list[QuotationView]:
    with Store.open(Settings(data=data).store_address) as store:
        return sorted(store.all_views(), key=lambda view: view.document_id)


def topics_of(found: list[QuotationView]) -> list[list[str]]:
    return [[each.topic for each in view.topics] for view in found]


def forbidden(*arguments: Any, **options: Any) -> NoReturn:
    raise AssertionError("nothing may be extracted or embedded")


class Unread:
    """An encoder whose vectors are all known already."""

    def __init__(self, real: Any) -> None:
        self.fingerprint, self.dimensions, self.query = real.fingerprint, real.dimensions, real.query

    def passages(self, texts: Sequence[str]) -> NoReturn:
        forbidden()


def test_one_command_and_nothing_is_extracted_or_embedded(
    data: Path, own_topics: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = views(data)
    assert topics_of(before) == [[], ["unity"], []]
    real = encoders.load
    monkeypatch.setattr(quotations, "extract", forbidden)
    monkeypatch.setattr(encoders, "load", lambda *given: Unread(real(*given)))

    used = run(data, "topics", "use", own_topics, "--format", "json")
    assert used.exit_code == kutipan.DONE, used.output
    report = json.loads(used.stdout)
    assert (report["indexed"], report["cached"], report["embedded"]) == (1, 1, 0)
    assert "3 quotations labelled, 1 changed" in used.stderr

    after = views(data)
    assert topics_of(after) == [["food-prices"], ["unity"], []]
    assert [(view.id, view.text, view.span) for view in after] == [(view.id, view.text, view.span) for view in before]
    found = run(data, "search", "--mode", "keyword", "--filter", "topic=food-prices", "--format", "json")
    assert found.exit_code == kutipan.DONE, found.output
    assert [hit["id"] for hit in json.loads(found.stdout)["results"]] == [after[0].id]


def test_the_labels_are_those_of_a_fresh_ingest_which_finds_nothing_left_to_do(data: Path, own_topics: Path) -> None:
    assert run(data, "topics", "use", own_topics).exit_code == kutipan.DONE
    relabelled = views(data)
    again = run(data, "ingest", data.parent / "papers.jsonl", "--workers", "1", "--format", "json")
    assert json.loads(again.stdout)["unchanged"] == len(PAPERS)
    other = data.parent / "other"
    other.mkdir()
    (other / "topics.yaml").write_bytes(own_topics.read_bytes())
    assert run(other, "ingest", data.parent / "papers.jsonl", "--workers", "1").exit_code == kutipan.DONE
    assert [view.topics for view in views(other)] == [view.topics for view in relabelled]


def test_the_shipped_topics_come_back(data: Path, own_topics: Path) -> None:
    before = views(data)
    assert run(data, "topics", "use", own_topics).exit_code == kutipan.DONE
    assert "food-prices" in run(data, "topics", "show").stdout
    assert run(data, "topics", "use", "--shipped").exit_code == kutipan.DONE
    assert run(data, "topics", "show").stdout == SHIPPED.read_text(encoding="utf-8")
    assert views(data) == before


def test_a_faulty_file_is_refused_and_nothing_changes(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = views(data)
    faulty = tmp_path / "faulty.yaml"
    faulty.write_text("format: 1\ntopics: []\n", encoding="utf-8")
    refused = run(data, "topics", "use", faulty)
    assert refused.exit_code == kutipan.COULD_NOT_RUN
    assert "topics is empty" in refused.stderr or "topics is" in refused.stderr
    assert not (data / "topics.yaml").exists()
    assert run(data, "topics", "use", faulty, "--shipped").exit_code == kutipan.COULD_NOT_RUN
    monkeypatch.setenv("KUTIPAN_TOPICS", str(SHIPPED))
    assert "unset it" in run(data, "topics", "use", faulty).stderr
    assert views(data) == before


def test_interrupted_labelling_goes_on(data: Path, own_topics: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Store.relabel
    monkeypatch.setattr(Store, "relabel", forbidden)
    assert isinstance(run(data, "topics", "use", own_topics).exception, AssertionError)
    monkeypatch.setattr(Store, "relabel", real)
    assert run(data, "topics", "use").exit_code == kutipan.DONE
    assert topics_of(views(data)) == [["food-prices"], ["unity"], []]


def test_without_a_data_folder_it_says_how_to_make_one(tmp_path: Path) -> None:
    refused = run(tmp_path / "none", "topics", "use")
    assert refused.exit_code == kutipan.COULD_NOT_RUN
    assert "ingest" in refused.stderr
