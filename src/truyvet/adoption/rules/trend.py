"""The curve of a count over days as a drawing: points, ticks and the line of the target, in units of the picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

WIDTH: Final = 640
HEIGHT: Final = 240
LEFT: Final = 96
RIGHT: Final = 16
TOP: Final = 16
BOTTOM: Final = 32
MAX_TICKS: Final = 4


@dataclass(frozen=True, slots=True)
class Tick:
    """A value on an axis, at a place of the picture."""

    place: float
    value: int


@dataclass(frozen=True, slots=True)
class TrendDrawing:
    """Everything that a template draws. ``lines`` are the points of polylines, "x,y x,y"; ``band`` the polygon of the forecast."""

    lines: tuple[str, ...]
    band: str
    ahead: str
    goal: float | None
    ticks: tuple[Tick, ...]
    first: date
    last: date


def draw_trend(
    series: Sequence[Sequence[tuple[date, int]]], goal: int | None = None, expected: tuple[date, float, float, float] | None = None
) -> TrendDrawing | None:
    """Returns the drawing of one or two series; None when there are not two days to draw. ``expected``: (day, low, value, high)."""
    points = [point for each in series for point in each]
    days = [day for day, _ in points] + ([expected[0]] if expected else [])
    if not points or min(days) == max(days):
        return None
    first, last = min(days), max(days)
    top = _round_up(max([value for _, value in points] + [goal or 0] + ([round(expected[3])] if expected else [])))

    def x(day: date) -> float:
        return round(LEFT + (WIDTH - LEFT - RIGHT) * (day - first).days / (last - first).days, 1)

    def y(value: float) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top, 1)

    band = ahead = ""
    if expected and series[0]:
        (from_day, from_value), (day, low, value, high) = series[0][-1], expected
        band = f"{x(from_day)},{y(from_value)} {x(day)},{y(high)} {x(day)},{y(low)}"
        ahead = f"{x(from_day)},{y(from_value)} {x(day)},{y(value)}"
    step = top // MAX_TICKS
    return TrendDrawing(
        tuple(" ".join(f"{x(day)},{y(value)}" for day, value in each) for each in series if each),
        band, ahead, None if goal is None else y(goal), tuple(Tick(y(each), each) for each in range(0, top + 1, step)), first, last,
    )  # fmt: skip


def _round_up(value: int) -> int:
    """Returns the next number of one digit and zeros that four ticks divide."""
    step = 1
    while MAX_TICKS * step < value:
        step = next(each for factor in (2, 2.5, 5, 10) if (each := int(_magnitude(step) * factor)) > step)
    return MAX_TICKS * max(1, step)


def _magnitude(value: int) -> int:
    return int(10 ** (len(str(value)) - 1))
