"""The model that ships, on pairs that no training has seen: both sides, the open middle, and what nobody should ask."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
import yaml

from corpus.errors import InvalidQuery
from corpus.records import Stance
from indexer.entailment import LABELS, pairs, scores
from indexer.entailment.card import FAILURES
from indexer.entailment.measure import CARD
from indexer.entailment.model import BundledEntailment
from indexer.entailment.shipped import FOLDER, WEIGHTS, Shipped

CASES = Path(__file__).parent / "cases" / "entailment.yaml"
NAMES = {"for": Stance.FAVOR, "against": Stance.AGAINST, "open": Stance.NONE}

# A model that gives every pair the same side has a macro F1 of 0.17 on these 68 pairs. The one that ships has 0.761, and 0.667
# on the worse side, AGAINST; the one before twins and surveys had 0.594 and 0.444. A pair more or less is 0.015.
MACRO_FLOOR = 0.73
SIDE_FLOOR = 0.63

pytestmark = pytest.mark.skipif(
    not (FOLDER / WEIGHTS).exists(), reason=f"no {WEIGHTS} in {FOLDER.name}/ yet: run `python -m indexer.entailment.train`"
)


class Case(NamedTuple):
    text: str
    claim: str
    stance: Stance


def cases() -> Iterator[Case]:
    for quotation in yaml.safe_load(CASES.read_text(encoding="utf-8")):
        for name, stance in NAMES.items():
            for claim in quotation[name]:
                yield Case(quotation["text"], claim, stance)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> BundledEntailment:
    return BundledEntailment(tmp_path_factory.mktemp("models"))


def test_no_training_reads_the_cases() -> None:
    assert not {case.text for case in cases()} & {pair.text for pair in pairs.written()}
    assert not {case.claim for case in cases()} & {pair.claim for pair in pairs.written()}


def test_sides_of_unseen_quotations(model: BundledEntailment) -> None:
    asked = list(cases())
    probabilities = model.judge([(case.text, case.claim) for case in asked])
    np.testing.assert_allclose(probabilities.sum(1), 1, atol=1e-5)
    gold = np.array([LABELS.index(case.stance) for case in asked])
    found = scores.score(gold, probabilities.argmax(1))
    assert found.macro_f1 >= MACRO_FLOOR, found
    assert min(found.f1[:2]) >= SIDE_FLOOR, found


def test_the_same_pair_has_the_same_answer_in_any_company(model: BundledEntailment) -> None:
    asked = [(case.text, case.claim) for case in cases()]
    together, alone = model.judge(asked), model.judge(asked[:1])
    np.testing.assert_allclose(alone[0], together[0], atol=0.02)  # bfloat16 rounds by the shape of a batch


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("🙂 setuju! 🙂", "Jembatan dibangun"),
        ("我们支持这座桥", "The bridge should be built"),
        ("سنبني الجسر", "Jembatan akan dibangun"),
        ("kata " * 5000, "Jembatan akan dibangun"),
        ("ya", "tidak " * 90),
        ("sebelum\0sesudah \udcff akhir", "tanda\0 aneh"),
    ],
    ids=["emoji", "Chinese", "Arabic", "very long text", "long claim", "characters that no tokenizer takes"],
)
def test_odd_input_has_an_answer(text: str, claim: str, model: BundledEntailment) -> None:
    probabilities = model.judge([(text, claim)])
    assert np.isfinite(probabilities).all()
    assert probabilities.sum() == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize("claim", ["", "🙂", "x" * 5000])
def test_what_is_no_claim_is_refused(claim: str, model: BundledEntailment) -> None:
    with pytest.raises(InvalidQuery):
        model.judge([("Jembatan dibangun", claim)])


def test_the_card_describes_this_model() -> None:
    text = CARD.read_text(encoding="utf-8")
    assert Shipped.read().version in text, "the card is of another model: run `python -m indexer.entailment.measure`"
    assert FAILURES in text
