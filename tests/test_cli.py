"""The command line, end to end: the sample corpus through every command, and the bad input that people really give."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import runpy
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import kutipan

ROOT = Path(kutipan.__file__).parent
SAMPLE = ROOT / "corpus" / "sample" / "statements"
Run = Callable[..., Result]


def run(*arguments: str | Path, data: Path | None = None) -> Result:
    """Run the command line in this process."""
    given = [*(["--data", str(data)] if data else []), *map(str, arguments)]
    return CliRunner().invoke(kutipan.main, given)


@pytest.fixture(scope="session")
def sample_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder that holds the sample corpus, ingested and indexed with the bundled model."""
    data = tmp_path_factory.mktemp("sample") / "data"
    ingested = run("ingest", SAMPLE, "--workers", "1", data=data)
    assert ingested.exit_code == kutipan.DONE, ingested.output
    indexed = run("index", data=data)
    assert indexed.exit_code == kutipan.DONE, indexed.output
    return data


def found(data: Path, *arguments: str) -> dict[str, Any]:
    result = run("search", *arguments, "--format", "json", data=data)
    assert result.exit_code == kutipan.DONE, result.output
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def test_readme_shows_what_the_search_prints(sample_data: Path) -> None:
    docs = runpy.run_path(str(ROOT / "scripts" / "docs.py"))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert docs["with_example"](readme, sample_data) == readme, "run `.venv/bin/python scripts/docs.py demo-data`"


def test_second_ingest_finds_nothing_to_do(sample_data: Path) -> None:
    report = json.loads(run("ingest", SAMPLE, "--format", "json", data=sample_data).stdout)
    assert report["added"] == report["revised"] == report["reannotated"] == report["rejected"] == 0
    assert report["unchanged"] >= 24
    again = json.loads(run("index", "--format", "json", data=sample_data).stdout)
    assert again["embedded"] == 0


@pytest.mark.parametrize(
    ("words", "mode", "topic"),
    [
        ("jangan mudah percaya berita bohong", "keyword", "misinformation"),
        ("jangan mudah percaya berita bohong", "semantic", "misinformation"),
        ("jangan mudah percaya berita bohong", "hybrid", "misinformation"),
        ("netralitas ASN dalam pilkada", "hybrid", "elections"),
        ("people of different religions live together in peace", "semantic", "unity"),
        ("people of different religions live together in peace", "hybrid", "unity"),
    ],
)
def test_search_finds_what_a_journalist_would_accept(sample_data: Path, words: str, mode: str, topic: str) -> None:
    answer = found(sample_data, words, "--mode", mode, "--limit", "3")
    topics = [{each["topic"] for each in result["topics"]} for result in answer["results"]]
    assert len(topics) >= 2
    assert topic in topics[0]
    assert sum(topic in each for each in topics) >= 2, answer["results"]


@pytest.mark.parametrize("mode", ["keyword", "semantic", "hybrid"])
def test_total_equals_facets_and_export(sample_data: Path, mode: str) -> None:
    answer = found(sample_data, "pemilu damai", "--mode", mode)
    exported = run("export", "pemilu damai", "--mode", mode, data=sample_data).stdout.splitlines()
    assert len(exported) == answer["total"] > 0
    assert sum(value["count"] for value in answer["facets"]["kind"]) == answer["total"]


def test_csv_has_the_same_rows_as_json(sample_data: Path) -> None:
    shown = run("search", "hoaks", "--format", "csv", "--limit", "5", data=sample_data).stdout
    rows = list(csv.DictReader(io.StringIO(shown)))
    assert [row["id"] for row in rows] == [each["id"] for each in found(sample_data, "hoaks", "--limit", "5")["results"]]


def test_filters_narrow_the_results(sample_data: Path) -> None:
    everything = found(sample_data, "")
    unity = found(sample_data, "", "--filter", "topic=unity", "--filter", "stance=FAVOR")
    assert 0 < unity["total"] < everything["total"]
    assert all({"unity"} <= {each["topic"] for each in result["topics"]} for result in unity["results"])


def test_status_counts_what_was_ingested(sample_data: Path) -> None:
    status = json.loads(run("status", "--format", "json", data=sample_data).stdout)
    assert status["store"]["documents"] >= 24
    assert status["store"]["quotations"] == status["index"]["quotations"] == found(sample_data, "")["total"]
    assert status["changes_not_indexed"] == 0
    assert "documents" in run("status", data=sample_data).stdout


def test_run_format_gives_ranked_ids(sample_data: Path, tmp_path: Path) -> None:
    queries = tmp_path / "queries.tsv"
    queries.write_text("q1\ttopic\tpemilu damai\nq2\ttopic\thoaks\n", encoding="utf-8")
    lines = run("search", "--queries", str(queries), "--format", "run", "--limit", "2", data=sample_data).stdout.splitlines()
    assert [line.split("\t")[::2] for line in lines] == [["q1", "1"], ["q1", "2"], ["q2", "1"], ["q2", "2"]]


def test_extract_needs_no_data_folder_and_points_into_the_text_as_given(tmp_path: Path) -> None:
    article = {
        "id": "a1",
        "title": "Rapat persiapan",
        "text": "WhatsApp Image 2024 02 01 at 09.00.00\n\nTIRTA WENING - “Mari jaga persatuan,” kata Bupati Tirta Wening, "
        "Sundari Pramesti, Kamis (1/2/2024).\n\n(abc)",
    }
    file = tmp_path / "articles.jsonl"
    file.write_text(json.dumps(article) + "\n", encoding="utf-8")
    result = run("extract", file)
    assert result.exit_code == kutipan.DONE
    (quotation,) = json.loads(result.stdout)["quotes"]
    assert article["text"][quotation["start"] : quotation["end"]] == quotation["text"] == "Mari jaga persatuan"
    assert quotation["speaker"] == "Sundari Pramesti"
    assert quotation["official"] is True
    assert not (tmp_path / "kutipan-data").exists()


def test_workers_change_nothing_but_the_time(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    rows = [
        {"id": str(number), "text": f"“Pemilu ke-{number} harus damai,” kata Ketua KPU Muara Senggani, Dipta Laksana."}
        for number in range(60)
    ]
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert run("extract", file, "--workers", "2").stdout == run("extract", file, "--workers", "1").stdout


def test_label_gives_topics_with_stance(tmp_path: Path) -> None:
    file = tmp_path / "quotations.jsonl"
    rows = [
        {"id": "1", "text": "Mari kita jaga persatuan dan kerukunan antarumat beragama"},
        {"id": "2", "text": "Harga cabai naik karena hujan"},
    ]
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    first, second = map(json.loads, run("label", file).stdout.splitlines())
    assert first == {"id": "1", "topics": {"unity": "FAVOR"}}
    assert second == {"id": "2", "topics": {}}


def test_imported_quotations_keep_their_ids(tmp_path: Path) -> None:
    file = tmp_path / "quotations.jsonl.gz"
    rows = [
        {"id": f"asing:{number}", "text": f"Kalimat nomor {number} tentang pemilu", "date": "2024-02-01"} for number in (1, 2)
    ]
    with gzip.open(file, "wt", encoding="utf-8") as stream:
        stream.write("\n".join(map(json.dumps, rows)))
    data = tmp_path / "data"
    assert run("import-quotations", file, data=data).exit_code == kutipan.DONE
    assert run("index", data=data).exit_code == kutipan.DONE
    assert {each["id"] for each in found(data, "pemilu", "--mode", "keyword")["results"]} == {"asing:1", "asing:2"}
    again = json.loads(run("import-quotations", file, "--format", "json", data=data).stdout)
    assert (again["added"], again["unchanged"]) == (0, 2)


def test_revision_replaces_the_quotations_and_keeps_the_rest(tmp_path: Path) -> None:
    file, data = tmp_path / "rilis.jsonl", tmp_path / "data"

    def publish(words: str) -> dict[str, Any]:
        row = {"id": "r1", "text": f"“{words},” kata Bupati Tirta Wening, Sundari Pramesti."}
        file.write_text(json.dumps(row), encoding="utf-8")
        report: dict[str, Any] = json.loads(run("ingest", file, "--format", "json", data=data).stdout)
        return report

    assert publish("Pilkada harus jujur dan damai")["added"] == 1
    assert publish("Pilkada harus jujur dan damai")["unchanged"] == 1
    assert publish("Pilkada wajib jujur, adil dan damai")["revised"] == 1
    assert run("index", data=data).exit_code == kutipan.DONE
    (result,) = found(data, "", "--mode", "keyword")["results"]
    assert result["text"] == "Pilkada wajib jujur, adil dan damai"


@pytest.mark.parametrize(
    ("arguments", "teaches"),
    [
        (["search", "pemilu", "--limit", "100000"], "limit"),
        (["search", "", "--filter", "topic=sepak-bola"], "unity"),
        (["search", "", "--filter", "date=2024..2023"], "2024..2023"),
        (["search", "", "--filter", "stance=SETUJU"], "FAVOR"),
        (["search", "", "--filter", "topic"], "--filter topic=unity"),
        (["search", "pemilu", "--format", "run"], "--queries"),
        (["search", "--queries", "tidak-ada.tsv", "--format", "run"], "tidak-ada.tsv"),
        (["export", "", "--output", "/tidak/ada/x.jsonl"], "--output"),
    ],
)
def test_impossible_requests_get_one_message(sample_data: Path, arguments: list[str], teaches: str) -> None:
    result = run(*arguments, data=sample_data)
    assert result.exit_code == kutipan.COULD_NOT_RUN
    assert teaches in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1
    assert result.stdout == ""


@pytest.mark.parametrize("words", ['"tanpa penutup', "AND AND", "((", "*", "speaker:", "NOT", "hoaks OR", '"~3'])
def test_bad_syntax_is_read_as_plain_words(sample_data: Path, words: str) -> None:
    answer = found(sample_data, words, "--mode", "keyword")
    assert answer["notes"]


@pytest.mark.parametrize("command", [["search", "x"], ["index"], ["status"], ["export"], ["serve", "--port", "8999"]])
def test_missing_data_folder_says_how_to_make_one(tmp_path: Path, command: list[str]) -> None:
    result = run(*command, data=tmp_path / "tidak-ada")
    assert result.exit_code == kutipan.COULD_NOT_RUN
    assert "tidak-ada" in result.stderr
    assert "ingest" in result.stderr
    assert not (tmp_path / "tidak-ada").exists()


def test_bad_documents_are_listed_and_the_rest_goes_on(tmp_path: Path) -> None:
    inputs = tmp_path / "masukan"
    inputs.mkdir()
    (inputs / "a-kosong.txt").write_bytes(b"")
    good = {"id": "baik", "text": "“Kami siap,” kata Bupati Tirta Wening, Sundari Pramesti."}
    lines = [json.dumps({**good, "id": f"baik-{number}"}) for number in range(16)]
    lines += ["{ini bukan JSON", json.dumps({**good, "id": "baik-17"}), json.dumps({"id": "tanpa-naskah"})]
    lines += [json.dumps({"id": "baik-17", "text": "Lain sama sekali."})]
    (inputs / "b.jsonl").write_text("\n".join(lines), encoding="utf-8")
    whole = gzip.compress("\n".join(json.dumps({**good, "id": f"gz-{number}"}) for number in range(5000)).encode())
    (inputs / "c.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    (inputs / "d.html").write_text("<html><body><nav>Beranda</nav></body></html>", encoding="utf-8")
    result = run("ingest", inputs, data=tmp_path / "data")
    assert result.exit_code == kutipan.DONE_WITH_REJECTIONS
    rejected = [line for line in result.stderr.splitlines() if line.startswith("rejected: ")]
    for location in ("a-kosong.txt", "b.jsonl:17", "b.jsonl:19", "b.jsonl:20", "c.jsonl.gz", "d.html"):
        assert sum(f"{location}:" in line for line in rejected) == 1, (location, rejected)
    status = json.loads(run("status", "--format", "json", data=tmp_path / "data").stdout)
    assert status["store"]["documents"] >= 17
    assert status["runs"][0]["rejected"] >= 6


def test_another_encoder_is_refused_with_the_way_out(sample_data: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(sample_data, data)
    manifest = next(path for path in (data / "index").glob("*.json") if "encoder" in path.read_text(encoding="utf-8"))
    record = json.loads(manifest.read_text(encoding="utf-8"))
    name = next(key for key in record if "encoder" in key)
    manifest.write_text(json.dumps({**record, name: "model-lain"}), encoding="utf-8")
    result = run("search", "pemilu", data=data)
    assert result.exit_code == kutipan.COULD_NOT_RUN
    assert "kutipan index --rebuild" in result.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_interrupted_ingest_keeps_what_it_finished(tmp_path: Path) -> None:
    file, data = tmp_path / "banyak.jsonl", tmp_path / "data"
    row = "“Pemilu nomor {n} harus damai dan jujur,” kata Bupati Tirta Wening, Sundari Pramesti. " * 30
    with file.open("w", encoding="utf-8") as stream:
        for number in range(4000):
            stream.write(json.dumps({"id": f"d{number}", "text": row.format(n=number)}) + "\n")
    command = [sys.executable, "-m", "kutipan", "--data", str(data), "ingest", str(file), "--workers", "1"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=tmp_path, env=os.environ)
    store = data / "store.sqlite"
    while process.poll() is None and _documents(store) == 0:
        pass
    process.send_signal(signal.SIGINT)
    _, messages = process.communicate()
    assert process.returncode == kutipan.INTERRUPTED, messages
    assert "run the same command to go on" in messages
    assert "Traceback" not in messages
    kept = _documents(store)
    assert 0 < kept < 4000
    report = json.loads(run("ingest", file, "--format", "json", data=data).stdout)
    assert (report["unchanged"], report["added"]) == (kept, 4000 - kept)


def _documents(store: Path) -> int:
    import sqlite3

    try:
        with sqlite3.connect(f"file:{store}?mode=ro", uri=True) as connection:
            number: int = connection.execute("select count(*) from documents").fetchone()[0]
        connection.close()
    except sqlite3.OperationalError:
        return 0
    return number


def test_an_export_says_how_to_make_it_again(sample_data: Path, tmp_path: Path) -> None:
    output = tmp_path / "kutipan.jsonl"
    done = run("export", "pemilu", "--header", "--output", str(output), data=sample_data)
    first, *rows = output.read_text(encoding="utf-8").splitlines()
    said = json.loads(first)["export"]
    assert said == json.loads(done.stderr.splitlines()[-1])
    assert said["query"] == {"q": ["pemilu"], "mode": ["keyword"], "group": ["0"]}
    assert said["total"] == len(rows) > 0
    assert list(tmp_path.iterdir()) == [output], "no part of a file is left"


def test_an_export_in_columns(sample_data: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="pip install 'kutipan[parquet]'")
    output = tmp_path / "kutipan.parquet"
    run("export", "--format", "parquet", "--output", str(output), data=sample_data)
    table = parquet.read_table(output)
    said = json.loads(table.schema.metadata[b"kutipan"])
    assert said["total"] == table.num_rows == said["index"]["quotations"]
    lines = [json.loads(line) for line in run("export", data=sample_data).stdout.splitlines()]
    assert table.column("text").to_pylist() == [line["text"] for line in lines]


def test_an_export_of_what_is_new(sample_data: Path) -> None:
    everything = run("export", "--filter", "updated_since=2020-01-01", data=sample_data).stdout
    assert everything == run("export", data=sample_data).stdout
    assert run("export", "--filter", "updated_since=2999-01-01", data=sample_data).stdout == ""
