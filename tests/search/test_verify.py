"""Is an alleged quotation real? Cases as a table over an index of the tests' own quotations."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import IndexUnavailable, InvalidQuery
from corpus.records import QuotationView, Span
from corpus.settings import Settings
from search.differences import Change
from search.negation import Negation
from search.service import SearchService
from search.verify import Note, Verdict, agrees
from tests.search.conftest import ENCODER, change
from tests.search.quotations import QUOTATIONS, view

BRIDGE = "Jembatan gantung di Desa Lembah Pandan tidak akan ditutup sebelum jalan pengganti selesai dibangun."
MARKET = "Harga sewa kios pasar kami turunkan separuh, asalkan pedagang mau membersihkan saluran air setiap pekan"
FERRY = "Kapal penyeberangan berangkat dua kali sehari"
TICKET = "tiket untuk anak sekolah kami gratiskan sampai akhir semester"
REPORTED = "pemerintah kabupaten menyiapkan lima perahu karet untuk evakuasi warga di bantaran sungai"
RECORD = (
    view(
        "bridge", BRIDGE, speaker="Satria Wanadipa", role="Bupati", affiliation="Kabupaten Tanjung Selasih", date="2024-03-01"
    ),
    view("market", MARKET, speaker="Laksmi Andarini", role="Kepala Dinas Perdagangan", date="2024-04-02"),
    replace(
        view("ferry", FERRY, speaker="Bagas Tirtamaya", date="2024-05-03", source="muara.example"),
        span=Span(100, 100 + len(FERRY)),
    ),
    replace(
        view("ticket", TICKET, speaker="Bagas Tirtamaya", date="2024-05-03", source="muara.example"),
        span=Span(190, 190 + len(TICKET)),
    ),
    view("boats", REPORTED, kind="indirect", speaker="Satria Wanadipa", date="2024-06-04"),
    view("nobody", "Saluran irigasi sepanjang empat kilometer sudah kami keruk bersama warga tiga dusun", date="2024-07-05"),
)


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> SearchService:
    settings = Settings(data=tmp_path_factory.mktemp("verify"))
    change(settings, [*RECORD[:3], *QUOTATIONS])
    change(settings, RECORD[3:], position=2)
    return SearchService.open(settings, ENCODER)


# Why, alleged words, alleged speaker, verdict, notes, the quotation.
CASES = [
    ("as published", BRIDGE, None, "verbatim", [], "bridge"),
    ("no marks, all capitals", BRIDGE.upper().rstrip("."), None, "verbatim", [], "bridge"),
    ("other quotation marks", f"«{MARKET}»", None, "verbatim", [], "market"),
    ("diacritics", MARKET.replace("e", "é"), None, "verbatim", [], "market"),
    ("a part", "asalkan pedagang mau membersihkan saluran air", None, "verbatim", [Note.EXCERPT], "market"),
    ("words left out", "Harga sewa kios pasar … membersihkan saluran air setiap pekan", None, "verbatim", [], "market"),
    (
        "left out in brackets",
        "Harga sewa kios [...] separuh, asalkan pedagang mau membersihkan",
        None,
        "verbatim",
        [Note.EXCERPT],
        "market",
    ),
    ("neighbours joined", f"{FERRY}, {TICKET}", None, "verbatim", [Note.JOINED], "ferry"),
    ("indirect speech", REPORTED, None, "verbatim", [Note.INDIRECT], "boats"),
    ("a word replaced", MARKET.replace("separuh", "sepertiga"), None, "altered", [], "market"),
    ("a word added", MARKET.replace("asalkan", "asalkan semua"), None, "altered", [], "market"),
    ("a letter wrong", MARKET.replace("membersihkan", "membersikhan"), None, "altered", [], "market"),
    (
        "clauses swapped",
        "asalkan pedagang mau membersihkan saluran air setiap pekan, harga sewa kios pasar kami turunkan separuh",
        None,
        "altered",
        [Note.REORDERED],
        "market",
    ),
    ("a negation dropped", BRIDGE.replace("tidak ", ""), None, "altered", [Note.NEGATION_DROPPED], "bridge"),
    ("a negation added", MARKET.replace("mau", "tidak mau"), None, "altered", [Note.NEGATION_ADDED], "market"),
    (
        "cut off behind a negation",
        "akan ditutup sebelum jalan pengganti selesai dibangun",
        None,
        "altered",
        [Note.NEGATION_DROPPED],
        "bridge",
    ),
    (
        "a negation behind an ellipsis",
        "Jembatan gantung di Desa Lembah Pandan … akan ditutup",
        None,
        "altered",
        [Note.NEGATION_DROPPED],
        "bridge",
    ),
    ("the right speaker", BRIDGE, "Bupati Satria Wanadipa", "verbatim", [], "bridge"),
    ("the right speaker, misspelt", BRIDGE, "Satria Wanadippa", "verbatim", [], "bridge"),
    ("another speaker", BRIDGE, "Laksmi Andarini", "different_speaker", [], "bridge"),
    ("altered, and another speaker", MARKET.replace("separuh", "habis"), "Satria Wanadipa", "different_speaker", [], "market"),
    ("a speaker unknown to the source", RECORD[5].text, "Laksmi Andarini", "verbatim", [Note.SPEAKER_UNKNOWN], "nobody"),
    (
        "never said",
        "Gaji guru honorer akan dinaikkan tiga kali lipat mulai bulan depan oleh gubernur",
        None,
        "not_found",
        [],
        None,
    ),
    ("common words only", "yang akan kami dan tidak untuk di sebelum", None, "not_found", [], None),
]


@pytest.mark.parametrize(("words", "speaker", "verdict", "notes", "id"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_verdicts(
    record: SearchService, words: str, speaker: str | None, verdict: str, notes: list[Note], id: str | None
) -> None:
    found = record.verify(words, speaker)
    assert (found.verdict, list(found.notes)) == (Verdict(verdict), notes)
    if id is not None:
        assert found.matches[0].quotations[0].id == id
    assert found.index == record.state


def test_differences_are_marked_word_by_word(record: SearchService) -> None:
    pieces = record.verify(MARKET.replace("separuh", "sepertiga")).matches[0].pieces
    marked = {(piece.change, piece.text) for piece in pieces if piece.change is not Change.SAME}
    assert marked == {(Change.ONLY_FIRST, "sepertiga,"), (Change.ONLY_SECOND, "separuh,")}


def test_words_passed_over_are_shown(record: SearchService) -> None:
    match = record.verify("Harga sewa kios pasar … membersihkan saluran air setiap pekan").matches[0]
    assert [piece.text for piece in match.pieces if piece.change is Change.SKIPPED] == [
        "kami turunkan separuh, asalkan pedagang mau"
    ]


def test_the_same_words_by_another_name_are_found_under_the_alleged_one(settings: Settings) -> None:
    twice = [
        view("a", BRIDGE, speaker="Satria Wanadipa", date="2024-03-01"),
        view("b", BRIDGE, speaker="Laksmi Andarini", date="2024-03-02"),
    ]
    change(settings, twice)
    service = SearchService.open(settings, ENCODER)
    found = service.verify(BRIDGE, "Laksmi Andarini")
    assert (found.verdict, found.matches[0].quotations[0].id) == (Verdict.VERBATIM, "b")
    assert Note.ATTRIBUTED_DIFFERENTLY in found.notes
    assert len(found.matches) == 1


def test_words_of_the_article_are_no_quotation(settings: Settings) -> None:
    around = "Hujan lebat turun sejak dini hari di seluruh lereng. “Warga lereng kami minta mengungsi ke balai desa malam ini.”"
    quoted = replace(view("c", "Warga lereng kami minta mengungsi ke balai desa malam ini."), context=around)
    change(settings, [quoted])
    found = SearchService.open(settings, ENCODER).verify("turun sejak dini hari di seluruh lereng. Warga lereng kami minta")
    assert (found.verdict, found.notes) == (Verdict.NOT_FOUND, (Note.IN_ARTICLE,))


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "too-few-words"), ("dua kata", "too-few-words"), ("… [kata] …", "too-few-words"), ("a " * 2000, "text-too-long")],
)
def test_what_cannot_be_verified_is_refused(record: SearchService, text: str, code: str) -> None:
    with pytest.raises(InvalidQuery) as raised:
        record.verify(text)
    assert raised.value.code == code


def test_no_index_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailable):
        SearchService.open(Settings(data=tmp_path), ENCODER).verify(BRIDGE)


@pytest.mark.parametrize(
    ("asked", "speaker", "role", "answer"),
    [
        ("Satria", "Satria Wanadipa", None, True),
        ("Drs. H. Satria Wanadipa, M.Si.", "Satria Wanadipa", None, True),
        ("Bupati Satria", "Satria Wanadipa", "Bupati", True),
        ("Wali Kota Satria", "Satria Wanadipa", "Bupati", False),
        ("Bupati", "Satria Wanadipa", "Bupati", False),
        ("Laksmi", "Satria Wanadipa", None, False),
        ("Laksmi", None, None, None),
    ],
)
def test_whose_words(asked: str, speaker: str | None, role: str | None, answer: bool | None) -> None:
    said: QuotationView = replace(view("x", "kata"), speaker=speaker, role=role)
    assert agrees(asked, said) is answer


@given(st.text(max_size=200), st.text(max_size=40) | st.none())
def test_any_text_gets_an_answer_or_a_reason(record: SearchService, text: str, speaker: str | None) -> None:
    try:
        found = record.verify(text, speaker)
    except InvalidQuery:
        return
    assert found.verdict in Verdict


@given(st.sampled_from(RECORD), st.data())
def test_a_whole_quotation_is_verbatim_however_it_is_typed(
    record: SearchService, said: QuotationView, data: st.DataObject
) -> None:
    words = said.text.split()
    marks = data.draw(st.lists(st.sampled_from(["", ",", ".", "!", "”"]), min_size=len(words), max_size=len(words)))
    case = data.draw(st.sampled_from([str.upper, str.lower, str.title]))
    typed = " ".join(case(word.strip(".,")) + mark for word, mark in zip(words, marks, strict=True))
    found = record.verify(typed)
    assert found.verdict is Verdict.VERBATIM
    assert found.matches[0].negation is None


def test_negations_are_counted_in_place() -> None:
    from search.negation import between

    assert between(["kami", "tidak"], ["kami"]) is Negation.ADDED
    assert between(["kami"], ["ketidakadilan"]) is Negation.DROPPED
    assert between(["tak"], ["tidak"]) is None
