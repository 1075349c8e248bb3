"""What a person corrects is kept, shown at once, and wins over every later version of the pipeline."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpus.errors import InputRejected, NotFound
from corpus.records import AnnotatedDocument, QuotationKind
from corpus.store import Outcome, Store, WithdrawalReason
from tests.corpus.statements import Saying, read_again, statement
from tests.corpus.test_store import replayed

READY, CALM = "Kotak suara sudah tersimpan.", "Warga tenang saja."


def put(store: Store) -> tuple[AnnotatedDocument, str, str]:
    annotated = statement("a", [Saying(READY), Saying(CALM, speaker=None)])
    store.put(annotated)
    first, second = (quotation.id for quotation in annotated.quotations)
    return annotated, first, second


def test_a_correction_is_seen_at_once_and_followed_by_an_index(store: Store) -> None:
    _, ready, calm = put(store)
    before = store.position
    store.correct(calm, {"speaker": "Dul Karim", "role": "Camat", "official": True}, who="sari", why="ada di paragraf kedua")
    view = store.quotation(calm)
    assert (view.speaker, view.speaker_id, view.role, view.rule) == ("Dul Karim", "dul-karim", "Camat", "corrected")
    assert (view.confidence, view.official, view.speaker_reason) == (1.0, True, None)
    assert [change.quotation_id for change in store.changes_since(before)] == [calm]
    assert store.quotation(ready).rule == "full name"


def test_it_says_who_when_why_and_what_had_been_there(store: Store) -> None:
    _, ready, _ = put(store)
    store.correct(ready, {"role": None, "kind": "mixed"}, who="sari", why="jabatan orang lain")
    (kept,) = store.corrections()
    assert (kept.who, kept.why, kept.quotation_id, kept.fields) == (
        "sari",
        "jabatan orang lain",
        ready,
        {"role": None, "kind": "mixed"},
    )
    assert kept.before == {"role": "Bupati", "kind": "direct"}
    assert kept.made_at is not None
    assert (store.quotation(ready).kind, store.quotation(ready).speaker) == (QuotationKind.MIXED, "Ratna Wulandari")


def test_it_wins_over_a_later_pipeline(store: Store) -> None:
    annotated, _, calm = put(store)
    store.correct(calm, {"speaker": "Dul Karim"}, who="sari")
    assert store.put(read_again(annotated, "2", confidence=0.5)) is Outcome.REANNOTATED
    assert (store.quotation(calm).speaker, store.quotation(calm).rule) == ("Dul Karim", "corrected")


def test_it_is_found_again_where_the_words_are_cut_differently(store: Store) -> None:
    annotated, _, calm = put(store)
    store.correct(calm, {"speaker": "Dul Karim"}, who="sari")
    longer = replace(annotated.quotations[1], id="0123456789abcdef", text=f"{CALM} Begitu")
    store.put(replace(annotated, quotations=(annotated.quotations[0], longer), pipeline_version="2"))
    assert store.quotation("0123456789abcdef").speaker == "Dul Karim"


def test_what_is_no_quotation_goes_and_does_not_come_back(store: Store) -> None:
    annotated, ready, calm = put(store)
    store.correct(calm, wrong=True, who="sari", why="judul acara")
    store.put(read_again(annotated, "2"))
    assert [view.id for view in store.quotations_of("a")] == [ready]
    gone = store.withdrawal(calm)
    assert gone is not None
    assert gone.reason is WithdrawalReason.CORRECTED
    assert replayed(store) == {view.id: view for view in store.all_views()}


def test_the_later_of_two_corrections_wins_field_by_field(store: Store) -> None:
    _, ready, _ = put(store)
    store.correct(ready, {"speaker": "Dul Karim", "role": "Camat"}, who="sari")
    store.correct(ready, {"speaker": None}, who="budi")
    view = store.quotation(ready)
    assert (view.speaker, view.speaker_id, view.role) == (None, None, "Camat")
    assert view.speaker_reason == "a correction says that the speaker is unknown"


@pytest.mark.parametrize(
    ("fields", "wrong", "teaching"),
    [
        pytest.param({"speakr": "X"}, False, "no field 'speakr' to correct: choose from speaker", id="misspelt"),
        pytest.param({}, False, "say what is right", id="nothing"),
        pytest.param({"role": "Camat"}, True, "one of the two", id="right and none at once"),
        pytest.param({"kind": "spoken"}, False, "choose from direct", id="unknown kind"),
    ],
)
def test_what_cannot_be_corrected_so_teaches(store: Store, fields: dict[str, str], wrong: bool, teaching: str) -> None:
    _, ready, _ = put(store)
    with pytest.raises(InputRejected, match=teaching):
        store.correct(ready, fields, wrong=wrong, who="sari")
    assert store.corrections() == []


def test_an_unknown_quotation_cannot_be_corrected(store: Store) -> None:
    with pytest.raises(NotFound, match="is not in the store"):
        store.correct("x", {"role": "Camat"}, who="sari")


def test_the_doubtful_are_listed_the_least_certain_first_until_corrected(store: Store) -> None:
    _, ready, calm = put(store)
    assert [view.id for view in store.doubtful(0.95)] == [calm, ready]
    assert [view.id for view in store.doubtful(0.9)] == [calm]
    store.correct(calm, {"speaker": "Dul Karim"}, who="sari")
    assert [view.id for view in store.doubtful(1.0)] == [ready]


# -- taken back ----------------------------------------------------------------------------------------------------------


def test_what_is_taken_back_stays_listed_and_decides_nothing(store: Store) -> None:
    annotated, ready, calm = put(store)
    store.correct(ready, {"role": "Camat"}, who="sari")
    store.correct(calm, wrong=True, who="sari", why="judul acara")
    second, first = store.corrections()
    assert store.revoke_correction(second.number, who="budi", why="memang diucapkan").quotation_id == calm
    assert store.put(annotated) is Outcome.REANNOTATED  # unread, though the version is the same
    assert [view.id for view in store.quotations_of("a")] == [ready, calm]
    assert store.withdrawal(calm) is None
    assert store.quotation(ready).role == "Camat"
    back, held = store.corrections()
    assert (back.number, back.fields, back.wrong, back.why) == (second.number, {}, True, "judul acara")
    assert back.revoked is not None
    assert (back.revoked.who, back.revoked.why) == ("budi", "memang diucapkan")
    assert held == first
    assert replayed(store) == {view.id: view for view in store.all_views()}


def test_nothing_is_taken_back_twice_nor_what_is_not_there(store: Store) -> None:
    _, ready, _ = put(store)
    store.correct(ready, {"role": "Camat"}, who="sari")
    (only,) = store.corrections()
    store.revoke_correction(only.number, who="budi")
    with pytest.raises(InputRejected, match="taken back already, by budi"):
        store.revoke_correction(only.number, who="sari")
    with pytest.raises(NotFound, match="there is no correction 99"):
        store.revoke_correction(99, who="sari")
