import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml

from corpus import dates
from corpus.dates import FoundDate, Precision

ANCHOR = dt.date(2023, 3, 2)
CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases" / "dates.yaml").read_text(encoding="utf-8"))


def shown(text: str, found: tuple[FoundDate, ...]) -> list[list[Any]]:
    return [[each.span.of(text), each.date, each.precision.value, each.relative] for each in found]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_dates_in_running_text(case: dict[str, Any]) -> None:
    assert shown(case["text"], dates.find(case["text"], ANCHOR)) == case["found"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_without_an_anchor_only_full_dates_are_found(case: dict[str, Any]) -> None:
    full = [each for each in case["found"] if not each[3]]
    assert shown(case["text"], dates.find(case["text"])) == full


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        ("Rabu (1/3/2023)", dt.date(2023, 3, 1), "one date"),
        ("Maret 2023, tepatnya 7 Maret 2023", dt.date(2023, 3, 7), "a day is better than a month"),
        ("Nop 2019", dt.date(2019, 11, 1), "a month is better than nothing"),
        ("kemarin", dt.date(2023, 3, 1), "resolved against the anchor"),
        ("besok lusa entah kapan", dt.date(2023, 3, 3), "the first of two"),
        ("tidak ada", None, "no date"),
        ("", None, "no text"),
    ],
)
def test_parse_gives_the_best_date(text: str, expected: dt.date | None, why: str) -> None:
    assert dates.parse(text, ANCHOR) == expected, why


def test_a_weekday_chooses_the_year_nearest_to_publication() -> None:
    new_year = dt.date(2024, 1, 2)
    assert dates.parse("Minggu (31/12)", new_year) == dt.date(2023, 12, 31)
    assert dates.parse("Minggu (31/12)", dt.date(2023, 12, 30)) == dt.date(2023, 12, 31)


def test_precision_is_said() -> None:
    day, month = dates.find("5 Mei 2020 dan Juni 2020")
    assert (day.precision, month.precision) == (Precision.DAY, Precision.MONTH)
