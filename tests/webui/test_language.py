"""Indonesian by default, English one click away, and nothing left untranslated."""

from __future__ import annotations

import gettext
import re

import pytest
from flask.testing import FlaskClient

from tests.webui.fakes import FakeStore
from tests.webui.test_search_page import links, read
from webui import catalogues
from webui.api.parameters import PARAMETERS
from webui.pages.about import PARAMETERS_IN_INDONESIAN


def messages() -> dict[tuple[str | None, tuple[str, ...]], tuple[str, ...]]:
    """Return the translations by context, which most messages have none of, and by original."""
    return {(m.context, ids(m.id)): ids(m.string) for m in catalogues.translated() if m.id}


def ids(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list | tuple) else (str(value),)


def test_the_catalogue_holds_exactly_the_messages_in_use() -> None:
    used = {(message.context, ids(message.id)) for message in catalogues.extracted() if message.id}
    assert set(messages()) == used, "run python -m webui.catalogues"


def test_everything_is_translated() -> None:
    assert catalogues.missing(catalogues.translated()) == []


def test_places_to_fill_in_are_the_same_in_both_languages() -> None:
    for (_, original), translation in messages().items():
        for text in translation:
            assert set(re.findall(r"%\(\w+\)s|</?\w+>", text)) == set(re.findall(r"%\(\w+\)s|</?\w+>", original[0]))


def test_what_is_compiled_is_what_is_written() -> None:
    with catalogues.COMPILED.open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for (context, original), translation in messages().items():
        if context is not None:
            assert compiled.pgettext(context, original[0]) == translation[0], "run python -m webui.catalogues"
        elif len(original) == 1:
            assert compiled.gettext(original[0]) == translation[0], "run python -m webui.catalogues"
        else:
            one, many = original
            assert (compiled.ngettext(one, many, 1), compiled.ngettext(one, many, 2)) == translation


@pytest.mark.parametrize("path", ["/", "/?q=pemilu&topic=elections", "/tentang", "/kutipan/luar/negeri:3", "/tidak-ada"])
def test_the_other_language_is_one_click_away_and_leads_back(client: FlaskClient, path: str) -> None:
    for start, language, other in ((path, "id", "en"), ("/en" + path, "en", "id")):
        page = client.get(start).get_data(as_text=True)
        assert f'<html lang="{language}">' in page
        switch = re.findall(rf'<li class="language"><a href="([^"]+)" lang="{other}"', page)
        back = client.get(switch[0].replace("&amp;", "&")).get_data(as_text=True)
        assert f'<html lang="{other}">' in back
        assert start in back.replace("&amp;", "&")


def test_links_stay_in_the_language(client: FlaskClient, store: FakeStore) -> None:
    for address in (f"/en/kutipan/{store.views[0].id}", "/en/?q=pemilu", "/en/tentang"):
        for link in links(read(client, address)):
            if link.startswith("/") and not link.startswith(("/en/", "/api/")):
                assert f'href="{link.replace("&", "&amp;")}" lang="id"' in read(client, address), link


def test_english_counts_in_english(client: FlaskClient) -> None:
    assert ">1 quotation</h2>" in read(client, "/en/?q=bukan+hadiah")
    assert ">3 quotations</h2>" in read(client, "/en/?q=pemilu")
    assert "1 March 2023" in read(client, "/en/?q=bukan+hadiah")


def test_the_endpoints_parameters_are_explained_in_the_readers_language(client: FlaskClient) -> None:
    assert set(PARAMETERS_IN_INDONESIAN) == {parameter.name for parameter in PARAMETERS}
    indonesian, english = read(client, "/tentang"), read(client, "/en/tentang")
    assert "Hanya kutipan jenis ini." in indonesian
    assert "Only quotations of this kind." not in indonesian
    assert "Only quotations of this kind." in english
