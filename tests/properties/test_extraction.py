from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.records import Document
from indexer.quotations import extract

PIECES = st.sampled_from(
    """" “ ” „ '' ‘’ ' , . ( ) : kata_ ujarnya Menurut_ mengatakan_ bahwa_ meminta_warga_agar_
    Bupati_Tirtamaya_ Hendra_Kusnandar Dr._ M.Si dia Ia_ lanjut_ yang_ disampaikan_ KPU_ tertib_dan_aman
    GubernurJawa_ Kusnandarmengatakan_ @akun 😀 \u202e \x00
    _ _ _ _ ¶ ¶""".replace("¶", "\n\n").split()
).map(lambda piece: piece.replace("_", " "))


def document(text: str) -> Document:
    return Document(id="d", text=text, raw=text, content_hash="")


def check(text: str) -> None:
    found = extract(document(text))
    assert found == extract(document(text))
    assert len({quotation.id for quotation in found}) == len(found)
    for quotation in found:
        assert quotation.span.of(text) == quotation.text != ""
        assert quotation.text == quotation.text.strip()
        if quotation.cue_span is not None:
            assert quotation.cue_span.of(text) == quotation.cue
        assert 0 <= quotation.attribution.confidence <= 1
        assert quotation.attribution.speaker or quotation.attribution.reason
    assert [q.span.start for q in found] == sorted(q.span.start for q in found)


@given(st.lists(PIECES, max_size=60).map("".join))
@settings(max_examples=300, deadline=None)
def test_any_arrangement_of_speech_gives_spans_that_slice_back(text: str) -> None:
    check(text)


@given(st.text(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_unicode_text_is_read(text: str) -> None:
    check(text)


def test_hostile_texts_are_read() -> None:
    for text in (
        '"' * 10_000,
        "“" * 10_000,
        "' " * 10_000,
        "a" * 1_000_000,
        "A" * 200_000,
        ". " * 20_000,
        "(" * 20_000,
        "Kepala " * 10_000,
        "kata Budi, " * 5_000,
        '"Ya," kata Budi. ' * 2_000,
        ",' kata " * 5_000,
        "menurut " * 10_000,
        "A.B." * 10_000,
        "\n" * 50_000,
    ):
        check(text)
