from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

from indexer import sentences
from indexer.extraction import lexicon
from indexer.sentences import split

CASES = [
    # text, sentences, reason
    ("Rapat dibuka. Peserta hadir.", ["Rapat dibuka.", "Peserta hadir."], "two plain sentences"),
    ("Dr. H. Rahmat Sutisna, M.Si. hadir.", ["Dr. H. Rahmat Sutisna, M.Si. hadir."], "titles and degrees end nothing"),
    ("Plt. Bupati datang. Ia pulang.", ["Plt. Bupati datang.", "Ia pulang."], "an office's abbreviation"),
    (
        '"Kami siap. Kami datang," kata Ratna. Ia duduk.',
        ['"Kami siap. Kami datang," kata Ratna.', "Ia duduk."],
        "a quotation stays whole",
    ),
    ("Paragraf satu\n\nParagraf dua", ["Paragraf satu", "Paragraf dua"], "a blank line ends a sentence"),
    ("Harga turun.Pedagang senang.", ["Harga turun.", "Pedagang senang."], "the blank was lost"),
    ("Buka situs kpu.go.id hari ini.", ["Buka situs kpu.go.id hari ini."], "an address is one word"),
    ("Unggah di TikTok dan X. Lewat itu ia bicara.", ["Unggah di TikTok dan X.", "Lewat itu ia bicara."], "X is no initial"),
    ("Kata M. Jamil itu baik.", ["Kata M. Jamil itu baik."], "M is an initial"),
    ("", [], "nothing"),
    (" \n ", [], "blanks only"),
]


@pytest.mark.parametrize(("text", "sentences", "reason"), CASES, ids=[case[2] for case in CASES])
def test_split(text: str, sentences: list[str], reason: str) -> None:
    assert [span.of(text) for span in split(text)] == sentences


@given(st.text(max_size=300))
def test_sentences_are_in_order_and_leave_only_blanks_out(text: str) -> None:
    spans = split(text)
    position = 0
    for span in spans:
        assert not text[position : span.start].strip()
        assert span.of(text) == span.of(text).strip() != ""
        position = span.end
    assert not text[position:].strip()


_PIECES = [*'?!,"”()-3M \t', "rapat", "Ratna", "Plt", "S.H", "1.500", "  ", ".", ".", ".", ".."]


@given(st.lists(st.one_of(st.sampled_from(_PIECES), st.text(max_size=3)), max_size=40).map("".join))
def test_the_short_way_through_punkt_leads_where_punkt_does(text: str) -> None:
    parameters = PunktParameters()
    parameters.abbrev_types.update(lexicon.indonesian().abbreviations)
    punkt = PunktSentenceTokenizer(parameters)
    assert list(sentences._punkt().span_tokenize(text)) == list(punkt.span_tokenize(text))
