"""What holds for every text: cleaning, dates, sources."""

import datetime as dt
import json
import re
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from corpus import dates
from corpus.cleaning import clean
from corpus.documents import trace
from corpus.errors import InputRejected
from corpus.records import RawDocument, Span
from corpus.sources import open_sources

_PIECES = """\
Rapat dibuka bupati.|Baca juga: Bupati Lantik Tiga Camat|Advertisement|ADVERTISEMENT|SCROLL TO CONTINUE WITH CONTENT
(Foto: Humas)|(asp)|(abc/xyz)|(Wira Lestari)|Editor: Bayu|Tags:|Foto: Humas|IMG-20240506.jpg|(*)|**|Simak juga video
Ikuti berita di Google News|Selengkapnya...|“Mari rukun,” katanya.|"Mari rukun," katanya.|"|“|”|Senin (6/5/2024)
Laporan Wartawan Rimba, Wira|KABARRIMBA.COM, RIMBA - Rapat."""
PIECES = [*re.split(r"[|\n]", _PIECES), "\n", "\n\n", " ", "\r\n", "\u00a0", "\u200b", "\t"]

messy = st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=12)), max_size=25).map("".join)
spoken = st.from_regex(r"[A-Z][a-z]{1,9}( [a-z]{1,9}){0,6}[.,!?]", fullmatch=True)


@given(messy)
def test_cleaning_twice_is_cleaning_once(text: str) -> None:
    once = clean(text).text
    assert clean(once).text == once


@given(messy, st.data())
def test_every_span_leads_back_to_its_characters(text: str, data: st.DataObject) -> None:
    cleaned = clean(text)
    start = data.draw(st.integers(0, len(cleaned.text)))
    end = data.draw(st.integers(start, len(cleaned.text)))
    back = cleaned.raw_span(Span(start, end))
    slice_ = cleaned.text[start:end]
    # What was taken out lies between; what stayed stands there in order, odd characters aside.
    rest = iter(back.of(text))
    assert all(any(raw == char or raw > "~" or raw < " " for raw in rest) for char in slice_)
    if slice_.strip() == slice_ != "" and text.isascii():
        assert back.of(text)[0] == slice_[0]
        assert back.of(text)[-1] == slice_[-1]


@given(messy)
def test_cleaning_adds_nothing(text: str) -> None:
    cleaned = clean(text)
    assert sum(span.end - span.start for span in cleaned.kept) == len(cleaned.text)
    assert all(first.end <= second.start for first, second in pairwise(cleaned.kept))


@given(st.sampled_from(PIECES), st.sampled_from(["“{}”", '"{}"']), spoken, st.sampled_from(PIECES), spoken)
def test_the_words_of_a_quotation_stay(before: str, marks: str, words: str, inside: str, more: str) -> None:
    if any(mark in before + inside for mark in '"“”') or "\n\n" in inside:
        return
    quotation = marks.format(f"{words} {inside} {more}")
    cleaned = clean(f"Ia hadir. {before}\n\n{quotation} kata Wira.\n\nRapat usai.").text
    assert words in cleaned
    assert more in cleaned
    advertising = inside.upper() == "ADVERTISEMENT" or inside.startswith("SCROLL")
    visible = " ".join(inside.replace("\u200b", "").split())
    assert advertising or visible in " ".join(cleaned.split())


@given(messy)
def test_a_document_is_cut_from_its_raw_text(text: str) -> None:
    try:
        prepared = trace(RawDocument(location="x", text=text))
    except InputRejected:
        return
    assert prepared.document.text == prepared.cleaned.text
    assert prepared.document.text.strip() == prepared.document.text != ""


@given(st.text(max_size=200), st.one_of(st.none(), st.dates(dt.date(1950, 1, 1), dt.date(2050, 1, 1))))
def test_found_dates_do_not_overlap(text: str, anchor: dt.date | None) -> None:
    found = dates.find(text, anchor)
    assert all(first.span.end <= second.span.start for first, second in pairwise(found))
    assert all(each.span.of(text).strip() for each in found)


MONTHS = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split()  # noqa: SIM905


@given(st.dates(dt.date(1900, 1, 1), dt.date(2099, 12, 31)))
def test_every_date_is_read_in_every_form(date: dt.date) -> None:
    forms = [
        date.isoformat(),
        f"{date.day}/{date.month}/{date.year}",
        f"{date:%d-%m-%Y}",
        f"{date.day} {MONTHS[date.month - 1]} {date.year}",
        f"Senin ({date.day}/{date.month}/{date.year})",
    ]
    assert {dates.parse(f"rapat {form} di aula") for form in forms} == {date}


@given(
    st.lists(
        st.one_of(st.binary(max_size=60), st.text(max_size=30).map(lambda text: json.dumps({"text": text}).encode())),
        max_size=8,
    )
)
def test_no_file_stops_a_run(lines: list[bytes]) -> None:
    with TemporaryDirectory() as folder:
        for name in ("a.jsonl", "b.txt", "c.md", "d.jsonl.gz"):
            Path(folder, name).write_bytes(b"\n".join(lines))
        for outcome in open_sources([folder]):
            assert isinstance(outcome, RawDocument | InputRejected)
            if isinstance(outcome, RawDocument):
                outcome.text.encode("utf-8")
