"""The quotation page: the words marked in their source, and how we know."""

from __future__ import annotations

import dataclasses
import datetime as dt
import html
import json
import re

import pytest
from flask.testing import FlaskClient

from corpus.store.records import PageState, Revision, WithdrawalReason
from tests.webui.fakes import SCRIPT, FakeStore
from tests.webui.test_search_page import links, read, text_of

MOMENT = dt.datetime(2026, 2, 5, 12, tzinfo=dt.UTC)


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
        "Keyakinan atas pembicara sangat mungkin (90%)",
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


def revised(store: FakeStore, before: str, after: str) -> None:
    """Let a document have been published with other words before."""
    document = store.documents["tirta-1"]
    earlier = dataclasses.replace(document, text=document.text.replace(after, before))
    store.documents["tirta-1"] = dataclasses.replace(document, revision=2)
    store.earlier["tirta-1"] = [
        Revision(document=earlier, pipeline_version="fake", stored_at=MOMENT, superseded_at=MOMENT + dt.timedelta(days=1))
    ]


def test_words_that_were_changed_after_publication_are_shown_as_they_were(client: FlaskClient, store: FakeStore) -> None:
    revised(store, before="bukan warisan", after="bukan hadiah")
    text = text_of(read(client, f"/kutipan/{of(store, 'bukan hadiah')}"))
    assert "Kata-katanya diubah setelah terbit" in text
    assert "[hanya dulu: warisan, ]" in text
    assert "[hanya sekarang: hadiah, ]" in text
    assert "Revisi 1 sampai 6 Februari 2026" in text
    assert "Diubah setelah terbit" not in text_of(read(client, f"/kutipan/{of(store, 'tidak menyebarkan')}"))


def test_words_that_were_added_later_are_said_to_be(client: FlaskClient, store: FakeStore) -> None:
    words = "Persatuan itu bukan hadiah, melainkan pekerjaan kita setiap hari."
    revised(store, before="", after=words)
    assert "Kata-kata ini belum ada dalam naskah waktu itu." in read(client, f"/kutipan/{of(store, 'bukan hadiah')}")


def test_a_page_that_vanished_is_said_to_have(client: FlaskClient, store: FakeStore) -> None:
    id = of(store, "bukan hadiah")
    page = PageState(url="https://tirtawening.example/berita/1", first_seen=MOMENT, checked_at=MOMENT)
    store.pages["tirta-1"] = [page]
    shown = read(client, f"/kutipan/{id}")
    assert "Buka di situs aslinya" in shown
    assert "Terakhir diperiksa 5 Februari 2026" in text_of(shown)
    store.pages["tirta-1"] = [dataclasses.replace(page, gone_at=MOMENT)]
    shown = read(client, f"/kutipan/{id}")
    assert "tidak dapat dibuka lagi sejak 5 Februari 2026" in text_of(shown)
    assert "Buka di situs aslinya" not in shown
    store.pages["tirta-1"].append(page)
    assert "tidak dapat dibuka lagi" not in read(client, f"/kutipan/{id}"), "it can be had at another address"


def test_a_name_that_is_nobody_leads_nowhere(client: FlaskClient, store: FakeStore) -> None:
    index = next(n for n, view in enumerate(store.views) if "bukan hadiah" in view.text)
    store.views[index] = dataclasses.replace(store.views[index], speaker_id=None)
    page = read(client, f"/kutipan/{store.views[index].id}")
    assert '<span class="speaker">Ratna Sekarwati</span>' in page
    assert "None" not in page


def gone(store: FakeStore, text: str, reason: WithdrawalReason) -> None:
    store.withdrawn["lama"] = dataclasses.replace(store.withdrawn["ditarik"], quotation_id="lama", text=text, reason=reason)


def test_words_that_were_cut_anew_lead_to_where_they_stand_now(client: FlaskClient, store: FakeStore) -> None:
    gone(store, "bukan hadiah, melainkan pekerjaan kita", WithdrawalReason.REANNOTATED)
    response = client.get("/en/kutipan/lama")
    assert response.status_code == 302
    assert response.location == f"/en/kutipan/{of(store, 'bukan hadiah')}?dari=lama"
    assert "The address that you opened is no longer used." in text_of(read(client, response.location))
    assert "Alamat yang Anda buka" not in read(client, f"/kutipan/{of(store, 'jualan')}?dari=lama"), "of another document"


@pytest.mark.parametrize("reason", list(WithdrawalReason))
def test_a_withdrawn_quotation_shows_what_it_was(client: FlaskClient, store: FakeStore, reason: WithdrawalReason) -> None:
    gone(store, f"Persatuan itu bukan warisan, melainkan pekerjaan kita setiap hari. {SCRIPT}", reason)
    page = read(client, "/kutipan/lama", 410)
    assert SCRIPT not in page
    assert "bukan warisan" in page
    assert ("Bunyinya dalam naskah yang sekarang" in page) == (reason is not WithdrawalReason.CORRECTED)
    assert 'content="noindex"' in page


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
