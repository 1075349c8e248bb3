"""The measuring tools' own arithmetic; nothing is timed here."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import machine, material, serving
from benchmarks.processes import CommandError, measured
from benchmarks.report import Figure, as_markdown, as_record, number


@pytest.mark.parametrize(
    ("values", "percent", "expected"),
    [
        ([5.0], 95, 5.0),
        ([1.0, 2.0, 3.0, 4.0], 50, 2.0),
        (list(map(float, range(1, 101))), 95, 95.0),
        ([3.0, 1.0, 2.0], 100, 3.0),
        ([3.0, 1.0, 2.0], 1, 1.0),
    ],
)
def test_percentiles_are_values_that_were_measured(values: list[float], percent: float, expected: float) -> None:
    assert serving.percentile(values, percent) == expected


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (1234.5, "1,234"), (1234567.0, "1,234,567"), (12.345, "12.3"), (0.98765, "0.988"), (7.0, "7"), (99.96, "100")],
)
def test_numbers_are_short(value: float, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize(
    ("value", "at_least", "met"), [(10, True, True), (10, False, True), (11, False, False), (9, True, False), (9, False, True)]
)
def test_aims_have_a_direction(value: float, at_least: bool, met: bool) -> None:
    assert Figure(name="x", value=value, unit="s", aim=10, at_least=at_least).met is met


def test_a_report_says_everything_once() -> None:
    figures = [
        Figure(name="extract", value=321.5, unit="articles/s", aim=300, at_least=True, note="2,000 articles"),
        Figure(name="peak", value=3000, unit="MiB", aim=2048),
        Figure(name="index", value=12, unit="s"),
    ]
    record = as_record({"cores": "2"}, "10 documents", figures)
    assert json.loads(json.dumps(record)) == record
    page = as_markdown(record)
    assert "- cores: 2\n" in page
    assert "| extract | 322 articles/s | ≥ 300 articles/s | met; 2,000 articles |\n" in page
    assert "| peak | 3,000 MiB | ≤ 2,048 MiB | **missed** |\n" in page
    assert "| index | 12 s |  |  |\n" in page


def test_the_queries_are_many_and_varied() -> None:
    queries = material.queries()
    assert len(queries) == len(set(queries)) >= 60
    words = [len(query.split()) for query in queries]
    assert min(words) == 1
    assert max(words) >= 8
    assert not set(serving.WARM_UP) & set(queries)


def test_the_sample_stands_in_for_a_missing_corpus(tmp_path: Path) -> None:
    found = material.find(tmp_path, None, {"KUTIPAN_SHARED": str(tmp_path / "none")})
    assert found.path == material.SAMPLE
    assert found.documents > 0


def test_the_first_articles_of_the_corpus_are_taken(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    with gzip.open(tmp_path / "corpus" / "articles.jsonl.gz", "wt", encoding="utf-8") as file:
        file.writelines(f'{{"id": "{number}"}}\n' for number in range(5))
    environment = {"KUTIPAN_SHARED": str(tmp_path)}
    assert material.find(tmp_path, 2, environment).path.read_text(encoding="utf-8") == '{"id": "0"}\n{"id": "1"}\n'
    assert material.find(tmp_path, None, environment).documents == 5


def test_a_commands_cost_is_measured() -> None:
    program = "import time; held = b'x' * 60_000_000; print('done'); time.sleep(0.5)"
    cost = measured([sys.executable, "-c", program])
    assert cost.output == "done\n"
    assert cost.seconds >= 0.5
    assert cost.peak_bytes > 60_000_000


@pytest.mark.parametrize("program", ["import sys; sys.exit(2)", "raise ValueError('broken')"], ids=["exit code", "crash"])
def test_a_failed_command_is_not_a_measurement(program: str) -> None:
    with pytest.raises(CommandError):
        measured([sys.executable, "-c", program])


def test_the_machine_is_described() -> None:
    facts = machine.facts()
    assert set(facts) == {"processor", "cores", "memory", "system", "packages"}
    assert all(facts.values())
    assert "numpy" in facts["packages"]


def test_help_needs_no_corpus() -> None:
    done = subprocess.run([sys.executable, "-m", "benchmarks", "--help"], capture_output=True, text=True, check=True)
    assert "--articles" in done.stdout
