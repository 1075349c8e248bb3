"""Counts by period -> the geometry of charts that the templates draw as SVG, with the words for those who cannot see them.

Panels of one chart share their scale and their periods, so that heights can be compared across them. Support stands above the
line and opposition below: the sides differ in place, not in colour alone.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import flask_babel

from search.timeline import Coverage, Period, Timeline
from webui.language import gettext, period

# Size of a drawing in its own units; the page stretches it to its column.
WIDTH = 720.0
# Height of a panel above its line, and below it where something stands there.
ABOVE, BELOW = 60.0, 26.0
# Labels under the axis: six fit on a phone 390 pixels wide.
MOST_LABELS = 6
# Share of a period's slot that stays empty.
GAP = 0.18
# Least height of a bar with any match.
LEAST_HEIGHT = 2.0
PER = 1000


@dataclass(frozen=True, slots=True)
class Layer:
    """Counts by period that are drawn alike; those of several layers stand on each other, `below` the line or above it."""

    look: str
    counts: tuple[int, ...]
    below: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one panel shows. `counts` are all matches by period, whatever the layers show of them."""

    name: str
    counts: tuple[int, ...]
    layers: tuple[Layer, ...]
    address: str | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle of a panel."""

    look: str
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Slot:
    """The room of one period: where it lies, whether the corpus covers it, and what is said when it is pointed at."""

    x: float
    width: float
    coverage: Coverage
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One row, drawn. `told` describes it in a sentence."""

    name: str
    address: str | None
    total: int
    told: str
    slots: tuple[Slot, ...]
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """Panels over the same periods. `highest` is the rate, in a thousand, to which the room above the line is scaled."""

    unit: str
    panels: tuple[Panel, ...]
    periods: tuple[Period, ...]
    labels: tuple[str | None, ...]
    line: float
    height: float
    highest: float
    gaps: bool
    thin: bool


def chart(line: Timeline, rows: Sequence[Row]) -> Chart | None:
    """Return the chart of rows over a timeline; None when there is but one period, which a number tells better."""
    periods = line.periods
    if len(periods) < 2:
        return None
    above, below = _highest(periods, rows, below=False), _highest(periods, rows, below=True)
    depth = BELOW if below else 0.0
    # Both sides of the line have one scale: what is twice as often is twice as high.
    highest = max(above, below * ABOVE / BELOW) or 1.0
    every = -(-len(periods) // MOST_LABELS)
    return Chart(
        unit=line.unit,
        panels=tuple(_panel(periods, line.unit, row, highest) for row in rows),
        periods=periods,
        labels=tuple(period_name(each, line.unit, short=True) if at % every == 0 else None for at, each in enumerate(periods)),
        line=ABOVE,
        height=ABOVE + depth,
        highest=highest,
        gaps=any(each.coverage is Coverage.NONE for each in periods),
        thin=any(each.coverage is Coverage.THIN for each in periods),
    )


def rate(count: int, volume: int) -> float | None:
    """Return how many of a thousand quotations of the corpus that is; None where it has none."""
    return PER * count / volume if volume else None


def rate_text(count: int, volume: int) -> str:
    """Return a rate in the reader's notation, with as many decimals as it deserves."""
    found = rate(count, volume)
    if found is None:
        return "–"
    return str(flask_babel.format_decimal(round(found, 1 if found >= 1 else 2)))


def period_name(each: Period, unit: str, short: bool = False) -> str:
    """Return what a period is called in the reader's language."""
    if unit != "quarter":
        return period(each.first, each.last, short)
    if short:
        return period(each.first, each.first, short=True)
    return f"{flask_babel.format_date(each.first, 'MMMM')}–{flask_babel.format_date(each.last, 'MMMM y')}"


def _highest(periods: Sequence[Period], rows: Sequence[Row], *, below: bool) -> float:
    """Return the highest rate that the chart has to show.

    Periods of which the corpus holds too little are left out if others are there: one match among eight would flatten
    everything else.
    """
    heights = [
        (each.coverage, rate(sum(layer.counts[at] for layer in row.layers if layer.below is below), each.volume) or 0.0)
        for row in rows
        for at, each in enumerate(periods)
    ]
    sound = max((height for coverage, height in heights if coverage is Coverage.ENOUGH), default=0.0)
    return sound or max((height for _, height in heights), default=0.0)


def _panel(periods: Sequence[Period], unit: str, row: Row, highest: float) -> Panel:
    width = WIDTH / len(periods)
    slots, bars = [], []
    for at, each in enumerate(periods):
        slots.append(Slot(round(at * width, 2), round(width, 2), each.coverage, _told(each, unit, row.counts[at])))
        for below in (False, True):
            limit, filled = (BELOW if below else ABOVE), 0.0
            for layer in row.layers:
                found = rate(layer.counts[at], each.volume)
                if layer.below is not below or not found:
                    continue
                height = min(max(LEAST_HEIGHT, ABOVE * found / highest), limit - filled)
                top = ABOVE + filled if below else ABOVE - filled - height
                filled += height
                look = f"{layer.look} thin" if each.coverage is Coverage.THIN else layer.look
                x, across = round((at + GAP / 2) * width, 2), round(width * (1 - GAP), 2)
                bars.append(Bar(look, x, round(top, 2), across, round(height, 2)))
    return Panel(
        name=row.name,
        address=row.address,
        total=sum(row.counts),
        told=_summary(periods, unit, row),
        slots=tuple(slots),
        bars=tuple(bars),
    )


def _told(each: Period, unit: str, count: int) -> str:
    name = period_name(each, unit)
    if each.coverage is Coverage.NONE:
        return gettext("%(period)s: arsip ini tidak memuat apa pun dari masa itu", period=name)
    return gettext(
        "%(period)s: %(count)s dari %(volume)s kutipan, %(rate)s per 1.000",
        period=name,
        count=flask_babel.format_decimal(count),
        volume=flask_babel.format_decimal(each.volume),
        rate=rate_text(count, each.volume),
    )


def _summary(periods: Sequence[Period], unit: str, row: Row) -> str:
    """Return a panel in a sentence: how many matches, and when they were most frequent."""
    total = flask_babel.format_decimal(sum(row.counts))
    sound = [at for at, each in enumerate(periods) if each.coverage is Coverage.ENOUGH and row.counts[at]]
    if not sound:
        return gettext("%(name)s: %(total)s kutipan bertanggal.", name=row.name, total=total)
    best = max(sound, key=lambda at: row.counts[at] / periods[at].volume)
    return gettext(
        "%(name)s: %(total)s kutipan bertanggal, paling sering pada %(period)s (%(rate)s per 1.000).",
        name=row.name,
        total=total,
        period=period_name(periods[best], unit),
        rate=rate_text(row.counts[best], periods[best].volume),
    )


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of time on an axis: where it lies in hundredths of the width."""

    x: float
    width: float


def stretches(spans: Sequence[tuple[dt.date, dt.date]]) -> list[Stretch]:
    """Return where spans of days lie on an axis from the first day to the last; a single day is still seen."""
    if not spans:
        return []
    first, last = min(start for start, _ in spans), max(end for _, end in spans)
    whole = max(1, (last - first).days)
    result = []
    for start, end in spans:
        width = max(1.2, 100 * (end - start).days / whole)
        result.append(Stretch(round(min(100 - width, 100 * (start - first).days / whole), 2), round(width, 2)))
    return result
