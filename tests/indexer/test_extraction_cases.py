from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from corpus.records import Document
from indexer.quotations import extract

CASES = yaml.safe_load((Path(__file__).parent / "extraction_cases.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["reason"] for case in CASES])
def test_passage(case: dict[str, Any]) -> None:
    text = case["text"]
    found = extract(Document(id="case", text=text, raw=text, content_hash=""))
    got = [[str(q.kind), q.text, q.cue, q.attribution.speaker, q.attribution.role, q.attribution.affiliation] for q in found]
    assert got == [row + [None] * (6 - len(row)) for row in case["quotes"]]
