"""The region of a quotation: the speaker's office, the event's place, and a dateline that the text bears out."""

from __future__ import annotations

from typing import Any

import pytest

from corpus.placing import region_of

JAKARTA = "daerah-khusus-jakarta"


@pytest.mark.parametrize(
    ("given", "region"),
    [
        pytest.param(
            {"role": "Bupati", "affiliation": "Kabupaten Agam", "place": "Hotel Wening, Kota Bandung", "dateline": "JAKARTA"},
            "kabupaten-agam",
            id="the office before the place",
        ),
        pytest.param(
            {"role": "Menteri", "affiliation": "Kementerian Agama", "place": "Hotel Wening, Kota Bandung", "dateline": "MEDAN"},
            "kota-bandung",
            id="the place before the dateline",
        ),
        pytest.param({"speaker": "Pemkot Bandung", "dateline": "MEDAN"}, "kota-bandung", id="an institution by its name"),
        pytest.param({"speaker": "Agam Wening", "dateline": "MEDAN"}, "kota-medan", id="a person who is called like a town"),
        pytest.param({"dateline": "Cianjur"}, "kabupaten-cianjur", id="a reporter who went there"),
        pytest.param({"dateline": "JAKARTA"}, None, id="a newsroom"),
        pytest.param({"dateline": "JAKARTA", "place": "Balai Desa"}, None, id="a place without a region tells nothing"),
        pytest.param(
            {"dateline": "JAKARTA", "text": "JAKARTA - Pemain itu mencetak gol di Turin."}, None, id="about elsewhere"
        ),
        pytest.param(
            {"dateline": "JAKARTA", "text": "JAKARTA - Ia pindah dari Jakarta ke Agam."}, None, id="the capital in passing"
        ),
        pytest.param(
            {"dateline": "JAKARTA", "text": "JAKARTA - Ia berbicara di Gedung Wening, Jalan Sela, Jakarta Pusat, Senin."},
            JAKARTA,
            id="said there",
        ),
        pytest.param({"dateline": "Jakarta", "text": "Jakarta - Warga DKI mengeluh."}, JAKARTA, id="about its people"),
        pytest.param(
            {"dateline": "Jakarta", "text": "Ia tampil di panggung. Kabar dari Jakarta menyusul."},
            None,
            id="the preposition of another sentence",
        ),
        pytest.param({"dateline": "JAKARTA", "source": "Humas DKI Jakarta"}, JAKARTA, id="the capital's own releases"),
        pytest.param({}, None, id="nothing"),
    ],
)
def test_region_of_a_quotation(given: dict[str, Any], region: str | None) -> None:
    assert region_of(**given) == region
