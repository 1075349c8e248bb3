"""The written stance pairs: schema, uniqueness, balance of labels, and claims that do not copy."""

import json
import re
from collections import Counter
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple, NotRequired, TypedDict, cast

import pytest

PAIRS = Path(__file__).parents[2] / "indexer" / "entailment" / "pairs"
FILES = sorted(PAIRS.glob("*.jsonl"))
STANCES = ("FAVOR", "AGAINST", "NONE")
NAME = re.compile(r"[a-z][a-z -]*[a-z]")
# Share of a claim's words that may come from its quotation. A model that learns "shared words = FAVOR"
# learns nothing about stance; contradictions may sit closer, and open claims ("the target was reached" of
# "our target is ...") may repeat every word, which teaches the opposite.
MOST_COPIED = {"FAVOR": 0.75, "AGAINST": 0.9, "NONE": 1.0}
# Words by which a claim-only guesser would decide, and how far their share may differ between two labels.
TELLTALE = {
    "negation": (re.compile(r"\b(tidak|bukan|belum|jangan|tanpa|tak|not|no)\b"), 0.12),
    "obligation": (re.compile(r"\b(harus|wajib|mesti|perlu|sebaiknya|seharusnya|semestinya|must|should)\b"), 0.10),
    "permission": (re.compile(r"\b(boleh|dilarang|bebas)\b"), 0.08),
}


class Claim(TypedDict):
    claim: str
    stance: str


class Row(TypedDict):
    id: str
    text: str
    claims: list[Claim]
    domain: str
    register: str
    twin: NotRequired[str]


class Quotation(TypedDict):
    text: str
    register: str
    stance: str


class Survey(TypedDict):
    id: str
    claims: list[str]
    contraries: list[str]
    domain: str
    quotations: list[Quotation]


class Pair(NamedTuple):
    id: str
    text: str
    claim: str
    stance: str


def words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def lines_of(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


ASKED = [file for file in FILES if file.stem.startswith("d")]
TOLD = [file for file in FILES if file not in ASKED]
ROWS: list[Row] = [cast(Row, line) for file in TOLD for line in lines_of(file)]
SURVEYS: list[Survey] = [cast(Survey, line) for file in ASKED for line in lines_of(file)]
ONE_OF_TWINS = [row for row in ROWS if not row.get("twin") or int(row["id"][-4:]) % 2]
TWINS = [list(rows) for twin, rows in groupby(ROWS, key=lambda row: row.get("twin")) if twin]
CONTRARY = {"FAVOR": "AGAINST", "AGAINST": "FAVOR", "NONE": "NONE"}
TOLD_CLAIMS = [Pair(row["id"], row["text"], claim["claim"], claim["stance"]) for row in ROWS for claim in row["claims"]]
CLAIMS = TOLD_CLAIMS + [
    Pair(survey["id"], quotation["text"], claim, CONTRARY[stance] if contrary else stance)
    for survey in SURVEYS
    for quotation in survey["quotations"]
    for stance in [quotation["stance"]]
    for contrary, claims in enumerate((survey["claims"], survey["contraries"]))
    for claim in claims
]


def of_stance(stance: str) -> list[str]:
    return [pair.claim for pair in CLAIMS if pair.stance == stance]


def test_there_are_pairs() -> None:
    assert FILES, f"no pairs under {PAIRS}"


@pytest.mark.parametrize("file", TOLD, ids=lambda file: file.stem)
def test_schema(file: Path) -> None:
    for number, row in enumerate(lines_of(file), start=1):
        where = f"{file.name}:{number}"
        assert set(row) - {"twin"} == Row.__required_keys__, where
        assert re.fullmatch(rf"{file.stem}-\d{{4}}", row["id"]), where
        assert NAME.fullmatch(row["register"]), f"{where}: register {row['register']!r}"
        assert NAME.fullmatch(row["domain"]), f"{where}: domain {row['domain']!r}"
        assert row["text"] == row["text"].strip(), where
        assert len(words(row["text"])) >= 3, where
        assert 4 <= len(row["claims"]) <= 6, f"{where}: {len(row['claims'])} claims"
        assert {claim["stance"] for claim in row["claims"]} == set(STANCES), f"{where}: every label once at least"
        for claim in row["claims"]:
            assert set(claim) == Claim.__required_keys__, where
            assert claim["claim"] == claim["claim"].strip(), where
            assert 3 <= len(words(claim["claim"])) <= 25, f"{where}: {claim['claim']!r}"


@pytest.mark.parametrize("survey", SURVEYS, ids=lambda survey: survey["id"])
def test_schema_of_surveys(survey: Survey) -> None:
    assert set(survey) == Survey.__required_keys__
    assert re.fullmatch(r"d\d{2}-\d{2}", survey["id"])
    assert NAME.fullmatch(survey["domain"])
    assert survey["claims"]
    assert survey["contraries"]
    for claim in (*survey["claims"], *survey["contraries"]):
        assert claim == claim.strip()
        assert 3 <= len(words(claim)) <= 25, claim
    stances = Counter(quotation["stance"] for quotation in survey["quotations"])
    assert set(stances) == set(STANCES)
    assert min(stances.values()) >= 3, stances
    for quotation in survey["quotations"]:
        assert set(quotation) == Quotation.__required_keys__
        assert NAME.fullmatch(quotation["register"])
        assert quotation["text"] == quotation["text"].strip()
        assert len(words(quotation["text"])) >= 3, quotation["text"]


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("id", [row["id"] for row in (*ROWS, *SURVEYS)]),
        (
            "text",
            [
                " ".join(words(row["text"]))
                for row in (*ROWS, *(quotation for each in SURVEYS for quotation in each["quotations"]))
            ],
        ),
        (
            "claim",
            [" ".join(words(claim["claim"])) for row in ONE_OF_TWINS for claim in row["claims"]]
            + [" ".join(words(claim)) for survey in SURVEYS for claim in (*survey["claims"], *survey["contraries"])],
        ),
    ],
    ids=["id", "text", "claim"],
)
def test_nothing_is_written_twice(name: str, texts: list[str]) -> None:
    twice = [text for text, count in Counter(texts).items() if count > 1]
    assert not twice, f"{name} written twice: {twice[:5]}"


@pytest.mark.parametrize("rows", TWINS, ids=lambda rows: rows[0]["twin"])
def test_twins_take_two_sides_of_the_same_claims(rows: list[Row]) -> None:
    assert len(rows) == 2
    one, other = (row["claims"] for row in rows)
    assert [claim["claim"] for claim in one] == [claim["claim"] for claim in other]
    sides = [{first["stance"], second["stance"]} for first, second in zip(one, other, strict=True)]
    assert sides.count({"FAVOR", "AGAINST"}) >= 2, "claims on which the twins are of two minds"


def test_labels_are_balanced() -> None:
    counts = Counter(pair.stance for pair in CLAIMS)
    for stance in STANCES:
        assert 0.30 <= counts[stance] / len(CLAIMS) <= 0.37, dict(counts)


def test_length_does_not_give_the_label_away() -> None:
    mean = {stance: sum(len(words(c)) for c in of_stance(stance)) / len(of_stance(stance)) for stance in STANCES}
    assert max(mean.values()) - min(mean.values()) < 1.0, mean


@pytest.mark.parametrize("name", TELLTALE)
def test_single_words_do_not_give_the_label_away(name: str) -> None:
    pattern, allowed = TELLTALE[name]
    share = {
        stance: sum(bool(pattern.search(claim.casefold())) for claim in of_stance(stance)) / len(of_stance(stance))
        for stance in STANCES
    }
    assert max(share.values()) - min(share.values()) <= allowed, share


def test_claims_do_not_copy_the_quotation() -> None:
    copied = []
    for pair in TOLD_CLAIMS:  # a survey's claim meets quotations of all labels, some of them in its own words
        quoted, claimed = set(words(pair.text)), words(pair.claim)
        if sum(word in quoted for word in claimed) / len(claimed) > MOST_COPIED[pair.stance]:
            copied.append(f"{pair.id} {pair.stance}: {pair.claim}")
    assert not copied, copied[:5]


def test_subjects_and_registers_are_varied() -> None:
    domains = Counter(row["domain"] for row in (*ROWS, *SURVEYS))
    assert len(domains) >= 15, domains
    of_topic = sum(domains[topic] for topic in ("elections", "unity", "misinformation"))
    assert 0.35 <= of_topic / domains.total() <= 0.65, domains
    assert len({row["register"] for row in ROWS}) >= 10
