"""What is put can be read back, and only what really changed is written and logged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from corpus.errors import InputRejected, NotFound
from corpus.records import QuotationKind, Stance, TopicStance, quotation_id
from corpus.store import Outcome, Store, WithdrawalReason
from corpus.store.projection import view_of
from tests.corpus.statements import ELECTIONS, MEETING, UNITY, Saying, read_again, statement

READY = "Kotak suara sudah tersimpan di gudang kecamatan."
CALM = "Mari kita jaga ketenangan sampai hari pemungutan."
LONG = " ".join(["Kami tidak akan berhenti menjelaskan tahapan kepada warga di setiap desa."] * 5)


def replayed(store: Store, *, page: int = 3) -> dict[str, object]:
    """Follow the change log from the start, a few changes at a time, as an index does."""
    held: dict[str, object] = {}
    position = 0
    while batch := store.changes_since(position, page):
        for change in batch:
            if change.view is None:
                held.pop(change.quotation_id, None)
            else:
                held[change.quotation_id] = change.view
        position = batch[-1].position
    assert position == store.position
    return held


def test_everything_comes_back(store: Store) -> None:
    annotated = statement(sayings=[Saying(READY, topics=(ELECTIONS, UNITY)), Saying(CALM, speaker=None, event=None, topics=())])
    assert store.put(annotated) is Outcome.ADDED
    assert store.annotated("telaga-1") == annotated
    assert store.document("telaga-1") == annotated.document
    expected = [view_of(annotated.document, quotation) for quotation in annotated.quotations]
    assert store.quotations_of("telaga-1") == expected
    assert list(store.all_views()) == expected
    assert store.quotation(expected[1].id) == expected[1]
    assert expected[1].speaker_reason == "no name in the document"


def test_views_come_in_the_order_of_their_ids_and_without_the_unknown(store: Store) -> None:
    store.put(statement(sayings=[READY, CALM]))
    wanted = [quotation_id("telaga-1", CALM), "unknown", quotation_id("telaga-1", READY)]
    assert list(store.views(wanted)) == [wanted[0], wanted[2]]


def test_the_same_again_writes_nothing(store: Store) -> None:
    batch = [statement("a"), statement("b")]
    store.put_many(batch)
    position, revisions = store.position, store.revisions("a")
    assert store.put_many(batch) == [Outcome.UNCHANGED, Outcome.UNCHANGED]
    assert (store.position, store.revisions("a")) == (position, revisions)


def test_a_changed_document_is_a_new_revision(store: Store) -> None:
    first, second = statement(sayings=[READY, CALM]), statement(sayings=[READY], opening="TELAGA JINGGA - Ralat.")
    store.put(first)
    assert store.put(second) is Outcome.REVISED
    old, new = store.revisions("telaga-1")
    assert old.document == first.document
    assert new.document == replace(second.document, revision=2)
    assert old.superseded_at == new.stored_at
    assert [view.text for view in store.quotations_of("telaga-1")] == [READY]
    state = store.state_of(["telaga-1", "unknown"])
    assert list(state) == ["telaga-1"]
    assert (state["telaga-1"].revision, state["telaga-1"].content_hash) == (2, second.document.content_hash)


def test_revisions_return_to_an_earlier_text_as_a_third(store: Store) -> None:
    first, second = statement(sayings=[READY]), statement(sayings=[CALM])
    assert [store.put(annotated) for annotated in (first, second, first)] == [Outcome.ADDED, Outcome.REVISED, Outcome.REVISED]
    assert [revision.document.raw for revision in store.revisions("telaga-1")] == [
        annotated.document.raw for annotated in (first, second, first)
    ]
    assert store.withdrawal(quotation_id("telaga-1", READY)) is None
    assert store.withdrawal(quotation_id("telaga-1", CALM)) is not None


@pytest.mark.parametrize(
    ("again", "reason"),
    [
        pytest.param(statement(sayings=[READY], title="Ralat"), WithdrawalReason.REVISED, id="the publisher took it back"),
        pytest.param(
            replace(statement(sayings=[READY, CALM]), quotations=statement(sayings=[READY]).quotations, pipeline_version="2"),
            WithdrawalReason.REANNOTATED,
            id="a better pipeline does not find it",
        ),
    ],
)
def test_a_quotation_that_goes_leaves_a_tombstone(store: Store, again: object, reason: WithdrawalReason) -> None:
    store.put(statement(sayings=[READY, CALM]))
    gone = quotation_id("telaga-1", CALM)
    position = store.position
    store.put(again)  # type: ignore[arg-type]
    with pytest.raises(NotFound, match="withdrawn"):
        store.quotation(gone)
    tombstone = store.withdrawal(gone)
    assert tombstone is not None
    assert (tombstone.text, tombstone.speaker, tombstone.revision) == (CALM, "Ratna Wulandari", 1)
    assert (tombstone.reason, tombstone.document_id, tombstone.kind) == (reason, "telaga-1", QuotationKind.DIRECT)
    assert gone in {change.quotation_id for change in store.changes_since(position) if change.view is None}


@pytest.mark.parametrize(
    ("again", "changed"),
    [
        pytest.param(read_again(statement(sayings=[READY, CALM, LONG]), "2"), 0, id="the same found by another version"),
        pytest.param(
            read_again(statement(sayings=[READY, CALM, LONG]), "2", rule="better"), 0, id="a rule that no reader sees"
        ),
        pytest.param(read_again(statement(sayings=[READY, CALM, LONG]), "2", topics=(UNITY,)), 3, id="other labels"),
        pytest.param(read_again(statement(sayings=[READY, CALM, LONG]), "2", event=None), 3, id="another event"),
        pytest.param(statement(sayings=[READY, CALM, LONG], title="Judul lain"), 3, id="a title that stands beside each"),
        pytest.param(
            statement(sayings=[READY, CALM, LONG, "Terima kasih, warga."]), 2, id="one more, and its neighbour's context"
        ),
    ],
)
def test_only_real_differences_are_logged(store: Store, again: object, changed: int) -> None:
    store.put(statement(sayings=[READY, CALM, LONG]))
    position = store.position
    store.put(again)  # type: ignore[arg-type]
    assert store.position - position == changed
    assert store.annotated("telaga-1") == replace(again, document=store.document("telaga-1"))  # type: ignore[type-var]


def test_a_document_that_comes_twice_in_a_batch_ends_as_the_last(store: Store) -> None:
    outcomes = store.put_many([statement(sayings=[READY]), statement("other"), statement(sayings=[CALM])])
    assert outcomes == [Outcome.ADDED, Outcome.ADDED, Outcome.REVISED]
    assert [view.text for view in store.quotations_of("telaga-1")] == [CALM]
    assert len(store.revisions("telaga-1")) == 2


def test_a_quotation_may_move_to_another_document(store: Store) -> None:
    """Imported quotations bring their own ids."""
    first = statement("a", sayings=[READY])
    store.put(first)
    moved = replace(first.quotations[0], document_id="b")
    emptied = replace(first, quotations=(), pipeline_version="2")
    store.put_many([emptied, replace(statement("b", sayings=[READY]), quotations=(moved,))])
    assert store.quotation(moved.id).document_id == "b"
    assert store.withdrawal(moved.id) is None


def test_relabel_changes_only_what_differs(store: Store) -> None:
    store.put(statement(sayings=[Saying(READY, topics=(ELECTIONS,)), Saying(CALM, topics=())]))
    ready, calm = (quotation_id("telaga-1", words) for words in (READY, CALM))
    position = store.position
    assert store.relabel([(ready, (ELECTIONS,)), (calm, (UNITY,)), ("unknown", (UNITY,))]) == 1
    assert [change.quotation_id for change in store.changes_since(position)] == [calm]
    assert store.quotation(calm).topics == (UNITY,)
    assert store.relabel([(calm, ())]) == 1
    assert store.quotation(calm).topics == ()


def test_the_log_gives_each_quotation_once_and_ends_at_the_position(store: Store) -> None:
    store.put(statement(sayings=[READY, CALM]))
    for probability in (0.1, 0.2, 0.3):
        label = TopicStance(topic="unity", stance=Stance.FAVOR, probability=probability, method="model")
        store.relabel([(quotation_id("telaga-1", READY), (label,))])
    changes = store.changes_since(0, 100)
    assert [change.quotation_id for change in changes] == [quotation_id("telaga-1", words) for words in (CALM, READY)]
    assert changes[-1].position == store.position == 5
    assert store.changes_since(store.position) == []


def test_following_the_log_gives_the_views(store: Store) -> None:
    store.put_many([statement("a", sayings=[READY, CALM]), statement("b", sayings=[READY])])
    store.put(statement("a", sayings=[CALM, "Terima kasih, warga."], title="Ralat"))
    assert replayed(store) == {view.id: view for view in store.all_views()}


def test_documents_can_be_read_while_the_store_is_written(store: Store) -> None:
    batch = [statement(f"d{number:03}") for number in range(250)]
    store.put_many(batch)
    seen = []
    for document in store.documents():
        seen.append(document.id)
        store.put(read_again(batch[len(seen) - 1], "2"))
    assert seen == [annotated.document.id for annotated in batch]
    assert set(store.counts().pipeline_versions) == {"2"}


def test_all_views_are_of_one_moment(store: Store) -> None:
    store.put_many([statement(f"d{number:04}") for number in range(1200)])
    views = store.all_views()
    first = next(views)
    store.put(statement("d9999"))
    assert sum(1 for _ in views) == 1199
    assert first.document_id == "d0000"


def test_a_speaker_goes_by_the_spelling_that_most_quotations_use(store: Store) -> None:
    loud, plain = "RATNA WULANDARI", "Ratna Wulandari"
    store.put(statement("a", [Saying(READY, speaker=loud), Saying(CALM, speaker=plain), Saying("Ya.", speaker=plain)]))
    store.put(statement("b", [Saying("Warga tenang.", speaker="Dul Karim")]))
    assert [(speaker.name, speaker.quotations) for speaker in store.speakers()] == [(plain, 3), ("Dul Karim", 1)]
    store.put(statement("b", []))
    assert store.speaker("dul-karim").quotations == 0
    assert [speaker.id for speaker in store.speakers()] == ["ratna-wulandari"]


def test_counts(store: Store) -> None:
    empty = store.counts()
    assert (empty.documents, empty.position, empty.attributed_share, empty.first_date) == (0, 0, 0.0, None)
    store.put(statement("a", [Saying(READY, topics=(ELECTIONS, UNITY)), Saying(CALM, speaker=None)]))
    store.put(statement("b", [Saying(READY)], source=None))
    store.put(statement("b", [], source=None))
    counts = store.counts()
    assert (counts.documents, counts.revisions, counts.quotations, counts.withdrawn, counts.speakers) == (2, 1, 2, 1, 1)
    assert counts.kinds == {QuotationKind.DIRECT: 2}
    assert counts.sources == {"Humas Telaga Jingga": 1, None: 1}
    assert counts.topics == {("elections", Stance.FAVOR): 2, ("unity", Stance.NONE): 1}
    assert (counts.first_date, counts.last_date) == (dt.date(2031, 5, 7), dt.date(2031, 5, 7))
    assert counts.attributed_share == 0.5


def test_the_journal_of_runs(store: Store) -> None:
    first, second = store.start_run("ingest folder"), store.start_run("ingest other")
    store.reject(first, InputRejected("a.jsonl:17", "not JSON"), InputRejected("b.txt", "bad \x00 byte"))
    store.finish_run(first, {"added": 3})
    newest, oldest = store.last_runs(5)
    assert (newest.id, newest.finished_at, newest.rejected) == (second, None, 0)
    assert (oldest.command, oldest.counts, oldest.rejected) == ("ingest folder", {"added": 3}, 2)
    assert oldest.finished_at is not None
    assert oldest.started_at <= oldest.finished_at
    assert [item.reason for item in store.rejections(first)] == ["not JSON", "bad � byte"]


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(lambda store: store.document("x"), id="document"),
        pytest.param(lambda store: store.annotated("x"), id="annotated"),
        pytest.param(lambda store: store.revisions("x"), id="revisions"),
        pytest.param(lambda store: store.quotation("x"), id="quotation"),
        pytest.param(lambda store: store.quotation("\x00\ud800"), id="what no database text can hold"),
        pytest.param(lambda store: store.speaker("x"), id="speaker"),
        pytest.param(lambda store: store.finish_run(7, {}), id="run"),
    ],
)
def test_what_is_not_there_is_not_found(store: Store, ask: Callable[[Store], object]) -> None:
    with pytest.raises(NotFound):
        ask(store)


def test_unstorable_characters_are_replaced_one_for_one_and_kept_raw(store: Store) -> None:
    saying = Saying("Ini \x00 dan \ud83d itu.", speaker="Rat\x00na")
    annotated = statement(sayings=[saying])
    store.put(annotated)
    document, (view,) = store.document("telaga-1"), store.quotations_of("telaga-1")
    assert document.raw == annotated.document.raw
    assert view.text == view.span.of(document.text) == "Ini � dan � itu."
    position = store.position
    assert store.put(read_again(annotated, "2")) is Outcome.REANNOTATED
    assert store.position == position


TAKEN = statement("a", sayings=[READY]).quotations[0]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        pytest.param(replace(statement("b"), quotations=(replace(TAKEN, document_id="b"),)), "belongs to", id="id of another"),
        pytest.param(replace(statement("b"), quotations=(TAKEN, TAKEN)), "two of its", id="one id twice"),
        pytest.param(statement("b" * 501), "501 characters", id="long id"),
        pytest.param(statement(""), "is empty", id="no id"),
    ],
)
def test_a_document_that_cannot_be_kept_is_rejected_and_nothing_written(store: Store, bad: object, reason: str) -> None:
    store.put(statement("a", sayings=[READY]))
    before = store.counts()
    with pytest.raises(InputRejected, match=reason):
        store.put_many([statement("c"), bad])  # type: ignore[list-item]
    assert store.counts() == before


def test_an_event_is_recorded_once_a_document(store: Store) -> None:
    other = replace(MEETING, name="jumpa pers")
    annotated = statement(sayings=[Saying(READY), Saying(CALM, event=other)])
    store.put(annotated)
    assert [view.event for view in store.quotations_of("telaga-1")] == [MEETING, other]
    assert store.annotated("telaga-1").event == MEETING


def test_each_store_has_an_identity_of_its_own(new_store_url: Callable[[], str]) -> None:
    first, second = new_store_url(), new_store_url()
    with Store.open(first) as store:
        identity = store.identity
    with Store.open(first) as again, Store.open(second) as other:
        assert again.identity == identity != other.identity
