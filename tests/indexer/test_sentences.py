from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
