import datetime as dt
import gzip
import json
import os
from pathlib import Path
from typing import Any

import pytest

from corpus.errors import InputRejected
from corpus.records import RawDocument
from corpus.sources import TEXT_LIMIT, Outcome, open_sources
from corpus.sources import jsonl as jsonl_module

STATEMENT = "Rapat Kerja Sungai Rimba\n\nSUNGAI RIMBA - Bupati membuka rapat, Rabu (1/3/2023). “Mari rukun,” katanya."


def line(**fields: Any) -> str:
    return json.dumps({"id": "a", "text": STATEMENT, **fields}, ensure_ascii=False) + "\n"


def read(path: Path) -> list[Outcome]:
    return list(open_sources([path]))


def only(path: Path) -> RawDocument:
    (outcome,) = read(path)
    assert isinstance(outcome, RawDocument), outcome
    return outcome


def refusal(path: Path) -> InputRejected:
    (outcome,) = read(path)
    assert isinstance(outcome, InputRejected), outcome
    return outcome


@pytest.mark.parametrize(
    ("encoding", "why"),
    [
        ("utf-8", "the rule"),
        ("utf-8-sig", "Notepad's"),
        ("utf-16", "Notepad's Unicode, with its mark"),
        ("utf-16-le", "the mark is missing"),
        ("utf-16-be", "the mark is missing, the other way round"),
        ("utf-32", "with its mark"),
        ("cp1252", "old Windows, curly quotation marks"),
    ],
)
@pytest.mark.parametrize("name", ["a.txt", "a.jsonl", "a.jsonl.gz"])
def test_encodings_are_told_and_converted(tmp_path: Path, name: str, encoding: str, why: str) -> None:
    path = tmp_path / name
    text = STATEMENT if name == "a.txt" else line() + line(id="b", text=STATEMENT + " Usai.")
    data = text.encode(encoding)
    path.write_bytes(gzip.compress(data) if name.endswith("gz") else data)
    first = read(path)[0]
    assert isinstance(first, RawDocument), f"{why}: {first}"
    assert first.text == STATEMENT


REFUSED_FILES: list[tuple[str, bytes, str, str]] = [
    ("a.txt", b"", "is empty", "nothing in it"),
    ("a.txt", b" \n\t\n", "is empty", "only white space"),
    ("a.jsonl", b"", "is empty", "nothing in it"),
    ("a.jsonl.gz", gzip.compress(b""), "is empty", "nothing in the packed file"),
    ("a.html", b"", "is empty", "nothing in it"),
    ("a.txt", b"Rapat\0kerja\0daerah dan lain-lain", "NUL bytes", "a program's file"),
    ("a.txt", bytes(range(128, 256)) * 20, "not UTF-8", "no text at all"),
    ("a.txt", b"\xff\xfe" + "Rapat".encode("utf-16-le") + b"\x00\xd8", "breaks at byte", "UTF-16 cut in a character"),
    ("a.xlsx", b"PK", "is of a kind (.xlsx) that is not read", "a kind that is not read"),
    ("rapat", b"Rapat", "is of a kind (no suffix)", "no suffix"),
    ("a.jsonl.gz", b"Rapat kerja daerah", "is not gzip", "not packed"),
    ("a.html", b"<html><body><ul><li><a href='/'>Beranda</a></li></ul></body></html>", "has no article", "a menu"),
    ("a.md", b"---\ntitle: [\n---\nRapat kerja", "front matter is not YAML", "broken front matter"),
    ("a.md", b"---\n- a\n---\nRapat kerja", "front matter is not a list of names", "front matter is a list"),
    ("a.md", b"---\ntitle: 7\n---\nRapat kerja", "has a title that is a number", "title is a number"),
]


@pytest.mark.parametrize(("name", "data", "reason", "why"), REFUSED_FILES, ids=[f"{row[0]}-{row[3]}" for row in REFUSED_FILES])
def test_a_bad_file_is_one_clear_message(tmp_path: Path, name: str, data: bytes, reason: str, why: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    error = refusal(path)
    assert reason in str(error), why
    assert error.location == str(path)


REFUSED_LINES: list[tuple[str, str, str]] = [
    ('{"id": "a", "text": "Rapat', "is not JSON", "cut short"),
    ("[1, 2]", "is a list, not an object", "a list"),
    ("null", "is null, not an object", "null"),
    ('"Rapat"', "is text, not an object", "a string"),
    ('{"id": "a"}', "has no text", "no text"),
    ('{"id": "a", "text": null}', "has no text", "null text"),
    ('{"id": "a", "text": "  \\n "}', "has no text", "blank text"),
    ('{"id": "a", "text": ["Rapat"]}', "has a text that is a list", "text in a list"),
    ('{"id": ["a"], "text": "Rapat"}', "has a id that is a list", "id in a list"),
    ('{"id": true, "text": "Rapat"}', "has a id that is true or false", "id is true"),
    ('{"id": "%s", "text": "Rapat"}' % ("a" * 300), "has an id of 300 characters", "endless id"),
    ('{"title": {}, "text": "Rapat"}', "has a title that is an object", "title is an object"),
    ('{"date": 20230301, "text": "Rapat"}', "has a date that is a number", "date is a number"),
    ('{"date": "2023-02-31", "text": "Rapat"}', "has the date '2023-02-31', which is none", "no such day"),
    ('{"fetched_at": "tadi", "text": "Rapat"}', "has the fetched_at 'tadi'", "no moment"),
    ('{"text": "Rapat\\u0000kerja"}', "holds NUL characters", "NUL in the text"),
    ("[" * 100_000, "nested or numbered beyond reason", "nested too deep"),
    ('{"text": "Rapat", "n": %s}' % ("9" * 10_000), "nested or numbered beyond reason", "number too long"),
]


@pytest.mark.parametrize(("bad", "reason", "why"), REFUSED_LINES, ids=[row[2] for row in REFUSED_LINES])
def test_a_bad_line_is_named_and_the_others_stay(tmp_path: Path, bad: str, reason: str, why: str) -> None:
    path = tmp_path / "berita.jsonl"
    good = [line(id=str(number), text=f"{STATEMENT} {number}") for number in range(20)]
    path.write_text("".join([*good[:16], bad + "\n", *good[16:]]), encoding="utf-8")
    outcomes = read(path)
    (error,) = [outcome for outcome in outcomes if isinstance(outcome, InputRejected)]
    assert error.location == f"{path}:17"
    assert reason in error.reason, why
    assert [outcome.id for outcome in outcomes if isinstance(outcome, RawDocument)] == [str(number) for number in range(20)]


def test_fields_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(
        line(
            id=7,
            title=" Rapat ",
            date="Rabu (1/3/2023)",
            source="Humas",
            speaker="Wira Lestari",
            url="https://a.example/b",
            fetched_at="2023-03-02",
        )
        + line(id="", title=None, date="", source="", url=None, text=STATEMENT + "2")
        + line(id="t", date="2023-03-01T08:00:00+07:00", extra=1, text=STATEMENT + "3"),
        encoding="utf-8",
    )
    first, second, third = read(path)
    assert first == RawDocument(
        location=f"{path}:1",
        text=STATEMENT,
        id="7",
        title="Rapat",
        date=dt.date(2023, 3, 1),
        source="Humas",
        speaker="Wira Lestari",
        url="https://a.example/b",
        fetched_at=dt.datetime(2023, 3, 2, tzinfo=dt.UTC),
    )
    assert second == RawDocument(location=f"{path}:2", text=STATEMENT + "2")
    assert isinstance(third, RawDocument)
    assert third.date == dt.date(2023, 3, 1)


def test_half_a_character_pair_is_replaced(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "Rapat \\ud800 kerja"}\n', encoding="utf-8")
    assert only(path).text == "Rapat \ufffd kerja"


def test_lines_may_be_in_different_encodings(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(line(id="a").encode("utf-8") + line(id="b", text=STATEMENT + " 2").encode("cp1252"))
    assert [outcome.text for outcome in read(path) if isinstance(outcome, RawDocument)] == [STATEMENT, STATEMENT + " 2"]


def test_a_cut_gzip_keeps_what_stands_before_the_break(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    rows = "".join(line(id=str(number), text=f"{STATEMENT} {os.urandom(200).hex()}") for number in range(500))
    packed = gzip.compress(rows.encode("utf-8"))
    path.write_bytes(packed[: len(packed) // 2])
    *documents, error = read(path)
    assert isinstance(error, InputRejected)
    assert "is cut short after line" in error.reason
    assert 200 < len(documents) < 300
    assert all(isinstance(outcome, RawDocument) for outcome in documents)


def test_a_damaged_gzip_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    packed = bytearray(gzip.compress(line().encode("utf-8")))
    packed[-6] ^= 255
    path.write_bytes(bytes(packed))
    assert isinstance(read(path)[-1], InputRejected)
    assert "is not gzip (CRC check failed" in str(read(path)[-1])


def test_a_gzip_bomb_is_left_early(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl_module, "BOMB_FLOOR", 1_000_000)
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(line().encode("utf-8") + b" " * 50_000_000))
    document, error = read(path)
    assert isinstance(document, RawDocument)
    assert isinstance(error, InputRejected)
    assert "expands more than 200-fold" in error.reason


def test_one_huge_article_is_refused_with_the_limit(tmp_path: Path) -> None:
    plain, rows = tmp_path / "a.txt", tmp_path / "b.jsonl"
    plain.write_text("Rapat kerja. " * 4_000_000, encoding="utf-8")
    rows.write_text(line(id="b", text="Rapat kerja. " * 4_000_000) + line(id="c"), encoding="utf-8")
    assert f"more than the limit of {TEXT_LIMIT:,} characters" in str(refusal(plain))
    error, document = read(rows)
    assert isinstance(error, InputRejected)
    assert error.location == f"{rows}:1"
    assert f"more than the limit of {TEXT_LIMIT:,} characters" in error.reason
    assert isinstance(document, RawDocument)


def test_text_just_above_the_limit_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("a" * (TEXT_LIMIT + 1), encoding="utf-8")
    assert f"{TEXT_LIMIT + 1:,} characters" in str(refusal(path))
    path.write_text("a" * TEXT_LIMIT, encoding="utf-8")
    assert len(only(path).text) == TEXT_LIMIT


def test_one_id_with_other_words_is_refused_and_repeats_are_counted(tmp_path: Path) -> None:
    first, second = tmp_path / "a.jsonl", tmp_path / "b.jsonl"
    first.write_text(line(id="x") + line(id="y"), encoding="utf-8")
    second.write_text(line(id="y") + line(id="x", text="Lain sekali."), encoding="utf-8")
    sources = open_sources([first, second])
    *documents, error = list(sources)
    assert [outcome.id for outcome in documents if isinstance(outcome, RawDocument)] == ["x", "y"]
    assert isinstance(error, InputRejected)
    assert error.location == f"{second}:2"
    assert f"has the id 'x' of {first}:1 but other words" in error.reason
    assert sources.repeats == 1


def test_one_url_with_other_words_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(
        line(id=None, url="https://www.rimba.example/a?utm_source=x")
        + line(id=None, url="http://rimba.example/a/#top", text="Lain."),
        encoding="utf-8",
    )
    _, error = read(path)
    assert isinstance(error, InputRejected)
    assert f"of {path}:1 but other words" in error.reason


def test_folders_are_read_in_order_without_hidden_files(tmp_path: Path) -> None:
    for number, name in enumerate(["b/2.txt", "a/3.txt", "b/1.txt", "4.txt", ".git/5.txt", "a/.6.txt", "B.TXT"]):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(f"{STATEMENT} {number}", encoding="utf-8")
    names = [Path(outcome.location).relative_to(tmp_path).as_posix() for outcome in read(tmp_path)]
    assert names == ["4.txt", "B.TXT", "a/3.txt", "b/1.txt", "b/2.txt"]


def test_a_file_that_is_named_twice_is_read_once(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(STATEMENT, encoding="utf-8")
    (tmp_path / "link.txt").symlink_to(path)
    assert len(list(open_sources([path, tmp_path, tmp_path / "link.txt"]))) == 1


@pytest.mark.parametrize(("name", "reason"), [("nihil.txt", "does not exist"), ("a\0b.txt", "cannot be read")])
def test_a_path_that_is_no_file_is_named(tmp_path: Path, name: str, reason: str) -> None:
    assert reason in str(refusal(tmp_path / name))


def test_a_pipe_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    assert "neither a file nor a folder" in str(refusal(tmp_path / "a.txt"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_a_forbidden_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(STATEMENT, encoding="utf-8")
    path.chmod(0)
    assert "cannot be read (Permission denied)" in str(refusal(path))


def test_progress_ends_at_the_size_on_disk(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STATEMENT, encoding="utf-8")
    rows = "".join(line(id=str(number), text=f"{STATEMENT} {os.urandom(300).hex()}") for number in range(2_000))
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(rows.encode("utf-8")))
    sources = open_sources([tmp_path])
    seen = [sources.bytes_read for _ in sources]
    assert seen == sorted(seen)
    assert 0 < seen[1000] < sources.total_bytes
    assert sources.bytes_read == sources.total_bytes == sum(path.stat().st_size for path in tmp_path.iterdir())


MARKDOWN = """---
title: Rapat Kerja
date: 2023-03-01
url: https://rimba.example/rapat
---
## Rapat **Kerja** Sungai Rimba

![Suasana](rapat.jpg)

> Bupati _Wira Lestari_ membuka [rapat](https://rimba.example) 2 * 3 * 4 dan a_b_c.

---

“Mari rukun,” katanya.
"""


def test_markdown_gives_its_fields_and_loses_its_marks(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(MARKDOWN, encoding="utf-8")
    raw = only(path)
    assert (raw.title, raw.date, raw.url) == ("Rapat Kerja", dt.date(2023, 3, 1), "https://rimba.example/rapat")
    assert raw.media_type == "text/markdown"
    assert [row for row in raw.text.split("\n") if row] == [
        "Rapat Kerja Sungai Rimba",
        "Bupati Wira Lestari membuka rapat 2 * 3 * 4 dan a_b_c.",
        "“Mari rukun,” katanya.",
    ]


PAGE = """<?xml version="1.0" encoding="ISO-8859-1"?><!DOCTYPE html><html lang="id"><head>
<title>Bupati Buka Rapat - Kabar Rimba</title>
<meta property="og:title" content="Bupati Buka Rapat"><meta property="og:site_name" content="Kabar Rimba">
<meta property="article:published_time" content="2023-03-01T08:00:00+07:00">
<link rel="canonical" href="https://rimba.example/bupati-buka-rapat"></head><body>
<nav><a href="/">Beranda</a> <a href="/politik">Politik</a></nav>
<article><h1>Bupati Buka Rapat</h1>
<p>SUNGAI RIMBA - Bupati Sungai Rimba Wira Lestari membuka rapat kerja daerah di Aula Kantor Bupati, Rabu (1/3/2023).</p>
<p>“Mari kita jaga kerukunan di kabupaten ini bersama-sama,” kata Wira di hadapan para camat dan lurah yang hadir.</p>
<p>Rapat kerja itu dihadiri oleh seluruh kepala dinas, camat, dan lurah se-Kabupaten Sungai Rimba sampai sore hari.</p>
</article><footer>Hak cipta Kabar Rimba</footer></body></html>"""


def test_a_web_page_gives_its_article_and_its_metadata(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(PAGE, encoding="utf-8")
    raw = only(path)
    assert (raw.title, raw.source, raw.date) == ("Bupati Buka Rapat", "Kabar Rimba", dt.date(2023, 3, 1))
    assert raw.url == "https://rimba.example/bupati-buka-rapat"
    assert raw.media_type == "text/html"
    assert "“Mari kita jaga kerukunan di kabupaten ini bersama-sama,” kata Wira" in raw.text
    assert "Beranda" not in raw.text


@pytest.mark.parametrize("piece", ["![", "[a](", "[", "# a  ", "* ", "**a ", "__", "> "])
def test_markdown_marks_without_end_are_read_at_once(tmp_path: Path, piece: str) -> None:
    """A pattern that looks to the line's end from each of them would take minutes."""
    path = tmp_path / "a.md"
    path.write_text(piece * 40_000 + "\nRapat dibuka.", encoding="utf-8")
    assert "Rapat dibuka." in only(path).text


def test_a_file_of_blank_lines_is_left_early(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl_module, "BLANK_LINES", 1_000)
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(gzip.compress(line().encode("utf-8") + b"\r\n" * 990 + line(id="b").encode("utf-8")))
    assert len([document for document in read(path) if isinstance(document, RawDocument)]) == 2
    path.write_bytes(gzip.compress(line().encode("utf-8") + b"\n" * 1_002))
    document, error = read(path)
    assert isinstance(document, RawDocument)
    assert isinstance(error, InputRejected)
    assert "more than 1,000 blank lines" in error.reason
