"""The folder of the model that ships: what fine-tuning changed (`adapter.safetensors`), and its description (`model.json`)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from corpus.errors import EncoderError

if TYPE_CHECKING:
    from torch import Tensor

    from indexer.entailment.network import Network

FOLDER = Path(__file__).with_name("model")
WEIGHTS = "adapter.safetensors"
DESCRIPTION = "model.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Shipped:
    """One trained adapter. `version` is a digest of its weights, so that judgements of different weights are never mixed."""

    weights: Path
    version: str
    temperature: float
    description: Mapping[str, Any]

    @classmethod
    def read(cls, folder: Path = FOLDER) -> Shipped:
        """Read the description and the weights' digest. Raises EncoderError when they are missing or of another format."""
        weights = folder / WEIGHTS
        try:
            description = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
            digest = hashlib.sha256(weights.read_bytes()).hexdigest()
        except (OSError, ValueError) as error:
            raise EncoderError(
                f"the entailment model in {folder} cannot be read ({error}): reinstall Kutipan, or train it with "
                "`python -m indexer.entailment.train`"
            ) from error
        if description.get("format") != FORMAT:
            raise EncoderError(
                f"the entailment model in {folder} has format {description.get('format')!r}, this version of Kutipan reads "
                f"{FORMAT}: train it anew with `python -m indexer.entailment.train`"
            )
        return cls(weights, digest[:12], float(description["temperature"]), description)

    def network(self, encoder: Path) -> Network:
        """Return the network over the encoder in a folder, ready to answer. Raises EncoderError when they do not fit."""
        from safetensors import SafetensorError
        from safetensors.torch import load_file

        from indexer.entailment import adapters
        from indexer.entailment.network import Network

        network = Network.over(encoder)
        try:
            adapters.apply(network, load_file(self.weights))
        except (AttributeError, KeyError, RuntimeError, SafetensorError) as error:
            raise EncoderError(
                f"{self.weights} does not fit the encoder in {encoder} ({error}): train it anew with "
                "`python -m indexer.entailment.train`"
            ) from error
        return network.eval()


def save(folder: Path, learnt: Mapping[str, Tensor], description: Mapping[str, Any]) -> None:
    """Write an adapter, float16, and its description."""
    from safetensors.torch import save_file

    folder.mkdir(parents=True, exist_ok=True)
    save_file({name: value.contiguous() for name, value in learnt.items()}, folder / WEIGHTS)
    described = json.dumps({"format": FORMAT, **description}, indent=2)
    (folder / DESCRIPTION).write_text(described + "\n", encoding="utf-8")


def fast_bfloat16(device: str) -> bool:
    """Tell whether a device computes in bfloat16 natively; elsewhere it would be slower than float32."""
    import torch

    if device == "cpu":
        capabilities: dict[str, Any] = getattr(torch.cpu, "get_capabilities", dict)()
        return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))
    return device == "cuda" and torch.cuda.is_bf16_supported()
