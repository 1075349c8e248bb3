"""Marked spans, excerpts, paragraphs and links into live pages."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from corpus.records import Span
from webui.wording import EXCERPT_LENGTH, excerpt, fragment_link, marked, merged, paragraphs, web_address

SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)).map(lambda pair: Span(min(pair), max(pair))), max_size=8)


@pytest.mark.parametrize(
    ("text", "spans", "expected"),
    [
        ("berita bohong", [Span(0, 6)], "<mark>berita</mark> bohong"),
        ("berita bohong", [Span(7, 13), Span(0, 6)], "<mark>berita bohong</mark>"),  # a phrase reads as one mark
        ("aku dan kau", [Span(0, 3), Span(8, 11)], "<mark>aku</mark> dan <mark>kau</mark>"),
        ("abc", [Span(0, 2), Span(1, 3)], "<mark>abc</mark>"),  # overlapping
        ("abc", [Span(1, 99)], "a<mark>bc</mark>"),  # an index that lags behind a shorter text
        ("abc", [Span(2, 2)], "abc"),  # empty
        ("a<b>&\"'", [Span(1, 4)], "a<mark>&lt;b&gt;</mark>&amp;&#34;&#39;"),  # hostile text
    ],
)
def test_marked(text: str, spans: list[Span], expected: str) -> None:
    assert str(marked(text, spans)) == expected


@given(st.text(max_size=60), SPANS)
def test_marks_change_nothing_but_add_marks(text: str, spans: list[Span]) -> None:
    assert re.sub("</?mark>", "", str(marked(text, spans))) == str(escape(text))


@given(SPANS, st.integers(0, 60))
def test_merged_spans_are_ordered_and_apart(spans: list[Span], length: int) -> None:
    result = merged(spans, length)
    assert all(a.end < b.start for a, b in pairwise(result))
    assert {i for s in spans for i in range(s.start, min(s.end, length))} == {i for s in result for i in range(s.start, s.end)}


@given(st.text(alphabet="ab c\n", max_size=900), st.lists(st.integers(0, 899), max_size=3))
def test_an_excerpt_is_short_and_shows_the_first_mark(text: str, starts: list[int]) -> None:
    spans = [Span(start, start + 1) for start in starts if start < len(text)]
    window = excerpt(text, spans)
    assert 0 <= window.start <= window.end <= len(text)
    assert window.end - window.start <= EXCERPT_LENGTH
    if len(text) <= EXCERPT_LENGTH:
        assert window == Span(0, len(text))
    elif spans:
        assert window.start <= min(spans).start < window.end


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/b", "https://a.example/b"),
        ("  http://a.example ", "http://a.example"),
        ("HTTPS://a.example", "HTTPS://a.example"),
        ("javascript:alert(1)", None),
        ("JavaScript://a.example/%0aalert(1)", None),
        ("data:text/html,x", None),
        ("//a.example", None),
        ("/etc/passwd", None),
        ("https://", None),
        ("http://[bad", None),
        ("", None),
        (None, None),
    ],
)
def test_only_addresses_of_the_web_become_links(url: str | None, expected: str | None) -> None:
    assert web_address(url) == expected


@pytest.mark.parametrize(
    ("url", "words", "expected"),
    [
        ("https://a.example/1", "Jaga persatuan.", "https://a.example/1#:~:text=Jaga%20persatuan"),
        ("https://a.example/1#isi", "Jaga", "https://a.example/1#isi:~:text=Jaga"),  # keeps the page's own anchor
        ("https://a.example/1", "anak-anak, ibu & ayah", "https://a.example/1#:~:text=anak%2Danak%2C%20ibu%20%26%20ayah"),
        (
            "https://a.example/1",
            "satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas",
            "https://a.example/1#:~:text=satu%20dua%20tiga%20empat%20lima,tujuh%20delapan%20sembilan%20sepuluh%20sebelas",
        ),
        ("https://a.example/1", "satu\ndua", "https://a.example/1#:~:text=satu%20dua,satu%20dua"),  # over a paragraph break
        ("https://a.example/1", "  ", "https://a.example/1"),
        ("javascript:alert(1)", "Jaga", None),
    ],
)
def test_fragment_link(url: str, words: str, expected: str | None) -> None:
    assert fragment_link(url, words) == expected


@given(st.text(min_size=1))
def test_a_fragment_link_holds_no_raw_delimiter(words: str) -> None:
    link = fragment_link("https://a.example/1", words)
    assert link is not None
    directive = link.removeprefix("https://a.example/1").removeprefix("#:~:text=")
    assert re.fullmatch(r"[A-Za-z0-9._~%]*(,[A-Za-z0-9._~%]*)?", directive)


@given(st.text(alphabet="ab \n\t", max_size=60), SPANS, st.integers(0, 7))
def test_paragraphs_keep_every_word_and_the_chosen_quotation_whole(text: str, spans: list[Span], choice: int) -> None:
    quotations = [(str(n), span) for n, span in enumerate(spans) if span.end <= len(text)]
    chosen = str(choice)
    result = paragraphs(text, quotations, chosen)
    squeezed = "".join(piece.text for paragraph in result for piece in paragraph)
    assert "".join(squeezed.split()) == "".join(text.split())
    for id, span in quotations:
        if id == chosen:
            kept = "".join(piece.text for paragraph in result for piece in paragraph if piece.quotation_id == id)
            assert "".join(kept.split()) == "".join(span.of(text).split())
            # Blank lines are no paragraphs, so a quotation of white space alone has nowhere to open.
            opening = sum(piece.opens for paragraph in result for piece in paragraph if piece.quotation_id == id)
            assert opening == 1 or not span.of(text).strip()
