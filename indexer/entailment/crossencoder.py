"""Any NLI cross-encoder of a model hub, or in a folder, as an entailment model."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from corpus.errors import EncoderError
from corpus.records import Stance
from indexer.encoders.sentence import quiet_loading, readable
from indexer.encoders.threads import sleep_while_waiting
from indexer.entailment.base import LABELS, Probabilities
from indexer.entailment.checks import Pairs, judged
from indexer.entailment.scores import softmax

BATCH = 16
MOST_TOKENS = 320

# How the labels of published models begin; ANLI's and XNLI's models, and those of stance corpora.
_BEGINNINGS = {
    Stance.FAVOR: ("entail", "favor", "favour", "support"),
    Stance.AGAINST: ("contra", "against", "refute", "oppose"),
    Stance.NONE: ("neutral", "none", "unknown", "nei"),
}


class CrossEncoder:
    """A sequence classifier with labels for entailment, contradiction and neutral, by folder or by name on a hub.

    HF_HUB_OFFLINE and the rest of the hub's settings are respected. Its probabilities are its own, not calibrated here.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._loading = threading.Lock()
        self._parts: _Parts | None = None

    @cached_property
    def fingerprint(self) -> str:
        """The model's name with the revision of its weights, where it has one."""
        return f"{self._name}/{self._loaded().revision}"

    def judge(self, pairs: Pairs) -> Probabilities:
        """Return the probabilities of (text, claim) pairs, shape (len(pairs), 3), columns as in LABELS.

        Raises InvalidQuery for a claim without words or longer than a sentence, EncoderError when the model cannot be loaded
        or has other labels.
        """
        return judged(pairs, self._compute)

    def _compute(self, pairs: Pairs) -> Probabilities:
        import torch

        parts = self._loaded()
        order = sorted(range(len(pairs)), key=lambda place: len(pairs[place][0]) + len(pairs[place][1]))
        logits = np.zeros((len(pairs), len(LABELS)), dtype=np.float32)
        with torch.inference_mode():
            for start in range(0, len(order), BATCH):
                places = order[start : start + BATCH]
                tokens = parts.tokenizer(
                    [readable(pairs[place][0]) for place in places],
                    [readable(pairs[place][1]) for place in places],
                    padding=True,
                    truncation=True,
                    max_length=MOST_TOKENS,
                    return_tensors="pt",
                ).to(parts.model.device)
                logits[places] = parts.model(**tokens).logits.float().cpu().numpy()[:, parts.columns]
        return softmax(logits, 1.0)

    def _loaded(self) -> _Parts:
        with self._loading:
            if self._parts is None:
                self._parts = _load(self._name)
            return self._parts


@dataclass(frozen=True, slots=True)
class _Parts:
    model: Any
    tokenizer: Any
    columns: list[int]
    revision: str


def _load(name: str) -> _Parts:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    sleep_while_waiting()
    try:
        import torch
        from transformers import AutoModelForSequenceClassification, AutoTokenizer

        with quiet_loading():
            tokenizer: Any = AutoTokenizer.from_pretrained(name)
            model: Any = AutoModelForSequenceClassification.from_pretrained(name).eval()
    except Exception as error:  # the libraries below raise anything from OSError to their own parsers' errors
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise EncoderError(
            f"the entailment model {name!r} cannot be loaded ({reason}): give the folder of an NLI cross-encoder, the name of "
            "one that is in the local cache or can be downloaded now, or 'bundled'"
        ) from error
    chosen = columns(model.config.id2label, name)
    revision = getattr(model.config, "_commit_hash", None) or _age(name)
    return _Parts(model.to("cuda" if torch.cuda.is_available() else "cpu"), tokenizer, chosen, revision)


def columns(names: Mapping[int, str], model: str) -> list[int]:
    """Return the places of a model's labels in the order of LABELS. Raises EncoderError when it has not all three."""
    places = []
    for label in LABELS:
        found = [place for place, name in names.items() if name.lower().startswith(_BEGINNINGS[label])]
        if len(found) != 1:
            raise EncoderError(
                f"the entailment model {model!r} has the labels {', '.join(names.values())}: one each is needed for "
                "entailment, contradiction and neutral"
            )
        places.append(int(found[0]))
    return places


def _age(name: str) -> str:
    """Return what changes when the weights in a folder do."""
    weights = sorted(Path(name).glob("*.safetensors")) + sorted(Path(name).glob("*.bin"))
    return "-".join(f"{path.stat().st_size}.{path.stat().st_mtime_ns}" for path in weights) or "unknown"
