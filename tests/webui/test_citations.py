"""Citations: complete, well-formed, and nothing of a hostile text becomes a command or a field of its own."""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from corpus.records import QuotationKind, QuotationView, Span
from tests.webui.fakes import FakeStore
from webui.citations import FORMS, Cited, bibtex, csl_json, plain, ris

ADDRESS = "https://kutipan.example/kutipan/0123456789abcdef"


@pytest.fixture(autouse=True)
def request_context(app: Flask) -> Iterator[None]:
    with app.test_request_context("/"):
        yield


def cited(**changed: object) -> Cited:
    quotation = QuotationView(
        id="0123456789abcdef",
        document_id="tirta-1",
        kind=QuotationKind.DIRECT,
        text="Persatuan itu pekerjaan kita setiap hari.",
        span=Span(0, 41),
        speaker="Ratna Sekarwati",
        role="Bupati",
        date=dt.date(2023, 3, 1),
        title="Bupati Ajak Warga Jaga Kerukunan",
        source="Pemkab Tirta Wening",
        url="https://tirtawening.example/berita/1",
    )
    fetched = dt.datetime(2026, 2, 3, 4, 5, tzinfo=dt.UTC)
    return Cited(quotation=dataclasses.replace(quotation, **changed), address=ADDRESS, fetched_at=fetched)  # type: ignore[arg-type]


def test_bibtex() -> None:
    assert bibtex(cited()) == (
        "@misc{kutipan-0123456789abcdef,\n"
        "  title = {{Bupati Ajak Warga Jaga Kerukunan}},\n"
        "  howpublished = {Pemkab Tirta Wening},\n"
        "  year = {2023},\n"
        "  month = {03},\n"
        "  date = {2023-03-01},\n"
        "  url = {https://tirtawening.example/berita/1},\n"
        "  urldate = {2026-02-03},\n"
        "  note = {“Persatuan itu pekerjaan kita setiap hari.” – Ratna Sekarwati, Bupati. "
        f"Kutipan: \\url{{{ADDRESS}}}}}\n"
        "}\n"
    )


def test_ris() -> None:
    assert ris(cited()).split("\r\n") == [
        "TY  - NEWS",
        "ID  - kutipan-0123456789abcdef",
        "TI  - Bupati Ajak Warga Jaga Kerukunan",
        "T2  - Pemkab Tirta Wening",
        "PY  - 2023",
        "DA  - 2023/03/01",
        "UR  - https://tirtawening.example/berita/1",
        "Y2  - 2026/02/03",
        "N1  - “Persatuan itu pekerjaan kita setiap hari.” – Ratna Sekarwati, Bupati",
        "DB  - Kutipan",
        f"L2  - {ADDRESS}",
        "LA  - id",
        "ER  - ",
        "",
    ]


def test_csl_json() -> None:
    (item,) = json.loads(csl_json(cited()))
    assert item["type"] == "article-newspaper"
    assert item["issued"] == {"date-parts": [[2023, 3, 1]]}
    assert item["accessed"] == {"date-parts": [[2026, 2, 3]]}
    assert (item["container-title"], item["URL"]) == ("Pemkab Tirta Wening", "https://tirtawening.example/berita/1")
    assert item["archive_location"] == ADDRESS


def test_what_is_unknown_is_left_out() -> None:
    bare = cited(speaker=None, role=None, date=None, title=None, source=None, url="javascript:alert(1)")
    bare = dataclasses.replace(bare, fetched_at=None)
    assert "Pembicara tak diketahui" in plain(bare)
    for form in FORMS.values():
        assert "javascript" not in form.write(bare)
    assert set(json.loads(csl_json(bare))[0]) == {"id", "type", "title", "language", "note", "archive", "archive_location"}
    assert json.loads(csl_json(bare))[0]["title"] == "Persatuan itu pekerjaan kita setiap hari."


@pytest.mark.parametrize(
    ("hostile", "written"),
    [
        ("a } b", r"a \} b"),
        (r"\input{/etc/passwd}", r"\textbackslash{}input\{/etc/passwd\}"),
        ("50% & #1 $x_y^z~", r"50\% \& \#1 \$x\_y\textasciicircum{}z\textasciitilde{}"),
        ("dua\nbaris\r\nlagi", "dua baris lagi"),
        ("nol\x00dan\x1b[31m", "noldan[31m"),
    ],
)
def test_tex_commands_stay_text(hostile: str, written: str) -> None:
    assert f"title = {{{{{written}}}}}" in bibtex(cited(title=hostile))


HOSTILE = st.text(alphabet=st.one_of(st.sampled_from('{}\\"@,=%#&$~^_\r\n\t -\u2028\x00'), st.characters()), max_size=60)


@given(title=HOSTILE, source=HOSTILE, speaker=HOSTILE, words=HOSTILE, url=HOSTILE, id=HOSTILE)
def test_no_text_leaves_its_field(title: str, source: str, speaker: str, words: str, url: str, id: str) -> None:
    each = cited(title=title, source=source, speaker=speaker, text=words, url=f"https://a.example/{url}", id=id)
    entry = bibtex(each)
    assert re.fullmatch(r"@misc\{kutipan-[A-Za-z0-9-]+,\n(  [a-z]+ = \{[^\n]*\},\n)*  note = \{[^\n]*\}\n\}\n", entry)
    unescaped = re.sub(r"\\[{}]", "", entry)
    assert unescaped.count("{") == unescaped.count("}")
    lines = ris(each).split("\r\n")
    assert lines[-2:] == ["ER  - ", ""]
    assert all(re.match(r"[A-Z][A-Z0-9]  - ", line) and not re.search(r"[\r\n]", line) for line in lines[:-1])
    assert len({line[:2] for line in lines}) == len(lines), "no tag twice"
    assert len(json.loads(csl_json(each))) == 1


@pytest.mark.parametrize("ending", FORMS)
def test_each_form_is_a_download(client: FlaskClient, store: FakeStore, ending: str) -> None:
    response = client.get(f"/sitasi/{ending}/luar/negeri:3")
    assert response.status_code == 200
    assert response.mimetype == FORMS[ending].media_type
    assert response.headers["Content-Disposition"] == f"attachment; filename=kutipan-luar-negeri-3.{ending}"
    assert client.get(f"/sitasi/{ending}/tak-ada").status_code == 404
    assert client.get(f"/sitasi/{ending}/ditarik").status_code == 410
    assert client.get("/sitasi/exe/luar/negeri:3").status_code == 404
