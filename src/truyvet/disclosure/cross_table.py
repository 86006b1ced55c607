"""Sums by day and sums by unit of the same persons, published together.

Of a table whose inner cells are hidden everybody knows the sums of its rows and columns. A cell then lies between ``column + row - all``
and the smaller of the two, and every whole number between is possible (Fréchet's bounds; for two directions they are exact). Rows and
columns hold at least ``LEAST`` persons each, so the upper end is never below it. What remains is the lower end: from 1 to 9 it would tell
that there was somebody.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from truyvet.disclosure.shown_units import LEAST, shown_units
from truyvet.disclosure.unit_tree import ELSEWHERE, Counts, UnitTree, sum_counts


@dataclass(frozen=True, slots=True)
class Series:
    """Units whose daily sum is published: one district by itself, or all others together (``members``)."""

    members: tuple[str, ...]


def is_safe_cross(columns: Iterable[int], rows: Sequence[int], *, least: int = LEAST) -> bool:
    """Returns whether sums by unit (``columns``) may stand beside sums by day (``rows``) of the same persons."""
    total, heights = sum(rows), set(rows)
    return not any(0 < column + row - total < least for column in set(columns) for row in heights)


def column_parts(tree: UnitTree, series: Series, shown: frozenset[str]) -> tuple[tuple[str, ...], ...]:
    """Returns the smallest groups of units whose sum follows from what is shown: each shown unit, and each rest."""
    parts: list[tuple[str, ...]] = []
    alone = len(series.members) == 1
    for unit in series.members:
        if not alone and unit not in shown:
            continue
        leaves = tree.under(unit)
        seen = [leaf for leaf in leaves if leaf in shown]
        rest = tuple(leaf for leaf in leaves if leaf not in shown)
        parts += [(leaf,) for leaf in seen] or [(unit,)]
        if seen and rest:
            parts.append(rest)
    rest = () if alone else tuple(unit for unit in series.members if unit not in shown)
    return (*parts, rest) if rest else tuple(parts)


def shown_columns(tree: UnitTree, series: Series, days: Sequence[Counts], *, least: int = LEAST) -> frozenset[str]:
    """Returns the units whose sum over ``days`` may be published beside the daily sums of the series.

    Districts and communes where that is safe, else districts, else none. ``days`` holds the counts of every unit for each published row.
    """
    counts = sum_counts(list(days))
    rows = row_sums(series, days)
    alone = len(series.members) == 1
    districts: frozenset[str] = frozenset() if alone else shown_units(series.members, counts, least=least)
    opened = series.members if alone else tuple(districts)
    communes = [shown_units(tree.under(unit), counts, least=least) for unit in opened if tree.under(unit)]
    for shown in (districts.union(*communes), districts):
        columns = [sum(counts[unit] for unit in part) for part in column_parts(tree, series, shown)]
        if is_safe_cross(columns, rows, least=least):
            return shown
    return frozenset()


def row_sums(series: Series, days: Sequence[Counts]) -> list[int]:
    """Returns what the series holds in each row."""
    return [sum(day[unit] for unit in series.members) for day in days]


def series_of(tree: UnitTree, own: frozenset[str]) -> tuple[Series, ...]:
    """Returns the series of a province: each district of ``own`` by itself, and the rest, if there is one."""
    rest = (*(unit for unit in tree.under(tree.root) if unit not in own), ELSEWHERE)
    return (*(Series((unit,)) for unit in sorted(own)), Series(rest))
