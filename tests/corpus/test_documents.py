import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from corpus.datelines import find as find_dateline
from corpus.documents import content_hash, prepare, trace
from corpus.errors import InputRejected
from corpus.records import RawDocument, Span
from corpus.sources import document_id

RELEASE = (
    "Rapat Kerja Sungai Rimba, Bupati Tekankan Kerukunan\n\nWhatsApp Image 2024 05 06 at 9.12.33 AM\n\n"
    "SUNGAI RIMBA - Bupati membuka rapat di Aula Kantor Bupati, Senin (6/5/2024).\n\n“Mari rukun,” katanya. (wls)"
)


def raw(text: str = RELEASE, **fields: Any) -> RawDocument:
    return RawDocument(location="rapat.txt", text=text, **fields)


def test_a_release_gets_its_title_date_and_dateline() -> None:
    document = prepare(raw())
    assert document.title == "Rapat Kerja Sungai Rimba, Bupati Tekankan Kerukunan"
    assert document.date == dt.date(2024, 5, 6)
    assert document.dateline == "SUNGAI RIMBA"
    assert document.text.startswith("SUNGAI RIMBA - Bupati")
    assert document.text.endswith("“Mari rukun,” katanya.")
    assert document.raw == RELEASE


def test_the_way_back_from_the_text_to_the_raw_one() -> None:
    prepared = trace(raw())
    start = prepared.document.text.index("Mari")
    span = Span(start, start + len("Mari rukun,"))
    assert prepared.cleaned.raw_span(span).of(RELEASE) == "Mari rukun,"


def test_what_the_source_states_wins() -> None:
    document = prepare(raw(title="Lain", date=dt.date(2020, 1, 1)))
    assert (document.title, document.date) == ("Lain", dt.date(2020, 1, 1))


@pytest.mark.parametrize(
    ("first", "why"),
    [
        ("Bupati membuka rapat kerja dan berpesan agar semua rukun.", "a sentence"),
        ("“Mari Rukun dan Jaga Daerah Kita”", "a quotation"),
        ("SUNGAI RIMBA - Bupati Buka Rapat Kerja", "a dateline"),
        ("Rapat Kerja", "too short"),
        ("bupati membuka rapat kerja daerah tadi pagi", "no capitals"),
        (" ".join(["Rapat Kerja Daerah"] * 12), "too long"),
    ],
)
def test_a_first_line_that_is_no_title_stays(first: str, why: str) -> None:
    document = prepare(raw(f"{first}\n\nRapat berjalan lancar sampai sore."))
    assert document.title is None, why
    assert document.text.startswith(first), why


def test_one_line_alone_is_the_text() -> None:
    assert prepare(raw("Rapat Kerja Sungai Rimba Dibuka")).text == "Rapat Kerja Sungai Rimba Dibuka"


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        ("Kabar Rimba Bupati Buka Rapat Kerja Daerah Rapat dibuka.", "Rapat dibuka.", "after the name of the site"),
        ("Bupati Buka Rapat Kerja Daerah\n\nRapat dibuka.", "Rapat dibuka.", "on a line of its own"),
        ('Bupati Buka Rapat Kerja Daerah "Mari rukun," katanya.', '"Mari rukun," katanya.', "before a quotation"),
        ("Bupati Buka Rapat Kerja Daerah di aula.", "Bupati Buka Rapat Kerja Daerah di aula.", "the sentence goes on"),
        ("Ia hadir. Bupati Buka Rapat Kerja Daerah Usai.", "Ia hadir. Bupati Buka Rapat Kerja Daerah Usai.", "text before it"),
        ("Bupati Buka Rapat Kerja Daerah", "Bupati Buka Rapat Kerja Daerah", "nothing else is there"),
    ],
)
def test_a_title_that_the_page_repeats_is_taken_out(text: str, expected: str, why: str) -> None:
    assert prepare(raw(text, title="Bupati Buka Rapat Kerja Daerah")).text == expected, why


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        ("Rapat dibuka pada 6 Mei 2024.", dt.date(2024, 5, 6), "written out"),
        ("Rapat dibuka Senin (6/5).", None, "the year is missing"),
        ("Sejak Mei 2023 rapat dibuka pada 6 Mei 2024.", dt.date(2024, 5, 6), "a month is not a date of publication"),
        ("Sejak 17 Agustus 1945, rapat dibuka (6/5/2024).", dt.date(2024, 5, 6), "a date of history"),
        ("Rapat. " * 300 + "6 Mei 2024", None, "too far from the start"),
        ("Rapat dibuka.", None, "no date"),
    ],
)
def test_the_date_is_the_first_full_one_near_the_start(text: str, expected: dt.date | None, why: str) -> None:
    assert prepare(raw(text)).date == expected, why


@pytest.mark.parametrize(
    ("text", "place", "rest"),
    [
        ("SUNGAI RIMBA - Bupati membuka", "SUNGAI RIMBA", "Bupati membuka"),
        ("SUNGAI RIMBA- Bupati membuka", "SUNGAI RIMBA", "Bupati membuka"),
        ("SUNGAI RIMBA-Bupati membuka", "SUNGAI RIMBA", "Bupati membuka"),
        ("Sungai Rimba – Bupati membuka", "Sungai Rimba", "Bupati membuka"),
        ("Sungai Rimba, Kominfo – Bupati membuka", "Sungai Rimba", "Bupati membuka"),
        ("Sungai Rimba (ANTARA) - Bupati membuka", "Sungai Rimba", "Bupati membuka"),
        ("SUNGAI RIMBA, KABARRIMBA.COM – Bupati membuka", "SUNGAI RIMBA", "Bupati membuka"),
        ("KabarRimba.com, Sungai Rimba -Bupati membuka", "Sungai Rimba", "Bupati membuka"),
        ("KABARRIMBA.CO.ID - SUNGAI RIMBA. Bupati membuka", "SUNGAI RIMBA", "Bupati membuka"),
        ("MMCRimba - Sungai Rimba - Bupati membuka", "Sungai Rimba", "Bupati membuka"),
        ("KabarRimba.com, RimbaBupati membuka", "Rimba", "Bupati membuka"),
        ("KabarRimba, Sungai Rimba - Bupati membuka", "Sungai Rimba", "Bupati membuka"),
        ("Rimba.example, Sungai Rimba -Bupati membuka", "Sungai Rimba", "Bupati membuka"),
        ("SUNGAI RIMBA, Senin (6/5/2024) — Bupati membuka", "SUNGAI RIMBA", " Bupati membuka"),
        ("SUNGAI RIMBA; Senin (6/5/2024). Bupati membuka", "SUNGAI RIMBA", " Bupati membuka"),
        ("Sungai Rimba, 6 Mei 2024. Bupati membuka", "Sungai Rimba", " Bupati membuka"),
        ("Sungai Rimba, 27 Februari — Bupati membuka", "Sungai Rimba", " Bupati membuka"),
        ("SUNGAI RIMBA, 30/1/24 – Bupati membuka", "SUNGAI RIMBA", " Bupati membuka"),
        ("Sungai Rimba, Senin, 6 Mei 2024\n\nBupati membuka", "Sungai Rimba", "Bupati membuka"),
        ("Sungai Rimba,- Bupati membuka", "Sungai Rimba", "Bupati membuka"),
        ("SUNGAI RIMBA. Bupati membuka", "SUNGAI RIMBA", "Bupati membuka"),
        ("Biro Umum Setda Sungai Rimba\n\nSUNGAI RIMBA – Bupati membuka", "SUNGAI RIMBA", "Bupati membuka"),
        ("Palangka Raya: Gubernur membuka", "Palangka Raya", "Gubernur membuka"),
        (", SUNGAI RIMBA Kabupaten membuka", "SUNGAI RIMBA", " Kabupaten membuka"),
    ],
)
def test_datelines(text: str, place: str, rest: str) -> None:
    found = find_dateline(text)
    assert found is not None
    assert found.place == place
    assert text[found.span.end :] == rest


@pytest.mark.parametrize(
    "text",
    [
        "Bupati Sungai Rimba membuka rapat - dan pulang.",
        "KABARRIMBA.COM - Bupati membuka rapat",
        "BUPATI membuka rapat",
        "KabarRimba - Bupati membuka rapat",
        "Polres Sungai Rimba - Kapolres membuka rapat",
        "Bupati Sungai Rimba, Wira Lestari. Ia membuka rapat",
        "Video: Bupati membuka rapat",
        "“Mari rukun,” kata Bupati - tadi.",
        "KPU - Komisi Pemilihan Umum membuka rapat",
        "",
    ],
)
def test_no_dateline(text: str) -> None:
    assert find_dateline(text) is None


def test_ids_depend_on_what_the_document_is() -> None:
    assert document_id(raw(id="x")) == "x"
    assert document_id(raw()) == document_id(replace(raw(), location="elsewhere.txt"))
    assert document_id(raw()) != document_id(raw(RELEASE + " Usai."))
    by_url = document_id(raw(url="https://rimba.example/a?b=1"))
    assert by_url == document_id(raw("Other words.", url="http://www.rimba.example/a/?b=1&utm_medium=x#y"))
    assert by_url != document_id(raw(url="https://rimba.example/a?b=2"))
    assert len(by_url) == 16
    assert document_id(raw(url="http://[broken")) != document_id(raw())


def test_the_content_hash_changes_with_what_was_published_only() -> None:
    base = content_hash(raw(title="a", source="b"))
    assert base == content_hash(replace(raw(title="a", source="b"), location="x", fetched_at=dt.datetime.now(dt.UTC), id="y"))
    changed = [
        raw(RELEASE + " ", title="a", source="b"),
        raw(title="ab", source=""),
        raw(title="a", source="b", url="https://rimba.example"),
        raw(title="a", source="b", date=dt.date(2024, 5, 6)),
    ]
    assert len({base, *map(content_hash, changed)}) == len(changed) + 1


def test_a_document_of_nothing_but_furniture_is_refused() -> None:
    with pytest.raises(InputRejected, match="nothing but captions, credits and links") as caught:
        prepare(raw("Foto: Humas\n\nBaca juga: Bupati Buka Rapat"))
    assert caught.value.location == "rapat.txt"


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        ("Apel Idul Fitri Tahun 2022, Senin (9/5).", dt.date(2022, 5, 9), "9 May 2022 was a Monday"),
        ("Apel Idul Fitri Tahun 2023, Senin (9/5).", None, "9 May 2023 was none"),
        ("Apel sejak 2021, 2021 dan 2022, Senin (9/5).", dt.date(2022, 5, 9), "only one of the years fits"),
        ("Apel Idul Fitri Tahun 2022 (9/5).", None, "no weekday bears it out"),
        ("Apel Senin (9/5).", None, "no year"),
        ("Apel Tahun 2022, Senin.", None, "no day"),
    ],
)
def test_a_day_without_a_year_is_dated_when_weekday_and_year_agree(text: str, expected: dt.date | None, why: str) -> None:
    assert prepare(raw(text)).date == expected, why


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        ("Kontrak itu berlaku hingga 30 Juni 2031.", None, "after the day on which it was taken in"),
        ("Kontrak itu ditandatangani 30 Juni 2031.", None, "nobody could have had it then"),
        ("Bupati akan datang pada 1 November 2029 nanti.", None, "it is said to be to come"),
        ("Kontrak berlaku sampai 1 Mei 2029. Diteken Senin, 2 April 2029.", dt.date(2029, 4, 2), "the end of something"),
        ("Batik diakui pada 4 September 2008. Kini, tahun 2029, peminatnya bertambah.", None, "told of, years ago"),
        (
            "Perda diteken pada 4 September 2029. Targetnya tercapai tahun 2045.",
            dt.date(2029, 9, 4),
            "a year that has not begun",
        ),
        ("Diterbitkan 4 Mei 2029. Acara berlangsung Selasa, 8 Mei 2029.", dt.date(2029, 5, 8), "a day of the week vouches"),
        ("Seperti krisis di medio 1998, kata Bupati, Sabtu (13/6).", None, "a year to which it looks back"),
        ("Sesuai Perda Nomor 5 Tahun 2020, kata Bupati, Sabtu (13/6).", None, "the year of a law"),
        ("Sesuai surat 17/BPK.05/2020, kata Bupati, Sabtu (13/6).", None, "the year of a letter"),
        ("Sejak krisis 2020 hingga 2022 kini, kata Bupati, Senin (13/6).", dt.date(2022, 6, 13), "the latest year"),
        ("Sejak krisis 2020 hingga 2023 kini, kata Bupati, Sabtu (13/6).", None, "only an earlier year fits"),
    ],
)
def test_a_date_of_the_text_is_its_own_only_where_something_vouches_for_it(
    text: str, expected: dt.date | None, why: str
) -> None:
    given = RawDocument(location="rapat.txt", text=text, fetched_at=dt.datetime(2030, 1, 1, tzinfo=dt.UTC))
    assert prepare(given).date == expected, why


def test_without_a_day_of_fetching_today_is_the_latest() -> None:
    tomorrow, later = (dt.datetime.now(dt.UTC).date() + dt.timedelta(days) for days in (1, 9))
    assert prepare(raw(f"Rapat {tomorrow.isoformat()} di balai kota.")).date == tomorrow  # it has begun in the east
    assert prepare(raw(f"Rapat {later.isoformat()} di balai kota.")).date is None


def test_a_long_word_with_capitals_inside_takes_no_time_to_speak_of() -> None:
    """Looking for an outlet's name in it took a minute once, because the time grew with the square of its length."""
    assert find_dateline("Aa" * 150_000) is None
