"""Other sentence-transformers models: a tiny one is made here, with a tokenizer and weights of its own."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file
from tokenizers import Tokenizer, models, pre_tokenizers

from corpus.errors import EncoderError
from indexer.encoders import load
from indexer.encoders.sentence import SentenceEncoder

HIDDEN, FEED_FORWARD, POSITIONS = 16, 32, 32
WORDS = ["[PAD]", "[UNK]", "cari", "teks", ":", "damai", "pemilu", "kabar", "bohong"]

Weights = dict[str, NDArray[np.float32]]


def weights(seed: int) -> Weights:
    """Random weights of a transformer of one layer."""
    random = np.random.default_rng(seed)
    layer = "encoder.layer.0"
    shapes = {
        "embeddings.word_embeddings": (len(WORDS), HIDDEN),
        "embeddings.position_embeddings": (POSITIONS, HIDDEN),
        "embeddings.token_type_embeddings": (2, HIDDEN),
        f"{layer}.attention.self.query": (HIDDEN, HIDDEN),
        f"{layer}.attention.self.key": (HIDDEN, HIDDEN),
        f"{layer}.attention.self.value": (HIDDEN, HIDDEN),
        f"{layer}.attention.output.dense": (HIDDEN, HIDDEN),
        f"{layer}.intermediate.dense": (FEED_FORWARD, HIDDEN),
        f"{layer}.output.dense": (HIDDEN, FEED_FORWARD),
        "pooler.dense": (HIDDEN, HIDDEN),
    }
    tensors = {f"{name}.weight": random.standard_normal(shape, dtype=np.float32) for name, shape in shapes.items()}
    tensors |= {f"{name}.bias": np.zeros(shape[0], np.float32) for name, shape in shapes.items() if "embeddings" not in name}
    for name in ("embeddings", f"{layer}.attention.output", f"{layer}.output"):
        tensors |= {
            f"{name}.LayerNorm.weight": np.ones(HIDDEN, np.float32),
            f"{name}.LayerNorm.bias": np.zeros(HIDDEN, np.float32),
        }
    return tensors


def make(folder: Path, *, seed: int = 0, prompts: dict[str, str] | None = None) -> Path:
    """Write a model folder as sentence-transformers reads it."""
    (folder / "1_Pooling").mkdir(parents=True)
    save_file(weights(seed), folder / "model.safetensors", metadata={"format": "pt"})
    tokenizer = Tokenizer(models.WordLevel({word: number for number, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    files = {
        "config.json": {
            "model_type": "bert",
            "architectures": ["BertModel"],
            "hidden_size": HIDDEN,
            "num_hidden_layers": 1,
            "num_attention_heads": 2,
            "intermediate_size": FEED_FORWARD,
            "vocab_size": len(WORDS),
            "max_position_embeddings": POSITIONS,
            "dtype": "float32",
        },
        "tokenizer_config.json": {"tokenizer_class": "PreTrainedTokenizerFast", "pad_token": "[PAD]", "unk_token": "[UNK]"},
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
        ],
        "sentence_bert_config.json": {"max_seq_length": POSITIONS, "do_lower_case": False},
        "1_Pooling/config.json": {"word_embedding_dimension": HIDDEN, "pooling_mode_mean_tokens": True},
        "config_sentence_transformers.json": {"prompts": prompts or {}},
    }
    for name, content in files.items():
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make(tmp_path_factory.mktemp("models") / "plain")


def test_a_folder_is_an_encoder(plain: Path, tmp_path: Path) -> None:
    encoder = load(str(plain), tmp_path)
    vectors = encoder.passages(["pemilu damai", "kabar bohong", "lain"])
    assert encoder.dimensions == HIDDEN
    assert vectors.shape == (3, HIDDEN)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    assert float(encoder.query("pemilu damai") @ vectors[0]) == pytest.approx(1, abs=1e-3)
    assert encoder.passages([]).shape == (0, HIDDEN)


@pytest.mark.parametrize(
    ("prompts", "query", "passage"),
    [
        pytest.param({"query": "cari: ", "passage": "teks: "}, "cari: damai", "teks: damai", id="as E5 publishes them"),
        pytest.param({"query": "cari: ", "document": "teks: "}, "cari: damai", "teks: damai", id="as newer models do"),
        pytest.param({"query": "cari: "}, "cari: damai", "damai", id="for queries only"),
        pytest.param({}, "damai", "damai", id="none"),
    ],
)
def test_a_models_own_prompts_are_used(prompts: dict[str, str], query: str, passage: str, plain: Path, tmp_path: Path) -> None:
    prompted = SentenceEncoder(str(make(tmp_path / "model", prompts=prompts)))
    expected = SentenceEncoder(str(plain)).passages([query, passage])
    np.testing.assert_allclose(prompted.query("damai"), expected[0], atol=1e-2)
    np.testing.assert_allclose(prompted.passages(["damai"])[0], expected[1], atol=1e-2)


def test_the_fingerprint_follows_the_weights_not_the_place(plain: Path, tmp_path: Path) -> None:
    moved = Path(shutil.copytree(plain, tmp_path / "plain"))
    assert SentenceEncoder(str(moved)).fingerprint == SentenceEncoder(str(plain)).fingerprint
    trained = load_file(moved / "model.safetensors")
    trained["encoder.layer.0.output.dense.weight"][3, 5] += 1
    save_file(trained, moved / "model.safetensors", metadata={"format": "pt"})
    assert SentenceEncoder(str(moved)).fingerprint != SentenceEncoder(str(plain)).fingerprint


@pytest.mark.parametrize("name", ["tidak-ada/model-ini", "./folder/yang/tidak/ada"])
def test_a_model_that_is_not_there_is_explained(name: str) -> None:
    encoder = SentenceEncoder(name, local_files_only=True)
    with pytest.raises(EncoderError, match="cannot be loaded") as caught:
        encoder.passages(["damai"])
    assert name in str(caught.value)
    assert "'bundled'" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_damaged_folder_is_explained(plain: Path, tmp_path: Path) -> None:
    broken = Path(shutil.copytree(plain, tmp_path / "broken"))
    (broken / "model.safetensors").write_bytes(b"cut short")
    with pytest.raises(EncoderError, match="broken"):
        SentenceEncoder(str(broken)).query("damai")
