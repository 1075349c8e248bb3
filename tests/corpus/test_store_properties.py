"""Whatever the order of writing, the store holds what a new one would, and its change log tells all of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.records import AnnotatedDocument, Span
from corpus.store import Outcome, Store
from corpus.store.projection import context_around, is_storable, storable_text, view_of
from tests.corpus.statements import ELECTIONS, MEETING, UNITY, Saying, statement
from tests.corpus.test_store import replayed

SAYINGS = st.builds(
    Saying,
    words=st.sampled_from(["Kotak suara siap.", "Jaga kerukunan.", "Itu kabar bohong.", "Warga \x00 tenang."]),
    speaker=st.sampled_from([None, "Ratna Wulandari", "RATNA WULANDARI", "Dul Karim"]),
    topics=st.sampled_from([(), (ELECTIONS,), (UNITY, ELECTIONS)]),
    event=st.sampled_from([None, MEETING]),
)
STATEMENTS = st.builds(
    statement,
    st.sampled_from(["a", "b", "c"]),
    st.lists(SAYINGS, max_size=4),
    title=st.sampled_from([None, "Ralat"]),
    version=st.sampled_from(["1", "2"]),
)
HISTORIES = st.lists(st.lists(STATEMENTS, max_size=3), max_size=5)


def _last_versions(history: list[list[AnnotatedDocument]]) -> dict[str, AnnotatedDocument]:
    """Return what ought to be stored: a document whose hash and pipeline version recur keeps its first annotation."""
    kept: dict[str, AnnotatedDocument] = {}
    for annotated in (annotated for batch in history for annotated in batch):
        old = kept.get(annotated.document.id)
        if (
            old is None
            or old.document.content_hash != annotated.document.content_hash
            or old.pipeline_version != annotated.pipeline_version
        ):
            kept[annotated.document.id] = annotated
    return kept


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=HISTORIES)
def test_any_history_ends_as_a_fresh_store_with_the_last_versions(
    new_store_url: Callable[[], str], history: list[list[AnnotatedDocument]]
) -> None:
    last = _last_versions(history)
    with Store.open(new_store_url()) as store, Store.open(new_store_url()) as fresh:
        outcomes = [outcome for batch in history for outcome in store.put_many(batch)]
        fresh.put_many(last.values())
        assert list(store.all_views()) == list(fresh.all_views())
        assert replayed(store) == {view.id: view for view in store.all_views()}

        published = {outcome: outcomes.count(outcome) for outcome in Outcome}
        assert published[Outcome.ADDED] == len(last)
        assert store.counts().revisions == published[Outcome.REVISED]
        for key in last:
            revisions = store.revisions(key)
            assert [revision.document.revision for revision in revisions] == list(range(1, len(revisions) + 1))
            assert revisions[-1].document.raw == last[key].document.raw
        once = {quotation.id for batch in history for annotated in batch for quotation in annotated.quotations}
        present = {view.id for view in store.all_views()}
        assert {key for key in once if store.withdrawal(key)} == once - present - _never_stored(history)


def _never_stored(history: list[list[AnnotatedDocument]]) -> set[str]:
    """Return the ids of quotations that came only with versions which the store left alone as unchanged."""
    stored: set[str] = set()
    given: set[str] = set()
    kept: dict[str, tuple[str, str]] = {}
    for annotated in (annotated for batch in history for annotated in batch):
        state = (annotated.document.content_hash, annotated.pipeline_version)
        identifiers = {quotation.id for quotation in annotated.quotations}
        given |= identifiers
        if kept.get(annotated.document.id) != state:
            stored |= identifiers
        kept[annotated.document.id] = state
    return given - stored


@given(text=st.text(max_size=800), data=st.data(), reach=st.integers(0, 300))
def test_context_holds_the_quotation_and_little_more(text: str, data: st.DataObject, reach: int) -> None:
    start = data.draw(st.integers(0, len(text)))
    span = Span(start, data.draw(st.integers(start, len(text))))
    context = context_around(text, span, reach)
    assert span.of(text).strip() in context
    assert context in text
    assert len(context) <= span.end - span.start + 2 * reach


@pytest.mark.parametrize(
    ("reach", "context"),
    [
        pytest.param(0, "aman", id="nothing beside it"),
        pytest.param(3, "aman", id="no whole word"),
        pytest.param(8, "pilkada aman menurut", id="whole words"),
        pytest.param(500, "Besok pilkada aman menurut dia.", id="the whole text"),
    ],
)
def test_context_is_cut_at_white_space(reach: int, context: str) -> None:
    assert context_around("Besok pilkada aman menurut dia.", Span(14, 18), reach) == context


@given(st.text(st.characters(), max_size=50))
def test_storable_text_keeps_every_position(text: str) -> None:
    stored = storable_text(text)
    assert is_storable(stored)
    assert len(stored) == len(text)
    assert all(new in (old, "\ufffd") for old, new in zip(text, stored, strict=True))
    assert storable_text(stored) == stored


def test_a_view_is_what_the_document_and_its_parts_say() -> None:
    annotated = statement(sayings=[Saying("Kotak suara siap.", topics=(UNITY, ELECTIONS, replace(UNITY, probability=0.1)))])
    view = view_of(annotated.document, annotated.quotations[0])
    assert view.topics == (ELECTIONS, UNITY)
    assert (view.speaker_id, view.title, view.confidence) == ("ratna-wulandari", "Kotak suara siap", 0.9)
