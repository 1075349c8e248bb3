"""Engines agree: over random quotations and random expressions they find the same, with the same scores."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import search.engines.common
from search.analysis import terms
from search.catalogue import Catalogue
from search.engines import engine_kind
from search.engines.scoring import Matches, Scorer
from search.expressions import All, AnyOf, Expression, Field, Listed, Not, Phrase, Prefix, Word
from search.segments import CardsWriter, SegmentCards
from tests.search.engines import oracle
from tests.search.quotations import view

WORDS = ["damai", "pemilu", "pemilihan", "memilih", "beras", "kami", "jumat", "pilkada", "mbg", "ﷺ", "ʼ", "é", "2024", "東京"]
# A letter whose folded form holds a space, one that folds to nothing, an accent, digits, another script.

TEXTS = st.lists(st.sampled_from([*WORDS, "Jum'at", "berita-berita", "DAMAI"]), max_size=9).map(" ".join)
CORPORA = st.lists(
    st.tuples(TEXTS, st.sampled_from(["", "Wira Damai", "Pemilu Sutan"]), st.booleans()), min_size=1, max_size=14
)

TERMS = st.sampled_from([*WORDS, "berita", "takada"]).map(lambda word: (terms(word) or [""])[0])
SOME = st.lists(TERMS, min_size=1, max_size=4).map(tuple)
LEAVES = st.one_of(
    TERMS.map(Word),
    SOME.map(lambda words: Listed(tuple(dict.fromkeys(words)))),
    st.builds(Phrase, SOME, st.sampled_from([1, 1, 2, 3, 40])),
    st.sampled_from(["p", "pem", "da", "é", "zz", "2"]).map(Prefix),
    st.just(Field("speaker", "wira")),
)
EXPRESSIONS: st.SearchStrategy[Expression] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: All(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
    ),
    max_leaves=5,
)
ENGINES = ("whoosh", "tantivy")


def opened(folder: Path, engine: str, corpus: Sequence[tuple[str, str, bool]]) -> tuple[Scorer, Catalogue]:
    """Write a corpus as two segments, of which only the rows marked True count, and open it."""
    kind = engine_kind(engine)
    half = len(corpus) // 2
    segments = []
    for name, start, part in (("first", 0, corpus[:half]), ("second", half, corpus[half:])):
        if not part:
            continue
        place = folder / f"{engine}-{name}"
        place.mkdir()
        cards, words = CardsWriter(place), kind.segment_writer(place)
        for number, (text, speaker, _) in enumerate(part, start):
            quotation = replace(view(f"q{number}", text, speaker=speaker), id=f"q{number}")
            cards.add(10 * number, quotation)
            words.add(10 * number, quotation)
        words.finish()
        cards.finish()
        segments.append((SegmentCards(place), np.asarray([live for _, _, live in part])))
    catalogue = Catalogue(segments)
    return Scorer(kind.open([cards for cards, _ in segments]), catalogue), catalogue


@pytest.mark.parametrize("common", [2, 1_000], ids=["common words as arrays", "every word by the engine"])
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None, max_examples=30)
@given(CORPORA, st.lists(EXPRESSIONS, min_size=1, max_size=12))
def test_engines_find_the_same_with_the_same_scores(
    common: int, corpus: list[tuple[str, str, bool]], expressions: list[Expression]
) -> None:
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patched:
        patched.setattr(search.engines.common, "COMMON", common)
        (whoosh, catalogue), (tantivy, _) = (opened(Path(name), engine, corpus) for engine in ENGINES)
        living = [catalogue.card(row) for row in range(len(catalogue))]
        for expression in expressions:
            by_whoosh, by_tantivy = whoosh.match(expression), tantivy.match(expression)
            assert _listed(by_whoosh) == _listed(by_tantivy)
            if not _counts_words(expression):
                matching = {item.id for item in living if oracle.matches(expression, item, 1)}
                assert {living[row].id for row in by_tantivy.rows.tolist()} == matching


def _listed(matches: Matches) -> tuple[object, ...]:
    return matches.mask.tolist(), matches.scores.tolist(), matches.full, matches.minimum


def _counts_words(expression: Expression) -> bool:
    """Tell whether how many listed words must be held depends on the corpus, which the oracle knows at the top only."""
    match expression:
        case Listed():
            return True
        case Not(part):
            return _counts_words(part)
        case All(parts) | AnyOf(parts):
            return any(map(_counts_words, parts))
        case _:
            return False
