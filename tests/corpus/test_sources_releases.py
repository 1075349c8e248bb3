import datetime as dt
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import ConfigurationError, InputRejected
from corpus.records import RawDocument
from corpus.sources import Outcome, open_sources
from corpus.sources.html import words_of
from corpus.sources.names import FieldNames
from tests.corpus.release_files import mail_of, pdf_of, wacz_of, warc_of, word_of

SAID = "“Mari kita jaga kerukunan,” kata Bupati Tanjung Selasih Raden Wiratama, Rabu (1/3/2023)."
LONG = f"{SAID} Rapat dihadiri seluruh camat dan lurah di aula kantor bupati."

PAGE = (
    "<html><head><title>Rapat Kerja Tanjung Selasih</title></head><body><nav><a href='/'>Beranda</a></nav>"
    f"<article><h1>Rapat Kerja Tanjung Selasih</h1><p>{LONG}</p>"
    f"<p>{LONG.replace('lurah', 'kepala desa')}</p></article></body></html>"
).encode()
URL = "https://tanjungselasih.example/rapat"


def read(path: Path, names: FieldNames | None = None) -> list[Outcome]:
    return list(open_sources([path], names))


def written(tmp_path: Path, name: str, data: bytes) -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


def only(path: Path, names: FieldNames | None = None) -> RawDocument:
    (outcome,) = read(path, names)
    assert isinstance(outcome, RawDocument), outcome
    return outcome


def refusal(path: Path, names: FieldNames | None = None) -> str:
    (outcome,) = read(path, names)
    assert isinstance(outcome, InputRejected), outcome
    assert outcome.location.startswith(str(path))
    return outcome.reason


TWO_PARAGRAPHS = [
    (72.0, 760.0, "SIARAN PERS"),
    (72.0, 720.0, "TANJUNG SELASIH - Bupati membuka rapat kerja pemerintah daerah di aula"),
    (72.0, 706.0, "kantor bupati, Rabu (1/3/2023). “Mari kita jaga kerukunan,” katanya di depan"),
    (72.0, 692.0, "para camat."),
    (72.0, 664.0, "Ia meminta semua perangkat daerah bekerja sama menyambut pemilihan kepala"),
    (72.0, 650.0, "daerah yang"),
    (290.0, 40.0, "1"),
]


def test_lines_of_a_pdf_become_paragraphs_again(tmp_path: Path) -> None:
    second = [(72.0, 760.0, "damai dan tertib."), (72.0, 732.0, "Rapat ditutup doa."), (280.0, 40.0, "Halaman 2 dari 2")]
    found = only(written(tmp_path, "rilis.pdf", pdf_of([TWO_PARAGRAPHS, second])))
    assert found.text.split("\n\n") == [
        "SIARAN PERS",
        "TANJUNG SELASIH - Bupati membuka rapat kerja pemerintah daerah di aula kantor bupati, Rabu (1/3/2023)."
        " “Mari kita jaga kerukunan,” katanya di depan para camat.",
        "Ia meminta semua perangkat daerah bekerja sama menyambut pemilihan kepala daerah yang damai dan tertib.",
        "Rapat ditutup doa.",
    ]
    assert found.media_type == "application/pdf"
    assert found.content is not None
    assert found.content.startswith(b"%PDF")


def test_indented_first_lines_part_paragraphs(tmp_path: Path) -> None:
    lines = [
        (90.0, 700.0, "Bupati membuka rapat kerja pemerintah daerah di aula kantor bupati"),
        (72.0, 686.0, "dan meminta semua perangkat daerah bekerja sama sampai akhir tahun nanti ya."),
        (90.0, 672.0, "Rapat ditutup doa bersama oleh pemuka semua agama yang ada di"),
        (72.0, 658.0, "kabupaten itu."),
    ]
    assert len(only(written(tmp_path, "rilis.pdf", pdf_of([lines]))).text.split("\n\n")) == 2


def test_word_documents_give_paragraphs_and_cells(tmp_path: Path) -> None:
    found = only(written(tmp_path, "rilis.docx", word_of("Rapat  Kerja", SAID, cells=["Kontak", "Humas"])))
    assert found.text.split("\n\n") == ["Rapat Kerja", SAID, "Kontak", "Humas"]
    assert found.content is not None


def test_a_message_gives_its_words_with_what_its_headers_say(tmp_path: Path) -> None:
    found = only(written(tmp_path, "rilis.eml", mail_of(LONG)))
    assert found.text == LONG
    assert found.title == "Siaran Pers: Rapat Kerja Kabupaten Tanjung Selasih – “Rukun”"
    assert (found.date, found.source) == (dt.date(2023, 3, 1), "Humas Tanjung Selasih")
    assert found.id == "rilis-17@tanjungselasih.example"


def test_a_message_in_html_gives_its_words(tmp_path: Path) -> None:
    html = f"<html><style>p {{}}</style><body><p>{LONG}</p><p>Sekian.</p></body></html>"
    assert only(written(tmp_path, "rilis.eml", mail_of("", html=html))).text == f"{LONG}\n\nSekian."


def test_attached_releases_are_documents_of_their_own(tmp_path: Path) -> None:
    attached = [("rilis.pdf", pdf_of([TWO_PARAGRAPHS])), ("rilis.DOCX", word_of(SAID)), ("foto.jpg", b"\xff\xd8")]
    first, second = read(written(tmp_path, "rilis.eml", mail_of("Terlampir.", attached=attached)))
    assert isinstance(first, RawDocument)
    assert isinstance(second, RawDocument)
    assert first.text.startswith("SIARAN PERS")
    assert second.text == SAID
    assert first.id != second.id
    assert first.date == second.date == dt.date(2023, 3, 1)


def test_an_archive_gives_its_pages_as_they_were_fetched(tmp_path: Path) -> None:
    archive = warc_of(
        (URL, "text/html; charset=utf-8", PAGE, "200 OK"),
        (f"{URL}/gaya.css", "text/css", b"p {}", "200 OK"),
        (f"{URL}/hilang", "text/html", PAGE, "404 Not Found"),
        (f"{URL}/menu", "text/html", b"<html><body><a href='/'>Beranda</a></body></html>", "200 OK"),
        (f"{URL}/rilis.pdf", "application/pdf", pdf_of([TWO_PARAGRAPHS]), "200 OK"),
    )
    page, menu, pdf = read(written(tmp_path, "situs.warc.gz", archive))
    assert isinstance(page, RawDocument)
    assert isinstance(menu, InputRejected)
    assert isinstance(pdf, RawDocument)
    assert page.text.removeprefix("Rapat Kerja Tanjung Selasih\n\n").startswith("“Mari kita jaga kerukunan,”")
    assert (page.url, page.fetched_at) == (URL, dt.datetime(2023, 3, 1, 6, tzinfo=dt.UTC))
    assert page.content == PAGE
    assert "has no article" in menu.reason
    assert f"{URL}/menu" in menu.location
    assert pdf.url == f"{URL}/rilis.pdf"


def test_a_page_archived_again_is_its_newer_state(tmp_path: Path) -> None:
    edited = PAGE.replace(b"kepala desa", b"kepala dusun")
    capture = (URL, "text/html", PAGE, "200 OK")
    path = written(
        tmp_path,
        "situs.wacz",
        wacz_of(warc_of(capture), warc_of(capture, day=2), warc_of((*capture[:2], edited, "200 OK"), day=3)),
    )
    first, second = read(path)
    assert isinstance(first, RawDocument)
    assert isinstance(second, RawDocument)
    assert first.url == second.url
    assert "kepala dusun" in second.text


def test_a_table_is_read_whatever_parts_its_cells(tmp_path: Path) -> None:
    for name, separator, encoding in [
        ("a.csv", ",", "utf-8"),
        ("b.csv", ";", "cp1252"),
        ("c.tsv", "\t", "utf-16"),
        ("d.csv", ";", "utf-8-sig"),
    ]:
        rows = [["id", "text", "date"], ["17", f'"{SAID}\n\nSekian."', "2023-03-01"], ["", "", ""], ["18", "", ""]]
        data = "\r\n".join(separator.join(row) for row in rows).encode(encoding)
        first, second = read(written(tmp_path, name, data))
        assert isinstance(first, RawDocument), f"{name}: {first}"
        assert (first.id, first.date, first.text) == ("17", dt.date(2023, 3, 1), f"{SAID}\n\nSekian.")
        assert isinstance(second, InputRejected)
        assert "has no text" in second.reason


def test_foreign_field_names_are_mapped(tmp_path: Path) -> None:
    names = FieldNames.parse(["html=content.rendered", "title=title.rendered", "date=tanggal", "url=link"])
    line = (
        '{"id": 17, "content": {"rendered": "<p>Rukun.</p><p>Sekian &amp; terima kasih.</p>"},'
        f' "title": {{"rendered": "A &#8211; B"}}, "tanggal": "2023-03-01T08:00:00", "link": "{URL}"}}'
    )
    found = only(written(tmp_path, "a.jsonl", line.encode()), names)
    assert found.text == "Rukun.\n\nSekian & terima kasih."
    assert (found.id, found.title, found.date, found.url) == ("17", "A – B", dt.date(2023, 3, 1), URL)
    table = written(tmp_path, "a.csv", f"isi,judul\n{SAID.replace(',', ' ')},Rapat\n".encode())
    assert only(table, FieldNames.parse(["text=isi", "title=judul"])).title == "Rapat"


@pytest.mark.parametrize(
    ("pair", "message"), [("isi", "does not say which"), ("text=", "does not say which"), ("teks=isi", "is no field")]
)
def test_a_bad_mapping_is_said(pair: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        FieldNames.parse([pair])


def _zip_of(name: str, size: int) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(name, b"<" * size)
    return stream.getvalue()


REFUSED = [
    ("a.pdf", b"%PDF", "not a PDF that can be read", "cut short"),
    ("a.pdf", pdf_of([[]]), "has no text layer", "a scan"),
    ("a.docx", b"PK\x03\x04", "not a Word document", "cut short"),
    ("a.docx", word_of(), "has no words", "only pictures"),
    ("a.docx", _zip_of("isi.txt", 10), "not a Word document", "another package"),
    ("a.docx", _zip_of("word/document.xml", 30_000_000), "unpacks to more than", "a bomb"),
    ("a.eml", b"\n\nrapat", "is no e-mail message", "no headers"),
    ("a.eml", mail_of(""), "has no words and no PDF", "empty"),
    ("a.warc", b"rapat kerja", "is damaged after record 0", "no archive"),
    ("a.warc.gz", b"\x1f\x8b", "holds no record", "cut short"),
    ("a.wacz", b"PK", "is no web archive", "cut short"),
    ("a.wacz", wacz_of(), "holds no WARC file", "nothing in it"),
    ("a.csv", b"judul,isi\na,b\n", "has no column of text", "foreign names"),
    ("a.csv", b"\n", "is empty", "nothing in it"),
]


@pytest.mark.parametrize(("name", "data", "reason", "why"), REFUSED, ids=[f"{row[0]}-{row[3]}" for row in REFUSED])
def test_a_bad_file_is_one_clear_message(tmp_path: Path, name: str, data: bytes, reason: str, why: str) -> None:
    assert reason in refusal(written(tmp_path, name, data)), why


def test_rows_with_too_many_cells_and_broken_letters_are_named(tmp_path: Path) -> None:
    first, second = read(written(tmp_path, "a.csv", f"id,text\n1,{SAID.replace(',', ' ')}\n2,a,b\n".encode()))
    assert isinstance(first, RawDocument)
    assert isinstance(second, InputRejected)
    assert second.location.endswith(":3")
    assert "3 cells for 2 columns" in second.reason


SEEDS = {
    ".pdf": pdf_of([TWO_PARAGRAPHS]),
    ".docx": word_of(SAID),
    ".eml": mail_of(LONG, attached=[("rilis.docx", word_of(SAID))]),
    ".warc.gz": warc_of((URL, "text/html", PAGE, "200 OK")),
    ".warc": warc_of((URL, "text/html", PAGE, "200 OK"), packed=False),
    ".wacz": wacz_of(warc_of((URL, "text/html", PAGE, "200 OK"))),
    ".csv": f"id,text\n1,{SAID}\n".encode(),
    ".html": PAGE,
}


@pytest.mark.parametrize("ending", SEEDS)
@given(data=st.data())
@settings(max_examples=25, deadline=None)
def test_damaged_files_are_read_or_refused_and_nothing_else(
    tmp_path_factory: pytest.TempPathFactory, ending: str, data: st.DataObject
) -> None:
    seed = bytearray(SEEDS[ending])
    for _ in range(data.draw(st.integers(1, 8))):
        place = data.draw(st.integers(0, len(seed) - 1))
        seed[place : place + data.draw(st.integers(0, 40))] = data.draw(st.binary(max_size=40)) or b"\0"
    path = tmp_path_factory.mktemp("damaged") / f"a{ending}"
    path.write_bytes(bytes(seed))
    assert all(isinstance(outcome, RawDocument | InputRejected) for outcome in read(path))


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300))
def test_words_of_any_fragment_are_words(fragment: str) -> None:
    assert isinstance(words_of(fragment), str)


@pytest.mark.parametrize("headers", [b" " * 1_000_000, b"X: y\r\n" * 20_000], ids=["a line without end", "lines without end"])
def test_headers_without_end_are_no_archive(tmp_path: Path, headers: bytes) -> None:
    """146 kB that unpack to one line of 150 MB took minutes: it was joined from pieces, each time copying all before."""
    assert "headers of more than" in refusal(written(tmp_path, "a.warc", b"WARC/1.0\r\n" + headers))
