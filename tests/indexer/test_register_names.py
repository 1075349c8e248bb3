"""Names that are one in several spellings, names that are nobody's, and bodies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.store import SpeakerKind
from indexer.register import names

PERSON, BODY = SpeakerKind.PERSON, SpeakerKind.INSTITUTION


@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param("Akhmad Turonggo", "Ahmad Turonggo", id="kh and h"),
        pytest.param("Achmad Turonggo", "ACHMAD TURONGGO", id="capitals"),
        pytest.param("M. Turonggo Jati", "Mochamad Turonggo Jati", id="the commonest first name, shortened"),
        pytest.param("Soedjarwo Prana", "Sujarwo Prana", id="old orthography"),
        pytest.param("Chairul Prana", "Khairul Prana", id="ch for kh"),
        pytest.param("Candra Sekarlaya", "Chandra Sekarlaya", id="ch for c"),
        pytest.param("Abdul Mu'tir", "Abdul Mu’tir", id="apostrophes"),
        pytest.param("Yudhi Sekarlaya", "Yudi Sekarlaya", id="dh and d"),
        pytest.param("Korlantas Polri AKP Sekar Laya", "Sekar Laya", id="a body and a rank before it"),
        pytest.param("Sekar Laya di Balai Kota", "Sekar Laya", id="a place that ran into it"),
    ],
)
def test_spellings_of_one_name(left: str, right: str) -> None:
    assert names.folded(left) == names.folded(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        pytest.param("Sekar Laya", "Sekar Wangi", id="another surname"),
        pytest.param("Sekar Laya", "Sekar Laya Wangi", id="a longer name, which only an office can tie to it"),
    ],
)
def test_names_that_are_not_one(left: str, right: str) -> None:
    assert names.folded(left) != names.folded(right)


@pytest.mark.parametrize(
    ("name", "has_office", "kind"),
    [
        pytest.param("Sekar Laya", False, PERSON, id="two words in no list"),
        pytest.param("Bank Indonesia", False, BODY, id="a body"),
        pytest.param("Otoritas Telaga Jingga (OTJ)", False, BODY, id="a body with its short form"),
        pytest.param("BMKG", False, BODY, id="a listed short form"),
        pytest.param("Kutipan.com", False, BODY, id="a site"),
        pytest.param("pemerintah Jepang", False, BODY, id="whose government"),
        pytest.param("Pemerintah", False, None, id="a common noun for a body"),
        pytest.param("Pihak sekolah", False, None, id="some school"),
        pytest.param("Rabu", False, None, id="a day"),
        pytest.param("JAKARTA", False, None, id="a dateline"),
        pytest.param("Pendampingan", False, None, id="a heading"),
        pytest.param("Viral Mobil Masuk Jalan di Kota", False, None, id="a headline"),
        pytest.param("Jokowi", False, PERSON, id="a nickname of one public person"),
        pytest.param("AHY", False, PERSON, id="an abbreviation of one public person"),
        pytest.param("", False, None, id="nothing"),
    ],
)
def test_what_a_name_names(name: str, has_office: bool, kind: SpeakerKind | None) -> None:
    assert names.kind_of(name, has_office) is kind


@pytest.mark.parametrize(
    ("short", "full", "fits"),
    [
        ("Sekar Laya", "Sekar Wangi Laya", True),
        ("S. Laya", "Sekar Wangi Laya", True),
        ("Laya Sekar", "Sekar Wangi Laya", False),
        ("Sekar Jingga", "Sekar Wangi Laya", False),
    ],
)
def test_shortened_names(short: str, full: str, fits: bool) -> None:
    assert names.initials_fit(names.folded(short), names.folded(full)) is fits


@pytest.mark.parametrize(
    ("left", "right", "near"),
    [
        ("sekar turonggo", "sekar turongo", True),
        ("sekar turonggo", "sekar turanggo", True),
        ("sekar laya", "sekar lays", False),  # short words differ by a letter too often
        ("sekar turonggo", "sekar turonggo", False),
        ("sekar turonggo", "lekar turanggo", False),
    ],
)
def test_typing_variants(left: str, right: str, near: bool) -> None:
    assert names.one_letter_apart(tuple(left.split()), tuple(right.split())) is near


def test_a_word_that_ran_into_a_name_is_cut_only_where_others_have_the_name() -> None:
    others = {("sekar", "laya")}
    assert names.without_glued("Sekar Layamengatakan", others) == names.folded("Sekar Laya")
    assert names.without_glued("Sekar Wangimengatakan", others) is None


def test_short_forms_of_bodies_come_from_the_documents() -> None:
    acronyms = names.explained(["Otoritas Telaga Jingga (OTJ)", "Bank Wening (BW)", "Balai Warga (BW)"])
    assert names.body_key("OTJ", acronyms) == names.body_key("Otoritas Telaga Jingga (OTJ)", acronyms)
    assert names.body_key("BW", acronyms) == ("bw",), "two meanings: none"


@given(st.text(max_size=60), st.booleans())
def test_any_text_is_read(name: str, has_office: bool) -> None:
    assert names.kind_of(name, has_office) in {PERSON, BODY, None}
    assert all(names.folded(name))
