"""`kutipan status`: months and gaps of sources, reasons of runs, and words that cannot command a terminal."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest

from corpus.store import Coverage, FollowedSource, Reason, Run, StoreCounts
from webui.commands.terminal_status import MONTHS_SHOWN, Status, as_record, gaps, line, show

NOW = dt.datetime(2025, 6, 23, 8, tzinfo=dt.UTC)


def status(**given: Any) -> Status:
    counts = StoreCounts(
        documents=3, revisions=0, quotations=0, withdrawn=0, speakers=0, attributed=0, kinds={}, sources={"Humas": 3},
        topics={}, pipeline_versions={}, first_date=None, last_date=None, position=7,
    )  # fmt: skip
    fields: dict[str, Any] = {"index": "there is no index", "runs": [], "followed": [], "coverage": {}, "followed_coverage": {}}
    return Status(store=counts, **{**fields, **given})


@pytest.mark.parametrize(
    ("months", "expected"),
    [
        ({}, []),
        ({"2024-03": 1}, []),
        ({"2023-11": 4, "2024-02": 1}, ["2023-12", "2024-01"]),
        ({"2024-01": 1, "2024-02": 1}, []),
    ],
)
def test_gaps_lie_between_the_first_and_the_last_month(months: dict[str, int], expected: list[str]) -> None:
    assert gaps(months) == expected


@pytest.mark.parametrize(
    ("months", "end"),
    [
        ({"2024-03": 1}, "█"),
        ({"2024-02": 100, "2024-03": 1}, "█▁"),
        ({"2024-01": 8, "2024-03": 4}, "█·▄"),
        ({"2023-12": 1, "2024-02": 1}, "█·█·"),
    ],
)
def test_a_bar_a_month_and_a_dot_for_none(months: dict[str, int], end: str) -> None:
    shown = line(months, "2024-03")
    assert len(shown) == MONTHS_SHOWN
    assert shown.endswith(f"·{end}")


def test_what_lies_before_the_line_is_not_shown() -> None:
    assert line({"2001-05": 3}, "2024-03") == "·" * MONTHS_SHOWN
    assert line({"2022-04": 3}, "2024-03") == "█" + "·" * (MONTHS_SHOWN - 1)
    assert line({"2022-03": 3}, "2024-03") == "·" * MONTHS_SHOWN


def followed() -> Status:
    return status(
        coverage={"Humas": Coverage(months={"2025-01": 2, "2025-04": 1}, undated=1), None: Coverage(months={})},
        followed=[
            FollowedSource(
                name="kabar", kind="feed", url="https://kabar.example", succeeded_at=NOW, error="does not answer [/x]\x1b[31m",
                counts={"failed": 1}, totals={"added": 1234, "revised": 5, "rejected": 6, "failed": 2, "errors": 3},
            ),
            FollowedSource(name="rilis", kind="folder", url="rilis"),
        ],
        followed_coverage={"kabar": Coverage(months={"2025-01": 2, "2025-04": 1})},
        runs=[
            Run(
                id=1, command="follow kabar", started_at=NOW, finished_at=NOW, counts={"added": 2}, rejected=9,
                reasons=tuple(Reason(reason=f"is broken in way {n}", number=9 - n, example=f"a.jsonl:{n}") for n in range(5)),
            )
        ],
    )  # fmt: skip


def test_tables_show_every_source_with_its_figures_months_and_gaps(capsys: pytest.CaptureFixture[str]) -> None:
    show(followed(), "table")
    shown = capsys.readouterr().out
    for wanted in (
        "1,234", "2025-06-23 08:00", "never", "█··▄", "2 months", "2025-01 to", "FAILED: does not answer [/x]", "8 rejected",
        "such as a.jsonl:0", "2 more reasons", "up to 2025-04",
    ):  # fmt: skip
        assert wanted in " ".join(shown.split()), wanted
    (row,) = (text for text in shown.splitlines() if text.strip().startswith("kabar") and "08:00" in text)
    assert row.split()[-4:] == ["1,234", "5", "6", "5"], "errors are pages that failed and rounds that did"
    assert "\x1b" not in shown, "an error cannot command a terminal"


def test_json_has_all_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    show(followed(), "json")
    said = json.loads(capsys.readouterr().out)
    assert said == json.loads(json.dumps(as_record(followed())))
    covered = {"months": {"2025-01": 2, "2025-04": 1}, "gaps": ["2025-02", "2025-03"], "undated": 1}
    assert said["coverage"] == {"Humas": covered, "": {"months": {}, "gaps": [], "undated": 0}}
    assert said["followed"][0]["coverage"] == {**covered, "undated": 0}
    assert said["followed"][1]["coverage"] == {"months": {}, "gaps": [], "undated": 0}
    assert said["runs"][0]["reasons"][0] == {"reason": "is broken in way 0", "number": 9, "example": "a.jsonl:0"}
    assert len(said["runs"][0]["reasons"]) == 5
    assert (said["index"], said["index_problem"], said["changes_not_indexed"]) == (None, "there is no index", None)
