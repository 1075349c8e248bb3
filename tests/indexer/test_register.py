"""Who is who across documents: what comes together, what stays apart, and what people decide.

All people are invented; offices and regions are real kinds of them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ConfigurationError, NotFound
from corpus.records import AnnotatedDocument, Attribution, speaker_id
from corpus.store import Mention, Store
from indexer import register
from indexer.register import Choice
from indexer.register.clusters import clusters
from tests.corpus.statements import Saying, read_again, statement

Said = tuple[str, str | None, str | None]


def mention(number: int, name: str, role: str | None = None, affiliation: str | None = None) -> Mention:
    return Mention(
        document_id=f"d{number:02}",
        name_id=speaker_id(name),
        name=name,
        role=role,
        affiliation=affiliation,
        official=role is not None,
        date=dt.date(2031, 1, 1) + dt.timedelta(days=number),
        source=None,
        place=None,
        speaker_id=None,
        quotations=1,
    )


def grouped(said: list[Said]) -> list[list[int]]:
    """Return which of the mentions, by number, are one person or body."""
    found = clusters([mention(number, *each) for number, each in enumerate(said)])
    return sorted(sorted(int(document[1:]) for document, _ in cluster.members) for cluster in found.clusters)


TOGETHER: list[list[Said]] = [
    [("Sekarlaya Turonggo", "Bupati", "Agam"), ("Sekarlaya Turonggo", None, None)],
    [
        ("Akhmad Turonggo", "Kepala Kesbangpol", "Provinsi Kalteng"),
        ("Ahmad Turonggo", "Kepala Kesbangpol", "Kalteng"),
    ],
    [("Sekarlaya Turonggo", "Menteri Kebudayaan", None), ("Turonggo", "Menteri Kebudayaan", None)],
    [
        ("Sekarlaya J. Turonggo", "Rektor", "Universitas Telaga"),
        ("Sekarlaya Turonggo", "Rektor", "Universitas Telaga"),
    ],
    [
        ("Sekarlaya Turongo", "Rektor", "Universitas Telaga"),
        ("Sekarlaya Turonggo", "Rektor", "Universitas Telaga"),
    ],
    [("Sekarlaya Turonggo", "Kapolres", "Agam"), ("Sekarlaya Turonggo", "Kapolres", "Sidoarjo")],  # the police move
    [("Sekarlaya Turonggo", "Gubernur", "Jabar"), ("Sekarlaya Turonggo", "Gubernur", "Jawa Barat")],
    [("Jokowi", None, None), ("Joko Widodo", "Presiden", "RI")],
    [("AHY", None, None), ("Agus Harimurti Yudhoyono", "Ketua Umum", "Partai Demokrat")],
    [("Otoritas Telaga Jingga (OTJ)", None, None), ("Otoritas Telaga Jingga", None, None), ("OTJ", None, None)],
    # An initial, the full form and a slip; each fits the first, and all are one.
    [
        ("Sekarlaya Turonggo", "Rektor", "Universitas Telaga"),
        ("Sekarlaya W. Turonggo", "Rektor", "Universitas Telaga"),
        ("Sekarlaya Wening Turonggo", "Rektor", "Universitas Telaga"),
    ],
    [("Hadi Santoso", "Panglima", "TNI"), ("Hadi Santoso", "Panglima", "TNI")],  # one office that has a name
    [("Sekarlaya Turonggo", "Wakil Ketua Komisi III", "DPR RI"), ("Sekarlaya Turonggo", "Wakil Ketua", "Komisi IIIDPRRI")],
    [("Tbk (TLGJ)", None, None), ("TLGJ", None, None)],
]
APART: list[list[Said]] = [
    [("Tbk (TLGJ)", None, None), ("Tbk (WNNG)", None, None)],  # of two companies' names the end is left
    [("Wening Joko Widodo", None, None), ("Joko Widodo", "Presiden", "RI")],  # his wife
    [("Sekarlaya Turonggo", "peneliti", "Bank Telaga"), ("Sekarlaya Turonggo Hap", "Rektor", "Universitas Jingga")],
    [("Sekarlaya Turonggo", "Bupati", "Agam"), ("Sekarlaya Turonggo", "Bupati", "Sidoarjo")],
    [("Sekarlaya Turonggo", "Menteri Kebudayaan", None), ("Sekarlaya Wening", "Menteri Kebudayaan", None)],
    [("Sekarlaya Turonggo", "Menteri Kebudayaan", None), ("Turonggo", None, None)],  # a surname alone
    [("Agus", None, None), ("Agus", None, None)],  # one of thousands
    [("Turonggo", "Kapolsek", "Telaga"), ("Sekarlaya Turonggo", "Kapolsek", "Jingga Wening")],
    [("Agus", "Ketua RT", "Desa Wening"), ("Agus", "pedagang", "Pasar Jingga")],
    [("Prabowo", "Kepala Seksi Kebersihan", "Kabupaten Agam"), ("Prabowo Subianto", "Presiden", "RI")],
]


@pytest.mark.parametrize("said", TOGETHER, ids=lambda said: " = ".join(each[0] for each in said))
def test_these_are_one(said: list[Said]) -> None:
    assert grouped(said) == [list(range(len(said)))]


@pytest.mark.parametrize("said", APART, ids=lambda said: " / ".join(each[0] for each in said))
def test_these_stay_apart(said: list[Said]) -> None:
    assert grouped(said) == [[number] for number in range(len(said))]


def test_a_common_name_is_one_only_with_an_office_in_common() -> None:
    """Twenty people have either half of the name: whoever else bears both is probably somebody else."""
    crowd: list[Said] = [(f"Budi Turong{letter}aya", "warga", f"Desa {letter}") for letter in "bcdfghjklmnpqrstvwxz"]
    crowd += [(f"Sela{letter}ingga Santoso", "warga", f"Desa {letter}") for letter in "bcdfghjklmnpqrstvwxz"]
    said = [*crowd, ("Budi Santoso", "Rektor", "Universitas Telaga"), ("Budi Santoso", "Komandan", "Kapal Wening Tiga")]
    said += [("Budi Santoso", "Rektor", "Universitas Telaga (UTJ)")]
    assert [group for group in grouped(said) if max(group) >= len(crowd)] == [[40, 42], [41]]


POOL: list[Said] = [each for said in (*TOGETHER, *APART) for each in said]


@given(st.lists(st.sampled_from(POOL), min_size=1, max_size=12), st.randoms(use_true_random=False))
def test_order_does_not_matter_and_nobody_is_lost(said: list[Said], random: object) -> None:
    mentions = [mention(number, *each) for number, each in enumerate(said)]
    shuffled = list(mentions)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = clusters(mentions), clusters(shuffled)
    assert {frozenset(c.members) for c in one.clusters} == {frozenset(c.members) for c in other.clusters}
    assert sum(len(c.members) for c in one.clusters) + len(one.nobody) == len({m.key for m in mentions})


# -- in a store ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path / 'store.sqlite'}") as opened:
        yield opened


def spoken(document: str, name: str, role: str | None, affiliation: str | None = None, version: str = "1") -> AnnotatedDocument:
    attribution = Attribution(speaker=name, role=role, affiliation=affiliation, confidence=0.9, rule="named")
    return read_again(statement(document, [Saying(f"Pernyataan {document}.")]), version, attribution=attribution)


FULL = [spoken("a", "Sekarlaya Turonggo", "Menteri Kebudayaan"), spoken("b", "Turonggo", "Menteri Kebudayaan")]


def holders(store: Store) -> dict[str, str | None]:
    return {view.document_id: view.speaker_id for view in store.all_views()}


def test_resolving_settles_ids_names_and_offices(store: Store) -> None:
    store.put_many(FULL)
    done = register.resolve(store)
    assert (done.people, done.institutions, done.changed) == (1, 0, 1)
    assert holders(store) == {"a": "sekarlaya-turonggo", "b": "sekarlaya-turonggo"}
    assert {view.speaker for view in store.all_views()} == {"Sekarlaya Turonggo"}
    seen = register.portrait(store, "turonggo")
    assert seen.spellings == (("Sekarlaya Turonggo", 1), ("Turonggo", 1))
    (tenure,) = seen.offices
    assert (tenure.role, tenure.first, tenure.last) == ("Menteri Kebudayaan", dt.date(2031, 5, 7), dt.date(2031, 5, 7))


def test_a_second_run_changes_nothing(store: Store) -> None:
    store.put_many(FULL)
    register.resolve(store)
    before = store.position
    assert register.resolve(store).changed == 0
    assert store.position == before


def test_an_id_stays_while_more_becomes_known(store: Store) -> None:
    store.put(spoken("a", "Sekarlaya Turonggo", "Rektor", "Universitas Telaga"))
    register.resolve(store)
    for number in range(3):
        store.put(spoken(f"m{number}", "Sekarlaya Jati Turonggo", "Rektor", "Universitas Telaga"))
    register.resolve(store)
    assert set(holders(store).values()) == {"sekarlaya-turonggo"}
    assert store.speaker("sekarlaya-turonggo").name == "Sekarlaya Jati Turonggo"


def test_junk_gets_no_identity(store: Store) -> None:
    store.put(spoken("a", "Pendampingan", None))
    assert register.resolve(store).nameless == 1
    assert holders(store) == {"a": None}
    assert store.speakers() == []


APART_BY_REGION = [spoken("a", "Sekarlaya Turonggo", "Bupati", "Agam"), spoken("b", "Sekarlaya Turonggo", "Bupati", "Sidoarjo")]


def test_two_bearers_of_a_name_get_two_ids_that_say_which(store: Store) -> None:
    store.put_many(APART_BY_REGION)
    register.resolve(store)
    first, second = sorted(str(each) for each in holders(store).values())
    assert first == "sekarlaya-turonggo"
    assert second in {"sekarlaya-turonggo-bupati-agam", "sekarlaya-turonggo-bupati-sidoarjo"}


def test_a_merge_is_kept_over_runs_and_later_readings(store: Store) -> None:
    store.put_many(APART_BY_REGION)
    register.resolve(store)
    one, other = sorted({str(each) for each in holders(store).values()})
    register.merge(store, one, other, who="sari", why="pindah tugas")
    store.put_many([spoken("a", "Sekarlaya Turonggo", "Bupati", "Agam", version="2")])
    register.resolve(store)
    assert len(set(holders(store).values())) == 1
    (kept,) = store.decisions()
    assert (kept.who, kept.why, kept.made_at is not None) == ("sari", "pindah tugas", True)
    assert store.speaker(other).id == store.speaker(one).id


def test_a_split_is_kept_and_can_be_taken_back(store: Store) -> None:
    store.put_many([spoken("a", "Sekarlaya Turonggo", "Bupati", "Agam"), spoken("b", "Sekarlaya Turonggo", "pedagang pasar")])
    register.resolve(store)
    assert len(set(holders(store).values())) == 1
    stays, goes = register.split(store, "sekarlaya-turonggo", Choice(office="pedagang"), who="sari")
    assert (stays.id, goes.id) == ("sekarlaya-turonggo", "sekarlaya-turonggo-pedagang-pasar")
    store.put(spoken("b", "Sekarlaya Turonggo", "pedagang pasar", version="2"))
    store.put(spoken("c", "Sekarlaya Turonggo", "pedagang pasar"))
    register.resolve(store)
    assert holders(store) == {"a": stays.id, "b": goes.id, "c": goes.id}
    register.merge(store, stays.id, goes.id, who="sari")
    assert len(set(holders(store).values())) == 1


def test_a_new_name_stays_whatever_documents_say(store: Store) -> None:
    store.put_many(FULL)
    register.resolve(store)
    register.rename(store, "sekarlaya-turonggo", "Sekarlaya Jati Turonggo", who="sari")
    store.put(spoken("c", "Sekarlaya Turonggo", "Menteri Kebudayaan"))
    register.resolve(store)
    assert {(view.speaker_id, view.speaker) for view in store.all_views()} == {
        ("sekarlaya-turonggo", "Sekarlaya Jati Turonggo")
    }


def test_impossible_decisions_teach(store: Store) -> None:
    store.put_many(FULL)
    register.resolve(store)
    with pytest.raises(NotFound, match="kutipan speakers list"):
        register.merge(store, "sekarlaya-turonggo", "siapa", who="sari")
    with pytest.raises(ConfigurationError, match="the same speaker already"):
        register.merge(store, "sekarlaya-turonggo", "turonggo", who="sari")
    with pytest.raises(ConfigurationError, match="takes none of its 2 mentions"):
        register.split(store, "turonggo", Choice(office="camat"), who="sari")
    with pytest.raises(ConfigurationError, match="the new name is empty"):
        register.rename(store, "turonggo", " ", who="sari")
    assert store.decisions() == []


def test_the_order_of_ingestion_does_not_matter(tmp_path: Path) -> None:
    said = [each for group in (*TOGETHER, *APART) for each in group]
    documents = [spoken(f"d{number}", *each) for number, each in enumerate(said)]
    seen = []
    for name, order in (("one", documents), ("other", documents[::-1])):
        with Store.open(f"sqlite:///{tmp_path / name}.sqlite") as store:
            store.put_many(order)
            register.resolve(store)
            seen.append({view.document_id: (view.speaker_id, view.speaker) for view in store.all_views()})
    assert seen[0] == seen[1]
