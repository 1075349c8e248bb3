"""Low-rank adapters: what fine-tuning changes about a model, in a hundredth of its size.

A linear layer with weight W learns W + up·down, where up and down have few columns and rows (Hu et al. 2022, "LoRA"). Biases
and layer norms are so small that they are learnt whole. `tensors` gives what was learnt, `apply` puts it into a plain model,
where it costs nothing any more.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

import torch
from torch import Tensor, nn

DOWN, UP = "down", "up"


class LowRank(nn.Module):
    """A frozen linear layer and what it learns beside its weight."""

    def __init__(self, linear: nn.Linear, rank: int) -> None:
        super().__init__()
        self.linear = linear
        self.down = nn.Parameter(torch.empty(rank, linear.in_features))
        self.up = nn.Parameter(torch.zeros(linear.out_features, rank))  # begins by changing nothing
        nn.init.kaiming_uniform_(self.down, a=math.sqrt(5))

    def forward(self, inputs: Tensor) -> Tensor:
        """Return the layer's output: shape (..., out_features)."""
        learnt = nn.functional.linear(nn.functional.linear(inputs, self.down), self.up)
        output: Tensor = self.linear(inputs) + learnt
        return output


def attach(model: nn.Module, rank: int) -> None:
    """Freeze a model but for biases and layer norms, and give its linear layers adapters."""
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    for name, module in list(model.named_modules()):
        if isinstance(module, nn.LayerNorm):
            module.requires_grad_(True)
        elif isinstance(module, nn.Linear):
            if module.bias is not None:
                module.bias.requires_grad_(True)
            parent, _, own = name.rpartition(".")
            setattr(model.get_submodule(parent), own, LowRank(module, rank))


def tensors(model: nn.Module) -> dict[str, Tensor]:
    """Return what an adapted model has learnt, under the names of the plain model's modules."""
    return plain(dict(_learnt(model)))


def plain(learnt: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return tensors named as in an adapted model under the names of the plain model's modules."""
    return {name.replace(".linear.", "."): value for name, value in learnt.items()}


def _learnt(model: nn.Module) -> Iterator[tuple[str, Tensor]]:
    return ((name, value.detach()) for name, value in model.named_parameters() if value.requires_grad)


def apply(model: nn.Module, learnt: Mapping[str, Tensor]) -> None:
    """Change a plain model to what an adapted one has learnt. Raises KeyError or AttributeError where they do not fit."""
    with torch.no_grad():
        for name, value in learnt.items():
            place, _, kind = name.rpartition(".")
            if kind == UP:
                weight = model.get_submodule(place).get_parameter("weight")
                weight.copy_(weight.float() + value.float() @ learnt[f"{place}.{DOWN}"].float())
            elif kind != DOWN:
                model.get_parameter(name).copy_(value)
