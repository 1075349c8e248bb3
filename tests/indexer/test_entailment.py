"""What is asked of any entailment model: checks, sides, lines of claims, the cache, a cross-encoder from a folder."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import EncoderError, InputRejected, InvalidQuery
from corpus.records import Stance, TopicStance
from indexer.entailment import LABELS, EntailmentModel, loading, scores
from indexer.entailment.cache import CachedModel
from indexer.entailment.checks import MOST_CHARACTERS, checked_claim
from indexer.entailment.crossencoder import CrossEncoder, columns
from indexer.entailment.fake import FakeEntailment
from indexer.entailment.judge import EntailmentJudge, combined
from indexer.entailment.labelling import label_claims, questions
from indexer.entailment.model import BundledEntailment
from indexer.entailment.sides import UNCERTAIN, side
from indexer.stance import lexicon_judge
from indexer.topics import TopicSet
from tests.indexer import tiny_encoder

TEXT = "Jembatan Kali Wening harus dibangun tahun ini"
CLAIM = "Jembatan itu dibangun tahun ini"


def test_a_claim_keeps_its_words() -> None:
    assert checked_claim("  Pasar lama dibuka lagi \n") == "Pasar lama dibuka lagi"


@pytest.mark.parametrize(
    ("claim", "code"),
    [
        ("", "claim-without-words"),
        (" \n", "claim-without-words"),
        ("🙂🙂", "claim-without-words"),
        ("?!…", "claim-without-words"),
        ("warga " * 900, "claim-too-long"),
        ("a" * (MOST_CHARACTERS + 1), "claim-too-long"),
    ],
)
def test_what_is_no_claim_is_refused(claim: str, code: str) -> None:
    with pytest.raises(InvalidQuery) as refused:
        FakeEntailment().judge([(TEXT, claim)])
    assert (refused.value.parameter, refused.value.code) == ("claim", code)


@pytest.mark.parametrize("text", ["", "  ", "…", "🙂"])
def test_a_text_without_words_takes_no_side(text: str) -> None:
    model = FakeEntailment()
    assert model.judge([(text, CLAIM)]).tolist() == [[0, 0, 1]]
    assert not model.computed


def test_equal_pairs_are_computed_once() -> None:
    model = FakeEntailment()
    answers = model.judge([(TEXT, CLAIM), (TEXT, f" {CLAIM}"), ("Lain lagi", CLAIM), (TEXT, CLAIM)])
    assert len(model.computed) == 2
    assert (answers[0] == answers[1]).all()
    assert (answers[0] == answers[3]).all()
    assert model.judge([]).shape == (0, 3)


@pytest.mark.parametrize(
    ("probabilities", "stance", "uncertain"),
    [
        ((0.7, 0.2, 0.1), Stance.FAVOR, False),
        ((0.2, 0.7, 0.1), Stance.AGAINST, False),
        ((0.3, 0.2, 0.5), Stance.NONE, False),
        ((0.36, 0.29, 0.35), Stance.NONE, True),
        ((0.30, 0.31, 0.39), Stance.NONE, False),
    ],
    ids=["supports", "opposes", "open", "a weak side is none, with the doubt marked", "none needs no certainty"],
)
def test_sides(probabilities: tuple[float, ...], stance: Stance, uncertain: bool) -> None:
    taken = side(probabilities)
    assert (taken.stance, taken.uncertain) == (stance, uncertain)
    assert taken.probability == probabilities[LABELS.index(stance)]


@given(st.tuples(*[st.floats(0.01, 1)] * 3))
def test_a_side_is_never_given_below_the_threshold(weights: tuple[float, float, float]) -> None:
    taken = side([weight / sum(weights) for weight in weights])
    assert taken.stance is Stance.NONE or taken.probability >= UNCERTAIN
    assert not (taken.uncertain and taken.stance is not Stance.NONE)


def write(path: Path, lines: list[str]) -> Path:
    content = "\n".join(lines).encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return path


def labelled(path: Path) -> list[dict[str, Any] | InputRejected]:
    return list(label_claims(questions(path), FakeEntailment()))


@pytest.mark.parametrize("name", ["claims.jsonl", "claims.jsonl.gz"])
def test_lines_of_claims_are_answered_in_order(name: str, tmp_path: Path) -> None:
    rows = [
        {"id": "a", "text": TEXT, "claim": CLAIM},
        {"id": "b", "text": TEXT, "claim": "Jembatan tidak dibangun"},
        {"id": 3, "text": TEXT, "claim": "Harga beras turun", "note": "other fields are no fault"},
        {"id": "d", "text": "", "claim": CLAIM},
    ]
    found = labelled(write(tmp_path / name, [json.dumps(row) for row in rows]))
    assert [(each["id"], each["stance"]) for each in found if isinstance(each, dict)] == [
        ("a", "FAVOR"),
        ("b", "AGAINST"),
        ("3", "NONE"),
        ("d", "NONE"),
    ]
    assert all(isinstance(each, dict) and 0 < each["probability"] <= 1 and each["uncertain"] is False for each in found)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "is not JSON"),
        ("[1]", "is no object"),
        ('{"id": "x", "text": "kata"}', "has no claim"),
        ('{"id": null, "text": 5, "claim": "kata"}', "has no id and no text"),
        ('{"id": "x", "text": "kata", "claim": "  "}', "the claim is empty"),
        (json.dumps({"id": "x", "text": "kata", "claim": "x" * 5000}), "5,000 characters"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_goes_on(line: str, reason: str, tmp_path: Path) -> None:
    good = json.dumps({"id": "ok", "text": TEXT, "claim": CLAIM})
    first, second = labelled(write(tmp_path / "claims.jsonl", [line, good]))
    assert isinstance(first, InputRejected)
    assert first.location.endswith("claims.jsonl:1")
    assert reason in first.reason
    assert isinstance(second, dict)


@pytest.mark.parametrize(
    ("name", "content"), [("missing.jsonl", None), ("no.jsonl.gz", b"plain"), ("cut.jsonl.gz", gzip.compress(b"{}" * 99)[:-9])]
)
def test_a_file_that_cannot_be_read_is_named(name: str, content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    last = labelled(path)[-1]
    assert isinstance(last, InputRejected)
    assert last.location == str(path)


def test_a_cached_judgement_is_not_computed_again(tmp_path: Path) -> None:
    first, second = FakeEntailment(), FakeEntailment()
    asked = [(TEXT, CLAIM), ("Pasar ditutup", "Pasar tidak ditutup")]
    before = CachedModel(first, tmp_path / "judgements.sqlite").judge(asked)
    after = CachedModel(second, tmp_path / "judgements.sqlite").judge([*asked, ("Baru", CLAIM)])
    assert second.computed == [("Baru", CLAIM)]
    np.testing.assert_array_equal(after[:2], before)


def test_another_model_is_another_cache(tmp_path: Path) -> None:
    CachedModel(FakeEntailment(), tmp_path / "judgements.sqlite").judge([(TEXT, CLAIM)])
    other = FakeEntailment()
    other.fingerprint = "fake-entailment-2"
    CachedModel(other, tmp_path / "judgements.sqlite").judge([(TEXT, CLAIM)])
    assert other.computed == [(TEXT, CLAIM)]


def test_models_by_name(tmp_path: Path) -> None:
    model: EntailmentModel = loading.load("bundled", tmp_path)
    assert isinstance(model, BundledEntailment)
    assert not list(tmp_path.iterdir()), "nothing is unpacked before the first pair"
    with pytest.raises(EncoderError, match=r"cannot be loaded .*NLI cross-encoder"):
        loading.load(str(tmp_path / "nowhere"), tmp_path, tmp_path / "cache.sqlite").judge([(TEXT, CLAIM)])


@pytest.mark.parametrize(
    ("names", "places"),
    [
        ({0: "entailment", 1: "neutral", 2: "contradiction"}, [0, 2, 1]),
        ({0: "CONTRADICTION", 1: "NEUTRAL", 2: "ENTAILMENT"}, [2, 0, 1]),
        ({0: "FAVOR", 1: "AGAINST", 2: "NONE"}, [0, 1, 2]),
    ],
)
def test_labels_of_other_models(names: dict[int, str], places: list[int]) -> None:
    assert columns(names, "m") == places


@pytest.mark.parametrize("names", [{0: "entailment", 1: "not_entailment"}, {0: "LABEL_0", 1: "LABEL_1", 2: "LABEL_2"}])
def test_a_model_without_the_three_labels_is_refused(names: dict[int, str]) -> None:
    with pytest.raises(EncoderError, match="one each is needed"):
        columns(names, "m")


def test_a_cross_encoder_from_a_folder(tmp_path: Path) -> None:
    folder = tiny_encoder.classifier(tmp_path, TEXT.split() + CLAIM.split(), ("neutral", "entailment", "contradiction"))
    model = CrossEncoder(str(folder))
    asked = [(TEXT, CLAIM), ("Jembatan", CLAIM), (TEXT * 200, CLAIM)]
    answers = model.judge(asked)
    assert answers.shape == (3, 3)
    np.testing.assert_allclose(answers.sum(1), 1, atol=1e-5)
    np.testing.assert_allclose(answers[:1], model.judge(asked[:1]), atol=1e-5)
    assert answers[0].argmax() == LABELS.index(Stance.AGAINST), "the classifier's bias is for its third label"
    assert model.fingerprint.startswith(str(folder))


def test_scores() -> None:
    gold, given = np.array([0, 0, 1, 1, 2, 2]), np.array([0, 1, 1, 1, 2, 0])
    found = scores.score(gold, given)
    assert found.confusion == ((1, 1, 0), (0, 2, 0), (1, 0, 1))
    np.testing.assert_allclose(found.f1, (0.5, 0.8, 2 / 3))
    assert found.accuracy == pytest.approx(4 / 6)


def test_overconfidence_shows() -> None:
    chance = np.random.default_rng(0)
    logits = chance.normal(size=(4000, 3)).astype(np.float32)
    likely = scores.softmax(logits, 1.0)
    gold = np.array([chance.choice(3, p=row / row.sum()) for row in likely.astype(float)])
    assert scores.calibration_error(scores.reliability(gold, likely)) < 0.03
    assert scores.calibration_error(scores.reliability(gold, scores.softmax(3 * logits, 1.0))) > 0.1


def test_two_judges_are_heard_like_two_readers() -> None:
    sure = TopicStance(topic="t", stance=Stance.FAVOR, probability=0.9)
    doubtful = TopicStance(topic="t", stance=Stance.FAVOR, probability=0.4)
    against = np.array([0.1, 0.8, 0.1], dtype=np.float32)
    assert combined(against, doubtful).argmax() == LABELS.index(Stance.AGAINST)
    assert combined(against, sure).argmax() == LABELS.index(Stance.FAVOR)
    assert combined(against, sure).max() < 0.9, "who is contradicted is less sure"
    assert combined(against, sure).sum() == pytest.approx(1)


def test_the_topic_judge_asks_about_the_target() -> None:
    model, topics = FakeEntailment(), TopicSet.load()
    judge = EntailmentJudge(model, lexicon_judge(topics))
    found = judge.judge("Persatuan bangsa dan kerukunan antarkelompok di Tirta Wening harus dijaga.", topics["unity"])
    assert (found.topic, found.stance) == ("unity", Stance.FAVOR)
    assert model.computed[0][1] == topics["unity"].target.id
