"""Adapters, batches, and a training of a tiny encoder from beginning to end."""

from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from transformers import BertConfig, BertModel

from corpus.errors import ConfigurationError, EncoderError
from corpus.records import Stance
from indexer.entailment import adapters, pairs, shipped
from indexer.entailment.network import Batch, Encoded
from indexer.entailment.pairs import Kind, Pair
from indexer.entailment.plan import Plan, Stage
from indexer.entailment.scores import softmax
from indexer.entailment.train import train
from indexer.entailment.training import Example, Material, Training, batches, calibration, gold, logits
from tests.indexer import tiny_encoder

STAGES = (
    Stage(indonli=(1.0,)),
    Stage(
        indonli=(0.5,), rate=0.5, written=0.8, twins=1.0, surveys=1.0, turning=0.5, denying=0.1, averaging=0.9, from_best=True
    ),
)
PLAN = Plan(rank=4, batch=8, stages=STAGES, held_out=0.3, learning_rate=3e-3, seed=5)
THINGS = ("pasar", "jembatan", "sekolah", "lapangan", "taman", "terminal", "puskesmas", "bendungan", "kantor", "stadion")
SIDES = (("dibangun", "FAVOR"), ("ditutup", "AGAINST"), ("dicat", "NONE"))


def small_bert() -> BertModel:
    torch.manual_seed(1)
    model = BertModel(
        BertConfig(vocab_size=50, hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32)
    )
    model.train(False)
    return model


def test_fresh_adapters_change_nothing() -> None:
    plain, adapted = small_bert(), small_bert()
    adapters.attach(adapted, 3)
    ids = torch.tensor([[4, 8, 15, 16]])
    assert torch.equal(plain(ids).last_hidden_state, adapted(ids).last_hidden_state)


def test_what_was_learnt_does_the_same_in_a_plain_model() -> None:
    plain, adapted = small_bert(), small_bert()
    adapters.attach(adapted, 3)
    torch.manual_seed(2)
    with torch.no_grad():
        for parameter in adapted.parameters():
            if parameter.requires_grad:
                parameter.add_(0.1 * torch.randn_like(parameter))
    ids = torch.tensor([[4, 8, 15, 16], [23, 42, 1, 2]])
    wanted = adapted(ids).last_hidden_state
    assert not torch.allclose(plain(ids).last_hidden_state, wanted, atol=1e-2)
    adapters.apply(plain, adapters.tensors(adapted))
    torch.testing.assert_close(plain(ids).last_hidden_state, wanted)


def test_word_embeddings_and_weights_stay() -> None:
    model = small_bert()
    adapters.attach(model, 3)
    learning = {name for name, value in model.named_parameters() if value.requires_grad}
    assert not any("word_embeddings" in name or name.endswith("linear.weight") for name in learning)
    assert all(name.endswith((".down", ".up", ".bias")) or "LayerNorm" in name for name in learning)


def test_a_batch_tells_the_parts_apart() -> None:
    batch = Batch.of([Encoded([0, 7, 8, 2, 2, 9, 2], 2), Encoded([0, 7, 2, 2, 9, 2], 1)], padding=1)
    assert batch.ids.tolist() == [[0, 7, 8, 2, 2, 9, 2, 1], [0, 7, 2, 2, 9, 2, 1, 1]]
    assert [row.nonzero().flatten().tolist() for row in batch.text] == [[1, 2], [1]]
    assert [row.nonzero().flatten().tolist() for row in batch.claim] == [[5], [4]]
    assert batch.known.sum(1).tolist() == [7, 6]


def test_batches_hold_everything_once_and_near_lengths_together() -> None:
    examples = [Example(Encoded([0] * length, 1), length) for length in range(6, 106)]
    divided = batches(examples, 8, random.Random(0))
    assert sorted(example.label for batch in divided for example in batch) == list(range(6, 106))
    spread = [max(example.label for example in batch) - min(example.label for example in batch) for batch in divided]
    assert max(spread) < 50


def test_a_quotation_is_held_out_with_all_its_claims() -> None:
    written = [Pair(f"Kutipan nomor {number}", f"Klaim {claim}", Stance.NONE) for number in range(300) for claim in range(3)]
    kept, out = pairs.held_out(written, 0.2)
    assert not {pair.text for pair in kept} & {pair.text for pair in out}
    assert len(kept) + len(out) == len(written)
    assert 0.12 < len(out) / len(written) < 0.28
    assert pairs.held_out(written[30:], 0.2)[1] == [pair for pair in out if pair in written[30:]], (
        "more data moves no quotation"
    )


def test_twins_are_held_out_together() -> None:
    written = [
        Pair(f"Kutipan {side} {number}", "Klaim", Stance.NONE, kind=Kind.TWIN, group=f"{number}")
        for number in range(200)
        for side in "ab"
    ]
    kept, out = pairs.held_out(written, 0.2)
    assert out
    assert not {pair.group for pair in kept} & {pair.group for pair in out}


def test_the_plan_knows_each_epochs_stage() -> None:
    plan = Plan(stages=(Stage(indonli=(1.0, 0.5)), Stage(indonli=(0.25,), twins=1.0)))
    assert plan.epochs == 3
    assert [plan.at(number) for number in range(3)] == [(plan.stages[0], 0), (plan.stages[0], 1), (plan.stages[1], 0)]
    with pytest.raises(IndexError):
        plan.at(3)


def test_an_epoch_holds_what_its_stage_says(surveyed: Path, encoder: Path) -> None:
    read = Material.read(encoder, surveyed, PLAN)
    kinds = Counter(pair.kind for pair in read.written)
    assert set(kinds) == set(Kind)
    first, second = (len(read.epoch(number, PLAN)) for number in range(2))
    assert first == len(read.indonli) + kinds[Kind.SINGLE] + round(PLAN.unrelated * kinds[Kind.SINGLE] + 0.5)
    assert second < first + kinds[Kind.TWIN] + kinds[Kind.SURVEY], "a part of IndoNLI and of the singles stays away"


def test_a_stage_may_mix_claims_of_the_same_subject_and_of_others(surveyed: Path, encoder: Path) -> None:
    read = Material.read(encoder, surveyed, PLAN)
    told = sum(pair.kind is not Kind.SURVEY for pair in read.written)

    def size(beside: float, elsewhere: float) -> int:
        stage = Stage(indonli=(1.0,), beside=beside, elsewhere=elsewhere)
        return len(read.epoch(0, replace(PLAN, stages=(stage,))))

    assert size(0.5, 0) - size(0, 0) == round(0.5 * told + 0.25)
    assert size(0, 0.5) - size(0, 0) == round(0.5 * len(read.written) + 0.25)


def test_a_survey_is_one_pair_for_each_quotation_and_wording(surveyed: Path) -> None:
    survey = [pair for pair in pairs.written() if pair.group == "pasar" and pair.kind is Kind.SURVEY]
    sides = {(pair.text, pair.claim): pair.stance for pair in survey}
    assert sides == {
        ("pasar sudah", "pasar dibangun"): Stance.FAVOR,
        ("pasar sudah", "pasar ditutup"): Stance.AGAINST,
        ("pasar akan", "pasar dibangun"): Stance.AGAINST,
        ("pasar akan", "pasar ditutup"): Stance.FAVOR,
        ("warga meminta", "pasar dibangun"): Stance.NONE,
        ("warga meminta", "pasar ditutup"): Stance.NONE,
    }


@pytest.mark.parametrize("same_domain", [False, True], ids=["another subject", "the same subject"])
def test_claims_of_other_quotations_take_no_side(same_domain: bool) -> None:
    written = [Pair(f"teks {number}", f"klaim {number}", Stance.FAVOR, f"bidang {number % 3}") for number in range(30)]
    domain = {pair.claim: pair.domain for pair in written}
    mixed = pairs.mixed(written, 0.5, random.Random(0), same_domain=same_domain)
    assert len(mixed) == 15
    assert all(pair.stance is Stance.NONE for pair in mixed)
    assert {domain[pair.claim] == pair.domain for pair in mixed} == {same_domain}
    assert not any(pair.text.split()[1] == pair.claim.split()[1] for pair in mixed)


def test_texts_that_cannot_be_mixed_end_the_mixing() -> None:
    assert pairs.mixed([Pair("teks", "klaim", Stance.FAVOR, "pasar")], 1.0, random.Random(0)) == []
    assert pairs.mixed([], 1.0, random.Random(0)) == []


def test_twins_do_not_lend_each_other_claims() -> None:
    written = [
        Pair(f"teks {side} {twin}", f"klaim {side} {twin}", Stance.FAVOR, "pasar", Kind.TWIN, twin)
        for side in "ab"
        for twin in "xy"
    ]
    mixed = pairs.mixed(written, 5.0, random.Random(0), same_domain=True)
    assert mixed
    assert not any(pair.text.split()[2] == pair.claim.split()[2] for pair in mixed)


def test_missing_indonli_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="--indonli"):
        pairs.indonli(tmp_path, "train")


@pytest.fixture(scope="module")
def encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    words = "warga meminta itu segera akan sudah klaim " + " ".join(THINGS) + " " + " ".join(word for word, _ in SIDES)
    return tiny_encoder.write(tmp_path_factory.mktemp("encoder"), words.split())


@pytest.fixture
def material(tmp_path: Path, encoder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Data in which one word of the claim decides; returns the folder of IndoNLI."""
    written = tmp_path / "pairs"
    written.mkdir()
    rows = [
        {
            "text": f"warga meminta {thing} itu {when}",
            "claims": [{"claim": f"{thing} {word}", "stance": stance} for word, stance in SIDES],
            "domain": thing,
            "twin": thing if when == "akan" else "",
        }
        for thing in THINGS
        for when in ("segera", "akan", "sudah")
    ]
    (written / "t01.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    monkeypatch.setattr(pairs, "FOLDER", written)
    monkeypatch.setattr(pairs.written, "__defaults__", (written,))
    labels = {"FAVOR": "e", "AGAINST": "c", "NONE": "n"}
    return tiny_encoder.indonli(
        tmp_path, [(thing, f"{thing} {word}", labels[side]) for thing in THINGS for word, side in SIDES]
    )


@pytest.fixture
def surveyed(material: Path) -> Path:
    """The same with surveys, in which the text decides."""
    surveys = [
        {
            "id": thing,
            "claims": [f"{thing} dibangun"],
            "contraries": [f"{thing} ditutup"],
            "domain": thing,
            "quotations": [
                {"text": f"{thing} sudah", "register": "press", "stance": "FAVOR"},
                {"text": f"{thing} akan", "register": "press", "stance": "AGAINST"},
                {"text": "warga meminta", "register": "press", "stance": "NONE"},
            ],
        }
        for thing in THINGS
    ]
    (pairs.FOLDER / "t02.jsonl").write_text("\n".join(map(json.dumps, surveys)), encoding="utf-8")
    return material


def test_calibration_undoes_overconfidence_and_a_label_given_too_often() -> None:
    chance = np.random.default_rng(0)
    logits = chance.normal(size=(4000, 3)).astype(np.float32)
    wanted = np.array([chance.choice(3, p=row / row.sum()) for row in softmax(logits, 1.0).astype(float)])
    temperature, biases = calibration(3 * (logits + np.array([0, 0, 0.6], dtype=np.float32)), wanted)
    assert temperature == pytest.approx(3, abs=0.35)
    np.testing.assert_allclose(biases, [0.2, 0.2, -0.4], atol=0.1)


def test_what_ships_keeps_a_part_of_the_weights_before_the_last_stage(material: Path, encoder: Path, tmp_path: Path) -> None:
    def best(kept: float) -> dict[str, torch.Tensor]:
        stages = (Stage(indonli=(1.0,)), Stage(indonli=(1.0,), twins=1.0, from_best=True, kept=kept))
        training = Training(encoder, Material.read(encoder, material, PLAN), replace(PLAN, stages=stages))
        training.run(tmp_path / f"{kept}.pt")
        return training.best_tensors

    whole, half, none = best(1.0), best(0.5), best(0.0)
    assert any(not torch.equal(whole[name], none[name]) for name in none)
    for name in ("head.1.weight", "head.3.bias"):
        torch.testing.assert_close(half[name].float(), (whole[name].float() + none[name].float()) / 2, atol=2e-3, rtol=2e-3)


def test_a_training_learns_and_can_be_shipped(material: Path, encoder: Path, tmp_path: Path) -> None:
    plan = replace(PLAN, stages=(Stage(indonli=(1.0,) * 6),))
    train(plan, material, encoder, tmp_path / "kept.pt", tmp_path / "model")
    given = shipped.Shipped.read(tmp_path / "model")
    assert given.description["data"]["indonli"] == 30
    assert max(epoch["held_out_macro_f1"] for epoch in given.description["history"]) > 0.9
    read = Material.read(encoder, material, plan)
    answers = logits(given.network(encoder).float(), read.held_out, read.tokenizer.padding)
    assert (answers.argmax(1) == gold(read.held_out)).mean() > 0.9, "the shipped weights do what the trained ones did"


def test_an_interrupted_training_goes_on_to_the_same_end(material: Path, encoder: Path, tmp_path: Path) -> None:
    read = Material.read(encoder, material, PLAN)

    def trained(checkpoint: Path) -> dict[str, torch.Tensor]:
        training = Training(encoder, read, PLAN)
        training.run(checkpoint)
        return adapters.tensors(training.network)

    whole = trained(tmp_path / "whole.pt")

    class Interrupted(Exception):
        pass

    class Stopping(Training):
        def _epoch(self, number: int) -> None:
            if number == 1:
                raise Interrupted
            super()._epoch(number)

    with pytest.raises(Interrupted):
        Stopping(encoder, read, PLAN).run(tmp_path / "half.pt")
    resumed = trained(tmp_path / "half.pt")
    for name, value in whole.items():
        torch.testing.assert_close(resumed[name], value, msg=name)


def test_an_adapter_of_another_encoder_is_refused(material: Path, encoder: Path, tmp_path: Path) -> None:
    shipped.save(tmp_path, {"encoder.nowhere.bias": torch.zeros(3)}, {"temperature": 1.0})
    with pytest.raises(EncoderError, match="does not fit"):
        shipped.Shipped.read(tmp_path).network(encoder)


@pytest.mark.parametrize(
    ("description", "reason"),
    [(None, "cannot be read"), ("{", "cannot be read"), ('{"format": 0, "temperature": 1}', "format 0")],
    ids=["missing", "damaged", "other format"],
)
def test_a_folder_without_a_model_is_explained(description: str | None, reason: str, tmp_path: Path) -> None:
    if description is not None:
        (tmp_path / shipped.DESCRIPTION).write_text(description, encoding="utf-8")
        (tmp_path / shipped.WEIGHTS).write_bytes(b"")
    with pytest.raises(EncoderError, match=reason):
        shipped.Shipped.read(tmp_path)
