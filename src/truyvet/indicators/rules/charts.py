"""Charts as plain numbers, drawn as SVG by a template: bars by day, and lines with a band."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

HEIGHT = 100
"""Units from the ground line to the top."""


@dataclass(frozen=True, slots=True)
class DayBar:
    """A bar of one day. ``height`` is None where the day was not counted, which is not zero; ``is_whole`` False is drawn hatched."""

    day: date
    value: int | None
    x: int
    y: int
    height: int | None
    is_whole: bool


def day_bars(days: Sequence[date], values: Sequence[int | None], incomplete: int = 0, width: int = 10) -> tuple[DayBar, ...]:
    """Returns one bar a day; the last ``incomplete`` ones are hatched. The highest bar has the full height."""
    top = max((value for value in values if value is not None), default=0) or 1
    bars = []
    for place, (day, value) in enumerate(zip(days, values, strict=True)):
        height = None if value is None else max(round(value * HEIGHT / top), 1 if value else 0)
        bars.append(DayBar(day, value, place * width, HEIGHT - (height or 0), height, place < len(days) - incomplete))
    return tuple(bars)


@dataclass(frozen=True, slots=True)
class BandPoint:
    """A value with its interval on a day, and where it lies: 0 is the top."""

    day: date
    low: float
    value: float
    high: float
    x: int
    y_low: int
    y: int
    y_high: int


def band_points(rows: Sequence[tuple[date, int, float, float, float]], top: float, width: int = 10) -> tuple[BandPoint, ...]:
    """Returns the points of (day, place, low, value, high); what lies above ``top`` is drawn at the top."""

    def height(value: float) -> int:
        return HEIGHT - round(min(value, top) * HEIGHT / top)

    return tuple(
        BandPoint(day, low, value, high, place * width + width // 2, height(low), height(value), height(high))
        for day, place, low, value, high in rows
    )
