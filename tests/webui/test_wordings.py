"""How words ran in an earlier version: the passage that became them, cut as they are, or none."""

from __future__ import annotations

import pytest

from webui.pages.wordings import closest_passage

TEXT = (
    "Bupati membuka acara. “Kita semua wajib menjaga kerukunan antarumat beragama di kabupaten ini,” ujarnya. "
    "Ia lalu pulang ke rumah dinas."
)
PASSAGE = "Kita semua wajib menjaga kerukunan antarumat beragama di kabupaten ini"


@pytest.mark.parametrize(
    ("words", "passage"),
    [
        pytest.param("Kita semua harus menjaga kerukunan umat beragama di kabupaten ini", PASSAGE, id="words replaced"),
        pytest.param(PASSAGE + " mulai hari ini juga", PASSAGE, id="words added at the end, not taken from after the marks"),
        pytest.param("Marilah kita menjaga kerukunan antarumat beragama di kabupaten ini", PASSAGE, id="another beginning"),
        pytest.param("Pasar akan dibuka kembali setelah renovasi gedung selesai bulan depan", None, id="another statement"),
        pytest.param("Ia lalu pulang ke rumah dinas", "Ia lalu pulang ke rumah dinas", id="unchanged"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_closest_passage(words: str, passage: str | None) -> None:
    assert closest_passage(words, TEXT) == passage
