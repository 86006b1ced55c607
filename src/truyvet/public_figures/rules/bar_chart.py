"""A chart of bars by day, as numbers for an SVG; the template draws it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

WIDTH: Final = 600
HEIGHT: Final = 140
"""Of the drawing; it grows with the page."""


@dataclass(frozen=True, slots=True)
class FigureBar:
    """The sum ``value`` of the days first..last: as wide as its days, as high as its daily mean."""

    first: date
    last: date
    value: int
    x: float
    width: float
    y: float
    height: float


def figure_bars(sums: Sequence[tuple[date, date, int]]) -> tuple[FigureBar, ...]:
    """Returns a bar for each sum (first day, last day, value), on one scale from the earliest to the latest day."""
    if not sums:
        return ()
    start, end = min(first for first, _, _ in sums), max(last for _, last, _ in sums)
    step = WIDTH / ((end - start).days + 1)
    daily = [value / ((last - first).days + 1) for first, last, value in sums]
    highest = max(*daily, 1)
    return tuple(
        FigureBar(
            first, last, value, round((first - start).days * step, 1), round(((last - first).days + 1) * step * 0.86, 1),
            round(HEIGHT * (1 - mean / highest), 1), round(HEIGHT * mean / highest, 1),
        )
        for (first, last, value), mean in zip(sums, daily, strict=True)
    )  # fmt: skip
