from pathlib import Path
from typing import Any

import pytest
import yaml

from corpus.cleaning import Cleaned, clean
from corpus.records import Span

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases" / "cleaning.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_what_remains(case: dict[str, Any]) -> None:
    assert clean(case["raw"]).text == case["clean"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_kept_spans_rise_and_make_the_text(case: dict[str, Any]) -> None:
    raw, cleaned = case["raw"], clean(case["raw"])
    ends = [(span.start, span.end) for span in cleaned.kept]
    assert ends == sorted(ends)
    kept = "".join(span.of(raw) for span in cleaned.kept)
    assert len(kept) == len(cleaned.text)
    changed = {a for a, b in zip(kept, cleaned.text, strict=True) if a != b}
    assert all(odd > "~" or odd.isspace() or ord(odd) < 32 for odd in changed), "only odd characters are replaced"


def test_the_way_back_crosses_what_was_taken_out() -> None:
    raw = '"Kami sudah ADVERTISEMENT siap," kata dia.\n\nFoto: Humas\n\nRapat usai.'
    cleaned = clean(raw)
    start = cleaned.text.index("Kami")
    assert cleaned.raw_span(Span(start, start + len("Kami sudah siap"))).of(raw) == "Kami sudah ADVERTISEMENT siap"
    end = cleaned.text.index("Rapat usai")
    assert cleaned.raw_span(Span(end, len(cleaned.text))).of(raw) == "Rapat usai."


def test_an_empty_span_maps_to_an_empty_span() -> None:
    cleaned = clean("Foto: Humas\n\nRapat")
    assert cleaned.raw_span(Span(0, 0)) == Span(13, 13)
    assert Cleaned("", ()).raw_span(Span(0, 0)) == Span(0, 0)


def test_a_span_beyond_the_text_is_refused() -> None:
    with pytest.raises(ValueError, match="beyond the text of 5 characters"):
        clean("Rapat").raw_span(Span(0, 6))


HOSTILE = {
    "brackets": "(" * 200_000,
    "spaces": " " * 200_000 + "x",
    "marks": '"' * 200_000,
    "links": "Baca juga: " * 20_000,
    "captions": "Foto: " * 30_000,
    "lines": "\n \n" * 60_000,
    "credits": "(a/" * 60_000,
    "initials": ".(ab)" * 60_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_text_is_cleaned_to_rest(text: str) -> None:
    once = clean(text).text
    assert clean(once).text == once
