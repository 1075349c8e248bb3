"""The search page: what is shown, what the links lead to, and that hostile text stays text."""

from __future__ import annotations

import dataclasses
import html
import re
from urllib.parse import parse_qs, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from corpus.errors import EncoderError, IndexMismatch, StoreError
from search.query import Filters, Mode, Query
from tests.webui.fakes import SCRIPT, FakeService, FakeStore
from webui.pages.paging import paging


def read(client: FlaskClient, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status
    return response.get_data(as_text=True)


def text_of(page: str) -> str:
    """Return what a reader sees: no tags, entities resolved, white space squeezed."""
    page = re.sub(r"</?(mark|q|strong)\b[^>]*>", "", page)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def links(page: str) -> list[str]:
    return [html.unescape(address) for address in re.findall(r'<a[^>]* href="([^"]*)"', page)]


def test_a_card_says_who_what_where_when_and_on_which_side(client: FlaskClient) -> None:
    text = text_of(read(client, "/?q=bukan+hadiah"))
    for part in (
        "Persatuan itu bukan hadiah, melainkan pekerjaan kita setiap hari.",
        "Ratna Sekarwati Bupati, Kabupaten Tirta Wening",
        "1 Maret 2023",
        "rapat koordinasi kerukunan , Pendopo Kabupaten",
        "Pemkab Tirta Wening",
        "Persatuan mendukung sangat mungkin 97%",
        "langsung",
        "1 kutipan",
    ):
        assert part in text


def test_matched_words_are_marked(client: FlaskClient) -> None:
    assert "itu <mark>bukan hadiah</mark>, melainkan" in read(client, "/?q=bukan+hadiah")


def test_an_unknown_speaker_is_said_to_be_unknown_with_the_reason(client: FlaskClient) -> None:
    text = text_of(read(client, "/?q=jualan"))
    assert "pembicara tak diketahui no cue and no person nearby" in text


def test_the_source_link_opens_at_the_words(client: FlaskClient) -> None:
    opened = "https://tirtawening.example/berita/1#:~:text=Persatuan%20itu%20bukan%20hadiah%2C%20melainkan%20pekerjaan%20"
    assert any(address.startswith(opened) for address in links(read(client, "/?q=bukan+hadiah")))


@pytest.mark.parametrize("address", ["/", "/?q=pemilu", "/kutipan/luar/negeri:3", "/en/?q=pemilu", "/?source=Kabar+Muara"])
def test_hostile_text_stays_text(client: FlaskClient, address: str) -> None:
    page = read(client, address)
    assert SCRIPT not in page
    assert "<img src=x" not in page
    assert "javascript:" not in " ".join(links(page)).lower()


@pytest.mark.parametrize(
    "query", [SCRIPT, '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "%(n)s %s", "\x00\ud800", "'; DROP TABLE quotations; --"]
)
def test_a_hostile_query_stays_text(client: FlaskClient, query: str) -> None:
    response = client.get("/", query_string={"q": query.encode("utf-8", "replace").decode()})
    page = response.get_data(as_text=True)
    assert response.status_code == 200
    assert SCRIPT not in page
    assert "<img" not in page
    assert "49" not in re.findall(r'name="q"[^>]*value="([^"]*)"', page)


def test_every_facet_link_gives_as_many_results_as_it_promises(client: FlaskClient) -> None:
    page = read(client, "/?q=pemilu")
    found = re.findall(r'<li><a href="([^"]+)" rel="nofollow" data-choice="[^"]+">.*?<span class="count">(\d+)</span>', page)
    assert len(found) > 5
    for address, count in found:
        assert f"{count} kutipan" in text_of(read(client, html.unescape(address)))


def test_a_chosen_facet_and_its_chip_lead_back(client: FlaskClient) -> None:
    page = read(client, "/?q=pemilu&stance=AGAINST&stance=NONE&topic=elections")
    text = text_of(page)
    assert "Sikap menentang × hapus" in text
    assert "Topik Pemilu × hapus" in text
    chips = [html.unescape(a) for a in re.findall(r'<li><a href="([^"]+)" title="Hapus saringan ini">', page)]
    assert len(chips) == 3
    assert parse_qs(urlsplit(chips[1]).query) == {"q": ["pemilu"], "topic": ["elections"], "stance": ["NONE"]}
    assert page.count('class="chosen" aria-current="true"') == 3


def test_dates_become_chips_in_words(client: FlaskClient) -> None:
    text = text_of(read(client, "/?date=2024-11"))
    assert "Sejak 1 November 2024" in text
    assert "Sampai 30 November 2024" in text


def test_the_form_keeps_the_filters(client: FlaskClient) -> None:
    page = read(client, "/?q=pemilu&topic=elections&order=oldest")
    form = page[page.index('<form class="ask"') : page.index("</form>")]
    assert '<input type="hidden" name="topic" value="elections">' in form
    assert '<input type="hidden" name="order" value="oldest">' in form
    assert 'name="q" type="search" value="pemilu"' in form


def test_a_bar_of_the_histogram_narrows_to_its_month(client: FlaskClient) -> None:
    page = read(client, "/?q=pemilu")
    address = html.unescape(re.findall(r'<a href="([^"]+)" data-place="\d+" aria-label="Februari 2024: 1">', page)[0])
    assert parse_qs(urlsplit(address).query) == {
        "q": ["pemilu"],
        "date_from": ["2024-02-01"],
        "date_to": ["2024-02-29"],
    }
    assert "1 kutipan" in text_of(read(client, address))


def test_pages_follow_each_other(client: FlaskClient) -> None:
    seen: list[str] = []
    address: str | None = "/?limit=2"
    while address:
        page = read(client, address)
        seen += re.findall(r'class="see" href="([^"]+)"', page)
        following = re.findall(r'<a rel="next" href="([^"]+)"', page)
        address = html.unescape(following[0]) if following else None
    assert len(seen) == len(set(seen)) == 5


@pytest.mark.parametrize(
    ("offset", "total", "numbers", "back", "ahead"),
    [
        (0, 20, None, False, False),  # one page holds everything
        (0, 21, [1, 2], False, True),
        (100, 400, [1, None, 4, 5, 6, 7, 8, None, 20], True, True),
        (380, 400, [1, None, 18, 19, 20], True, False),
        (10**11, 40, [1, 2], True, False),  # far beyond the end
        (0, 0, None, False, False),
    ],
)
def test_paging(
    client: FlaskClient, offset: int, total: int, numbers: list[int | None] | None, back: bool, ahead: bool
) -> None:
    with client.application.test_request_context("/"):
        result = paging(Query(offset=offset), total)
    if numbers is None:
        assert result is None
        return
    assert result is not None
    assert [item and item.number for item in result.numbers] == numbers
    assert (bool(result.previous), bool(result.next)) == (back, ahead)


def test_nothing_found_comes_with_advice(client: FlaskClient) -> None:
    page = read(client, "/?q=zzzz&mode=keyword&topic=unity")
    assert "Tidak ada kutipan yang cocok" in page
    suggested = [parse_qs(urlsplit(address).query) for address in links(page)]
    assert {"q": ["zzzz"], "mode": ["keyword"]} in suggested, "without the filter"
    assert {"q": ["zzzz"], "mode": ["semantic"], "topic": ["unity"]} in suggested, "by meaning"


@pytest.mark.parametrize(
    ("address", "advice"),
    [
        ("/?date_from=2024&date_to=2023", "Tanggal akhir mendahului tanggal awal"),
        ("/?date=kemarin", "Tanggal itu tidak terbaca"),
        ("/?limit=100000", "Nilai limit di luar batas"),
        ("/?offset=x", "Nilai offset harus berupa bilangan"),
        ("/?topic=cuaca", "Pilihan untuk topic itu tidak ada"),
        ("/?mode=telepati", "Pilihan untuk mode itu tidak ada"),
        ("/?q=" + "a" * 2001, "Teks pencarian paling panjang 2000 huruf"),
        ("/?" + "&".join(f"role={n}" for n in range(101)), "Terlalu banyak nilai untuk satu saringan (role)"),
        ("/?q=tidak-mungkin", "the query cannot be asked: use other words"),
    ],
)
def test_an_impossible_search_says_what_is_wrong_and_keeps_the_words(client: FlaskClient, address: str, advice: str) -> None:
    page = read(client, address + ("" if "q=" in address else "&q=pemilu"), 400)
    assert advice in text_of(page)
    assert 'role="alert"' in page
    assert re.search(r'name="q" type="search" value="[^"]', page)


def test_reversed_dates_come_with_a_link_that_swaps_them(client: FlaskClient) -> None:
    page = read(client, "/?q=pemilu&topic=elections&date_from=2024-12-31&date_to=2024-01-01", 400)
    ways = [parse_qs(urlsplit(address).query) for address in links(page[page.index('class="ways-out"') :])[:2]]
    assert ways[0] == {"q": ["pemilu"], "topic": ["elections"], "date_from": ["2024-01-01"], "date_to": ["2024-12-31"]}
    assert ways[1] == {"q": ["pemilu"]}


def test_other_sites_parameters_do_no_harm(client: FlaskClient) -> None:
    assert "1 kutipan" in text_of(read(client, "/?q=bukan+hadiah&utm_source=surat&fbclid=1"))


def test_without_an_index_the_page_says_so(client: FlaskClient, service: FakeService) -> None:
    service.available = False
    assert "Indeks belum siap" in read(client, "/?q=pemilu", 503)
    assert "Tentang Kutipan" in read(client, "/tentang")


@pytest.mark.parametrize(
    ("fault", "title"),
    [
        (EncoderError("no weights"), "Pencarian menurut makna sedang tidak dapat dijalankan"),
        (StoreError("disk full"), "Arsip sedang tidak terbaca"),
        (IndexMismatch("another encoder"), "Indeks belum siap"),
    ],
)
def test_a_fault_of_one_part_is_named(client: FlaskClient, service: FakeService, fault: Exception, title: str) -> None:
    service.fault = lambda: fault
    page = read(client, "/?q=pemilu", 503)
    assert title in page
    assert str(fault) not in page
    assert ('<input type="hidden" name="mode" value="keyword">' in page) == isinstance(fault, EncoderError)


def test_a_document_is_named_by_its_title(client: FlaskClient) -> None:
    assert "Dokumen Tim Pasangan Calon Tolak Hasil Rekapitulasi × hapus" in text_of(read(client, "/?document=muara:2"))


def test_an_unforeseen_error_says_nothing_of_its_cause(client: FlaskClient, service: FakeService) -> None:
    service.fault = lambda: RuntimeError("sandi rahasia")
    page = read(client, "/?q=pemilu", 500)
    assert "Ada yang rusak di sini" in page
    assert "rahasia" not in page


@pytest.mark.parametrize(
    "address", ["/tidak/ada", "/en/nothing/here", "/static/none.css", "/kutipan/", "/..%2f..%2fetc/passwd"]
)
def test_unknown_addresses_get_a_page(client: FlaskClient, address: str) -> None:
    page = read(client, address, 404)
    assert ("Page not found" if address.startswith("/en/") else "Halaman tidak ditemukan") in page


def test_two_slashes_lead_nowhere(client: FlaskClient) -> None:
    assert client.get("/", environ_overrides={"PATH_INFO": "//elsewhere.example/"}).status_code == 404


def test_only_reading_is_served(client: FlaskClient) -> None:
    assert client.post("/").status_code == 405


def test_the_topics_on_the_opening_page_add_up(client: FlaskClient) -> None:
    page = read(client, "/")
    overview = page[page.index('<section class="overview') : page.index("</section>", page.index('<section class="overview'))]
    text = text_of(overview)
    assert "Pemilu “" not in text
    assert "mendukung 1 netral 1 menentang 1" in text
    address = next(a for a in links(overview) if "stance=AGAINST" in a and "elections" in a)
    assert "1 kutipan" in text_of(read(client, address))


def test_the_opening_page_counts_once_for_each_index(client: FlaskClient, service: FakeService, store: FakeStore) -> None:
    assert "mendukung 1 netral 1 menentang 1" in text_of(read(client, "/"))
    store.views.clear()
    assert "mendukung 1 netral 1 menentang 1" in text_of(read(client, "/"))
    service.state_now = dataclasses.replace(service.state_now, position=42)
    assert "mendukung 1" not in text_of(read(client, "/"))


def test_the_whole_state_is_in_the_address(client: FlaskClient) -> None:
    """Every link to a search leads to a page whose JSON link holds the very same query."""
    for address in links(read(client, "/en/?q=pemilu&mode=keyword&topic=elections&limit=1")):
        if not address.startswith("/en/?"):
            continue
        found = next(a for a in links(read(client, address)) if a.startswith("/api/v1/search") or a == "/api/v1/search")
        assert parse_qs(urlsplit(found).query) == parse_qs(urlsplit(address).query)


def test_the_about_page_counts_what_is_there(client: FlaskClient) -> None:
    page = read(client, "/tentang")
    text = text_of(page)
    for part in ("naskah 4", "kutipan 5", "pembicara 3", "80%", "1 Maret 2023", "30 November 2024", "Kabar Muara 1"):
        assert part in text, part
    assert "/?source=Kabar+Muara" in links(page)
    assert SCRIPT not in page


def test_filters_are_all_shown_somewhere() -> None:
    """A filter that is added to the query must be shown as a chip."""
    from webui.address import VALUE_FILTERS

    # Programs that collect what is new ask with `updated_since`; nobody chooses it on a page.
    shown = {field.name for field in dataclasses.fields(Filters)} - {"updated_since"}
    assert shown == {*VALUE_FILTERS, "date_from", "date_to"}


def test_only_what_this_server_serves_is_offered(app: Flask) -> None:
    known = {rule.rule for rule in app.url_map.iter_rules()}
    for path in ("/feed.atom", "/en/feed.atom", "/api/v1/export"):
        if path not in known and not app.url_map.bind("localhost").test(path, method="GET"):
            app.add_url_rule(path, f"test{path.replace('/', '-').replace('.', '-')}", lambda: "")
    client = app.test_client()
    page = read(client, "/en/?q=pemilu&stance=AGAINST&offset=20&limit=10&order=newest")
    assert "/en/feed.atom?q=pemilu&stance=AGAINST" in links(page)
    assert "/api/v1/export?q=pemilu&stance=AGAINST&format=csv" in links(page)
    assert "/api/v1/search?q=pemilu&order=newest&stance=AGAINST&limit=10&offset=20" in links(page)
    assert '<link rel="alternate" type="application/atom+xml"' in page


def test_modes_are_all_offered(client: FlaskClient) -> None:
    page = read(client, "/?q=pemilu&mode=semantic")
    offered = re.findall(r'name="mode" value="(\w+)"( checked)?', page)
    assert {value for value, _ in offered} == set(Mode)
    assert [value for value, checked in offered if checked] == ["semantic"]
