"""`kutipan evaluate` and `python -m evaluation`, end to end on small gold of our own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from corpus.errors import ConfigurationError
from corpus.settings import Settings
from evaluation.__main__ import main
from evaluation.command import evaluate
from indexer.entailment import loading
from indexer.entailment.fake import FakeEntailment

TEXT = '"Air sudah surut," kata Camat Lereng Ayu, Basuki Rahardi.'
QUOTE = {
    "kind": "direct", "text": "Air sudah surut", "cue": "kata", "speaker": "Basuki Rahardi",
    "speaker_role": "Camat", "speaker_affiliation": "Lereng Ayu",
}  # fmt: skip
ARTICLE = {"id": "a", "text": TEXT, "quotes": [QUOTE], "event": None}


def run(*arguments: str | Path | int) -> Result:
    return CliRunner().invoke(evaluate, list(map(str, arguments)), obj=Settings())


def write(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def scores(result: Result) -> dict[str, float]:
    assert result.exit_code == 0, result.output
    found: dict[str, float] = json.loads(result.stdout)
    return found


def test_quotes_by_the_pipeline(tmp_path: Path) -> None:
    gold = write(tmp_path / "gold.jsonl", ARTICLE)
    assert scores(run("quotes", gold, "--json"))["all.joint.F1"] == 1
    shown = run("quotes", gold, "--errors", 5).stdout
    assert "speaker.strict" in shown
    assert "Confidence of speakers" in shown


def test_quotes_by_given_predictions(tmp_path: Path) -> None:
    gold = write(tmp_path / "gold.jsonl", ARTICLE)
    found = write(tmp_path / "found.jsonl", ARTICLE | {"quotes": [QUOTE | {"speaker": "Retno Kinasih"}]})
    assert scores(run("quotes", gold, "--pred", found, "--json"))["all.joint.F1"] == 0
    shown = run("quotes", gold, "--pred", found, "--errors", 5).stdout
    assert "speaker wrong" in shown
    assert "Retno Kinasih" in shown


def test_what_the_pipeline_rejects_is_listed(tmp_path: Path) -> None:
    gold = write(tmp_path / "gold.jsonl", ARTICLE, {"id": "b", "text": "", "quotes": [QUOTE]})
    result = run("quotes", gold, "--json")
    assert result.exit_code == 1
    assert "rejected:" in result.stderr
    assert json.loads(result.stdout)["articles_missing"] == 1


def test_stance(tmp_path: Path) -> None:
    row = {"id": "1", "text": "Kabar itu hoaks, jangan disebarkan", "topics": {"misinformation": "FAVOR"}}
    gold = write(tmp_path / "gold.jsonl", row)
    assert scores(run("stance", gold, "--json"))["stance.all.FAVOR"] == 1
    found = write(tmp_path / "found.jsonl", row | {"topics": {"misinformation": "NONE"}})
    assert scores(run("stance", gold, "--pred", found, "--json"))["stance.all.FAVOR"] == 0
    shown = run("stance", gold, "--pred", found, "--errors", 1).stdout
    assert "always the majority" in shown
    assert "stance wrong" in shown


def test_claims(tmp_path: Path) -> None:
    gold = write(tmp_path / "gold.jsonl", {"id": "1", "text": "x", "claim": "y", "stance": "AGAINST"})
    assert scores(run("claims", gold, "--pred", gold, "--json"))["AGAINST.F1"] == 1


def test_claims_by_the_model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "from_settings", lambda settings: FakeEntailment())
    text = "Pasar lama akan dibongkar"
    gold = write(
        tmp_path / "gold.jsonl",
        {"id": "1", "text": text, "claim": "pasar lama dibongkar", "stance": "FAVOR"},
        {"id": "2", "text": text, "claim": "pasar lama tidak dibongkar", "stance": "AGAINST"},
        {"id": 3, "text": text, "claim": "cuaca cerah sekali", "stance": "NONE"},
    )
    assert scores(run("claims", gold, "--json"))["macroF1"] == 1
    write(gold, {"id": "1", "text": text, "claim": " ", "stance": "FAVOR"})
    result = run("claims", gold, "--json")
    assert result.exit_code == 1
    assert "rejected:" in result.stderr
    assert json.loads(result.stdout)["FAVOR.F1"] == 0


def test_pfsa(tmp_path: Path) -> None:
    spans = [(TEXT.index(words), TEXT.index(words) + len(words), label) for words, label in (
        ("Air sudah surut,", "STATEMENT"), ("kata", "CUE"), ("Camat", "ROLE"), ("Basuki Rahardi", "PERSON"))]  # fmt: skip
    marks = [{"start": start, "end": end, "label": label} for start, end, label in spans]
    found = scores(run("pfsa", write(tmp_path / "gold.jsonl", {"id": "a", "text": TEXT, "spans": marks}), "--json"))
    assert found["statement.R"] == found["speaker.beside.accuracy"] == 1


def test_retrieval(tmp_path: Path) -> None:
    texts = ["Jangan percaya berita bohong", "Panen jagung naik", "Jalan desa diaspal bulan depan"]
    quotations = write(tmp_path / "q.jsonl", *({"id": f"k{number}", "text": text} for number, text in enumerate(texts)))
    (tmp_path / "queries.tsv").write_text("q1\ttopic\tberita bohong\n", encoding="utf-8")
    (tmp_path / "qrels.tsv").write_text("q1\tk0\t3\nq1\tk1\t0\n", encoding="utf-8")
    files = [quotations, tmp_path / "queries.tsv", tmp_path / "qrels.tsv"]
    found = scores(run("retrieval", *files, "--mode", "keyword", "--keep", tmp_path / "data", "--json"))
    assert found["keyword.nDCG@10"] == found["keyword.MRR(grade>=2)"] == 1
    assert "keyword" in run("retrieval", *files, "--mode", "keyword", "--keep", tmp_path / "data").stdout


def test_a_bad_gold_file_is_an_error_that_teaches(tmp_path: Path) -> None:
    result = run("quotes", tmp_path / "missing.jsonl")
    assert isinstance(result.exception, ConfigurationError)
    assert "check the path" in str(result.exception)


def test_help_teaches_every_option() -> None:
    for name, command in evaluate.commands.items():
        assert command.help, name
        assert "--json" in run(name, "--help").stdout


def test_registering_the_command_costs_nothing() -> None:
    heavy = ("numpy", "yaml", "rich", "indexer")
    code = f"import sys, evaluation.command; print([name for name in {heavy} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip() == "[]"


def test_page_without_shared_gold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("KUTIPAN_SHARED", str(tmp_path / "nothing"))
    page = tmp_path / "quality.md"
    assert main(["--page", str(page)]) == 0
    assert "no shared gold" in capsys.readouterr().err
    text = page.read_text(encoding="utf-8")
    for heading in ("## Quotations: own passages", "Errors by kind", "expected calibration error", "## Floors"):
        assert heading in text
    assert "## Retrieval" not in text
