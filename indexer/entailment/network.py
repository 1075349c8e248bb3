"""The cross-encoder: a BERT that reads text and claim together, and a head that tells their relation.

Input: token ids of `<s> text </s></s> claim </s>`. The head sees the first token and the mean of either part: the encoder was
trained to say a text's meaning by its mean, so the comparison of the two parts is there before anything is learnt.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from indexer.encoders.sentence import quiet_loading
from indexer.entailment.base import LABELS

HEAD_WIDTH = 192
DROPOUT = 0.1  # of the encoder's hidden states and of the head's input, while training

ROUND = 8
"""Lengths of batches are multiples of this. PyTorch keeps memory for each shape it has seen: with every length its own shape a
training held 10 GB after an hour."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Token ids, shape (pairs, length), and which of them belong to the text, to the claim, to either or a separator."""

    ids: Tensor
    text: Tensor
    claim: Tensor
    known: Tensor

    @classmethod
    def of(cls, encoded: Sequence[Encoded], padding: int) -> Batch:
        """Pad pairs to the longest, rounded up."""
        length = -(-max(len(pair.ids) for pair in encoded) // ROUND) * ROUND
        ids = torch.full((len(encoded), length), padding, dtype=torch.long)
        text, claim, known = (torch.zeros((len(encoded), length), dtype=torch.bool) for _ in range(3))
        for row, pair in enumerate(encoded):
            ids[row, : len(pair.ids)] = torch.tensor(pair.ids)
            text[row, 1 : 1 + pair.text] = True
            claim[row, 3 + pair.text : len(pair.ids) - 1] = True
            known[row, : len(pair.ids)] = True
        return cls(ids, text, claim, known)

    def to(self, device: str) -> Batch:
        """Return the batch on a device."""
        return Batch(self.ids.to(device), self.text.to(device), self.claim.to(device), self.known.to(device))


@dataclass(frozen=True, slots=True)
class Encoded:
    """One pair's token ids, special ones included, and how many of them are the text's."""

    ids: Sequence[int]
    text: int


class Network(nn.Module):
    """Encoder and head. `forward` gives logits, float32, shape (pairs, 3), columns as in LABELS."""

    def __init__(self, encoder: nn.Module, width: int) -> None:
        super().__init__()
        self.encoder = encoder
        self.head = nn.Sequential(
            nn.Dropout(DROPOUT), nn.Linear(5 * width, HEAD_WIDTH), nn.GELU(), nn.Linear(HEAD_WIDTH, len(LABELS))
        )

    @classmethod
    def over(cls, folder: Path, *, training: bool = False) -> Network:
        """Return a network over the weights of a folder in the layout of transformers, with a head that knows nothing yet."""
        from transformers import AutoModel

        # The gradient of PyTorch's fused attention costs a third of a step on CPUs, plain attention a twentieth.
        with quiet_loading():
            encoder: Any = AutoModel.from_pretrained(
                folder,
                local_files_only=True,
                hidden_dropout_prob=DROPOUT,
                attention_probs_dropout_prob=0.0,
                attn_implementation="eager" if training else "sdpa",
                # As the weights are stored: half the memory. Learning needs float32, and a processor may.
                dtype=torch.float32 if training else torch.float16,
            )
        encoder.pooler = None  # the head looks at all states
        return cls(encoder, encoder.config.hidden_size)

    def compute_in(self, dtype: torch.dtype) -> None:
        """Let the layers compute in a type. Word embeddings, four fifths of the weights, are only looked up and stay."""
        layers: nn.Module = self.encoder.get_submodule("encoder")
        layers.to(dtype)
        self.encoder.get_submodule("embeddings").register_forward_hook(lambda module, inputs, output: output.to(dtype))

    def forward(self, batch: Batch) -> Tensor:
        """Return the logits of a batch."""
        states = self.encoder(input_ids=batch.ids, attention_mask=batch.known.long()).last_hidden_state.float()
        text, claim = _mean(states, batch.text), _mean(states, batch.claim)
        seen = torch.cat([states[:, 0], text, claim, (text - claim).abs(), text * claim], dim=-1)
        logits: Tensor = self.head(seen)
        return logits.float()


def _mean(states: Tensor, part: Tensor) -> Tensor:
    weights = part.unsqueeze(-1).to(states.dtype)
    return (states * weights).sum(1) / weights.sum(1).clamp(min=1)
