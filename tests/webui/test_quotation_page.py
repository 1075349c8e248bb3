"""The quotation page: the words marked in their source, and how we know."""

from __future__ import annotations

import dataclasses
import html
import json
import re

import pytest
from flask.testing import FlaskClient

from tests.webui.fakes import SCRIPT, FakeStore
from tests.webui.test_search_page import links, read, text_of


def of(store: FakeStore, word: str) -> str:
    return next(view.id for view in store.views if word in view.text)


def test_the_quotation_is_marked_where_it_stands(client: FlaskClient, store: FakeStore) -> None:
    id = of(store, "bukan hadiah")
    page = read(client, f"/kutipan/{id}")
    view = store.quotation(id)
    marks = re.findall(r'<mark id="kutipan" tabindex="-1">([^<]*)</mark>', page)
    assert marks == [html.escape(view.text)]
    paper = page[page.index('<div class="paper">') : page.index("</div>", page.index('<div class="paper">'))]
    body = text_of(paper[paper.index("</p>") :])
    assert "".join(body.split()) == "".join(store.document(view.document_id).text.split())
    assert "#kutipan" in links(page)


def test_other_quotations_of_the_text_are_links(client: FlaskClient, store: FakeStore) -> None:
    page = read(client, f"/kutipan/{of(store, 'bukan hadiah')}")
    other = f"/kutipan/{of(store, 'tidak menyebarkan')}"
    assert f'<a class="other" href="{other}" title="Ratna Sekarwati">' in page
    assert "Kutipan lain dari naskah ini" in page


def test_provenance_is_complete(client: FlaskClient, store: FakeStore) -> None:
    id = of(store, "bukan hadiah")
    text = text_of(read(client, f"/kutipan/{id}"))
    document = store.document("tirta-1")
    for part in (
        "Pembicara Ratna Sekarwati",
        "Jabatan Bupati",
        "Lembaga Kabupaten Tirta Wening",
        "Keyakinan atas pembicara 90%",
        "Jenis kutipan langsung, dengan “ujar”",
        "Acara rapat koordinasi kerukunan",
        "Tempat Pendopo Kabupaten",
        "Tanggal acara 28 Februari 2023",
        "Sumber Pemkab Tirta Wening",
        "Alamat https://tirtawening.example/berita/1",
        "Terbit 1 Maret 2023",
        "Diambil 3 Februari 2026",
        "Revisi naskah 1",
        f"SHA-256 {document.content_hash}",
        "Terhadap pernyataan: Persatuan dan kerukunan perlu dijaga dan diperkuat.",
    ):
        assert part in text, part
    opened = "https://tirtawening.example/berita/1#:~:text=Persatuan"
    assert any(address.startswith(opened) for address in links(read(client, f"/kutipan/{id}")))


def test_the_citation_names_speaker_source_and_address(client: FlaskClient, store: FakeStore) -> None:
    id = of(store, "bukan hadiah")
    page = read(client, f"/kutipan/{id}")
    citation = text_of(re.findall(r'<p class="citation"[^>]*>(.*?)</p>', page, re.S)[0])
    assert citation == (
        "Ratna Sekarwati, Bupati: “Persatuan itu bukan hadiah, melainkan pekerjaan kita setiap hari.” – "
        "Bupati Tirta Wening Ajak Warga Jaga Kerukunan, Pemkab Tirta Wening, 1 Maret 2023, "
        f"https://tirtawening.example/berita/1. Lewat Kutipan, http://localhost/kutipan/{id}"
    )


def test_structured_data_is_valid_and_cannot_break_out(client: FlaskClient) -> None:
    page = read(client, "/kutipan/luar/negeri:3")
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    assert len(found) == 1
    data = json.loads(found[0])
    assert data["@type"] == "Quotation"
    assert SCRIPT in data["text"]
    assert "<" not in found[0]
    assert "isBasedOn" not in data, "javascript: is no address of a source"


def test_a_document_that_changed_under_the_quotation_is_not_marked_wrongly(client: FlaskClient, store: FakeStore) -> None:
    id = of(store, "bukan hadiah")
    document = store.documents["tirta-1"]
    store.documents["tirta-1"] = dataclasses.replace(document, text="Teks lain sama sekali.")
    page = read(client, f"/kutipan/{id}")
    assert 'id="kutipan"' not in page
    assert "Naskah lengkapnya tidak disimpan di sini." in page


def test_a_quotation_without_its_document_shows_the_context(client: FlaskClient, store: FakeStore) -> None:
    id = of(store, "bukan hadiah")
    del store.documents["tirta-1"]
    assert "membuka rapat koordinasi" in read(client, f"/kutipan/{id}")


@pytest.mark.parametrize(
    ("address", "status", "title"),
    [
        ("/kutipan/tak-ada", 404, "Kutipan tidak ditemukan"),
        ("/en/kutipan/tak-ada", 404, "Quotation not found"),
        ("/kutipan/ditarik", 410, "Kutipan ini telah ditarik"),
        ("/kutipan/" + "x" * 3000, 404, "Kutipan tidak ditemukan"),
        ("/kutipan/../../etc/passwd", 404, "Kutipan tidak ditemukan"),
        ("/kutipan/%00", 404, "Kutipan tidak ditemukan"),
    ],
)
def test_what_is_not_there(client: FlaskClient, address: str, status: int, title: str) -> None:
    assert title in read(client, address, status)


def test_a_withdrawn_quotation_says_when_and_why(client: FlaskClient) -> None:
    text = text_of(read(client, "/kutipan/ditarik", 410))
    assert "Ditarik pada 2 Januari 2026: penerbitnya mengubah naskahnya" in text
