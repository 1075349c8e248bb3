"""IndoNLI and the written stance pairs -> the adapter that ships: `python -m indexer.entailment.train`.

The encoder's word embeddings and weights stay; adapters, biases, layer norms and the head learn. All data is mixed at first;
then the written pairs, which are what the product is asked, take the larger part; claims come turned round, then quotations as
twins, at last as surveys. After each epoch the model is tried on written pairs whose quotations it never saw, and the best one
is kept. Nothing of the evaluation data is looked at.

An interrupted training goes on where its last epoch ended when the same command is given again.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from dataclasses import asdict
from pathlib import Path

from indexer.encoders.bundled import BundledEncoder
from indexer.encoders.threads import sleep_while_waiting
from indexer.entailment import shipped
from indexer.entailment.plan import Plan


def main() -> None:
    """Train and write the adapter."""
    shared = Path(os.environ.get("KUTIPAN_SHARED") or Path(__file__).parents[3] / "shared")
    parser = argparse.ArgumentParser(prog="python -m indexer.entailment.train", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--indonli", type=Path, default=shared / "train", help="folder of IndoNLI (indonli_*.jsonl.gz)")
    parser.add_argument("--models", type=Path, default=Path("kutipan-data/models"), help="where the encoder is unpacked")
    parser.add_argument(
        "--checkpoint", type=Path, default=Path("build/entailment.pt"), help="what an interrupted run goes on from"
    )
    parser.add_argument("--output", type=Path, default=shipped.FOLDER, help="folder to write the adapter into")
    parser.add_argument("--threads", type=int, default=0, help="threads of PyTorch; 0: one per core")
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    sleep_while_waiting()  # before PyTorch is imported, which reads it
    import torch

    if given.threads:
        torch.set_num_threads(given.threads)
    train(Plan(), given.indonli, BundledEncoder(given.models).folder, given.checkpoint, given.output)


def train(plan: Plan, indonli: Path, encoder: Path, checkpoint: Path, output: Path) -> None:
    """Train on the data, over the encoder in a folder, and write the adapter into `output`."""
    from indexer.entailment.training import LAST_BIAS, Material, Training, calibration, gold, logits

    material = Material.read(encoder, indonli, plan)
    training = Training(encoder, material, plan)
    training.run(checkpoint)
    learnt = training.best_tensors
    shipped.save(output, learnt, {"temperature": 1.0})
    network = shipped.Shipped.read(output).network(encoder).float().to(training.device)
    answers = logits(network, material.held_out, material.tokenizer.padding)
    temperature, biases = calibration(answers, gold(material.held_out))
    learnt[LAST_BIAS] = (learnt[LAST_BIAS].float() + temperature * biases).half()
    description = {
        "temperature": round(temperature, 3),
        "biases": [round(bias, 3) for bias in biases.tolist()],  # in the head's own already
        "plan": asdict(plan),
        "history": training.history,
        "data": {"written": len(material.written), "held_out": len(material.held_out), "indonli": len(material.indonli)},
    }
    shipped.save(output, learnt, description)
    logging.getLogger(__name__).info("temperature %.2f; written to %s", temperature, output)


if __name__ == "__main__":
    main()
