from __future__ import annotations

import pytest

from indexer.extraction.entities import office_words
from indexer.extraction.mentions import scan, sole_names
from indexer.extraction.tokens import tokenize
from indexer.speakers import Register

PEOPLE = [
    # text, name, role, affiliation, reason
    ("kata Gubernur Jawa Timur Baskoro Wijayanto", "Baskoro Wijayanto", "Gubernur", "Jawa Timur", "ruler and province"),
    (
        "kata Kepala Dinas Sosial Kota Kediri Dr. Ir. Wahyu Setiadi, M.T.",
        "Wahyu Setiadi",
        "Kepala Dinas Sosial",
        "Kota Kediri",
        "unit and city",
    ),
    (
        "kata Ketua Badan Legislasi (Baleg) DPRD Kediri Maman Sudirja",
        "Maman Sudirja",
        "Ketua Badan Legislasi (Baleg)",
        "DPRD Kediri",
        "body within a body",
    ),
    (
        "kata Menteri Pemuda dan Olahraga Republik Indonesia Bagus Pramudya",
        "Bagus Pramudya",
        "Menteri Pemuda dan Olahraga",
        "Republik Indonesia",
        "ministers keep their field",
    ),
    (
        "kata Kabid Humas Polda Jatim Kombes Pol (Purn) Dirga Saputra",
        "Dirga Saputra",
        "Kabid Humas",
        "Polda Jatim",
        "rank of the retired",
    ),
    (
        "kata Direktur Jenderal Perikanan Kementerian Kelautan Yusuf Hamdani",
        "Yusuf Hamdani",
        "Direktur Jenderal Perikanan",
        "Kementerian Kelautan",
        "a director general is no general",
    ),
    (
        "kata dosen hukum tata negara Universitas Airlangga, Rina Wulandari.",
        "Rina Wulandari",
        "dosen hukum tata negara",
        "Universitas Airlangga",
        "lower-case office",
    ),
    (
        "kata Head of Corporate Affairs Kereta Cepatindo, Doni Prakoso, Senin",
        "Doni Prakoso",
        "Head of Corporate Affairs Kereta Cepatindo",
        None,
        "English office",
    ),
    ("kata Katma F. Suryadi", "Katma F. Suryadi", None, None, "an initial in the middle"),
]


@pytest.mark.parametrize(("text", "name", "role", "affiliation", "reason"), PEOPLE, ids=[case[4] for case in PEOPLE])
def test_mentions(text: str, name: str, role: str | None, affiliation: str | None, reason: str) -> None:
    tokens = tokenize(text)
    found = [mention for mention in scan(tokens, sole_names(tokens)) if mention.name]
    assert [(m.name, m.role, m.affiliation) for m in found] == [(name, role, affiliation)]


def test_short_forms_name_the_same_office() -> None:
    assert office_words("Kapolres", "Kediri") == office_words("Kepala Kepolisian Resor", "Kediri")
    assert office_words("mantan Menkes", None) == office_words("Menteri Kesehatan", None)


def register(text: str) -> Register:
    tokens = tokenize(text)
    return Register(scan(tokens, sole_names(tokens)), tokens.start)


def test_a_surname_finds_its_person_and_another_office_does_not() -> None:
    people = register("Bupati Kediri Hendra Kusnandar dan Wakil Bupati Kediri Nurul Hidayah. kata Kusnandar. kata Bupati.")
    named = {entity.name for entity in people.entities if entity.name}
    assert named == {"Hendra Kusnandar", "Nurul Hidayah"}
    last = scan(tokenize("kata Bupati"), frozenset())[0]
    holder = people.resolve(last, None)
    assert holder is not None
    assert holder.name == "Hendra Kusnandar"


def test_an_affiliation_given_elsewhere_is_adopted() -> None:
    people = register("Sekretaris Daerah Rahmat Sutisna hadir. Peserta menyalami Sekretaris Daerah Kabupaten Kediri di pintu.")
    (entity,) = [entity for entity in people.entities if entity.name == "Rahmat Sutisna"]
    office = people.office_of(entity)
    assert office is not None
    assert office.affiliation == "Kabupaten Kediri"
