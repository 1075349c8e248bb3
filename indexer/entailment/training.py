"""Labelled pairs -> an adapter: the material of each epoch, and the loop that learns."""

from __future__ import annotations

import hashlib
import logging
import random
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from indexer.entailment import adapters, scores, shipped
from indexer.entailment import pairs as data
from indexer.entailment.base import LABELS
from indexer.entailment.contrasts import contrasts
from indexer.entailment.network import Batch, Encoded, Network
from indexer.entailment.pairs import Kind, Pair
from indexer.entailment.plan import Plan
from indexer.entailment.tokens import PairTokenizer

LAST_BIAS = "head.3.bias"
"""The head's last bias, one number a label, under its name in what ships."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Example:
    """A pair as the network reads it, and its label."""

    encoded: Encoded
    label: int


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that a training reads, encoded."""

    indonli: tuple[Example, ...]
    written: tuple[Pair, ...]
    held_out: tuple[Example, ...]
    indonli_val: tuple[Example, ...]
    tokenizer: PairTokenizer

    @classmethod
    def read(cls, folder: Path, indonli: Path, plan: Plan) -> Material:
        """Read and encode the data; `folder` holds the tokenizer."""
        tokenizer = PairTokenizer(folder)
        kept, out = data.held_out(data.written(), plan.held_out)
        return cls(
            tuple(examples(data.indonli(indonli, "train"), tokenizer)),
            tuple(kept),
            tuple(examples(out, tokenizer)),
            tuple(examples(data.indonli(indonli, "val"), tokenizer)),
            tokenizer,
        )

    @property
    def digest(self) -> str:
        """Return what changes when other pairs are learnt."""
        return hashlib.sha256(repr(self.written).encode()).hexdigest()

    def epoch(self, number: int, plan: Plan) -> list[Example]:
        """Return the examples of an epoch, counted from 0."""
        shown, written = self._chosen(number, plan)
        return [*shown, *examples(written, self.tokenizer)]

    def size(self, number: int, plan: Plan) -> int:
        """Return how many examples an epoch has, without encoding them."""
        shown, written = self._chosen(number, plan)
        return len(shown) + len(written)

    def _chosen(self, number: int, plan: Plan) -> tuple[list[Example], list[Pair]]:
        """Return what an epoch shows of IndoNLI and of the written pairs."""
        stage, place = plan.at(number)
        chance = random.Random(f"{plan.seed}-{number}")
        singles, twins, surveys = (
            [pair for pair in self.written if pair.kind is kind] for kind in (Kind.SINGLE, Kind.TWIN, Kind.SURVEY)
        )
        if stage.written < 1:
            singles = chance.sample(singles, round(stage.written * len(singles)))
        written = [*singles, *data.mixed(singles, plan.unrelated, chance)]
        shown = chance.sample(self.indonli, round(stage.indonli[place] * len(self.indonli)))
        written += contrasts(singles, stage.turning, stage.denying, chance)
        written += chance.sample(twins, round(stage.twins * len(twins)))
        written += chance.sample(surveys, round(stage.surveys * len(surveys)))
        written += data.mixed([*singles, *twins], stage.beside, chance, same_domain=True)
        written += data.mixed(self.written, stage.elsewhere, chance)
        return shown, written


def examples(pairs: Sequence[Pair], tokenizer: PairTokenizer) -> Iterator[Example]:
    """Yield pairs as the network reads them."""
    encoded = tokenizer.encode([(pair.text, pair.claim) for pair in pairs])
    return (Example(each, LABELS.index(pair.stance)) for each, pair in zip(encoded, pairs, strict=True))


def batches(chosen: Sequence[Example], size: int, chance: random.Random) -> list[list[Example]]:
    """Return batches of about equal length, in random order; a little noise keeps company from being always the same."""
    ordered = sorted(chosen, key=lambda example: len(example.encoded.ids) * chance.uniform(0.9, 1.1))
    divided = [ordered[start : start + size] for start in range(0, len(ordered), size)]
    chance.shuffle(divided)
    return divided


class Training:
    """A network in training: what it has learnt and how far it has come."""

    def __init__(self, folder: Path, material: Material, plan: Plan) -> None:
        torch.manual_seed(plan.seed)
        self.device = "cuda" if torch.cuda.is_available() else "cpu"
        self._plan, self._material = plan, material
        self._sizes = [-(-material.size(number, plan) // plan.batch) for number in range(plan.epochs)]
        self.network = Network.over(folder, training=True)
        adapters.attach(self.network.encoder, plan.rank)
        self.network.to(self.device)
        learning = [value for _, value in self._learning()]
        self._optimizer = torch.optim.AdamW(learning, lr=plan.learning_rate, weight_decay=plan.weight_decay, fused=True)
        self._schedule = torch.optim.lr_scheduler.LambdaLR(self._optimizer, self._rate)
        self.epochs_done = 0
        self.best = -1.0
        self._best_learnt: dict[str, Tensor] = {}
        self._began: dict[str, Tensor] = {}
        self.history: list[dict[str, float]] = []
        self._average: dict[str, Tensor] = {}

    @property
    def best_tensors(self) -> dict[str, Tensor]:
        """What the best weights yet are shipped as: float16, under the names of the plain model's modules.

        Where the last stage keeps a part of the weights that it began from, it is mixed in here.
        """
        best = self._best_learnt
        if self._began:
            best = {name: value.lerp(self._began[name], self._plan.stages[-1].kept) for name, value in best.items()}
        return {name: value.half().cpu() for name, value in adapters.plain(best).items()}

    def run(self, checkpoint: Path) -> None:
        """Train to the end of the plan, keeping a checkpoint after each epoch."""
        if checkpoint.exists():
            self._resume(checkpoint)
        while self.epochs_done < self._plan.epochs:
            self._epoch(self.epochs_done)
            self.epochs_done += 1
            self._try_out()
            self._keep(checkpoint)

    def _epoch(self, number: int) -> None:
        started = time.monotonic()
        stage, place = self._plan.at(number)
        if place == 0:
            self._average = {}
            if stage.from_best and self._best_learnt:
                self._put(self._best_learnt)
            self._began = {name: value.detach().clone() for name, value in self._learning()} if stage.kept else {}
        torch.manual_seed(self._plan.seed + number)
        self.network.train()
        chance = random.Random(f"{self._plan.seed}-order-{number}")
        divided = batches(self._material.epoch(number, self._plan), self._plan.batch, chance)
        recent = 0.0
        for done, batch in enumerate(divided, 1):
            wanted = torch.tensor([example.label for example in batch], device=self.device)
            loss = nn.functional.cross_entropy(
                forward(self.network, batch, self._material.tokenizer.padding), wanted, label_smoothing=self._plan.smoothing
            )
            loss.backward()  # type: ignore[no-untyped-call]
            nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
            self._optimizer.step()
            self._schedule.step()
            self._optimizer.zero_grad()
            if stage.averaging:
                self._follow(stage.averaging)
            recent = loss.item() if done == 1 else 0.98 * recent + 0.02 * loss.item()
            if done % 50 == 0 or done == len(divided):
                spent = time.monotonic() - started
                _log.info("epoch %d: %d of %d steps, loss %.3f, %.0f s", number + 1, done, len(divided), recent, spent)

    def _try_out(self) -> None:
        """Score the network, and the average of its weights, on unseen quotations; keep what is the best yet."""
        self._score(averaged=False)
        if self._average:
            present = {name: value.detach().clone() for name, value in self._learning()}
            self._put(self._average)
            self._score(averaged=True)
            self._put(present)

    def _score(self, averaged: bool) -> None:
        padding = self._material.tokenizer.padding
        tried = {"held_out": self._material.held_out, "indonli_val": self._material.indonli_val}
        found = {
            name: scores.score(gold(chosen), logits(self.network, chosen, padding).argmax(1)) for name, chosen in tried.items()
        }
        own = found["held_out"]
        _log.info(
            "epoch %d%s: held-out pairs macro F1 %.4f (%s), IndoNLI val accuracy %.4f",
            self.epochs_done,
            ", averaged" if averaged else "",
            own.macro_f1,
            ", ".join(f"{label} {value:.3f}" for label, value in zip(LABELS, own.f1, strict=True)),
            found["indonli_val"].accuracy,
        )
        self.history.append(
            {
                "epoch": self.epochs_done,
                "averaged": int(averaged),
                "held_out_macro_f1": own.macro_f1,
                "indonli_val_accuracy": found["indonli_val"].accuracy,
            }
        )
        if own.macro_f1 > self.best:
            self.best = own.macro_f1
            self._best_learnt = {name: value.detach().clone() for name, value in self._learning()}

    def _learning(self) -> Iterator[tuple[str, nn.Parameter]]:
        return ((name, value) for name, value in self.network.named_parameters() if value.requires_grad)

    def _follow(self, averaging: float) -> None:
        """Move the running average of the weights a step (Polyak and Juditsky 1992)."""
        for name, value in self._learning():
            if name not in self._average:
                self._average[name] = value.detach().clone()
            self._average[name].lerp_(value.detach(), 1 - averaging)

    def _put(self, values: Mapping[str, Tensor]) -> None:
        with torch.no_grad():
            for name, value in self._learning():
                value.copy_(values[name])

    def _rate(self, step: int) -> float:
        """Return the learning rate's factor at a step: up, then down to nothing, in each stage."""
        start, epoch = 0, 0
        for stage in self._plan.stages:
            last = epoch + len(stage.indonli)
            end = start + sum(self._sizes[epoch:last])
            if step < end:
                warm = max(1, round(self._plan.warmup * (end - start)))
                return stage.rate * min((step - start + 1) / warm, max(0.0, (end - step) / (end - start - warm)))
            start, epoch = end, last
        return 0.0

    def _keep(self, checkpoint: Path) -> None:
        checkpoint.parent.mkdir(parents=True, exist_ok=True)
        unfinished = checkpoint.with_suffix(".part")
        learnt = dict(self._learning())
        torch.save(
            {
                "plan": asdict(self._plan),
                "material": self._material.digest,
                "learnt": learnt,
                "optimizer": self._optimizer.state_dict(),
                "schedule": self._schedule.state_dict(),
                "epochs_done": self.epochs_done,
                "best": self.best,
                "best_learnt": self._best_learnt,
                "began": self._began,
                "history": self.history,
                "average": self._average,
            },
            unfinished,
        )
        unfinished.replace(checkpoint)

    def _resume(self, checkpoint: Path) -> None:
        kept = torch.load(checkpoint, map_location=self.device, weights_only=True)
        if (kept["plan"], kept["material"]) != (asdict(self._plan), self._material.digest):
            _log.warning("%s belongs to another plan or other pairs; training begins anew", checkpoint)
            return
        self.network.load_state_dict(kept["learnt"], strict=False)
        self._optimizer.load_state_dict(kept["optimizer"])
        self._schedule.load_state_dict(kept["schedule"])
        self.epochs_done, self.best = kept["epochs_done"], kept["best"]
        self._best_learnt, self._began = kept["best_learnt"], kept["began"]
        self.history, self._average = kept["history"], kept["average"]
        _log.info("going on after epoch %d", self.epochs_done)


def gold(chosen: Sequence[Example]) -> scores.Numbers:
    """Return the labels of examples as places in LABELS."""
    return np.array([example.label for example in chosen], dtype=np.int64)


def logits(network: Network, chosen: Sequence[Example], padding: int, size: int = 32) -> NDArray[np.float32]:
    """Return a network's answers: float32, shape (examples, 3)."""
    network.eval()
    answers = np.zeros((len(chosen), len(LABELS)), dtype=np.float32)
    order = sorted(range(len(chosen)), key=lambda place: len(chosen[place].encoded.ids))
    with torch.inference_mode():
        for start in range(0, len(order), size):
            places = order[start : start + size]
            answers[places] = forward(network, [chosen[place] for place in places], padding).cpu().numpy()
    return answers


def calibration(answers: NDArray[np.float32], wanted: scores.Numbers) -> tuple[float, Tensor]:
    """Return the temperature and the labels' biases under which `answers / temperature + biases` makes the labels likeliest.

    Bias-corrected temperature scaling (Alexandari et al. 2020, ICML): a stage with more NONE than the field has leaves the
    sides too rare, which no temperature mends.
    """
    given, labels = torch.from_numpy(answers), torch.from_numpy(wanted)
    sharpness, biases = torch.zeros(1, requires_grad=True), torch.zeros(len(LABELS), requires_grad=True)
    fitting = torch.optim.LBFGS([sharpness, biases], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> Tensor:
        fitting.zero_grad()
        found = nn.functional.cross_entropy(given * sharpness.exp() + biases, labels)
        found.backward()  # type: ignore[no-untyped-call]
        return found

    fitting.step(loss)  # type: ignore[no-untyped-call]
    return float((-sharpness).exp().detach()), (biases - biases.mean()).detach()


def forward(network: Network, batch: Sequence[Example], padding: int) -> Tensor:
    """Return the logits of a batch; in bfloat16 where the processor has it, which takes a third of float32's time."""
    device = next(network.parameters()).device.type
    with torch.autocast(device, dtype=torch.bfloat16, enabled=shipped.fast_bfloat16(device)):
        answers: Tensor = network(Batch.of([example.encoded for example in batch], padding).to(device))
    return answers
