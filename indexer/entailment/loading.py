"""Name of an entailment model -> model. Nothing heavy is imported or read before the first pair is judged."""

from __future__ import annotations

import os
from pathlib import Path

from corpus.settings import Settings
from indexer.entailment.base import EntailmentModel

BUNDLED = "bundled"


def from_settings(settings: Settings) -> EntailmentModel:
    """Return the model of the settings, its judgements kept in the data folder.

    Without a data folder nothing is kept, and the encoder's weights are unpacked into the user's cache. Raises EncoderError as
    `load` does.
    """
    if settings.data.is_dir():
        return load(settings.entailment, settings.models_path, settings.judgement_cache_path)
    return load(settings.entailment, user_cache() / "models")


def user_cache() -> Path:
    """Return the folder for what can be computed again and belongs to no data folder (XDG base directories)."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kutipan"


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
