import random

import pytest

from corpus.records import Stance
from indexer.entailment.contrasts import contrasts, turned
from indexer.entailment.pairs import Pair

TURNED = [
    ("Pasar lama perlu dibongkar", "Pasar lama tidak perlu dibongkar", "a word that a denial goes before"),
    ("Pasar lama tidak dibongkar", "Pasar lama dibongkar", "a denial"),
    ("Tidak ada pasar di sana", "Ada pasar di sana", "a denial at the start"),
    ("Pasar itu belum selesai", "Pasar itu sudah selesai", "its contrary"),
    ("Pasar itu sudah selesai", "Pasar itu belum selesai", "and back"),
    ("Pedagang sebaiknya pindah", "Pedagang sebaiknya tidak pindah", "a word that a denial goes behind"),
    ("Warga menolak pasar baru", "Warga mendukung pasar baru", "a word of a side"),
    ("The market should move", "The market should not move", "English"),
    ("Pasar itu ramai", None, "nothing to turn"),
    ("Pasar itu tidak perlu pindah", None, "two places: which one is meant?"),
    ("Pedagang harus pindah tanpa biaya", None, "a word that makes it uncertain"),
]


@pytest.mark.parametrize(("claim", "contrary", "why"), TURNED, ids=[row[2] for row in TURNED])
def test_a_claim_is_turned_where_there_is_one_place(claim: str, contrary: str | None, why: str) -> None:
    assert turned(claim) == contrary, why


def test_who_supports_a_claim_opposes_its_contrary() -> None:
    pairs = [Pair("kata", f"Pasar {number} perlu dibongkar", stance) for number, stance in enumerate(Stance)]
    found = contrasts(pairs, 1.0, 0.0, random.Random(1))
    assert [pair.stance for pair in found] == [Stance.AGAINST, Stance.FAVOR, Stance.NONE]
    assert all("tidak perlu" in pair.claim for pair in found)


def test_claims_that_cannot_be_turned_may_be_denied_as_a_whole() -> None:
    found = contrasts([Pair("kata", "Pasar itu ramai", Stance.FAVOR)] * 9, 1.0, 1.0, random.Random(1))
    assert {pair.stance for pair in found} == {Stance.AGAINST}
    assert all(pair.claim.endswith("pasar itu ramai") for pair in found)


def test_the_same_seed_gives_the_same_pairs() -> None:
    pairs = [Pair("kata", f"Pasar {number} perlu dibongkar", Stance.FAVOR) for number in range(50)]
    assert contrasts(pairs, 0.5, 0.1, random.Random("7")) == contrasts(pairs, 0.5, 0.1, random.Random("7"))
