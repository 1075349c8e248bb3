"""Gold files as people give them, and what is wrong with them."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from corpus.errors import ConfigurationError
from evaluation import reading, records

GOOD = '{"id": "a", "quotes": [{"kind": "direct", "text": "Siap", "speaker_role": "Camat"}], "event": null}\n'

BAD = [
    ("{", "is not a record", "no JSON"),
    ("[]", "is not a record", "a list"),
    ('{"id": "a"}', "has no field 'quotes'", "a field missing"),
    ('{"id": "a", "quotes": [{"kind": "sung", "text": "x"}]}', "'sung' is not a valid", "an unknown kind"),
    ("\n\n", "holds no records", "nothing"),
]


@pytest.mark.parametrize(("line", "message", "why"), BAD)
def test_bad_lines_are_named(tmp_path: Path, line: str, message: str, why: str) -> None:
    path = tmp_path / "gold.jsonl"
    path.write_text(line, encoding="utf-8")
    with pytest.raises(ConfigurationError, match=message):
        reading.read(path, records.article)


def test_plain_and_compressed(tmp_path: Path) -> None:
    plain, packed = tmp_path / "gold.jsonl", tmp_path / "gold.jsonl.gz"
    plain.write_text(GOOD, encoding="utf-8")
    packed.write_bytes(gzip.compress(GOOD.encode()))
    article = reading.read(plain, records.article)
    assert article == reading.read(packed, records.article)
    assert article[0].quotes[0].role == "Camat"
    assert article[0].occasion == records.Occasion()


@pytest.mark.parametrize("name", ["missing.jsonl", "broken.jsonl.gz"])
def test_unreadable_files(tmp_path: Path, name: str) -> None:
    (tmp_path / "broken.jsonl.gz").write_bytes(gzip.compress(b"x" * 100)[:20])
    with pytest.raises(ConfigurationError, match="cannot be read"):
        reading.read(tmp_path / name, records.article)


def test_judgements_and_queries(tmp_path: Path) -> None:
    path = tmp_path / "x.tsv"
    path.write_text("q\ta\t3\nq\tb\t0\n", encoding="utf-8")
    assert reading.judgements(path) == {"q": {"a": 3, "b": 0}}
    path.write_text("q\ttopic\tpemilu damai\n", encoding="utf-8")
    assert reading.queries(path) == [("q", "pemilu damai")]
    with pytest.raises(ConfigurationError, match="the grade is 'pemilu damai'"):
        reading.judgements(path)
    path.write_text("q topic pemilu\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="separated by tabs"):
        reading.queries(path)
