"""What is typed, and what is understood."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from search.expressions import (
    All,
    AnyOf,
    Dates,
    Expression,
    Field,
    Listed,
    Not,
    Phrase,
    Prefix,
    Word,
)
from search.language import NEAR, read


def either_order(one: str, other: str, slop: int) -> AnyOf:
    return AnyOf((Phrase((one, other), slop), Phrase((other, one), slop)))


JAN, DEC = dt.date(2023, 1, 1), dt.date(2024, 12, 31)


@pytest.mark.parametrize(
    ("text", "listed", "demands", "meaning"),
    [
        ("pemilu damai", Listed(("pemilu", "damai")), None, "pemilu damai"),
        ("pemilu yang damai", Listed(("pemilu", "yang", "damai")), None, "pemilu yang damai"),
        ("yang itu", Listed(("yang", "itu")), None, "yang itu"),  # nothing but grammar: then it counts
        ("a b c d e", Listed(("a", "b", "c", "d", "e")), None, "a b c d e"),  # "a" is English grammar
        ('"pemilu damai"', None, Phrase(("pemilu", "damai")), "pemilu damai"),
        ("“Pemilu Damai”", None, Phrase(("pemilu", "damai")), "Pemilu Damai"),
        ('"pemilu damai"~3', None, Phrase(("pemilu", "damai"), 3), "pemilu damai"),
        ("pem*", None, Prefix("pem"), "pem"),
        ("hoaks AND pilkada", None, All((Word("hoaks"), Word("pilkada"))), "hoaks pilkada"),
        ("hoaks OR pilkada", None, AnyOf((Word("hoaks"), Word("pilkada"))), "hoaks pilkada"),
        ("hoaks NOT pilkada", Listed(("hoaks",)), Not(Word("pilkada")), "hoaks"),
        ("NOT pilkada", None, Not(Word("pilkada")), ""),
        (
            "rusuh AND (hoaks OR fitnah)",
            None,
            All((Word("rusuh"), AnyOf((Word("hoaks"), Word("fitnah"))))),
            "rusuh hoaks fitnah",
        ),
        ("speaker:marbela", None, Field("speaker", "marbela"), ""),
        ('damai pembicara:"Sutan Marbela"', Listed(("damai",)), Field("speaker", "Sutan Marbela"), "damai"),
        ("topik:unity", None, Field("topic", "unity"), ""),
        ("speaker:(a OR b)", None, AnyOf((Field("speaker", "a"), Field("speaker", "b"))), ""),
        ("date:2023..2024", None, Dates(JAN, DEC), ""),
        ("tanggal:2023..", None, Dates(JAN, None), ""),
        ("has:speaker", None, Field("has", "speaker"), ""),
        ("sikap:mendukung stance:Against", None, All((Field("stance", "FAVOR"), Field("stance", "AGAINST"))), ""),
        ('jenis:"tidak langsung"', None, Field("kind", "indirect"), ""),
        ("https://a.example pukul 10:30", Listed(("https", "a", "example", "pukul", "10", "30")), None, None),
        ("berita-berita", Listed(("berita",)), None, "berita-berita"),
        ("Jum'at", Listed(("jumat",)), None, "Jum'at"),
        ("confidence:>0.9", None, Field("confidence", ">0.9"), ""),
        ("keyakinan:80%", None, Field("confidence", "80%"), ""),
        ("ada:pembicara", None, Field("has", "speaker"), ""),
        ("has:event has:date", None, All((Field("has", "event"), Field("has", "date"))), ""),
        ("hoaks NEAR/5 pemilu", None, either_order("hoaks", "pemilu", 5), "hoaks pemilu"),
        ("hoaks NEAR pemilu", None, either_order("hoaks", "pemilu", NEAR), "hoaks pemilu"),
        (
            "(hoaks NEAR bohong) OR damai",
            None,
            AnyOf((either_order("hoaks", "bohong", NEAR), Word("damai"))),
            "hoaks bohong damai",
        ),
        ("dan or not", Listed(("dan", "or", "not")), None, "dan or not"),  # lower case: words, not operators
    ],
)
def test_well_formed(text: str, listed: Listed | None, demands: Expression | None, meaning: str | None) -> None:
    reading = read(text)
    assert (reading.listed, reading.demands, reading.notes) == (listed, demands, ())
    assert meaning is None or reading.meaning == meaning


@pytest.mark.parametrize(
    ("text", "words", "says"),
    [
        ('pemilu "damai', ("pemilu", "damai"), "Tanda kutip"),
        ("“pemilu damai", ("pemilu", "damai"), "Tanda kutip"),
        ("AND AND", (), "Operator AND"),
        ("pemilu AND", ("pemilu",), "Operator AND"),
        ("OR pemilu", ("pemilu",), "Operator OR"),
        ("pemilu AND OR damai", ("pemilu", "damai"), "Operator OR"),
        ("pemilu NOT", ("pemilu",), "Operator NOT"),
        ("NOT NOT pemilu", ("pemilu",), "Operator NOT"),
        ("NEAR pemilu", ("pemilu",), "Operator NEAR"),
        ("pemilu NEAR/3 OR damai", ("pemilu", "damai"), "Operator OR"),
        ("*", (), "Tanda *"),
        ("pem*lu", ("pem", "lu"), "Tanda *"),
        ("speaker:", ("speaker",), "Nama bidang"),
        ("speaker: damai", ("speaker", "damai"), "Nama bidang"),
        ("(pemilu", ("pemilu",), "Tanda kurung"),
        ("pemilu)", ("pemilu",), "Tanda kurung"),
        ("()", (), "Tanda kurung"),
        ("(pemilu AND)", ("pemilu",), "Operator AND"),
        ("(" * 30 + "x" + ")" * 30, ("x",), "terlalu dalam"),
    ],
)
def test_bad_syntax_is_read_as_plain_words(text: str, words: tuple[str, ...], says: str) -> None:
    reading = read(text)
    assert reading.demands is None
    assert (reading.listed.terms if reading.listed else ()) == words
    assert any(says in note.indonesian and "kata-kata biasa" in note.indonesian for note in reading.notes)
    assert all("plain words" in note.english for note in reading.notes)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("date:kemarin", "2023..2024"),
        ("stance:kemarin", "mendukung"),
        ("kind:kemarin", "langsung"),
        ("has:kemarin", "speaker"),
        ("confidence:kemarin", ">0.9"),
    ],
)
def test_a_value_that_cannot_be_is_read_as_words_and_said_so(text: str, says: str) -> None:
    reading = read(text)
    assert reading.demands == Word("kemarin")
    assert "kemarin" in reading.notes[0].indonesian
    assert says in reading.notes[0].indonesian
    assert "kemarin" in reading.notes[0].english


def test_near_joins_two_words_and_says_so() -> None:
    reading = read('hoaks NEAR "pemilu damai"')
    assert reading.demands == All((Word("hoaks"), Phrase(("pemilu", "damai"))))
    assert "NEAR" in reading.notes[0].indonesian


def test_words_in_english_are_searched_for_in_indonesian() -> None:
    reading = read("national unity NOT speaker:marbela")
    assert reading.listed == Listed(("persatuan", "bangsa"), also=((), ("nasional",)))
    assert reading.demands == Not(Field("speaker", "marbela"))
    assert reading.meaning == "national unity persatuan bangsa"
    assert reading.notes == ()


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("pemilu yang damai", ("pemilu", "damai")),
        ("the elections are fair", ("pemilu", "adil")),  # English: translated
        ("yang itu", ("yang", "itu")),  # nothing but grammar: then it counts
        ("tidak benar", ("tidak", "benar")),  # a negation is content
    ],
)
def test_words_of_grammar_need_not_be_held(text: str, content: tuple[str, ...]) -> None:
    listed = read(text).listed
    assert listed is not None
    assert listed.content == content


@pytest.mark.parametrize("text", ["???", "— …", '""', "( )"])
def test_without_words_there_is_nothing_to_search_for(text: str) -> None:
    reading = read(text)
    assert reading.words is None
    assert reading.notes


PIECES = [
    '"',
    "(",
    ")",
    "AND",
    "OR",
    "NOT",
    "NEAR",
    "NEAR/2",
    "confidence:",
    ">0.9",
    "*",
    ":",
    "~3",
    "~",
    "^2",
    "speaker:",
    "date:",
    "pemilu",
    "a",
    " ",
    "'",
]
SYNTAX = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)


@given(st.text(max_size=200) | SYNTAX | SYNTAX.map(lambda text: " ".join(text)))
@example("NOT " * 400 + "x")
@example('"' * 1_999)
@example("speaker:" * 250)
@example("((((" * 500)
def test_whatever_is_typed_has_a_reading(text: str) -> None:
    reading = read(text)
    assert reading.words is not None or reading.notes
    assert reading.listed is None or reading.listed.content
