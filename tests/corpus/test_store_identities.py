"""Who is who, as the store keeps it: names on views, redirects of merged ids, and the change log of it all."""

from __future__ import annotations

from corpus.store import Identity, SpeakerKind, Store
from tests.corpus.statements import Saying, read_again, statement
from tests.corpus.test_store import replayed


def put(store: Store) -> None:
    store.put(statement("a", [Saying("Kotak suara siap.", speaker="Ratna Wulandari")]))
    store.put(statement("b", [Saying("Warga tenang.", speaker="Ratna")]))
    store.put(statement("c", [Saying("Itu kabar bohong.", speaker="Kondisi")]))


def ratna(*members: tuple[str, str], name: str = "Ratna Wulandari") -> Identity:
    return Identity(id="ratna-wulandari", name=name, kind=SpeakerKind.PERSON, members=frozenset(members))


BOTH = (("a", "ratna-wulandari"), ("b", "ratna"))


def test_mentions_are_by_document_name_and_office(store: Store) -> None:
    put(store)
    assert [(each.key, each.name, each.role, each.quotations) for each in store.mentions()] == [
        (("a", "ratna-wulandari"), "Ratna Wulandari", "Bupati", 1),
        (("b", "ratna"), "Ratna", "Bupati", 1),
        (("c", "kondisi"), "Kondisi", "Bupati", 1),
    ]


def test_settled_identities_show_on_views_and_in_the_change_log(store: Store) -> None:
    put(store)
    before = store.position
    assert store.settle([ratna(*BOTH)], nobody=[("c", "kondisi")]) == 2
    shown = {view.document_id: (view.speaker_id, view.speaker) for view in store.all_views()}
    assert shown == {
        "a": ("ratna-wulandari", "Ratna Wulandari"),
        "b": ("ratna-wulandari", "Ratna Wulandari"),
        "c": (None, "Kondisi"),
    }
    assert {change.view.document_id for change in store.changes_since(before) if change.view} == {"b", "c"}
    assert replayed(store) == {view.id: view for view in store.all_views()}
    assert store.settle([ratna(*BOTH)], nobody=[("c", "kondisi")]) == 0


def test_an_id_that_lost_its_mentions_leads_on(store: Store) -> None:
    put(store)
    store.settle([ratna(*BOTH)])
    assert store.speaker("ratna").id == "ratna-wulandari"
    assert store.speaker("ratna").quotations == 2
    assert {each.key for each in store.mentions("ratna")} == set(BOTH)
    assert "ratna" in store.speaker_ids()
    assert store.speaker_kinds(["ratna", "ratna-wulandari", "nobody"]) == {"ratna": None, "ratna-wulandari": SpeakerKind.PERSON}


def test_a_new_name_changes_every_quotation(store: Store) -> None:
    put(store)
    store.settle([ratna(*BOTH)])
    assert store.settle([ratna(*BOTH, name="Ratna Wulandari Putri")]) == 2
    assert {view.speaker for view in store.quotations_of("b")} == {"Ratna Wulandari Putri"}
    assert store.annotated("b").quotations[0].attribution.speaker == "Ratna"


def test_reading_a_document_again_keeps_who_is_who_and_logs_nothing(store: Store) -> None:
    put(store)
    store.settle([ratna(*BOTH)], nobody=[("c", "kondisi")])
    before = store.position
    store.put(read_again(statement("b", [Saying("Warga tenang.", speaker="Ratna")]), "2"))
    store.put(read_again(statement("c", [Saying("Itu kabar bohong.", speaker="Kondisi")]), "2"))
    assert store.position == before


def test_a_new_document_takes_the_one_bearer_of_a_name(store: Store) -> None:
    put(store)
    store.settle([ratna(*BOTH)])
    store.put(statement("d", [Saying("Silakan.", speaker="Ratna")]))
    assert [view.speaker_id for view in store.quotations_of("d")] == ["ratna-wulandari"]


def test_the_register_is_settled_up_to_what_it_has_seen(store: Store) -> None:
    """A process that is killed before it settles leaves that to the next one, and so does one that writes meanwhile."""
    assert store.settled, "an empty store has nothing to settle"
    store.put(statement("a", [Saying("Jaga kerukunan.")]))
    assert not store.settled
    read_at = store.position
    store.put(statement("b", [Saying("Kotak suara siap.")]))
    store.settle([ratna(("a", "ratna-wulandari"))], as_of=read_at)
    assert not store.settled, "the second document came after its mentions were read"
    store.settle([ratna(("a", "ratna-wulandari"), ("b", "ratna-wulandari"))], as_of=store.position)
    assert store.settled
