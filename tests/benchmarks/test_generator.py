"""Made-up quotations: the same for the same seed, like the real ones in what counts, none twice under one id."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest

from benchmarks import generator
from benchmarks.generator import Seeds
from tests.search.quotations import QUOTATIONS


def test_the_same_seed_makes_the_same_and_a_longer_run_begins_like_a_shorter() -> None:
    seeds = Seeds.of(QUOTATIONS)
    short, long = (list(generator.quotations(seeds, count, seed=3)) for count in (50, 200))
    assert long[:50] == short
    assert list(generator.quotations(seeds, 50, seed=4)) != short


def test_they_are_like_what_they_are_made_of() -> None:
    made = list(generator.quotations(Seeds.of(QUOTATIONS), 3_000))
    assert len({view.id for view in made}) == len(made)
    words = {word for view in QUOTATIONS for word in view.text.split()}
    assert {word for view in made for word in view.text.split()} <= words
    assert {view.source for view in made} == {view.source for view in QUOTATIONS}
    assert {view.kind for view in made} == {view.kind for view in QUOTATIONS}
    per_document = Counter(view.document_id for view in made)
    assert 2 < len(made) / len(per_document) < 4
    for document in itertools.islice(per_document, 50):
        inside = [view for view in made if view.document_id == document]
        assert len({(view.date, view.source, view.title) for view in inside}) == 1
    texts = Counter(view.text for view in made)
    assert texts.most_common(1)[0][1] < len(made) / 20


def test_nothing_is_made_of_nothing() -> None:
    with pytest.raises(ValueError, match="no quotations"):
        Seeds.of([])
