"""An encoder of a few thousand weights in the layout of the bundled one, so that training can be tried in a second."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import torch
from tokenizers import Tokenizer, models, pre_tokenizers
from transformers import BertConfig, BertModel

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")


def write(folder: Path, words: Iterable[str]) -> Path:
    """Write the encoder, which knows `words`, and return its folder."""
    vocabulary = {word: number for number, word in enumerate((*SPECIAL, *sorted(set(words) - set(SPECIAL))))}
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(vocabulary),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=400,
        pad_token_id=vocabulary["<pad>"],
    )
    BertModel(config).save_pretrained(folder)
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.save(str(folder / "tokenizer.json"))
    return folder


def indonli(folder: Path, rows: Iterable[tuple[str, str, str]]) -> Path:
    """Write (premise, hypothesis, label) rows as every part of IndoNLI, and return the folder."""
    import gzip

    lines = [json.dumps({"premise": premise, "hypothesis": claim, "label": label}) for premise, claim, label in rows]
    for part in ("train", "val"):
        (folder / f"indonli_{part}.jsonl.gz").write_bytes(gzip.compress("\n".join(lines).encode()))
    return folder


def classifier(folder: Path, words: Iterable[str], labels: tuple[str, str, str]) -> Path:
    """Write an NLI cross-encoder with these labels, biased towards the last, and return its folder."""
    from transformers import BertForSequenceClassification, PreTrainedTokenizerFast

    write(folder, words)
    config = BertConfig.from_pretrained(folder)
    config.id2label = dict(enumerate(labels))
    config.label2id = {label: number for number, label in enumerate(labels)}
    torch.manual_seed(0)
    model = BertForSequenceClassification(config)
    with torch.no_grad():
        model.classifier.bias[2] += 2
    model.save_pretrained(folder)
    reader: Any = PreTrainedTokenizerFast  # it has no types
    reader(
        tokenizer_file=str(folder / "tokenizer.json"),
        bos_token="<s>",
        eos_token="</s>",
        pad_token="<pad>",
        unk_token="<unk>",
        cls_token="<s>",
        sep_token="</s>",
    ).save_pretrained(folder)
    return folder
