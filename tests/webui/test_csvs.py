"""Tables as CSV: read back as written, and never run by a spreadsheet."""

from __future__ import annotations

import csv
import io

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from webui.csvs import csv_file, csv_text


@pytest.mark.parametrize("hostile", ["=1+1", "+SUM(A1)", "-2+3", "@cmd", "\t=1", '=HYPERLINK("x")'])
def test_text_that_a_spreadsheet_would_run_is_text(hostile: str) -> None:
    [_, [cell]] = list(csv.reader(io.StringIO(csv_text(("a",), [(hostile,)]))))
    assert cell == f"'{hostile}"


@pytest.mark.parametrize(("value", "shown"), [(-3, "-3"), (0.5, "0.5"), (None, ""), ("-7.25", "-7.25"), (1 / 3, "0.333333")])
def test_numbers_stay_numbers(value: float | str | None, shown: str) -> None:
    assert csv_text(("a",), [(value, "x")]).splitlines()[1] == f"{shown},x"


@given(
    st.lists(st.lists(st.text(alphabet=st.characters(codec="utf-8", exclude_characters="\r\n\x00")), min_size=2, max_size=2))
)
def test_rows_are_read_back(rows: list[list[str]]) -> None:
    _, *back = csv.reader(io.StringIO(csv_text(("a", "b"), rows), newline=""))
    assert [[cell.removeprefix("'") for cell in row] for row in back] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]


@pytest.mark.parametrize("name", ["Ratna Sekarwati", '"; filename=x', "../../etc/passwd", "…"])
def test_a_file_has_a_plain_name(name: str) -> None:
    with Flask(__name__).app_context():
        header = csv_file(name, ("a",), []).headers["Content-Disposition"]
    file = header.removeprefix('attachment; filename="').removesuffix('.csv"')
    assert file
    assert not set(file) & set('"/\\;…')
