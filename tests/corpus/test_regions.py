"""Texts that name a region, and those that only seem to."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import regions
from corpus.regions import Level


@pytest.mark.parametrize(
    ("text", "region"),
    [
        pytest.param("Kabupaten Cirebon", "kabupaten-cirebon", id="a regency"),
        pytest.param("Kota Cirebon", "kota-cirebon", id="the city of the same name"),
        pytest.param("Polresta Cirebon", "kota-cirebon", id="a city's police"),
        pytest.param("Polres Cirebon", "kabupaten-cirebon", id="a regency's police"),
        pytest.param("Polres Cirebon Kota", "kota-cirebon", id="the kind after the name"),
        pytest.param("CIREBON", "jawa-barat", id="either of two: their province"),
        pytest.param("BANJAR", None, id="either of two, in different provinces"),
        pytest.param("Wali Kota Banjar", "kota-banjar", id="an office says which"),
        pytest.param("Polresta Sidoarjo", "kabupaten-sidoarjo", id="a city's kind of police in a regency"),
        pytest.param("Kalteng", "kalimantan-tengah", id="a short form"),
        pytest.param("se-Kalteng", "kalimantan-tengah", id="throughout"),
        pytest.param("Pemprov Jabar", "jawa-barat", id="a government"),
        pytest.param("DKI", "daerah-khusus-jakarta", id="the capital"),
        pytest.param("Polda Metro Jaya", "daerah-khusus-jakarta", id="the capital's police, not the city of Metro"),
        pytest.param("Polres Metro Bekasi Kota", "kota-bekasi", id="metropolitan police"),
        pytest.param("Wali Kota Metro", "kota-metro", id="the city of Metro"),
        pytest.param("Jakarta Selatan", "kota-jakarta-selatan", id="longest name wins"),
        pytest.param("Papua Barat Daya", "papua-barat-daya", id="one province's name within another's"),
        pytest.param("Gubernur Gorontalo", "gorontalo", id="province by office"),
        pytest.param("Bupati Gorontalo", "kabupaten-gorontalo", id="regency by office"),
        pytest.param("DPRD Kabupaten Malang", "kabupaten-malang", id="within a body's name"),
        pytest.param("Aula Jayang Tingang, Palangka Raya", "kota-palangka-raya", id="a place"),
        pytest.param("Dinas Sosial Kota Bandung, Jawa Barat", "kota-bandung", id="the nearest"),
        pytest.param("Bank Indonesia", None, id="no region"),
        pytest.param("PT Batu Indah", None, id="an ordinary word"),
        pytest.param("Batu", "kota-batu", id="the same alone"),
        pytest.param("Kabupaten Tirta Wening", None, id="a regency that does not exist"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_region_of_a_text(text: str, region: str | None) -> None:
    found = regions.find(text)
    assert (found and found.id) == region


def test_the_list_is_complete() -> None:
    levels = Counter(region.level for region in regions.regions().values())
    assert levels == {Level.PROVINCE: 38, Level.REGENCY: 416, Level.CITY: 98}


@pytest.mark.parametrize("region", regions.regions().values(), ids=lambda region: region.id)
def test_every_region_is_found_by_its_official_name_and_lies_in_its_province(region: regions.Region) -> None:
    assert regions.find(region.name) == region
    province = regions.regions()[region.province]
    assert province.level is Level.PROVINCE
    assert region.code.startswith(province.code)


@given(st.text(max_size=200))
def test_any_text_has_an_answer(text: str) -> None:
    found = regions.find(text)
    assert found is None or found == regions.regions()[found.id]
