"""Offices of one person with the months in which they were seen."""

from __future__ import annotations

import datetime as dt

import pytest

from corpus.records import speaker_id
from corpus.store import Mention
from indexer.register.tenures import Tenure, tenures

Seen = tuple[str, str | None, str | None]


def told(seen: list[Seen]) -> list[str]:
    """Return the offices as a person reads them, from days with role and affiliation."""
    mentions = [
        Mention(
            document_id=f"d{number:02}",
            name_id=speaker_id("Sekarlaya Turonggo"),
            name="Sekarlaya Turonggo",
            role=role,
            affiliation=affiliation,
            official=True,
            date=dt.date.fromisoformat(day) if day else None,
            source=None,
            place=None,
            speaker_id=None,
            quotations=1,
        )
        for number, (day, role, affiliation) in enumerate(seen)
    ]
    return [f"{each.office} | {each.period}" for each in tenures(mentions)]


@pytest.mark.parametrize(
    ("seen", "offices"),
    [
        pytest.param(
            [("2029-10-21", "Menteri Kebudayaan (Menbud)", None), ("2031-05-02", "Menteri Kebudayaan", "RI")],
            ["Menteri Kebudayaan | since 2029-10"],
            id="one office in two spellings, held still",
        ),
        pytest.param(
            [
                ("2025-01-14", "Bupati", "Agam"),
                ("2027-03-01", "Bupati", "Kabupaten Agam"),
                ("2031-05-02", "Gubernur", "Jambi"),
            ],
            ["Bupati, Kabupaten Agam | 2025-01 to 2027-03", "Gubernur, Jambi | since 2031-05"],
            id="an office after another",
        ),
        pytest.param(
            [("2031-01-02", "Ketua Umum", "Partai Telaga"), ("2031-05-02", "Menteri Kebudayaan", None)],
            ["Ketua Umum, Partai Telaga | since 2031-01", "Menteri Kebudayaan | since 2031-05"],
            id="two at once",
        ),
        pytest.param(
            [("2026-01-02", "Bupati", "Agam"), ("2031-05-02", "Mantan Bupati", "Agam")],
            ["Bupati, Agam | 2026-01"],
            id="called a former one later: the same office, held until it was last seen",
        ),
        pytest.param(
            [("2026-01-02", "Presiden", "RI"), ("2026-03-02", "Presiden ke-12", "RI")],
            ["Presiden, RI | 2026-01"],
            id="a number, as former ones have",
        ),
        pytest.param(
            [("2026-01-02", "Bupati", "Agam"), ("2031-05-02", None, None)],
            ["Bupati, Agam | 2026-01"],
            id="seen years later without it",
        ),
        pytest.param(
            [("2031-05-02", "mantan Rektor", "Universitas Telaga")],
            ["mantan Rektor, Universitas Telaga | 2031-05"],
            id="a former office is never current",
        ),
        pytest.param(
            [
                ("2031-05-02", "Menteri Koordinator Bidang Ketertiban dan Telaga (Menko Ketertela)", None),
                ("2031-05-03", "Menko Ketertela", None),
            ],
            ["Menteri Koordinator Bidang Ketertiban dan Telaga | since 2031-05"],
            id="a short form that a document explains",
        ),
        pytest.param([("", "Bupati", "Agam")], ["Bupati, Agam | "], id="no day"),
        pytest.param([("2031-05-02", None, None)], [], id="no office"),
    ],
)
def test_offices_with_months(seen: list[Seen], offices: list[str]) -> None:
    assert told(seen) == offices


def test_an_office_without_a_body_is_told_by_its_role() -> None:
    assert Tenure(role="Kapolri", affiliation=None, first=None, last=None, quotations=1).office == "Kapolri"
