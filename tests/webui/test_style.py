"""Text is readable in light and dark: WCAG 2.2 AA asks a contrast of 4.5 for text and 3 for what is not text."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import webui

CSS = (Path(webui.__file__).parent / "static" / "kutipan.css").read_text(encoding="utf-8")

TEXT = [
    *((ink, ground) for ink in ("ink", "soft", "link", "accent") for ground in ("paper", "sheet", "wash")),
    ("mark-ink", "mark"),
    ("favor", "favor-wash"),
    ("against", "against-wash"),
    ("none", "none-wash"),
    ("ink", "against-wash"),
    ("favor", "paper"),
    ("against", "paper"),
    ("none", "paper"),
    ("on-accent", "accent"),
    ("paper", "ink"),
]
SHAPES = [("strong-rule", "sheet"), ("soft", "sheet"), ("link", "paper"), ("link", "sheet")]


def palette(scheme: str) -> dict[str, str]:
    blocks = re.findall(r":root \{(.*?)\}", CSS, re.S)
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", blocks[0]))
    if scheme == "dark":
        colours |= dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", blocks[1]))
    return colours


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_measured_right() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), [(*p, 4.5) for p in TEXT] + [(*p, 3.0) for p in SHAPES])
def test_contrast(scheme: str, ink: str, ground: str, least: float) -> None:
    colours = palette(scheme)
    assert contrast(colours[ink], colours[ground]) >= least


def test_every_colour_is_defined_once_and_used() -> None:
    assert set(palette("light")) == set(palette("dark"))
    used = set(re.findall(r"var\(--([\w-]+)\)", CSS))
    assert set(palette("light")) <= used


def test_nothing_comes_from_elsewhere() -> None:
    assert not re.search(r"@import|url\(", CSS)
