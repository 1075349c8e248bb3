"""`kutipan compare` from a data folder: the same numbers in every form, and what cannot be compared."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import kutipan

SAID = [
    ("k1", "Pemilu di kabupaten ini berjalan jujur dan aman.", "Sekar Wiratama", "2023-01-10"),
    ("k2", "Hasil pemilu itu curang dan kami tolak.", "Sekar Wiratama", "2024-02-11"),
    ("k3", "Jalan desa akan diperbaiki bulan depan.", "Sekar Wiratama", "2024-02-12"),
    ("k4", "Kami menerima hasil pemilu dengan lapang dada.", "Lingga Prawira", "2024-02-12"),
    ("k5", "Pasar baru dibuka hari Senin.", "Lingga Nawasena", "2024-02-13"),
]


def run(*arguments: str | Path) -> Result:
    environment = {"COLUMNS": "160", "KUTIPAN_ENCODER": "fake"}
    return CliRunner(env=environment).invoke(kutipan.main, [*map(str, arguments)])


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("comparing")
    lines = [json.dumps(dict(zip(("id", "text", "speaker", "date"), each, strict=True))) + "\n" for each in SAID]
    (folder / "said.jsonl").write_text("".join(lines), encoding="utf-8")
    assert run("--data", folder / "data", "import-quotations", folder / "said.jsonl").exit_code == kutipan.DONE
    assert run("--data", folder / "data", "index").exit_code == kutipan.DONE
    return folder / "data"


def compared(data: Path, *arguments: str) -> str:
    found = run("--data", data, "compare", *arguments)
    assert found.exit_code == kutipan.DONE, found.output
    return found.stdout


def test_every_form_says_the_same(data: Path) -> None:
    sides = ("sekar-wiratama", "prawira", "--query", "pemilu", "--mode", "keyword")
    answer = json.loads(compared(data, *sides, "--format", "json"))
    assert [(side["label"], side["quotations"], side["corpus"]) for side in answer["sides"]] == [
        ("Sekar Wiratama", 2, 5),
        ("Lingga Prawira", 1, 5),
    ]
    rows = list(csv.DictReader(io.StringIO(compared(data, *sides, "--format", "csv"))))
    assert [(row["label"], row["quotations"], row["per_1000"]) for row in rows] == [
        ("Sekar Wiratama", "2", "400"),
        ("Lingga Prawira", "1", "200"),
    ]
    table = compared(data, *sides)
    assert "Sekar Wiratama" in table
    assert "400" in table


def test_a_change_of_side_is_told_in_both_wordings(data: Path) -> None:
    text = compared(data, "sekar-wiratama", "lingga-prawira", "--filter", "topic=elections")
    assert "2023-01-10  FAVOR" in text
    assert "2024-02-11  AGAINST  Hasil pemilu itu curang dan kami tolak." in text


def test_periods(data: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(compared(data, "--by", "period", "2023", "2024", "--format", "csv"))))
    assert [(row["side"], row["quotations"]) for row in rows] == [("2023", "1"), ("2024", "4")]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("sekar-wiratama",), "2 to 4"),
        (("sekar-wiratama", "lingga"), "may be 2 speakers"),
        (("sekar-wiratama", "nobody at all"), "nobody in this index"),
        (("sekar-wiratama", "prawira", "--filter", "topic"), "a name and a value"),
        (("--by", "period", "2023", "soon"), "is not a date"),
        (("sekar-wiratama", "prawira", "--query", "a", "--claim", "b"), "both given"),
    ],
)
def test_what_cannot_be_compared(data: Path, arguments: tuple[str, ...], said: str) -> None:
    found = run("--data", data, "compare", *arguments)
    assert found.exit_code == kutipan.COULD_NOT_RUN
    assert said in found.stderr
