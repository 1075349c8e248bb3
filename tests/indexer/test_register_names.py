"""Names that are one in several spellings, names that are nobody's, and bodies."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.store import SpeakerKind
from indexer.register import forms, names

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
        pytest.param("RISekar Laya", "Sekar Laya", id="the end of the office before it"),
        pytest.param("Sekar Laya Mundur", "Sekar Laya", id="a headline's verb"),
        pytest.param("Kang Sekar Laya", "Sekar Laya", id="a form of address"),
        pytest.param("Justru Sekar Laya", "Sekar Laya", id="the first word of the sentence"),
        pytest.param("Sekar LP Laya", "Sekar L. P. Laya", id="initials in one word"),
        pytest.param("Rohmad Laya", "Rohmat Laya", id="d for t at the end"),
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
        pytest.param("Tenggat", False, None, id="a root of the language"),
        pytest.param("Lonjakan", False, None, id="a form of one"),
        pytest.param("Tengoklah", False, None, id="a request"),
        pytest.param("Tegar", False, PERSON, id="a root that is a given name"),
        pytest.param("Melina", False, PERSON, id="what only looks like a prefix"),
        pytest.param("Pinkan", False, PERSON, id="what only looks like a suffix"),
        pytest.param("Sekarlayauntuk", False, None, id="the next word ran into it"),
        pytest.param("Wadirlantas", False, None, id="an office in one word"),
        pytest.param("Kadirlanta", False, PERSON, id="what only looks like an office"),
        pytest.param("Firman Allah", False, None, id="scripture"),
        pytest.param("Firman Turonggo", False, PERSON, id="a given name that scripture has too"),
        pytest.param("Tbk", False, None, id="part of a company's name"),
        pytest.param("RUU", False, None, id="a bill"),
        pytest.param("Pantauan Kutipan.com", False, None, id="what a newsroom saw"),
        pytest.param("Turonggo Jati Menjalani", False, None, id="a headline by its verb"),
        pytest.param("Komunitas Telaga Membara", False, BODY, id="a body that is called by a verb"),
        pytest.param("Kepala", True, None, id="an office as the name of its holder"),
        pytest.param("Kenya", False, BODY, id="a country is no root"),
        pytest.param("Sekar Laya-Turonggo Jati", False, None, id="two candidates"),
        pytest.param("Sekar Al-Laya", False, PERSON, id="an article within a name"),
        pytest.param("SJ", False, PERSON, id="initials"),
        pytest.param("LG", False, BODY, id="a company of two letters"),
        pytest.param("Sekar Budi Laya (SBL)", False, PERSON, id="a person with initials"),
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
    assert forms.initials_fit(names.folded(short), names.folded(full)) is fits


@pytest.mark.parametrize(
    ("left", "right", "near"),
    [
        ("turonggo", "turongo", True),
        ("turonggo", "turanggo", True),
        ("turonggo", "turognog", True),  # letters that changed places
        ("laya", "lays", False),  # short words differ by a letter too often
        ("turonggo", "turonggo", False),
        ("sekar", "kesar", False),  # another first letter
    ],
)
def test_slips(left: str, right: str, near: bool) -> None:
    assert forms.near(left, right) is near


@pytest.mark.parametrize(
    ("short", "full", "form"),
    [
        ("sekar turonggo", "sekar turongo", True),
        ("sekar w turonggo", "sekar wangi turonggo", True),
        ("sekar turongo", "sekar w turonggo", True),
        ("budi turonggo", "sekar budi t", False),  # an initial of a name with another word more
        ("sekar turonggo", "lekar turanggo", False),  # two words spelt differently
        ("sekar turonggo", "sekar turonggo", False),
        ("sekar wangi turonggo", "sekar turonggo", False),  # the longer one is no form of the shorter
    ],
)
def test_forms_of_a_name(short: str, full: str, form: bool) -> None:
    assert forms.is_form(tuple(short.split()), tuple(full.split())) is form


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
