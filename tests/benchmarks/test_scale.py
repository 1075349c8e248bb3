"""Queries of the benchmark at scale, its page, and that every system finds the same texts."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from benchmarks import scale, scale_report
from benchmarks.generator import Seeds
from benchmarks.scale import Asked
from benchmarks.scale_build import Source
from indexer.encoders.fake import FakeEncoder
from tests.search.quotations import QUOTATIONS

TEXTS = [f"{view.text} dan {view.text} serta semua yang hadir di sini" for view in QUOTATIONS]


def test_there_are_as_many_queries_of_each_kind() -> None:
    asked = scale.queries(TEXTS)
    assert asked == scale.queries(TEXTS)
    assert set(Counter(query.kind for query in asked).values()) == {scale.EACH}


@pytest.mark.parametrize(
    ("query", "text"),
    [
        (Asked(kind="phrase", words=("harga", "beras")), '"harga beras"'),
        (Asked(kind="boolean", words=("harga", "beras")), "harga AND beras"),
        (Asked(kind="hybrid", words=("harga", "beras")), "harga beras"),
    ],
)
def test_a_query_is_spelt(query: Asked, text: str) -> None:
    assert scale.spelt(query) == text


def test_made_up_vectors_are_units_and_the_same_for_the_same_seed() -> None:
    encoder = FakeEncoder(dimensions=32)
    source = Source(Seeds.of(QUOTATIONS), encoder.passages([view.text for view in QUOTATIONS]), encoder)
    (views, vectors), again = next(source.batches(50)), next(source.batches(50))
    assert len(views) == len(vectors) == 50
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    np.testing.assert_array_equal(vectors, again[1])


def test_the_page_says_what_is_met_and_what_is_missed() -> None:
    own = {
        "size": 1_000_000,
        "system": "kutipan",
        "seconds": 500,
        "bytes": 2_000_000_000,
        "memory": 900.0,
        "commits": [(0.5, 0.4), (2.5, 0.5), (3.0, 0.6)],
        "built_before": True,
        "latencies": {
            "hybrid": {"p50": 50.0, "p95": 130.0, "p99": 140.0, "processor p95": 4.0},
            "keyword, all kinds": {"p50": 5.0, "p95": 19.0, "p99": 25.0, "processor p95": 4.0},
            "verify, all kinds": {"p50": 30.0, "p95": 90.0, "p99": 100.0, "processor p95": 4.0},
        },
    }
    peer = {
        **own,
        "system": "whoosh",
        "latencies": {"keyword, all kinds": {"p50": 50.0, "p95": 60.0, "p99": 70.0, "processor p95": 4.0}},
    }
    page = scale_report.as_markdown(
        {"date": "2026-01-01", "machine": {"cores": "2"}, "load_at_the_end": 0.5, "results": [own, peer]}
    )
    assert "| Kutipan | 2,000 (built before) | 2,000 | 900 |" in page
    assert "memory ≤ 2,048 MiB: met." in page
    assert "commit of 1,000 ≤ 2 s: **missed**." in page
    assert "| hybrid | Kutipan | 50 | 130 | 140 | 1 | 4 | p95 ≤ 120 ms: **missed**. |" in page
    assert "| verify, all kinds | Kutipan | 30 | 90 | 100 | 1 | 4 | p95 ≤ 200 ms: met. |" in page
    assert "| keyword, all kinds | plain Whoosh | 50 | 60 | 70 | 10 | 4 |" in page
