"""Words made of a root, and phrases found in a text."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import ConfigurationError
from indexer.phrases import PhraseMatcher, longest, tokens
from indexer.wordforms import forms, without_clitics

FORMED = [
    ("rukun", "kerukunan merukunkan dirukunkan", "confix ke-an; meN- before r"),
    ("tolak", "menolak ditolak penolakan nolak", "t drops; colloquial form without me-"),
    ("sebar", "menyebar menyebarkan disebarkan penyebar tersebar penyebaran", "s becomes ny"),
    ("kawal", "mengawal pengawalan dikawal", "k drops"),
    ("pilih", "memilih pemilih pemilihan terpilih dipilih milih", "p drops"),
    ("fitnah", "memfitnah difitnah pemfitnah", "f stays"),
    ("adu", "mengadu diadu pengaduan ngadu", "vowel"),
    ("cek", "mengecek pengecekan dicek ngecek", "one syllable: menge-"),
    ("satu", "persatuan mempersatukan bersatu kesatuan menyatukan", "prefixes one upon another"),
    ("taat", "mentaati menaati ditaati", "t that may stay"),
]


@pytest.mark.parametrize(("root", "words", "why"), FORMED)
def test_forms_of_a_root(root: str, words: str, why: str) -> None:
    assert set(words.split()) <= forms(root), why
    assert root in forms(root)


def test_forms_leave_other_words_alone() -> None:
    assert not {"rukuk", "kerukunannya", "tukar"} & forms("rukun")


@pytest.mark.parametrize(
    ("word", "stripped"),
    [
        ("pemilunya", ("pemilunya", "pemilu")),
        ("isunyalah", ("isunyalah", "isunya", "isu")),
        ("pun", ("pun",)),  # a clitic alone is a word
        ("kami", ("kami",)),
    ],
)
def test_clitics_come_off(word: str, stripped: tuple[str, ...]) -> None:
    assert without_clitics(word) == stripped


TOKENS = [
    ("Jaga persatuan, jangan pecah-belah!", "Jaga persatuan jangan pecah belah .", "commas say nothing, hyphens are spaces"),
    ("kataKapolda KPUdan WhatsApp", "kata Kapolda KPUdan Whats App", "glued words come apart where a capital shows it"),
    ("Rp10.500 untuk S.Sos. Selesai", "Rp10 500 untuk S Sos . Selesai", "a dot inside is no end"),
    ("Kenapa? Karena itu…", "Kenapa ? Karena itu", "a question mark is kept apart from other ends"),
    ("satu\n\ndua", "satu . dua", "a line ends a sentence"),
]


@pytest.mark.parametrize(("text", "words", "why"), TOKENS)
def test_tokens(text: str, words: str, why: str) -> None:
    assert " ".join(token.word for token in tokens(text)) == words, why


@given(st.text(max_size=300))
def test_tokens_slice_back(text: str) -> None:
    for token in tokens(text):
        if token.word not in ".?":
            assert text[token.start : token.end] == token.word


PHRASES = [
    ("pemilu", "Pemilunya lancar", "Pemilunya", "any case, with clitics"),
    ("pemilu", "pemilukada", None, "a whole word"),
    ("pemilu*", "pemilukada", "pemilukada", "a beginning"),
    ("KPU", "kata KPU itu", "KPU", "capitals"),
    ("KPU", "kata kpu itu", None, "capitals only"),
    ("~tolak hasil", "kami menolak hasil itu", "menolak hasil", "a form of a root"),
    ("isu (yang) palsu", "isu palsu", "isu palsu", "optional word missing"),
    ("isu (yang) palsu", "isu yang palsu", "isu yang palsu", "optional word there"),
    ("isu .. palsu", "isu yang jelas-jelas palsu", "isu yang jelas-jelas palsu", "up to four words between"),
    ("isu .. palsu", "isu satu dua tiga empat lima palsu", None, "five words are too many"),
    ("isu ... palsu", "isu satu dua tiga empat lima palsu", "isu satu dua tiga empat lima palsu", "the wide gap"),
    ("isu ... palsu", "isu itu. Uang palsu", None, "no gap across sentences"),
    ("adu-domba", "diadu domba, adu domba", "adu domba", "hyphens in a phrase"),
    ("kabar|isu bohong", "isu bohong", "isu bohong", "alternatives"),
    ("@kabar bohong", "pesan berantai bohong", "pesan berantai bohong", "a list with a phrase of two words"),
    ("@kabar bohong", "isu yang liar bohong", "isu yang liar bohong", "an optional word in a list, there"),
    ("@kabar bohong", "isu liar bohong", "isu liar bohong", "an optional word in a list, missing"),
    ("apakah ... ?", "Apakah sudah siap? Ya.", "Apakah sudah siap?", "a question"),
    ("apakah ... ?", "Entah apakah siap. Kapan?", None, "the question is another sentence's"),
    ("# orang", "sebanyak 1.200 orang", "200 orang", "a number"),
    ("kabar", "ABRI", None, "nothing"),
    ("berita bohong", "beritabohong", None, "words that are glued without a capital stay one"),
]
LISTS = {"kabar": ("kabar", "pesan berantai", "isu (yang) liar")}


@pytest.mark.parametrize(("phrase", "text", "found", "why"), PHRASES)
def test_phrases(phrase: str, text: str, found: str | None, why: str) -> None:
    matches = PhraseMatcher({"k": [phrase]}, LISTS).find(text)
    assert [text[match.start : match.end] for match in matches] == ([found] if found else []), why


WRONG = [
    ("isu ..", "begin and end"),
    ("(yang) isu", "begin and end"),
    ("", "begin and end"),
    ("@tidakada bohong", "@kabar"),
    ("apa&apa", "is not a word"),
    ("@a", "in a circle"),
    ("@x @x @x @x @x @x", "use fewer @lists"),
]


@pytest.mark.parametrize(("phrase", "hint"), WRONG)
def test_a_wrong_phrase_is_explained(phrase: str, hint: str) -> None:
    lists = LISTS | {"a": ("@b satu",), "b": ("@a dua",), "x": tuple(f"w{n} w" for n in range(9))}
    with pytest.raises(ConfigurationError, match=hint):
        PhraseMatcher({"k": [phrase]}, lists)


def test_the_longer_phrase_takes_the_words_of_the_shorter() -> None:
    matcher = PhraseMatcher({"clean": ["tidak ada .. kecurangan"], "fraud": ["kecurangan"]})
    assert [match.key for match in longest(matcher.find("tidak ada satu pun kecurangan"))] == ["clean"]
    assert [match.key for match in longest(matcher.find("ada kecurangan"))] == ["fraud"]


def test_gap_words_are_not_taken() -> None:
    matcher = PhraseMatcher({"long": ["jaga .. persatuan"], "inside": ["kerukunan"]})
    assert {match.key for match in longest(matcher.find("jaga kerukunan dan persatuan"))} == {"long", "inside"}


def test_a_matcher_survives_the_way_to_another_process() -> None:
    matcher = pickle.loads(pickle.dumps(PhraseMatcher({"k": ["~sebar hoaks"]})))
    assert [match.key for match in matcher.find("menyebarkan hoaks")] == ["k"]


@given(st.lists(st.sampled_from(["tidak", "ada", "satu", "pun", "kecurangan", "isu", "palsu", ".", "?", "di"]), max_size=60))
def test_matches_lie_within_one_sentence(words: list[str]) -> None:
    text = " ".join(words)
    matcher = PhraseMatcher({"a": ["tidak ... kecurangan"], "b": ["isu .. palsu"], "c": ["ada (satu) pun"]})
    for match in matcher.find(text):
        assert not set(text[match.start : match.end].split()) & {".", "?"}
