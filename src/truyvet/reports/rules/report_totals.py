"""How reports add up: a sum says how many reporters stand behind each figure, since a figure that is missing is never zero."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

Figures: TypeAlias = Mapping[str, int]
"""What one reporter said, by the code of the figure; what they did not say is not in it."""


@dataclass(frozen=True, slots=True)
class ReportTotal:
    """The sum of some reports: for each code the sum and how many reports have it; ``reported``: how many reports there are."""

    sums: Mapping[str, int]
    counted: Mapping[str, int]
    reported: int


@dataclass(frozen=True, slots=True)
class FigureChange:
    """One figure before and after; None where nobody had said it."""

    code: str
    before: int | None
    after: int | None


def total_of(reports: Iterable[Figures]) -> ReportTotal:
    """Returns the sum of the reports."""
    sums: dict[str, int] = {}
    counted: dict[str, int] = {}
    reported = 0
    for report in reports:
        reported += 1
        for code, value in report.items():
            sums[code] = sums.get(code, 0) + value
            counted[code] = counted.get(code, 0) + 1
    return ReportTotal(sums, counted, reported)


def sum_of(totals: Iterable[ReportTotal]) -> ReportTotal:
    """Returns the sum of sums: a province from its districts."""
    sums: dict[str, int] = {}
    counted: dict[str, int] = {}
    reported = 0
    for each in totals:
        reported += each.reported
        for code, value in each.sums.items():
            sums[code] = sums.get(code, 0) + value
            counted[code] = counted.get(code, 0) + each.counted[code]
    return ReportTotal(sums, counted, reported)


def joined(total: ReportTotal, before: Figures | None, after: Figures) -> ReportTotal:
    """Returns the sum after one reporter's figures went from ``before`` (None: no report) to ``after``."""
    sums, counted = dict(total.sums), dict(total.counted)
    for figures, sign in ((before or {}, -1), (after, 1)):
        for code, value in figures.items():
            sums[code] = sums.get(code, 0) + sign * value
            counted[code] = counted.get(code, 0) + sign
            if not counted[code]:
                del sums[code], counted[code]
    return ReportTotal(sums, counted, total.reported + (before is None))


def changes_between(before: Figures, after: Figures) -> tuple[FigureChange, ...]:
    """Returns the figures that differ, in the order of ``before`` and then of what is new."""
    codes = dict.fromkeys([*before, *after])
    return tuple(FigureChange(code, before.get(code), after.get(code)) for code in codes if before.get(code) != after.get(code))
