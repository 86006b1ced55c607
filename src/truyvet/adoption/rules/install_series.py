"""A unit's count by day out of the counts of its communes, which do not all report on the same days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class SeriesPoint:
    """The count on a report day: of each unit the newest one so far. ``reported`` units told one on this very day, ``known`` ever."""

    day: date
    value: int
    reported: int
    known: int


def carried_series(counts: Iterable[tuple[date, int, int]]) -> list[SeriesPoint]:
    """Returns a point for each report day from which on every unit is known. ``counts``: (day, unit, value), in any order.

    Earlier days are left out: a commune that reports for the first time would look like an increase.
    """
    by_day: dict[date, dict[int, int]] = {}
    units: set[int] = set()
    for day, unit, value in counts:
        by_day.setdefault(day, {})[unit] = value
        units.add(unit)
    newest: dict[int, int] = {}
    points = []
    for day in sorted(by_day):
        newest |= by_day[day]
        if len(newest) == len(units):
            points.append(SeriesPoint(day, sum(newest.values()), len(by_day[day]), len(newest)))
    return points
