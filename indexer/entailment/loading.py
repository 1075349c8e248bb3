"""Name of an entailment model -> model. Nothing heavy is imported or read before the first pair is judged."""

from __future__ import annotations

from pathlib import Path

from indexer.entailment.base import EntailmentModel

BUNDLED = "bundled"


def load(name: str, models_path: Path, cache_path: Path | None = None) -> EntailmentModel:
    """Return a model: "bundled" (shipped with Kutipan, offline), or an NLI cross-encoder by folder or name on a model hub.

    The bundled encoder's weights are unpacked into `models_path` at the first pair. With `cache_path`, an SQLite file, no pair
    is judged twice. Raises EncoderError, here or at the first pair, for a model that cannot be loaded.
    """
    model: EntailmentModel
    if name == BUNDLED:
        from indexer.entailment.model import BundledEntailment

        model = BundledEntailment(models_path)
    else:
        from indexer.entailment.crossencoder import CrossEncoder

        model = CrossEncoder(name)
    if cache_path is not None:
        from indexer.entailment.cache import CachedModel

        model = CachedModel(model, cache_path)
    return model
