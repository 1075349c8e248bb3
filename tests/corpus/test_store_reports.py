"""What readers report: kept as said, decided once, and turned into a correction where it is right."""

from __future__ import annotations

import pytest

from corpus.errors import InputRejected, NotFound
from corpus.store import Fault, ReportState, Store
from corpus.store import reports as reporting
from tests.corpus.statements import Saying, statement


def put(store: Store, speaker: str = "Hendra Gunadi") -> str:
    annotated = statement("a", [Saying("Kotak suara sudah tersimpan.", speaker=speaker)])
    store.put(annotated)
    return annotated.quotations[0].id


def test_a_report_is_kept_as_said_and_waits(store: Store) -> None:
    id = put(store)
    made = store.report(id, Fault.SPEAKER, speaker="  Ratna Sekarwati ", role="Bupati", message="disebut di atasnya\x00")
    assert (made.quotation_id, made.fault, made.state) == (id, Fault.SPEAKER, ReportState.OPEN)
    assert made.fields == {"speaker": "Ratna Sekarwati", "role": "Bupati"}
    assert "disebut di atasnya" in made.message
    assert "\x00" not in made.message
    assert store.reports() == [made]
    assert store.quotation(id).speaker == "Hendra Gunadi", "nothing changes before a person has decided"


def test_an_accepted_report_becomes_a_correction(store: Store) -> None:
    id = put(store)
    made = store.report(id, Fault.SPEAKER, speaker="Ratna Sekarwati", message="lihat paragraf kedua")
    done = store.accept_report(made.number, who="redaksi")
    assert (done.state, done.decided_by) == (ReportState.ACCEPTED, "redaksi")
    assert store.quotation(id).speaker == "Ratna Sekarwati"
    assert store.corrections()[0].why == "lihat paragraf kedua"
    assert store.reports() == []
    assert store.reports(None) == [done]


def test_who_decides_may_know_better_than_who_reported(store: Store) -> None:
    id = put(store)
    made = store.report(id, Fault.SPEAKER, speaker="Ratna", message="")
    store.accept_report(made.number, {"speaker": "Ratna Sekarwati"}, who="redaksi", why="nama lengkapnya")
    assert store.quotation(id).speaker == "Ratna Sekarwati"


def test_what_is_no_quotation_is_withdrawn(store: Store) -> None:
    id = put(store)
    store.accept_report(store.report(id, Fault.NOT_A_QUOTATION).number, who="redaksi")
    assert store.withdrawal(id) is not None


def test_a_rejected_report_changes_nothing(store: Store) -> None:
    id = put(store)
    before = store.position
    made = store.report(id, Fault.SPEAKER, speaker="Orang Lain")
    assert store.reject_report(made.number, who="redaksi", why="namanya benar").state is ReportState.REJECTED
    assert (store.quotation(id).speaker, store.position) == ("Hendra Gunadi", before)


@pytest.mark.parametrize("decide", ["accept_report", "reject_report"])
def test_a_report_is_decided_once(store: Store, decide: str) -> None:
    made = store.report(put(store), Fault.SPEAKER, speaker="Ratna Sekarwati")
    getattr(store, decide)(made.number, who="redaksi")
    for again in (store.accept_report, store.reject_report):
        with pytest.raises(InputRejected, match="already"):
            again(made.number, who="lain")
    with pytest.raises(NotFound):
        store.reject_report(made.number + 1, who="redaksi")


@pytest.mark.parametrize(
    ("fault", "given", "message"),
    [
        (Fault.OTHER, {}, "says nothing"),
        (Fault.WORDS, {"speaker": "Ratna"}, "says nothing"),
        (Fault.SPEAKER, {"role": "Bupati"}, "says nothing"),
        (Fault.ROLE, {"speaker": "Ratna"}, "says nothing"),
        (Fault.SPEAKER, {"speaker": "x" * 201}, "at most 200"),
        (Fault.OTHER, {"message": "x" * 2001}, "at most 2,000"),
        (Fault.OTHER, {"message": " \n\t"}, "says nothing"),
    ],
)
def test_a_report_has_to_say_something_in_few_words(store: Store, fault: Fault, given: dict[str, str], message: str) -> None:
    id = put(store)
    with pytest.raises(InputRejected, match=message):
        store.report(id, fault, **given)
    assert store.reports(None) == []


def test_a_report_without_what_is_right_needs_a_person_to_say_it(store: Store) -> None:
    id = put(store)
    made = store.report(id, Fault.OTHER, message="jabatannya sudah berganti")
    with pytest.raises(InputRejected, match="does not say what is right"):
        store.accept_report(made.number, who="redaksi")
    store.accept_report(made.number, {"role": "Wakil Bupati"}, who="redaksi")
    assert store.quotation(id).role == "Wakil Bupati"


def test_nothing_can_be_reported_of_what_is_not_recorded(store: Store) -> None:
    with pytest.raises(NotFound):
        store.report("tak-ada", Fault.NOT_A_QUOTATION)


def test_a_flood_is_not_kept(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reporting, "MOST_OPEN", 2)
    id = put(store)
    made = [store.report(id, Fault.NOT_A_QUOTATION) for _ in range(2)]
    with pytest.raises(InputRejected, match="wait for a decision"):
        store.report(id, Fault.NOT_A_QUOTATION)
    store.reject_report(made[0].number, who="redaksi")
    store.report(id, Fault.NOT_A_QUOTATION)
