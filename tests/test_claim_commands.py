"""Claims on the command line, judged by a tiny cross-encoder from a folder: no score is asked of it, only that all is wired."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import kutipan
from tests.indexer import tiny_encoder

WORDS = ["persatuan", "warga", "harus", "dijaga", "bersama", "jembatan", "dibangun", "tahun", "ini"]
LABELS = ("neutral", "contradiction", "entailment")  # the tiny classifier leans to its last label
SAID = [
    {"id": f"k{number}", "text": text, "speaker": "Sahrul Mappa", "date": f"2024-01-0{number}"}
    for number, text in enumerate(["Persatuan warga harus dijaga", "Jembatan dibangun tahun ini", "Warga dijaga bersama"], 1)
]


def run(*arguments: str | Path) -> Result:
    return CliRunner(env={"COLUMNS": "120"}).invoke(kutipan.main, [*map(str, arguments)])


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("claims")
    (folder / "said.jsonl").write_text("".join(json.dumps(each) + "\n" for each in SAID), encoding="utf-8")
    assert run("--data", folder / "data", "import-quotations", folder / "said.jsonl").exit_code == kutipan.DONE
    assert run("--data", folder / "data", "index").exit_code == kutipan.DONE
    return folder / "data"


@pytest.fixture(autouse=True)
def _tiny_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUTIPAN_ENTAILMENT", str(tiny_encoder.classifier(tmp_path, WORDS, LABELS)))


def judged(data: Path, *arguments: str) -> Result:
    found = run("--data", data, "search", "--claim", "warga harus dijaga", *arguments)
    assert found.exit_code == kutipan.DONE, found.output
    return found


def test_every_form_says_the_same(data: Path) -> None:
    answer: dict[str, Any] = json.loads(judged(data, "--format", "json").stdout)
    ids = [each["id"] for side in ("supporting", "opposing", "uncertain") for each in answer[side]["quotations"]]
    assert answer["judged"] == len(ids) + answer["open"] > 0
    rows = list(csv.DictReader(io.StringIO(judged(data, "--format", "csv").stdout)))
    assert [row["id"] for row in rows] == ids
    assert {row["stance"] for row in rows} <= {"FAVOR", "AGAINST", "NONE"}
    table = judged(data).stdout
    assert f"For ({answer['supporting']['total']})" in table
    assert f"Against ({answer['opposing']['total']})" in table
    assert f"{answer['judged']} of {answer['found']} matching quotations judged" in " ".join(table.split())
    assert answer["supporting"]["total"] > 0
    assert "Sahrul Mappa" in table
    assert (data / "judgements.sqlite").exists()


def test_the_depth_is_stated_and_more_is_offered(data: Path) -> None:
    table = " ".join(judged(data, "--depth", "1").stdout.split())
    assert "1 of " in table
    assert "judge further with --depth 2" in table


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--claim", ""], "the claim is empty"),
        (["--claim", "🙂"], "has no words"),
        (["--claim", "x" * 5000], "5,000 characters"),
        (["--claim", "warga", "--depth", "0"], "out of range"),
        (["--claim", "warga", "--format", "run"], "choose table, json or csv"),
        (["--claim", "warga", "pemilu"], "in place of QUERY"),
        (["pemilu", "--depth", "5"], "--depth belongs to it"),
        (["--claim", "warga", "--filter", "topic=weather"], "does not exist"),
    ],
)
def test_what_cannot_be_asked_is_refused(arguments: list[str], said: str, data: Path) -> None:
    refused = run("--data", data, "search", *arguments)
    assert refused.exit_code == kutipan.COULD_NOT_RUN
    assert said in refused.stderr


def lines(path: Path, *rows: dict[str, Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_label_needs_no_data_folder(tmp_path: Path) -> None:
    claims = lines(
        tmp_path / "claims.jsonl",
        {"id": "a", "text": SAID[0]["text"], "claim": "warga harus dijaga"},
        {"id": "b", "text": "", "claim": "warga harus dijaga"},
    )
    labelled = run("--data", tmp_path / "none", "label", "--claims", claims)
    assert labelled.exit_code == kutipan.DONE, labelled.output
    first, second = map(json.loads, labelled.stdout.splitlines())
    assert (first["id"], first["stance"]) == ("a", "FAVOR")
    assert 0 < first["probability"] <= 1
    assert (second["id"], second["stance"], second["probability"]) == ("b", "NONE", 1.0)
    assert not (tmp_path / "none").exists()


def test_claims_may_be_about_the_texts_of_another_file(tmp_path: Path) -> None:
    texts = lines(tmp_path / "texts.jsonl", {"id": "a", "text": "Jembatan dibangun"}, {"id": "z", "text": "Warga"})
    claims = lines(tmp_path / "claims.jsonl", {"id": "a", "claim": "jembatan dibangun"}, {"id": "c", "claim": "jembatan"})
    labelled = run("--data", tmp_path, "label", texts, "--claims", claims)
    assert labelled.exit_code == kutipan.DONE_WITH_REJECTIONS
    assert [json.loads(line)["id"] for line in labelled.stdout.splitlines()] == ["a"]
    assert "claims.jsonl:2: has no text" in labelled.stderr
    assert run("label").exit_code == kutipan.COULD_NOT_RUN
