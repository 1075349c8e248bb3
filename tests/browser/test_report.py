"""A reader reports a wrong attribution, with a mouse, without scripts, and with keys alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from corpus.store import Fault, Store
from tests.browser.conftest import Reader, Site

pytestmark = pytest.mark.browser


def last_report(site: Site) -> tuple[Fault, str, str]:
    with Store.open(site.settings.store_address) as store:
        report = store.reports()[-1]
    return report.fault, report.fields.get("speaker", ""), report.message


def test_a_wrong_speaker_is_reported(reader: Reader, site: Site) -> None:
    page = reader.open(f"/kutipan/{site.ordinary}")
    page.get_by_role("link", name="Laporkan kesalahan").click()
    page.get_by_label("Pembicara yang benar").fill("Ratna Sekarwati")
    page.get_by_label("Keterangan").fill("lihat paragraf kedua")
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Terima kasih")
    assert last_report(site) == (Fault.SPEAKER, "Ratna Sekarwati", "lihat paragraf kedua")
    page.get_by_role("link", name="Kembali ke kutipan").click()
    assert page.url.endswith(f"/kutipan/{site.ordinary}")


def test_it_can_be_reported_without_scripts(plain: Reader, site: Site) -> None:
    page = plain.open(f"/en/lapor/{site.ordinary}")
    page.get_by_label("This is no quotation").check()
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you")
    assert last_report(site)[0] is Fault.NOT_A_QUOTATION


def test_what_says_nothing_comes_back_with_what_was_typed(reader: Reader, site: Site) -> None:
    page = reader.open(f"/lapor/{site.ordinary}")
    page.get_by_label("Hal lain").check()
    page.get_by_role("button", name="Kirim laporan").click()
    expect(page.get_by_role("alert")).to_be_visible()
    expect(page.get_by_label("Hal lain")).to_be_checked()
    reader.excuse_statuses()


def test_keys_alone_are_enough(reader: Reader, site: Site) -> None:
    page = reader.open(f"/lapor/{site.ordinary}")
    page.get_by_label("Pembicaranya orang lain").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Jabatannya keliru")).to_be_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Jabatannya waktu itu")).to_be_focused()
    page.keyboard.type("Wakil Bupati")
    for _ in range(2):
        page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Kirim laporan")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Terima kasih")
    assert last_report(site)[0] is Fault.ROLE
