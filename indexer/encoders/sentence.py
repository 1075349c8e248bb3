"""Any sentence-transformers model as an encoder."""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from corpus.errors import EncoderError
from indexer.encoders.base import Vectors
from indexer.encoders.threads import give_back_freed_memory, sleep_while_waiting

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

# Texts in one pass of the model, padded to the longest. Quotations have 38 tokens on average; at that length 16 was the
# fastest in float32 (45 texts per core and second; 28 at 128) and within 2 % of the fastest in bfloat16 (125).
BATCH_SIZE = 16

PASSAGE_PROMPTS = ("document", "passage", "corpus")  # names under which published models keep that prompt
QUERY_PROMPTS = ("query",)

_ROWS_AT_ONCE = 8_192  # of an embedding table, while it is checked

_SAMPLED = 1 << 20  # bytes at either end of a large file that go into a folder's digest


class SentenceEncoder:
    """A sentence-transformers model by folder or by name on a model hub, with its own prompts where it has some."""

    def __init__(self, name: str, *, local_files_only: bool = False) -> None:
        self._name = name
        self._local_files_only = local_files_only
        self._loading = threading.Lock()
        self._loaded: SentenceTransformer | None = None

    @cached_property
    def fingerprint(self) -> str:
        """Name of the vector space: for a folder a digest of its files, for a name on a hub also the revision."""
        folder = Path(self._name)
        if folder.is_dir():
            return f"{folder.name}/{_digest(folder)}"
        return f"{self._name}/{self._revision()}"

    @cached_property
    def dimensions(self) -> int:
        """Length of a vector."""
        return len(self.query("kutipan"))

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of texts to be found: float32, shape (len(texts), dimensions), rows of length 1."""
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        return self._encode(texts, PASSAGE_PROMPTS)

    def query(self, text: str) -> Vectors:
        """Return the vector of a search query: float32, shape (dimensions,), length 1."""
        vector: Vectors = self._encode([text], QUERY_PROMPTS)[0]
        return vector

    def _encode(self, texts: Sequence[str], prompt_names: Sequence[str]) -> Vectors:
        model = self._model()
        prompt = next((model.prompts[name] for name in prompt_names if model.prompts.get(name)), "")
        with _fastest_faithful(model.device.type):
            vectors = model.encode(
                [readable(text) for text in texts],
                prompt=prompt,
                batch_size=BATCH_SIZE,
                show_progress_bar=False,
                convert_to_numpy=True,
                normalize_embeddings=True,
            )
        return np.asarray(vectors, dtype=np.float32)

    def _model(self) -> SentenceTransformer:
        with self._loading:
            if self._loaded is None:
                self._loaded = _load(self._name, self._local_files_only)
            return self._loaded

    def _revision(self) -> str:
        self._model()  # so that it is in the hub's cache
        from huggingface_hub import try_to_load_from_cache

        for file in ("modules.json", "config.json"):
            path = try_to_load_from_cache(self._name, file)
            if isinstance(path, str):
                return Path(path).parent.name
        return "unknown"


def readable(text: str) -> str:
    """Return the text without what no tokenizer takes: lone surrogates and NUL."""
    return text.encode("utf-8", "replace").decode().replace("\0", " ")


def _load(name: str, local_files_only: bool) -> SentenceTransformer:
    # Texts are short, and a tokenizer that has started threads warns at every later fork of the process.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    sleep_while_waiting()
    give_back_freed_memory()
    try:
        from sentence_transformers import SentenceTransformer

        with quiet_loading():
            model = SentenceTransformer(name, local_files_only=local_files_only)
        _narrow_tables(model)
        return model
    except ImportError as error:
        raise EncoderError(f"sentence-transformers cannot be imported ({error}): reinstall Kutipan") from error
    except Exception as error:  # the libraries below raise anything from OSError to their own parsers' errors
        raise EncoderError(
            f"the encoder {name!r} cannot be loaded ({_first_line(error)}): give the folder of a sentence-transformers model, "
            "the name of one that is in the local cache or can be downloaded now, or 'bundled'"
        ) from error


def _narrow_tables(model: SentenceTransformer) -> None:
    """Keep embedding tables in float16 where that loses nothing, as with the bundled weights.

    Tables are only looked up; in a multilingual model they are four fifths of the weights, 0.4 GB in float32.
    """
    import torch

    for module in model.modules():
        if isinstance(module, torch.nn.Embedding):
            wide = module.weight.data
            # By blocks: a second wide copy of the table would be the peak of the whole run.
            blocks = (wide[start : start + _ROWS_AT_ONCE] for start in range(0, len(wide), _ROWS_AT_ONCE))
            if all(torch.equal(rows.half().float(), rows) for rows in blocks):
                module.weight.data = wide.half()
                module.register_forward_hook(lambda table, indices, rows: rows.float())


@contextlib.contextmanager
def quiet_loading() -> Iterator[None]:
    """Show no progress bar for the half second in which weights are read; downloads keep theirs."""
    from transformers.utils import logging as progress

    control: Any = progress  # it has no types
    shown = control.is_progress_bar_enabled()
    control.disable_progress_bar()
    try:
        yield
    finally:
        if shown:
            control.enable_progress_bar()


@contextlib.contextmanager
def _fastest_faithful(device: str) -> Iterator[None]:
    """Compute in bfloat16 where the processor does so natively.

    On 256 quotations: three times faster than float32, cosine to it 0.99999 at least. Dynamic int8 was no faster, 0.993 at
    worst, and PyTorch is about to drop it.
    """
    import torch

    capabilities: dict[str, Any] = getattr(torch.cpu, "get_capabilities", dict)()
    if device == "cpu" and (capabilities.get("avx512_bf16") or capabilities.get("amx_bf16")):
        with torch.autocast("cpu", dtype=torch.bfloat16):
            yield
    else:
        yield


def _digest(folder: Path) -> str:
    """Return a digest (16 hex digits) of a folder's files: small ones whole, of large ones size, beginning and end."""
    digest = hashlib.sha256()
    for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".md"):
        size = path.stat().st_size
        digest.update(f"{path.relative_to(folder)}\0{size}\0".encode())
        with path.open("rb") as file:
            digest.update(file.read(_SAMPLED))
            if size > _SAMPLED:
                file.seek(max(_SAMPLED, size - _SAMPLED))
                digest.update(file.read())
    return digest.hexdigest()[:16]


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
