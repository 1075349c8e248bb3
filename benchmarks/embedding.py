"""Passages per second of the encoder alone: `python -m benchmarks.embedding DATA` prints them as JSON."""

from __future__ import annotations

import argparse
import itertools
import json
import time
from pathlib import Path

from corpus.settings import from_environment
from corpus.store import Store
from indexer import encoders
from indexer.build import TEXTS_AT_ONCE

TEXTS = 2_048  # a quarter of a minute on one core


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    settings = from_environment(data=parser.parse_args().data)
    with Store.open(settings.store_address, create=False) as store:
        texts = sorted((view.text for view in itertools.islice(store.all_views(), TEXTS)), key=len)
    encoder = encoders.load(settings.encoder, settings.models_path)
    encoder.passages(texts[-8:])  # loads the model
    began = time.perf_counter()
    for start in range(0, len(texts), TEXTS_AT_ONCE):
        encoder.passages(texts[start : start + TEXTS_AT_ONCE])
    print(json.dumps({"texts": len(texts), "seconds": time.perf_counter() - began}))


if __name__ == "__main__":
    main()
