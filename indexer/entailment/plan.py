"""What a training learns from, and how, epoch by epoch."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """Some epochs over which the learning rate goes up and down once, and what they learn from."""

    indonli: tuple[float, ...]  # share of IndoNLI that each epoch sees; as many epochs as there are shares
    rate: float = 1.0  # of the plan's learning rate
    written: float = 1.0  # share of the single written quotations that each epoch sees
    twins: float = 0.0  # share of the pairs of twins
    surveys: float = 0.0  # share of the pairs of surveys
    beside: float = 0.0  # pairs of a quotation and another one's claim on the same subject, per pair of singles and twins
    elsewhere: float = 0.0  # the same on another subject, per written pair of any kind
    turning: float = 0.0  # share of the claims with one place to turn (`contrasts.py`) that come the other way round, too
    denying: float = 0.0  # share of the others that come denied, too
    averaging: float = 0.0  # of the running average of the weights, a step; 0: none is kept
    from_best: bool = False  # begins from the best weights yet, not from the last ones
    kept: float = 0.0  # share of the weights that it began from, in those that it gives


STAGES = (
    # All of IndoNLI at first, then less than half of what the written pairs are.
    Stage(indonli=(1.0, 1.0, 0.8, 0.5, 0.4, 0.3)),
    # After six epochs most errors took one side for the other: claims come also the other way round.
    Stage(indonli=(0.5, 0.4, 0.4), rate=0.5, turning=0.6, denying=0.08, averaging=0.998),
    # Then quotations come by twos, of much the same words, on two sides of the same claims.
    Stage(
        indonli=(0.3, 0.3),
        rate=0.5,
        written=0.5,
        twins=1.0,
        turning=0.3,
        denying=0.04,
        averaging=0.998,
        from_best=True,
    ),
    # At last as the product is asked: one general claim, and what different people said near it. A part of the weights before
    # it keeps what it takes away from single quotations and twins (Wortsman et al. 2022, "WiSE-FT").
    Stage(
        indonli=(0.5, 0.5),
        rate=0.5,
        written=0.5,
        twins=0.5,
        surveys=1.0,
        beside=0.1,
        elsewhere=0.06,
        kept=0.25,
        turning=0.3,
        denying=0.04,
        averaging=0.998,
        from_best=True,
    ),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What decides the result, beside the data."""

    seed: int = 20261125
    rank: int = 32
    learning_rate: float = 8e-4  # half as much learns as fast at first; at 2e-3 the loss stays where it began
    weight_decay: float = 0.01
    batch: int = 32
    warmup: float = 0.06  # share of a stage's steps
    smoothing: float = 0.05  # readers disagree about more than a twentieth of such labels
    unrelated: float = 0.05  # pairs of a quotation and a claim on another subject, per single pair that an epoch sees
    held_out: float = 0.08  # of the quotations
    stages: tuple[Stage, ...] = STAGES

    @property
    def epochs(self) -> int:
        """Return the number of epochs of all stages."""
        return sum(len(stage.indonli) for stage in self.stages)

    def at(self, epoch: int) -> tuple[Stage, int]:
        """Return the stage of an epoch counted from 0, and the epoch's place in it."""
        for stage in self.stages:
            if epoch < len(stage.indonli):
                return stage, epoch
            epoch -= len(stage.indonli)
        raise IndexError(epoch)
