"""Name of an encoder -> encoder. Nothing heavy is imported or read before the first text is encoded."""

from __future__ import annotations

from pathlib import Path

from indexer.encoders.base import Encoder

BUNDLED = "bundled"
FAKE = "fake"


def load(name: str, models_path: Path) -> Encoder:
    """Return an encoder: "bundled" (multilingual-e5-small, offline), "fake" (for tests), or a sentence-transformers model.

    Other names are a folder or a name on a model hub; HF_HUB_OFFLINE and the rest of the hub's settings are respected.
    Bundled weights are unpacked into `models_path` when passages are first encoded. Raises EncoderError, here or at the
    first text, for a model that cannot be loaded.
    """
    if name == BUNDLED:
        from indexer.encoders.bundled import BundledEncoder

        return BundledEncoder(models_path)
    if name == FAKE:
        from indexer.encoders.fake import FakeEncoder

        return FakeEncoder()
    from indexer.encoders.sentence import SentenceEncoder

    return SentenceEncoder(name)
