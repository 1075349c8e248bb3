"""The project's scorer and the shared one give the same figures, on what the pipeline finds in the development gold."""

from __future__ import annotations

import gzip
import json
import random
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from corpus.records import Stance
from corpus.sources import open_sources
from evaluation import figures, predict, quotations, reading, records, retrieval, shared, stances
from evaluation.records import Scores
from indexer.annotate import Labeller
from indexer.extracts import extract

GOLD = shared.gold()
SCORER = GOLD.folder / "score.py"

pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not SCORER.exists(), reason="needs eval/score.py of ../shared; set KUTIPAN_SHARED"),
]
LABELLER = Labeller.load()


def reference(task: str, gold: Path, found: Path) -> Mapping[str, Any]:
    """Return the figures of the shared scorer, run by itself: it leaves files open, which is an error in here."""
    done = subprocess.run([sys.executable, SCORER, task, gold, found, "--json"], capture_output=True, text=True, check=True)
    figures: dict[str, Any] = json.loads(done.stdout)
    return figures


def lines(path: Path, rows: list[Any]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def compare(ours: Scores, theirs: Mapping[str, Any]) -> None:
    assert theirs
    assert {name: ours[name] for name in theirs} == pytest.approx(dict(theirs))


@pytest.mark.parametrize("gold", GOLD.quotations, ids=lambda path: path.stem)
def test_quotations(gold: Path, tmp_path: Path) -> None:
    found = lines(tmp_path / "found.jsonl", list(extract(open_sources([gold]))))
    ours = quotations.score(reading.read(gold, records.article), reading.read(found, records.article))
    assert 0 < ours["all.joint.F1"] <= 1
    compare(ours, reference("quotes", gold, found))


@pytest.mark.parametrize("gold", GOLD.quotations, ids=lambda path: path.stem)
def test_damaged_quotations(gold: Path, tmp_path: Path) -> None:
    """Gold whose words, kinds, names and events were damaged: the pipeline makes too few errors to try the scorers."""
    chance = random.Random(7)
    rows = []
    for line in gold.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        quotes = [damaged(quote, chance) for quote in row["quotes"] if chance.random() < 0.9]
        event = {name: value for name, value in (row.get("event") or {}).items() if chance.random() < 0.6}
        rows.append({"id": row["id"], "quotes": quotes, "event": event})
    found = lines(tmp_path / "found.jsonl", rows[1:])
    ours = quotations.score(reading.read(gold, records.article), reading.read(found, records.article))
    assert 0.2 < ours["all.joint.F1"] < 0.95
    compare(ours, reference("quotes", gold, found))


def damaged(quote: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    words = quote["text"].split()
    first = chance.choice([0, 0, 0, 1, 3])
    speaker = quote["speaker"]
    names = [speaker, speaker, None, "Danu Pramuja", f"Dr. {speaker}, M.Si", (speaker or "Camat").split()[0]]
    return quote | {
        "text": " ".join(words[first : len(words) - chance.choice([0, 0, 1])]),
        "kind": chance.choice([quote["kind"]] * 4 + ["direct", "mixed"]),
        "speaker": chance.choice(names),
        "speaker_role": chance.choice([quote.get("speaker_role"), None, "Camat"]),
    }


def test_public_figures(tmp_path: Path) -> None:
    unpacked = tmp_path / "gold.jsonl"
    unpacked.write_bytes(gzip.decompress(GOLD.pfsa.read_bytes()))
    found = lines(tmp_path / "found.jsonl", list(extract(open_sources([GOLD.pfsa]))))
    ours = figures.score(reading.read(GOLD.pfsa, records.marked), reading.read(found, records.article))
    compare(ours, reference("pfsa", unpacked, found))


def test_stances(tmp_path: Path) -> None:
    texts = reading.read(GOLD.stances, lambda row: (row["id"], row["text"], row.get("speaker")))
    given = list(predict.labels(texts, LABELLER))
    found = lines(tmp_path / "found.jsonl", [{"id": each.id, "topics": dict(each.topics)} for each in given])
    compare(stances.score(reading.read(GOLD.stances, records.labelled), given), reference("stance", GOLD.stances, found))


def test_claims(tmp_path: Path) -> None:
    gold = dict(reading.read(GOLD.claims, records.claim_stance))
    chance = random.Random(7)
    given = {claim: chance.choice([side, *(each.value for each in Stance)]) for claim, side in list(gold.items())[3:]}
    found = lines(tmp_path / "found.jsonl", [{"id": claim, "stance": side} for claim, side in given.items()])
    compare(stances.score_claims(gold, given), reference("claims", GOLD.claims, found))


def test_retrieval(tmp_path: Path) -> None:
    judgements = reading.judgements(GOLD.judgements)
    chance = random.Random(7)
    run = {query: chance.sample(sorted(grades), k=min(60, len(grades))) for query, grades in list(judgements.items())[1:]}
    ranked = "".join(f"{query}\t{each}\t{rank}\n" for query, found in run.items() for rank, each in enumerate(found, 1))
    path = tmp_path / "run.tsv"
    path.write_text(ranked, encoding="utf-8")
    compare(retrieval.score(judgements, run), reference("retrieval", GOLD.judgements, path))


RUN = 6
"""Words in a row that no name of an office or event has by accident, and that would be a quotation on the page."""


def test_the_page_holds_no_words_of_the_gold() -> None:
    names = re.compile(r"\w+")
    page = (shared.ROOT / "docs" / "quality.md").read_text(encoding="utf-8")
    shown = {words for line in page.splitlines() for words in runs(names.findall(line))}
    for path in GOLD.quotations:
        for article in reading.read(path, records.article):
            for quote in article.quotes:
                assert shown.isdisjoint(runs(names.findall(quote.text))), article.id


def runs(words: list[str]) -> set[tuple[str, ...]]:
    return {tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}
